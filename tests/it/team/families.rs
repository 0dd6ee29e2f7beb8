//! Tasks for families: the helper sees the masked family, the township and what to bring, and nothing after silence.

use lifelight::{
    domain::{
        care::inputs::DayInput,
        permissions::Role,
        tasks::{TaskState, inputs::TaskInput},
    },
    service::{ServiceError, care, people, tasks as work, team},
};
use uuid::Uuid;

use super::{add_member, member_of, register, report, visit};
use crate::{
    care::{mother, of, opened, rule, version},
    console_people::visitor::Visitor,
    people::codes,
    support::{
        people::{name, phone},
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

fn bring(member: Uuid) -> TaskInput {
    let instructions = "合成：带上书包和慰问信".to_owned();
    TaskInput { kind: "deliver".to_owned(), instructions, ..visit(member) }
}

fn on() -> DayInput {
    DayInput { on: "2025-06-02".to_owned(), words: "合成".to_owned() }
}

#[tokio::test]
async fn a_familys_task_shows_the_mask_and_stops_with_its_silence() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let (ledger, mother) = opened(app, &clerk, 5).await;
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let foreign = work::hand_out_to_family(app, &sister, ledger, &bring(member)).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let as_person = work::hand_out(app, &clerk, ledger, &bring(member)).await;
        assert!(matches!(as_person, Err(ServiceError::Missing)), "a ledger is no person");

        let task = work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await;
        let task = task.expect("handed out");
        let own = work::own(app, &helper).await.expect("her tasks").tasks.remove(0);
        let whom = own.whom.as_ref().expect("she may go");
        assert_eq!((whom.name.as_str(), whom.unit), ("王**", registry.unit(JINPING)));
        assert!(whom.is_family);
        let all = format!("{whom:?} {:?} {:?}", own.task, own.task.details.instructions);
        for secret in [name(5), phone(5), "合成路5号".to_owned(), "王家合成".to_owned()] {
            assert!(!all.contains(&secret), "{all}");
        }
        assert!(all.contains("书包"), "what to bring");
        // The helper comes to the ledger by no other way.
        assert!(matches!(care::get(app, &helper, ledger).await, Err(ServiceError::Denied(_))));

        let at = version(app, &clerk, ledger).await;
        care::members::stop(app, &clerk, ledger, None, at, &on()).await.expect("silence");
        let own = work::one(app, &helper, task).await.expect("hers still");
        assert!(own.whom.is_none() && own.task.details.instructions.is_none());
        let refused = work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await;
        assert_eq!(codes(refused.expect_err("silence")), [("person".to_owned(), "silenced")]);
        care::members::lift(app, &clerk, ledger, None, at + 1, &on()).await.expect("lifted");
        let only = rule("no", &[]);
        care::members::set_rule(app, &clerk, ledger, mother, at + 2, &only).await.expect("set");
        assert!(work::one(app, &helper, task).await.expect("hers still").whom.is_none());
        let refused = work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await;
        assert_eq!(codes(refused.expect_err("nobody"))[0].1, "nobody_to_contact");

        // It happened before: it can be told, and the hours count.
        work::report(app, &helper, task, 1, &report()).await.expect("done");
        let told = work::of_ledger(app, &clerk, ledger).await.expect("its tasks");
        assert_eq!((told.len(), told[0].task.state), (1, TaskState::Done));
        assert_eq!(told[0].member, member_of(1).name);
        let shown = work::get(app, &clerk, task).await.expect("it opens");
        assert_eq!((shown.past.len(), shown.whom.name.as_str()), (1, "王**"));
        let roster = team::list(app, &clerk).await.expect("a roster");
        assert_eq!(roster[0].served.tenths(), 15);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_sent_to_the_living_who_asked_to_be_left_in_peace_wherever_she_is_kept() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let person = register(app, &clerk, 1).await;
        let ledger = care::open(app, &clerk, &of("registrant", person)).await.expect("a ledger");
        let (input, allowed) = mother(2);
        care::members::add(app, &clerk, ledger, 1, &input, &allowed).await.expect("a member");
        let task = work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await;
        let task = task.expect("handed out");
        assert!(work::one(app, &helper, task).await.expect("hers").whom.is_some());
        let at = people::get(app, &clerk, person).await.expect("her").person.version;
        people::set_do_not_contact(app, &clerk, person, at, true).await.expect("silence");
        assert!(work::one(app, &helper, task).await.expect("hers").whom.is_none());
        let refused = work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await;
        assert_eq!(codes(refused.expect_err("silence"))[0].1, "do_not_contact");
    })
    .await;
}

#[tokio::test]
async fn a_familys_task_is_changed_by_nobody_by_hand() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 1, Some(&helper)).await;
        let (ledger, _) = opened(app, &clerk, 5).await;
        let (other, _) = opened(app, &clerk, 6).await;
        let person = register(app, &clerk, 1).await;
        for change in 0..3 {
            let task = if change == 2 {
                work::hand_out(app, &clerk, person, &bring(member)).await
            } else {
                work::hand_out_to_family(app, &clerk, ledger, &bring(member)).await
            };
            let task = task.expect("handed out");
            let text = |id: Uuid| match registry.url().starts_with("sqlite") {
                true => format!("X'{}'", id.simple()),
                false => format!("'{id}'"),
            };
            // Turned to another family, to a person, and a person's to a family.
            let to = match change {
                0 => format!("ledger_id = {}", text(other)),
                1 => format!("ledger_id = NULL, person_id = {}", text(person)),
                _ => format!("ledger_id = {}, person_id = NULL", text(ledger)),
            };
            let update = format!("UPDATE tasks SET {to} WHERE id = {}", text(task));
            assert_eq!(registry.by_hand(&update).await, 1);
            let refused = work::one(app, &helper, task).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(id)) if id == task), "{to}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_familys_task_is_handed_out_at_the_console() {
    each_engine(async |registry| {
        let (clerk, by) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (helper, caller) = Visitor::at(registry, Role::Helper, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let member = add_member(&registry.app, &by, 1, Some(&caller)).await.to_string();
        let (ledger, _) = opened(&registry.app, &by, 5).await;
        let home = format!("/care/{ledger}");
        let place = format!("{home}/tasks/new");
        clerk.get(&home).await.shows(&[&place, "分派任务"]);
        let form = clerk.get(&place).await;
        form.shows(&["家庭", "王**", "带什么"]);
        form.hides(&["王家合成", &name(5)]);
        let wrong = [("member", member.as_str()), ("kind", "deliver")];
        assert_eq!(clerk.post(&place, &wrong).await.status, 422);
        let right = [wrong[0], wrong[1], ("due_on", "2025-06-05"), ("instructions", "合成：书包")];
        assert_eq!(clerk.post(&place, &right).await.location(), format!("{home}#tasks"));
        chief.get(&home).await.shows(&["志愿服务任务", &member_of(1).name, "2025-06-05"]);
        let mine = helper.get("/tasks").await;
        mine.shows(&["王**（家庭）", "2025-06-05"]);
        mine.hides(&["王家合成", &name(5), &phone(5)]);
        let task = work::own(&registry.app, &caller).await.expect("hers").tasks[0].task.id;
        let one = helper.get(&format!("/tasks/{task}")).await;
        one.shows(&["家庭", "王**", "合成：书包"]);
        one.hides(&["王家合成", &name(5), &phone(5)]);
        clerk.get(&format!("/team/tasks/{task}")).await.shows(&["返回关怀台账", "王**"]);
        assert_eq!(helper.get(&home).await.status, 403);
    })
    .await;
}
