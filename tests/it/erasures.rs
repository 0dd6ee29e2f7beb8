//! A person is erased by two supervisors, with all that is hers, on both engines: what goes, and what stays.

mod browser;

use lifelight::{
    domain::{
        audit::Action,
        care::inputs::LedgerInput,
        commemorations::inputs::{CommemorationInput, GuestInput},
        erasures::ErasureInput,
        match_cases::inputs::{EndInput, NoticeInput},
        permissions::Role,
        person::Person,
        registrations::RegistrationStatus,
    },
    service::{
        App, Caller, ServiceError, care, commemorations, erasures as service, match_cases, merges,
        people, tasks, transfers,
    },
    store::{self, audit::AuditFilter, backups::TABLES, db::sql},
};
use uuid::Uuid;

use crate::{
    console_people::visitor::Visitor,
    people::codes,
    support::{
        memberships::joined,
        people::{document, intake_of, name, phone, register},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
        team::{add_member, visit},
    },
};

fn why(reason: &str) -> ErasureInput {
    ErasureInput { reason: reason.to_owned() }
}

fn code<T: std::fmt::Debug>(refused: Result<T, ServiceError>) -> &'static str {
    codes(refused.expect_err("refused"))[0].1
}

async fn version(app: &App, caller: &Caller, id: Uuid) -> i64 {
    people::get(app, caller, id).await.expect("her").person.version
}

/// The tables that hold `id` in any column of ids, but for the trail.
async fn holding(registry: &Registry, id: Uuid) -> Vec<String> {
    let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
    let mut found = Vec::new();
    for table in TABLES.iter().filter(|table| table.name != "audit_events") {
        for (column, _) in
            table.columns.iter().filter(|(name, _)| *name == "id" || name.ends_with("_id"))
        {
            let is_id = !matches!((table.name, *column), ("planned_rules" | "counts_built", "id"));
            let is_id = is_id && !matches!((table.name, *column), ("record_keys", "key_id"));
            if is_id {
                let text = format!("SELECT COUNT(*) AS n FROM {} WHERE {column} = $1", table.name);
                let row = sql(text).bind(id).one(&mut tx).await.expect("a count");
                if row.get::<i64>("n").expect("a number") > 0 {
                    found.push(format!("{}.{column}", table.name));
                }
            }
        }
    }
    found
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    read.expect("the trail").lines.into_iter().map(|line| line.event.action).collect()
}

/// Erases `id`, as two supervisors.
async fn erased(app: &App, chiefs: [&Caller; 2], id: Uuid) {
    let now = version(app, chiefs[0], id).await;
    service::ask(app, chiefs[0], id, now, &why("person_asked")).await.expect("asked");
    service::confirm(app, chiefs[1], id, now).await.expect("erased");
}

#[tokio::test]
async fn all_that_is_hers_goes_and_nothing_else() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let operator = registry.operator().await;
        let (person, _, membership) = joined(app, &clerk, 1).await;
        let (other, ..) = joined(app, &clerk, 2).await;
        let untouched = holding(registry, other).await;
        assert!(untouched.len() > 6, "{untouched:?}");

        let notice = NoticeInput { notice_on: "2025-05-30".to_owned(), ..NoticeInput::default() };
        let case = match_cases::open(app, &clerk, person, &notice).await.expect("a notice");
        let member = add_member(app, &clerk, 3, None).await;
        let task = tasks::hand_out(app, &clerk, person, &visit(member)).await.expect("a task");
        let event = CommemorationInput {
            feast: "other".to_owned(),
            on: "2025-06-20".to_owned(),
            title: "合成".to_owned(),
            place: "合成".to_owned(),
            ..CommemorationInput::default()
        };
        let event = commemorations::plan(app, &clerk, &event).await.expect("planned");
        let (kind, id) = ("person".to_owned(), person.to_string());
        let guest = GuestInput { kind, id, member: String::new() };
        commemorations::add(app, &clerk, event, &[guest]).await.expect("listed");
        transfers::ask(app, &clerk, person, registry.unit(YUELIN)).await.expect("asked");
        let planned =
            lifelight::service::reminders::planning::plan_due(app, &operator.origin).await;
        assert!(planned.expect("planned").made > 0, "she has reminders");

        // Who may ask, and for what.
        let now = version(app, &clerk, person).await;
        let denied = service::ask(app, &clerk, person, now, &why("person_asked")).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        let foreign = service::ask(app, &sibling, person, now, &why("person_asked")).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let stale = service::ask(app, &chief, person, now + 1, &why("person_asked")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let of = |by, reason| {
            let reason = why(reason);
            async move { code(service::ask(app, by, person, now, &reason).await) }
        };
        assert_eq!(of(&chief, "").await, "missing");
        assert_eq!(of(&chief, "family_asked").await, "still_living");
        assert_eq!(of(&operator, "mistaken").await, "named_account");
        assert_eq!(of(&chief, "person_asked").await, "case_open");
        let end = EndInput {
            reason: "P3".to_owned(),
            reach: "this_case".to_owned(),
            on: "2025-06-01".to_owned(),
            ..EndInput::default()
        };
        let case_now = match_cases::get(app, &clerk, case).await.expect("the case").case.version;
        match_cases::end(app, &clerk, case, case_now, &end).await.expect("it ends");
        let now = version(app, &clerk, person).await;
        assert_eq!(code(service::confirm(app, &county, person, now).await), "not_asked");
        assert_eq!(code(service::keep(app, &county, person, now).await), "not_asked");
        service::ask(app, &chief, person, now, &why("person_asked")).await.expect("asked");
        assert_eq!(of(&chief, "person_asked").await, "asked_already");
        assert_eq!(code(service::confirm(app, &chief, person, now).await), "second_person");
        service::keep(app, &chief, person, now).await.expect("she changed her mind");
        service::ask(app, &chief, person, now, &why("consent_withdrawn")).await.expect("asked");
        let stale = service::confirm(app, &county, person, now - 1).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        assert_eq!(version(app, &clerk, person).await, now, "nothing was erased yet");

        let scope =
            county.actor.may(lifelight::domain::permissions::Permission::PeopleRead).expect("may");
        let mut tx = app.store.read().await.expect("it can be read");
        let whole = store::people::get(&mut tx, &scope, person).await.expect("her");
        drop(tx);
        service::confirm(app, &county, person, now).await.expect("erased");
        let gone = people::get(app, &clerk, person).await;
        assert!(matches!(gone, Err(ServiceError::Missing)));
        let rows = whole.registrations.iter().map(|row| row.id);
        let rows = rows.chain(whole.relatives.iter().map(|row| row.id));
        for id in rows.chain([person, case, task, membership]) {
            assert_eq!(holding(registry, id).await, Vec::<String>::new());
        }
        assert_eq!(holding(registry, other).await, untouched, "nobody else is touched");
        people::get(app, &clerk, other).await.expect("she is whole");
        let guests = commemorations::get(app, &clerk, event).await.expect("it is whole").guests;
        assert!(guests.is_empty());
        for text in [name(1), document(1), phone(1)] {
            assert!(crate::people::found(app, &clerk, &text).await.is_empty(), "{text}");
        }
        let [erased, ..] = actions(registry, person).await[..] else { panic!("no trail") };
        assert_eq!(erased, Action::PersonErased);
        // Her number is free: no tombstone keeps her from coming back.
        let again = lifelight::service::intake::register(app, &clerk, &intake_of(1)).await;
        assert!(matches!(again, Ok(lifelight::service::intake::Registered::New { .. })));
    })
    .await;
}

#[tokio::test]
async fn who_gave_stays_and_a_familys_ledger_outlives_her() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let gave = register(app, &clerk, 1).await;
        let scope =
            clerk.actor.may(lifelight::domain::permissions::Permission::PeopleWrite).expect("may");
        let mut tx = app.store.write(&clerk.origin).await.expect("it can be written");
        let before = store::people::get(&mut tx, &scope, gave).await.expect("her");
        let mut after: Person = before.clone();
        after.registrations[0].status = RegistrationStatus::Realised;
        store::people::save(&mut tx, &before, after).await.expect("saved");
        tx.commit_unseen().await.expect("committed");
        assert_eq!(code(service::ask(app, &chief, gave, 2, &why("person_asked")).await), "gave");

        let ledger = |kind: &str, person: Uuid| LedgerInput {
            kind: kind.to_owned(),
            person: Some(person),
            title: "合成台账".to_owned(),
            ..LedgerInput::default()
        };
        let person = register(app, &clerk, 2).await;
        let family = care::open(app, &clerk, &ledger("family", person)).await.expect("a ledger");
        let own = register(app, &clerk, 3).await;
        care::open(app, &clerk, &ledger("registrant", own)).await.expect("a ledger");
        assert_eq!(code(service::ask(app, &chief, own, 1, &why("not_needed")).await), "own_ledger");
        erased(app, [&chief, &county], person).await;
        let left = care::get(app, &clerk, family).await.expect("the family's ledger is whole");
        assert_eq!(left.ledger.id, family);
        assert!(care::list(app, &clerk).await.is_ok());
        let operator = registry.operator().await;
        let planned =
            lifelight::service::reminders::planning::plan_due(app, &operator.origin).await;
        assert_eq!(planned.expect("the ledger is planned without her").unreadable, 0);
    })
    .await;
}

#[tokio::test]
async fn a_record_goes_with_the_one_that_took_it_in() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let there = registry.caller(Role::Coordinator, YUELIN).await;
        let [one, two] = [
            registry.caller(Role::Supervisor, FENGHUA).await,
            registry.caller(Role::Supervisor, FENGHUA).await,
        ];
        let (kept, dropped) = (register(app, &clerk, 1).await, register(app, &there, 2).await);
        let merge = merges::ask(app, &one, kept, dropped).await.expect("asked");
        merges::decide(app, &two, merge, true).await.expect("merged");
        let now = version(app, &one, dropped).await;
        assert_eq!(code(service::ask(app, &one, dropped, now, &why("mistaken")).await), "merged");
        erased(app, [&one, &two], kept).await;
        for id in [kept, dropped] {
            assert_eq!(holding(registry, id).await, Vec::<String>::new());
            assert_eq!(actions(registry, id).await[0], Action::PersonErased);
        }
        assert!(merges::list(app, &one).await.expect("a list").is_empty());
        let verified = lifelight::service::counts::verify(app, &registry.operator().await).await;
        assert!(verified.expect("counted anew").agrees());
    })
    .await;
}

#[tokio::test]
async fn a_person_is_erased_at_the_console() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let (county, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let person = register(&registry.app, &caller, 1).await;
        let home = format!("/people/{person}");
        let erase = format!("{home}/erase");
        clerk.get(&home).await.hides(&[&erase]);
        assert_eq!(clerk.get(&erase).await.status, 403);
        chief.get(&home).await.shows(&[&format!("href=\"{erase}\""), "申请删除此人"]);
        let form = chief.get(&erase).await;
        form.shows(&["须由另一位督导确认", "撤回个人信息处理同意"]);
        let now = form.value("version").to_owned();
        let empty = [("version", now.as_str()), ("ask", "yes")];
        let refused = chief.post(&erase, &empty).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["id=\"f-reason-problem\""]);
        let asked = [("version", now.as_str()), ("ask", "yes"), ("reason", "not_needed")];
        assert_eq!(chief.post(&erase, &asked).await.location(), home);
        county.get(&home).await.shows(&["已有人申请删除此人", "查看并决定"]);
        let own = chief.get(&erase).await;
        own.shows(&["保存期满或不再需要"]);
        own.hides(&["确认删除，不可恢复"]);
        county.get(&erase).await.shows(&["确认删除，不可恢复"]);
        let decided = [("version", now.as_str()), ("decision", "erase")];
        let refused = chief.post(&erase, &decided).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["须由另一位督导确认"]);
        assert_eq!(county.post(&erase, &decided).await.location(), "/find");
        assert_eq!(county.get(&home).await.status, 404);
    })
    .await;
}
