//! Asked for by somebody: only by those who may, told in the trail, shown on the page.

use chrono::Duration;
use lifelight::{
    domain::{
        audit::Action,
        jobs::{Job, Outcome},
        permissions::Role,
    },
    jobs::Instance,
    service::{
        ServiceError,
        audit::{self, AuditFilter},
        jobs as service,
    },
};

use super::{done, listed};
use crate::{
    console_people::visitor::Visitor,
    support::registry::{FENGHUA, each_engine},
};

#[tokio::test]
async fn an_administrator_has_a_job_run_and_the_trail_tells_of_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (keeper, caller) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let instance = Instance::new(app.clone());
        assert_eq!(instance.run_due().await.expect("planned"), []);

        let page = keeper.get("/jobs").await;
        page.shows(&[
            "清理",
            "每天 03:40",
            "2025-06-03 03:40",
            "未启用",
            "/jobs/clean_up/run",
            "没有记录",
        ]);
        page.hides(&["/jobs/backup/run"]);
        let seen = chief.get("/jobs").await;
        seen.shows(&["清理", "2025-06-03 03:40"]);
        seen.hides(&["/jobs/clean_up/run"]);
        assert_eq!(chief.post("/jobs/clean_up/run", &[]).await.status, 403);
        assert_eq!(keeper.post("/jobs/nothing/run", &[]).await.status, 404);
        let off = keeper.post("/jobs/backup/run", &[]).await;
        assert_eq!(off.status, 422);
        off.shows(&["未配置备份文件夹"]);

        for _ in 0..2 {
            assert_eq!(keeper.post("/jobs/clean_up/run", &[]).await.location(), "/jobs");
        }
        keeper.get("/jobs").await.shows(&["即将运行"]);
        // Asked for twice before it began, it runs once.
        assert_eq!(done(&instance.run_due().await.expect("asked")), [Job::CleanUp]);
        assert_eq!(instance.run_due().await.expect("asked"), []);
        let now = listed(registry, Job::CleanUp).await;
        assert_eq!(now.runs[0].by_hand, Some(caller.actor.account_id()));
        let standing = now.standing.expect("planned");
        assert_eq!((standing.runs, standing.asked_at), (1, None));
        let page = keeper.get("/jobs").await;
        page.shows(&["完成", "手动", "最近的运行"]);
        page.hides(&["即将运行"]);

        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let wanted = AuditFilter { action: Some(Action::JobAsked), ..AuditFilter::default() };
        let trail = audit::read(app, &auditor, &wanted, 10).await.expect("the trail");
        assert_eq!(trail.lines.len(), 2);
        let line = &trail.lines[0];
        assert_eq!(line.event.subject.map(|(_, id, _)| id), Some(Job::CleanUp.id()));
        assert_eq!(line.account, caller.actor.account_id());
        let (reader, _) = Visitor::at(registry, Role::Auditor, FENGHUA).await;
        reader.get("/audit?action=job_asked").await.shows(&["手动运行任务", "清理"]);
    })
    .await;
}

#[tokio::test]
async fn the_operator_runs_a_job_at_once_unless_somebody_is_at_it() {
    each_engine(async |registry| {
        let operator = registry.operator().await;
        let one = Instance::new(registry.app.clone());
        let ran =
            one.run_by_hand(&operator, Job::Pauses).await.expect("asked").expect("nobody is at it");
        assert_eq!((ran.number, ran.ending.outcome), (1, Outcome::Done));
        assert_eq!(listed(registry, Job::Pauses).await.runs[0].by_hand, Some(None));
        // Its time comes all the same.
        registry.clock.advance(Duration::days(1));
        assert!(done(&one.run_due().await.expect("asked")).contains(&Job::Pauses));

        let held =
            service::take(&registry.app, &operator, Job::Pauses, uuid::Uuid::from_u128(3)).await;
        assert!(held.expect("asked").is_some());
        assert_eq!(one.run_by_hand(&operator, Job::Pauses).await.expect("asked"), None);
        let helper = registry.caller(Role::Helper, FENGHUA).await;
        for caller in [helper, registry.caller(Role::Supervisor, FENGHUA).await] {
            let refused = one.run_by_hand(&caller, Job::CleanUp).await;
            assert!(matches!(refused, Err(ServiceError::Denied(_))), "{refused:?}");
        }
    })
    .await;
}
