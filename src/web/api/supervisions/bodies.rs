//! What is told of visits.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::supervisions::{Answer, Finding, Rectification, Visit},
    web::api::answers::each,
};

/// A visit.
#[derive(Serialize, ToSchema)]
#[schema(as = SupervisionBody)]
pub(super) struct VisitBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The office that visits.
    by_unit: Uuid,
    /// The office visited.
    unit: Uuid,
    /// The day.
    on: NaiveDate,
    /// What for.
    occasion: &'static str,
    /// `planned`, `held` or `cancelled`.
    state: &'static str,
    /// The accounts of those who go or went.
    who: Vec<Uuid>,
    /// What it is about.
    about: Option<String>,
    /// Why it was cancelled.
    cancelled: Option<String>,
    /// The earliest day by which something is still to be put right.
    due_on: Option<NaiveDate>,
    /// What was found; the first is number 1.
    findings: Vec<FindingBody>,
}

/// A finding.
#[derive(Serialize, ToSchema)]
struct FindingBody {
    /// What it is about.
    kind: &'static str,
    /// What was found.
    text: String,
    /// By when it is to be put right.
    due_on: Option<NaiveDate>,
    /// `noted`, `open`, `reported` or `closed`.
    state: &'static str,
    /// What was done about it, the last report last.
    reports: Vec<RectificationBody>,
}

/// What was done about a finding.
#[derive(Serialize, ToSchema)]
struct RectificationBody {
    /// The day.
    on: NaiveDate,
    /// What was done.
    what: String,
    /// The account that reported it.
    by: Option<Uuid>,
    /// What the office that visited said.
    answer: Option<AnswerBody>,
}

/// What the office that visited said.
#[derive(Serialize, ToSchema)]
#[schema(as = RectificationAnswerBody)]
struct AnswerBody {
    /// The day.
    on: NaiveDate,
    /// Whether it is put right.
    accepted: bool,
    /// In words.
    words: Option<String>,
    /// The account.
    by: Option<Uuid>,
}

impl From<Visit> for VisitBody {
    fn from(visit: Visit) -> Self {
        Self {
            due_on: visit.due_on(),
            id: visit.id,
            version: visit.version,
            by_unit: visit.by_unit,
            unit: visit.unit,
            on: visit.on,
            occasion: visit.occasion.code(),
            state: visit.state.code(),
            who: visit.details.who,
            about: visit.details.about,
            cancelled: visit.details.cancelled,
            findings: each(visit.details.findings),
        }
    }
}

impl From<Finding> for FindingBody {
    fn from(finding: Finding) -> Self {
        Self {
            state: finding.state().code(),
            kind: finding.kind.code(),
            text: finding.text,
            due_on: finding.due_on,
            reports: each(finding.reports),
        }
    }
}

impl From<Rectification> for RectificationBody {
    fn from(report: Rectification) -> Self {
        let Rectification { on, what, by, answer } = report;
        Self { on, what, by, answer: answer.map(AnswerBody::from) }
    }
}

impl From<Answer> for AnswerBody {
    fn from(answer: Answer) -> Self {
        let Answer { on, accepted, words, by } = answer;
        Self { on, accepted, words, by }
    }
}
