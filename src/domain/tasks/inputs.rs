//! What forms and calls say about tasks, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Report, TaskKind, TaskOutcome};
use crate::domain::{
    intake::Checks,
    names::fold,
    words::{Problem, Words},
};

/// The longest instructions and notes.
const NOTE: u64 = 500;
/// The most hours of one task.
const MOST_HOURS: u32 = 24;
/// So many digits in a row are a phone or document number.
const NUMBER: usize = 11;

/// A task to be handed out.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaskInput {
    /// The member's id.
    pub member: String,
    /// `visit`, `call`, `accompany`, `deliver`, `other`.
    pub kind: String,
    /// By which day; today or later.
    pub due_on: String,
    /// What the member has to know; required for `other`. No document and no whole phone number.
    pub instructions: String,
}

/// [`TaskInput`], read.
pub struct ReadTask {
    /// The member.
    pub member: Uuid,
    /// What is to be done.
    pub kind: TaskKind,
    /// By which day.
    pub due_on: NaiveDate,
    /// What the member has to know.
    pub instructions: Option<String>,
}

impl TaskInput {
    /// The task.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<ReadTask, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let member = checks.id("member", &self.member);
        if self.member.trim().is_empty() {
            checks.missing("member");
        }
        let kind = checks.code("kind", &self.kind, TaskKind::from_code);
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let due_on = checks.any_day("due_on", &self.due_on);
        if due_on.is_some_and(|due_on| due_on < today) {
            let words = Words::new("完成期限不能早于今天。", "The last day cannot be in the past.");
            checks.push("due_on", "past", words);
        }
        let instructions = checks.text("instructions", &self.instructions, NOTE);
        if has_number(&self.instructions) {
            let words = Words::new(
                "请勿写入证件号码或完整电话；队员只看得到任务所需的内容。",
                "Leave out document numbers and whole phone numbers: a helper sees no more than the task needs.",
            );
            checks.push("instructions", "personal_number", words);
        }
        if kind == Some(TaskKind::Other) && instructions.is_none() {
            checks.missing("instructions");
        }
        let read = match (member, kind, due_on) {
            (Some(member), Some(kind), Some(due_on)) => {
                Some(ReadTask { member, kind, due_on, instructions })
            }
            _ => None,
        };
        checks.finish(read)
    }
}

/// Whether a phone or document number stands in `text`, however it is grouped or typed.
pub(in crate::domain) fn has_number(text: &str) -> bool {
    let mut run = 0;
    for c in fold(text).chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '·')) {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        if run >= NUMBER {
            return true;
        }
    }
    false
}

/// What a member reports of a task that is done.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportInput {
    /// `carried`, `not_met`, `declined`, `needs_help`.
    pub outcome: String,
    /// The day, not in the future.
    pub done_on: String,
    /// Hours with at most one decimal: `2`, `1.5`.
    pub hours: String,
    /// How it went; required for `needs_help`.
    pub note: String,
}

impl ReportInput {
    /// The report.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<Report, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let outcome = checks.code("outcome", &self.outcome, TaskOutcome::from_code);
        if self.outcome.trim().is_empty() {
            checks.missing("outcome");
        }
        let done_on = checks.required_day("done_on", &self.done_on);
        let hours = checks.hours("hours", &self.hours, MOST_HOURS);
        let note = checks.text("note", &self.note, NOTE);
        if outcome == Some(TaskOutcome::NeedsHelp) && note.is_none() {
            let words = Words::new("请写明需要什么帮助。", "Say what help is needed.");
            checks.push("note", "missing", words);
        }
        let report = match (outcome, done_on, hours) {
            (Some(outcome), Some(done_on), Some(hours)) => {
                Some(Report { outcome, done_on, hours, note })
            }
            _ => None,
        };
        checks.finish(report)
    }
}

/// Why a member gives a task back.
///
/// # Errors
/// Where it is missing or too long (field `note`).
pub fn return_note(text: &str, today: NaiveDate) -> Result<String, Vec<Problem>> {
    let mut checks = Checks::new(today);
    if text.trim().is_empty() {
        let words = Words::new("请写明退回的原因。", "Say why you give it back.");
        checks.push("note", "missing", words);
    }
    let note = checks.text("note", text, NOTE);
    checks.finish(note)
}
