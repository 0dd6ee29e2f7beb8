//! The two rates once more, told row by row from the handbook's words (§2.2, §2.2b, §2.3) and from nothing
//! else: a row is its cells, a reason is its code, and every case is looked at on its own. Slow, plain
//! and independent of what it checks.

use std::collections::{BTreeMap, BTreeSet};

/// A line of a sheet of cases, by the English headings. A cell that is not there is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(pub BTreeMap<&'static str, String>);

/// Where a case stands for one rate. It stands nowhere where the rate is not about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// Taken out: the patient's side, or sent by mistake.
    Excluded,
    /// Nobody can tell yet.
    Pending,
    /// Not lost.
    Kept,
    /// Lost, for the reason of this code.
    Lost(String),
}

use Class::{Excluded, Kept, Lost, Pending};

/// What a rate counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    pub numerator: u64,
    pub denominator: u64,
    pub pending: u64,
    pub excluded: u64,
    pub by_reason: BTreeMap<String, u64>,
}

/// The nine rates.
pub const CODES: [&str; 9] = ["R1", "R1-b", "R1-c", "R1-d", "R2", "R2-b", "R2-c", "R2-d", "R2-e"];

/// The reasons of the patient's side that leave a case in the denominator of R2 once she has agreed.
const PATIENT: [&str; 4] = ["N1", "N2", "N3", "N5"];

impl Row {
    /// What a cell says.
    pub fn at(&self, column: &str) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }

    /// Fills a cell.
    pub fn put(&mut self, column: &'static str, text: impl Into<String>) {
        self.0.insert(column, text.into());
    }

    fn has(&self, column: &str) -> bool {
        !self.at(column).is_empty()
    }

    fn first_of(&self, columns: &[&str]) -> String {
        columns.iter().map(|c| self.at(c)).find(|text| !text.is_empty()).unwrap_or("").to_owned()
    }

    fn is_willing(&self) -> bool {
        self.at("screening_outcome") == "willing"
    }

    fn has_agreed(&self) -> bool {
        self.is_willing()
            && (self.at("remobilisation_outcome") == "agreed" || self.has("agreed_on"))
    }

    fn was_talked_to(&self) -> bool {
        self.is_willing()
            && (self.has("remobilised_on")
                || self.has("agreed_on")
                || matches!(self.at("remobilisation_outcome"), "agreed" | "refused"))
    }

    /// The code for which the case ended; empty while it goes on.
    fn code(&self) -> String {
        if !self.is_willing() {
            if self.at("screening_outcome") == "lost" {
                return self.first_of(&["reason", "ended_reason"]);
            }
            return self.first_of(&["ended_reason", "reason"]);
        }
        if self.at("remobilisation_outcome") == "refused" {
            return self.first_of(&["remobilisation_reason", "ended_reason"]);
        }
        let code = self.first_of(&["ended_reason", "remobilisation_reason"]);
        if code.is_empty() && self.at("exam_outcome") == "unfit" { "M4".to_owned() } else { code }
    }

    /// Whether a second person still has to look at the code: all of group N, and X3.
    fn waits_for_review(&self) -> bool {
        let code = self.code();
        (code.starts_with('N') || code == "X3") && !self.has("second_reviewer")
    }

    /// Whether the case was over before the day of an answer; not if it is unknown.
    fn was_over_before(&self, answer_on: &str) -> bool {
        self.has("ended_on") && !answer_on.is_empty() && self.at("ended_on") < answer_on
    }

    /// R1 as it is by default.
    fn r1(&self) -> Class {
        let code = self.code();
        // X3 is among E1 at any time; a case passed on or sent by mistake is never anybody's loss or gain.
        if ["X3", "N6", "N7"].contains(&code.as_str()) {
            return if self.waits_for_review() { Pending } else { Excluded };
        }
        let answered = self.is_willing()
            && !(code.starts_with('N') && self.was_over_before(self.at("screening_on")));
        if answered {
            return Kept;
        }
        if code.is_empty() || code == "N8" || self.waits_for_review() {
            return Pending;
        }
        if code.starts_with('N') { Excluded } else { Lost(code) }
    }

    /// Whether the case ended before she answered what the talk asked.
    fn ended_before_answer(&self) -> bool {
        let answer_on = self.first_of(&["agreed_on", "remobilised_on"]);
        !self.has_agreed() || (self.code().starts_with('N') && self.was_over_before(&answer_on))
    }

    /// R2 as it is by default, of a willing volunteer.
    fn r2(&self) -> Class {
        let code = self.code();
        if self.has("collected_on") {
            return Kept;
        }
        if code.is_empty() || code == "Z" || self.waits_for_review() {
            return Pending;
        }
        if ["N6", "N7", "N8", "X3"].contains(&code.as_str()) {
            return Excluded;
        }
        if PATIENT.contains(&code.as_str()) && self.ended_before_answer() {
            return Excluded;
        }
        // P and F withdraw; U after having agreed is a silent withdrawal. Health, absence, age and death are not.
        if code.starts_with(['P', 'F', 'U']) { Lost(code) } else { Kept }
    }

    /// Where the case stands for a rate; `None` where the rate is not about it. R1-d is about persons.
    pub fn class(&self, rate: &str) -> Option<Class> {
        let code = self.code();
        Some(match rate {
            "R1" | "R1-d" => self.r1(),
            "R1-b" => match self.r1() {
                Lost(code) if code.starts_with('M') => Excluded,
                class => class,
            },
            "R1-c" => match self.r1() {
                Lost(code) if !code.starts_with('U') => Kept,
                class => class,
            },
            "R2" if self.is_willing() => self.r2(),
            "R2-b" if self.was_talked_to() => {
                // Saying yes settles it, unless §2.3 takes the code out of R2 whenever it comes.
                let taken_out = ["N6", "N7", "N8", "X3"].contains(&code.as_str());
                let too_early = code.starts_with('N') && self.ended_before_answer();
                if self.has_agreed() && !taken_out && !too_early {
                    return Some(Kept);
                }
                match self.r2() {
                    Lost(code) if code.starts_with('U') => Kept,
                    class => class,
                }
            }
            "R2-c" if self.has_agreed() => self.r2(),
            "R2-d" if self.is_willing() => match self.r2() {
                Kept if code == "M4" => Lost(code),
                class => class,
            },
            "R2-e" if self.is_willing() => match self.r2() {
                Kept if code.starts_with('N') => Excluded,
                class => class,
            },
            _ => return None,
        })
    }
}

/// Counts the cases of a cohort for a rate.
pub fn count(rate: &str, rows: &[Row]) -> Count {
    let mut count = Count::default();
    let classes: Vec<Class> = match rate {
        "R1-d" => by_person(rows),
        _ => rows.iter().filter_map(|row| row.class(rate)).collect(),
    };
    for class in classes {
        match class {
            Excluded => count.excluded += 1,
            Pending => count.pending += 1,
            Kept => count.denominator += 1,
            Lost(code) => {
                count.denominator += 1;
                count.numerator += 1;
                *count.by_reason.entry(code).or_default() += 1;
            }
        }
    }
    count
}

/// One class a person: that of her latest settled notice, else open if one is, else taken out.
fn by_person(rows: &[Row]) -> Vec<Class> {
    let persons: BTreeSet<&str> = rows.iter().map(|row| row.at("volunteer_document")).collect();
    let of = |person: &str| {
        let mut hers: Vec<&Row> =
            rows.iter().filter(|row| row.at("volunteer_document") == person).collect();
        hers.sort_by_key(|row| row.at("notice_on"));
        let classes: Vec<Class> = hers.iter().map(|row| row.r1()).collect();
        let settled = classes.iter().rev().find(|class| matches!(class, Kept | Lost(_)));
        match settled {
            Some(class) => class.clone(),
            None if classes.contains(&Pending) => Pending,
            None => Excluded,
        }
    };
    persons.into_iter().map(of).collect()
}
