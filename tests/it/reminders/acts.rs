//! Doing a reminder: opened for a reason, done with an outcome, put off, handed over.

use lifelight::{
    domain::{
        audit::Action,
        permissions::Role,
        reminders::{Outcome, ReminderState, inputs::OutcomeInput},
    },
    service::{
        ServiceError,
        reminders::{acts, explaining, opening},
    },
    store::audit::AuditFilter,
};

use super::{day, go_to, reminders, sampled, tick, told};
use crate::support::{
    people::{name, phone},
    registry::{FENGHUA, JINPING, each_engine},
};

fn report(version: i64, outcome: &str, means: Option<&str>) -> OutcomeInput {
    OutcomeInput {
        version,
        outcome: outcome.to_owned(),
        means: means.map(str::to_owned),
        note: Some("合成备注".to_owned()),
        ..OutcomeInput::default()
    }
}

#[tokio::test]
async fn having_a_reminder_is_the_reason_to_see_whom_to_call() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let colleague = registry.caller(Role::Coordinator, FENGHUA).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let one = reminders(registry, id).await.remove(0);

        let listed = acts::list(&registry.app, &by).await.expect("listed").lines;
        assert!(!listed[0].whom.contains(&name(1)), "a list is masked");
        let opened = opening::open(&registry.app, &by, one.id).await.expect("opened");
        assert_eq!(opened.reachable[0].name, name(1));
        assert_eq!(opened.reachable[0].phone.as_deref(), Some(phone(1).as_str()));
        let filter = AuditFilter { subject: Some(one.id), ..AuditFilter::default() };
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let trail = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
        let actions: Vec<Action> =
            trail.expect("read").lines.iter().map(|line| line.event.action).collect();
        assert!(actions.contains(&Action::ReminderOpened), "{actions:?}");

        // Handed to a colleague: whoever had it sees the mask again.
        let to = colleague.actor.account_id();
        acts::hand_over(&registry.app, &by, one.id, one.version, to).await.expect("handed over");
        let opened = opening::open(&registry.app, &by, one.id).await.expect("opened");
        assert!(opened.is_anothers && opened.reachable.is_empty());
        let helper = registry.caller(Role::Helper, JINPING).await;
        let refused =
            acts::hand_over(&registry.app, &by, one.id, 2, helper.actor.account_id()).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))));
    })
    .await;
}

#[tokio::test]
async fn what_came_of_it_is_written_down_once() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        go_to(registry, "2025-06-09");
        tick(&registry.app).await;
        let asked = reminders(registry, id).await;
        let asked = asked.iter().find(|one| one.details.rule == "will_before_pool").expect("there");

        for wrong in [
            report(asked.version, "", None),
            report(asked.version, "sent", Some("sms")),
            report(asked.version, "settled", None),
            report(asked.version, "reached", None),
        ] {
            let refused = acts::done(&registry.app, &by, asked.id, &wrong).await;
            assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{wrong:?}");
        }
        let right = report(asked.version, "reached", Some("call"));
        acts::done(&registry.app, &by, asked.id, &right).await.expect("done");
        let again = acts::done(&registry.app, &by, asked.id, &right).await;
        assert!(matches!(again, Err(ServiceError::Conflict)), "{again:?}");

        tick(&registry.app).await;
        let done = reminders(registry, id).await;
        let done = done.iter().find(|one| one.id == asked.id).expect("there");
        assert_eq!(done.state, ReminderState::Done);
        assert_eq!(done.details.report.as_ref().expect("told").outcome, Outcome::Reached);
        // She was reached on her number: nobody need verify it for half a year.
        let person = lifelight::service::people::get(&registry.app, &by, id).await.expect("shown");
        assert_eq!(person.person.phones[0].verified_on, Some(day("2025-06-09")));
        let coverage =
            explaining::coverage(&registry.app, &by, day("2025-06-01"), day("2025-06-30")).await;
        let coverage = coverage.expect("counted");
        let of = |rule: &str| coverage[&(rule.to_owned(), registry.unit(JINPING))].clone();
        assert_eq!((of("will_before_pool").due, of("will_before_pool").reached), (1, 1));
        assert_eq!((of("sample_thanks").due, of("sample_thanks").open), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_reminder_put_off_comes_again() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let one = reminders(registry, id).await.remove(0);
        for wrong in ["2025-06-02", "2025-06-03", "2026-06-30"] {
            let refused = acts::put_off(&registry.app, &by, one.id, one.version, day(wrong)).await;
            assert!(matches!(refused, Err(ServiceError::Invalid(_))));
        }
        // Beyond the rule's last day, even.
        acts::put_off(&registry.app, &by, one.id, one.version, day("2025-07-01"))
            .await
            .expect("put off");
        tick(&registry.app).await;
        assert_eq!(acts::list(&registry.app, &by).await.expect("listed").lines.len(), 0);
        go_to(registry, "2025-07-01");
        tick(&registry.app).await;
        let due: Vec<String> = acts::list(&registry.app, &by)
            .await
            .expect("listed")
            .lines
            .into_iter()
            .map(|line| line.rule.code)
            .collect();
        assert_eq!(due, ["will_before_pool", "sample_thanks"]);
        go_to(registry, "2025-07-05");
        tick(&registry.app).await;
        let state = told(registry, id).await.into_iter().find(|(rule, ..)| rule == "sample_thanks");
        assert_eq!(state.expect("there").2, ReminderState::Missed);
    })
    .await;
}

#[tokio::test]
async fn why_and_why_not() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        let all = explaining::why(&registry.app, &by, id).await.expect("explained");
        let of = |rule: &str| {
            let one = all.iter().find(|one| one.rule.code == rule).expect("explained");
            one.decision.words().zh.into_owned()
        };
        assert_eq!(of("sample_thanks"), "时间未到");
        assert_eq!(of("pooled_notice"), "缺入库日");
        assert_eq!(of("card_30"), "不属于本规则的项目");
        let ahead = explaining::simulate(
            &registry.app,
            &registry.operator().await,
            day("2025-06-01"),
            day("2025-12-31"),
        )
        .await
        .expect("simulated");
        let rules: Vec<&str> =
            ahead.iter().filter(|one| one.subject == id).map(|one| one.rule.as_str()).collect();
        assert_eq!(rules, ["sample_thanks", "will_before_pool"]);
        assert_eq!(reminders(registry, id).await, [], "nothing was written");
    })
    .await;
}
