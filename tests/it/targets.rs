//! Targets on both engines: read from the plans once, broken down with the sum checked, planned anew without losing
//! anything, and the board that is read from them.

mod board;
mod by_hand;

use std::sync::Arc;

use lifelight::{
    domain::{
        audit::Action,
        permissions::Role,
        targets::{
            Method, Origin,
            inputs::{BreakdownInput, PartInput, ReplanInput},
            plans,
        },
    },
    service::{App, Caller, ServiceError, Settings, targets as service},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        TempDir,
        registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
        server::{Server, run},
    },
};

/// The id of the target of the indicator that the caller's own unit, or `unit`, has.
pub async fn target(app: &App, by: &Caller, unit: Option<Uuid>, indicator: &str) -> Uuid {
    let board = service::board(app, by, unit, None).await.expect("a board");
    let reading = board.readings.into_iter().find(|one| one.indicator.code == indicator);
    reading.and_then(|reading| reading.held).expect("a target").target.id
}

/// A breakdown of `id` by `method`, with these numbers where any are given.
pub async fn breakdown(
    app: &App,
    by: &Caller,
    id: Uuid,
    method: &str,
    values: &[u64],
) -> BreakdownInput {
    let breaking = service::breaking(app, by, id).await.expect("it can be broken down");
    let part = |(n, child): (usize, &lifelight::domain::targets::Child)| PartInput {
        unit: child.unit.to_string(),
        value: values.get(n).map(u64::to_string).unwrap_or_default(),
        ..PartInput::default()
    };
    BreakdownInput {
        version: breaking.shown.held.target.version,
        method: method.to_owned(),
        parts: breaking.children.iter().enumerate().map(part).collect(),
        effective_on: "2025-06-01".to_owned(),
        document: "合成红发〔2025〕3号".to_owned(),
        ..BreakdownInput::default()
    }
}

pub fn anew(version: i64, value: &str) -> ReplanInput {
    ReplanInput {
        version,
        value: value.to_owned(),
        effective_on: "2025-06-01".to_owned(),
        document: "合成红发〔2025〕9号".to_owned(),
        reason: "合成：中期评估后调整".to_owned(),
    }
}

async fn actions(registry: &Registry, subject: Option<Uuid>) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, "").await;
    let filter = AuditFilter { subject, ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 500).await;
    found.expect("the trail").lines.iter().map(|line| line.event.action).collect()
}

/// The same registry under other plans.
fn planned(app: &App, plans: Vec<plans::Plan>) -> App {
    App { settings: Arc::new(Settings { plans, ..(*app.settings).clone() }), ..app.clone() }
}

#[tokio::test]
async fn version_one_is_written_once_and_an_edited_file_is_refused() {
    each_engine(async |registry| {
        let app = &registry.app;
        assert_eq!(service::install(app).await.expect("written"), 6);
        assert_eq!(service::install(app).await.expect("there already"), 0);
        let written = actions(registry, None).await;
        assert_eq!(written.iter().filter(|action| **action == Action::PlanInstalled).count(), 1);
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = target(app, &chief, None, "persons_pooled").await;
        let shown = service::get(app, &chief, id).await.expect("the target");
        assert_eq!((shown.held.terms.value, shown.held.terms.origin), (400, Origin::Plan));

        let mut edited = plans::shipped().to_vec();
        edited[0].indicators[0].goal.as_mut().expect("a goal").value = 300;
        let refused = service::install(&planned(app, edited)).await.expect_err("an edited file");
        assert!(refused.to_string().contains("persons_pooled"), "{refused}");
        let mut elsewhere = plans::shipped()[0].clone();
        elsewhere.unit = "330299".to_owned();
        let refused = service::install(&planned(app, vec![elsewhere])).await.expect_err("no unit");
        assert!(refused.to_string().contains("330299"), "{refused}");
        // What was planned anew since is no edited file.
        service::replan(app, &chief, id, &anew(1, "320")).await.expect("planned anew");
        assert_eq!(service::install(app).await.expect("there already"), 0);
    })
    .await;
}

#[tokio::test]
async fn broken_down_with_the_sum_checked() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = target(app, &chief, None, "persons_pooled").await;
        let even = breakdown(app, &chief, id, "evenly", &[]).await;
        let (_, preview) = service::preview(app, &chief, id, &even).await.expect("a preview");
        assert_eq!((preview.parts.len(), preview.difference), (12, 0));
        assert_eq!(preview.parts.iter().map(|(_, n)| *n).max(), Some(34));
        let none = service::get(app, &chief, id).await.expect("it").below;
        assert!(none.is_empty(), "a preview saves nothing");
        assert_eq!(service::break_down(app, &chief, id, &even).await.expect("saved"), 12);
        let shown = service::get(app, &chief, id).await.expect("it");
        let sum: u64 = shown.below.iter().map(|(_, held)| held.terms.value).sum();
        assert_eq!((sum, shown.below.len()), (400, 12));
        assert!(shown.below.iter().all(|(_, held)| held.terms.method == Some(Method::Evenly)));

        let mut values = [30; 12];
        let short = breakdown(app, &chief, id, "by_hand", &values).await;
        let refused =
            service::break_down(app, &chief, id, &short).await.expect_err("40 are missing");
        assert_eq!(codes(refused), [("accept_difference".to_owned(), "sum")]);
        values[0] = 70;
        let exact = breakdown(app, &chief, id, "by_hand", &values).await;
        service::break_down(app, &chief, id, &exact).await.expect("saved");
        let shown = service::get(app, &chief, id).await.expect("it");
        let (unit, first) = &shown.below[0];
        assert_eq!((*unit, first.terms.value), (registry.unit(JINPING), 70));
        let values: Vec<u64> = first.versions.iter().map(|terms| terms.value).collect();
        assert_eq!(values, [70, 34], "what it was stays");
        assert_eq!(first.versions[0].part_of, Some((id, 1)));
        let below = first.target.id;
        assert_eq!(actions(registry, Some(below)).await, [Action::TargetSet, Action::TargetSet]);
        assert_eq!(
            actions(registry, Some(id)).await,
            [Action::TargetBrokenDown, Action::TargetBrokenDown]
        );

        // The whole is planned anew: the parts stay, and by how much they differ is said.
        service::replan(app, &chief, id, &anew(1, "320")).await.expect("planned anew");
        let board = service::board(app, &chief, None, None).await.expect("a board");
        assert_eq!(board.readings[0].difference, Some(80));
        let stale = BreakdownInput { version: 1, ..exact };
        let refused = service::break_down(app, &chief, id, &stale).await;
        assert!(matches!(refused, Err(ServiceError::Conflict)));
        let rate = target(app, &chief, None, "screening_attrition").await;
        let refused =
            service::breaking(app, &chief, rate).await.err().expect("a rate has no parts");
        assert_eq!(codes(refused), [("indicator".to_owned(), "no_parts")]);
    })
    .await;
}

#[tokio::test]
async fn planned_anew_without_losing_what_it_was() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = target(app, &chief, None, "persons_after_death").await;
        let unsaid = ReplanInput { reason: " ".to_owned(), ..anew(1, "1500") };
        let refused = service::replan(app, &chief, id, &unsaid).await.expect_err("no reason");
        assert_eq!(codes(refused), [("reason".to_owned(), "missing")]);
        let same = service::replan(app, &chief, id, &anew(1, "1750")).await.expect_err("the same");
        assert_eq!(codes(same), [("value".to_owned(), "same_value")]);
        assert_eq!(service::replan(app, &chief, id, &anew(1, "1500")).await.expect("saved"), 2);
        let stale = service::replan(app, &chief, id, &anew(1, "1400")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let ahead = ReplanInput { effective_on: "2025-10-01".to_owned(), ..anew(2, "1600") };
        assert_eq!(service::replan(app, &chief, id, &ahead).await.expect("saved"), 3);
        let shown = service::get(app, &chief, id).await.expect("it");
        let values: Vec<u64> = shown.held.versions.iter().map(|terms| terms.value).collect();
        assert_eq!(values, [1600, 1500, 1750]);
        assert_eq!(shown.held.terms.value, 1500, "the newest one is not in force yet");
        assert_eq!(shown.held.original().map(|terms| terms.value), Some(1750));
        assert_eq!(shown.past.len(), 2);
        registry.clock.set("2025-10-01T01:00:00Z".parse().expect("an instant"));
        let shown = service::get(app, &chief, id).await.expect("it");
        assert_eq!(shown.held.terms.value, 1600);
        assert_eq!(
            actions(registry, Some(id)).await,
            [Action::TargetReplanned, Action::TargetReplanned]
        );
        let rate = target(app, &chief, None, "remobilisation_refusal").await;
        service::replan(app, &chief, rate, &anew(1, "7.5")).await.expect("per cent");
        let shown = service::get(app, &chief, rate).await.expect("it");
        assert_eq!(shown.held.terms.value, 750);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_reads_or_changes_them_by_any_way() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = target(app, &chief, None, "persons_pooled").await;
        let even = breakdown(app, &chief, id, "evenly", &[]).await;
        service::break_down(app, &chief, id, &even).await.expect("saved");
        let below = target(app, &chief, Some(registry.unit(JINPING)), "persons_pooled").await;

        // The township reads its own, and does not plan it anew itself.
        let own = registry.caller(Role::Supervisor, JINPING).await;
        let shown = service::get(app, &own, below).await.expect("its own");
        assert!(!shown.may_replan && !shown.may_break_down);
        let refused = service::replan(app, &own, below, &anew(1, "1")).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        assert!(matches!(service::get(app, &own, id).await, Err(ServiceError::Missing)));
        // Whoever set it does.
        let shown = service::get(app, &chief, below).await.expect("below");
        assert!(shown.may_replan);
        service::replan(app, &chief, below, &anew(1, "35")).await.expect("saved");

        for (role, unit) in [
            (Role::Supervisor, YUELIN),
            (Role::Coordinator, YUELIN),
            (Role::Supervisor, BAOJI),
            (Role::StatisticsReader, BAOJI),
        ] {
            let other = registry.caller(role, unit).await;
            for target in [id, below] {
                let read = service::get(app, &other, target).await.err();
                assert!(matches!(read, Some(ServiceError::Missing)), "{role:?} {unit}");
                let changed = service::replan(app, &other, target, &anew(2, "9")).await.err();
                assert!(matches!(changed, Some(ServiceError::Missing | ServiceError::Denied(_))));
                let broken = service::break_down(app, &other, target, &even).await.err();
                assert!(matches!(broken, Some(ServiceError::Missing | ServiceError::Denied(_))));
            }
            let board = service::board(app, &other, Some(registry.unit(JINPING)), None).await.err();
            assert!(matches!(board, Some(ServiceError::Missing)));
        }
        for role in [Role::Helper, Role::Auditor, Role::Administrator] {
            let other = registry.caller(role, FENGHUA).await;
            for denied in [
                service::get(app, &other, id).await.err(),
                service::board(app, &other, None, None).await.err(),
                service::coverage(app, &other, registry.unit(FENGHUA)).await.err(),
                service::replan(app, &other, id, &anew(1, "9")).await.err(),
                service::break_down(app, &other, id, &even).await.err(),
            ] {
                assert!(matches!(denied, Some(ServiceError::Denied(_))), "{role:?}");
            }
        }
        for role in [Role::Coordinator, Role::StatisticsReader] {
            let reader = registry.caller(role, FENGHUA).await;
            let shown = service::get(app, &reader, id).await.expect("they read");
            assert!(!shown.may_replan && !shown.may_break_down);
            let changed = service::replan(app, &reader, id, &anew(1, "9")).await.err();
            assert!(matches!(changed, Some(ServiceError::Denied(_))));
        }
        // The city above sees the plan of its district.
        let city = registry.caller(Role::StatisticsReader, NINGBO).await;
        let board = service::board(app, &city, None, None).await.expect("a board");
        assert_eq!(
            (board.unit, board.plan.code.as_str()),
            (registry.unit(FENGHUA), "fenghua_2021")
        );
    })
    .await;
}

#[tokio::test]
async fn the_command_prints_the_board_and_a_bad_plan_is_refused_at_start() {
    let folder = Arc::new(TempDir::new());
    Server::start_in(&folder, &["serve"], &[]).await.terminate().await;
    let told = run(&folder, &["targets", "--unit", "610300", "--json"], &[]).await;
    assert!(told.status.success(), "{}", told.stderr);
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert_eq!((&told["plan"], &told["unit"]), (&"baoji_2024".into(), &"610300".into()));
    let values: Vec<u64> = told["readings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|reading| reading["target"]["in_force"]["value"].as_u64())
        .collect();
    assert_eq!(values, [3000, 10_000]);
    let words = run(&folder, &["targets", "--unit", "330213"], &[]).await;
    assert!(words.stdout.contains("新增造血干细胞捐献入库志愿者"), "{}", words.stderr);
    let unknown = run(&folder, &["targets", "--unit", "999999"], &[]).await;
    assert!(!unknown.status.success() && unknown.stderr.contains("999999"));

    let shipped = include_str!("../../config/plans/fenghua.toml");
    let file = folder.path().join("plan.toml");
    std::fs::write(&file, shipped.replace("value = 400 }\nname", "value = \"四百\" }\nname"))
        .expect("a file");
    let asked = ["targets", "--unit", "330213", "--plan-file", "plan.toml"];
    let refused = run(&folder, &asked, &[]).await;
    let number = "value = 400 }\nname";
    let (before, _) = shipped.split_once(number).expect("the number");
    let place = format!("plan.toml:{}: ", before.matches('\n').count() + 1);
    assert!(!refused.status.success(), "{}", refused.stdout);
    assert!(refused.stderr.contains(&place), "{place}: {}", refused.stderr);
    std::fs::write(&file, shipped.replace(number, "value = 401 }\nname")).expect("a file");
    let refused = run(&folder, &["jobs", "list", "--plan-file", "plan.toml"], &[]).await;
    assert!(refused.stderr.contains("persons_pooled"), "an edited number: {}", refused.stderr);
}
