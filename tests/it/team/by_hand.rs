//! What somebody with the database's own tools can neither change nor read.

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{ServiceError, tasks as work, team},
};
use uuid::Uuid;

use super::{actions, add_member, member_of, register, report, visit};
use crate::support::{
    people::found_in,
    registry::{FENGHUA, JINPING, Registry, each_engine},
};

fn text(registry: &Registry, id: Uuid) -> String {
    match registry.url().starts_with("sqlite") {
        true => format!("X'{}'", id.simple()),
        false => format!("'{id}'"),
    }
}

#[tokio::test]
async fn a_member_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let thief = registry.caller(Role::Helper, FENGHUA).await;
        let other = add_member(app, &clerk, 1, None).await;
        let account = thief.actor.account_id().expect("an account");
        let attacks = [
            format!("unit_id = {}", text(registry, registry.unit(JINPING))),
            format!("account_id = {}", text(registry, account)),
            "active = NOT active".to_owned(),
            "version = version + 1".to_owned(),
        ];
        let person = register(app, &clerk, 1).await;
        for (n, attack) in (2..).zip(attacks) {
            let id = add_member(app, &clerk, n, None).await;
            let task = work::hand_out(app, &clerk, person, &visit(id)).await.expect("handed out");
            let where_id = format!("WHERE id = {}", text(registry, id));
            let one = format!("UPDATE team_members SET {attack} {where_id}");
            assert_eq!(registry.by_hand(&one).await, 1);
            let refused = team::get(app, &clerk, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            assert!(work::hand_out(app, &clerk, person, &visit(id)).await.is_err(), "{attack}");
            // Who gave herself a member's account comes to none of her tasks.
            assert!(work::one(app, &thief, task).await.is_err(), "{attack}");
            let own = work::own(app, &thief).await.map(|own| own.tasks.len());
            assert!(own.is_err() || own.is_ok_and(|count| count == 0), "{attack}");
            assert!(actions(registry, id).await.contains(&Action::IntegrityFailed), "{attack}");
            let listed = team::list(app, &clerk).await.expect("a roster");
            assert_eq!(listed.iter().map(|one| one.member.id).collect::<Vec<_>>(), [other]);
            for table in ["tasks WHERE member_id", "team_members WHERE id"] {
                registry.by_hand(&format!("DELETE FROM {table} = {}", text(registry, id))).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_task_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let thief = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let other = add_member(app, &clerk, 2, Some(&thief)).await;
        let person = register(app, &clerk, 1).await;
        let stranger = register(app, &clerk, 2).await;
        let kept = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        let attacks = [
            format!("member_id = {}", text(registry, other)),
            format!("person_id = {}", text(registry, stranger)),
            format!("unit_id = {}", text(registry, registry.unit(FENGHUA))),
            "kind = 'other'".to_owned(),
            "due_on = '2026-01-01'".to_owned(),
            "state = 'done'".to_owned(),
            "version = version + 1".to_owned(),
        ];
        for attack in attacks {
            let id = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
            let one = format!("UPDATE tasks SET {attack} WHERE id = {}", text(registry, id));
            assert_eq!(registry.by_hand(&one).await, 1);
            let refused = work::get(app, &clerk, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            assert!(work::one(app, &thief, id).await.is_err(), "{attack}");
            assert!(work::report(app, &helper, id, 1, &report()).await.is_err(), "{attack}");
            assert!(actions(registry, id).await.contains(&Action::IntegrityFailed), "{attack}");
            let own = work::own(app, &helper).await.expect("her tasks").tasks;
            assert_eq!(own.iter().map(|one| one.task.id).collect::<Vec<_>>(), [kept], "{attack}");
            assert!(work::own(app, &thief).await.expect("her tasks").tasks.is_empty(), "{attack}");
            // Hours nobody served are not counted.
            let listed = team::list(app, &clerk).await.expect("a roster");
            assert!(listed.iter().all(|one| one.served.tenths() == 0), "{attack}");
            let gone = format!("DELETE FROM tasks WHERE id = {}", text(registry, id));
            assert_eq!(registry.by_hand(&gone).await, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_of_members_and_tasks_stands_in_the_file() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let person = register(app, &clerk, 1).await;
        let task = work::hand_out(app, &clerk, person, &visit(member)).await.expect("handed out");
        work::report(app, &helper, task, 1, &report()).await.expect("done");
        let Some(file) = registry.url().strip_prefix("sqlite:").map(str::to_owned) else { return };
        let (input, visit, report) = (member_of(1), visit(member), report());
        let secrets = [input.name, input.phone, input.skills, visit.instructions, report.note];
        for file in [file.clone(), format!("{file}-wal")] {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert_eq!(found_in(&bytes, &secrets), None, "{file}");
        }
    })
    .await;
}
