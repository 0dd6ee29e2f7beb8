//! Match cases of several years, whose rates are known: each year's notices and what became of them
//! stand in a table, only whom they concern and the days are drawn.

mod ways;

use std::collections::VecDeque;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use uuid::Uuid;

use self::ways::{Way, YEARS};
use super::{Failure, draw::Draw, office::Office};
use crate::{
    crypto::random::new_id,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        match_cases::{
            Course, Days as CaseDays, MatchCase,
            attempts::{Attempt, AttemptResult, Number, numbers},
            consequences,
            donations::{BloodCount, Collection, Product},
            endings::{Ending, Reach, Review},
            reasons::{Reason, ReasonGroup},
            steps::{Stage, Step},
        },
        permissions::Permission,
        person::Person,
    },
    service::Caller,
    store,
};

/// The stream of draws about match cases.
const STREAM: u64 = u64::MAX - 7;

/// A volunteer in the pool, and since when.
pub struct Volunteer {
    /// Her id.
    pub person: Uuid,
    /// Which of the townships manages her.
    pub town: usize,
    /// The day she entered the pool.
    pub since: NaiveDate,
}

/// Enters the notices of all years until the demo's day.
pub async fn receive(office: &mut Office, volunteers: Vec<Volunteer>) -> Result<(), Failure> {
    let mut draw = Draw::new(office.plan.seed, STREAM);
    let mut waiting = VecDeque::with_capacity(volunteers.len());
    for volunteer in volunteers {
        // In no order, so that notices come to whoever entered whenever.
        let at = draw.below(u32::try_from(waiting.len() + 1).unwrap_or(u32::MAX));
        waiting.insert(at as usize, volunteer);
    }
    for (year, ways) in YEARS {
        for (n, &way) in ways.iter().enumerate() {
            let Some(notice_on) = notice_day(office, year, n, ways.len(), way, &mut draw) else {
                continue;
            };
            let found = waiting.iter().position(|volunteer| volunteer.since < notice_on);
            let Some(volunteer) = found.and_then(|at| waiting.remove(at)) else { continue };
            enter(office, &volunteer, notice_on, way, n, &mut draw).await?;
            // Who may be asked again is, if nobody else is left.
            if !way.is_last_for_her() {
                waiting.push_back(volunteer);
            }
        }
    }
    Ok(())
}

/// The day of a notice: spread over the year, for what is still open close to the demo's day.
fn notice_day(
    office: &Office,
    year: i32,
    n: usize,
    of: usize,
    way: Way,
    draw: &mut Draw,
) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 1, 6)?;
    let as_of = office.plan.as_of;
    let day = match way.open_for() {
        Some(days) => as_of - Days::new(u64::from(days)),
        None => {
            let span = if year == as_of.year() { 200 } else { 340 };
            first + Days::new(n as u64 * span / of as u64 + u64::from(draw.below(5)))
        }
    };
    (day <= as_of && day.year() == year).then_some(day)
}

async fn enter(
    office: &mut Office,
    volunteer: &Volunteer,
    notice_on: NaiveDate,
    way: Way,
    n: usize,
    draw: &mut Draw,
) -> Result<(), Failure> {
    let caller = office.coordinator(volunteer.town).clone();
    let reviewer = office.caller("demo-supervisor").actor.account_id();
    let scope = office.operator().actor.may(Permission::PeopleWrite)?;
    let at = office.plan.at(notice_on, draw.between(17 * 1800, 17 * 3600));
    office.clock.set(at);
    let mut tx = office.app.store.write(&caller.origin).await?;
    let before = store::people::get(&mut tx, &scope, volunteer.person).await?;
    let mut person = before.clone();
    let random = std::sync::Arc::clone(&tx.vault.random);
    let mut story = Story {
        course: Course {
            number: Some(format!("演示{}-{:03}", notice_on.year(), n + 1)),
            ..Course::default()
        },
        days: CaseDays { notice_on, today: office.plan.as_of },
        caller: &caller,
        reviewer,
        day: notice_on,
        numbers: numbers(&person),
        id: &mut || new_id(&*random, at),
        at: &|day, seconds| office.plan.at(day, seconds),
        draw,
    };
    story.tell(way, &mut person)?;
    let course = story.course;
    let (id, unit) = (tx.new_id(), person.unit);
    let case = MatchCase { id, version: 1, person: person.id, unit, notice_on, course };
    store::match_cases::insert(&mut tx, &case).await?;
    if person != before {
        store::people::save(&mut tx, &before, person).await?;
    }
    let event = AuditEvent::new(Action::CaseOpened).at(unit);
    Ok(tx.commit(event.about(SubjectKind::MatchCase, id, 1)).await?)
}

/// One case being told, day by day.
struct Story<'a> {
    course: Course,
    days: CaseDays,
    caller: &'a Caller,
    reviewer: Option<Uuid>,
    day: NaiveDate,
    numbers: Vec<Number>,
    id: &'a mut dyn FnMut() -> Uuid,
    at: &'a dyn Fn(NaiveDate, u32) -> DateTime<Utc>,
    draw: &'a mut Draw,
}

impl Story<'_> {
    fn tell(&mut self, way: Way, person: &mut Person) -> Result<(), Failure> {
        match way {
            Way::EndedFirst(reason, reviewed) => self.end(reason, reviewed, person),
            Way::Lost(reason) => {
                self.call(reason);
                self.end(reason, true, person)
            }
            Way::Calling(tries, _) => {
                self.try_all(tries);
                Ok(())
            }
            Way::Left(stage, reason, reviewed) => {
                self.reach(stage)?;
                self.end(reason, reviewed, person)
            }
            Way::Open(stage, _) => self.reach(stage),
            Way::Donated => {
                self.reach(Stage::Donated)?;
                self.care();
                consequences::after_donation(person, self.day);
                Ok(())
            }
        }
    }

    /// A few days go by.
    fn later(&mut self, low: u32, high: u32) {
        let next = self.day + Days::new(u64::from(self.draw.between(low, high)));
        self.day = next.min(self.days.today);
    }

    fn attempt(&mut self, number: Number, result: AttemptResult, seconds: u32) {
        let Number { whose, phone } = number;
        let (id, at) = ((self.id)(), (self.at)(self.day, seconds));
        let by = self.caller.actor.account_id();
        self.course.attempts.push(Attempt { id, at, by, whose, phone, result, note: None });
    }

    /// Every number, so often, on different days, one of them an evening.
    fn try_all(&mut self, rounds: u32) {
        for round in 0..rounds {
            self.later(1, 3);
            for number in self.numbers.clone() {
                let hour = if round % 3 == 1 { 19 } else { 10 };
                self.attempt(number, AttemptResult::NoAnswer, hour * 3600);
            }
        }
    }

    /// The calls that lead to an answer, or to none.
    fn call(&mut self, reason: Reason) {
        if reason.group() == ReasonGroup::Unreachable {
            return self.try_all(3);
        }
        self.later(1, 4);
        if let Some(number) = self.numbers.first().cloned() {
            self.attempt(number, AttemptResult::Reached, 10 * 3600);
        }
    }

    /// Goes on up to `stage`.
    fn reach(&mut self, stage: Stage) -> Result<(), Failure> {
        self.call(Reason::P1);
        for next in Stage::STEPS.into_iter().take_while(|next| *next <= stage) {
            self.later(2, 9);
            let on = Some(self.day);
            let step = match next {
                Stage::Consented => Some(Step::Consented {
                    on,
                    collection_planned_on: Some(self.day + Days::new(25)),
                    conditioning_began_on: None,
                }),
                Stage::Collected => {
                    let product = Some(Product::Pbsc);
                    Some(Step::Collected(Collection { on, until: on, product }))
                }
                other => Step::reaching(other, on),
            };
            if let Some(step) = step {
                self.course.advance(step, self.days).map_err(told)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, reason: Reason, reviewed: bool, person: &mut Person) -> Result<(), Failure> {
        self.later(2, 8);
        let reach = match reason {
            Reason::P5 => Some(Reach::ForGood),
            reason if reason.is_refusal() => Some(Reach::ThisCase),
            _ => None,
        };
        let mut ending = Ending::new(reason, Some(self.day));
        ending.reach = reach;
        ending.by = self.caller.actor.account_id();
        if reason.needs_second_person() && reviewed {
            let on = Some(self.day);
            ending.review = Some(Review { on, by: self.reviewer, stepped_back: None });
        }
        self.course.end(ending.clone(), self.days).map_err(told)?;
        consequences::after_ending(person, &ending, self.day);
        Ok(())
    }

    /// The days after the collection.
    fn care(&mut self) {
        let care = &mut self.course.aftercare;
        care.counts.push(BloodCount {
            on: self.day,
            white_cells: Some(9.8),
            haemoglobin: Some(138.0),
            platelets: Some(146.0),
        });
        let recovered = self.day + Days::new(12);
        care.recovered_on = (recovered <= self.days.today).then_some(recovered);
        care.insured_until = self.day.checked_add_months(chrono::Months::new(36));
    }
}

fn told(problem: crate::domain::words::Problem) -> Failure {
    Failure::from(format!("demo case: {} {}", problem.field, problem.code))
}
