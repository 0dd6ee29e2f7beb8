//! The auditor: reads published files, nothing else, and tries to break them. It knows neither the counts nor how
//! the blanks were chosen, and shares no arithmetic with who chose them: elimination and simplex in exact fractions.
//!
//! A blank is well kept if all files together leave both 0 and 2k - 1 possible for it; or if they show that it is
//! no small group, but not which number it is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    CellId, Equation,
    simplex::{Dictionary, Range, Stuck},
};
use crate::domain::words::Words;

/// What the auditor reads of a file; it may hold more.
#[derive(Debug, Clone, Deserialize)]
pub struct Published {
    /// Its name.
    pub release: String,
    /// What it is about.
    pub period: String,
    /// The digest of the file before.
    pub previous_sha256: Option<String>,
    /// The tables.
    pub tables: Vec<PublishedTable>,
    /// Which totals are sums of which parts.
    pub equations: Vec<Equation>,
}

/// A table of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct PublishedTable {
    /// Its name.
    pub name: String,
    /// Below this its groups are small.
    pub k: u64,
    /// Its cells.
    pub cells: Vec<PublishedCell>,
}

/// A cell of a file.
#[derive(Debug, Clone, Deserialize)]
pub struct PublishedCell {
    /// Where it stands.
    pub dims: BTreeMap<String, String>,
    /// The count; none where it is blank.
    pub value: Option<u64>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The file does not follow the one before it.
    Chain {
        /// Which file.
        release: String,
        /// The one before it that was looked at; none where it is the first.
        after: Option<String>,
    },
    /// A count is shown that is below k.
    Small(CellId),
    /// Two files disagree on a cell.
    Changed(CellId),
    /// An equation names a cell that no table has.
    Unknown(CellId),
    /// A total is not the sum of its parts.
    Unbalanced(CellId),
    /// A blank can be computed.
    Exact(CellId, i128),
    /// A blank is known too closely.
    Narrow(CellId, i128, Option<i128>),
}

impl Finding {
    /// The finding for people, with what can be computed: for whoever audits, never for whoever publishes.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Self::Chain { release, after: None } => (
                format!("{release} 之前的那份文件缺失"),
                format!("{release}: the file before it is missing"),
            ),
            Self::Chain { release, after: Some(after) } => (
                format!("{release} 与它之前的 {after} 对不上：{after} 被改动过，或其间缺了一份"),
                format!(
                    "{release} does not follow {after}: that was changed, or one between them is missing"
                ),
            ),
            Self::Small(cell) => {
                (format!("{cell} 显示了小数目"), format!("{cell} shows a small number"))
            }
            Self::Changed(cell) => {
                (format!("{cell} 在两份文件中不同"), format!("{cell} differs between two files"))
            }
            Self::Unknown(cell) => (
                format!("{cell} 在等式中有，在表中没有"),
                format!("{cell} is in an equation and in no table"),
            ),
            Self::Unbalanced(cell) => {
                (format!("{cell} 不等于各部分之和"), format!("{cell} is not the sum of its parts"))
            }
            Self::Exact(cell, value) => {
                (format!("{cell} 可以推算出是 {value}"), format!("{cell} can be computed: {value}"))
            }
            Self::Narrow(cell, low, high) => {
                let high = high.map_or_else(|| "∞".to_owned(), |high| high.to_string());
                (
                    format!("{cell} 可以推算出在 {low} 与 {high} 之间"),
                    format!("{cell} can be computed to lie between {low} and {high}"),
                )
            }
        };
        Words::made(zh, en)
    }
}

/// What the auditor says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many files.
    pub releases: usize,
    /// Cells with a count.
    pub shown: usize,
    /// Cells without.
    pub blank: usize,
    /// What is wrong; nothing where all is well.
    pub findings: Vec<Finding>,
}

/// Why the auditor can say nothing; then nothing may be published.
#[derive(Debug, thiserror::Error)]
pub enum AuditTrouble {
    /// A file cannot be read.
    #[error("file {0} cannot be read: {1}")]
    Unreadable(usize, serde_json::Error),
    /// The arithmetic ended without an answer.
    #[error(transparent)]
    Stuck(#[from] Stuck),
}

/// Tries to break the files, which are those of one publisher, oldest first. `known` are blanks that the public
/// knows from elsewhere, by the consent of whom they count.
///
/// # Errors
/// Where it can say nothing.
pub fn audit(files: &[&[u8]], known: &BTreeMap<CellId, u64>) -> Result<Report, AuditTrouble> {
    let mut all = Auditor::default();
    let mut previous: Option<(String, String)> = None;
    for (n, bytes) in files.iter().enumerate() {
        let file: Published =
            serde_json::from_slice(bytes).map_err(|error| AuditTrouble::Unreadable(n, error))?;
        let (after, digest) = previous.unzip();
        if file.previous_sha256 != digest {
            all.findings.push(Finding::Chain { release: file.release.clone(), after });
        }
        previous = Some((file.release.clone(), sha256(bytes)));
        all.read(file);
    }
    all.attack(known)?;
    let shown = all.cells.values().filter(|(value, _)| value.is_some()).count();
    Ok(Report {
        releases: files.len(),
        shown,
        blank: all.cells.len() - shown,
        findings: all.findings,
    })
}

/// The digest of a file, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Default)]
struct Auditor {
    cells: BTreeMap<CellId, (Option<u64>, u64)>,
    equations: BTreeSet<Equation>,
    findings: Vec<Finding>,
}

impl Auditor {
    fn read(&mut self, file: Published) {
        for table in file.tables {
            for cell in table.cells {
                let id = CellId { table: table.name.clone(), dims: cell.dims };
                if cell.value.is_some_and(|value| value < table.k) {
                    self.findings.push(Finding::Small(id.clone()));
                }
                let known = self.cells.insert(id.clone(), (cell.value, table.k));
                if known.is_some_and(|known| known != (cell.value, table.k)) {
                    // What was shown once is known for good.
                    let shown = known.and_then(|(value, _)| value).or(cell.value);
                    self.cells.insert(id.clone(), (shown, table.k));
                    self.findings.push(Finding::Changed(id));
                }
            }
        }
        self.equations.extend(file.equations);
    }

    fn attack(&mut self, known: &BTreeMap<CellId, u64>) -> Result<(), Stuck> {
        let ids: Vec<CellId> = self.cells.keys().cloned().collect();
        let places: BTreeMap<&CellId, usize> =
            ids.iter().enumerate().map(|(n, id)| (id, n)).collect();
        let value = |at: usize| self.cells[&ids[at]].0.or_else(|| known.get(&ids[at]).copied());
        let mut equations = Vec::new();
        for Equation { total, parts } in &self.equations {
            let named = || parts.iter().chain([total]);
            if let Some(unknown) = named().find(|id| !places.contains_key(id)) {
                self.findings.push(Finding::Unknown(unknown.clone()));
                continue;
            }
            let (mut terms, mut constant) = (BTreeMap::new(), 0_i128);
            for (id, sign) in parts.iter().map(|id| (id, -1)).chain([(total, 1)]) {
                match value(places[id]) {
                    Some(value) => constant += sign * i128::from(value),
                    None => *terms.entry(places[id]).or_insert(0) += sign,
                }
            }
            terms.retain(|_, coefficient| *coefficient != 0);
            if terms.is_empty() && constant != 0 {
                self.findings.push(Finding::Unbalanced(total.clone()));
            } else if !terms.is_empty() {
                equations.push((terms.into_iter().collect::<Vec<_>>(), constant));
            }
        }
        for together in components(equations) {
            let mut dictionary = Dictionary::new(&together)?;
            let exact: BTreeMap<usize, i128> =
                dictionary.determined().map(|(at, value)| (at, value.floor())).collect();
            let blanks: BTreeSet<usize> =
                together.iter().flat_map(|(terms, _)| terms.iter().map(|(at, _)| *at)).collect();
            for at in blanks {
                let k = i128::from(self.cells[&ids[at]].1);
                let finding = match exact.get(&at) {
                    Some(value) => Some(Finding::Exact(ids[at].clone(), *value)),
                    None => judge(&ids[at], k, dictionary.range(at, 2 * k - 1)?),
                };
                self.findings.extend(finding);
            }
        }
        Ok(())
    }
}

fn judge(id: &CellId, k: i128, range: Range) -> Option<Finding> {
    let Range { low, high } = range;
    let covered = low <= 0 && high.is_none_or(|high| high >= 2 * k - 1);
    let is_exact = high == Some(low);
    match () {
        () if is_exact => Some(Finding::Exact(id.clone(), low)),
        () if covered || low >= k => None,
        () => Some(Finding::Narrow(id.clone(), low, high)),
    }
}

type Terms = (Vec<(usize, i128)>, i128);

/// The equations in groups that share no blank.
fn components(equations: Vec<Terms>) -> Vec<Vec<Terms>> {
    let mut group: BTreeMap<usize, usize> = BTreeMap::new();
    fn root(group: &mut BTreeMap<usize, usize>, at: usize) -> usize {
        let mut top = at;
        while let Some(&above) = group.get(&top).filter(|above| **above != top) {
            top = above;
        }
        group.insert(at, top);
        top
    }
    for (terms, _) in &equations {
        let first = root(&mut group, terms[0].0);
        for (at, _) in terms {
            let other = root(&mut group, *at);
            group.insert(other, first);
        }
    }
    let mut groups: BTreeMap<usize, Vec<Terms>> = BTreeMap::new();
    for equation in equations {
        let top = root(&mut group, equation.0[0].0);
        groups.entry(top).or_default().push(equation);
    }
    groups.into_values().collect()
}
