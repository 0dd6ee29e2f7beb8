//! What is told of match cases; numbers are masked but in an opened call.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::match_cases::{
        MatchCase,
        attempts::{Attempt, Number},
        deadlines::Deadline,
        endings::{Ending, Reach},
        steps::Step,
    },
    service::match_cases::{
        Shown,
        calls::{Call, OpenedCall},
    },
};

/// A match case.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CaseBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The volunteer.
    person: Uuid,
    /// The unit for which it counts.
    unit: Uuid,
    /// The day of the notice.
    notice_on: NaiveDate,
    /// The number the national registry gave it.
    number: Option<String>,
    /// How far it has come.
    stage: &'static str,
    /// The steps so far.
    steps: Vec<StepBody>,
    /// What ended it.
    ending: Option<EndingBody>,
    /// Whether its reason waits for a second person.
    awaits_review: bool,
    /// Whether the volunteer stepped back after the patient's conditioning had begun.
    major_incident: bool,
    /// The attempts to reach her.
    attempts: Vec<AttemptBody>,
    /// Until when blood donation pauses.
    blood_pause_until: Option<NaiveDate>,
}

/// A step.
#[derive(Serialize, ToSchema)]
struct StepBody {
    /// The stage that it reached.
    stage: &'static str,
    /// The day.
    on: Option<NaiveDate>,
}

/// An end.
#[derive(Serialize, ToSchema)]
struct EndingBody {
    /// The day.
    on: Option<NaiveDate>,
    /// The reason's code.
    reason: &'static str,
    /// The version of the list of reasons.
    reasons_version: String,
    /// EMDIS' code of it, if there is one.
    emdis: Option<&'static str>,
    /// How far a refusal reaches.
    reach: Option<&'static str>,
    /// Until when.
    reach_until: Option<NaiveDate>,
    /// The day of the second look.
    reviewed_on: Option<NaiveDate>,
    /// Whether a second person has looked.
    reviewed: bool,
}

/// An attempt.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct AttemptBody {
    /// When.
    at: DateTime<Utc>,
    /// Whose number.
    whose: &'static str,
    /// The number, masked.
    number: String,
    /// What came of it.
    result: &'static str,
}

/// A deadline.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct DeadlineBody {
    /// The last day.
    on: NaiveDate,
    /// `in_time`, `soon`, `over`.
    urgency: &'static str,
    /// Working days left.
    left: u32,
}

/// A case with what has to be done.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ShownBody {
    /// The case.
    case: CaseBody,
    /// Until when the notice is held.
    deadline: Option<DeadlineBody>,
    /// The first day on which she may give again, where she gave in another case.
    gives_again_from: Option<NaiveDate>,
    /// What is missing before the volunteer counts as unreachable, in Chinese.
    missing: Vec<String>,
}

/// One call of the work list.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CallBody {
    /// The case.
    case: CaseBody,
    /// The volunteer's name, masked.
    name: String,
    /// Until when the notice is held.
    deadline: Option<DeadlineBody>,
    /// Why she is likelier to be lost: the public points.
    points: Vec<&'static str>,
    /// Whose number comes next.
    next_whose: Option<&'static str>,
    /// That number, masked.
    next_number: Option<String>,
    /// The day of the last attempt.
    last_on: Option<NaiveDate>,
}

/// An opened call: name and numbers in full, written into the audit trail.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct OpenedCallBody {
    /// The case.
    case: CaseBody,
    /// The volunteer's name.
    name: String,
    /// Every number that can be dialled.
    numbers: Vec<NumberBody>,
    /// Which of them comes next, counted from 0.
    next: Option<usize>,
}

/// A number.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct NumberBody {
    /// Whose.
    whose: &'static str,
    /// The number.
    number: String,
    /// How often it was tried.
    tried: usize,
}

impl From<MatchCase> for CaseBody {
    fn from(case: MatchCase) -> Self {
        let course = case.course;
        Self {
            id: case.id,
            version: case.version,
            person: case.person,
            unit: case.unit,
            notice_on: case.notice_on,
            stage: course.stage().code(),
            awaits_review: course.awaits_review(),
            major_incident: course.is_major_incident(),
            blood_pause_until: course.steps.iter().find_map(|step| match step {
                Step::Collected(collection) => collection.blood_pause_until(),
                _ => None,
            }),
            number: course.number,
            steps: course
                .steps
                .iter()
                .map(|step| StepBody { stage: step.stage().code(), on: step.on() })
                .collect(),
            ending: course.ending.map(EndingBody::from),
            attempts: course.attempts.iter().map(AttemptBody::from).collect(),
        }
    }
}

impl From<Ending> for EndingBody {
    fn from(ending: Ending) -> Self {
        Self {
            on: ending.on,
            reason: ending.reason.code(),
            emdis: ending.reason.emdis(),
            reach: ending.reach.map(|reach| reach.kind().code()),
            reach_until: match ending.reach {
                Some(Reach::Until { day }) => Some(day),
                _ => None,
            },
            reviewed_on: ending.review.as_ref().and_then(|review| review.on),
            reviewed: ending.review.is_some(),
            reasons_version: ending.reasons_version,
        }
    }
}

impl NumberBody {
    /// A number in full, with how often it was tried.
    pub(in crate::web::api) fn new(number: &Number, tried: usize) -> Self {
        let (whose, number) = (number.whose.code(), number.phone.as_str().to_owned());
        Self { whose, number, tried }
    }
}

impl From<&Attempt> for AttemptBody {
    fn from(attempt: &Attempt) -> Self {
        Self {
            at: attempt.at,
            whose: attempt.whose.code(),
            number: attempt.phone.masked(),
            result: attempt.result.code(),
        }
    }
}

impl From<Deadline> for DeadlineBody {
    fn from(deadline: Deadline) -> Self {
        Self { on: deadline.on, urgency: deadline.urgency.code(), left: deadline.left }
    }
}

impl From<Shown> for ShownBody {
    fn from(shown: Shown) -> Self {
        Self {
            deadline: shown.deadline.map(Into::into),
            gives_again_from: shown.gives_again_from,
            missing: shown.shortfalls.iter().map(|m| m.words().zh.into_owned()).collect(),
            case: shown.case.into(),
        }
    }
}

impl From<Call> for CallBody {
    fn from(call: Call) -> Self {
        let (next_whose, next_number) = call.next.unzip();
        Self {
            name: call.person.name,
            deadline: call.deadline.map(Into::into),
            points: call.points.iter().map(|point| point.code()).collect(),
            next_whose: next_whose.map(|whose| whose.code()),
            next_number,
            last_on: call.last_on,
            case: call.case.into(),
        }
    }
}

impl From<OpenedCall> for OpenedCallBody {
    fn from(call: OpenedCall) -> Self {
        let numbers = call.numbers.iter().zip(call.tried);
        Self {
            name: call.name,
            next: call.next,
            numbers: numbers.map(|(number, tried)| NumberBody::new(number, tried)).collect(),
            case: call.case.into(),
        }
    }
}
