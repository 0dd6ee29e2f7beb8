//! Reminders on both engines: made once whatever happens, moved with what they rest on, stopped at once, and
//! seen by nobody outside the scope.

mod acts;
mod browser;
mod faults;
mod imported;
mod once;
mod oracle;
mod retention;
mod simulation;
mod team;

use chrono::{Duration, NaiveDate};
use lifelight::{
    domain::{
        care::inputs::{DayInput, LedgerInput, MemberInput, RuleInput},
        permissions::Role,
        reminders::{Reminder, ReminderState},
    },
    service::{
        App, Caller, care, intake, people, registrations,
        reminders::planning::{Tally, job, plan_due},
    },
    store::{self, db::sql},
};
use uuid::Uuid;

use crate::support::{
    people::{intake_of, name},
    registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
};

/// The test's clock begins at nine in the morning of 2025-06-02.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Goes to nine o'clock of `on` without looking in between.
pub fn go_to(registry: &Registry, on: &str) {
    let at = day(on).and_hms_opt(1, 0, 0).expect("a time").and_utc();
    registry.clock.set(at);
}

pub async fn tick(app: &App) -> Tally {
    plan_due(app, &job("test")).await.expect("planning works")
}

/// All reminders of a subject: rule, day due, state.
pub async fn told(registry: &Registry, subject: Uuid) -> Vec<(String, String, ReminderState)> {
    let mut all: Vec<_> = reminders(registry, subject)
        .await
        .into_iter()
        .map(|one| (one.details.rule.clone(), one.due_on.to_string(), one.state))
        .collect();
    all.sort();
    all
}

pub async fn reminders(registry: &Registry, subject: Uuid) -> Vec<Reminder> {
    let operator = registry.operator().await;
    let scope = operator.actor.may(lifelight::domain::permissions::Permission::RemindersWork);
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let scope = scope.expect("the operator may");
    let found = store::reminders::of_subject(&mut tx, &scope, subject).await.expect("found");
    found.into_iter().map(|one| one.expect("it opens")).collect()
}

fn row(rule: &str, due: &str, state: ReminderState) -> (String, String, ReminderState) {
    (rule.to_owned(), due.to_owned(), state)
}

/// Somebody whose sample was taken on `sampled_on`.
pub async fn sampled(registry: &Registry, by: &Caller, n: u32, sampled_on: &str) -> Uuid {
    let mut intake = intake_of(n);
    intake.registrations[0].sampled_on = sampled_on.to_owned();
    intake.consents[0].given_on = sampled_on.to_owned();
    match intake::register(&registry.app, by, &intake).await.expect("registered") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} is known"),
    }
}

#[tokio::test]
async fn a_volunteer_is_reminded_of_once() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        tick(&registry.app).await;
        assert_eq!(told(registry, id).await, []);

        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let thanks = row("sample_thanks", "2025-06-03", ReminderState::Open);
        assert_eq!(told(registry, id).await, std::slice::from_ref(&thanks));
        // Again, and by another instance over the same database.
        assert_eq!(tick(&registry.app).await, Tally::default());
        let other = registry.another_instance().await;
        assert_eq!(tick(&other).await, Tally::default());
        assert_eq!(told(registry, id).await, std::slice::from_ref(&thanks));

        // A missed week is made up for; what makes no sense any more is recorded and not done.
        go_to(registry, "2025-06-25");
        tick(&other).await;
        let asked = row("will_before_pool", "2025-06-09", ReminderState::Open);
        let missed = row("sample_thanks", "2025-06-03", ReminderState::Missed);
        assert_eq!(told(registry, id).await, [missed, asked]);
        // The clock jumps back and forth: nothing changes.
        go_to(registry, "2025-06-01");
        tick(&registry.app).await;
        go_to(registry, "2025-06-25");
        tick(&registry.app).await;
        assert_eq!(told(registry, id).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_planned_from_before_somebody_was_there() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        // As an imported ledger brings them: a sample of years ago, and one of the week before.
        let old = sampled(registry, &by, 1, "2021-03-05").await;
        let late = sampled(registry, &by, 2, "2025-05-28").await;
        tick(&registry.app).await;
        assert_eq!(told(registry, old).await, []);
        go_to(registry, "2025-06-05");
        tick(&registry.app).await;
        // The thanks fell due before she was there; the days to think it over end after.
        let asked = row("will_before_pool", "2025-06-04", ReminderState::Open);
        assert_eq!(told(registry, late).await, [asked]);
    })
    .await;
}

#[tokio::test]
async fn who_withdraws_or_asks_for_silence_is_left_in_peace() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let (one, other) = (
            sampled(registry, &by, 1, "2025-06-02").await,
            sampled(registry, &by, 2, "2025-06-02").await,
        );
        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let shown = people::get(&registry.app, &by, one).await.expect("shown").person;
        let registration = shown.registrations[0].id;
        registrations::withdraw(&registry.app, &by, one, shown.version, registration, "", "")
            .await
            .expect("withdrawn");
        people::set_do_not_contact(&registry.app, &by, other, 1, true).await.expect("silent");
        tick(&registry.app).await;
        for id in [one, other] {
            let stopped = row("sample_thanks", "2025-06-03", ReminderState::Stopped);
            assert_eq!(told(registry, id).await, [stopped]);
        }
        go_to(registry, "2026-06-25");
        tick(&registry.app).await;
        assert_eq!(told(registry, one).await.len() + told(registry, other).await.len(), 2);
    })
    .await;
}

async fn bereaved(registry: &Registry, by: &Caller, died_on: &str, lunar: bool) -> Uuid {
    let ledger = LedgerInput {
        kind: "family".to_owned(),
        title: "王家合成".to_owned(),
        died_on: died_on.to_owned(),
        lunar,
        ..LedgerInput::default()
    };
    let id = care::open(&registry.app, by, &ledger).await.expect("opened");
    let member = MemberInput {
        name: name(7),
        kinship: "mother".to_owned(),
        birth_date: "1950-01-01".to_owned(),
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

#[tokio::test]
async fn a_family_is_remembered_for_years_until_it_asks_for_silence() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = bereaved(registry, &by, "2025-06-01", false).await;
        let mut when = day("2025-06-02");
        while when < day("2026-06-10") {
            go_to(registry, &when.to_string());
            tick(&registry.app).await;
            when += Duration::days(1);
        }
        let days: Vec<(String, String)> =
            told(registry, id).await.into_iter().map(|(rule, due, _)| (rule, due)).collect();
        let expected = [
            ("family_anniversary", "2026-06-01"),
            ("family_day_100", "2025-09-09"),
            ("family_day_30", "2025-07-01"),
            ("family_day_7", "2025-06-08"),
            // The 29th of October less three days is a Sunday.
            ("family_double_ninth", "2025-10-24"),
            // The 5th of April less five days is a Tuesday.
            ("family_qingming", "2026-03-31"),
            // The 17th of February less ten days is a Saturday.
            ("family_spring", "2026-02-06"),
        ];
        let expected = expected.map(|(rule, due)| (rule.to_owned(), due.to_owned()));
        assert_eq!(days, expected);

        let version = care::get(&registry.app, &by, id).await.expect("shown").ledger.version;
        let on = DayInput { on: "2026-06-09".to_owned(), ..DayInput::default() };
        care::members::stop(&registry.app, &by, id, None, version, &on).await.expect("silent");
        go_to(registry, "2027-12-01");
        tick(&registry.app).await;
        let after = told(registry, id).await;
        assert_eq!(after.len(), 7, "{after:?}");
        assert!(after.iter().all(|(_, _, state)| *state != ReminderState::Open), "{after:?}");
    })
    .await;
}

#[tokio::test]
async fn a_corrected_day_moves_what_is_open_and_nothing_that_is_done() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let id = bereaved(registry, &by, "2025-06-01", false).await;
        go_to(registry, "2025-06-28");
        tick(&registry.app).await;
        let version = care::get(&registry.app, &by, id).await.expect("shown").ledger.version;
        let corrected = LedgerInput {
            kind: "family".to_owned(),
            title: "王家合成".to_owned(),
            died_on: "2025-05-30".to_owned(),
            ..LedgerInput::default()
        };
        care::amend(&registry.app, &by, id, version, &corrected).await.expect("amended");
        tick(&registry.app).await;
        let expected = [
            row("family_day_30", "2025-06-29", ReminderState::Open),
            row("family_day_7", "2025-06-08", ReminderState::Missed),
        ];
        assert_eq!(told(registry, id).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_reminder_changed_by_hand_is_refused_and_siblings_see_none() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let above = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        let other = sampled(registry, &by, 2, "2025-06-02").await;
        go_to(registry, "2025-06-03");
        tick(&registry.app).await;
        let list = async |caller: &Caller| {
            lifelight::service::reminders::acts::list(&registry.app, caller).await.expect("listed")
        };
        assert_eq!(list(&by).await.lines.len(), 2);
        assert_eq!(list(&above).await.lines.len(), 2);
        let theirs = list(&sibling).await;
        assert_eq!((theirs.lines.len(), theirs.left_off), (0, 0));
        let refused = reminders(registry, id).await[0].id;
        let opened =
            lifelight::service::reminders::opening::open(&registry.app, &sibling, refused).await;
        assert!(matches!(opened, Err(lifelight::service::ServiceError::Missing)));

        let mut tx = registry.app.store.db().begin_write().await.expect("begun");
        sql("UPDATE reminders SET due_on = '2025-07-01' WHERE id = $1")
            .on_postgres("UPDATE reminders SET due_on = DATE '2025-07-01' WHERE id = $1")
            .bind(refused)
            .execute(&mut tx)
            .await
            .expect("changed");
        tx.commit().await.expect("committed");
        let left = list(&by).await.lines;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].reminder.subject, other);
        let opened =
            lifelight::service::reminders::opening::open(&registry.app, &by, refused).await;
        assert!(matches!(opened, Err(lifelight::service::ServiceError::Tampered(_))));
    })
    .await;
}
