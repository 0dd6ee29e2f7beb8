//! The ledger: what was published before, and so can neither be taken back nor forgotten.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Policy,
    body::Release,
    catalogue::ALL,
    places::{Level, own_code},
};
use crate::domain::{
    disclosure::{CellId, Equation},
    periods::Quarter,
};

/// An earlier release: the file as it was published, and the counts of what it told or left blank for the
/// first time.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The file.
    pub text: String,
    /// The counts, which only the publisher knows.
    pub exact: BTreeMap<CellId, u64>,
}

/// All earlier releases of one publisher.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Every cell: what was published of it, and its k.
    pub cells: BTreeMap<CellId, (Option<u64>, u64)>,
    /// The counts.
    pub exact: BTreeMap<CellId, u64>,
    /// All sums.
    pub equations: BTreeSet<Equation>,
    /// The quarters.
    pub quarters: Vec<Quarter>,
    /// The digest of the last file.
    pub sha256: Option<String>,
    /// Codes of places that have stood in the tables as registering people themselves.
    pub own: BTreeSet<String>,
}

impl Ledger {
    /// What these files, oldest first, amount to.
    ///
    /// # Errors
    /// Where a file is not readable.
    pub fn read(earlier: &[Earlier]) -> Result<Self, serde_json::Error> {
        let mut all = Self::default();
        for one in earlier {
            let release = Release::read(&one.text)?;
            for (id, value, k) in release.cells() {
                let cell = all.cells.entry(id).or_insert((value, k));
                cell.0 = cell.0.or(value);
            }
            all.exact.extend(one.exact.clone());
            all.equations.extend(release.equations);
            all.quarters.extend(Quarter::parse(&release.period));
            all.sha256 = Some(Release::digest(&one.text));
        }
        let units = all.cells.keys().filter_map(|id| id.dims.get("unit"));
        let own = units.filter_map(|unit| unit.strip_suffix(&own_code("")));
        all.own = own.map(str::to_owned).collect();
        Ok(all)
    }

    /// The cohorts whose figures are published.
    pub fn cohorts(&self) -> BTreeSet<i32> {
        let screened = self.cells.keys().filter(|id| id.table == "A4");
        screened.filter_map(|id| id.dims.get("period")?.parse().ok()).collect()
    }

    /// The counties shown by the quarter in `year`, decided by nothing but what was published of the year before;
    /// none where the whole was too small.
    pub fn quarterly_counties(
        &self,
        policy: &Policy,
        places: &super::places::Places,
        year: i32,
    ) -> Option<BTreeSet<String>> {
        let shown = |code: &str| {
            let period = (year - 1).to_string();
            let id = CellId::new("A1", &[("unit", code), ("programme", ALL), ("period", &period)]);
            self.cells.get(&id)?.0
        };
        let (whole, each) = policy.quarterly_counties;
        shown(&places.root().code).filter(|count| *count >= whole)?;
        let counties = places.all().iter().filter(|place| place.level == Level::County);
        let large = counties.filter(|place| shown(&place.code).is_some_and(|count| count >= each));
        Some(large.map(|place| place.code.clone()).collect())
    }
}
