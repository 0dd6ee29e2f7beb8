//! Supervision visits on both engines: planned, made, findings reported by one office and closed by the other.

use lifelight::{
    domain::{
        audit::Action,
        permissions::Role,
        supervisions::{
            FindingState, VisitState,
            inputs::{AnswerInput, FindingInput, RectificationInput, VisitInput},
        },
    },
    service::{App, Caller, ServiceError, supervisions as visits, today},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::support::registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine};

pub fn visit_to(registry: &Registry, unit: &str, who: &Caller) -> VisitInput {
    VisitInput {
        unit: registry.unit(unit).to_string(),
        on: "2025-06-10".to_owned(),
        occasion: "mid_term".to_owned(),
        who: vec![who.actor.account_id().expect("an account").to_string()],
        about: "合成督导内容".to_owned(),
        held: String::new(),
    }
}

pub fn finding(due_on: &str) -> FindingInput {
    FindingInput {
        kind: "ledgers".to_owned(),
        text: "合成问题：台账缺签字".to_owned(),
        due_on: due_on.to_owned(),
    }
}

fn done(on: &str) -> RectificationInput {
    RectificationInput { on: on.to_owned(), what: "合成整改：已补签".to_owned() }
}

fn answer(decision: &str) -> AnswerInput {
    AnswerInput { decision: decision.to_owned(), words: "合成说明".to_owned() }
}

async fn shown(app: &App, caller: &Caller, id: Uuid) -> visits::Shown {
    visits::get(app, caller, id).await.expect("a visit")
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, NINGBO).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    let mut actions: Vec<Action> =
        read.expect("the trail").lines.iter().map(|line| line.event.action).collect();
    actions.reverse();
    actions
}

#[tokio::test]
async fn the_office_visited_reports_and_only_the_one_that_visited_closes() {
    each_engine(async |registry| {
        let app = &registry.app;
        let district = registry.caller(Role::Coordinator, FENGHUA).await;
        let town = registry.caller(Role::Coordinator, JINPING).await;
        let id = visits::plan(app, &district, &visit_to(registry, JINPING, &district)).await;
        let id = id.expect("planned");
        assert_eq!(shown(app, &town, id).await.visit.state, VisitState::Planned);

        let early = visits::find(app, &district, id, 1, None, &finding("2025-06-30")).await;
        assert!(
            matches!(early, Err(ServiceError::Invalid(_))),
            "nothing is found before it is made"
        );
        registry.clock.set("2025-06-12T01:00:00Z".parse().expect("an instant"));
        let version = visits::hold(app, &district, id, 1, "2025-06-11").await.expect("made");
        let version = visits::find(app, &district, id, version, None, &finding("2025-06-30")).await;
        let version = version.expect("found");
        let stale = visits::rectify(app, &town, id, 1, 1, &done("2025-06-12")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));

        // Overdue on the day after.
        registry.clock.set("2025-07-01T01:00:00Z".parse().expect("an instant"));
        let listed = visits::list(app, &town).await.expect("a list");
        assert_eq!((listed.len(), listed[0].overdue), (1, 1));
        for caller in [&district, &town] {
            let waits = today::get(app, caller).await.expect("today");
            assert_eq!((waits.overdue_findings, waits.rectifications), (1, 0));
        }

        let version = visits::rectify(app, &town, id, version, 1, &done("2025-06-30")).await;
        let version = version.expect("reported by the town");
        assert_eq!(today::get(app, &district).await.expect("today").rectifications, 1);
        assert_eq!(today::get(app, &town).await.expect("today").rectifications, 0);
        let own = visits::answer(app, &town, id, version, 1, &answer("accept")).await;
        assert!(matches!(own, Err(ServiceError::Denied(_))), "the town closes nothing itself");
        let found = visits::find(app, &town, id, version, None, &finding("")).await;
        assert!(matches!(found, Err(ServiceError::Denied(_))));
        let version = visits::answer(app, &district, id, version, 1, &answer("return")).await;
        let version = version.expect("sent back");
        assert_eq!(shown(app, &town, id).await.visit.count(FindingState::Open), 1);
        let version = visits::rectify(app, &town, id, version, 1, &done("2025-07-01")).await;
        let version = version.expect("reported again");
        let above = registry.caller(Role::Supervisor, NINGBO).await;
        visits::answer(app, &above, id, version, 1, &answer("accept")).await.expect("closed");

        let now = shown(app, &town, id).await;
        let finding = &now.visit.details.findings[0];
        assert_eq!(finding.state(), FindingState::Closed);
        assert_eq!(finding.rectified_on().map(|on| on.to_string()).as_deref(), Some("2025-07-01"));
        assert_eq!(finding.reports.len(), 2);
        assert_eq!(now.past.len(), 6, "every earlier version is kept");
        assert!(!now.leads && shown(app, &district, id).await.leads);
        assert_eq!(
            actions(registry, id).await,
            [
                Action::SupervisionPlanned,
                Action::SupervisionHeld,
                Action::FindingRecorded,
                Action::RectificationReported,
                Action::RectificationAnswered,
                Action::RectificationReported,
                Action::RectificationAnswered,
            ]
        );
        assert_eq!(today::get(app, &district).await.expect("today").overdue_findings, 0);
    })
    .await;
}

#[tokio::test]
async fn who_sees_a_visit_and_who_may_plan_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let district = registry.caller(Role::Supervisor, FENGHUA).await;
        let input = visit_to(registry, JINPING, &district);
        let id = visits::plan(app, &district, &input).await.expect("planned");
        for (role, unit) in [(Role::Coordinator, YUELIN), (Role::Supervisor, BAOJI)] {
            let other = registry.caller(role, unit).await;
            assert!(matches!(visits::get(app, &other, id).await, Err(ServiceError::Missing)));
            assert!(visits::list(app, &other).await.expect("a list").is_empty());
        }
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let other = registry.caller(role, FENGHUA).await;
            assert!(matches!(visits::list(app, &other).await, Err(ServiceError::Denied(_))));
            assert!(matches!(visits::get(app, &other, id).await, Err(ServiceError::Denied(_))));
            assert!(matches!(
                visits::plan(app, &other, &input).await,
                Err(ServiceError::Denied(_))
            ));
        }
        let code = |result: Result<Uuid, ServiceError>| match result {
            Err(ServiceError::Invalid(problems)) => problems[0].code,
            _ => "",
        };
        let own = VisitInput { unit: registry.unit(FENGHUA).to_string(), ..input.clone() };
        assert_eq!(code(visits::plan(app, &district, &own).await), "not_below");
        let elsewhere = VisitInput { unit: registry.unit(BAOJI).to_string(), ..input.clone() };
        assert_eq!(code(visits::plan(app, &district, &elsewhere).await), "not_below");
        let stranger = registry.caller(Role::Coordinator, BAOJI).await;
        let strange = visit_to(registry, JINPING, &stranger);
        assert_eq!(code(visits::plan(app, &district, &strange).await), "unknown_account");
        visits::cancel(app, &district, id, 1, "合成原因").await.expect("cancelled");
        assert_eq!(shown(app, &district, id).await.visit.state, VisitState::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn texts_are_sealed_and_a_row_changed_by_hand_is_found() {
    each_engine(async |registry| {
        let app = &registry.app;
        let district = registry.caller(Role::Supervisor, FENGHUA).await;
        let held = VisitInput {
            on: "2025-06-01".to_owned(),
            held: "yes".to_owned(),
            ..visit_to(registry, JINPING, &district)
        };
        let id = visits::plan(app, &district, &held).await.expect("entered");
        visits::find(app, &district, id, 1, None, &finding("2025-06-30")).await.expect("found");
        // 合成 as it would stand there in UTF-8.
        let hex = if registry.url().starts_with("sqlite") {
            "hex(sealed)"
        } else {
            "encode(sealed, 'hex')"
        };
        for table in ["supervisions", "past_supervisions"] {
            let plain = format!("DELETE FROM {table} WHERE lower({hex}) LIKE '%e59088e68890%'");
            assert_eq!(registry.by_hand(&plain).await, 0, "{table} holds no text in the open");
        }
        // Away from today's page, by hand.
        assert_eq!(registry.by_hand("UPDATE supervisions SET due_on = NULL").await, 1);
        assert!(matches!(visits::get(app, &district, id).await, Err(ServiceError::Tampered(_))));
        assert!(visits::list(app, &district).await.expect("a list").is_empty());
        assert_eq!(actions(registry, id).await.last(), Some(&Action::IntegrityFailed));
    })
    .await;
}
