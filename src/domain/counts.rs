//! What is counted of registrations: persons once, whatever they offer, with sub-counts of each programme
//! beside them, so that the sub-counts may add up to more than the persons.

use super::{programmes::Programme, words::Words};

/// What persons are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counted {
    /// Whoever offers anything, each once.
    Persons,
    /// Whoever offers anything after death (三献 without the stem cells), each once.
    AfterDeath,
    /// Whoever offers this.
    Programme(Programme),
}

impl Counted {
    /// All, in the order of tables.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Persons, Self::AfterDeath].into_iter().chain(Programme::ALL.map(Self::Programme))
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::AfterDeath => "after_death",
            Self::Programme(programme) => programme.code(),
        }
    }

    /// The value of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|counted| counted.code() == code)
    }

    /// The label.
    pub fn label(self) -> Words {
        match self {
            Self::Persons => Words::new("登记人数（每人计一次）", "Persons, each once"),
            Self::AfterDeath => {
                Words::new("其中身后捐献人数（每人计一次）", "of them after death, each once")
            }
            Self::Programme(programme) => programme.label(),
        }
    }
}

/// How many persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Ever registered, whatever became of it.
    pub gross: i64,
    /// Gross without those who withdrew all of it.
    pub net: i64,
    /// Those of them whose donation took place.
    pub realised: i64,
}

/// Which registrations are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Those of one year of registration.
    Year(i32),
    /// Those whose day nobody knows.
    Unknown,
    /// All.
    All,
}

/// The tallies of every period and of everything that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// One for each period and counted thing that there is.
    pub rows: Vec<(Period, Counted, Tally)>,
}

impl Counts {
    /// The tally of `counted` in `period`; nobody where there is none.
    pub fn of(&self, period: Period, counted: Counted) -> Tally {
        let mut rows = self.rows.iter();
        let row = rows.find(|(one, other, _)| (*one, *other) == (period, counted));
        row.map(|(.., tally)| *tally).unwrap_or_default()
    }

    /// The periods that there are: years, the latest first, then what nobody knows; without all.
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = self.rows.iter().map(|(period, ..)| *period).collect();
        periods.retain(|period| *period != Period::All);
        periods.sort_unstable_by_key(|period| match period {
            Period::Year(year) => (0, -year),
            Period::Unknown | Period::All => (1, 0),
        });
        periods.dedup();
        periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_and_years_come_in_order() {
        for counted in Counted::all() {
            assert_eq!(Counted::from_code(counted.code()), Some(counted));
        }
        let tally = Tally { gross: 2, net: 1, realised: 0 };
        let periods = [Period::Unknown, Period::Year(2023), Period::All, Period::Year(2025)];
        let rows = periods.map(|period| (period, Counted::Persons, tally)).to_vec();
        let counts = Counts { rows };
        assert_eq!(counts.periods(), [Period::Year(2025), Period::Year(2023), Period::Unknown]);
        assert_eq!(counts.of(Period::All, Counted::Persons), tally);
        assert_eq!(counts.of(Period::All, Counted::AfterDeath), Tally::default());
    }
}
