//! What forms and calls say about reports, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Format, Purpose};
use crate::domain::{
    intake::Checks,
    tasks::inputs::has_number,
    words::{Problem, Words},
};

/// Issuing a report.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IssueInput {
    /// What for: a code of the purposes.
    pub purpose: String,
    /// Why an issued one is corrected, at most 500 characters; empty for the first edition.
    pub reason: String,
    /// The hash of the draft that was looked at; empty to issue whatever the figures are now.
    pub sha256: String,
}

/// [`IssueInput`], read.
#[derive(Debug)]
pub struct ReadIssue {
    /// What for.
    pub purpose: Purpose,
    /// Why an issued one is corrected.
    pub reason: Option<String>,
    /// The hash of the draft that was looked at.
    pub sha256: Option<String>,
}

impl IssueInput {
    /// How it is issued; `corrects` says whether there is an edition already.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, corrects: bool, today: NaiveDate) -> Result<ReadIssue, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let purpose = purpose(&mut checks, &self.purpose);
        if corrects && self.reason.trim().is_empty() {
            let words = Words::new(
                "这一期已经签发过，请写明更正的原因。",
                "This report was issued already; say why it is corrected.",
            );
            checks.push("reason", "missing", words);
        }
        if has_number(&self.reason) {
            let words = Words::new(
                "请勿写入证件号码或电话。",
                "Leave out document numbers and phone numbers.",
            );
            checks.push("reason", "personal_number", words);
        }
        let reason = checks.text("reason", &self.reason, 500).filter(|_| corrects);
        let sha256 = checks.text("sha256", &self.sha256, 64);
        checks.finish(purpose.map(|purpose| ReadIssue { purpose, reason, sha256 }))
    }
}

/// Asking for a copy.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CopyInput {
    /// `xlsx`, `csv`, `json` or `page`.
    pub format: String,
    /// What for: a code of the purposes.
    pub purpose: String,
}

impl CopyInput {
    /// As what, and what for.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<(Format, Purpose), Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.format.trim().is_empty() {
            checks.missing("format");
        }
        let format = checks.code("format", &self.format, Format::from_code);
        let purpose = purpose(&mut checks, &self.purpose);
        checks.finish(format.zip(purpose))
    }
}

fn purpose(checks: &mut Checks, code: &str) -> Option<Purpose> {
    if code.trim().is_empty() {
        checks.missing("purpose");
    }
    checks.code("purpose", code, Purpose::from_code)
}
