//! Nobody is sent to who is to be left in peace, neither when a task is handed out nor when it is opened.

use lifelight::{
    domain::permissions::Role,
    service::{App, Caller, ServiceError, people, registrations, tasks as work, transfers},
};
use uuid::Uuid;

use super::{add_member, register, report, visit};
use crate::{
    people::codes,
    support::registry::{JINPING, YUELIN, each_engine},
};

async fn silence(app: &App, caller: &Caller, person: Uuid, silent: bool) {
    let version = people::get(app, caller, person).await.expect("her").person.version;
    people::set_do_not_contact(app, caller, person, version, silent).await.expect("noted");
}

async fn withdraw_everything(app: &App, caller: &Caller, person: Uuid) {
    let her = people::get(app, caller, person).await.expect("her").person;
    let row = her.registrations[0].id;
    registrations::withdraw(app, caller, person, her.version, row, "", "").await.expect("noted");
}

#[tokio::test]
async fn who_asked_for_silence_or_withdrew_is_visited_no_more() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let (silent, gone) = (register(app, &clerk, 1).await, register(app, &clerk, 2).await);
        let mut tasks = Vec::new();
        for person in [silent, gone] {
            let task = work::hand_out(app, &clerk, person, &visit(member)).await;
            tasks.push(task.expect("nothing speaks against it yet"));
        }
        silence(app, &clerk, silent, true).await;
        withdraw_everything(app, &clerk, gone).await;
        for (person, code) in [(silent, "do_not_contact"), (gone, "do_not_contact")] {
            let refused =
                work::hand_out(app, &clerk, person, &visit(member)).await.expect_err(code);
            assert_eq!(codes(refused), [("person".to_owned(), code)]);
            assert!(work::members_for(app, &clerk, person).await.is_err());
        }
        // Whom silence was lifted for, but who offers nothing, is left in peace all the same.
        silence(app, &clerk, gone, false).await;
        let refused = work::hand_out(app, &clerk, gone, &visit(member)).await.expect_err("gone");
        assert_eq!(codes(refused), [("person".to_owned(), "nothing_stands")]);
        for (n, task) in tasks.iter().enumerate() {
            let opened = work::one(app, &helper, *task).await.expect("it is still hers");
            assert!(opened.whom.is_none() && opened.task.details.instructions.is_none());
            let own = work::own(app, &helper).await.expect("her tasks").tasks;
            assert!(own.iter().all(|one| one.whom.is_none()), "{n}");
        }
        // What was done before can still be told, and a task given back.
        work::report(app, &helper, tasks[0], 1, &report()).await.expect("it had happened");
        work::give_back(app, &helper, tasks[1], 1, "合成：不宜打扰").await.expect("given back");
    })
    .await;
}

#[tokio::test]
async fn who_moved_away_is_visited_no_more() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let next = registry.caller(Role::Coordinator, YUELIN).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let moved = register(app, &clerk, 1).await;
        let task = work::hand_out(app, &clerk, moved, &visit(member)).await.expect("handed out");
        let asked = transfers::ask(app, &clerk, moved, registry.unit(YUELIN)).await.expect("asked");
        assert!(work::one(app, &helper, task).await.expect("hers").whom.is_some());
        transfers::decide(app, &next, asked, true).await.expect("accepted");
        assert!(work::one(app, &helper, task).await.expect("hers").whom.is_none());
        assert!(matches!(work::get(app, &clerk, task).await, Err(ServiceError::Missing)));
        // The office that has her now sees the task and takes it back.
        assert_eq!(work::of_person(app, &next, moved).await.expect("a list").len(), 1);
        work::withdraw(app, &next, task, 1).await.expect("taken back");
        assert!(work::own(app, &helper).await.expect("her tasks").tasks.is_empty());
    })
    .await;
}
