//! What a rate counts, as data (`config/rates/definitions.toml`): no official formula has been
//! published, so the words are printed beside the number, and another reading is another version.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::judgement::{Comparator, Target};
use crate::domain::{match_cases::reasons::Reason, words::Words};

/// A rate's definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its code, e.g. `R1`.
    pub code: String,
    /// Its version, from 1.
    pub version: u32,
    /// Whether it stands on the page; the others are for the API.
    pub shown: bool,
    /// What it is called.
    pub name: Words,
    /// What it says, to be printed beside the number.
    pub words: Words,
    /// From when on it is in force.
    pub in_force_from: NaiveDate,
    /// The document that approved it.
    pub approved_by: String,
    /// What the plan asks for, and whether the target itself is still within.
    pub target: Target,
    /// Whose cases.
    pub population: Population,
    /// Whether a person counts once a year.
    pub by_person: bool,
    counts: BTreeMap<Reason, Counts>,
}

/// Whose cases a rate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Population {
    /// All notices.
    Noticed,
    /// Those who said yes when first asked.
    Willing,
    /// Those with whom the talk of re-mobilisation was held.
    Talked,
    /// Those who agreed in writing.
    Agreed,
}

/// How an end with a certain reason counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// In numerator and denominator.
    Lost,
    /// In the denominator only.
    Kept,
    /// In neither.
    Excluded,
    /// In neither if the volunteer had not answered yet, in the denominator otherwise.
    ExcludedBeforeAnswer,
    /// Not settled.
    Pending,
    /// Not settled until a second person has ruled.
    Ruling,
}

/// Why definitions cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// Not the file that is expected; the message names line and field.
    #[error("{file}: {reason}")]
    File {
        /// The file.
        file: String,
        /// What is wrong and where.
        reason: String,
    },
    /// A definition says nothing about a reason, or about one that there is not.
    #[error("{file}: definition {code} version {version}: {what}")]
    Counts {
        /// The file.
        file: String,
        /// The definition.
        code: String,
        /// Its version.
        version: u32,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    version: u32,
    shown: bool,
    #[serde(default)]
    by_person: bool,
    #[serde(deserialize_with = "day")]
    in_force_from: NaiveDate,
    approved_by: String,
    name_zh: String,
    name_en: String,
    zh: String,
    en: String,
    target: u32,
    comparator: Comparator,
    population: Population,
    counts: BTreeMap<String, Counts>,
}

/// A TOML date.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let day = toml::value::Datetime::deserialize(deserializer)?;
    day.to_string().parse().map_err(|_| D::Error::custom("expected a day such as 2021-01-01"))
}

impl Definition {
    /// The rate of which it is a reading: `R1` of `R1-b`, and of `R1` itself.
    pub fn family(&self) -> &str {
        self.code.split_once('-').map_or(&*self.code, |(family, _)| family)
    }

    /// The same against another target: what a unit has to reach is set apart from what is counted.
    #[must_use]
    pub fn against(&self, target: Target) -> Self {
        Self { target, ..self.clone() }
    }

    /// How an end with `reason` counts.
    pub fn counts(&self, reason: Reason) -> Counts {
        // Every reason is there: `load` sees to it.
        self.counts.get(&reason).copied().unwrap_or(Counts::Pending)
    }
}

/// Definitions, each code in all its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Definitions(Vec<Definition>);

impl Definitions {
    /// The definitions that ship with the program: handbook §2.2 and §2.2b.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Definitions> = LazyLock::new(|| {
            let text = include_str!("../../../config/rates/definitions.toml");
            // Unwrap safety: the shipped file is read by a test.
            Definitions::load(text, "config/rates/definitions.toml").unwrap()
        });
        &SHIPPED
    }

    /// Definitions from the text of a file.
    ///
    /// # Errors
    /// [`DefinitionError`], which names file, line and reason.
    pub fn load(text: &str, file: &str) -> Result<Self, DefinitionError> {
        let parsed: File = toml::from_str(text).map_err(|error| DefinitionError::File {
            file: file.to_owned(),
            reason: error.to_string(),
        })?;
        parsed
            .definition
            .into_iter()
            .map(|entry| entry.read(file))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The definitions for the cohort of `year`: of each code the latest version in force when the year
    /// began.
    pub fn of_year(&self, year: i32) -> Vec<&Definition> {
        let begins = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX);
        let mut latest: Vec<&Definition> = Vec::new();
        for definition in &self.0 {
            match latest.iter_mut().find(|other| other.code == definition.code) {
                Some(other)
                    if definition.in_force_from <= begins && definition.version > other.version =>
                {
                    *other = definition;
                }
                Some(_) => {}
                // Years before the first version are read by it: nothing else is known of them.
                None => latest.push(definition),
            }
        }
        latest
    }
}

impl Entry {
    fn read(self, file: &str) -> Result<Definition, DefinitionError> {
        let wrong = |what: String| DefinitionError::Counts {
            file: file.to_owned(),
            code: self.code.clone(),
            version: self.version,
            what,
        };
        let known =
            |name: &str| Reason::ALL.iter().any(|r| r.code() == name || r.group().code() == name);
        if let Some(name) = self.counts.keys().find(|name| !known(name)) {
            return Err(wrong(format!("there is no reason {name}")));
        }
        let mut counts = BTreeMap::new();
        for reason in Reason::ALL.iter().copied() {
            let by = self.counts.get(reason.code());
            let by = by.or_else(|| self.counts.get(reason.group().code()));
            let by = by.ok_or_else(|| wrong(format!("reason {} is missing", reason.code())))?;
            counts.insert(reason, *by);
        }
        Ok(Definition {
            name: Words::made(self.name_zh, self.name_en),
            words: Words::made(self.zh, self.en),
            target: Target::new(self.target, self.comparator)
                .ok_or_else(|| wrong("the target lies between 1 and 9999".to_owned()))?,
            code: self.code,
            version: self.version,
            shown: self.shown,
            in_force_from: self.in_force_from,
            approved_by: self.approved_by,
            population: self.population,
            by_person: self.by_person,
            counts,
        })
    }
}
