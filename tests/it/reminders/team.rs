//! Reminders that the volunteer team does: handed over as a task, done with it, back when it comes back.

use lifelight::{
    domain::{
        audit::Action,
        care::inputs::{DayInput, LedgerInput, MemberInput, RuleInput},
        contact_ledger::ContactMeans,
        messages::MessageState,
        permissions::Role,
        reminders::{Outcome, Reminder, ReminderState, inputs::OutcomeInput},
        tasks::inputs::TaskInput,
        team::inputs::LeavingInput,
    },
    service::{
        Caller, ServiceError, care,
        messages::receipts,
        reminders::{acts, opening, team as service},
        tasks, team,
    },
    store,
};
use uuid::Uuid;

use super::{go_to, reminders, sampled, tick};
use crate::{
    console_people::visitor::Visitor,
    people::codes,
    support::{
        people::{name, phone},
        registry::{JINPING, Registry, YUELIN, each_engine},
        team::{add_member, report, visit},
    },
};

/// A coordinator and a helper of Jinping with her member's id.
async fn cast(registry: &Registry) -> (Caller, Caller, Uuid) {
    let clerk = registry.caller(Role::Coordinator, JINPING).await;
    let helper = registry.caller(Role::Helper, JINPING).await;
    let member = add_member(&registry.app, &clerk, 1, Some(&helper)).await;
    (clerk, helper, member)
}

async fn only(registry: &Registry, subject: Uuid) -> Reminder {
    let mut all = reminders(registry, subject).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

async fn hand(registry: &Registry, clerk: &Caller, one: &Reminder, member: Uuid) -> Uuid {
    let app = &registry.app;
    service::hand_to_team(app, clerk, one.id, one.version, &visit(member)).await.expect("handed")
}

/// A family that lost somebody on `died_on`, with a mother who may be visited.
async fn family(registry: &Registry, by: &Caller, died_on: &str) -> Uuid {
    let input = LedgerInput {
        kind: "family".to_owned(),
        title: "王家合成".to_owned(),
        died_on: died_on.to_owned(),
        ..LedgerInput::default()
    };
    let id = care::open(&registry.app, by, &input).await.expect("opened");
    let member = MemberInput {
        name: name(7),
        kinship: "mother".to_owned(),
        birth_date: "1960-01-01".to_owned(),
        ..MemberInput::default()
    };
    let rule = RuleInput {
        contact: "yes".to_owned(),
        ways: vec!["visit".to_owned()],
        ..RuleInput::default()
    };
    care::members::add(&registry.app, by, id, 1, &member, &rule).await.expect("added");
    id
}

async fn message(registry: &Registry, id: Uuid) -> Option<MessageState> {
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let found = store::outbox::of_reminders(&mut tx, &[id]).await.expect("a list");
    found.first().map(|one| one.state)
}

#[tokio::test]
async fn a_member_of_the_team_does_it_and_sees_no_more_than_her_task() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let person = sampled(registry, &clerk, 1, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(app).await;
        let one = only(registry, person).await;
        assert_eq!(message(registry, one.id).await, Some(MessageState::Waiting));

        let wrong = TaskInput { instructions: phone(1), ..visit(member) };
        let refused = service::hand_to_team(app, &clerk, one.id, 1, &wrong).await;
        assert_eq!(codes(refused.expect_err("a number"))[0].1, "personal_number");
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let foreign = service::hand_to_team(app, &sister, one.id, 1, &visit(member)).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let stale = service::hand_to_team(app, &clerk, one.id, 7, &visit(member)).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let task = hand(registry, &clerk, &one, member).await;
        assert_eq!(
            message(registry, one.id).await,
            Some(MessageState::Cancelled),
            "not by SMS too"
        );

        // Nobody else does it meanwhile, and planning leaves it with her.
        go_to(registry, "2025-06-04");
        tick(app).await;
        let now = only(registry, person).await;
        assert_eq!((now.state, now.details.task), (ReminderState::Open, Some(task)));
        let outcome = OutcomeInput {
            version: now.version,
            outcome: "reached".to_owned(),
            means: Some("call".to_owned()),
            ..OutcomeInput::default()
        };
        let refused = [
            acts::done(app, &clerk, one.id, &outcome).await,
            acts::put_off(app, &clerk, one.id, now.version, super::day("2025-06-05")).await,
            acts::hand_over(app, &clerk, one.id, now.version, None).await,
            service::hand_to_team(app, &clerk, one.id, now.version, &visit(member)).await.map(drop),
        ];
        for refused in refused {
            assert_eq!(codes(refused.expect_err("the team has it"))[0].1, "with_team");
        }
        let opened = opening::open(app, &clerk, one.id).await.expect("opened");
        assert!(opened.is_anothers && opened.reachable.is_empty());
        assert!(matches!(acts::list(app, &helper).await, Err(ServiceError::Denied(_))));
        let own = tasks::one(app, &helper, task).await.expect("her task");
        assert_eq!(own.whom.expect("she may go").name, "钱**");

        tasks::report(app, &helper, task, 1, &report()).await.expect("done");
        let done = only(registry, person).await;
        let said = done.details.report.clone().expect("what came of it");
        assert_eq!((done.state, said.outcome), (ReminderState::Done, Outcome::Reached));
        assert_eq!(said.by, helper.actor.account_id());
        let contacts = receipts::contacts_of(app, &clerk, person).await.expect("a list");
        assert_eq!(contacts.len(), 1);
        assert_eq!(contacts[0].details.means, ContactMeans::Visit);
        assert_eq!(contacts[0].details.outcome, Some(Outcome::Reached));
        go_to(registry, "2025-06-06");
        tick(app).await;
        assert_eq!(only(registry, person).await, done, "what is done is never planned again");
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_is_on_the_list_again() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let person = sampled(registry, &clerk, 1, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(app).await;
        let open = async || {
            let now = only(registry, person).await;
            assert_eq!((now.state, now.details.task), (ReminderState::Open, None));
            assert_eq!(message(registry, now.id).await, Some(MessageState::Waiting));
            now
        };
        // Given back, taken back, and left behind by who leaves.
        let task = hand(registry, &clerk, &open().await, member).await;
        tasks::give_back(app, &helper, task, 1, "合成：路远").await.expect("given back");
        let one = open().await;
        tasks::withdraw(app, &clerk, task, 2).await.expect("settled");
        assert_eq!(open().await, one, "one that came back already stays as it is");
        let task = hand(registry, &clerk, &one, member).await;
        tasks::withdraw(app, &clerk, task, 1).await.expect("taken back");
        let task = hand(registry, &clerk, &open().await, member).await;
        let leaving = LeavingInput { left_on: "2025-06-03".to_owned(), ..Default::default() };
        team::leave(app, &clerk, member, 1, &leaving).await.expect("she leaves");
        let one = open().await;
        let told = tasks::get(app, &clerk, task).await.expect("it is there");
        assert_eq!(told.told.task.details.reminder, Some(one.id));

        // Who asks for silence while the team has it: it stops, and the helper is told not to go.
        let other = registry.caller(Role::Helper, JINPING).await;
        let member = add_member(app, &clerk, 2, Some(&other)).await;
        let task = hand(registry, &clerk, &one, member).await;
        let version = lifelight::service::people::get(app, &clerk, person).await;
        let version = version.expect("her").person.version;
        lifelight::service::people::set_do_not_contact(app, &clerk, person, version, true)
            .await
            .expect("silence");
        tick(app).await;
        assert_eq!(only(registry, person).await.state, ReminderState::Stopped);
        assert!(tasks::one(app, &other, task).await.expect("hers").whom.is_none());
        // It had happened before: the task is done, and the reminder stays stopped.
        tasks::report(app, &other, task, 1, &report()).await.expect("done");
        assert_eq!(only(registry, person).await.state, ReminderState::Stopped);
    })
    .await;
}

#[tokio::test]
async fn a_familys_reminder_goes_to_the_team_and_office_work_does_not() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, helper, member) = cast(registry).await;
        let ledger = family(registry, &clerk, "2025-05-28").await;
        go_to(registry, "2025-06-04");
        tick(app).await;
        let all = reminders(registry, ledger).await;
        let one = all.iter().find(|one| one.state == ReminderState::Open).expect("the seventh day");
        let task = hand(registry, &clerk, one, member).await;
        let own = tasks::one(app, &helper, task).await.expect("her task").whom.expect("she may go");
        assert!(own.is_family && !own.name.contains("合成"), "{own:?}");
        let version = care::get(app, &clerk, ledger).await.expect("it").ledger.version;
        let on = DayInput { on: "2025-06-04".to_owned(), words: "合成".to_owned() };
        care::members::stop(app, &clerk, ledger, None, version, &on).await.expect("silent");
        let own = tasks::one(app, &helper, task).await.expect("hers still");
        assert!(own.whom.is_none() && own.task.details.instructions.is_none(), "at once");
        care::members::lift(app, &clerk, ledger, None, version + 1, &on).await.expect("lifted");
        tasks::report(app, &helper, task, 1, &report()).await.expect("done");
        let all = reminders(registry, ledger).await;
        let done = all.into_iter().find(|found| found.id == one.id).expect("it is there");
        assert_eq!(done.state, ReminderState::Done);
        let filter = store::audit::AuditFilter { subject: Some(one.id), ..Default::default() };
        let auditor = registry.caller(Role::Auditor, JINPING).await;
        let trail = lifelight::service::audit::read(app, &auditor, &filter, 20).await;
        let actions: Vec<Action> =
            trail.expect("read").lines.iter().map(|line| line.event.action).collect();
        assert_eq!(actions, [Action::ReminderDone, Action::ReminderHandedOver]);
    })
    .await;
}

#[tokio::test]
async fn a_reminder_is_handed_to_the_team_at_the_console() {
    each_engine(async |registry| {
        let (by, caller, member) = cast(registry).await;
        let person = sampled(registry, &by, 1, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let clerk = Visitor::of(&registry.app, &by).await;
        let helper = Visitor::of(&registry.app, &caller).await;
        let one = only(registry, person).await;
        let place = format!("/reminders/{}/team", one.id);
        let page = clerk.post(&format!("/reminders/{}", one.id), &[]).await;
        page.shows(&[&place, "交给服务队"]);
        let form = clerk.get(&place).await;
        form.shows(&["提醒即办结并记入联系台账", "2025-06-03"]);
        form.hides(&[&name(1), &phone(1)]);
        assert_eq!(helper.get(&place).await.status, 403);
        let member = member.to_string();
        let wrong = [("version", "1"), ("member", member.as_str()), ("kind", "visit")];
        let refused = clerk.post(&place, &wrong).await;
        assert_eq!(refused.status, 422);
        let right = [wrong[0], wrong[1], wrong[2], ("due_on", "2025-06-05")];
        assert_eq!(clerk.post(&place, &right).await.location(), "/reminders");
        clerk.get("/reminders").await.shows(&["服务队在办"]);
        let page = clerk.post(&format!("/reminders/{}", one.id), &[]).await;
        page.shows(&["这条提醒由服务队在办", "服务队的任务"]);
        page.hides(&[&name(1), &phone(1)]);
        let mine = helper.get("/tasks").await;
        mine.shows(&["钱**", "2025-06-05"]);
        mine.hides(&[&name(1), &phone(1)]);
    })
    .await;
}
