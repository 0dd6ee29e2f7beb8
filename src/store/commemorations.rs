//! Commemorations, each sealed under its own record key. Their invitations are in [`super::invitations`].

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, list as listed, sql},
    keys,
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    commemorations::{
        Commemoration, CommemorationDetails, CommemorationState, invitations::InvitationState,
    },
    feasts::Feast,
    permissions::Scope,
};

const COLUMNS: &str = "e.id, e.unit_id, e.held_on, e.feast, e.state, e.version, e.sealed";
const IN_SCOPE: &str = "FROM commemorations e
     JOIN unit_closure c ON c.descendant_id = e.unit_id AND c.ancestor_id = $1";

impl SealedRow for Commemoration {
    const TABLE: &'static str = "commemorations";
    const PAST: (&'static str, &'static str) = ("past_commemorations", "commemoration_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("held_on", Kind::Date),
        ("feast", Kind::Text),
        ("state", Kind::Text),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = CommemorationDetails;
    type Was = Self;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &CommemorationDetails {
        &self.details
    }

    fn was(&self) -> &Self {
        self
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![self.unit.into(), self.on.into(), self.feast.code().into(), self.state.code().into()]
    }

    fn build(id: Uuid, version: i64, row: &Row, details: CommemorationDetails) -> Result<Self> {
        Ok(Self {
            id,
            version,
            unit: row.get("unit_id")?,
            on: row.get("held_on")?,
            feast: code(row, "feast", Feast::from_code)?,
            state: code(row, "state", CommemorationState::from_code)?,
            details,
        })
    }
}

/// Inserts a new commemoration and makes its record key. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, event: &Commemoration) -> Result<()> {
    keys::create(tx, &[event.id]).await?;
    sealed_rows::insert(tx, event).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(
    tx: &mut WriteTx,
    before: &Commemoration,
    after: Commemoration,
) -> Result<Commemoration> {
    let after = Commemoration { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The commemoration `id` within `scope`. Inside a writing transaction its row stays as it is until that ends,
/// so that nobody is put on its list twice.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by
/// hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Commemoration> {
    let lock = if session.row_lock().is_empty() { "" } else { " FOR UPDATE OF e" };
    let text =
        format!("/* commemorations::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE e.id = $2{lock}");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// Every commemoration within `scope`, the latest day first.
///
/// # Errors
/// What the database says.
pub async fn list(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<Commemoration>>> {
    let text = format!(
        "/* commemorations::list */ SELECT {COLUMNS} {IN_SCOPE} ORDER BY e.held_on DESC, e.id DESC"
    );
    sealed_rows::all(session, sql(text).bind(scope.root())).await
}

/// Those of `ids` that there are, wherever they are held. The caller has come upon them through invitations of
/// a guest within scope.
///
/// # Errors
/// What the database says.
pub async fn some(session: &mut Session, ids: &[Uuid]) -> Result<Vec<Opened<Commemoration>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        let text = format!(
            "/* commemorations::some */ SELECT {COLUMNS} FROM commemorations e WHERE e.id IN ({})",
            listed(1, chunk.len())
        );
        found.extend(sealed_rows::all(session, sql(text).bind_all(chunk.iter().copied())).await?);
    }
    Ok(found)
}

/// How many invitations to each commemoration within `scope` stand where. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn counts(
    session: &mut Session,
    scope: &Scope,
) -> Result<BTreeMap<Uuid, BTreeMap<InvitationState, i64>>> {
    let mut counts: BTreeMap<Uuid, BTreeMap<InvitationState, i64>> = BTreeMap::new();
    let found = sql("/* commemorations::counts */ SELECT i.commemoration_id, i.state, COUNT(*) AS n
         FROM invitations i JOIN unit_closure c ON c.descendant_id = i.unit_id AND c.ancestor_id = $1
         GROUP BY i.commemoration_id, i.state")
    .bind(scope.root())
    .all(&mut session.tx)
    .await?;
    for row in &found {
        let state = code(row, "state", InvitationState::from_code)?;
        counts.entry(row.get("commemoration_id")?).or_default().insert(state, row.get("n")?);
    }
    Ok(counts)
}

/// What `event` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(
    session: &mut Session,
    event: &Commemoration,
) -> Result<Vec<Past<Commemoration>>> {
    sealed_rows::past(session, event).await
}
