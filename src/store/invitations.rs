//! Invitations to commemorations, each sealed under the record key of whom it is for: it goes with her.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    commemorations::invitations::{
        Guest, GuestKind, Invitation, InvitationDetails, InvitationState,
    },
    permissions::Scope,
};

const COLUMNS: &str = "i.id, i.commemoration_id, i.unit_id, i.guest_kind, i.guest_id, i.state,
     i.version, i.sealed";
const IN_SCOPE: &str = "FROM invitations i
     JOIN unit_closure c ON c.descendant_id = i.unit_id AND c.ancestor_id = $1";

impl SealedRow for Invitation {
    const TABLE: &'static str = "invitations";
    const PAST: (&'static str, &'static str) = ("past_invitations", "invitation_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("commemoration_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("guest_kind", Kind::Text),
        ("guest_id", Kind::Id),
        ("state", Kind::Text),
    ];
    const SUBJECT: &'static str = "guest_id";
    type Sealed = InvitationDetails;
    type Was = Self;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.guest.id
    }

    fn sealed(&self) -> &InvitationDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.commemoration.into(),
            self.unit.into(),
            self.guest.kind.code().into(),
            self.guest.id.into(),
            self.state.code().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: InvitationDetails) -> Result<Self> {
        let kind = code(row, "guest_kind", GuestKind::from_code)?;
        Ok(Self {
            id,
            version,
            commemoration: row.get("commemoration_id")?,
            unit: row.get("unit_id")?,
            guest: Guest { kind, id: row.get("guest_id")? },
            state: code(row, "state", InvitationState::from_code)?,
            details,
        })
    }
}

/// Inserts a new invitation. Id and version 1 are already set, and its guest has a key.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, invitation: &Invitation) -> Result<()> {
    sealed_rows::insert(tx, invitation).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions. For another guest it is sealed anew with them, under her key.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Invitation, after: Invitation) -> Result<Invitation> {
    let after = Invitation { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The invitation `id` to a commemoration within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by
/// hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Invitation> {
    let text = format!("/* invitations::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE i.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// Every invitation to the commemoration `event`, in the order in which they came onto the list. The caller has
/// loaded it within scope.
///
/// # Errors
/// What the database says.
pub async fn of_event(session: &mut Session, event: Uuid) -> Result<Vec<Opened<Invitation>>> {
    let text = format!(
        "/* invitations::of_event */ SELECT {COLUMNS} FROM invitations i
         WHERE i.commemoration_id = $1 ORDER BY i.id"
    );
    sealed_rows::all(session, sql(text).bind(event)).await
}

/// Every invitation of `guest`, newest first, wherever the commemoration is held. The caller has loaded the
/// guest within scope.
///
/// # Errors
/// What the database says.
pub async fn of_guest(session: &mut Session, guest: Uuid) -> Result<Vec<Opened<Invitation>>> {
    let text = format!(
        "/* invitations::of_guest */ SELECT {COLUMNS} FROM invitations i
         WHERE i.guest_id = $1 ORDER BY i.id DESC"
    );
    sealed_rows::all(session, sql(text).bind(guest)).await
}

/// The invitations of `guest` to what is planned on `today` or later, wherever it is held: they fall with her
/// word, and nobody learns of them. Inside a writing transaction the rows stay as they are until that ends.
///
/// # Errors
/// What the database says.
pub async fn ahead(
    session: &mut Session,
    guest: Uuid,
    today: NaiveDate,
) -> Result<Vec<Opened<Invitation>>> {
    let lock = if session.row_lock().is_empty() { "" } else { " FOR UPDATE OF i" };
    let text = format!(
        "/* invitations::ahead */ SELECT {COLUMNS} FROM invitations i
         JOIN commemorations e ON e.id = i.commemoration_id
         WHERE i.guest_id = $1 AND e.state = 'planned' AND e.held_on >= $2
           AND i.state <> 'withdrawn' ORDER BY i.id{lock}"
    );
    sealed_rows::all(session, sql(text).bind(guest).bind(today)).await
}

/// What `invitation` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, invitation: &Invitation) -> Result<Vec<Past<Invitation>>> {
    sealed_rows::past(session, invitation).await
}

/// Removes every invitation of `guest`, who is erased, with what it was.
///
/// # Errors
/// What the database says.
pub(super) async fn forget(tx: &mut WriteTx, guest: Uuid) -> Result<()> {
    for text in [
        "/* invitations::forget */ DELETE FROM past_invitations WHERE invitation_id IN
             (SELECT id FROM invitations WHERE guest_id = $1)",
        "/* invitations::forget */ DELETE FROM invitations WHERE guest_id = $1",
    ] {
        sql(text).bind(guest).execute(&mut tx.tx).await?;
    }
    Ok(())
}
