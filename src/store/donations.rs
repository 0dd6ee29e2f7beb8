//! Donations after death, sealed under the donor's record key.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, list as listed, sql},
    rows::code,
    sealed_rows::{self, Opened, Past, SealedRow},
    watches,
};
use crate::domain::{
    donations::{Course, Donation},
    permissions::Scope,
    programmes::Programme,
};

const COLUMNS: &str = "d.id, d.person_id, d.unit_id, d.programme, d.called_on, d.realised_on, d.is_over, d.version, d.sealed";
/// Who manages the donor now works on her donations.
const IN_SCOPE: &str = "FROM donations d JOIN people p ON p.id = d.person_id
     JOIN unit_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = $1";

impl SealedRow for Donation {
    const TABLE: &'static str = "donations";
    const PAST: (&'static str, &'static str) = ("past_donations", "donation_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("person_id", Kind::Id),
        ("unit_id", Kind::Id),
        ("programme", Kind::Text),
        ("called_on", Kind::Date),
        ("realised_on", Kind::Date),
        ("is_over", Kind::Flag),
    ];
    const SUBJECT: &'static str = "person_id";
    type Sealed = Course;
    type Was = Course;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.person
    }

    fn sealed(&self) -> &Course {
        &self.course
    }

    fn was(&self) -> &Course {
        &self.course
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.person.into(),
            self.unit.into(),
            self.programme.code().into(),
            self.called_on.into(),
            self.realised_on().into(),
            self.is_over().into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, course: Course) -> Result<Self> {
        Ok(Self {
            id,
            version,
            person: row.get("person_id")?,
            unit: row.get("unit_id")?,
            programme: code(row, "programme", Programme::from_code)?,
            called_on: row.get("called_on")?,
            course,
        })
    }
}

/// Inserts a new donation. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Conflict`] where one of this programme is under way.
pub async fn insert(tx: &mut WriteTx, donation: &Donation) -> Result<()> {
    sealed_rows::insert(tx, donation).await?;
    watches::wake(tx, donation.person).await
}

/// Saves what became of `before`, as it was loaded: the version grows by one, and what it was goes to the
/// past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Donation, after: Donation) -> Result<Donation> {
    let after = Donation { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    watches::wake(tx, after.person).await?;
    Ok(after)
}

/// The donation `id` of a person within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by
/// hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Donation> {
    let text = format!("/* donations::get */ SELECT {COLUMNS} {IN_SCOPE} WHERE d.id = $2");
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// All donations of one person within `scope`, oldest call first.
///
/// # Errors
/// What the database says.
pub async fn of_person(
    session: &mut Session,
    scope: &Scope,
    person: Uuid,
) -> Result<Vec<Opened<Donation>>> {
    let text = format!(
        "/* donations::of_person */ SELECT {COLUMNS} {IN_SCOPE}
         WHERE d.person_id = $2 ORDER BY d.called_on, d.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(person)).await
}

/// All donations of these people within `scope`, at most 400 people, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_people(
    session: &mut Session,
    scope: &Scope,
    people: &[Uuid],
) -> Result<Vec<Opened<Donation>>> {
    let text = format!(
        "/* donations::of_people */ SELECT {COLUMNS} {IN_SCOPE} WHERE d.person_id IN ({}) ORDER BY d.called_on, d.id",
        listed(2, people.len())
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind_all(people.iter().copied())).await
}

/// Donations within `scope` on which something is still to be done, oldest call first.
///
/// # Errors
/// What the database says.
pub async fn open(session: &mut Session, scope: &Scope) -> Result<Vec<Opened<Donation>>> {
    let text = format!(
        "/* donations::open */ SELECT {COLUMNS} {IN_SCOPE}
         WHERE d.is_over = $2 ORDER BY d.called_on, d.id"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(false)).await
}

/// Donations within `scope` that are over and whose call came in from `from` to `to`, both days included;
/// newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub async fn over(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
    limit: i64,
) -> Result<Vec<Opened<Donation>>> {
    let text = format!(
        "/* donations::over */ SELECT {COLUMNS} {IN_SCOPE}
         WHERE d.is_over = $2 AND d.called_on >= $3 AND d.called_on <= $4
         ORDER BY d.called_on DESC, d.id LIMIT {limit}"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(true).bind(from).bind(to)).await
}

/// Of whom a donation took place, within `scope`, `limit` at most, the latest first. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn donors(session: &mut Session, scope: &Scope, limit: usize) -> Result<Vec<Uuid>> {
    let text = format!(
        "/* donations::donors */ SELECT d.person_id, MAX(d.realised_on) AS on_day {IN_SCOPE}
         WHERE d.realised_on IS NOT NULL
         GROUP BY d.person_id ORDER BY on_day DESC, d.person_id LIMIT {limit}"
    );
    let found = sql(text).bind(scope.root()).all(&mut session.tx).await?;
    Ok(found.iter().map(|row| row.get("person_id")).collect::<Result<_, _>>()?)
}

/// What `donation` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, donation: &Donation) -> Result<Vec<Past<Course>>> {
    sealed_rows::past(session, donation).await
}

/// Donations of `programme` that took place, of people of `unit` and below it within `scope` who were not registered
/// for it, so that no counter has them: by which unit and on which day. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn unregistered(
    session: &mut Session,
    scope: &Scope,
    unit: Uuid,
    programme: Programme,
) -> Result<Vec<(Uuid, NaiveDate)>> {
    let text = format!(
        "/* donations::unregistered */ SELECT d.unit_id, d.realised_on {IN_SCOPE}
         JOIN unit_closure u ON u.descendant_id = d.unit_id AND u.ancestor_id = $2
         WHERE d.programme = $3 AND d.realised_on IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM registrations r WHERE r.person_id = d.person_id AND r.programme = d.programme
             AND r.stance = 'offers' AND r.status = 'realised')
         ORDER BY d.realised_on, d.id"
    );
    let found = sql(text).bind(scope.root()).bind(unit).bind(programme.code());
    let found = found.all(&mut session.tx).await?;
    found.iter().map(|row| Ok((row.get("unit_id")?, row.get("realised_on")?))).collect()
}

/// How many donations took place: persons counted once, donations of each programme.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Realised {
    /// People, each once whatever they gave.
    pub persons: i64,
    /// Donations of each programme, in the order of [`Programme::ALL`].
    pub donations: Vec<(Programme, i64)>,
}

/// How many donations took place from `from` to `to`, both days included, of those that count for a unit
/// within `scope`. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn realised(
    session: &mut Session,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Realised> {
    const FROM: &str = "FROM donations d
         JOIN unit_closure c ON c.descendant_id = d.unit_id AND c.ancestor_id = $1
         WHERE d.realised_on >= $2 AND d.realised_on <= $3";
    let persons =
        format!("/* donations::realised */ SELECT COUNT(DISTINCT d.person_id) AS n {FROM}");
    let persons =
        sql(persons).bind(scope.root()).bind(from).bind(to).one(&mut session.tx).await?.get("n")?;
    let each = format!(
        "/* donations::realised */ SELECT d.programme, COUNT(*) AS n {FROM} GROUP BY d.programme"
    );
    let found = sql(each).bind(scope.root()).bind(from).bind(to).all(&mut session.tx).await?;
    let mut donations = found
        .iter()
        .map(|row| Ok((code(row, "programme", Programme::from_code)?, row.get("n")?)))
        .collect::<Result<Vec<_>>>()?;
    donations.sort_unstable();
    Ok(Realised { persons, donations })
}
