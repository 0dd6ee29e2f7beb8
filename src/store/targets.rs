//! Targets, each sealed under its own record key, with all that they were.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Result, Session, Vault, WriteTx,
    db::{Kind, Row, Value, sql},
    keys,
    sealed_rows::{self, Opened, Past, SealedRow},
};
use crate::domain::{
    permissions::Scope,
    targets::{Target, Terms, Years},
};

const COLUMNS: &str =
    "t.id, t.unit_id, t.plan, t.indicator, t.first_year, t.last_year, t.version, t.sealed";

impl SealedRow for Target {
    const TABLE: &'static str = "targets";
    const PAST: (&'static str, &'static str) = ("past_targets", "target_id");
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("unit_id", Kind::Id),
        ("plan", Kind::Text),
        ("indicator", Kind::Text),
        ("first_year", Kind::Count),
        ("last_year", Kind::Count),
    ];
    const SUBJECT: &'static str = "id";
    type Sealed = Terms;
    type Was = Terms;

    fn id(&self) -> Uuid {
        self.id
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn subject(&self) -> Uuid {
        self.id
    }

    fn sealed(&self) -> &Terms {
        &self.terms
    }

    fn was(&self) -> &Terms {
        &self.terms
    }

    fn values(&self, _: &Vault) -> Vec<Value> {
        vec![
            self.unit.into(),
            self.plan.as_str().into(),
            self.indicator.as_str().into(),
            i64::from(self.years.first).into(),
            i64::from(self.years.last).into(),
        ]
    }

    fn build(id: Uuid, version: i64, row: &Row, terms: Terms) -> Result<Self> {
        let year = |column: &str| -> Result<i32> {
            let year: i64 = row.get(column)?;
            Ok(i32::try_from(year).map_err(|error| sqlx::Error::Decode(error.into()))?)
        };
        let (first, last) = (year("first_year")?, year("last_year")?);
        let years = Years::new(first, last)
            .ok_or_else(|| sqlx::Error::Decode(format!("years {first} to {last}").into()))?;
        Ok(Self {
            id,
            version,
            unit: row.get("unit_id")?,
            plan: row.get("plan")?,
            indicator: row.get("indicator")?,
            years,
            terms,
        })
    }
}

/// Inserts a new target and makes its record key. Id and version 1 are already set.
///
/// # Errors
/// [`super::StoreError::Conflict`] where the unit has it already.
pub async fn insert(tx: &mut WriteTx, target: &Target) -> Result<()> {
    keys::create(tx, &[target.id]).await?;
    sealed_rows::insert(tx, target).await
}

/// Saves the next version of `before`, as it was loaded; what it was goes to the past versions.
///
/// # Errors
/// [`super::StoreError::Conflict`] where somebody else saved meanwhile.
pub async fn save(tx: &mut WriteTx, before: &Target, after: Target) -> Result<Target> {
    let after = Target { version: before.version + 1, ..after };
    sealed_rows::save(tx, before, &after).await?;
    Ok(after)
}

/// The target `id` of a unit within `scope`.
///
/// # Errors
/// [`super::StoreError::Missing`] outside the scope, [`super::StoreError::Tampered`] where it was changed by hand.
pub async fn get(session: &mut Session, scope: &Scope, id: Uuid) -> Result<Target> {
    let text = format!(
        "/* targets::get */ SELECT {COLUMNS} FROM targets t
         JOIN unit_closure c ON c.descendant_id = t.unit_id AND c.ancestor_id = $1 WHERE t.id = $2"
    );
    sealed_rows::one(session, sql(text).bind(scope.root()).bind(id)).await
}

/// The targets of `plan` that `unit` and the units directly below it have, within `scope`; units by their codes.
///
/// # Errors
/// What the database says.
pub async fn around(
    session: &mut Session,
    scope: &Scope,
    plan: &str,
    unit: Uuid,
) -> Result<Vec<Opened<Target>>> {
    let text = format!(
        "/* targets::around */ SELECT {COLUMNS} FROM targets t JOIN units u ON u.id = t.unit_id
         JOIN unit_closure s ON s.descendant_id = t.unit_id AND s.ancestor_id = $1
         JOIN unit_closure c ON c.descendant_id = t.unit_id AND c.ancestor_id = $2 AND c.depth <= 1
         WHERE t.plan = $3 ORDER BY u.code, t.unit_id, t.indicator, t.first_year"
    );
    sealed_rows::all(session, sql(text).bind(scope.root()).bind(unit).bind(plan)).await
}

/// What the unit itself has of `plan`, whoever asks: the program itself, before anybody is served.
///
/// # Errors
/// What the database says.
pub async fn of_plan(session: &mut Session, plan: &str, unit: Uuid) -> Result<Vec<Opened<Target>>> {
    let text = format!(
        "/* targets::of_plan */ SELECT {COLUMNS} FROM targets t WHERE t.plan = $1 AND t.unit_id = $2
         ORDER BY t.indicator, t.first_year"
    );
    sealed_rows::all(session, sql(text).bind(plan).bind(unit)).await
}

/// What `target` was, newest first. The caller has loaded it within scope.
///
/// # Errors
/// [`super::StoreError::Tampered`] where a version was changed by hand.
pub async fn past(session: &mut Session, target: &Target) -> Result<Vec<Past<Terms>>> {
    sealed_rows::past(session, target).await
}

/// All versions of each of `targets`, newest first, by id. The caller has loaded them within scope.
///
/// # Errors
/// As [`past`].
pub async fn versions(
    session: &mut Session,
    targets: &[Target],
) -> Result<BTreeMap<Uuid, Vec<Terms>>> {
    let mut all = BTreeMap::new();
    for target in targets {
        let mut versions = vec![target.terms.clone()];
        // Most have never been planned anew, and are not asked for.
        if target.version > 1 {
            versions.extend(past(session, target).await?.into_iter().map(|past| past.was));
        }
        all.insert(target.id, versions);
    }
    Ok(all)
}
