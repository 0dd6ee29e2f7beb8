//! The attacker: reads published files as anybody can, and computes between which numbers each blank must lie.
//! Shares no code with who publishes, nor with the auditor.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions};
use serde_json::Value;

/// What the files say, cells by their texts.
#[derive(Debug, Clone, Default)]
pub struct Attack {
    pub shown: BTreeMap<String, i64>,
    pub blank: BTreeMap<String, i64>,
    equations: BTreeSet<(String, Vec<String>)>,
}

/// How a cell is called here.
pub fn name(table: &str, dims: &Value) -> String {
    let mut parts: Vec<String> = dims
        .as_object()
        .expect("dims")
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().expect("text")))
        .collect();
    parts.sort();
    format!("{table}[{}]", parts.join(","))
}

fn cell(reference: &Value) -> String {
    name(reference["table"].as_str().expect("table"), &reference["dims"])
}

impl Attack {
    /// All files together.
    pub fn on<'a>(files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for text in files {
            let file: Value = serde_json::from_str(text).expect("JSON");
            for table in file["tables"].as_array().expect("tables") {
                let k = table["k"].as_i64().expect("k");
                for one in table["cells"].as_array().expect("cells") {
                    let name = name(table["name"].as_str().expect("name"), &one["dims"]);
                    match one["value"].as_i64() {
                        Some(value) => _ = all.shown.insert(name, value),
                        None => _ = all.blank.insert(name, k),
                    }
                }
            }
            for one in file["equations"].as_array().expect("equations") {
                let parts = one["parts"].as_array().expect("parts").iter().map(cell).collect();
                all.equations.insert((cell(&one["total"]), parts));
            }
        }
        // What any file shows is known.
        all.blank.retain(|name, _| !all.shown.contains_key(name));
        all
    }

    /// The same, when somebody knows one blank.
    pub fn knowing(&self, name: &str, value: i64) -> Self {
        let mut all = self.clone();
        all.blank.remove(name);
        all.shown.insert(name.to_owned(), value);
        all
    }

    /// A total that is not the sum of its parts, although all of them are shown.
    pub fn unbalanced(&self) -> Vec<String> {
        let value = |name: &String| self.shown.get(name).copied();
        let sums = self.equations.iter().filter_map(|(total, parts)| {
            let sum: Option<i64> = parts.iter().map(value).sum();
            (sum? != value(total)?).then(|| total.clone())
        });
        sums.collect()
    }

    fn together(
        &self,
        first: &str,
        of: &BTreeMap<&str, Vec<&(String, Vec<String>)>>,
    ) -> BTreeSet<String> {
        let mut found = BTreeSet::from([first.to_owned()]);
        let mut waiting = vec![first.to_owned()];
        while let Some(one) = waiting.pop() {
            for (total, parts) in of.get(one.as_str()).into_iter().flatten() {
                for other in parts.iter().chain([total]) {
                    if self.blank.contains_key(other) && found.insert(other.clone()) {
                        waiting.push(other.clone());
                    }
                }
            }
        }
        found
    }

    /// The least and the most of each of `wanted`.
    pub fn bounds(&self, wanted: impl IntoIterator<Item = String>) -> BTreeMap<String, (f64, f64)> {
        let mut of: BTreeMap<&str, Vec<&(String, Vec<String>)>> = BTreeMap::new();
        for equation in &self.equations {
            for name in equation.1.iter().chain([&equation.0]) {
                of.entry(name).or_default().push(equation);
            }
        }
        let mut bounds = BTreeMap::new();
        for name in wanted {
            let near = self.together(&name, &of);
            let low = self.solve(&near, &of, &name, OptimizationDirection::Minimize);
            let high = self.solve(&near, &of, &name, OptimizationDirection::Maximize);
            bounds.insert(name, (low, high));
        }
        bounds
    }

    fn solve(
        &self,
        near: &BTreeSet<String>,
        of: &BTreeMap<&str, Vec<&(String, Vec<String>)>>,
        name: &str,
        direction: OptimizationDirection,
    ) -> f64 {
        let mut problem = Problem::new(direction);
        let variables: BTreeMap<&String, _> = near
            .iter()
            .map(|one| (one, problem.add_var(f64::from(u8::from(one == name)), (0.0, 1e6))))
            .collect();
        let equations: BTreeSet<_> =
            near.iter().flat_map(|one| of.get(one.as_str()).into_iter().flatten()).collect();
        for (total, parts) in equations {
            let mut terms: BTreeMap<usize, (microlp::Variable, f64)> = BTreeMap::new();
            let mut constant = 0.0;
            for (one, sign) in parts.iter().map(|one| (one, 1.0)).chain([(total, -1.0)]) {
                match variables.get(one) {
                    Some(variable) => {
                        terms.entry(variable.idx()).or_insert((*variable, 0.0)).1 += sign;
                    }
                    None => constant += sign * self.shown.get(one).copied().expect("a cell") as f64,
                }
            }
            problem.add_constraint(terms.into_values(), ComparisonOp::Eq, -constant);
        }
        let outcome =
            problem.solve_with(SolveOptions::default()).expect("figures that fit together");
        outcome.into_solution().expect("a solution").objective()
    }

    /// The blanks that can be computed.
    pub fn recovered(&self) -> Vec<(String, i64)> {
        let bounds = self.bounds(self.blank.keys().cloned());
        let exact = bounds
            .into_iter()
            .filter(|(_, (low, high))| (high + 1e-6).floor() - (low - 1e-6).ceil() < 0.5);
        exact.map(|(name, (low, _))| (name, low.round() as i64)).collect()
    }

    /// What breaks the promise, given the truth: small groups for which nothing, or 2k - 1, is ruled out, and blanks
    /// that can be computed.
    pub fn broken(&self, truth: &BTreeMap<String, i64>) -> Vec<String> {
        let bounds = self.bounds(self.blank.keys().cloned());
        let mut broken = Vec::new();
        for (name, (low, high)) in bounds {
            let (k, value) = (self.blank[&name], truth[&name]);
            let is_small = value < k;
            let is_wrong = !(low - 1e-6..=high + 1e-6).contains(&(value as f64));
            let is_exact = (high + 1e-6).floor() - (low - 1e-6).ceil() < 0.5;
            let is_narrow = is_small && (low > 1e-6 || high < (2 * k - 1) as f64 - 1e-6);
            if is_wrong || is_exact || is_narrow {
                broken.push(format!("{name} = {value} in {low:.3}..{high:.3}"));
            }
        }
        broken
    }

    /// The small groups that the only member of a small group can compute.
    pub fn insiders(&self, truth: &BTreeMap<String, i64>) -> Vec<String> {
        let alone: Vec<String> =
            self.blank.keys().filter(|name| truth[*name] == 1).cloned().collect();
        let mut found = Vec::new();
        for one in alone {
            let knows = self.knowing(&one, 1);
            let small = knows.blank.iter().filter(|(name, k)| truth[*name] < **k);
            let bounds = knows.bounds(small.map(|(name, _)| name.clone()).collect::<Vec<_>>());
            for (name, (low, high)) in bounds {
                if (high + 1e-6).floor() - (low - 1e-6).ceil() < 0.5 {
                    found.push(format!("{name} = {low} by {one}"));
                }
            }
        }
        found
    }
}
