//! The volunteer team on both engines: the roster, and who keeps it.

mod by_hand;
mod families;
mod peace;
mod tasks;

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        permissions::Role,
        team::inputs::{LeavingInput, MemberInput},
        trainings::{TrainingInput, total},
    },
    service::{Caller, ServiceError, tasks as work, team},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        people::register,
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
        team::{add_member, member_of, report, visit},
    },
};

fn training(on: &str) -> TrainingInput {
    TrainingInput { on: on.to_owned(), what: "合成培训".to_owned(), hours: "2".to_owned() }
}

fn account(caller: &Caller) -> String {
    caller.actor.account_id().expect("an account").to_string()
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

fn leaving() -> LeavingInput {
    LeavingInput { left_on: "2025-06-02".to_owned(), why: "合成：搬家".to_owned() }
}

#[tokio::test]
async fn every_act_on_the_roster_is_done_audited_once_and_leaves_what_was() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let id = team::add(app, &clerk, &member_of(1)).await.expect("entered");
        let linked = MemberInput { account: account(&helper), ..member_of(1) };
        let mut version = team::amend(app, &clerk, id, 1, &linked).await.expect("amended");
        let same = team::amend(app, &clerk, id, version, &linked).await.expect("nothing to do");
        assert_eq!(same, version);
        let stale = team::train(app, &clerk, id, 1, &training("2025-05-01")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        version = team::train(app, &clerk, id, version, &training("2025-05-01"))
            .await
            .expect("a training");

        // What she still has goes back when she leaves, and she sees nothing any more; her hours stay.
        let person = register(app, &clerk, 1).await;
        let task = work::hand_out(app, &clerk, person, &visit(id)).await.expect("handed out");
        work::report(app, &helper, task, 1, &report()).await.expect("done");
        let task = work::hand_out(app, &clerk, person, &visit(id)).await.expect("handed out");
        assert_eq!(work::own(app, &helper).await.expect("a list").tasks.len(), 1);
        version = team::leave(app, &clerk, id, version, &leaving()).await.expect("she leaves");
        assert!(matches!(work::one(app, &helper, task).await, Err(ServiceError::Missing)));
        let late = work::report(app, &helper, task, 1, &report()).await;
        assert!(matches!(late, Err(ServiceError::Missing)));
        let returned = work::returned(app, &clerk).await.expect("a list");
        assert_eq!(returned.iter().map(|one| one.task.id).collect::<Vec<_>>(), [task]);
        assert_eq!(returned[0].task.details.note.as_deref(), Some("队员离队，请另行分派。"));
        assert_eq!(actions(registry, task).await, [Action::TaskHanded, Action::TaskReturned]);
        let again = team::leave(app, &clerk, id, version, &leaving()).await.expect_err("once");
        assert_eq!(codes(again), [("left_on".to_owned(), "left_already")]);
        let listed = &team::list(app, &clerk).await.expect("a roster")[0];
        assert_eq!((listed.open, listed.served.to_string().as_str()), (0, "1.5"));
        assert_eq!(total(&listed.member.details.trainings).to_string(), "2");
        let refused = work::hand_out(app, &clerk, person, &visit(id)).await.expect_err("left");
        assert_eq!(codes(refused), [("member".to_owned(), "not_serving")]);
        assert!(!work::own(app, &helper).await.expect("a list").serves);
        let left = team::get(app, &clerk, id).await.expect("a member").listed.member;
        assert_eq!((left.account, left.details.left_why.as_deref()), (None, Some("合成：搬家")));
        version = team::come_back(app, &clerk, id, version).await.expect("she is back");
        assert!(
            !work::own(app, &helper).await.expect("a list").serves,
            "her account is not linked"
        );

        let shown = team::get(app, &clerk, id).await.expect("a member");
        assert_eq!(shown.listed.member.version, version);
        assert_eq!(shown.tasks.len(), 2);
        let was: Vec<_> = shown.past.iter().map(|past| past.was.active).collect();
        assert_eq!(was, [false, true, true, true]);
        let whole = team::unmask(app, &clerk, id, UnmaskReason::Contact).await.expect("in full");
        let phone = whole.details.phone.expect("a phone");
        assert_eq!(phone.as_str(), member_of(1).phone);
        assert_eq!(
            actions(registry, id).await,
            [
                Action::MemberAdded,
                Action::MemberAmended,
                Action::TrainingRecorded,
                Action::MemberLeft,
                Action::MemberCameBack,
                Action::PersonUnmasked,
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_is_a_helpers_of_that_unit_and_one_members() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let helper = registry.caller(Role::Helper, FENGHUA).await;
        let below = registry.caller(Role::Helper, JINPING).await;
        let elsewhere = registry.caller(Role::Helper, NINGBO).await;
        add_member(app, &clerk, 1, Some(&helper)).await;
        for (account, code) in [
            (account(&helper), "account_taken"),
            (account(&clerk), "unfit_account"),
            (account(&below), "other_unit"),
            (account(&elsewhere), "unknown_account"),
            (Uuid::from_u128(7).to_string(), "unknown_account"),
        ] {
            let input = MemberInput { account, ..member_of(2) };
            let refused = team::add(app, &clerk, &input).await.expect_err(code);
            assert_eq!(codes(refused), [("account".to_owned(), code)]);
        }
        for unit in [registry.unit(NINGBO), Uuid::from_u128(7)] {
            let input = MemberInput { unit: unit.to_string(), ..member_of(2) };
            let refused = team::add(app, &clerk, &input).await.expect_err("not hers");
            assert_eq!(codes(refused), [("unit".to_owned(), "unknown_unit")]);
        }
        let (unit, account) = (registry.unit(JINPING).to_string(), account(&below));
        let input = MemberInput { unit, account, ..member_of(2) };
        team::add(app, &clerk, &input).await.expect("at the account's unit");
        let offered = team::linkable(app, &clerk).await.expect("a list");
        assert_eq!(offered.len(), 2);
        assert!(offered.iter().all(|one| one.role == Role::Helper));
    })
    .await;
}

#[tokio::test]
async fn the_roster_is_kept_by_coordinators_of_the_unit_and_nobody_else() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let id = add_member(app, &clerk, 1, None).await;
        let person = register(app, &clerk, 1).await;
        let task = work::hand_out(app, &clerk, person, &visit(id)).await.expect("handed out");
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let caller = registry.caller(role, JINPING).await;
            let denied = [
                team::list(app, &caller).await.map(drop),
                team::get(app, &caller, id).await.map(drop),
                team::unmask(app, &caller, id, UnmaskReason::Contact).await.map(drop),
                team::linkable(app, &caller).await.map(drop),
                team::add(app, &caller, &member_of(2)).await.map(drop),
                team::amend(app, &caller, id, 1, &member_of(1)).await.map(drop),
                team::train(app, &caller, id, 1, &training("2025-05-01")).await.map(drop),
                team::leave(app, &caller, id, 1, &leaving()).await.map(drop),
                team::come_back(app, &caller, id, 1).await.map(drop),
                work::hand_out(app, &caller, person, &visit(id)).await.map(drop),
                work::members_for(app, &caller, person).await.map(drop),
                work::of_person(app, &caller, person).await.map(drop),
                work::of_member(app, &caller, id).await.map(drop),
                work::returned(app, &caller).await.map(drop),
                work::get(app, &caller, task).await.map(drop),
                work::withdraw(app, &caller, task, 1).await.map(drop),
            ];
            for (n, result) in denied.into_iter().enumerate() {
                assert!(matches!(result, Err(ServiceError::Denied(_))), "{role:?} {n}");
            }
        }
        // A sibling township comes to nothing of it.
        for role in [Role::Coordinator, Role::Supervisor] {
            let sibling = registry.caller(role, YUELIN).await;
            assert!(team::list(app, &sibling).await.expect("a list").is_empty());
            assert!(work::of_person(app, &sibling, person).await.expect("a list").is_empty());
            assert!(work::of_member(app, &sibling, id).await.expect("a list").is_empty());
            let missing = [
                team::get(app, &sibling, id).await.map(drop),
                team::unmask(app, &sibling, id, UnmaskReason::Contact).await.map(drop),
                team::amend(app, &sibling, id, 1, &MemberInput::default()).await.map(drop),
                team::train(app, &sibling, id, 1, &TrainingInput::default()).await.map(drop),
                team::leave(app, &sibling, id, 1, &leaving()).await.map(drop),
                team::come_back(app, &sibling, id, 1).await.map(drop),
                work::hand_out(app, &sibling, person, &visit(id)).await.map(drop),
                work::members_for(app, &sibling, person).await.map(drop),
                work::get(app, &sibling, task).await.map(drop),
                work::withdraw(app, &sibling, task, 1).await.map(drop),
            ];
            for (n, result) in missing.into_iter().enumerate() {
                assert!(matches!(result, Err(ServiceError::Missing)), "{role:?} {n}");
            }
        }
    })
    .await;
}
