//! What is counted. A [`Fact`] is one thing of which something is counted: a registration, a sample in the pool, a
//! person. [`facts`] tells all facts of a record; counters are nothing but their numbers, kept running.
//!
//! Persons, registrations (项) and samples (份) are counted apart, each as a [`What`] of its own, so that
//! none is ever taken for another: who registers for her organs and her corneas is two registrations and one person.
//!
//! Everything has the month in which it took effect; targets and the board go by it. What is published goes by the
//! quarter in which it was posted (`store::counts`).

mod changes;
mod facts;
mod recounts;
mod tables;

use uuid::Uuid;

pub use changes::Changes;
pub use facts::facts;
pub use recounts::{Difference, Kept, Recount};
pub use tables::{Line, Tables, When};

use super::{
    codes::codes,
    periods::{Month, Period, Quarter},
    programmes::Programme,
    registrations::Channel,
};

codes! {
    /// What is counted.
    What {
        /// A registration: an offer of one programme, by the day of registration (按项).
        Registered = "registered", "登记（项）", "Registrations";
        /// A stem-cell registration whose sample entered the pool, by the day it did (按份).
        Pooled = "pooled", "入库（份）", "Samples pooled";
        /// A person, by her first registration of whatever programme.
        Person = "person", "登记人数（每人计一次）", "Persons, each once";
        /// A person, by her first registration of anything to be given after death.
        PersonAfterDeath = "person_after_death", "身后捐献登记人数（每人计一次）", "Persons after death, each once";
        /// A person, by the first of her samples that entered the pool.
        PersonPooled = "person_pooled", "入库人数（每人计一次）", "Persons pooled, each once";
        /// A registration that was withdrawn or left the pool for age or health, by the day it ended.
        Left = "left", "撤销或退出（项）", "Registrations that left";
        /// A registration whose donation took place, by the day it did.
        Realised = "realised", "实现捐献（项）", "Realised";
        /// A pooled registration that stands, of a living volunteer, by the month in which she was last
        /// reached: unknown where she never was.
        Reached = "reached", "有效库容（按最近联系月份）", "Pool by month of last contact";
    }
}

impl What {
    /// Whether it is posted to a quarter for publication. When somebody was last reached is not: it changes
    /// with every call.
    pub fn is_posted(self) -> bool {
        self != Self::Reached
    }

    /// Whether a fact of it belongs to one registration, and so to one programme; else to a person.
    pub fn is_of_registration(self) -> bool {
        !matches!(self, Self::Person | Self::PersonAfterDeath | Self::PersonPooled)
    }
}

codes! {
    /// What became of what was counted.
    Standing {
        /// It stands: active or paused.
        In = "in", "在册", "Standing";
        /// It left: withdrawn, or out of the pool. A person left who withdrew everything.
        Left = "left", "已退出", "Left";
        /// The donation took place.
        Realised = "realised", "已实现", "Realised";
    }
}

/// One thing of which something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub what: What,
    /// The registration, or the person where it is about a person. With `what` its name.
    pub row: Uuid,
    /// The unit that registered: it stays when the person moves on. Of a person, that of the registration by
    /// which she counts, so that units add up.
    pub unit: Uuid,
    /// The registration's programme; none of persons.
    pub programme: Option<Programme>,
    /// The month in which it took effect; none where the day is not known.
    pub month: Option<Month>,
    /// How the person was recruited, as far as it is known.
    pub channel: Option<Channel>,
    /// What became of it.
    pub standing: Standing,
}

impl Fact {
    /// The quarter in which it took effect; none where the day is not known.
    pub fn quarter(&self) -> Option<Quarter> {
        self.month.map(Month::quarter)
    }

    /// What it is counted as: of its month, and a registration of its channel.
    pub fn cell(&self) -> Cell {
        Cell {
            unit: self.unit,
            what: self.what,
            period: self.month.map(Period::Month),
            programme: self.programme,
            standing: self.standing,
            channel: self.channel.filter(|_| self.what == What::Registered),
        }
    }
}

/// One counter: only what may stand in plaintext.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The unit.
    pub unit: Uuid,
    /// What is counted.
    pub what: What,
    /// In which month, or in which year; none where the day is not known.
    pub period: Option<Period>,
    /// Of which programme; none of persons.
    pub programme: Option<Programme>,
    /// What became of it.
    pub standing: Standing,
    /// By which channel; none: by all together.
    pub channel: Option<Channel>,
}

impl Cell {
    /// The counters to which what is counted as this adds: that of its month, that of its year and, with a known channel,
    /// that channel's of its month.
    pub fn parts(self) -> impl Iterator<Item = Self> {
        let all = Self { channel: None, ..self };
        let year = match self.period {
            Some(Period::Month(month)) => Some(Period::Year(month.year())),
            _ => None,
        };
        let year = year.map(|year| Self { period: Some(year), ..all });
        let its = self.channel.map(|_| self);
        std::iter::once(all).chain(year).chain(its)
    }
}

/// How many came, and how many of the same stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Net {
    /// All that came.
    pub gross: i64,
    /// Of those, the ones that left since.
    pub left: i64,
    /// Of those, the ones whose donation took place.
    pub realised: i64,
}

impl Net {
    /// Takes in `count` that stand as `standing` says.
    pub fn add(&mut self, standing: Standing, count: i64) {
        self.gross += count;
        match standing {
            Standing::In => {}
            Standing::Left => self.left += count,
            Standing::Realised => self.realised += count,
        }
    }

    /// Without those that left.
    pub fn net(self) -> i64 {
        self.gross - self.left
    }
}

#[cfg(test)]
mod tests;
