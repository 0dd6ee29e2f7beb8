//! What forms and calls say about a case, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Days,
    attempts::AttemptResult,
    donations::{AdverseEvent, Aftercare, BloodCount, Collection, Product, SeriousKind},
    endings::{Ending, Reach},
    reasons::{ReachKind, Reason},
    steps::{Stage, Step},
};
use crate::domain::{
    intake::Checks,
    phones::Phone,
    words::{Problem, Words},
};

/// The longest note.
const NOTE: u64 = 500;

/// A notice.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeInput {
    /// The day of the notice.
    pub notice_on: String,
    /// The number the national registry gave it.
    pub number: String,
}

/// A step forward.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepInput {
    /// The stage that is reached.
    pub stage: String,
    /// The day.
    pub on: String,
    /// With the consent: the day on which collection is planned, which may lie ahead.
    pub collection_planned_on: String,
    /// With the collection: what was collected.
    pub product: String,
    /// With the collection: its last day.
    pub until: String,
}

/// The end of a case.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndInput {
    /// The day.
    pub on: String,
    /// The reason's code.
    pub reason: String,
    /// In words.
    pub words: String,
    /// How far a refusal reaches.
    pub reach: String,
    /// Until when, where it reaches until a day.
    pub reach_until: String,
    /// When a passing reason of health is to be looked at again.
    pub recheck_on: String,
    /// Whether the volunteer said it herself: `yes`, `no`, or empty.
    pub own_words: String,
    /// Whether she would be willing herself: `yes`, `no`, or empty.
    pub still_willing: String,
    /// SHA-256 of the scanned record.
    pub evidence: String,
}

/// What is told of the donor afterwards; whatever is filled in is added.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AftercareInput {
    /// The day of a blood count.
    pub count_on: String,
    /// White cells, 10⁹/L.
    pub white_cells: String,
    /// Haemoglobin, g/L.
    pub haemoglobin: String,
    /// Platelets, 10⁹/L.
    pub platelets: String,
    /// The day of something that went wrong.
    pub adverse_on: String,
    /// Why it is serious; empty where it is not.
    pub adverse_serious: String,
    /// What happened.
    pub adverse_text: String,
    /// The day on which the donor said that she had recovered.
    pub recovered_on: String,
    /// Until when the donor's insurance runs.
    pub insured_until: String,
}

fn missing(checks: &mut Checks, field: &'static str) {
    checks.push(field, "missing", Words::new("此项必填。", "This has to be filled in."));
}

fn yes_or_no(checks: &mut Checks, field: &'static str, value: &str) -> Option<bool> {
    checks.code(field, value, |text| match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    })
}

/// A day that may lie ahead.
fn any_day(checks: &mut Checks, field: &'static str, value: &str) -> Option<NaiveDate> {
    if value.trim().is_empty() {
        return None;
    }
    let far = NaiveDate::MAX.pred_opt().unwrap_or(NaiveDate::MAX);
    match crate::domain::dates::parse_day(value, far) {
        Ok(day) => Some(day),
        Err(problem) => {
            checks.push(field, problem.code(), problem.words());
            None
        }
    }
}

fn required_day(checks: &mut Checks, field: &'static str, value: &str) -> Option<NaiveDate> {
    if value.trim().is_empty() {
        missing(checks, field);
    }
    checks.day(field, value)
}

/// A day that has to be there.
///
/// # Errors
/// Where it is missing, cannot be read, or lies ahead.
pub fn day(field: &'static str, text: &str, today: NaiveDate) -> Result<NaiveDate, Vec<Problem>> {
    let mut checks = Checks::new(today);
    let day = required_day(&mut checks, field, text);
    checks.finish(day)
}

/// What came of one call.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AttemptInput {
    /// Which of the volunteer's numbers, counted from 0 in the order of the list, with or without its last
    /// four digits (`0-5678`), which tell whether the list is still the one that was read; empty for
    /// `new_phone`.
    pub number: String,
    /// A number that was learnt in this call; it is kept with the volunteer's own.
    pub new_phone: String,
    /// What came of it.
    pub result: String,
    /// `willing` where the volunteer said yes to the first question.
    pub answer: String,
    /// What the caller noted.
    pub note: String,
}

/// [`AttemptInput`], read.
pub struct ReadAttempt {
    /// Which number, and its last four digits as far as they were told; none where only a new one is told.
    pub number: Option<(usize, Option<String>)>,
    /// The new number.
    pub new_phone: Option<Phone>,
    /// What came of it.
    pub result: AttemptResult,
    /// Whether the volunteer said yes.
    pub willing: bool,
    /// What the caller noted.
    pub note: Option<String>,
}

impl AttemptInput {
    /// What came of the call.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(&self, today: NaiveDate) -> Result<ReadAttempt, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let number = checks.code("number", &self.number, |text| {
            let (index, ends) = text.split_once('-').map_or((text, None), |(i, e)| (i, Some(e)));
            Some((index.parse::<usize>().ok()?, ends.map(str::to_owned)))
        });
        let new_phone = match self.new_phone.trim() {
            "" => None,
            text => match Phone::parse(text) {
                Ok(phone) => Some(phone),
                Err(problem) => {
                    checks.push("new_phone", problem.code(), problem.words());
                    None
                }
            },
        };
        let result = checks.code("result", &self.result, AttemptResult::from_code);
        if self.result.trim().is_empty() {
            missing(&mut checks, "result");
        }
        let willing = checks.code("answer", &self.answer, |text| (text == "willing").then_some(()));
        if willing.is_some() && result.is_some_and(|result| result != AttemptResult::Reached) {
            let words = Words::new(
                "只有联系上本人才能记录意愿。",
                "Only the volunteer herself can answer.",
            );
            checks.push("answer", "not_reached", words);
        }
        let note = checks.text("note", &self.note, NOTE);
        let read = result.map(|result| ReadAttempt {
            number,
            new_phone,
            result,
            willing: willing.is_some(),
            note,
        });
        checks.finish(read)
    }
}

impl NoticeInput {
    /// Day and number of the notice.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(&self, today: NaiveDate) -> Result<(NaiveDate, Option<String>), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = required_day(&mut checks, "notice_on", &self.notice_on);
        let number = checks.text("number", &self.number, 60);
        checks.finish(on.map(|on| (on, number)))
    }
}

impl StepInput {
    /// The step.
    ///
    /// # Errors
    /// Every problem of the form; whether it may come next, the case says.
    pub fn read(&self, days: Days) -> Result<Step, Vec<Problem>> {
        let mut checks = Checks::new(days.today);
        let stage = checks.code("stage", &self.stage, Stage::from_code);
        let on = required_day(&mut checks, "on", &self.on);
        let planned = any_day(&mut checks, "collection_planned_on", &self.collection_planned_on);
        let product = checks.code("product", &self.product, Product::from_code);
        let until = checks.day("until", &self.until);
        if stage == Some(Stage::Collected) && product.is_none() {
            missing(&mut checks, "product");
        }
        if until < on && until.is_some() {
            let words = Words::new("不能早于开始日。", "Not before the first day.");
            checks.push("until", "before_first_day", words);
        }
        let step = match stage {
            Some(Stage::Consented) => Some(Step::Consented {
                on,
                collection_planned_on: planned,
                conditioning_began_on: None,
            }),
            Some(Stage::Collected) => Some(Step::Collected(Collection { on, until, product })),
            Some(stage) => Step::reaching(stage, on),
            None => None,
        };
        if step.is_none() {
            missing(&mut checks, "stage");
        }
        checks.finish(step)
    }
}

impl EndInput {
    /// The end.
    ///
    /// # Errors
    /// Every problem of the form; whether it fits, the case says.
    pub fn read(&self, days: Days) -> Result<Ending, Vec<Problem>> {
        let mut checks = Checks::new(days.today);
        let on = required_day(&mut checks, "on", &self.on);
        let reason = checks.code("reason", &self.reason, Reason::from_code);
        if self.reason.trim().is_empty() {
            missing(&mut checks, "reason");
        }
        let words = checks.text("words", &self.words, NOTE);
        let until = any_day(&mut checks, "reach_until", &self.reach_until);
        let reach = match checks.code("reach", &self.reach, ReachKind::from_code) {
            Some(ReachKind::ThisCase) => Some(Reach::ThisCase),
            Some(ReachKind::ForGood) => Some(Reach::ForGood),
            Some(ReachKind::Until) => {
                if until.is_none() {
                    missing(&mut checks, "reach_until");
                }
                until.map(|day| Reach::Until { day })
            }
            None => None,
        };
        let recheck_on = any_day(&mut checks, "recheck_on", &self.recheck_on);
        let own_words = yes_or_no(&mut checks, "own_words", &self.own_words);
        let still_willing = yes_or_no(&mut checks, "still_willing", &self.still_willing);
        let evidence = self.evidence.trim().to_lowercase();
        if !evidence.is_empty()
            && (evidence.len() != 64 || !evidence.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            let words = Words::new(
                "须为 64 位十六进制的 SHA-256。",
                "A SHA-256 has 64 hexadecimal digits.",
            );
            checks.push("evidence", "sha256", words);
        }
        let ending = reason.map(|reason| Ending {
            words,
            // Who asks to leave, leaves for good.
            reach: if reason == Reason::P5 { Some(Reach::ForGood) } else { reach },
            recheck_on,
            own_words,
            still_willing,
            evidence: (!evidence.is_empty()).then_some(evidence),
            ..Ending::new(reason, on)
        });
        checks.finish(ending)
    }
}

impl AftercareInput {
    /// Adds what was filled in.
    ///
    /// # Errors
    /// Every problem.
    pub fn add_to(&self, mut care: Aftercare, today: NaiveDate) -> Result<Aftercare, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let values = [&self.white_cells, &self.haemoglobin, &self.platelets];
        if !self.count_on.trim().is_empty() || values.iter().any(|text| !text.trim().is_empty()) {
            let on = required_day(&mut checks, "count_on", &self.count_on);
            let count = on.map(|on| BloodCount {
                on,
                white_cells: measured(&mut checks, "white_cells", &self.white_cells, 500.0),
                haemoglobin: measured(&mut checks, "haemoglobin", &self.haemoglobin, 300.0),
                platelets: measured(&mut checks, "platelets", &self.platelets, 2000.0),
            });
            care.counts.extend(count);
            care.counts.sort_by_key(|count| count.on);
        }
        if !self.adverse_on.trim().is_empty() || !self.adverse_text.trim().is_empty() {
            let on = required_day(&mut checks, "adverse_on", &self.adverse_on);
            let serious =
                checks.code("adverse_serious", &self.adverse_serious, SeriousKind::from_code);
            let text = checks.text("adverse_text", &self.adverse_text, NOTE);
            if self.adverse_text.trim().is_empty() {
                missing(&mut checks, "adverse_text");
            }
            if let (Some(on), Some(text)) = (on, text) {
                care.adverse.push(AdverseEvent { on, serious, text });
            }
        }
        care.recovered_on = checks.day("recovered_on", &self.recovered_on).or(care.recovered_on);
        care.insured_until =
            any_day(&mut checks, "insured_until", &self.insured_until).or(care.insured_until);
        checks.finish(Some(care))
    }
}

/// A measured value, at least 0 and at most what a laboratory could report.
fn measured(checks: &mut Checks, field: &'static str, value: &str, most: f64) -> Option<f64> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    match value.parse::<f64>() {
        Ok(number) if (0.0..=most).contains(&number) => Some(number),
        _ => {
            let words = Words::made(
                format!("请填 0 至 {most} 之间的数。"),
                format!("A number from 0 to {most}."),
            );
            checks.push(field, "number", words);
            None
        }
    }
}
