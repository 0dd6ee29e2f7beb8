//! The tables of what was registered: in all, and by year.

use std::collections::BTreeMap;

use super::{Net, Standing, What};
use crate::domain::{periods::Month, programmes::Programme, words::Words};

/// A line of a table. Lines count different things, so they never add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Whoever offers anything, each once.
    Persons,
    /// Whoever offers anything after death (三献 without the stem cells), each once.
    AfterDeath,
    /// Whoever has a sample in the pool, each once.
    PersonsPooled,
    /// Registrations of this.
    Programme(Programme),
    /// Samples in the pool.
    Pooled,
}

impl Line {
    /// All, in the order of tables.
    pub fn all() -> impl Iterator<Item = Self> {
        let persons = [Self::Persons, Self::AfterDeath, Self::PersonsPooled];
        persons.into_iter().chain(Programme::ALL.map(Self::Programme)).chain([Self::Pooled])
    }

    /// The line of a counter; none of what is in no table.
    pub fn of(what: What, programme: Option<Programme>) -> Option<Self> {
        Some(match what {
            What::Person => Self::Persons,
            What::PersonAfterDeath => Self::AfterDeath,
            What::PersonPooled => Self::PersonsPooled,
            What::Registered => Self::Programme(programme?),
            What::Pooled => Self::Pooled,
            What::Left | What::Realised | What::Reached => return None,
        })
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::AfterDeath => "after_death",
            Self::PersonsPooled => "persons_pooled",
            Self::Programme(programme) => programme.code(),
            Self::Pooled => "pooled",
        }
    }

    /// The label, with its unit of counting: persons, registrations or samples.
    pub fn label(self) -> Words {
        match self {
            Self::Persons => Words::new("登记人数（每人计一次）", "Persons, each once"),
            Self::AfterDeath => {
                Words::new("其中身后捐献人数（每人计一次）", "of them after death, each once")
            }
            Self::PersonsPooled => {
                Words::new("其中入库人数（每人计一次）", "of them in the pool, each once")
            }
            Self::Programme(programme) => {
                let Words { zh, en } = programme.label();
                Words::made(format!("{zh}（项）"), format!("{en}, registrations"))
            }
            Self::Pooled => Words::new("入库样本（份）", "Samples in the pool"),
        }
    }
}

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// What took effect in a year.
    Year(i32),
    /// That whose day nobody knows.
    Unknown,
    /// All.
    All,
}

/// The numbers of every line, in all and by year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tables(BTreeMap<(When, Line), Net>);

impl Tables {
    /// Takes in `count` of what is counted that took effect in `month` and stand as `standing` says.
    pub fn add(
        &mut self,
        (what, programme): (What, Option<Programme>),
        month: Option<Month>,
        standing: Standing,
        count: i64,
    ) {
        let Some(line) = Line::of(what, programme).filter(|_| count != 0) else { return };
        for when in [month.map_or(When::Unknown, |month| When::Year(month.year())), When::All] {
            self.0.entry((when, line)).or_default().add(standing, count);
        }
    }

    /// The numbers of `line` at `when`; nought where there are none.
    pub fn of(&self, when: When, line: Line) -> Net {
        self.0.get(&(when, line)).copied().unwrap_or_default()
    }

    /// The years that there are, the latest first, then what nobody knows; without all.
    pub fn periods(&self) -> Vec<When> {
        let mut periods: Vec<When> = self.0.keys().map(|(when, _)| *when).collect();
        periods.retain(|when| *when != When::All);
        periods.sort_unstable_by_key(|when| match when {
            When::Year(year) => (0, -year),
            When::Unknown | When::All => (1, 0),
        });
        periods.dedup();
        periods
    }
}
