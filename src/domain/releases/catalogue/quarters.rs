//! Q1 and Q2.

use std::collections::BTreeSet;

use super::{Writer, programmes};
use crate::domain::{
    counts::What,
    disclosure::CellId,
    periods::Quarter,
    programmes::Programme,
    releases::places::{Level, own_code},
};

pub(super) fn q1(unit: &str, programme: &str, quarter: Quarter) -> CellId {
    let period = quarter.to_string();
    CellId::new("Q1", &[("unit", unit), ("programme", programme), ("period", &period)])
}

pub(super) fn q2(unit: &str, quarter: Quarter) -> CellId {
    CellId::new("Q2", &[("unit", unit), ("period", &quarter.to_string())])
}

pub(super) fn x1(unit: &str, programme: Programme, quarter: Quarter) -> CellId {
    let period = quarter.to_string();
    CellId::new("X1", &[("unit", unit), ("programme", programme.code()), ("period", &period)])
}

impl Writer<'_> {
    /// What is told of `quarter`.
    pub(super) fn quarter(&mut self, quarter: Quarter, counties: Option<&BTreeSet<String>>) {
        let root = self.root().to_owned();
        for (code, programme) in programmes() {
            let value = self.material.sum(0, What::Registered, programme, &[quarter]);
            self.count(&q1(&root, code, quarter), value);
        }
        let parts = Programme::ALL.map(|programme| q1(&root, programme.code(), quarter));
        self.sum(&q1(&root, super::ALL, quarter), parts.into());
        if let Some(counties) = counties {
            self.counties(quarter, counties);
        }
    }

    /// Counties by the quarter: those that are not told, and all crossings with programmes, are part of the sums.
    fn counties(&mut self, quarter: Quarter, told: &BTreeSet<String>) {
        let root = self.root().to_owned();
        // Counties that came after the quarter had been told are no part of it.
        let whole = q1(&root, super::ALL, quarter);
        let mut parts = self.county_parts();
        parts.retain(|(code, ..)| self.is_part(&whole, &q2(code, quarter)));
        for (code, at, own) in &parts {
            let value =
                |programme| self.of_part(*at, *own, What::Registered, programme, &[quarter]);
            let total = value(None);
            let each = Programme::ALL.map(|programme| (programme, value(Some(programme))));
            if told.contains(code) {
                self.count(&q2(code, quarter), total);
            } else {
                self.crossing(&q2(code, quarter), total);
            }
            for (programme, value) in each {
                self.crossing(&x1(code, programme, quarter), value);
            }
            let row = Programme::ALL.map(|programme| x1(code, programme, quarter));
            self.sum(&q2(code, quarter), row.into());
        }
        let codes = || parts.iter().map(|(code, ..)| code.as_str());
        self.sum(&q1(&root, super::ALL, quarter), codes().map(|code| q2(code, quarter)).collect());
        for programme in Programme::ALL {
            let column = codes().map(|code| x1(code, programme, quarter)).collect();
            self.sum(&q1(&root, programme.code(), quarter), column);
        }
    }

    /// The counties that make up the whole, with what the whole registers itself: code, place, and whether
    /// only the place itself is meant. Nothing where there are no counties.
    pub(super) fn county_parts(&self) -> Vec<(String, usize, bool)> {
        self.parts_of(0, Level::County)
    }

    /// The places at `level` that make up `at`, with what it registers itself.
    pub(super) fn parts_of(&self, at: usize, level: Level) -> Vec<(String, usize, bool)> {
        let places = &self.material.places;
        let below = places.below(at, level);
        if below.is_empty() {
            return Vec::new();
        }
        let mut parts: Vec<(String, usize, bool)> =
            below.into_iter().map(|one| (places.all()[one].code.clone(), one, false)).collect();
        if places.registers(at) {
            parts.push((own_code(&places.all()[at].code), at, true));
        }
        parts
    }

    pub(super) fn of_part(
        &self,
        at: usize,
        own: bool,
        what: What,
        programme: Option<Programme>,
        quarters: &[Quarter],
    ) -> u64 {
        match own {
            true => self.material.own(at, what, programme, quarters),
            false => self.material.sum(at, what, programme, quarters),
        }
    }
}
