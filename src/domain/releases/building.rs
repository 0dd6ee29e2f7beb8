//! Making a release: tables, what stays blank, the file, and the auditor's word on it together with all files before.
//! Anything that goes wrong ends it, and nothing is published.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    GUARANTEE, Policy,
    body::{RateLine, Release, TargetLine},
    catalogue::{self, ALL, Before, Draft, DraftProblem, cohorts as cohort_cells},
    material::{Material, Outcome},
    reading::{Earlier, Ledger},
};
use crate::domain::{
    disclosure::{
        CellId, Count, Equation, Options, Solver, State, System, Trouble,
        audit::{AuditTrouble, Finding, Report, audit},
        suppress,
    },
    periods::Quarter,
};

/// What a release is made with.
pub struct Making<'a> {
    /// The sums.
    pub material: &'a Material,
    /// All earlier releases, oldest first.
    pub earlier: &'a [Earlier],
    /// The rules.
    pub policy: &'a Policy,
    /// A number from 0 to 1 for a cell that nobody can foretell without the key: which of two equals is blanked.
    pub tie: &'a (dyn Fn(&CellId) -> f64 + Sync),
    /// Who solves the linear programmes.
    pub solver: &'a dyn Solver,
    /// What the public knows already, by the consent of whom it counts.
    pub known: &'a BTreeMap<CellId, u64>,
    /// The business date.
    pub made_on: chrono::NaiveDate,
    /// What a test leaves out to show that it is needed.
    pub without: Without,
}

/// What a test leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Without {
    /// Nothing.
    #[default]
    Nothing,
    /// Blanking others to protect the small ones.
    Complementary,
    /// Looking at what was published before.
    Ledger,
}

/// A release that was made.
#[derive(Debug, Clone)]
pub struct Built {
    /// The file.
    pub text: String,
    /// The same, read.
    pub release: Release,
    /// The counts of its new cells: the publisher's, not to be published.
    pub exact: BTreeMap<CellId, u64>,
    /// What the auditor says of it with all earlier ones.
    pub report: Report,
}

/// Why there is no release.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// An earlier release cannot be read.
    #[error("an earlier release cannot be read: {0}")]
    Ledger(serde_json::Error),
    /// It is not the quarter after the last.
    #[error("the next quarter is {0}")]
    Order(Quarter),
    /// The figures do not fit together.
    #[error(transparent)]
    Draft(#[from] DraftProblem),
    /// A count that was published is another now.
    #[error("{0:?} is not what it was when it was published")]
    Changed(CellId),
    /// A count that is part of a sum is not known.
    #[error("{0:?} is in no table")]
    Unknown(CellId),
    /// What stays blank could not be found.
    #[error("{1}: {0:?}")]
    Suppression(Option<CellId>, Trouble),
    /// The auditor could not work.
    #[error("the audit failed: {0}")]
    Audit(#[from] AuditTrouble),
    /// The auditor broke it.
    #[error("the audit found {} faults", .0.len())]
    Broken(Vec<Finding>),
    /// It could not be written.
    #[error("the file cannot be written: {0}")]
    Unwritable(serde_json::Error),
}

/// Makes a release, or says why not.
///
/// # Errors
/// Whatever is wrong; then nothing may be published.
pub fn build(making: &Making<'_>) -> Result<Built, Refusal> {
    let mut ledger = Ledger::read(making.earlier).map_err(Refusal::Ledger)?;
    let quarter = making.material.quarter;
    if let Some(next) =
        ledger.quarters.last().map(|last| last.next()).filter(|next| *next != quarter)
    {
        return Err(Refusal::Order(next));
    }
    if making.without == Without::Ledger {
        ledger = Ledger { sha256: ledger.sha256, ..Ledger::default() };
    }
    let places = &making.material.places;
    let counties = ledger.quarterly_counties(making.policy, places, quarter.year());
    let before =
        Before { cells: &ledger.cells, cohorts: &ledger.cohorts(), counties: counties.as_ref() };
    let draft = catalogue::draft(making.material, making.policy, before)?;
    for (id, entry) in &draft.cells {
        if ledger.exact.get(id).is_some_and(|known| *known != entry.value) {
            return Err(Refusal::Changed(id.clone()));
        }
    }
    let blank = blanks(making, &ledger, &draft)?;
    let release = written(making, &ledger, &draft, &blank);
    let text = release.text().map_err(Refusal::Unwritable)?;
    let mut files: Vec<&[u8]> = making.earlier.iter().map(|one| one.text.as_bytes()).collect();
    files.push(text.as_bytes());
    let report = audit(&files, making.known)?;
    if making.without == Without::Nothing && !report.findings.is_empty() {
        return Err(Refusal::Broken(report.findings));
    }
    let new = draft.cells.iter().filter(|(id, _)| !ledger.cells.contains_key(*id));
    let exact = new.map(|(id, entry)| (id.clone(), entry.value)).collect();
    Ok(Built { text, release, exact, report })
}

/// The cells of the draft and the ledger that stay blank.
fn blanks(
    making: &Making<'_>,
    ledger: &Ledger,
    draft: &Draft,
) -> Result<BTreeSet<CellId>, Refusal> {
    let ids: Vec<&CellId> = ledger
        .cells
        .keys()
        .chain(draft.cells.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut system = System::default();
    for id in &ids {
        let state = |shown: Option<u64>| match shown {
            Some(_) => State::Shown,
            None if making.known.contains_key(*id) => State::Known,
            None => State::Blank,
        };
        let (value, k, state) = match (ledger.cells.get(*id), draft.cells.get(*id)) {
            (Some((shown, k)), _) => {
                let value = ledger.exact.get(*id).ok_or_else(|| Refusal::Unknown((*id).clone()))?;
                (*value, *k, state(*shown))
            }
            (None, Some(entry)) if entry.never => (entry.value, entry.k, state(None)),
            (None, Some(entry)) if making.known.contains_key(*id) => {
                // Known to the public, but not from here where it is small.
                (entry.value, entry.k, State::Known)
            }
            (None, Some(entry)) => (entry.value, entry.k, State::Open),
            (None, None) => continue,
        };
        let cost = cost(making, ledger, id, value);
        system.counts.push(Count { value, k, state, cost });
    }
    let place = |id: &CellId| ids.binary_search(&id).map_err(|_| Refusal::Unknown(id.clone()));
    let equations: BTreeSet<&Equation> = ledger.equations.iter().chain(&draft.equations).collect();
    for Equation { total, parts } in equations {
        let parts = parts.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        system.equations.push((place(total)?, parts));
    }
    let options = Options { complementary: making.without != Without::Complementary };
    let blank = suppress(&system, making.solver, options).map_err(|trouble| {
        let at = match trouble {
            Trouble::Unbalanced(at) | Trouble::SmallAndShown(at) | Trouble::Unprotectable(at) => {
                Some(at)
            }
            Trouble::Solver(_) => None,
        };
        Refusal::Suppression(at.and_then(|at| ids.get(at).map(|id| (*id).clone())), trouble)
    })?;
    let known = |id: &&CellId| making.known.contains_key(*id);
    let known = ids.iter().copied().filter(known).cloned().collect::<Vec<_>>();
    Ok(blank.into_iter().map(|at| ids[at].clone()).chain(known).collect())
}

/// How much a count would be missed: headlines most, large counts more than small ones. What was blank in an
/// earlier period is blanked again rather than something else, so that its sum over the year can be shown.
fn cost(making: &Making<'_>, ledger: &Ledger, id: &CellId, value: u64) -> f64 {
    let is = |name: &str, value: &str| id.dims.get(name).is_some_and(|one| one == value);
    let root = is("unit", &making.material.places.root().code);
    let is_total = ["programme", "sex", "age", "outcome"]
        .iter()
        .all(|name| id.dims.get(*name).is_none_or(|value| value == ALL));
    let is_year = id.dims.get("period").is_some_and(|period| !period.contains('Q'));
    let mut level = 1.0;
    for (weighs, by) in [(is_total, 30.0), (is_year, 5.0), (root, 3.0)] {
        level *= if weighs { by } else { 1.0 };
    }
    let before = |period: &String| Quarter::parse(period).map(|q| q.previous().to_string());
    let earlier = id.dims.get("period").and_then(before).map(|period| {
        let mut id = id.clone();
        id.dims.insert("period".to_owned(), period);
        id
    });
    let was_blank = earlier.is_some_and(|id| ledger.cells.get(&id).is_some_and(|c| c.0.is_none()));
    let habit = if was_blank { 0.3 } else { 1.0 };
    (2.0 + value as f64).log2() * level * habit * (1.0 + 0.2 * (making.tie)(id))
}

fn written(
    making: &Making<'_>,
    ledger: &Ledger,
    draft: &Draft,
    blank: &BTreeSet<CellId>,
) -> Release {
    let Making { material, policy, .. } = making;
    let cells = draft.cells.iter().map(|(id, entry)| {
        let value = match ledger.cells.get(id) {
            Some((shown, _)) => *shown,
            None => (!blank.contains(id)).then_some(entry.value),
        };
        (id.clone(), value, entry.k)
    });
    let root = material.places.root();
    let mut release = Release {
        equations: draft.equations.iter().cloned().collect(),
        guarantee: GUARANTEE,
        made_on: making.made_on.to_string(),
        period: material.quarter.to_string(),
        places: material.places.all().to_vec(),
        policy: (*policy).clone(),
        previous_sha256: ledger.sha256.clone(),
        rates: Vec::new(),
        release: format!("{}/{}", root.code, material.quarter),
        tables: Release::tables_of(cells, catalogue::title),
        targets: Vec::new(),
        unit: root.code.clone(),
    };
    release.rates = rates(material, &release, policy);
    release.targets = targets(material, &release);
    release
}

fn targets(material: &Material, release: &Release) -> Vec<TargetLine> {
    let year = material.quarter.year();
    let told = |target: &&super::material::Target| {
        material.quarter.number() == 4 && (target.first_year..=target.last_year).contains(&year)
    };
    let line = |target: &super::material::Target| {
        let period = format!("{}-01..{year}-12", target.first_year);
        let dims =
            [("unit", release.unit.as_str()), ("what", target.what.code()), ("period", &period)];
        TargetLine {
            code: target.code.clone(),
            done: release.value(&CellId::new("T1", &dims)),
            name: target.name.clone(),
            target: target.value,
            what: target.what.code().to_owned(),
            period,
        }
    };
    material.targets.iter().filter(told).map(line).collect()
}

fn rates(material: &Material, release: &Release, policy: &Policy) -> Vec<RateLine> {
    let mut lines = Vec::new();
    for (year, cohort) in &material.cohorts {
        for (code, figures) in [("R1", &cohort.screening), ("R2", &cohort.remobilisation)] {
            for period in [year.to_string(), cohort_cells::rolling(*year)] {
                let id = |name| cohort_cells::outcome(&release.unit, code, name, &period);
                if release.cells().any(|(cell, ..)| cell == id("resolved")) {
                    lines.push(rate(release, policy, figures, code, &period));
                }
            }
        }
    }
    lines
}

/// A rate is told only where all three counts are.
fn rate(
    release: &Release,
    policy: &Policy,
    figures: &Outcome,
    code: &str,
    period: &str,
) -> RateLine {
    let value = |name| release.value(&cohort_cells::outcome(&release.unit, code, name, period));
    let told = match (value("lost"), value("resolved"), value("kept")) {
        (Some(lost), Some(resolved), Some(_)) => Some((lost, resolved)),
        _ => None,
    };
    let (target, below) = figures.target;
    // "Met" says that the numerator is below the target's share, which must not tell it from small ones.
    let meets = told
        .filter(|(_, n)| target * n > 10_000 * (2 * policy.k.outcomes - 1))
        .map(|(x, n)| if below { 10_000 * x < target * n } else { 10_000 * x <= target * n });
    RateLine {
        code: code.to_owned(),
        denominator: told.map(|(_, resolved)| resolved),
        meets,
        numerator: told.map(|(lost, _)| lost),
        period: period.to_owned(),
        target,
        comparator: if below { "<" } else { "<=" }.to_owned(),
    }
}
