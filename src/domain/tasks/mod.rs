//! Tasks of the volunteer team: what a helper does for one person, from the handing out to what came of it.
//! She sees whom and what, masked, and nothing else of the registry.

pub mod inputs;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    care::{CareLedger, contact::ContactRule, members::Member},
    codes::codes,
    hours::Hours,
    person::{Person, PersonStatus},
    registrations::{RegistrationStatus, Stance},
    words::Problem,
};

codes! {
    /// What is to be done.
    TaskKind {
        /// To visit the person.
        Visit = "visit", "走访", "Visit";
        /// To ask on the phone how she is.
        Call = "call", "电话问候", "Call";
        /// To go somewhere with her.
        Accompany = "accompany", "陪同", "Accompany";
        /// To bring her something.
        Deliver = "deliver", "送达", "Deliver";
        /// What the instructions say.
        Other = "other", "其他", "Other";
    }
}

codes! {
    /// Where a task stands.
    TaskState {
        /// A member has it.
        Handed = "handed", "已分派", "Handed out";
        /// It is done.
        Done = "done", "已完成", "Done";
        /// The member gave it back: a coordinator decides what becomes of it.
        Returned = "returned", "已退回", "Returned";
        /// The coordinator took it back; nothing more happens.
        Withdrawn = "withdrawn", "已收回", "Withdrawn";
    }
}

codes! {
    /// What came of it.
    TaskOutcome {
        /// It was done as meant.
        Carried = "carried", "顺利完成", "Carried out";
        /// The person was not met or reached.
        NotMet = "not_met", "未见到或未联系上本人", "Not met or reached";
        /// The person did not wish it.
        Declined = "declined", "本人谢绝", "Declined by the person";
        /// The person needs help: the note says what.
        NeedsHelp = "needs_help", "本人需要帮助", "Needs help";
    }
}

/// Whom a task is about, and under whose key it is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A registered person.
    Person(Uuid),
    /// A care ledger: a family, or somebody who lives.
    Ledger(Uuid),
}

impl About {
    /// The data subject.
    pub fn subject(self) -> Uuid {
        match self {
            Self::Person(id) | Self::Ledger(id) => id,
        }
    }

    /// The person, where it is about one.
    pub fn person(self) -> Option<Uuid> {
        match self {
            Self::Person(id) => Some(id),
            Self::Ledger(_) => None,
        }
    }

    /// The care ledger, where it is about one.
    pub fn ledger(self) -> Option<Uuid> {
        match self {
            Self::Person(_) => None,
            Self::Ledger(id) => Some(id),
        }
    }
}

/// One task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// Counts changes from 1.
    pub version: i64,
    /// Whom it is about.
    #[serde(flatten)]
    pub about: About,
    /// The unit that managed her, or cared for the family, when it was handed out.
    pub unit: Uuid,
    /// The member of the team who has it.
    pub member: Uuid,
    /// What is to be done.
    pub kind: TaskKind,
    /// By which day.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: TaskState,
    /// What is sealed, under the key of whom it is about.
    pub details: TaskDetails,
}

/// The sealed part of a task.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskDetails {
    /// What the member has to know, at most 500 characters; no document and no whole phone number.
    pub instructions: Option<String>,
    /// What came of it, once done.
    pub outcome: Option<TaskOutcome>,
    /// What the member noted: how it went, or why she gave it back.
    pub note: Option<String>,
    /// How long it took, once done.
    pub hours: Option<Hours>,
    /// The day it was done.
    pub done_on: Option<NaiveDate>,
    /// The reminder that was handed to the team with it.
    pub reminder: Option<Uuid>,
}

impl std::fmt::Debug for TaskDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TaskDetails(…)")
    }
}

/// What a member reports of a task that is done.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// What came of it.
    pub outcome: TaskOutcome,
    /// The day.
    pub done_on: NaiveDate,
    /// How long it took.
    pub hours: Hours,
    /// How it went.
    pub note: Option<String>,
}

impl Task {
    /// Whether a member has it still.
    pub fn is_open(&self) -> bool {
        self.state == TaskState::Handed
    }

    /// The member has done it.
    ///
    /// # Errors
    /// Where she no longer has it (field `status`).
    pub fn done(&mut self, report: Report) -> Result<(), Problem> {
        if !self.is_open() {
            return Err(problems::not_open());
        }
        let Report { outcome, done_on, hours, note } = report;
        self.state = TaskState::Done;
        self.details.outcome = Some(outcome);
        self.details.done_on = Some(done_on);
        self.details.hours = Some(hours);
        self.details.note = note;
        Ok(())
    }

    /// The member gives it back and says why.
    ///
    /// # Errors
    /// Where she no longer has it (field `status`).
    pub fn give_back(&mut self, note: String) -> Result<(), Problem> {
        if !self.is_open() {
            return Err(problems::not_open());
        }
        self.state = TaskState::Returned;
        self.details.note = Some(note);
        Ok(())
    }

    /// The coordinator takes it back, from the member or after she gave it back.
    ///
    /// # Errors
    /// Where it is done or withdrawn already (field `status`).
    pub fn withdraw(&mut self) -> Result<(), Problem> {
        if !matches!(self.state, TaskState::Handed | TaskState::Returned) {
            return Err(problems::over());
        }
        self.state = TaskState::Withdrawn;
        Ok(())
    }
}

/// Whether somebody may be sent to `person`: nobody who asked for silence, died, was merged away or withdrew
/// everything (Civil Code 1033, network data regulation 22(5)).
///
/// # Errors
/// Of the field `person`: `merged`, `deceased`, `do_not_contact`, `nothing_stands`.
pub fn may_be_helped(person: &Person) -> Result<(), Problem> {
    match person.status {
        PersonStatus::Merged => return Err(problems::merged()),
        PersonStatus::Deceased => return Err(problems::deceased()),
        PersonStatus::Living => {}
    }
    if person.do_not_contact {
        return Err(problems::do_not_contact());
    }
    let mut offers = person.registrations.iter().filter(|one| one.stance == Stance::Offers);
    if offers.all(|one| one.status == RegistrationStatus::Withdrawn) {
        return Err(problems::nothing_stands());
    }
    Ok(())
}

/// Whether somebody may be sent to the family of `ledger`: not while it asks for silence (PIPL 15), where no member may
/// be contacted but by one coordinator, or where the living person whom it concerns is to be left in peace.
///
/// # Errors
/// Of the field `person`: `silenced`, `nobody_to_contact`, `do_not_contact`.
pub fn family_may_be_helped(ledger: &CareLedger, person_is_silent: bool) -> Result<(), Problem> {
    let story = &ledger.story;
    if story.is_silenced() {
        return Err(problems::silenced());
    }
    if person_is_silent {
        return Err(problems::do_not_contact());
    }
    let open = |member: &Member| member.contact == ContactRule::Yes && !member.stops.stands();
    if !story.members.is_empty() && !story.members.iter().any(open) {
        return Err(problems::nobody_to_contact());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
