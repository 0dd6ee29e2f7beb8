//! Care ledgers, each sealed under its own record key: erasing a donor leaves her family's ledger whole.

use uuid::Uuid;

use super::{
    Result, Session, StoreError, Vault, WriteTx,
    db::{Kind, Row, Statement, Value, list as listed, sql},
    keys,
    sealed_rows::{self, Opened, Past, SealedRow},
    watches,
};
use crate::crypto::indexes::IndexKind;
use crate::domain::{
    care::{CareLedger, LedgerKind, Story},
    permissions::Scope,
    reminders::SubjectKind,
};

const COLUMNS: &str = "l.id, l.unit_id, l.person_id, l.kind, l.silenced, l.awaits_approval, l.donor_token, l.version, l.sealed";
/// The unit that cares works on its ledgers, whoever manages the donor's record.
const IN_SCOPE: &str = "FROM care_ledgers l
     JOIN unit_closure c ON c.descendant_id = l.unit_id AND c.ancestor_id = $1";

impl SealedRow for CareLedger {
    const TABLE: &'static str = "care_ledgers";
    const PAST: (&'static str, &'static str) = ("past_care_ledgers", "ledger_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("person_id", Kind::Id),
        ("kind", Kind::Text),
        ("silenced", Kind::Flag),
        ("awaits_approval", Kind::Flag),
        ("donor_token", Kind::Bytes),
    ];
    const ADDED: usize = 1;
    const SUBJECT: &'static str = "id";
    type Sealed = Story;
    type Was = Story;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &Story {
        &self.story
    }

    fn was(&self) -> &Story {
        &self.story
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.person.into(),
            self.kind.code().into(),
            self.story.is_silenced().into(),
            self.story.awaits_approval().into(),
            self.donor.clone().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, story: Story) -> Result<Self> {
        let kind = LedgerKind::from_code(&row.get::<String>("kind")?);
        let kind = kind.ok_or(StoreError::Tampered(id))?;
        let (unit, person) = (row.get("unit_id")?, row.get("person_id")?);
        let donor = row.get("donor_token")?;
        Ok(Self { id, version, unit, person, kind, donor, story })
    }
}

/// Inserts a new ledger and makes its record key. Id and version 1 are already set.
///
/// # Errors
/// What the database says.
pub async fn insert(tx: &mut WriteTx, ledger: &CareLedger) -> Result<()> {
    keys::create(tx, &[ledger.id]).await?;
    watches::begin(tx, SubjectKind::Ledger, ledger.id);
    sealed_rows::insert(tx, ledger).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(
    tx: &mut WriteTx,
    before: &CareLedger,
    kind: LedgerKind,
    story: Story,
) -> Result<CareLedger> {
    replace(tx, before, CareLedger { kind, story, ..before.clone() }).await
}

/// Saves `before` as one that concerns `person`, in whose record it was not known to belong, with what became of its
/// story.
///
/// # Errors
/// As [`save`].
pub async fn link(
    tx: &mut WriteTx,
    before: &CareLedger,
    person: Uuid,
    story: Story,
) -> Result<CareLedger> {
    replace(tx, before, CareLedger { person: Some(person), story, ..before.clone() }).await
}

async fn replace(tx: &mut WriteTx, before: &CareLedger, after: CareLedger) -> Result<CareLedger> {
    let after = CareLedger { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    watches::wake(tx, after.id).await?;
    Ok(after)
}

/// The keyed hash of a donor as a sheet of families tells her (`domain::ledgers::Donor::identity`), by which the
/// ledger that came of it is found when the sheet is imported again.
pub fn donor_token(vault: &Vault, identity: &str) -> Vec<u8> {
    vault.indexes.token(IndexKind::Donor, Uuid::nil(), identity)
}

/// The ledgers within `scope` that came of an imported sheet's lines on this donor, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_donor(
    session: &mut Session,
    scope: &Scope,
    token: &[u8],
) -> Result<Vec<Opened<CareLedger>>> {
    let rest = "AND l.donor_token = $2 ORDER BY l.id";
    sealed_rows::all(session, select(scope, rest).bind(token.to_vec())).await
}

/// The ledger `id` within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by
/// hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<CareLedger> {
    sealed_rows::one(session, select(scope, "AND l.id = $2").bind(id)).await
}

/// Those of `ids` that are within `scope`.
///
/// # Errors
/// What the database says.
pub async fn load(
    session: &mut Session,
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<Opened<CareLedger>>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(400) {
        let rest = format!("AND l.id IN ({})", listed(2, chunk.len()));
        let statement = select(scope, &rest).bind_all(chunk.iter().copied());
        found.extend(sealed_rows::all(session, statement).await?);
    }
    Ok(found)
}

/// Ledgers within `scope`, `limit` at most: those with aid that waits first, then those changed last.
///
/// # Errors
/// What the database says.
pub async fn list(
    session: &mut Session,
    scope: &Scope,
    limit: usize,
) -> Result<Vec<Opened<CareLedger>>> {
    let rest = format!("ORDER BY l.awaits_approval DESC, l.updated_at DESC, l.id LIMIT {limit}");
    sealed_rows::all(session, select(scope, &rest)).await
}

/// How many ledgers there are within `scope`. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count(session: &mut Session, scope: &Scope) -> Result<i64> {
    let all = sql(format!("/* care::count */ SELECT COUNT(*) AS n {IN_SCOPE}"));
    Ok(all.bind(scope.root()).one(&mut session.tx).await?.get("n")?)
}

/// Ledgers within `scope` with aid that waits for a second person, the longest untouched first.
///
/// # Errors
/// What the database says.
pub async fn awaiting_approval(
    session: &mut Session,
    scope: &Scope,
) -> Result<Vec<Opened<CareLedger>>> {
    let rest = "AND l.awaits_approval = $2 ORDER BY l.updated_at, l.id";
    sealed_rows::all(session, select(scope, rest).bind(true)).await
}

/// How many ledgers within `scope` have aid that waits for a second person. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_awaiting_approval(session: &mut Session, scope: &Scope) -> Result<i64> {
    let waiting = format!(
        "/* care::count_awaiting_approval */ SELECT COUNT(*) AS n {IN_SCOPE} WHERE l.awaits_approval = $2"
    );
    let row = sql(waiting).bind(scope.root()).bind(true).one(&mut session.tx).await?;
    Ok(row.get("n")?)
}

/// The ledgers within `scope` that concern `person`, oldest first. Those of records that were merged into
/// hers are among them: the pointer stays as it is, so that a merge taken back needs nothing here.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<CareLedger>>> {
    let text = format!(
        "/* care::of_person */ WITH RECURSIVE same (id) AS (
             SELECT p.id FROM people p WHERE p.id = $2
             UNION SELECT p.id FROM people p JOIN same s ON p.merged_into = s.id
         )
         SELECT {COLUMNS} {IN_SCOPE} WHERE l.person_id IN (SELECT id FROM same) ORDER BY l.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(person)).await
}

fn select(scope: &Scope, rest: &str) -> Statement {
    let text = format!("/* care::select */ SELECT {COLUMNS} {IN_SCOPE} WHERE 1 = 1 {rest}");
    sql(text).bind(scope.root())
}

/// What `ledger` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, ledger: &CareLedger) -> Result<Vec<Past<Story>>> {
    sealed_rows::past(session, ledger).await
}

/// Erases `ledger` for good: its key is destroyed, so that no copy of its rows opens any more, and its rows and past
/// versions go, with its invitations to commemorations, its tasks, reminders and contacts. The donor's record is not
/// touched.
///
/// # Errors
/// What the database says.
pub async fn erase(tx: &mut WriteTx, ledger: &CareLedger) -> Result<()> {
    super::invitations::forget(tx, ledger.id).await?;
    super::tasks::forget(tx, ledger.id).await?;
    super::reminders::forget(tx, ledger.id).await?;
    super::contact_ledger::forget(tx, ledger.id).await?;
    watches::end(tx, ledger.id).await?;
    for text in [
        "/* care::erase */ DELETE FROM past_care_ledgers WHERE ledger_id = $1",
        "/* care::erase */ DELETE FROM care_ledgers WHERE id = $1",
    ] {
        sql(text).bind(ledger.id).execute(&mut tx.tx).await?;
    }
    keys::destroy(tx, ledger.id).await
}
