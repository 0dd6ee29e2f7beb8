//! What a file is read with: the units it may name, the rules that hold there, and the day.

use std::collections::HashSet;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        ledgers::{Context, FileReport, Overrides},
        permissions::{Actor, Permission, Scope},
        programmes::Rules,
        units::{Directory, Row},
    },
    service::{App, Result, ServiceError, units},
    store,
};

/// Units, rules and day that a file is read with.
pub(super) struct World {
    directory: Directory<String>,
    rules: Rules,
    today: NaiveDate,
    /// What the unit of rows that name none is known by: the one chosen, or the only one there is.
    pub default_unit: Option<String>,
}

impl World {
    /// What holds for a ledger of `unit`, which must lie within `scope`.
    pub async fn of(
        app: &App,
        unit: Uuid,
        scope: &Scope,
        default_unit: Option<Uuid>,
    ) -> Result<Self> {
        let rules = units::rules_for(app, unit).await?;
        let mut tx = app.store.read().await?;
        if !store::units::is_within(&mut tx, scope, unit).await? {
            return Err(ServiceError::Missing);
        }
        let below = Actor::operator(unit).may(Permission::LedgersImport)?;
        let below: HashSet<Uuid> =
            store::units::subtree(&mut tx, &below).await?.into_iter().collect();
        let mut within = store::units::list(&mut tx).await?;
        within.retain(|unit| below.contains(&unit.id));
        let rows: Vec<Row<String>> = within
            .iter()
            .map(|row| Row {
                key: row.id.to_string(),
                parent: row.parent.filter(|parent| below.contains(parent)).map(|id| id.to_string()),
                code: row.code.clone(),
                zh: row.zh.clone(),
                en: row.en.clone(),
                aliases: row.aliases.clone(),
            })
            .collect();
        let chosen = within.iter().find(|unit| Some(unit.id) == default_unit);
        let default_unit = match (chosen, within.as_slice()) {
            (Some(unit), _) | (None, [unit]) => {
                Some(unit.code.clone().unwrap_or_else(|| unit.zh.clone()))
            }
            _ => None,
        };
        Ok(Self { directory: Directory::new(rows), rules, today: app.today(), default_unit })
    }

    /// What the reader needs to know.
    pub fn context(&self) -> Context<'_> {
        Context { today: self.today, directory: &self.directory, rules: self.rules }
    }

    /// Rows that name no unit belong to the default one, unless somebody said otherwise.
    pub fn fill_in_unit(&self, overrides: &mut Overrides, report: &FileReport) -> bool {
        let Some(unit) = &self.default_unit else { return false };
        let mut filled = false;
        for sheet in &report.sheets {
            let sheet = overrides.sheets.entry(sheet.name.clone()).or_default();
            if sheet.unit.is_none() {
                sheet.unit = Some(unit.clone());
                filled = true;
            }
        }
        filled
    }
}
