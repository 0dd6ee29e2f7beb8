//! Tasks: handed out, done, given back, taken back; and what a helper does not come to.

use lifelight::{
    domain::{
        audit::Action,
        permissions::Role,
        tasks::{
            TaskState,
            inputs::{ReportInput, TaskInput},
        },
        team::inputs::MemberInput,
    },
    service::{App, Caller, ServiceError, merges, people, search, tasks as work, team, today},
};
use uuid::Uuid;

use super::{actions, add_member, member_of, register, report, visit};
use crate::{
    people::codes,
    support::{
        people::secrets_of,
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

/// A coordinator and a helper of Jinping with her member's id.
async fn cast(registry: &Registry) -> (Caller, Caller, Uuid) {
    let clerk = registry.caller(Role::Coordinator, JINPING).await;
    let helper = registry.caller(Role::Helper, JINPING).await;
    let member = add_member(&registry.app, &clerk, 1, Some(&helper)).await;
    (clerk, helper, member)
}

async fn state(app: &App, clerk: &Caller, task: Uuid) -> TaskState {
    work::get(app, clerk, task).await.expect("a task").told.task.state
}

#[tokio::test]
async fn a_task_is_handed_out_and_done() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let person = register(app, &clerk, 1).await;
        let offered = work::members_for(app, &clerk, person).await.expect("members");
        assert_eq!(offered.iter().map(|one| one.id).collect::<Vec<_>>(), [member]);
        let task = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        let later = TaskInput { due_on: "2025-06-03".to_owned(), ..visit(member) };
        let sooner = work::hand_out(app, &clerk, person, &later).await.expect("handed out");

        let own = work::own(app, &helper).await.expect("her tasks");
        let order: Vec<Uuid> = own.tasks.iter().map(|one| one.task.id).collect();
        assert_eq!((own.serves, order), (true, vec![sooner, task]));
        let opened = work::one(app, &helper, task).await.expect("her task");
        let whom = opened.whom.expect("she may go");
        assert_eq!((whom.name.as_str(), whom.unit), ("钱**", registry.unit(JINPING)));
        assert_eq!(opened.task.details.instructions.as_deref(), Some("合成：送上慰问信"));

        let wrong = ReportInput { hours: "x".to_owned(), ..report() };
        let refused = work::report(app, &helper, task, 1, &wrong).await.expect_err("no hours");
        assert_eq!(codes(refused), [("hours".to_owned(), "hours")]);
        let stale = work::report(app, &helper, task, 7, &report()).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        work::report(app, &helper, task, 1, &report()).await.expect("done");
        assert!(matches!(work::one(app, &helper, task).await, Err(ServiceError::Missing)));
        let again = work::report(app, &helper, task, 2, &report()).await;
        assert!(matches!(again, Err(ServiceError::Missing)), "it is over");
        let told = work::of_person(app, &clerk, person).await.expect("her tasks");
        let states: Vec<_> = told.iter().map(|one| one.task.state).collect();
        assert_eq!(states, [TaskState::Handed, TaskState::Done]);
        assert!(told.iter().all(|one| one.member == member_of(1).name));
        let shown = work::get(app, &clerk, task).await.expect("a task");
        assert_eq!(shown.told.task.details.hours.map(|hours| hours.tenths()), Some(15));
        assert_eq!(shown.past.len(), 1);
        assert_eq!(actions(registry, task).await, [Action::TaskHanded, Action::TaskDone]);
        let over = work::withdraw(app, &clerk, task, 2).await.expect_err("done");
        assert_eq!(codes(over), [("status".to_owned(), "over")]);
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_waits_for_a_coordinator() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let person = register(app, &clerk, 1).await;
        let task = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        let unsaid = work::give_back(app, &helper, task, 1, " ").await.expect_err("no reason");
        assert_eq!(codes(unsaid), [("note".to_owned(), "missing")]);
        work::give_back(app, &helper, task, 1, "合成：路远").await.expect("given back");
        assert_eq!(today::get(app, &clerk).await.expect("a day").tasks_returned, 1);
        let waiting = work::returned(app, &clerk).await.expect("a list");
        assert_eq!(waiting[0].task.details.note.as_deref(), Some("合成：路远"));
        let stale = work::withdraw(app, &clerk, task, 1).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        work::withdraw(app, &clerk, task, 2).await.expect("settled");
        assert_eq!(today::get(app, &clerk).await.expect("a day").tasks_returned, 0);
        // One that is taken back from her is not hers any more.
        let task = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        work::withdraw(app, &clerk, task, 1).await.expect("taken back");
        assert!(matches!(work::one(app, &helper, task).await, Err(ServiceError::Missing)));
        assert!(work::own(app, &helper).await.expect("a list").tasks.is_empty());
        assert_eq!(state(app, &clerk, task).await, TaskState::Withdrawn);
        assert_eq!(actions(registry, task).await, [Action::TaskHanded, Action::TaskWithdrawn]);
    })
    .await;
}

#[tokio::test]
async fn a_helper_comes_to_her_own_tasks_and_to_nothing_else() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let other = registry.caller(Role::Helper, JINPING).await;
        let unlinked = registry.caller(Role::Helper, JINPING).await;
        let second = add_member(app, &clerk, 2, Some(&other)).await;
        let person = register(app, &clerk, 1).await;
        let mine = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        let hers = work::hand_out(app, &clerk, person, &visit(second)).await.expect("handed out");
        for (caller, theirs) in [(&helper, hers), (&other, mine), (&unlinked, mine)] {
            for id in [theirs, Uuid::from_u128(7)] {
                let missing = [
                    work::one(app, caller, id).await.map(drop),
                    work::report(app, caller, id, 1, &report()).await.map(drop),
                    work::give_back(app, caller, id, 1, "合成").await.map(drop),
                ];
                assert!(missing.iter().all(|one| matches!(one, Err(ServiceError::Missing))));
            }
        }
        assert!(!work::own(app, &unlinked).await.expect("a list").serves);
        let denied = [
            people::get(app, &helper, person).await.map(drop),
            search::find(app, &helper, &search::Query::default()).await.map(drop),
            team::list(app, &helper).await.map(drop),
            work::of_person(app, &helper, person).await.map(drop),
        ];
        assert!(denied.iter().all(|one| matches!(one, Err(ServiceError::Denied(_)))));
        // Coordinators do no tasks, whoever they are.
        for caller in [&clerk, &registry.caller(Role::Administrator, JINPING).await] {
            assert!(matches!(work::own(app, caller).await, Err(ServiceError::Denied(_))));
            assert!(matches!(work::one(app, caller, mine).await, Err(ServiceError::Denied(_))));
        }
        // Everything she is told, in one text.
        let own = work::own(app, &helper).await.expect("her tasks");
        let task = &own.tasks[0];
        let whom = task.whom.as_ref().expect("she may go");
        let told = format!("{} {:?} {:?}", whom.name, task.task.details.instructions, task.task);
        for secret in secrets_of(1) {
            assert!(!told.contains(&secret), "{told}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_serves_her_unit_and_those_below_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let (clerk, _, township) = cast(registry).await;
        let everywhere = add_member(app, &county, 2, None).await;
        let unit = registry.unit(YUELIN).to_string();
        let next = MemberInput { unit, ..member_of(3) };
        let next = team::add(app, &county, &next).await.expect("a member of the next township");
        let person = register(app, &clerk, 1).await;
        let offered = work::members_for(app, &county, person).await.expect("members");
        assert_eq!(offered.iter().map(|one| one.id).collect::<Vec<_>>(), [township, everywhere]);
        let refused = work::hand_out(app, &county, person, &visit(next)).await.expect_err("next");
        assert_eq!(codes(refused), [("member".to_owned(), "other_unit")]);
        work::hand_out(app, &county, person, &visit(everywhere)).await.expect("the county's");
        // Members above are not the township's to send; the answer is that about nobody.
        for member in [everywhere, Uuid::from_u128(7)] {
            let refused =
                work::hand_out(app, &clerk, person, &visit(member)).await.expect_err("not hers");
            assert_eq!(codes(refused), [("member".to_owned(), "unknown_member")]);
        }
        // A township still sees who has the task about its person.
        let told = work::of_person(app, &clerk, person).await.expect("a list");
        assert_eq!(told[0].member, member_of(2).name);
        let city = registry.caller(Role::Supervisor, NINGBO).await;
        assert_eq!(team::list(app, &city).await.expect("a roster").len(), 3);
    })
    .await;
}

#[tokio::test]
async fn tasks_go_with_a_merged_record_and_come_back_with_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let (kept, dropped) = (register(app, &clerk, 1).await, register(app, &clerk, 2).await);
        let task = work::hand_out(app, &clerk, dropped, &visit(member)).await.expect("handed out");
        work::give_back(app, &helper, task, 1, "合成").await.expect("given back");
        let open = work::hand_out(app, &clerk, dropped, &visit(member)).await.expect("handed out");
        let merge = merges::ask(app, &clerk, kept, dropped).await.expect("proposed");
        merges::decide(app, &chief, merge, true).await.expect("one person");
        let told = work::of_person(app, &clerk, kept).await.expect("a list");
        assert_eq!(told.len(), 2);
        let whom = work::one(app, &helper, open).await.expect("her task").whom;
        assert_eq!(whom.expect("she may go").name, "钱**");
        assert_eq!(work::get(app, &clerk, task).await.expect("it opens").past.len(), 1);
        merges::undo(app, &chief, merge).await.expect("two persons");
        assert!(work::of_person(app, &clerk, kept).await.expect("a list").is_empty());
        assert_eq!(work::of_person(app, &clerk, dropped).await.expect("a list").len(), 2);
        let whom = work::one(app, &helper, open).await.expect("her task").whom;
        assert_eq!(whom.expect("she may go").name, "孙**");
        assert_eq!(work::get(app, &clerk, task).await.expect("it opens").past.len(), 1);
    })
    .await;
}
