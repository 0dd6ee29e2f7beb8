//! The file: canonical JSON, its keys sorted and its numbers whole, so that the same release is the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Policy, places::Place};
use crate::domain::{
    disclosure::{CellId, Equation, audit::sha256},
    words::Words,
};

/// A release as it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which totals are sums of which parts.
    pub equations: Vec<Equation>,
    /// What the publisher promises.
    pub guarantee: Words,
    /// The business date on which it was made.
    pub made_on: String,
    /// The quarter, `2025-Q4`.
    pub period: String,
    /// The units.
    pub places: Vec<Place>,
    /// The rules under which it was made.
    pub policy: Policy,
    /// The digest of the release before; none of the first.
    pub previous_sha256: Option<String>,
    /// The rates whose cohorts it tells.
    pub rates: Vec<RateLine>,
    /// Its name: the unit's code and the quarter.
    pub release: String,
    /// The tables, by name.
    pub tables: Vec<Table>,
    /// What the plan asks for, and how far it has come where that is shown.
    pub targets: Vec<TargetLine>,
    /// The code of the unit that publishes.
    pub unit: String,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its cells, sorted by unit and then as they are written: never by what they count.
    pub cells: Vec<Cell>,
    /// The names of its dimensions.
    pub dimensions: Vec<String>,
    /// Below this its groups are small.
    pub k: u64,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub title: Words,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// Where it stands.
    pub dims: BTreeMap<String, String>,
    /// How many; none where it is blank.
    pub value: Option<u64>,
}

/// A rate: told only where numerator, denominator and their difference are all told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLine {
    /// `R1` or `R2`.
    pub code: String,
    /// Lost or kept.
    pub denominator: Option<u64>,
    /// Whether the target is met, compared in whole numbers; told only where the rate is, and where the target's
    /// share of the denominator is above what a small numerator could be.
    pub meets: Option<bool>,
    /// Lost.
    pub numerator: Option<u64>,
    /// The year of the notices, or the first and last month of three years.
    pub period: String,
    /// The target as a share of 10,000.
    pub target: u64,
    /// `<` or `<=`.
    pub comparator: String,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetLine {
    /// The indicator's code.
    pub code: String,
    /// How many there are since the plan began, where that is told; the share is left to the reader.
    pub done: Option<u64>,
    /// Its name.
    pub name: Words,
    /// The months of the plan up to the one through which is counted.
    pub period: String,
    /// How many are wanted.
    pub target: u64,
    /// What it counts.
    pub what: String,
}

impl Release {
    /// The file's text.
    ///
    /// # Errors
    /// What the writer says; it has no reason to.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        // By way of a value, whose maps are sorted.
        let mut text = serde_json::to_string(&serde_json::to_value(self)?)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The digest of a file's text.
    pub fn digest(text: &str) -> String {
        sha256(text.as_bytes())
    }

    /// All cells with their counts and k.
    pub fn cells(&self) -> impl Iterator<Item = (CellId, Option<u64>, u64)> {
        self.tables.iter().flat_map(|table| {
            table.cells.iter().map(|cell| {
                let id = CellId { dims: cell.dims.clone(), table: table.name.clone() };
                (id, cell.value, table.k)
            })
        })
    }

    /// The count at a cell; none where it is blank, or not there.
    pub fn value(&self, id: &CellId) -> Option<u64> {
        let table = self.tables.iter().find(|table| table.name == id.table)?;
        table.cells.iter().find(|cell| cell.dims == id.dims)?.value
    }

    /// The tables of `cells`.
    pub fn tables_of(
        cells: impl IntoIterator<Item = (CellId, Option<u64>, u64)>,
        title: impl Fn(&str) -> Words,
    ) -> Vec<Table> {
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for (id, value, k) in cells {
            let table = tables.entry(id.table.clone()).or_insert_with(|| Table {
                cells: Vec::new(),
                dimensions: Vec::new(),
                k,
                name: id.table.clone(),
                title: title(&id.table),
            });
            let mut names: BTreeSet<String> = table.dimensions.drain(..).collect();
            names.extend(id.dims.keys().cloned());
            table.dimensions = names.into_iter().collect();
            table.cells.push(Cell { dims: id.dims, value });
        }
        let mut tables: Vec<Table> = tables.into_values().collect();
        for table in &mut tables {
            table.cells.sort_by(|one, other| {
                let unit = |cell: &Cell| cell.dims.get("unit").cloned();
                (unit(one), &one.dims).cmp(&(unit(other), &other.dims))
            });
        }
        tables
    }
}
