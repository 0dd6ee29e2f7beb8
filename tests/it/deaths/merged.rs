//! A death comes along with the record that tells of it, and goes back with it.

use lifelight::{
    domain::{
        match_cases::{inputs::NoticeInput, reasons::Reason},
        memberships::EndReason,
        permissions::Role,
        person::PersonStatus,
        tasks::TaskState,
    },
    service::{App, Caller, deaths as service, match_cases, memberships, merges, people, tasks},
};
use uuid::Uuid;

use super::{told, version};
use crate::support::{
    memberships::joined,
    memorials::died,
    people::register,
    registry::{FENGHUA, JINPING, each_engine},
    team::{add_member, visit},
};

async fn record(app: &App, clerk: &Caller, person: Uuid) {
    let now = version(app, clerk, person).await;
    service::record(app, clerk, person, now, &told("2025-06-01", "family"))
        .await
        .expect("recorded");
}

async fn stands(app: &App, clerk: &Caller, person: Uuid) -> (PersonStatus, bool, bool) {
    let hers = people::get(app, clerk, person).await.expect("her").person;
    (hers.status, hers.do_not_contact, hers.death.is_some())
}

async fn merge(app: &App, clerk: &Caller, chief: &Caller, kept: Uuid, dropped: Uuid) -> Uuid {
    let merge = merges::ask(app, clerk, kept, dropped).await.expect("asked");
    merges::decide(app, chief, merge, true).await.expect("merged");
    merge
}

const DEAD: (PersonStatus, bool, bool) = (PersonStatus::Deceased, true, true);
const ALIVE: (PersonStatus, bool, bool) = (PersonStatus::Living, false, false);

#[tokio::test]
async fn who_died_does_not_live_on_because_of_a_merge() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let (kept, _, membership) = joined(app, &clerk, 1).await;
        let dropped = register(app, &clerk, 2).await;
        let notice = NoticeInput { notice_on: "2025-05-30".to_owned(), ..NoticeInput::default() };
        let case = match_cases::open(app, &clerk, kept, &notice).await.expect("a notice");
        let member = add_member(app, &clerk, 3, None).await;
        let task = tasks::hand_out(app, &clerk, kept, &visit(member)).await.expect("a task");
        record(app, &clerk, dropped).await;

        let first = merge(app, &clerk, &chief, kept, dropped).await;
        assert_eq!(stands(app, &clerk, kept).await, DEAD);
        let ended = match_cases::get(app, &clerk, case).await.expect("the case").case;
        assert_eq!(ended.course.ending.expect("nobody calls the dead").reason, Reason::X2);
        let back = tasks::get(app, &clerk, task).await.expect("the task").told.task;
        assert_eq!(back.state, TaskState::Withdrawn);
        let ended = memberships::get(app, &clerk, membership).await.expect("it").listed.membership;
        assert_eq!(ended.details.ended.map(|end| end.why), Some(EndReason::Died));

        merges::undo(app, &chief, first).await.expect("taken back");
        assert_eq!(stands(app, &clerk, kept).await, ALIVE);
        assert_eq!(stands(app, &clerk, dropped).await, DEAD);
        let open = match_cases::get(app, &clerk, case).await.expect("the case").case;
        assert!(open.course.ending.is_none(), "the volunteer can be called again");

        // A death revoked while the records are one was told of neither.
        let second = merge(app, &clerk, &chief, kept, dropped).await;
        let now = version(app, &clerk, kept).await;
        service::revoke(app, &chief, kept, now).await.expect("a mistake");
        assert_eq!(stands(app, &clerk, kept).await, ALIVE);
        merges::undo(app, &chief, second).await.expect("taken back");
        assert_eq!(stands(app, &clerk, kept).await, ALIVE);
        assert_eq!(stands(app, &clerk, dropped).await, ALIVE);
    })
    .await;
}

#[tokio::test]
async fn a_death_that_a_donation_tells_of_comes_along_and_silence_of_her_own_stays() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let (kept, gave) = (register(app, &clerk, 1).await, died(app, &clerk, 2).await);
        let first = merge(app, &clerk, &chief, kept, gave).await;
        assert_eq!(stands(app, &clerk, kept).await.0, PersonStatus::Deceased);
        merges::undo(app, &chief, first).await.expect("taken back");
        assert_eq!(stands(app, &clerk, kept).await, ALIVE);
        assert_eq!(stands(app, &clerk, gave).await.0, PersonStatus::Deceased);

        let told_of = register(app, &clerk, 3).await;
        record(app, &clerk, told_of).await;
        people::set_do_not_contact(app, &clerk, kept, version(app, &clerk, kept).await, true)
            .await
            .expect("her own silence");
        merge(app, &clerk, &chief, kept, told_of).await;
        let now = version(app, &clerk, kept).await;
        service::revoke(app, &chief, kept, now).await.expect("a mistake");
        assert_eq!(stands(app, &clerk, kept).await, (PersonStatus::Living, true, false));
    })
    .await;
}

#[tokio::test]
async fn a_membership_ends_with_the_death_that_is_told() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let (person, _, membership) = joined(app, &clerk, 1).await;
        record(app, &clerk, person).await;
        let ended = memberships::get(app, &clerk, membership).await.expect("it").listed.membership;
        assert_eq!(ended.details.ended.map(|end| end.why), Some(EndReason::Died));
    })
    .await;
}
