//! What is told of commemorations and invitations.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::commemorations::{Commemoration, invitations::InvitationState},
    service::commemorations::{CallLine, CallList, GuestLine, Listed, Shown, Told},
};

/// A commemoration.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CommemorationBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The unit that holds it.
    unit: Uuid,
    /// The day.
    on: NaiveDate,
    /// The occasion: `qingming` and so on.
    feast: &'static str,
    /// `planned`, `held`, `cancelled`.
    state: &'static str,
    /// What it is called.
    title: String,
    /// Where.
    place: String,
    /// What has to be thought of.
    notes: Option<String>,
    /// How it went, or why it was cancelled.
    report: Option<String>,
}

impl From<Commemoration> for CommemorationBody {
    fn from(event: Commemoration) -> Self {
        let details = event.details;
        Self {
            id: event.id,
            version: event.version,
            unit: event.unit,
            on: event.on,
            feast: event.feast.code(),
            state: event.state.code(),
            title: details.title,
            place: details.place,
            notes: details.notes,
            report: details.report,
        }
    }
}

/// A commemoration in a list.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ListedCommemorationBody {
    /// The commemoration.
    commemoration: CommemorationBody,
    /// How many invitations stand where, without those that stand nowhere.
    invitations: Vec<InvitationCountBody>,
}

/// How many invitations stand somewhere.
#[derive(Serialize, ToSchema)]
struct InvitationCountBody {
    /// Where: `to_invite`, `invited`, `coming`, `not_coming`, `no_answer`, `attended`, `absent`, `withdrawn`.
    state: &'static str,
    /// How many.
    count: i64,
}

impl From<Listed> for ListedCommemorationBody {
    fn from(Listed { event, counts }: Listed) -> Self {
        let count = |(state, count): (InvitationState, i64)| InvitationCountBody {
            state: state.code(),
            count,
        };
        Self { commemoration: event.into(), invitations: counts.into_iter().map(count).collect() }
    }
}

/// A commemoration with its invitations, names masked.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CommemorationPageBody {
    /// The commemoration.
    commemoration: CommemorationBody,
    /// Who is invited, in the order of the list.
    invitations: Vec<InvitationBody>,
}

impl From<Shown> for CommemorationPageBody {
    fn from(shown: Shown) -> Self {
        let invitations = shown.guests.into_iter().map(InvitationBody::from).collect();
        Self { commemoration: shown.event.into(), invitations }
    }
}

/// An invitation.
#[derive(Serialize, ToSchema)]
struct InvitationBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// `ledger`, `person` or `member`.
    kind: &'static str,
    /// The ledger, the person or the member of the team.
    guest: Uuid,
    /// For a ledger: the member of the family who is asked.
    member: Option<Uuid>,
    /// Masked name; none where she is out of the caller's reach.
    name: Option<String>,
    /// For a family: what the member is to the donor.
    kinship: Option<&'static str>,
    /// Where it stands.
    state: &'static str,
    /// In which ways she may be asked.
    ways: Vec<&'static str>,
    /// Why she may not be asked now: a stable code.
    hindrance: Option<&'static str>,
    /// The day on which she was asked.
    asked_on: Option<NaiveDate>,
    /// In which way.
    asked_by: Option<&'static str>,
    /// How many came.
    people: Option<u32>,
    /// Whether it fell by itself, because she may not be contacted any more.
    fell: bool,
}

impl From<GuestLine> for InvitationBody {
    fn from(line: GuestLine) -> Self {
        let GuestLine { invitation, name, kinship, ways, hindrance } = line;
        let details = invitation.details;
        Self {
            id: invitation.id,
            version: invitation.version,
            kind: invitation.guest.kind.code(),
            guest: invitation.guest.id,
            member: details.member,
            name,
            kinship: kinship.map(|kinship| kinship.code()),
            state: invitation.state.code(),
            ways: ways.into_iter().map(|way| way.code()).collect(),
            hindrance: hindrance.map(|problem| problem.code),
            asked_on: details.asked.map(|asked| asked.on),
            asked_by: details.asked.map(|asked| asked.way.code()),
            people: details.people,
            fell: details.withdrawn.is_some_and(|withdrawn| withdrawn.by_itself),
        }
    }
}

/// Who is to be called, in full; the reading is recorded of each of them.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CallListBody {
    /// Who is to be called.
    lines: Vec<CallLineBody>,
    /// How many more stand on the list whom the caller may not contact.
    left_out: usize,
}

/// Somebody to be called.
#[derive(Serialize, ToSchema)]
struct CallLineBody {
    /// The invitation.
    invitation: Uuid,
    /// `ledger`, `person` or `member`.
    kind: &'static str,
    /// Where the invitation stands.
    state: &'static str,
    /// Her name.
    name: String,
    /// For a family: what the member is to the donor.
    kinship: Option<&'static str>,
    /// In which ways she may be asked.
    ways: Vec<&'static str>,
    /// Where she may be called.
    phone: Option<String>,
    /// Where she may be visited or written to.
    address: Option<String>,
}

impl From<CallLine> for CallLineBody {
    fn from(line: CallLine) -> Self {
        Self {
            invitation: line.invitation,
            kind: line.kind.code(),
            state: line.state.code(),
            name: line.reach.name,
            kinship: line.reach.kinship.map(|kinship| kinship.code()),
            ways: line.ways.into_iter().map(|way| way.code()).collect(),
            phone: line.reach.phone,
            address: line.reach.address,
        }
    }
}

impl From<CallList> for CallListBody {
    fn from(list: CallList) -> Self {
        let lines = list.lines.into_iter().map(CallLineBody::from).collect();
        Self { lines, left_out: list.left_out }
    }
}

/// An invitation as its guest's own record tells it.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct GuestInvitationBody {
    /// The invitation.
    id: Uuid,
    /// The commemoration.
    commemoration: Uuid,
    /// Its day.
    on: NaiveDate,
    /// The occasion.
    feast: &'static str,
    /// What it is called.
    title: String,
    /// Where the invitation stands.
    state: &'static str,
    /// How many came.
    people: Option<u32>,
}

impl From<Told> for GuestInvitationBody {
    fn from(told: Told) -> Self {
        Self {
            id: told.invitation.id,
            commemoration: told.invitation.commemoration,
            on: told.on,
            feast: told.feast.code(),
            title: told.title,
            state: told.invitation.state.code(),
            people: told.invitation.details.people,
        }
    }
}

/// A day that suggests a commemoration.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FeastDayBody {
    /// The day.
    pub on: NaiveDate,
    /// The occasion.
    pub feast: &'static str,
}

/// How many came onto the list.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ListedGuestsBody {
    /// How many.
    pub added: usize,
}
