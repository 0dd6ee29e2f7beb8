//! A1, A2, A3, S1, S2 and T1: with the last quarter of a year.

use std::collections::BTreeSet;

use super::{
    ALL, DraftProblem, Writer, programmes,
    quarters::{q1, q2, x1},
    quarters_of,
};
use crate::domain::{
    counts::What,
    disclosure::CellId,
    periods::Quarter,
    programmes::Programme,
    releases::{
        material::{Age, Sex},
        places::Level,
    },
};

/// What is given after death, together.
pub const AFTER_DEATH: &str = "after_death";

fn a1(unit: &str, programme: &str, year: i32) -> CellId {
    let period = year.to_string();
    CellId::new("A1", &[("unit", unit), ("programme", programme), ("period", &period)])
}

fn a2(unit: &str, year: i32) -> CellId {
    CellId::new("A2", &[("unit", unit), ("period", &year.to_string())])
}

fn x2(unit: &str, programme: Programme, year: i32) -> CellId {
    let period = year.to_string();
    CellId::new("X2", &[("unit", unit), ("programme", programme.code()), ("period", &period)])
}

fn stock(unit: &str, programme: &str, year: i32, flow: &str) -> CellId {
    let table = if matches!(flow, "left" | "realised") { "S2" } else { "S1" };
    let period = year.to_string();
    CellId::new(
        table,
        &[("unit", unit), ("programme", programme), ("period", &period), ("flow", flow)],
    )
}

fn persons(unit: &str, what: &str, period: &str) -> CellId {
    CellId::new("T1", &[("unit", unit), ("what", what), ("period", period)])
}

fn people(unit: &str, sex: &str, age: &str, year: i32) -> CellId {
    let period = year.to_string();
    CellId::new("A3", &[("unit", unit), ("sex", sex), ("age", age), ("period", &period)])
}

impl Writer<'_> {
    pub(super) fn year(
        &mut self,
        year: i32,
        counties: Option<&BTreeSet<String>>,
    ) -> Result<(), DraftProblem> {
        // Quarters of the year that were never published by themselves are told now.
        for quarter in quarters_of(year) {
            self.quarter(quarter, counties);
        }
        self.registrations(year, counties.is_some());
        self.townships(year);
        self.stocks(year)?;
        self.persons(year)?;
        self.sexes_and_ages(year);
        Ok(())
    }

    fn registrations(&mut self, year: i32, counties_by_quarter: bool) {
        let (root, quarters) = (self.root().to_owned(), quarters_of(year));
        let parts = self.county_parts();
        let whole = (root.clone(), 0, false);
        for (code, at, own) in parts.iter().chain([&whole]) {
            for (name, programme) in programmes() {
                let value = self.of_part(*at, *own, What::Registered, programme, &quarters);
                self.count(&a1(code, name, year), value);
            }
            let each = Programme::ALL.map(|programme| a1(code, programme.code(), year));
            self.sum(&a1(code, ALL, year), each.into());
            if counties_by_quarter && *code != root {
                // A county that came during the year has no cells before.
                let told = |id: &CellId| self.draft.cells.contains_key(id);
                let each: Vec<CellId> =
                    quarters.iter().map(|q| q2(code, *q)).filter(told).collect();
                let of =
                    |one| quarters.iter().map(move |q| x1(code, one, *q)).filter(told).collect();
                let columns = Programme::ALL.map(|one| (one, of(one)));
                self.sum(&a1(code, ALL, year), each);
                for (programme, column) in columns {
                    self.sum(&a1(code, programme.code(), year), column);
                }
            }
        }
        for (name, _) in programmes() {
            let column = parts.iter().map(|(code, ..)| a1(code, name, year)).collect();
            self.sum(&a1(&root, name, year), column);
            self.sum(
                &a1(&root, name, year),
                quarters.iter().map(|q| q1(&root, name, *q)).collect(),
            );
        }
        let after_death = || Programme::ALL.into_iter().filter(|one| *one != Programme::StemCell);
        let value = after_death()
            .map(|one| self.material.sum(0, What::Registered, Some(one), &quarters))
            .sum();
        self.count(&a1(&root, AFTER_DEATH, year), value);
        let each = after_death().map(|one| a1(&root, one.code(), year)).collect();
        self.sum(&a1(&root, AFTER_DEATH, year), each);
    }

    /// Townships of the whole, or of each county; crossings with programmes are part of the sums.
    fn townships(&mut self, year: i32) {
        let quarters = quarters_of(year);
        for at in 0..self.material.places.all().len() {
            let parts = self.parts_of(at, Level::Township);
            if parts.is_empty() {
                continue;
            }
            let above = self.material.places.all()[at].code.clone();
            for (code, at, own) in &parts {
                let value =
                    |programme| self.of_part(*at, *own, What::Registered, programme, &quarters);
                let total = value(None);
                let each = Programme::ALL.map(|programme| (programme, value(Some(programme))));
                self.count(&a2(code, year), total);
                for (programme, value) in each {
                    self.crossing(&x2(code, programme, year), value);
                }
                self.sum(&a2(code, year), Programme::ALL.map(|one| x2(code, one, year)).into());
            }
            let codes = || parts.iter().map(|(code, ..)| code.as_str());
            self.sum(&a1(&above, ALL, year), codes().map(|code| a2(code, year)).collect());
            for programme in Programme::ALL {
                let column = codes().map(|code| x2(code, programme, year)).collect();
                self.sum(&a1(&above, programme.code(), year), column);
            }
        }
    }

    /// What stood before, and what came, is what stands, left or was realised.
    fn stocks(&mut self, year: i32) -> Result<(), DraftProblem> {
        let root = self.root().to_owned();
        let parts = self.county_parts();
        for (name, programme) in programmes() {
            self.stock_of(&root, (0, false), (name, programme), year)?;
        }
        for (code, at, own) in &parts {
            self.stock_of(code, (*at, *own), (ALL, None), year)?;
        }
        for (flow, years) in [
            ("standing", vec![year - 1, year]),
            ("through", vec![year]),
            ("left", vec![year]),
            ("realised", vec![year]),
        ] {
            for year in years {
                let each = Programme::ALL.map(|one| stock(&root, one.code(), year, flow));
                self.sum(&stock(&root, ALL, year, flow), each.into());
                let column = parts.iter().map(|(code, ..)| stock(code, ALL, year, flow));
                let column = column.filter(|id| self.draft.cells.contains_key(id)).collect();
                self.sum(&stock(&root, ALL, year, flow), column);
            }
        }
        Ok(())
    }

    fn stock_of(
        &mut self,
        code: &str,
        (at, own): (usize, bool),
        (name, programme): (&str, Option<Programme>),
        year: i32,
    ) -> Result<(), DraftProblem> {
        let quarters = quarters_of(year);
        let earlier: Vec<Quarter> =
            self.material.quarters_through(quarters[0].previous()).into_iter().collect();
        let flow = |what, quarters: &[Quarter]| self.of_part(at, own, what, programme, quarters);
        let before = flow(What::Registered, &earlier)
            .checked_sub(flow(What::Left, &earlier) + flow(What::Realised, &earlier))
            .ok_or_else(|| DraftProblem::Negative(stock(code, name, year - 1, "standing")))?;
        let came = flow(What::Registered, &quarters);
        let (left, realised) = (flow(What::Left, &quarters), flow(What::Realised, &quarters));
        let standing = (before + came)
            .checked_sub(left + realised)
            .ok_or_else(|| DraftProblem::Negative(stock(code, name, year, "standing")))?;
        let id = |year, flow| stock(code, name, year, flow);
        let through = id(year, "through");
        // Of a unit that came after the last year had been told, nothing stood then.
        let whole = stock(self.root(), ALL, year - 1, "standing");
        let stood = self.is_part(&whole, &id(year - 1, "standing"));
        if stood {
            self.count(&id(year - 1, "standing"), before);
        }
        self.count(&through, before + came);
        self.count(&id(year, "standing"), standing);
        self.outcome(&id(year, "left"), left);
        self.outcome(&id(year, "realised"), realised);
        let stood = stood.then(|| id(year - 1, "standing"));
        self.sum(&through, stood.into_iter().chain([a1(code, name, year)]).collect());
        self.sum(&through, vec![id(year, "standing"), id(year, "left"), id(year, "realised")]);
        Ok(())
    }

    /// Persons, and by how many registrations more than persons there are: who registered twice.
    fn persons(&mut self, year: i32) -> Result<(), DraftProblem> {
        let (root, quarters, own) = (self.root().to_owned(), quarters_of(year), year.to_string());
        let targets = &self.material.targets;
        let mut whats: BTreeSet<What> = targets.iter().map(|target| target.what).collect();
        whats.insert(What::Person);
        for what in &whats {
            let value = self.material.sum(0, *what, None, &quarters);
            self.count(&persons(&root, what.code(), &own), value);
        }
        for target in targets.clone() {
            self.since_the_plan_began(target.what, (target.first_year, target.last_year), year);
        }
        let total = a1(&root, ALL, year);
        self.repeated(&total, What::Person, "repeated", year)?;
        if whats.contains(&What::PersonAfterDeath) {
            let total = a1(&root, AFTER_DEATH, year);
            self.repeated(&total, What::PersonAfterDeath, "repeated_after_death", year)?;
        }
        if whats.contains(&What::PersonPooled) && whats.contains(&What::Pooled) {
            let total = persons(&root, What::Pooled.code(), &own);
            self.repeated(&total, What::PersonPooled, "repeated_pooled", year)?;
        }
        Ok(())
    }

    fn since_the_plan_began(&mut self, what: What, (first, last): (i32, i32), year: i32) {
        if !(first..=last).contains(&year) {
            return;
        }
        let root = self.root().to_owned();
        let id = |through: i32| persons(&root, what.code(), &format!("{first}-01..{through}-12"));
        let value = |through: i32| {
            let quarters: Vec<Quarter> = (first..=through).flat_map(quarters_of).collect();
            self.material.sum(0, what, None, &quarters)
        };
        let (before, now) = (value(year - 1), value(year));
        let this_year = persons(&root, what.code(), &year.to_string());
        self.count(&id(year), now);
        if year == first {
            self.sum(&id(year), vec![this_year]);
        } else {
            self.count(&id(year - 1), before);
            self.sum(&id(year), vec![id(year - 1), this_year]);
        }
    }

    fn repeated(
        &mut self,
        total: &CellId,
        what: What,
        name: &str,
        year: i32,
    ) -> Result<(), DraftProblem> {
        let (root, period) = (self.root().to_owned(), year.to_string());
        let (once, more) = (persons(&root, what.code(), &period), persons(&root, name, &period));
        let value = |id: &CellId| self.draft.cells.get(id).map_or(0, |entry| entry.value);
        let value = value(total).checked_sub(value(&once));
        self.count(&more, value.ok_or_else(|| DraftProblem::Negative(more.clone()))?);
        self.sum(total, vec![once, more]);
        Ok(())
    }

    fn sexes_and_ages(&mut self, year: i32) {
        let root = self.root().to_owned();
        let id = |sex: &str, age: &str| people(&root, sex, age, year);
        let known = |sex: &Sex| *sex != Sex::Unknown;
        let (sexes, ages): (Vec<Sex>, Vec<Age>) = (
            Sex::ALL.iter().copied().filter(known).collect(),
            Age::ALL.iter().copied().filter(|age| *age != Age::Unknown).collect(),
        );
        let value =
            |sex: Sex, age: Age| self.material.persons.get(&(sex, age)).copied().unwrap_or(0);
        let all: u64 = self.material.persons.values().sum();
        let mut cells = Vec::new();
        for sex in &sexes {
            for age in &ages {
                cells.push((id(sex.code(), age.code()), value(*sex, *age)));
            }
            let row = ages.iter().map(|age| value(*sex, *age)).sum();
            cells.push((id(sex.code(), ALL), row));
            self.sum(
                &id(sex.code(), ALL),
                ages.iter().map(|age| id(sex.code(), age.code())).collect(),
            );
        }
        for age in &ages {
            cells.push((id(ALL, age.code()), sexes.iter().map(|sex| value(*sex, *age)).sum()));
            self.sum(
                &id(ALL, age.code()),
                sexes.iter().map(|sex| id(sex.code(), age.code())).collect(),
            );
        }
        let told: u64 = sexes.iter().flat_map(|s| ages.iter().map(|a| value(*s, *a))).sum();
        // Whose sex or age is not told stands apart, so that it does not cross with anything.
        let apart = id(Sex::Unknown.code(), Age::Unknown.code());
        cells.push((apart.clone(), all - told));
        cells.push((id(ALL, ALL), all));
        for (id, value) in cells {
            self.count(&id, value);
        }
        let by_sex = sexes.iter().map(|sex| id(sex.code(), ALL)).chain([apart.clone()]).collect();
        let by_age = ages.iter().map(|age| id(ALL, age.code())).chain([apart]).collect();
        self.sum(&id(ALL, ALL), by_sex);
        self.sum(&id(ALL, ALL), by_age);
        self.sum(&id(ALL, ALL), vec![persons(&root, What::Person.code(), &year.to_string())]);
    }
}
