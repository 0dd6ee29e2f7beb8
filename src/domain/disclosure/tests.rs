use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{
    audit::{Finding, audit},
    *,
};

/// A table of `values` with its margins: inner cells first, then rows, columns, the whole.
fn table(values: &[Vec<u64>]) -> System {
    let (rows, columns) = (values.len(), values[0].len());
    let count =
        |value| Count { value, k: 5, state: State::Open, cost: (2.0 + value as f64).log2() };
    let mut system = System::default();
    system.counts.extend(values.concat().into_iter().map(count));
    let sum =
        |places: &[usize], system: &System| places.iter().map(|at| system.counts[*at].value).sum();
    let mut margins = Vec::new();
    for row in 0..rows {
        margins.push((0..columns).map(|column| row * columns + column).collect::<Vec<_>>());
    }
    for column in 0..columns {
        margins.push((0..rows).map(|row| row * columns + column).collect());
    }
    let first = rows * columns;
    margins.push((first..first + rows).collect());
    for parts in margins {
        let total = count(sum(&parts, &system));
        system.equations.push((system.counts.len(), parts));
        system.counts.push(total);
    }
    let whole = system.counts.len() - 1;
    system.equations.push((whole, (first + rows..whole).collect()));
    system
}

/// The file that shows all but `blank`.
fn file(system: &System, blank: &BTreeSet<usize>) -> String {
    let id = |at: usize| serde_json::json!({"table": "t", "dims": {"n": at.to_string()}});
    let cells: Vec<_> = (0..system.counts.len())
        .map(|at| {
            let value = (!blank.contains(&at)).then_some(system.counts[at].value);
            serde_json::json!({"dims": {"n": at.to_string()}, "value": value})
        })
        .collect();
    let equations: Vec<_> = system
        .equations
        .iter()
        .map(|(total, parts)| {
            let parts: Vec<_> = parts.iter().map(|at| id(*at)).collect();
            serde_json::json!({"total": id(*total), "parts": parts})
        })
        .collect();
    serde_json::json!({
        "release": "t", "period": "2025-Q1", "previous_sha256": null,
        "tables": [{"name": "t", "k": 5, "cells": cells}], "equations": equations,
    })
    .to_string()
}

fn found(system: &System, blank: &BTreeSet<usize>) -> Vec<Finding> {
    audit(&[file(system, blank).as_bytes()], &BTreeMap::new()).unwrap().findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_suppression_leaves_the_auditor_cannot_break(
        values in prop::collection::vec(prop::collection::vec(0..30_u64, 4), 3)
    ) {
        let system = table(&values);
        let blank = suppress(&system, &Microlp::default(), Options::default()).unwrap();
        prop_assert_eq!(found(&system, &blank), vec![]);
        for (at, count) in system.counts.iter().enumerate() {
            prop_assert!(blank.contains(&at) || count.value >= 5);
        }
    }
}

#[test]
fn one_small_cell_alone_is_a_subtraction() {
    let system = table(&[vec![3, 40, 50], vec![60, 70, 80], vec![20, 30, 40]]);
    let primary = Options { complementary: false };
    let blank = suppress(&system, &Microlp::default(), primary).unwrap();
    assert_eq!(blank, BTreeSet::from([0]));
    let id = CellId::new("t", &[("n", "0")]);
    assert_eq!(found(&system, &blank), [Finding::Exact(id, 3)]);
    let blank = suppress(&system, &Microlp::default(), Options::default()).unwrap();
    assert!(blank.len() >= 4, "a rectangle, or margins: {blank:?}");
    assert_eq!(found(&system, &blank), []);
}

#[test]
fn what_was_shown_stays_and_what_cannot_be_helped_is_refused() {
    let mut system = table(&[vec![3, 40], vec![60, 70]]);
    system.counts[1].state = State::Shown;
    let blank = suppress(&system, &Microlp::default(), Options::default()).unwrap();
    assert!(blank.contains(&0) && !blank.contains(&1));
    assert_eq!(found(&system, &blank), []);
    // The row's other cell and its sum are both known.
    system.counts[4].state = State::Shown;
    let refused = suppress(&system, &Microlp::default(), Options::default());
    assert_eq!(refused, Err(Trouble::Unprotectable(0)));
    system.counts[0].state = State::Shown;
    let refused = suppress(&system, &Microlp::default(), Options::default());
    assert_eq!(refused, Err(Trouble::SmallAndShown(0)));
    system.counts[2].value += 1;
    let refused = suppress(&system, &Microlp::default(), Options::default());
    assert!(matches!(refused, Err(Trouble::Unbalanced(_))));
}

#[test]
fn the_auditor_says_which_numbers_do_not_fit() {
    let system = table(&[vec![10, 40], vec![60, 70]]);
    let text = file(&system, &BTreeSet::new()).replace(r#""value":180"#, r#""value":181"#);
    let report = audit(&[text.as_bytes()], &BTreeMap::new()).unwrap();
    assert!(report.findings.iter().all(|finding| matches!(finding, Finding::Unbalanced(_))));
    assert!(!report.findings.is_empty());
    // Blanks that no numbers fill: it does not know, and says so. The row's sum is below its other cell.
    let blank = BTreeSet::from([0]);
    let text = file(&system, &blank).replace(r#""value":50"#, r#""value":30"#);
    assert!(audit(&[text.as_bytes()], &BTreeMap::new()).is_err());
}
