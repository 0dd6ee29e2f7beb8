//! What a reader can compute, exactly: Gaussian elimination, and the simplex method in fractions on what it leaves.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::fractions::Fraction;

/// The arithmetic gave no answer; whoever asked has to assume the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// No numbers fit what is told.
    #[error("the figures contradict each other")]
    Contradiction,
    /// A number outgrew what can be held.
    #[error("a number is too large")]
    TooLarge,
    /// It did not end.
    #[error("it took too many steps")]
    TooLong,
}

/// Between which whole numbers a count lies; `high` is none where there is no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: i128,
    /// The most.
    pub high: Option<i128>,
}

/// A count told by others: constant + sum of terms.
#[derive(Debug, Clone, Default)]
struct Row {
    constant: Option<Fraction>,
    terms: BTreeMap<usize, Fraction>,
}

impl Row {
    fn constant(&self) -> Fraction {
        self.constant.unwrap_or(Fraction::ZERO)
    }

    /// Adds `factor` times `other`.
    fn add(&mut self, other: &Self, factor: Fraction) -> Option<()> {
        self.constant = Some(self.constant().plus(other.constant().times(factor)?)?);
        for (&at, term) in &other.terms {
            let sum = self.terms.get(&at).copied().unwrap_or(Fraction::ZERO);
            let sum = sum.plus(term.times(factor)?)?;
            if sum == Fraction::ZERO {
                self.terms.remove(&at);
            } else {
                self.terms.insert(at, sum);
            }
        }
        Some(())
    }
}

/// Unknown counts, none below 0, some of them told by the others.
pub struct Dictionary {
    rows: BTreeMap<usize, Row>,
    unknown: BTreeSet<usize>,
    /// Values that whole numbers witness.
    seen: BTreeMap<usize, (i128, i128)>,
}

impl Dictionary {
    /// What equations leave open: each says that the sum of (count, coefficient) and a constant is 0.
    pub fn new(equations: &[(Vec<(usize, i128)>, i128)]) -> Result<Self, Stuck> {
        let unknown = equations.iter().flat_map(|(terms, _)| terms.iter().map(|(at, _)| *at));
        let mut all =
            Self { rows: BTreeMap::new(), unknown: unknown.collect(), seen: BTreeMap::new() };
        for (terms, constant) in equations {
            all.eliminate(terms, *constant)?;
        }
        all.make_feasible()?;
        all.witness();
        Ok(all)
    }

    fn eliminate(&mut self, terms: &[(usize, i128)], constant: i128) -> Result<(), Stuck> {
        let mut row = Row { constant: Some(Fraction::whole(constant)), terms: BTreeMap::new() };
        for (at, coefficient) in terms {
            let coefficient = Fraction::whole(*coefficient);
            let single;
            let told = match self.rows.get(at) {
                Some(told) => told,
                None => {
                    single = Row { constant: None, terms: [(*at, Fraction::ONE)].into() };
                    &single
                }
            };
            row.add(told, coefficient).ok_or(Stuck::TooLarge)?;
        }
        let Some((&pivot, &coefficient)) = row.terms.iter().next() else {
            // Nothing left: the equation follows from the others, or contradicts them.
            let follows = row.constant() == Fraction::ZERO;
            return if follows { Ok(()) } else { Err(Stuck::Contradiction) };
        };
        self.solve(row, pivot, coefficient).ok_or(Stuck::TooLarge)
    }

    /// Lets `row`, which is 0, tell `pivot`.
    fn solve(&mut self, mut row: Row, pivot: usize, coefficient: Fraction) -> Option<()> {
        row.terms.remove(&pivot);
        let mut told = Row::default();
        told.add(&row, Fraction::ONE.by(coefficient)?.negated())?;
        for other in self.rows.values_mut() {
            if let Some(factor) = other.terms.remove(&pivot) {
                other.add(&told, factor)?;
            }
        }
        self.rows.insert(pivot, told);
        Some(())
    }

    /// The counts that the equations alone tell exactly, whatever the signs.
    pub fn determined(&self) -> impl Iterator<Item = (usize, Fraction)> {
        self.rows
            .iter()
            .filter(|(_, row)| row.terms.is_empty())
            .map(|(at, row)| (*at, row.constant()))
    }

    /// Exchanges a told count for one that tells.
    fn pivot(&mut self, leaving: usize, entering: usize) -> Result<(), Stuck> {
        let mut row = self.rows.remove(&leaving).unwrap_or_default();
        let coefficient = row.terms[&entering];
        row.terms.insert(leaving, Fraction::ONE.negated());
        self.solve(row, entering, coefficient).ok_or(Stuck::TooLarge)
    }

    /// The dual simplex method with Bland's rule: until no count is below 0.
    fn make_feasible(&mut self) -> Result<(), Stuck> {
        for _ in 0..STEPS {
            let below = self.rows.iter().find(|(_, row)| row.constant().sign() < 0);
            let Some((&leaving, row)) = below else { return Ok(()) };
            let up = row.terms.iter().find(|(_, term)| term.sign() > 0);
            let Some((&entering, _)) = up else { return Err(Stuck::Contradiction) };
            self.pivot(leaving, entering)?;
        }
        Err(Stuck::TooLong)
    }

    /// Between which numbers `at` lies. Looks no further up once `enough` is reached.
    pub fn range(&mut self, at: usize, enough: i128) -> Result<Range, Stuck> {
        let witnessed = self.seen.get(&at).copied().unwrap_or((i128::MAX, -1));
        let low = if witnessed.0 == 0 { 0 } else { self.extreme(at, -1, enough)?.unwrap_or(0) };
        let low = low.min(witnessed.0);
        // What is known to be large has to be more than one number still.
        let enough = enough.max(low + 1);
        let high = match witnessed.1 >= enough {
            true => Some(witnessed.1),
            false => self.extreme(at, 1, enough)?,
        };
        Ok(Range { low, high: high.map(|high| high.max(witnessed.1)) })
    }

    /// The least (`way` -1) or most (1) that `at` can be.
    fn extreme(&mut self, at: usize, way: i128, enough: i128) -> Result<Option<i128>, Stuck> {
        for step in 0..STEPS {
            let value = self.rows.get(&at).map_or(Fraction::ZERO, Row::constant);
            let reached = match way {
                1 => {
                    value.against(Fraction::whole(enough)).ok_or(Stuck::TooLarge)? != Ordering::Less
                }
                _ => value.sign() == 0,
            };
            if reached {
                return Ok(Some(if way == 1 { value.floor() } else { 0 }));
            }
            let entering = match self.rows.get(&at) {
                None => Some(at),
                Some(row) => best(row, way, step > CAREFUL),
            };
            let Some(entering) = entering else {
                return Ok(Some(if way == 1 { value.floor() } else { value.ceiling() }));
            };
            let Some(leaving) = self.leaving(entering)? else { return Ok(None) };
            self.pivot(leaving, entering)?;
            self.witness();
        }
        Err(Stuck::TooLong)
    }

    /// Which told count first reaches 0 when `entering` grows; the first of equals (Bland).
    fn leaving(&self, entering: usize) -> Result<Option<usize>, Stuck> {
        let mut tightest: Option<(usize, Fraction)> = None;
        for (&at, row) in &self.rows {
            let Some(term) = row.terms.get(&entering).filter(|term| term.sign() < 0) else {
                continue;
            };
            let limit = row.constant().by(term.negated()).ok_or(Stuck::TooLarge)?;
            let tighter = match tightest {
                None => true,
                Some((_, known)) => limit.against(known).ok_or(Stuck::TooLarge)? == Ordering::Less,
            };
            if tighter {
                tightest = Some((at, limit));
            }
        }
        Ok(tightest.map(|(at, _)| at))
    }

    /// Remembers the values at hand, if all of them are whole.
    fn witness(&mut self) {
        if self.rows.values().any(|row| !row.constant().is_whole()) {
            return;
        }
        for &at in &self.unknown {
            let value = self.rows.get(&at).map_or(0, |row| row.constant().floor());
            let seen = self.seen.entry(at).or_insert((value, value));
            *seen = (seen.0.min(value), seen.1.max(value));
        }
    }
}

/// No programme of this size takes as many.
const STEPS: usize = 20_000;
/// After so many steps the first way that helps is taken, which cannot go in circles.
const CAREFUL: usize = 200;

/// Which count to let grow so that `row` goes the `way`.
fn best(row: &Row, way: i128, first: bool) -> Option<usize> {
    let mut helping = row.terms.iter().filter(|(_, term)| term.sign() == way);
    if first {
        return helping.next().map(|(at, _)| *at);
    }
    let size = |term: &Fraction| if way == 1 { *term } else { term.negated() };
    let greater = |one: &Fraction, other: &Fraction| {
        size(one).against(size(other)).unwrap_or(Ordering::Equal)
    };
    helping.max_by(|one, other| greater(one.1, other.1)).map(|(at, _)| *at)
}
