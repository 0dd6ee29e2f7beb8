//! Every attempt to reach a volunteer, and when enough were made to call her unreachable.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::problems;
use crate::domain::{
    codes::codes,
    contacts::RelativeRole,
    person::Person,
    phones::Phone,
    words::{Problem, Words},
};

codes! {
    /// Whose number was tried.
    Whose {
        /// The volunteer's.
        Own = "own", "本人", "Own";
        /// The first relative's.
        Relative1 = "relative_1", "亲友1", "Relative 1";
        /// The second relative's.
        Relative2 = "relative_2", "亲友2", "Relative 2";
    }
}

codes! {
    /// What came of an attempt.
    AttemptResult {
        /// The volunteer herself answered.
        Reached = "reached", "联系上本人", "Reached";
        /// The volunteer asked for another time.
        CallBack = "call_back", "本人要求改时再联系", "Call back later";
        /// Nobody answered.
        NoAnswer = "no_answer", "无人接听", "No answer";
        /// The call was turned away.
        TurnedAway = "turned_away", "拒接", "Turned away";
        /// No such number any more.
        Disconnected = "disconnected", "停机或空号", "Out of service";
        /// Somebody else's number: nothing was said, and the number is struck out.
        WrongPerson = "wrong_person", "非本人，号码易主", "Somebody else's number";
        /// A relative will pass it on.
        WillPassOn = "will_pass_on", "亲友愿意转告", "Will pass it on";
        /// A relative cannot or will not pass it on.
        WillNotPassOn = "will_not_pass_on", "亲友无法或不愿转告", "Will not pass it on";
    }
}

impl AttemptResult {
    /// Whether the number leads nowhere, so that trying again is no use.
    pub fn ends_the_number(self) -> bool {
        matches!(self, Self::Disconnected | Self::WrongPerson | Self::WillNotPassOn)
    }

    /// Whether the volunteer herself was spoken to.
    pub fn is_spoken(self) -> bool {
        matches!(self, Self::Reached | Self::CallBack)
    }

    /// Whether it can be said of whose number it was: only a relative's number ends with her refusing to
    /// pass it on.
    pub fn fits(self, whose: Whose) -> bool {
        match self {
            // Somebody at home may pick up the volunteer's own phone, and pass it on.
            Self::WillNotPassOn => whose != Whose::Own,
            _ => true,
        }
    }
}

/// One attempt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who tried; none for what a ledger tells.
    pub by: Option<Uuid>,
    /// Whose number.
    pub whose: Whose,
    /// The number.
    pub phone: Phone,
    /// What came of it.
    pub result: AttemptResult,
    /// What the caller noted.
    pub note: Option<String>,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attempt({}, {}, …)", self.whose.code(), self.result.code())
    }
}

impl Attempt {
    /// Whether its result can be said of whose number it was.
    ///
    /// # Errors
    /// Where not (field `result`).
    pub fn check(&self) -> Result<(), Problem> {
        if self.result.fits(self.whose) { Ok(()) } else { Err(problems::result_unfit()) }
    }
}

/// A number that can be dialled for a volunteer.
#[derive(Clone, PartialEq, Eq)]
pub struct Number {
    /// Whose it is.
    pub whose: Whose,
    /// The number.
    pub phone: Phone,
}

impl std::fmt::Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Number({}, …)", self.whose.code())
    }
}

/// Every number of a volunteer and of her relatives, in the order in which to try them; those that are
/// struck out are left out.
pub fn numbers(person: &Person) -> Vec<Number> {
    let usable = person.contacts.phones.iter().filter(|contact| contact.invalid.is_none());
    let own = usable.map(|contact| Number { whose: Whose::Own, phone: contact.phone.clone() });
    let relatives = person.relatives.iter().filter(|r| r.role == RelativeRole::Relative);
    let ranked = relatives.enumerate().filter_map(|(rank, relative)| {
        let whose = if rank == 0 { Whose::Relative1 } else { Whose::Relative2 };
        Some(Number { whose, phone: relative.details.phone.clone()? })
    });
    let mut numbers: Vec<Number> = Vec::new();
    for number in own.chain(ranked) {
        if numbers.iter().all(|known| known.phone != number.phone) {
            numbers.push(number);
        }
    }
    numbers
}

/// Which of `numbers` to dial next: the one tried least, in their order; none where all lead nowhere.
pub fn next_number<'n>(numbers: &'n [Number], attempts: &[Attempt]) -> Option<&'n Number> {
    let of = |number: &Number| attempts.iter().filter(|a| a.phone == number.phone).count();
    let is_dead = |number: &Number| {
        attempts.iter().any(|a| a.phone == number.phone && a.result.ends_the_number())
    };
    numbers.iter().filter(|number| !is_dead(number)).min_by_key(|number| of(number))
}

/// How much has to be tried before somebody counts as unreachable (handbook §2.3 U3; an office may ask
/// for more).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Protocol {
    /// How often each number.
    pub rounds: u32,
    /// On how many different days.
    pub days: u32,
    /// Whether one attempt at least falls on an evening or a weekend.
    pub outside_office_hours: bool,
    /// From which hour on it is evening.
    pub evening_from: u32,
}

impl Default for Protocol {
    fn default() -> Self {
        Self { rounds: 3, days: 3, outside_office_hours: true, evening_from: 18 }
    }
}

/// What is missing before somebody counts as unreachable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// A number has been tried too seldom.
    Number {
        /// Whose.
        whose: Whose,
        /// The number.
        phone: Phone,
        /// How often it was tried.
        tried: u32,
        /// How often it has to be.
        rounds: u32,
    },
    /// On too few days.
    Days {
        /// On how many.
        tried: u32,
        /// On how many it has to be.
        days: u32,
    },
    /// Never on an evening or a weekend.
    OfficeHoursOnly,
}

impl Shortfall {
    /// What to do about it; the number is masked.
    pub fn words(&self) -> Words {
        match self {
            Self::Number { whose, phone, tried, rounds } => Words::made(
                format!(
                    "{}电话 {} 已拨 {tried} 次，须拨满 {rounds} 轮",
                    whose.label().zh,
                    phone.masked()
                ),
                format!("{}: {} tried {tried} of {rounds} times", whose.label().en, phone.masked()),
            ),
            Self::Days { tried, days } => Words::made(
                format!("已在 {tried} 个不同的日子联络，须至少 {days} 天"),
                format!("tried on {tried} days of {days}"),
            ),
            Self::OfficeHoursOnly => {
                Words::new("尚未在晚间或周末联络过", "never tried on an evening or a weekend")
            }
        }
    }
}

/// Nobody counts as unreachable as long as something of the protocol is missing.
///
/// # Errors
/// What is missing, as a problem of `field`.
pub fn exhausted(field: &'static str, missing: &[Shortfall]) -> Result<(), Problem> {
    if missing.is_empty() {
        return Ok(());
    }
    let list = |words: fn(Words) -> String, between| {
        missing.iter().map(|m| words(m.words())).collect::<Vec<_>>().join(between)
    };
    let words = Words::made(
        format!("还不能判定联系不上：{}。", list(|words| words.zh.into_owned(), "；")),
        format!("Not unreachable yet: {}.", list(|words| words.en.into_owned(), "; ")),
    );
    Err(Problem::new(field, "protocol", words))
}

impl Protocol {
    /// What is missing, given all numbers that could be dialled and what was tried. A number that leads
    /// nowhere has been tried enough; where all do, neither days nor hours matter.
    pub fn shortfalls(&self, numbers: &[Number], attempts: &[Attempt], zone: Tz) -> Vec<Shortfall> {
        let mut missing = Vec::new();
        let mut some_ring = false;
        for Number { whose, phone } in numbers {
            let of_it = || attempts.iter().filter(|attempt| attempt.phone == *phone);
            if of_it().any(|attempt| attempt.result.ends_the_number()) {
                continue;
            }
            some_ring = true;
            let tried = u32::try_from(of_it().count()).unwrap_or(u32::MAX);
            if tried < self.rounds {
                missing.push(Shortfall::Number {
                    whose: *whose,
                    phone: phone.clone(),
                    tried,
                    rounds: self.rounds,
                });
            }
        }
        if !some_ring {
            return missing;
        }
        let local = || attempts.iter().map(|attempt| attempt.at.with_timezone(&zone));
        let on: BTreeSet<NaiveDate> = local().map(|at| at.date_naive()).collect();
        let tried = u32::try_from(on.len()).unwrap_or(u32::MAX);
        if tried < self.days {
            missing.push(Shortfall::Days { tried, days: self.days });
        }
        let outside = |at: DateTime<Tz>| {
            at.hour() >= self.evening_from || matches!(at.weekday(), Weekday::Sat | Weekday::Sun)
        };
        if self.outside_office_hours && !local().any(outside) {
            missing.push(Shortfall::OfficeHoursOnly);
        }
        missing
    }
}
