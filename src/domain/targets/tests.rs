use proptest::prelude::*;
use uuid::Uuid;

use super::{
    inputs::{BreakdownInput, PartInput, ReplanInput},
    *,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn whole(value: u64) -> Target {
    let plan = &plans::shipped()[0];
    let unit = Uuid::from_u128(1);
    let mut target =
        Target::of_plan(Uuid::from_u128(9), plan, &plan.indicators[0], unit, day("2021-03-01"))
            .unwrap();
    target.terms.value = value;
    target
}

fn children(past: &[u64]) -> Vec<Child> {
    let child = |(n, past): (u128, &u64)| Child {
        unit: Uuid::from_u128(100 + n),
        past: *past,
        population: None,
        floor: None,
        cap: None,
    };
    (0..).zip(past).map(child).collect()
}

fn input(method: &str, children: &[Child], values: &[&str]) -> BreakdownInput {
    let part = |(n, child): (usize, &Child)| PartInput {
        unit: child.unit.to_string(),
        value: values.get(n).copied().unwrap_or_default().to_owned(),
        ..PartInput::default()
    };
    BreakdownInput {
        version: 1,
        method: method.to_owned(),
        parts: children.iter().enumerate().map(part).collect(),
        effective_on: "2021-3-1".to_owned(),
        document: "合成红发〔2021〕3号".to_owned(),
        ..BreakdownInput::default()
    }
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|problem| (&*problem.field, problem.code)).collect()
}

#[test]
fn version_one_is_the_plans() {
    let target = whole(400);
    assert_eq!(
        (target.version, target.plan.as_str(), target.terms.value),
        (1, "fenghua_2021", 400)
    );
    assert_eq!((target.terms.effective_on, target.terms.origin), (day("2021-01-01"), Origin::Plan));
    let plan = &plans::shipped()[0];
    assert!(!Target::differs(&target.terms, &plan.indicators[0]));
    assert!(Target::differs(&whole(401).terms, &plan.indicators[0]));
    let without = plan.indicator("effective_pool").unwrap();
    assert_eq!(Target::of_plan(target.id, plan, without, target.unit, day("2021-03-01")), None);
}

#[test]
fn the_newest_version_in_force_holds() {
    let terms = |value: u64, on: &str| Terms { value, effective_on: day(on), ..whole(1).terms };
    let versions = [terms(500, "2024-01-01"), terms(450, "2023-07-01"), terms(400, "2021-01-01")];
    let on = |text: &str| in_force(&versions, day(text)).map(|terms| terms.value);
    assert_eq!(on("2020-05-01"), Some(400));
    assert_eq!(on("2023-06-30"), Some(400));
    assert_eq!(on("2023-07-01"), Some(450));
    assert_eq!(on("2024-12-31"), Some(500));
    assert_eq!(in_force(&[], day("2024-12-31")), None);
}

#[test]
fn previews_of_each_method() {
    let (target, below) = (whole(400), children(&[80, 95, 20, 30, 5]));
    let preview = |input: &BreakdownInput| {
        let found = input.preview(&target, &below, day("2021-03-01")).unwrap();
        (found.method, found.parts.iter().map(|(_, n)| *n).collect::<Vec<_>>(), found.difference)
    };
    let even = input("evenly", &below, &[]);
    assert_eq!(preview(&even), (Method::Evenly, vec![80; 5], 0));
    let past = input("past_share", &below, &[]);
    assert_eq!(preview(&past), (Method::PastShare, vec![139, 165, 35, 52, 9], 0));
    let mut blend = input("blend", &below, &[]);
    for (part, people) in blend.parts.iter_mut().zip(["620", "410", "380", "１５０", "90"]) {
        part.population = people.to_owned();
    }
    assert_eq!(preview(&blend), (Method::Blend, vec![145, 132, 64, 44, 15], 0));
    blend.parts[4].floor = "30".to_owned();
    blend.parts[0].cap = "100".to_owned();
    let (method, values, difference) = preview(&blend);
    assert_eq!((method, values[0], values[4], difference), (Method::Blend, 100, 30, 0));
    // What was computed and then changed was written by hand; the same numbers again were not.
    let same = input("evenly", &below, &["80", "80", "80", "80", "80"]);
    assert_eq!(preview(&same), (Method::Evenly, vec![80; 5], 0));
    let changed = input("evenly", &below, &["90", "80", "80", "80", "80"]);
    assert_eq!(preview(&changed), (Method::ByHand, vec![90, 80, 80, 80, 80], 10));
}

#[test]
fn parts_that_do_not_add_up_are_accepted_only_with_a_reason() {
    let (target, below) = (whole(400), children(&[1, 1]));
    let mut short = input("by_hand", &below, &["200", "195"]);
    let by = Some(Uuid::from_u128(7));
    let read = |input: &BreakdownInput| input.read(&target, &below, by, day("2021-03-01"));
    let refused = read(&short).unwrap_err();
    assert_eq!(codes(&refused), [("accept_difference", "sum")]);
    assert!(refused[0].words.zh.contains("少 5"));
    short.accept_difference = "yes".to_owned();
    assert_eq!(codes(&read(&short).unwrap_err()), [("reason", "missing")]);
    short.reason = "两镇合并筹备".to_owned();
    let terms = read(&short).unwrap();
    assert_eq!(terms.iter().map(|(_, one)| one.value).collect::<Vec<_>>(), [200, 195]);
    assert!(
        terms.iter().all(|(_, one)| one.part_of == Some((target.id, 1)) && one.written_by == by)
    );
    let exact = input("by_hand", &below, &["200", "200"]);
    assert_eq!(read(&exact).unwrap().len(), 2);
}

#[test]
fn every_problem_of_a_breakdown_is_told() {
    let (target, below) = (whole(400), children(&[0, 0]));
    let read = |input: &BreakdownInput| {
        let refused = input.read(&target, &below, None, day("2021-03-01")).unwrap_err();
        refused.into_iter().map(|one| (one.field.into_owned(), one.code)).collect::<Vec<_>>()
    };
    let told = |list: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        list.iter().map(|(field, code)| ((*field).to_owned(), *code)).collect()
    };
    let wrong = BreakdownInput {
        effective_on: "2030-1-1".to_owned(),
        document: String::new(),
        ..input("by_hand", &below, &["二百", ""])
    };
    assert_eq!(
        read(&wrong),
        told(&[
            ("parts[0].value", "number"),
            ("parts[0].value", "missing"),
            ("parts[1].value", "missing"),
            ("effective_on", "outside_the_plan"),
            ("document", "missing"),
        ])
    );
    assert_eq!(read(&input("past_share", &below, &[])), told(&[("method", "no_past")]));
    assert_eq!(
        read(&input("blend", &below, &[])),
        told(&[("parts[0].population", "missing"), ("parts[1].population", "missing")])
    );
    assert_eq!(
        read(&input("by_dice", &below, &["200", "200"])),
        told(&[("method", "not_in_list")])
    );
    let mut twice = input("evenly", &below, &[]);
    twice.parts[1].unit = twice.parts[0].unit.clone();
    assert_eq!(read(&twice), told(&[("parts[1].unit", "units"), ("parts", "units")]));
    let mut bounds = input("evenly", &below, &[]);
    bounds.parts[0].cap = "100".to_owned();
    bounds.parts[1].cap = "100".to_owned();
    assert_eq!(read(&bounds), told(&[("parts", "caps")]));
    bounds.parts[0].floor = "120".to_owned();
    assert_eq!(read(&bounds)[0], ("parts[0].cap".to_owned(), "cap"));
}

#[test]
fn planning_anew_says_why_and_changes_something() {
    let plan = &plans::shipped()[0];
    let target = whole(400);
    let mut input = ReplanInput {
        version: 1,
        value: "３２０".to_owned(),
        effective_on: "2023年7月1日".to_owned(),
        document: "合成红发〔2023〕9号".to_owned(),
        reason: String::new(),
    };
    let read =
        |input: &ReplanInput| input.read(&target, &plan.indicators[0], None, day("2023-07-02"));
    assert_eq!(codes(&read(&input).unwrap_err()), [("reason", "missing")]);
    input.reason = "中期评估：需要的速度是现在的 1.7 倍".to_owned();
    let terms = read(&input).unwrap();
    assert_eq!((terms.value, terms.origin), (320, Origin::Replanned));
    let after = target.replanned(terms.clone()).unwrap();
    assert_eq!((after.terms.value, target.terms.value), (320, 400));
    let same = after.replanned(terms).unwrap_err();
    assert_eq!(same.code, "same_value");
    input.value = "0".to_owned();
    assert_eq!(codes(&read(&input).unwrap_err()), [("value", "number")]);

    let rate = plan.indicator("remobilisation_refusal").unwrap();
    let target = Target::of_plan(target.id, plan, rate, target.unit, day("2021-03-01")).unwrap();
    for (text, wanted) in [
        ("7.5", Some(750)),
        ("8.25%", Some(825)),
        ("8.255", None),
        ("100", None),
        ("0", None),
        ("abc", None),
    ] {
        let input = ReplanInput { value: text.to_owned(), ..input.clone() };
        let read = input.read(&target, rate, None, day("2023-07-02")).ok().map(|terms| terms.value);
        assert_eq!(read, wanted, "{text}");
    }
}

proptest! {
    /// On every level: a city's target to its counties, and each of those to its townships.
    #[test]
    fn sums_are_exact_on_every_level(
        total in 1..20_000_u64,
        counties in prop::collection::vec(prop::collection::vec(0..300_u64, 1..13), 1..14),
        method in prop::sample::select(vec![Method::Evenly, Method::PastShare]),
    ) {
        let past: Vec<u64> = counties.iter().map(|towns| towns.iter().sum()).collect();
        prop_assume!(past.iter().sum::<u64>() > 0);
        let upper = suggest(total, method, &children(&past)).unwrap();
        prop_assert_eq!(difference(total, upper.iter().map(|(_, n)| *n)), 0);
        for ((_, own), towns) in upper.iter().zip(&counties) {
            let method = if towns.iter().sum::<u64>() == 0 { Method::Evenly } else { method };
            let lower = suggest(*own, method, &children(towns)).unwrap();
            prop_assert_eq!(difference(*own, lower.iter().map(|(_, n)| *n)), 0);
        }
    }
}
