//! What forms and calls say about commemorations, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    CommemorationDetails, Plan,
    invitations::{Guest, GuestKind, MOST_PEOPLE, Reply},
    problems,
};
use crate::domain::{
    care::{contact::Way, wording},
    feasts::Feast,
    intake::Checks,
    names::fold,
    words::Problem,
};

/// The longest title and place, in characters.
const NAME: u64 = 60;
/// The longest notes, in characters.
const WORDS: u64 = 1000;
/// The most guests that are put on a list at once.
const MOST: usize = 500;

/// What is planned. Days in any common spelling; what is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CommemorationInput {
    /// The occasion: `qingming`, `organ_day`, `blood_donor_day`, `marrow_donor_day`, `double_ninth`,
    /// `winter_solstice`, `other`.
    pub feast: String,
    /// The day; it may lie ahead.
    pub on: String,
    /// What it is called, at most 60 characters.
    pub title: String,
    /// Where, at most 60 characters.
    pub place: String,
    /// What has to be thought of, at most 1000 characters; no phone or document number.
    pub notes: String,
    /// The unit that holds it, by default the caller's own; it stays as it is where the event is changed.
    pub unit: Option<Uuid>,
}

/// How it went, or why it does not take place.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CommemorationReportInput)]
pub struct ReportInput {
    /// In words, at most 1000 characters; may be empty. No phone or document number.
    pub report: String,
}

/// Somebody who is to be invited.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuestInput {
    /// `ledger`, `person` or `member`.
    pub kind: String,
    /// The ledger, the person, or the member of the team.
    pub id: String,
    /// For a ledger: the member of the family who is asked.
    pub member: String,
}

/// How somebody was asked.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = InvitationAskedInput)]
pub struct AskedInput {
    /// The day; today where it is empty.
    pub on: String,
    /// `phone`, `visit`, `post` or `wechat`.
    pub way: String,
}

/// What somebody says to an invitation.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = InvitationReplyInput)]
pub struct ReplyInput {
    /// `coming`, `not_coming` or `no_answer`.
    pub reply: String,
}

/// How many came on an invitation.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AttendanceInput {
    /// A whole number up to 50; 0 where nobody came.
    pub people: String,
}

fn humane(checks: &mut Checks, field: &'static str, text: &str) {
    let found = wording::humanitarian(field, text).and_then(|()| wording::no_numbers(field, text));
    if let Err(Problem { field, code, words, .. }) = found {
        checks.push(field, code, words);
    }
}

fn required<T>(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    if text.trim().is_empty() {
        checks.missing(field);
    }
    checks.code(field, text, read)
}

impl CommemorationInput {
    /// The plan.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<Plan, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let feast = required(&mut checks, "feast", &self.feast, Feast::from_code);
        let on = checks.any_day("on", &self.on);
        let title = checks.required_text("title", &self.title, NAME);
        let place = checks.required_text("place", &self.place, NAME);
        let notes = checks.text("notes", &self.notes, WORDS);
        for (field, text) in
            [("title", &self.title), ("place", &self.place), ("notes", &self.notes)]
        {
            humane(&mut checks, field, text);
        }
        let plan = feast.zip(on).zip(title.zip(place)).map(|((feast, on), (title, place))| Plan {
            on,
            feast,
            details: CommemorationDetails { title, place, notes, report: None },
        });
        checks.finish(plan)
    }
}

impl ReportInput {
    /// The words.
    ///
    /// # Errors
    /// Where they are too long, speak of compensation, or name a number.
    pub fn read(&self, today: NaiveDate) -> Result<Option<String>, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let report = checks.text("report", &self.report, WORDS);
        humane(&mut checks, "report", &self.report);
        checks.finish(Some(report))
    }
}

impl GuestInput {
    /// All of `inputs`, each guest once, with the members of families who are asked.
    ///
    /// # Errors
    /// Where nobody is chosen or somebody cannot be read.
    pub fn read_all(
        inputs: &[Self],
        today: NaiveDate,
    ) -> Result<Vec<(Guest, Option<Uuid>)>, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if inputs.is_empty() {
            return Err(vec![problems::nobody_chosen()]);
        }
        let mut read = Vec::new();
        for input in inputs.iter().take(MOST) {
            let kind = required(&mut checks, "guests", &input.kind, GuestKind::from_code);
            let id = required(&mut checks, "guests", &input.id, |id| Uuid::parse_str(id).ok());
            let member = checks.id("guests", &input.member);
            let Some((kind, id)) = kind.zip(id) else { continue };
            if read.iter().all(|(guest, _): &(Guest, _)| guest.id != id) {
                read.push((Guest { kind, id }, member));
            }
        }
        checks.finish(Some(read))
    }
}

impl AskedInput {
    /// Day and way.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<(NaiveDate, Way), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = match self.on.trim() {
            "" => Some(today),
            text => checks.day("on", text),
        };
        let way = required(&mut checks, "way", &self.way, Way::from_code);
        checks.finish(on.zip(way))
    }
}

impl ReplyInput {
    /// The reply.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(&self, today: NaiveDate) -> Result<Reply, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let reply = required(&mut checks, "reply", &self.reply, Reply::from_code);
        checks.finish(reply)
    }
}

impl AttendanceInput {
    /// How many.
    ///
    /// # Errors
    /// Where it is no number up to 50.
    pub fn read(&self) -> Result<u32, Problem> {
        let people = fold(&self.people).trim_end_matches('人').trim().parse().ok();
        people.filter(|people| *people <= MOST_PEOPLE).ok_or_else(problems::people)
    }
}
