//! Synthetic offices: sums only, drawn from a seed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use lifelight::domain::{
    counts::What,
    disclosure::{CellId, Microlp, Solver},
    match_cases::reasons::ReasonGroup,
    periods::Quarter,
    programmes::Programme,
    releases::{
        Policy,
        building::{Built, Making, Refusal, Without, build},
        material::{Age, Cohort, Material, Outcome, Sex, Target},
        places::{Level, Place, Places},
        reading::Earlier,
    },
    words::Words,
};

use super::attack;
use crate::support::dice::Dice;

/// How many quarters are drawn.
pub const QUARTERS: usize = 13;

pub fn place(code: &str, level: Level, parent: Option<&str>) -> Place {
    Place {
        code: code.to_owned(),
        en: format!("Unit {code}"),
        level,
        parent: parent.map(str::to_owned),
        zh: format!("单位{code}"),
    }
}

/// A city with counties, each with townships; or a county with townships where there are no counties.
pub fn places(counties: usize, townships: usize, own: bool) -> Places {
    let mut all = vec![place("9900", Level::Root, None)];
    for c in 0..counties {
        let county = format!("9900{c:02}");
        all.push(place(&county, Level::County, Some("9900")));
        for t in 0..townships {
            all.push(place(&format!("{county}{t:03}"), Level::Township, Some(&county)));
        }
    }
    if counties == 0 {
        for t in 0..townships {
            all.push(place(&format!("9900{t:03}"), Level::Township, Some("9900")));
        }
    }
    let own = if own { vec!["9900".to_owned()] } else { Vec::new() };
    Places::new(all, &own).expect("a root")
}

/// An office that has published, and what it may publish next.
pub struct Office {
    pub material: Material,
    pub earlier: Vec<Earlier>,
    pub without: Without,
    pub policy: Policy,
    pub known: BTreeMap<CellId, u64>,
}

pub const FIRST: &str = "2024-Q1";

impl Office {
    /// An office of these places with around `mean` registrations a unit, programme and quarter, over [`QUARTERS`].
    pub fn draw(seed: u64, places: Places, mean: u64) -> Self {
        let mut draw = Dice(seed);
        let mut posted = BTreeMap::new();
        let all = places.all();
        let is_leaf = |at: usize| all.iter().all(|one| one.parent.as_ref() != Some(&all[at].code));
        let leaves: Vec<usize> =
            (0..all.len()).filter(|at| is_leaf(*at) || places.registers(*at)).collect();
        // Units and programmes differ in size.
        let size: Vec<u64> = leaves.iter().map(|_| 1 + draw.below(8)).collect();
        let weight = [3, 4, 2, 2, 1];
        let mut stock: BTreeMap<(usize, Programme), u64> = BTreeMap::new();
        let mut quarter = Quarter::parse(FIRST).expect("a quarter");
        for _ in 0..QUARTERS {
            let (mut all_of, mut after_death) = (0, 0);
            for (leaf, size) in leaves.iter().zip(&size) {
                for (programme, weight) in Programme::ALL.into_iter().zip(weight) {
                    let came = draw.around(mean * size * weight / 10);
                    let here = stock.entry((*leaf, programme)).or_default();
                    *here += came;
                    let left = draw.below(4).min(*here) * draw.below(2);
                    *here -= left;
                    let realised = (draw.below(12) / 11).min(*here);
                    *here -= realised;
                    all_of += came;
                    after_death += if programme == Programme::StemCell { 0 } else { came };
                    for (what, count) in
                        [(What::Registered, came), (What::Left, left), (What::Realised, realised)]
                    {
                        posted.insert((*leaf, what, Some(programme), quarter), count);
                    }
                }
            }
            let persons = all_of - draw.below(all_of / 3 + 1);
            posted.insert((leaves[0], What::Person, None, quarter), persons);
            let persons = after_death - draw.below(after_death / 2 + 1);
            posted.insert((leaves[0], What::PersonAfterDeath, None, quarter), persons);
            posted.insert((leaves[0], What::PersonPooled, None, quarter), all_of / 5);
            quarter = quarter.next();
        }
        let target = |code: &str, what, value| Target {
            code: code.to_owned(),
            name: Words::new("目标", "Target"),
            what,
            first_year: 2021,
            last_year: 2025,
            value,
        };
        let material = Material {
            places,
            quarter: Quarter::parse(FIRST).expect("a quarter"),
            posted,
            persons: BTreeMap::new(),
            cohorts: BTreeMap::new(),
            targets: vec![
                target("after_death", What::PersonAfterDeath, 1750),
                target("pooled", What::PersonPooled, 400),
            ],
        };
        Self {
            material,
            earlier: Vec::new(),
            without: Without::Nothing,
            policy: Policy::default(),
            known: BTreeMap::new(),
        }
    }

    /// Closed figures of the notices of `year`, of about `mean` cases.
    pub fn close(&mut self, seed: u64, year: i32, mean: u64) {
        let mut draw = Dice(seed);
        let mut outcome = |mean: u64| {
            let lost = draw.around(mean / 4);
            Outcome {
                lost,
                resolved: lost + draw.around(mean),
                pending: draw.below(3),
                excluded: draw.around(mean / 8),
                target: (2000, true),
            }
        };
        let screening = outcome(mean);
        let mut remobilisation = outcome(mean / 3);
        // Everybody who was kept was willing.
        let willing = remobilisation.resolved + remobilisation.pending + remobilisation.excluded;
        remobilisation.excluded +=
            (screening.resolved - screening.lost + 2).saturating_sub(willing);
        remobilisation.target = (800, true);
        let mut reasons = BTreeMap::new();
        for _ in 0..screening.lost {
            let at = draw.below(ReasonGroup::ALL.len() as u64) as usize;
            *reasons.entry(ReasonGroup::ALL[at]).or_insert(0) += 1;
        }
        let cohort = Cohort { screening, remobilisation, reasons: Some(reasons) };
        self.material.cohorts.insert(year, cohort);
    }

    fn sexes_and_ages(&mut self) {
        self.material.persons.clear();
        let quarter = self.material.quarter;
        if quarter.number() != 4 {
            return;
        }
        let quarters: Vec<Quarter> =
            (1..=4).filter_map(|n| Quarter::new(quarter.year(), n)).collect();
        let mut draw = Dice(quarter.year() as u64);
        for _ in 0..self.material.sum(0, What::Person, None, &quarters) {
            let sex = [Sex::Male, Sex::Female][draw.below(2) as usize];
            let age = Age::ALL[draw.below(4) as usize];
            let unknown = draw.below(40) == 0;
            let key = if unknown { (Sex::Unknown, Age::Unknown) } else { (sex, age) };
            *self.material.persons.entry(key).or_insert(0) += 1;
        }
    }

    /// Makes the release of the current quarter.
    pub fn try_with(&mut self, solver: &dyn Solver) -> Result<Built, Refusal> {
        self.sexes_and_ages();
        let tie = |id: &CellId| {
            let text = serde_json::to_string(id).expect("an id");
            Dice(text.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte)))
                .below(1000) as f64
                / 1000.0
        };
        build(&Making {
            material: &self.material,
            earlier: &self.earlier,
            policy: &self.policy,
            tie: &tie,
            solver,
            known: &self.known,
            made_on: NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day"),
            without: self.without,
        })
    }

    /// Publishes the current quarter and goes on to the next.
    pub fn publish(&mut self) -> Built {
        let built = self
            .try_with(&Microlp::default())
            .unwrap_or_else(|refusal| panic!("{refusal} {refusal:?}"));
        self.earlier.push(Earlier { text: built.text.clone(), exact: built.exact.clone() });
        self.material.quarter = self.material.quarter.next();
        built
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.earlier.iter().map(|one| one.text.as_str())
    }

    /// The counts of all cells, as the attacker calls them.
    pub fn truth(&self) -> BTreeMap<String, i64> {
        let all = self.earlier.iter().flat_map(|one| &one.exact);
        all.map(|(id, value)| {
            let dims = serde_json::to_value(&id.dims).expect("dims");
            (attack::name(&id.table, &dims), i64::try_from(*value).expect("a count"))
        })
        .collect()
    }
}
