//! What forms and calls say about visits, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Answer, Finding, FindingKind, Occasion, Rectification};
use crate::domain::{
    intake::Checks,
    tasks::inputs::has_number,
    words::{Problem, Words},
};

const LONG: u64 = 1_000;
const SHORT: u64 = 500;

/// A visit that is planned, or was made.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = SupervisionInput)]
pub struct VisitInput {
    /// The id of the unit visited, below the caller's own.
    pub unit: String,
    /// The day, in any common spelling; may lie ahead.
    pub on: String,
    /// Why: a code of the occasions.
    pub occasion: String,
    /// The ids of the accounts that go; at least one.
    pub who: Vec<String>,
    /// What it is about, at most 500 characters; may be empty.
    pub about: String,
    /// Whether it was made already: `yes`, or empty.
    pub held: String,
}

/// [`VisitInput`], read.
pub struct ReadVisit {
    /// The unit visited.
    pub unit: Uuid,
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub occasion: Occasion,
    /// Who goes.
    pub who: Vec<Uuid>,
    /// What it is about.
    pub about: Option<String>,
    /// It was made already.
    pub held: bool,
}

impl VisitInput {
    /// The visit.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<ReadVisit, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.unit.trim().is_empty() {
            checks.missing("unit");
        }
        let unit = checks.id("unit", &self.unit);
        let held = self.held == "yes";
        let on = match held {
            true => checks.required_day("on", &self.on),
            false => checks.any_day("on", &self.on),
        };
        if self.occasion.trim().is_empty() {
            checks.missing("occasion");
        }
        let occasion = checks.code("occasion", &self.occasion, Occasion::from_code);
        let mut who: Vec<Uuid> = self.who.iter().filter_map(|id| checks.id("who", id)).collect();
        who.sort();
        who.dedup();
        if who.is_empty() {
            checks.missing("who");
        }
        let about = text(&mut checks, "about", &self.about, SHORT);
        let read = match (unit, on, occasion) {
            (Some(unit), Some(on), Some(occasion)) => {
                Some(ReadVisit { unit, on, occasion, who, about, held })
            }
            _ => None,
        };
        checks.finish(read)
    }
}

/// Something found.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FindingInput {
    /// A code of the kinds of findings.
    pub kind: String,
    /// What was found, at most 1,000 characters; no phone or document number.
    pub text: String,
    /// By when it is to be put right; empty where nothing has to be.
    pub due_on: String,
}

impl FindingInput {
    /// The finding.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<Finding, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let kind = checks.code("kind", &self.kind, FindingKind::from_code);
        let found = required(&mut checks, "text", &self.text);
        let given = !self.due_on.trim().is_empty();
        let due_on = given.then(|| checks.any_day("due_on", &self.due_on)).flatten();
        let read = kind.zip(found);
        checks.finish(read.map(|(kind, text)| Finding { kind, text, due_on, reports: Vec::new() }))
    }
}

/// What was done about a finding.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RectificationInput {
    /// The day on which it was put right; not in the future.
    pub on: String,
    /// What was done, at most 1,000 characters.
    pub what: String,
}

impl RectificationInput {
    /// The report of the account `by`.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Rectification, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = checks.required_day("on", &self.on);
        let what = required(&mut checks, "what", &self.what);
        let read = on.zip(what).map(|(on, what)| Rectification { on, what, by, answer: None });
        checks.finish(read)
    }
}

/// What the office above says to a report.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RectificationAnswer)]
pub struct AnswerInput {
    /// `accept` or `return`.
    pub decision: String,
    /// In words, at most 500 characters; needed to send a report back.
    pub words: String,
}

impl AnswerInput {
    /// The answer of the account `by`, given today.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Answer, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let accepted = match self.decision.as_str() {
            "accept" => Some(true),
            "return" => Some(false),
            _ => None,
        };
        if accepted.is_none() {
            let words = Words::new("请选择一种处理方式。", "Choose one of the ways.");
            checks.push("decision", "missing", words);
        }
        let words = text(&mut checks, "words", &self.words, SHORT);
        if accepted == Some(false) && words.is_none() {
            checks.missing("words");
        }
        checks.finish(accepted.map(|accepted| Answer { on: today, accepted, words, by }))
    }
}

/// Why a visit is not made, at most 500 characters.
///
/// # Errors
/// Where it is missing, too long or holds a number (field `why`).
pub fn cancelling(why: &str, today: NaiveDate) -> Result<String, Vec<Problem>> {
    let mut checks = Checks::new(today);
    if why.trim().is_empty() {
        checks.missing("why");
    }
    let why = text(&mut checks, "why", why, SHORT);
    checks.finish(why)
}

fn required(checks: &mut Checks, field: &'static str, value: &str) -> Option<String> {
    if value.trim().is_empty() {
        checks.missing(field);
    }
    text(checks, field, value, LONG)
}

/// Whoever reads a visit need not see the people's records: nobody's number belongs into it.
fn text(checks: &mut Checks, field: &'static str, value: &str, most: u64) -> Option<String> {
    if has_number(value) {
        let words = Words::new(
            "请勿写入证件号码或电话，写登记编号或人数即可。",
            "Leave out document and phone numbers.",
        );
        checks.push(field, "personal_number", words);
        return None;
    }
    checks.text(field, value, most)
}
