//! Which counts stay blank (docs/publication.md, "Method").
//!
//! For every small count a linear programme looks for the cheapest way to pretend that it is 0, and another that it
//! is 2k - 1, with all sums kept and nothing changed that was published before. Whatever has to be changed in such
//! a pretence must be blank: then readers cannot tell the pretence from the truth. Only *which* counts are touched
//! leaves the programme; no number of it is ever published.

use std::collections::BTreeSet;

use super::{
    State, System, Trouble,
    programs::{Program, Solver},
};

/// What blanking what is blank already costs: next to nothing, so that it comes first.
const BLANK: f64 = 1e-3;
/// Below this a change is rounding.
const NOTHING: f64 = 1e-6;
/// How often the second look may find something.
const ROUNDS: usize = 50;

/// What a test may leave out to show that it is needed.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether others are blanked to protect the small ones.
    pub complementary: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { complementary: true }
    }
}

/// The counts of `system` that stay blank, with those that were blank before; by their places.
///
/// # Errors
/// Where a sum does not add up, a small count cannot be protected, or the solver fails.
pub fn suppress(
    system: &System,
    solver: &dyn Solver,
    options: Options,
) -> Result<BTreeSet<usize>, Trouble> {
    for (total, parts) in &system.equations {
        let sum: u64 = parts.iter().map(|part| system.counts[*part].value).sum();
        if sum != system.counts[*total].value {
            return Err(Trouble::Unbalanced(*total));
        }
    }
    let mut work = Work::new(system, solver)?;
    if options.complementary {
        work.protect_the_small()?;
        work.look_again()?;
    }
    Ok(work.blank)
}

struct Work<'a> {
    system: &'a System,
    solver: &'a dyn Solver,
    /// The equations in which each count stands.
    of: Vec<Vec<usize>>,
    blank: BTreeSet<usize>,
    /// Between which values each count is known to be free, by pretences that whole numbers witness.
    seen: Vec<(u64, u64)>,
}

impl<'a> Work<'a> {
    fn new(system: &'a System, solver: &'a dyn Solver) -> Result<Self, Trouble> {
        let mut of = vec![Vec::new(); system.counts.len()];
        for (at, (total, parts)) in system.equations.iter().enumerate() {
            of[*total].push(at);
            parts.iter().for_each(|part| of[*part].push(at));
        }
        let mut blank = BTreeSet::new();
        for (at, count) in system.counts.iter().enumerate() {
            match count.state {
                State::Shown if count.is_small() => return Err(Trouble::SmallAndShown(at)),
                State::Never | State::Blank => _ = blank.insert(at),
                State::Open if count.is_small() => _ = blank.insert(at),
                State::Open | State::Shown | State::Known => {}
            }
        }
        let seen = system.counts.iter().map(|count| (count.value, count.value)).collect();
        Ok(Self { system, solver, of, blank, seen })
    }

    fn is_fixed(&self, at: usize) -> bool {
        matches!(self.system.counts[at].state, State::Shown | State::Known)
    }

    /// The largest of the small first: they ask for least.
    fn protect_the_small(&mut self) -> Result<(), Trouble> {
        let counts = &self.system.counts;
        let mut small: Vec<usize> =
            (0..counts.len()).filter(|at| counts[*at].is_small() && !self.is_fixed(*at)).collect();
        small.sort_by_key(|at| (std::cmp::Reverse(counts[*at].value), *at));
        for at in small {
            self.cover(at)?;
        }
        Ok(())
    }

    /// Makes room for `at` to be 0 and to be 2k - 1.
    fn cover(&mut self, at: usize) -> Result<(), Trouble> {
        for goal in [self.system.counts[at].cover(), 0] {
            let (low, high) = self.seen[at];
            if !(low..=high).contains(&goal) {
                self.pretend(at, goal)?;
            }
        }
        Ok(())
    }

    /// A blank is left alone only where readers find both 0 and 2k - 1 possible, or that it is no small group and
    /// still not which number. The first step sees to the small ones; this one to those that were blanked for them,
    /// so that an auditor who knows no blank's number has nothing to object to.
    fn look_again(&mut self) -> Result<(), Trouble> {
        for _ in 0..ROUNDS {
            let before = self.blank.len();
            for at in self.blank.clone() {
                let count = &self.system.counts[at];
                let (low, high) = self.seen[at];
                if low == 0 && high >= count.cover() {
                    continue;
                }
                let (low, high) = (self.bound(at, 1.0)?, self.bound(at, -1.0)?);
                if low < count.k as f64 - NOTHING {
                    self.cover(at)?;
                } else if (high + NOTHING).floor() - (low - NOTHING).ceil() < 1.0 {
                    self.pretend(at, count.value + count.k)?;
                }
            }
            if self.blank.len() == before {
                return Ok(());
            }
        }
        Err(Trouble::Unprotectable(self.blank.first().copied().unwrap_or_default()))
    }

    /// The least (`sign` 1) or most (-1) that readers find possible for `at`, everything else blank being free.
    fn bound(&self, at: usize, sign: f64) -> Result<f64, Trouble> {
        let near = self.near(at, &|other| self.blank.contains(&other));
        let value = |at: &usize| self.system.counts[*at].value as f64;
        // More than anybody could ask for, but bounded: what is free upwards without end is free enough.
        let most = near.iter().map(value).sum::<f64>() + 1e4;
        let mut program = Program::default();
        for other in &near {
            let cost = if *other == at { sign } else { 0.0 };
            program.variables.push((cost, -value(other), most));
        }
        program.rows = self.rows(&near, &|place| vec![(place, 1.0)]);
        let place = place(&near, at);
        let found = self.solver.solve(&program)?.ok_or(Trouble::Unprotectable(at))?;
        Ok(value(&at) + found[place])
    }

    /// Pretends that `at` is `goal`, as cheaply as can be, and blanks what is touched.
    fn pretend(&mut self, at: usize, goal: u64) -> Result<(), Trouble> {
        let near = self.near(at, &|other| !self.is_fixed(other));
        let counts = &self.system.counts;
        let wanted = goal as f64 - counts[at].value as f64;
        let widest = near.iter().map(|other| counts[*other].k).max().unwrap_or_default() as f64;
        // What is up goes into the even places, what is down into the odd ones.
        let program = |reach: f64| {
            let mut program = Program::default();
            for other in &near {
                let count = &counts[*other];
                let cost = if self.blank.contains(other) { BLANK } else { count.cost };
                if *other == at {
                    program.variables.push((0.0, wanted.max(0.0), wanted.max(0.0)));
                    program.variables.push((0.0, (-wanted).max(0.0), (-wanted).max(0.0)));
                } else {
                    program.variables.push((cost, 0.0, reach));
                    program.variables.push((cost, 0.0, reach.min(count.value as f64)));
                }
            }
            program.rows = self.rows(&near, &|place| vec![(2 * place, 1.0), (2 * place + 1, -1.0)]);
            program
        };
        let reach = 4.0 * widest + wanted.abs();
        let mut found = self.solver.solve(&program(reach))?;
        if found.is_none() {
            found = self.solver.solve(&program(1e6))?;
        }
        let found = found.ok_or(Trouble::Unprotectable(at))?;
        let change = |place: usize| found[2 * place] - found[2 * place + 1];
        let whole = (0..near.len()).all(|n| (change(n) - change(n).round()).abs() < NOTHING);
        for (place, other) in near.iter().enumerate() {
            let change = change(place);
            if change.abs() > NOTHING {
                self.blank.insert(*other);
            }
            if whole || *other == at {
                let value = counts[*other].value as f64 + change;
                let value = value.round().max(0.0) as u64;
                let (low, high) = self.seen[*other];
                self.seen[*other] = (low.min(value), high.max(value));
            }
        }
        Ok(())
    }

    /// The counts that can be touched together with `at`, in their order.
    fn near(&self, at: usize, may: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut near = BTreeSet::from([at]);
        let mut waiting = vec![at];
        while let Some(one) = waiting.pop() {
            for equation in &self.of[one] {
                let (total, parts) = &self.system.equations[*equation];
                for other in parts.iter().chain([total]) {
                    if may(*other) && near.insert(*other) {
                        waiting.push(*other);
                    }
                }
            }
        }
        near.into_iter().collect()
    }

    /// The sums among `near`, which stay as they are: whatever changes there adds up to nothing.
    fn rows(
        &self,
        near: &[usize],
        variables: &dyn Fn(usize) -> Vec<(usize, f64)>,
    ) -> Vec<Vec<(usize, f64)>> {
        let equations: BTreeSet<usize> =
            near.iter().flat_map(|at| self.of[*at].iter().copied()).collect();
        let terms = |at: &usize, sign: f64| {
            let found = near.binary_search(at).ok().map(variables).unwrap_or_default();
            found.into_iter().map(move |(variable, c)| (variable, c * sign)).collect::<Vec<_>>()
        };
        equations
            .into_iter()
            .map(|equation| {
                let (total, parts) = &self.system.equations[equation];
                let mut row = terms(total, 1.0);
                row.extend(parts.iter().flat_map(|part| terms(part, -1.0)));
                row
            })
            .collect()
    }
}

fn place(near: &[usize], at: usize) -> usize {
    near.binary_search(&at).unwrap_or_default()
}
