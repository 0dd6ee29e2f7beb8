//! The yearly national list: whom it names stands on it afterwards, once, and every line says what became of it.

use lifelight::{
    domain::{
        audit::Action,
        deaths::DeathInput,
        intake::RegistrationInput,
        permissions::{Permission, Role},
        retention::RetentionList,
    },
    service::{
        App, Caller, ServiceError, audit, deaths,
        imports::{self, Outcome, Shown, Upload},
        intake, people, registrations,
    },
    store::{self, audit::AuditFilter, imports::ImportStatus},
};
use serde_json::Value;
use uuid::Uuid;

use super::desk::{count, list, settled};
use crate::support::{
    people::{document, intake_of, name, register},
    registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
};

pub fn of(year: i32, received_on: &str) -> RetentionList {
    RetentionList { year, received_on: received_on.parse().expect("a day") }
}

/// The registry's number of synthetic person `n`.
pub fn number(n: u32) -> String {
    format!("NR{n:07}")
}

/// Somebody in the pool.
pub async fn pooled(app: &App, by: &Caller, n: u32) -> Uuid {
    let mut intake = intake_of(n);
    intake.registrations[0].pooled_on = "2024-04-20".to_owned();
    match intake::register(app, by, &intake).await.expect("registered") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} is known"),
    }
}

/// Sends a list in and waits until it is understood.
pub async fn sent(
    app: &App,
    by: &Caller,
    unit: Option<Uuid>,
    list: RetentionList,
    text: &str,
) -> Shown {
    let begun = Upload::begin_list(app, by, "名单.csv", unit, Some(list)).await;
    let mut upload = begun.expect("an import begins");
    upload.push(text.as_bytes()).await.expect("a piece is kept");
    let id = upload.finish().await.expect("the file is whole");
    let shown = settled(app, by, id).await;
    assert_eq!(shown.import.status, ImportStatus::Understood, "{:?}", shown.content.failure);
    shown
}

/// Sends a list in and enters it.
pub async fn entered(app: &App, by: &Caller, list: RetentionList, text: &str) -> Shown {
    let shown = sent(app, by, None, list, text).await;
    imports::commit(app, by, shown.import.id).await.expect("it is understood");
    let shown = settled(app, by, shown.import.id).await;
    assert_eq!(shown.import.status, ImportStatus::Done);
    shown
}

async fn lists(registry: &Registry, person: Uuid) -> Vec<RetentionList> {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::PeopleRead).expect("she may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let person = store::people::get(&mut tx, &scope, person).await.expect("she is there");
    person.registrations[0].details.lists.clone()
}

/// What was said against the rows, by row.
fn against(shown: &Shown) -> Vec<(u64, String)> {
    let report = shown.content.report.as_ref().expect("a report");
    let row = |one: &Value| {
        assert!(one["words"]["zh"].as_str().is_some_and(|words| !words.is_empty()));
        (one["row"].as_u64().expect("a row"), one["reason"].as_str().expect("a code").to_owned())
    };
    list(&report["sheets"][0]["rejected"]).iter().map(row).collect()
}

#[tokio::test]
async fn every_line_is_put_on_the_list_or_says_why_not_and_twice_changes_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let (first, second) = (pooled(app, &by, 1).await, pooled(app, &by, 2).await);
        let withdrawn = pooled(app, &by, 3).await;
        let row = people::get(app, &by, withdrawn).await.expect("shown").person;
        let (version, id) = (row.version, row.registrations[0].id);
        registrations::withdraw(app, &by, withdrawn, version, id, "", "").await.expect("done");
        let dead = pooled(app, &by, 4).await;
        let died = DeathInput { told_by: "family".to_owned(), ..DeathInput::default() };
        deaths::record(app, &by, dead, 1, &died).await.expect("recorded");
        let silent = pooled(app, &by, 5).await;
        people::set_do_not_contact(app, &by, silent, 1, true).await.expect("silent");
        register(app, &by, 6).await;
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let theirs = pooled(app, &sister, 7).await;

        let text = format!(
            "国家保留项目名单\n\n志愿者编号,姓名,身份证号\n\
             {},{},\n,,{}\n{},,{}\n{},,\nnr 0000001,,\n{},,\n{},,\n{},,\n{},,\n{},,\nNR9999999,,\n\
             {},,{}\n{},合成别人,\n,只有姓名,\n合计,,\n",
            number(1),
            name(1),
            document(2),
            number(2),
            document(2),
            number(3),
            number(4),
            number(5),
            number(6),
            number(7),
            number(1),
            number(1),
            document(2),
            number(2),
        );
        let shown = sent(app, &by, None, of(2025, "2025-06-01"), &text).await;
        let counts = ["rows", "accept", "reject", "duplicate"].map(|key| count(&shown, key));
        assert_eq!(counts, [14, 2, 9, 3], "{:?}", shown.content.report);
        let expected = [
            (7, "withdrawn"),
            (9, "deceased"),
            (10, "do_not_contact"),
            (11, "not_pooled"),
            // Nobody can tell whether another office knows her.
            (12, "unknown_number"),
            (14, "unknown_number"),
            (15, "somebody_else"),
            (16, "somebody_else"),
            (17, "no_number"),
        ];
        assert_eq!(against(&shown), expected.map(|(row, why)| (row, why.to_owned())));
        assert_eq!(lists(registry, first).await, [], "only understood");
        assert_eq!(shown.content.known, 0);
        let workbook = imports::rejected(app, &by, shown.import.id).await.expect("nine rows");
        assert!(workbook.starts_with(b"PK"));

        let shown = entered(app, &by, of(2025, "2025-06-01"), &text).await;
        let put = Outcome { listed: 2, ..Outcome::default() };
        assert_eq!(shown.content.outcome, put);
        assert_eq!(count(&shown, "reject"), 9);
        for person in [first, second] {
            assert_eq!(lists(registry, person).await, [of(2025, "2025-06-01")]);
        }
        for person in [withdrawn, dead, silent, theirs] {
            assert_eq!(lists(registry, person).await, []);
        }
        let auditor = registry.caller(Role::Auditor, JINPING).await;
        let filter = AuditFilter { subject: Some(first), ..AuditFilter::default() };
        let trail = audit::read(app, &auditor, &filter, 10).await.expect("the trail").lines;
        assert_eq!(trail[0].event.action, Action::RegistrationAmended);
        assert_eq!(trail[0].account, by.actor.account_id());

        // The same list again, as if it had come on another day.
        let version = people::get(app, &by, first).await.expect("shown").person.version;
        let again = entered(app, &by, of(2025, "2025-06-02"), &text).await;
        assert_eq!(again.content.outcome, Outcome { unchanged: 2, ..Outcome::default() });
        assert_eq!(again.content.known, 2);
        assert_eq!(lists(registry, first).await, [of(2025, "2025-06-01")]);
        let now = people::get(app, &by, first).await.expect("shown").person;
        assert_eq!(now.version, version);

        // Amending the registration forgets no list.
        let input = RegistrationInput {
            pooled_on: "2024-04-21".to_owned(),
            ..intake_of(1).registrations[0].clone()
        };
        let (version, id) = (now.version, now.registrations[0].id);
        registrations::amend(app, &by, first, version, id, &input).await.expect("amended");
        assert_eq!(lists(registry, first).await, [of(2025, "2025-06-01")]);
        let next = entered(app, &by, of(2026, "2025-06-02"), &text).await;
        assert_eq!(next.content.outcome, put);
        assert_eq!(lists(registry, first).await, [of(2025, "2025-06-01"), of(2026, "2025-06-02")]);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_one_unit_takes_nobody_of_another() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        pooled(app, &by, 1).await;
        pooled(app, &sister, 2).await;
        let text = format!("国家库登记号\n{}\n{}\n", number(1), number(2));
        let unit = Some(registry.unit(JINPING));
        let shown = sent(app, &county, unit, of(2025, "2025-06-01"), &text).await;
        assert_eq!(against(&shown), [(3, "other_unit".to_owned())]);
        let outside = Upload::begin_list(
            app,
            &by,
            "a.csv",
            Some(registry.unit(YUELIN)),
            Some(of(2025, "2025-06-01")),
        );
        assert!(matches!(outside.await, Err(ServiceError::Missing)));
        let helper = registry.caller(Role::Helper, JINPING).await;
        let denied = Upload::begin_list(app, &helper, "a.csv", None, Some(of(2025, "2025-06-01")));
        assert!(matches!(denied.await, Err(ServiceError::Denied(_))));

        // The command line does the same from a file.
        let operator = registry.operator().await;
        let (unit, list) = (registry.unit(FENGHUA), of(2025, "2025-06-01"));
        let source = std::io::Cursor::new(text.clone().into_bytes());
        let dry = imports::dry_run_list(app, &operator, unit, "a.csv", source, list).await;
        let dry = dry.expect("it is read");
        assert_eq!((dry.report.sheets[0].accept, dry.rejects), (2, None));
        let source = std::io::Cursor::new(text.into_bytes());
        let entered = imports::enter_list(app, &operator, unit, "a.csv", source, list).await;
        let (report, outcome) = entered.expect("it is entered");
        assert_eq!((report.sheets[0].accept, outcome.listed), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn who_was_changed_by_hand_is_refused_alone() {
    each_engine(async |registry| {
        let app = &registry.app;
        let by = registry.caller(Role::Coordinator, JINPING).await;
        pooled(app, &by, 1).await;
        pooled(app, &by, 2).await;
        let text = format!("身份证号\n{}\n{}\n", document(1), document(2));
        let holds = "UPDATE people SET version = version + 1 WHERE id = (SELECT person_id FROM \
                     search_tokens WHERE kind = 'document' ORDER BY person_id LIMIT 1)";
        assert_eq!(registry.by_hand(holds).await, 1);
        let shown = entered(app, &by, of(2025, "2025-06-01"), &text).await;
        assert_eq!(against(&shown), [(2, "damaged".to_owned())]);
        assert_eq!(shown.content.outcome, Outcome { listed: 1, ..Outcome::default() });
        let auditor = registry.caller(Role::Auditor, JINPING).await;
        let filter =
            AuditFilter { action: Some(Action::IntegrityFailed), ..AuditFilter::default() };
        let trail = audit::read(app, &auditor, &filter, 10).await.expect("the trail").lines;
        assert!(!trail.is_empty(), "it is told");
    })
    .await;
}
