//! Linear programmes, and the crate that solves them. A solver that fails, panics or takes too long gives an
//! error and never an answer: then nothing is published.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolutionStatus, SolveOptions};

/// Minimise the costs, within bounds, where each row adds up to nothing.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Cost, lower and upper bound of each variable.
    pub variables: Vec<(f64, f64, f64)>,
    /// Rows of (variable, coefficient) whose sum is 0.
    pub rows: Vec<Vec<(usize, f64)>>,
}

/// The solver gave no answer that may be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

/// Who solves linear programmes.
pub trait Solver: Send + Sync {
    /// The best values; none where there are none within the bounds.
    ///
    /// # Errors
    /// Where it does not know.
    fn solve(&self, program: &Program) -> Result<Option<Vec<f64>>, Failure>;
}

/// The crate microlp: pure Rust. Its documentation warns that it may fail on hard problems, hence the guards.
#[derive(Debug, Clone, Copy)]
pub struct Microlp {
    /// How long one programme may take.
    pub limit: Duration,
}

impl Default for Microlp {
    fn default() -> Self {
        Self { limit: Duration::from_secs(20) }
    }
}

impl Solver for Microlp {
    fn solve(&self, program: &Program) -> Result<Option<Vec<f64>>, Failure> {
        catch_unwind(AssertUnwindSafe(|| self.run(program)))
            .unwrap_or_else(|_| Err(Failure("it panicked".to_owned())))
    }
}

impl Microlp {
    fn run(&self, program: &Program) -> Result<Option<Vec<f64>>, Failure> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let variables: Vec<_> = program
            .variables
            .iter()
            .map(|(cost, low, high)| problem.add_var(*cost, (*low, *high)))
            .collect();
        for row in &program.rows {
            let terms = row.iter().map(|(at, coefficient)| (variables[*at], *coefficient));
            problem.add_constraint(terms, ComparisonOp::Eq, 0.0);
        }
        let mut options = SolveOptions::default();
        options.time_limit = Some(self.limit);
        match problem.solve_with(options) {
            Err(microlp::Error::Infeasible) => Ok(None),
            Err(error) => Err(Failure(error.to_string())),
            Ok(outcome) => match outcome.into_solution() {
                Ok(solution) if solution.status() == SolutionStatus::Optimal => {
                    Ok(Some(variables.iter().map(|at| solution.var_value(*at)).collect()))
                }
                _ => Err(Failure("it took too long".to_owned())),
            },
        }
    }
}
