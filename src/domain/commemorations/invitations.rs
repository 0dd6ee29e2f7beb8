//! Invitations: who is to be asked, who was and how, what she said, whether she came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Commemoration, CommemorationState, problems};
use crate::domain::{care::contact::Way, codes::codes, words::Problem};

codes! {
    /// Whom an invitation is for.
    GuestKind {
        /// A member of a family, or a living registrant or donor, by her care ledger.
        Ledger = "ledger", "关怀台账", "Care ledger";
        /// A living registrant or donor.
        Person = "person", "登记者或捐献者", "Registrant or donor";
        /// A member of the volunteer team.
        Member = "member", "服务队队员", "Team member";
    }
}

codes! {
    /// Where an invitation stands.
    InvitationState {
        /// She stands on the list; nobody has asked her yet.
        ToInvite = "to_invite", "待邀请", "To be invited";
        /// She was asked.
        Invited = "invited", "已邀请", "Invited";
        /// She said that she comes.
        Coming = "coming", "会来", "Coming";
        /// She said that she does not.
        NotComing = "not_coming", "不来", "Not coming";
        /// She was asked and did not answer.
        NoAnswer = "no_answer", "未答复", "No answer";
        /// She came.
        Attended = "attended", "已到场", "Attended";
        /// She did not.
        Absent = "absent", "未到场", "Absent";
        /// Taken off the list; nobody asks her (again).
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

codes! {
    /// What somebody says to an invitation.
    Reply {
        /// She comes.
        Coming = "coming", "会来", "Coming";
        /// She does not.
        NotComing = "not_coming", "不来", "Not coming";
        /// She has not said.
        NoAnswer = "no_answer", "未答复", "No answer";
    }
}

/// The most people who come on one invitation.
pub const MOST_PEOPLE: u32 = 50;

/// Whose invitation it is: the data subject under whose key it is sealed, so that it goes with her.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Guest {
    /// What she is to the office.
    pub kind: GuestKind,
    /// The ledger, the person or the member of the team.
    pub id: Uuid,
}

/// An invitation to a commemoration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// To what.
    pub commemoration: Uuid,
    /// The unit that holds it.
    pub unit: Uuid,
    /// Whose it is.
    pub guest: Guest,
    /// Where it stands.
    pub state: InvitationState,
    /// What is sealed.
    pub details: InvitationDetails,
}

/// The sealed part of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationDetails {
    /// For a ledger: the member of the family who is asked.
    pub member: Option<Uuid>,
    /// When, how and by whom she was asked.
    pub asked: Option<Asked>,
    /// How many came.
    pub people: Option<u32>,
    /// How it was withdrawn.
    pub withdrawn: Option<Revocation>,
}

/// How somebody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The day.
    pub on: NaiveDate,
    /// In which way.
    pub way: Way,
    /// By which account; none for the operator.
    pub by: Option<Uuid>,
}

/// How an invitation was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The day.
    pub on: NaiveDate,
    /// By which account; none for the operator.
    pub by: Option<Uuid>,
    /// It fell by itself: she may not be contacted any more.
    pub by_itself: bool,
}

impl Invitation {
    /// Whether it still asks something of somebody: she is to be asked, was asked, or answered.
    pub fn is_open(&self) -> bool {
        use InvitationState::{Coming, Invited, NoAnswer, NotComing, ToInvite};
        matches!(self.state, ToInvite | Invited | Coming | NotComing | NoAnswer)
    }

    /// Whether she was asked, and it is not over.
    pub fn was_asked(&self) -> bool {
        self.is_open() && self.state != InvitationState::ToInvite
    }

    /// She was asked. Whether she may be, [`super::guests::Known`] says.
    ///
    /// # Errors
    /// Where she was asked already or the invitation is over, the event is not ahead, or she was asked after
    /// its day.
    pub fn ask(
        &mut self,
        event: &Commemoration,
        asked: Asked,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        if self.state != InvitationState::ToInvite {
            return Err(problems::asked_already());
        }
        if !event.is_ahead(today) {
            return Err(problems::not_ahead());
        }
        if asked.on > today {
            return Err(problems::in_future());
        }
        self.state = InvitationState::Invited;
        self.details.asked = Some(asked);
        Ok(())
    }

    /// What she said; it may change until the event is held.
    ///
    /// # Errors
    /// Where she was not asked or the invitation is over, or the event is not planned any more.
    pub fn answer(&mut self, event: &Commemoration, reply: Reply) -> Result<(), Problem> {
        if !event.is_planned() {
            return Err(problems::not_planned());
        }
        if !self.was_asked() {
            return Err(problems::not_asked());
        }
        self.state = match reply {
            Reply::Coming => InvitationState::Coming,
            Reply::NotComing => InvitationState::NotComing,
            Reply::NoAnswer => InvitationState::NoAnswer,
        };
        Ok(())
    }

    /// How many came on it; none for nobody. Whoever stood on the list and came unasked is welcome. A mistake
    /// is corrected by marking it anew.
    ///
    /// # Errors
    /// Where it was withdrawn, the event's day lies ahead or it was cancelled; nobody can be absent who was not
    /// asked.
    pub fn attend(
        &mut self,
        event: &Commemoration,
        people: u32,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        if event.state == CommemorationState::Cancelled {
            return Err(problems::cancelled());
        }
        if event.on > today {
            return Err(problems::lies_ahead());
        }
        if self.state == InvitationState::Withdrawn {
            return Err(problems::withdrawn());
        }
        if people > MOST_PEOPLE {
            return Err(problems::people());
        }
        if people == 0 && self.state == InvitationState::ToInvite {
            return Err(problems::not_asked());
        }
        (self.state, self.details.people) = match people {
            // Somebody who came unasked, by the first word, and did not after all: she stands on the list.
            0 if self.details.asked.is_none() => (InvitationState::ToInvite, None),
            0 => (InvitationState::Absent, None),
            some => (InvitationState::Attended, Some(some)),
        };
        Ok(())
    }

    /// Takes it off the list, at once and without a reason.
    ///
    /// # Errors
    /// Where it is over already.
    pub fn withdraw(&mut self, withdrawal: Revocation) -> Result<(), Problem> {
        if !self.is_open() {
            return Err(problems::over());
        }
        self.state = InvitationState::Withdrawn;
        self.details.withdrawn = Some(withdrawal);
        Ok(())
    }

    /// Puts one that was withdrawn on the list again, as if nobody had been asked.
    ///
    /// # Errors
    /// Where it stands on the list.
    pub fn renew(&mut self, member: Option<Uuid>) -> Result<(), Problem> {
        if self.state != InvitationState::Withdrawn {
            return Err(problems::listed_already());
        }
        self.state = InvitationState::ToInvite;
        self.details = InvitationDetails { member, ..InvitationDetails::default() };
        Ok(())
    }
}
