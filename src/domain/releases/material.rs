//! What a release is made of: sums only, nothing about anybody.

use std::collections::BTreeMap;

use super::places::Places;
use crate::domain::{
    counts::What, match_cases::reasons::ReasonGroup, periods::Quarter, programmes::Programme,
    words::Words,
};

/// All that the tables are made of, up to the end of a quarter.
#[derive(Debug, Clone)]
pub struct Material {
    /// The units.
    pub places: Places,
    /// The quarter.
    pub quarter: Quarter,
    /// What was posted at each place itself, in which quarter.
    pub posted: BTreeMap<(usize, What, Option<Programme>, Quarter), u64>,
    /// Persons posted in the quarter's year by sex and age; none before the year's last quarter.
    pub persons: BTreeMap<(Sex, Age), u64>,
    /// Closed cohorts of the publishing unit, by their years.
    pub cohorts: BTreeMap<i32, Cohort>,
    /// What the plan asks for.
    pub targets: Vec<Target>,
}

impl Material {
    /// What was posted at `at` and all below it.
    pub fn sum(
        &self,
        at: usize,
        what: What,
        programme: Option<Programme>,
        quarters: &[Quarter],
    ) -> u64 {
        let within = |place: usize| self.places.is_within(place, at);
        self.matching(what, programme, quarters)
            .filter(|(place, _)| within(*place))
            .map(|(_, n)| n)
            .sum()
    }

    /// What was posted at `at` itself.
    pub fn own(
        &self,
        at: usize,
        what: What,
        programme: Option<Programme>,
        quarters: &[Quarter],
    ) -> u64 {
        self.matching(what, programme, quarters)
            .filter(|(place, _)| *place == at)
            .map(|(_, n)| n)
            .sum()
    }

    /// Of one programme, or of all where none is named.
    fn matching(
        &self,
        what: What,
        programme: Option<Programme>,
        quarters: &[Quarter],
    ) -> impl Iterator<Item = (usize, u64)> {
        self.posted.iter().filter_map(move |((place, one, of, quarter), count)| {
            let fits = *one == what
                && (programme.is_none() || *of == programme)
                && quarters.contains(quarter);
            fits.then_some((*place, *count))
        })
    }

    /// All quarters in which anything was posted up to the end of `last`.
    pub fn quarters_through(&self, last: Quarter) -> Vec<Quarter> {
        let mut all: Vec<Quarter> = self
            .posted
            .keys()
            .map(|(.., quarter)| *quarter)
            .filter(|quarter| *quarter <= last)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

super::super::codes::codes! {
    /// The sex of the document.
    Sex {
        /// 男.
        Male = "male", "男", "Male";
        /// 女.
        Female = "female", "女", "Female";
        /// Not told by the document, or the record is no more.
        Unknown = "unknown", "不详", "Unknown";
    }
}

super::super::codes::codes! {
    /// The age in full years at the end of the year.
    Age {
        /// Up to 29.
        Young = "18-29", "18–29 岁", "18–29";
        /// 30 to 44.
        Middle = "30-44", "30–44 岁", "30–44";
        /// 45 to 59.
        Ripe = "45-59", "45–59 岁", "45–59";
        /// From 60 on.
        Old = "60+", "60 岁及以上", "60 and over";
        /// The record is no more.
        Unknown = "unknown", "不详", "Unknown";
    }
}

impl Age {
    /// The band of an age in full years.
    pub fn of(years: i32) -> Self {
        match years {
            ..=29 => Self::Young,
            30..=44 => Self::Middle,
            45..=59 => Self::Ripe,
            _ => Self::Old,
        }
    }
}

/// The figures of a year's notices as they were when they closed for good.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohort {
    /// Screening (R1).
    pub screening: Outcome,
    /// Re-mobilisation (R2).
    pub remobilisation: Outcome,
    /// The lost of the screening by kind of reason; none where they cannot be told as they were then.
    pub reasons: Option<BTreeMap<ReasonGroup, u64>>,
}

/// Closed figures of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Lost.
    pub lost: u64,
    /// Lost or kept.
    pub resolved: u64,
    /// Not settled.
    pub pending: u64,
    /// Not counted.
    pub excluded: u64,
    /// The target as a share of 10,000, and whether it has to be below, not at most.
    pub target: (u64, bool),
}

/// What a plan asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The indicator's code.
    pub code: String,
    /// Its name.
    pub name: Words,
    /// What it counts: persons, or samples.
    pub what: What,
    /// The plan's first year.
    pub first_year: i32,
    /// The plan's last year.
    pub last_year: i32,
    /// How many are wanted.
    pub value: u64,
}
