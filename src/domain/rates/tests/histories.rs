//! Random courses of cases, walked step by step as they happen (notice, screening, talk, agreement,
//! typing and examination, collection; an end anywhere) and written as lines of the sheet.

use chrono::{Datelike, Days, NaiveDate};

use super::naive::Row;
use crate::domain::documents::check_digit;

/// The columns of the form.
pub const COLUMNS: [&str; 16] = [
    "case_no",
    "unit",
    "volunteer_document",
    "notice_on",
    "screening_outcome",
    "screening_on",
    "reason",
    "remobilised_on",
    "remobilisation_outcome",
    "remobilisation_reason",
    "agreed_on",
    "exam_outcome",
    "ended_on",
    "ended_reason",
    "collected_on",
    "second_reviewer",
];

/// Reasons of the donor's side that can end a case at any time before the collection.
const DONOR: [&str; 19] = [
    "U1", "U2", "U3", "U4", "P1", "P2", "P3", "P4", "P5", "F1", "F2", "F3", "M1", "M2", "M3", "G1",
    "G2", "G3", "Z",
];

/// Those that need a second person, or come from outside.
const OTHERS: [&str; 10] = ["N1", "N2", "N3", "N5", "N6", "N7", "N8", "X1", "X2", "X3"];

/// The day on which all is read.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// Chance that repeats itself (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % n.max(1)
    }

    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub fn shuffle<T>(&mut self, of: &mut [T]) {
        for at in (1..of.len()).rev() {
            of.swap(at, self.below(at + 1));
        }
    }
}

/// A case on its way.
struct Walk<'a> {
    chance: &'a mut Chance,
    row: Row,
    notice_on: NaiveDate,
    at: NaiveDate,
}

impl Walk<'_> {
    /// Lets some days pass; not if that would lie ahead, or if the case just rests.
    fn goes_on(&mut self) -> bool {
        let then = self.at + Days::new(self.chance.below(25) as u64);
        let goes_on = then <= today() && !self.chance.percent(6);
        if goes_on {
            self.at = then;
        }
        goes_on
    }

    /// Writes the day down, as offices mostly do.
    fn day(&mut self, column: &'static str) {
        if !self.chance.percent(12) {
            self.row.put(column, self.at.to_string());
        }
    }

    fn maybe(&mut self, column: &'static str, texts: &[&str]) {
        let text = self.chance.one(texts);
        self.row.put(column, text);
    }

    /// Ends for one of these reasons. What the patient's side says may date from before the last step,
    /// but not a mismatch, which is found after the agreement.
    fn ends(&mut self, column: &'static str, codes: &[&[&str]]) {
        let code = self.chance.one(&codes.concat());
        self.row.put(column, code);
        if code.starts_with('N') && code != "N4" && self.chance.percent(40) {
            let span = (self.at - self.notice_on).num_days() as usize + 1;
            let day = self.notice_on + Days::new(self.chance.below(span) as u64);
            self.row.put("ended_on", day.to_string());
        } else {
            self.day("ended_on");
        }
    }

    fn screening(&mut self) {
        if !self.goes_on() {
            return self.maybe("screening_outcome", &["pending", ""]);
        }
        match self.chance.below(100) {
            0..20 => {
                self.row.put("screening_outcome", "lost");
                self.day("screening_on");
                let column = self.chance.one(&["reason", "reason", "ended_reason"]);
                self.ends(column, &[&DONOR, &["X1", "X2", "X3"]]);
            }
            20..35 => {
                self.maybe("screening_outcome", &["ended", "ended", "pending", ""]);
                self.ends("ended_reason", &[&OTHERS, &OTHERS, &DONOR]);
            }
            _ => {
                self.row.put("screening_outcome", "willing");
                self.day("screening_on");
                self.talk();
            }
        }
    }

    fn talk(&mut self) {
        if !self.goes_on() {
            return self.maybe("remobilisation_outcome", &["pending", ""]);
        }
        if self.chance.percent(20) {
            self.maybe("remobilisation_outcome", &["ended", "pending", ""]);
            return self.ends("ended_reason", &[&OTHERS, &DONOR]);
        }
        self.row.put("remobilised_on", self.at.to_string());
        match self.chance.below(100) {
            0..15 => {
                self.row.put("remobilisation_outcome", "refused");
                let column = self.chance.one(&["remobilisation_reason", "ended_reason"]);
                self.ends(column, &[&DONOR, &["X1", "X2"]]);
            }
            15..25 => self.maybe("remobilisation_outcome", &["pending", ""]),
            25..40 if self.goes_on() => {
                self.maybe("remobilisation_outcome", &["ended", "pending", ""]);
                self.ends("ended_reason", &[&OTHERS, &DONOR]);
            }
            40..55 => {
                // The day of the talk was not written down.
                self.row.put("remobilised_on", "");
                self.row.put("remobilisation_outcome", "agreed");
                self.day("agreed_on");
                self.after_agreement();
            }
            _ => {
                if self.goes_on() {
                    self.row.put("agreed_on", self.at.to_string());
                    self.maybe("remobilisation_outcome", &["agreed", ""]);
                    if self.row.at("remobilisation_outcome") == "agreed" && self.chance.percent(10)
                    {
                        self.row.put("agreed_on", "");
                    }
                    self.after_agreement();
                }
            }
        }
    }

    fn after_agreement(&mut self) {
        self.maybe("exam_outcome", &["-", ""]);
        if !self.goes_on() {
            return;
        }
        match self.chance.below(100) {
            0..25 => self.ends("ended_reason", &[&OTHERS, &DONOR, &["N4", "N4", "N4"]]),
            25..35 => {
                self.row.put("exam_outcome", "unfit");
                self.maybe("ended_reason", &["M4", ""]);
                self.day("ended_on");
            }
            35..45 => {}
            _ => {
                self.maybe("exam_outcome", &["fit", "fit", ""]);
                match self.goes_on() {
                    true if self.chance.percent(60) => {
                        self.row.put("collected_on", self.at.to_string())
                    }
                    true => self.ends("ended_reason", &[&OTHERS, &DONOR]),
                    false => {}
                }
            }
        }
    }

    fn is_reviewed(&mut self) {
        let codes = ["reason", "remobilisation_reason", "ended_reason"].map(|c| self.row.at(c));
        let has_code = codes.iter().any(|code| !code.is_empty());
        let needs = codes.iter().any(|code| code.starts_with('N') || *code == "X3");
        if self.chance.percent(if needs {
            65
        } else if has_code {
            15
        } else {
            1
        }) {
            self.row.put("second_reviewer", "复核员");
        }
    }
}

/// Makes a sound row tell what cannot be; why it has to be rejected.
pub fn spoil(row: &mut Row, chance: &mut Chance) -> &'static str {
    let (before, ahead) = ("2020-12-31", "2027-01-01");
    match chance.below(9) {
        0 => spoilt(
            row,
            "contradiction",
            &[("screening_outcome", "willing"), ("screening_on", before)],
        ),
        1 => {
            spoilt(row, "contradiction", &[("screening_outcome", "ended"), ("ended_reason", "M4")])
        }
        2 => {
            spoilt(row, "contradiction", &[("screening_outcome", "ended"), ("ended_reason", "N4")])
        }
        3 => spoilt(
            row,
            "contradiction",
            &[
                ("screening_outcome", "willing"),
                ("remobilisation_outcome", "agreed"),
                ("exam_outcome", "fit"),
                ("ended_reason", "P1"),
                ("collected_on", "2026-11-21"),
            ],
        ),
        4 => spoilt(row, "bad_date", &[("collected_on", ahead)]),
        5 => spoilt(row, "unknown_reason", &[("remobilisation_reason", "Q1")]),
        6 => spoilt(row, "unknown_outcome", &[("screening_outcome", "perhaps")]),
        7 => spoilt(row, "missing_date", &[("notice_on", "")]),
        _ => spoilt(
            row,
            "unknown_reason",
            &[
                ("screening_outcome", "lost"),
                ("reason", ""),
                ("remobilisation_reason", ""),
                ("exam_outcome", ""),
                ("ended_reason", ""),
            ],
        ),
    }
}

fn spoilt(row: &mut Row, why: &'static str, cells: &[(&'static str, &str)]) -> &'static str {
    cells.iter().for_each(|(column, text)| row.put(column, *text));
    why
}

/// A valid number of a person born in 1985 who does not exist.
pub fn person(number: usize) -> String {
    let body = format!("330299198501{:02}{:03}", number % 28 + 1, 100 + number / 28);
    format!("{body}{}", check_digit(&body).unwrap())
}

/// The notices of a year, no person having two on one day.
pub fn cohort(chance: &mut Chance, year: i32, size: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    while rows.len() < size {
        let notice_on = first + Days::new(chance.below(366) as u64);
        if notice_on.year() != year || notice_on > today() {
            continue;
        }
        let mut row = Row::default();
        row.put("volunteer_document", person(chance.below(size * 2 / 3 + 1)));
        row.put("notice_on", notice_on.to_string());
        let same = |other: &Row| {
            ["volunteer_document", "notice_on"].iter().all(|c| other.at(c) == row.at(c))
        };
        if rows.iter().any(same) {
            continue;
        }
        row.put("unit", chance.one(&["330213", "锦屏街道", "溪口镇"]));
        if chance.percent(50) {
            row.put("case_no", format!("C{year}-{}", rows.len()));
        }
        let mut walk = Walk { chance, row, notice_on, at: notice_on };
        walk.screening();
        walk.is_reviewed();
        rows.push(walk.row);
    }
    rows
}
