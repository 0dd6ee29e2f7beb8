//! Where the loss comes from: the same cases, counted along one line at a time, and the way of a year's
//! cases from stage to stage.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use uuid::Uuid;

use super::{classes::Class, definitions::Definition, tallies::Tally};
use crate::domain::{
    codes::codes,
    match_cases::{
        Course, MatchCase,
        reasons::{Reason, ReasonGroup},
        steps::Stage,
    },
    person::Person,
    programmes::Programme,
    registrations::Channel,
};

codes! {
    /// A line along which cases are counted.
    Dimension {
        /// Why the case ended.
        Reason = "reason", "原因", "Reason";
        /// The unit for which it counts.
        Unit = "unit", "机构", "Unit";
        /// How the volunteer was recruited.
        Channel = "channel", "招募渠道", "Recruitment";
        /// The day and place at which she was sampled.
        Batch = "batch", "招募批次", "Batch";
        /// The year in which she entered.
        EntryYear = "entry_year", "入库年份", "Year of entry";
        /// How long before the notice she was last reached.
        SinceContact = "since_contact", "距上次有效联系", "Since last contact";
    }
}

codes! {
    /// How long before the notice the volunteer was last reached.
    SinceContact {
        /// Within a year.
        WithinOne = "within_one", "一年以内", "Within a year";
        /// One to three years.
        OneToThree = "one_to_three", "一至三年", "One to three years";
        /// More than three years.
        OverThree = "over_three", "三年以上", "Over three years";
        /// Never since entry.
        Never = "never", "入库后未确认", "Never since entry";
    }
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A reason.
    Reason(Reason),
    /// A unit.
    Unit(Uuid),
    /// A channel.
    Channel(Channel),
    /// A day and place of sampling.
    Batch(NaiveDate, String),
    /// A year.
    Year(i32),
    /// How long ago.
    Since(SinceContact),
    /// Nothing is known of it.
    Unknown,
}

/// The cases of one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The value.
    pub value: Value,
    /// Its cases.
    pub tally: Tally,
}

/// A case with the volunteer, as far as she may be looked at.
pub type Known<'a> = (&'a MatchCase, Option<&'a Person>);

impl Definition {
    /// Counts `cases` along `dimension`, the values in their own order.
    pub fn along(&self, dimension: Dimension, cases: &[Known<'_>]) -> Vec<Share> {
        let mut shares = BTreeMap::<Value, Tally>::new();
        for (case, person) in cases {
            let Some(class) = self.class(&case.course) else { continue };
            let value = match dimension {
                Dimension::Reason => match class {
                    Class::Lost(reason) | Class::Excluded(reason) => Value::Reason(reason),
                    Class::Pending | Class::Kept => continue,
                },
                Dimension::Unit => Value::Unit(case.unit),
                _ => person.map_or(Value::Unknown, |person| of_person(dimension, case, person)),
            };
            shares.entry(value).or_default().add(class);
        }
        shares.into_iter().map(|(value, tally)| Share { value, tally }).collect()
    }
}

fn of_person(dimension: Dimension, case: &MatchCase, person: &Person) -> Value {
    let mut rows = person.registrations.iter();
    let Some(row) = rows.find(|row| row.programme == Programme::StemCell) else {
        return Value::Unknown;
    };
    let value = match dimension {
        Dimension::Channel => row.channel.map(Value::Channel),
        Dimension::Batch => row
            .details
            .sampled_on
            .map(|day| Value::Batch(day, row.details.sample_place.clone().unwrap_or_default())),
        Dimension::EntryYear => {
            row.pooled_on.or(row.registered_on).map(|day| Value::Year(day.year()))
        }
        _ => Some(Value::Since(since_contact(case.notice_on, person))),
    };
    value.unwrap_or(Value::Unknown)
}

/// How long before the notice she was last reached, not counting what the case itself led to.
fn since_contact(notice_on: NaiveDate, person: &Person) -> SinceContact {
    let verified = person.contacts.phones.iter().filter_map(|phone| phone.verified_on);
    let years = |n: u32| notice_on.checked_sub_months(Months::new(12 * n)).unwrap_or(notice_on);
    match verified.filter(|day| *day < notice_on).max() {
        Some(day) if day > years(1) => SinceContact::WithinOne,
        Some(day) if day > years(3) => SinceContact::OneToThree,
        Some(_) => SinceContact::OverThree,
        None => SinceContact::Never,
    }
}

/// What became of the cases that reached a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The stage.
    pub stage: Stage,
    /// How many reached it.
    pub reached: u64,
    /// Of them, how many went further.
    pub went_on: u64,
    /// Wait there.
    pub waiting: u64,
    /// Ended there by the volunteer or her family, or unreachable: by reason.
    pub lost: BTreeMap<Reason, u64>,
    /// Ended there by the patient's side or the system: by reason.
    pub ended: BTreeMap<Reason, u64>,
}

impl Passage {
    /// The lost by kind: of each the reasons with their counts.
    pub fn lost_by_kind(&self) -> BTreeMap<ReasonGroup, Vec<(Reason, u64)>> {
        let mut kinds = BTreeMap::<_, Vec<_>>::new();
        for (&reason, &count) in &self.lost {
            kinds.entry(reason.group()).or_default().push((reason, count));
        }
        kinds
    }
}

/// The way of `cases` from the notice to the donation. Each case is, at each stage that it reached,
/// exactly one of: gone on, waiting, lost, ended.
pub fn flow<'a>(cases: impl IntoIterator<Item = &'a MatchCase>) -> Vec<Passage> {
    let stages = std::iter::once(Stage::Notified).chain(Stage::STEPS);
    let empty = |stage| Passage {
        stage,
        reached: 0,
        went_on: 0,
        waiting: 0,
        lost: BTreeMap::new(),
        ended: BTreeMap::new(),
    };
    let mut passages: Vec<Passage> = stages.map(empty).collect();
    for case in cases {
        let last = at(&case.course);
        for passage in passages.iter_mut().filter(|passage| passage.stage <= last) {
            passage.reached += 1;
            if passage.stage < last {
                passage.went_on += 1;
                continue;
            }
            match case.course.ending.as_ref().map(|ending| ending.reason) {
                Some(reason) => {
                    let side = match reason.group() {
                        ReasonGroup::PatientSide => &mut passage.ended,
                        _ => &mut passage.lost,
                    };
                    *side.entry(reason).or_default() += 1;
                }
                None if last == Stage::Donated => {}
                None => passage.waiting += 1,
            }
        }
    }
    passages
}

fn at(course: &Course) -> Stage {
    course.reached().unwrap_or(Stage::Notified)
}
