//! The rates from a spreadsheet: imported, computed, closed, corrected; through services and the binary.

use std::{fs, sync::Arc};

use lifelight::{
    domain::{
        audit::Action,
        permissions::Role,
        rates::{cohorts::CohortState, losses::Dimension},
    },
    service::{
        Caller, ServiceError, audit,
        rates::{self, Rates},
    },
    store::audit::AuditFilter,
};
use serde_json::Value;

use crate::{
    imports::desk::{count, entered, sent},
    support::{
        TempDir,
        people::document,
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
        server::{Server, run},
    },
};

const HEADINGS: &str = "case_no,unit,volunteer_document,notice_on,screening_outcome,screening_on,reason,remobilised_on,remobilisation_outcome,remobilisation_reason,agreed_on,exam_outcome,ended_on,ended_reason,collected_on,second_reviewer";

/// The worked example of the handbook, 2.2: what follows the notice's day in each line.
pub fn worked_example() -> Vec<String> {
    let mut rows = Vec::new();
    let mut add = |count: usize, row: &str| rows.extend(std::iter::repeat_n(row.to_owned(), count));
    for reason in ["N1", "N2", "N3", "N5"] {
        add(1, &format!("ended,,,,,,,,2025-03-10,{reason},,复核员"));
    }
    add(3, "pending,,,,,,,,,,,");
    for reason in ["U1", "U2", "U3", "U3", "U4", "P1", "P2", "F1", "M1", "M3"] {
        add(1, &format!("lost,2025-03-12,{reason},,,,,,,,,"));
    }
    let willing = "willing,2025-03-12,";
    add(2, &format!("{willing},,ended,,,,2025-03-20,N2,,复核员"));
    add(1, &format!("{willing},,pending,,,,,,,"));
    add(1, &format!("{willing},2025-03-15,refused,P2,,,2025-03-15,,,"));
    add(1, &format!("{willing},2025-03-15,refused,F2,,,2025-03-16,,,"));
    let agreed = "willing,2025-03-12,,2025-03-15,agreed,,2025-03-15,";
    add(1, &format!("{agreed},2025-04-15,U3,,"));
    add(2, &format!("{agreed}unfit,2025-05-15,,,"));
    add(20, &format!("{agreed},2025-04-15,N3,,复核员"));
    add(15, &format!("{agreed}fit,,,2025-06-01,"));
    rows
}

/// The rows as a spreadsheet: each a volunteer of her own, in two townships.
pub fn sheet(rows: &[String]) -> String {
    let lines = rows.iter().enumerate().map(|(n, row)| {
        let unit = if n % 2 == 0 { JINPING } else { "岳林街道" };
        format!("C{n:03},{unit},{},2025-03-05,{row}\n", document(n as u32))
    });
    format!("{HEADINGS}\n{}", lines.collect::<String>())
}

fn counts(rates: &Rates, code: &str) -> (u64, u64, u64, u64) {
    let rate = rates.rates.iter().find(|rate| rate.definition.code == code).expect("a rate");
    let tally = &rate.figures.tally;
    (tally.numerator, tally.denominator, tally.pending, tally.excluded)
}

#[tokio::test]
async fn the_worked_example_from_a_spreadsheet() {
    each_engine(async |registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        let text = sheet(&worked_example());
        let shown = sent(app, &caller, "cases.csv", text.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (60, 0));
        let done = entered(app, &caller, "cases.csv", text.as_bytes()).await;
        assert_eq!(done.content.outcome.cases, 60);
        let again = entered(app, &caller, "cases.csv", text.as_bytes()).await;
        assert_eq!((again.content.outcome.cases, again.content.outcome.unchanged), (0, 60));

        let all = rates::of_year(app, &caller, 2025, None, None).await.expect("the rates");
        assert_eq!(all.state, CohortState::Provisional);
        assert_eq!(counts(&all, "R1"), (10, 53, 3, 4));
        assert_eq!(counts(&all, "R1-b"), (8, 51, 3, 6));
        assert_eq!(counts(&all, "R2"), (3, 40, 1, 2));
        assert_eq!(counts(&all, "R2-e"), (3, 20, 1, 22));
        // The townships' figures add up to the district's.
        let of = async |unit| {
            rates::of_year(app, &caller, 2025, Some(registry.unit(unit)), None)
                .await
                .expect("rates")
        };
        let (one, other) = (counts(&of(JINPING).await, "R1"), counts(&of(YUELIN).await, "R1"));
        assert_eq!((one.0 + other.0, one.1 + other.1), (10, 53));
        // As it stood in mid-March, nobody had agreed to anything yet that was settled.
        let then = "2025-03-14".parse().ok();
        let then = rates::of_year(app, &caller, 2025, None, then).await.expect("the rates");
        assert_eq!((then.state, counts(&then, "R2").1), (CohortState::Open, 0));
    })
    .await;
}

#[tokio::test]
async fn whoever_may_read_cases_is_shown_each_that_is_left_out() {
    each_engine(async |registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let excluded = async |who: &Caller, unit| {
            let unit = Some(registry.unit(unit));
            rates::of_year(app, who, 2025, unit, None).await.expect("the rates").excluded
        };
        let all = excluded(&caller, FENGHUA).await.expect("she may read them");
        let of = |code: &'static str| {
            all.cases.iter().filter(move |one| one.rates.iter().any(|rate| rate == code))
        };
        let rates = rates::of_year(app, &caller, 2025, None, None).await.expect("the rates");
        for code in ["R1", "R1-b", "R2", "R2-e"] {
            assert_eq!(of(code).count() as u64, counts(&rates, code).3, "{code}");
        }
        let mut reasons: Vec<&str> = of("R1").map(|one| one.reason.code()).collect();
        reasons.sort_unstable();
        assert_eq!((reasons, all.left_off), (vec!["N1", "N2", "N3", "N5"], 0));
        assert!(
            all.cases.iter().all(|one| one.number.as_ref().is_some_and(|n| n.starts_with('C')))
        );
        // Half of them count for either township; who may only count is shown none.
        let halves = [JINPING, YUELIN].map(|unit| excluded(&caller, unit));
        let [one, other] = halves;
        let both = one.await.expect("one").cases.len() + other.await.expect("other").cases.len();
        assert_eq!(both, all.cases.len());
        let reader = registry.caller(Role::StatisticsReader, FENGHUA).await;
        assert!(excluded(&reader, FENGHUA).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_unreviewed_exclusion_is_pending_and_other_scopes_see_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let rows =
            ["ended,,,,,,,,2025-03-10,N1,,".to_owned(), "lost,2025-03-12,P1,,,,,,,,,".to_owned()];
        let text: String = sheet(&rows).replace("岳林街道", JINPING);
        entered(app, &caller, "cases.csv", text.as_bytes()).await;
        let mine = rates::of_year(app, &caller, 2025, None, None).await.expect("the rates");
        assert_eq!(counts(&mine, "R1"), (1, 1, 1, 0));
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let theirs = rates::of_year(app, &sibling, 2025, None, None).await.expect("the rates");
        assert_eq!(counts(&theirs, "R1"), (0, 0, 0, 0));
        let foreign = Some(registry.unit(JINPING));
        let refused = rates::of_year(app, &sibling, 2025, foreign, None).await;
        assert!(matches!(refused, Err(ServiceError::Missing)));
        let admin = registry.caller(Role::Administrator, JINPING).await;
        let refused = rates::of_year(app, &admin, 2025, None, None).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
    })
    .await;
}

#[tokio::test]
async fn who_opens_no_records_has_the_detail_of_her_own_unit_alone() {
    each_engine(async |registry| {
        let app = &registry.app;
        let coordinator = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &coordinator, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let reader = registry.caller(Role::StatisticsReader, FENGHUA).await;
        let own = rates::of_year(app, &reader, 2025, None, None).await.expect("her own unit's");
        assert_eq!(counts(&own, "R1"), (10, 53, 3, 4));
        let losses = rates::losses(app, &reader, 2025, None, "R1").await.expect("her own unit's");
        assert!(losses.along.iter().all(|(dimension, _)| *dimension != Dimension::Unit));
        let below = Some(registry.unit(JINPING));
        for refused in [
            rates::of_year(app, &reader, 2025, below, None).await.map(|_| ()),
            rates::losses(app, &reader, 2025, below, "R1").await.map(|_| ()),
        ] {
            let Err(ServiceError::Invalid(problems)) = refused else { panic!("{refused:?}") };
            assert_eq!((&*problems[0].field, problems[0].code), ("unit", "records_needed"));
        }
        assert!(rates::of_year(app, &coordinator, 2025, below, None).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn closed_figures_stay_and_later_changes_stand_beside_them() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        let supervisor = registry.caller(Role::Supervisor, FENGHUA).await;
        registry.clock.set("2025-12-31T01:00:00Z".parse().expect("an instant"));
        entered(app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        assert!(rates::close(app, &supervisor, 2025, None).await.is_err(), "too early");
        registry.clock.set("2026-07-01T01:00:00Z".parse().expect("an instant"));
        let denied = rates::close(app, &caller, 2025, None).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        rates::close(app, &supervisor, 2025, None).await.expect("closed");
        assert!(rates::close(app, &supervisor, 2025, None).await.is_err(), "once");
        // A case that was pending turns out to be lost.
        let corrected = sheet(&worked_example()).replacen(
            "pending,,,,,,,,,,,",
            "lost,2025-05-12,P1,,,,,,,,,",
            1,
        );
        entered(app, &caller, "cases.csv", corrected.as_bytes()).await;
        let now = rates::of_year(app, &supervisor, 2025, None, None).await.expect("the rates");
        assert_eq!((now.state, counts(&now, "R1")), (CohortState::Final, (11, 54, 2, 4)));
        let r1 = now.rates.iter().find(|rate| rate.definition.code == "R1").expect("R1");
        let [closed] = r1.closed.as_slice() else { panic!("one closing") };
        assert_eq!((closed.numerator, closed.denominator, closed.pending), (10, 53, 3));
    })
    .await;
}

#[tokio::test]
async fn where_the_loss_comes_from_adds_up() {
    each_engine(async |registry: &Registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        for code in ["R1", "R2", "R2-b"] {
            let all = rates::of_year(app, &caller, 2025, None, None).await.expect("the rates");
            let losses = rates::losses(app, &caller, 2025, None, code).await.expect("the losses");
            for (dimension, shares) in &losses.along {
                let lost: u64 = shares.iter().map(|share| share.tally.numerator).sum();
                assert_eq!(lost, counts(&all, code).0, "{code} {dimension:?}");
            }
            assert_eq!(losses.flow[0].reached, 60);
            for passage in &losses.flow {
                let lost: u64 = passage.lost.values().sum();
                let donated = u64::from(
                    passage.stage == lifelight::domain::match_cases::steps::Stage::Donated,
                );
                let ended: u64 = passage.ended.values().sum();
                let parts = passage.went_on + passage.waiting + ended + lost;
                assert_eq!(
                    parts + donated * passage.reached,
                    passage.reached,
                    "{:?}",
                    passage.stage
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_volunteer_changed_by_hand_is_audited_where_her_loss_is_counted() {
    each_engine(async |registry: &Registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let whole = rates::losses(app, &caller, 2025, None, "R1").await.expect("the losses");
        assert_eq!(whole.refused, 0);
        let one = "SELECT person_id FROM match_cases ORDER BY id LIMIT 1";
        let flipped = format!("UPDATE people SET status = 'deceased' WHERE id = ({one})");
        assert_eq!(registry.by_hand(&flipped).await, 1);
        let losses = rates::losses(app, &caller, 2025, None, "R1").await.expect("the losses");
        assert_eq!(
            (losses.refused, losses.flow[0].reached),
            (1, 60),
            "counted, with nothing known"
        );
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let failed =
            AuditFilter { action: Some(Action::IntegrityFailed), ..AuditFilter::default() };
        let told = audit::read(app, &auditor, &failed, 10).await.expect("a trail").lines;
        assert_eq!(told.len(), 1, "audited");
    })
    .await;
}

#[tokio::test]
async fn the_command_prints_what_the_form_asks_for() {
    let folder = Arc::new(TempDir::new());
    Server::start_in(&folder, &["serve"], &[]).await.terminate().await;
    let file = folder.path().join("cases.csv");
    fs::write(&file, sheet(&worked_example())).expect("a file");
    let imported = run(&folder, &["import", "cases.csv"], &[]).await;
    assert!(imported.status.success(), "{}", imported.stderr);
    let asked = ["rates", "--year", "2025", "--unit", "330213", "--json", "--as-of", "2026-03-01"];
    let told = run(&folder, &asked, &[]).await;
    assert!(told.status.success(), "{}", told.stderr);
    let told: Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert_eq!(
        (&told["year"], &told["unit"], &told["state"]),
        (&2025.into(), &"330213".into(), &"provisional".into())
    );
    let r1 = &told["definitions"][0];
    assert_eq!(r1["code"], "R1");
    for (key, wanted) in [("numerator", 10), ("denominator", 53), ("pending", 3), ("excluded", 4)] {
        assert_eq!(r1[key], wanted, "{key}");
    }
    let near =
        |value: &Value, wanted: f64| (value.as_f64().expect("a number") - wanted).abs() < 5e-4;
    assert!(near(&r1["lower"], 0.1786) && near(&r1["upper"], 0.2321), "{r1}");
    assert!(near(&r1["wilson"][0], 0.106) && near(&r1["wilson"][1], 0.3136), "{r1}");
    assert_eq!(
        (&r1["meets"], &r1["verdict"]),
        (&true.into(), &"within/uncertain/open_cases_decide".into())
    );
    assert_eq!(r1["by_reason"]["U3"], 2);
    assert_eq!(r1["excluded_by_reason"], serde_json::json!({"N1": 1, "N2": 1, "N3": 1, "N5": 1}));
    let left_out = told["excluded_cases"].as_array().expect("a list");
    let of_r1 =
        |case: &&Value| case["left_out_of"].as_array().is_some_and(|of| of.contains(&"R1".into()));
    assert_eq!(left_out.iter().filter(of_r1).count(), 4);
    assert!(left_out.iter().all(|case| case["number"].is_string() && case["reason"].is_string()));
    let empty = run(&folder, &["rates", "--year", "2019", "--unit", "330213", "--json"], &[]).await;
    let empty: Value = serde_json::from_str(&empty.stdout).expect("JSON");
    for key in ["lower", "upper", "wilson", "meets", "posterior_below", "verdict"] {
        assert!(empty["definitions"][0][key].is_null(), "{key}");
    }
    let unknown = run(&folder, &["rates", "--year", "2025", "--unit", "999999"], &[]).await;
    assert!(!unknown.status.success() && unknown.stderr.contains("999999"));
}
