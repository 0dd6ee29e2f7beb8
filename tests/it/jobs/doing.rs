//! What each job does.

use chrono::Duration;
use lifelight::{
    domain::{
        audit::Action,
        jobs::{Counted, Failure, Job, Outcome, Tallies},
        permissions::{Permission, Role},
        rates::cohorts::CohortState,
        registrations::RegistrationStatus,
    },
    jobs::{Instance, Ran},
    service::{
        App,
        accounts::LinkPurpose,
        drafts, rates, registrations, sessions,
        tokens::{self, NewToken},
    },
    store::{self, people},
};
use uuid::Uuid;

use super::{at, listed, with};
use crate::{
    console_people::visitor::{Visitor, link},
    imports::desk::{entered, number, sent},
    support::{
        TempDir,
        people::{document, register},
        registry::{BAOJI, FENGHUA, JINPING, Registry, each_engine, origin},
    },
};

async fn by_hand(registry: &Registry, app: &App, job: Job) -> Ran {
    let operator = registry.operator().await;
    let ran = Instance::new(app.clone()).run_by_hand(&operator, job).await;
    ran.expect("asked").expect("nobody is at it")
}

async fn tallies(registry: &Registry, job: Job) -> Tallies {
    let ran = by_hand(registry, &registry.app, job).await;
    assert_eq!(ran.ending.outcome, Outcome::Done, "{ran:?}");
    ran.ending.tallies
}

#[tokio::test]
async fn clean_up_removes_what_has_ended_and_nothing_else() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let enter = link(app, &clerk, LinkPurpose::SignIn).await;
        let opened = sessions::use_link(app, &origin(), &enter, None).await.expect("signed in");
        link(app, &clerk, LinkPurpose::SignIn).await;
        let new = NewToken {
            label: "synthetic".to_owned(),
            permissions: vec![Permission::PeopleRead],
            expires_at: app.store.clock().now() + Duration::days(30),
        };
        tokens::issue(app, &origin(), &opened.signed_in, new).await.expect("a token");
        drafts::save(app, &clerk, None, "register", b"typed").await.expect("a draft");
        let shown = sent(app, &clerk, "cases.csv", &cases(1)).await;
        assert_eq!(
            tallies(registry, Job::CleanUp).await,
            Tallies::default().with(Counted::Links, 1)
        );

        registry.clock.advance(Duration::days(1));
        let gone = Tallies::default().with(Counted::Sessions, 1).with(Counted::Links, 1);
        assert_eq!(tallies(registry, Job::CleanUp).await, gone);
        registry.clock.advance(Duration::days(88));
        assert_eq!(tallies(registry, Job::CleanUp).await, Tallies::default());
        registry.clock.advance(Duration::days(2));
        let gone = Tallies::default().with(Counted::Drafts, 1).with(Counted::Imports, 1);
        assert_eq!(tallies(registry, Job::CleanUp).await, gone);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM import_pieces").await, 0);
        let held = number(
            app,
            "SELECT COUNT(*) AS n FROM record_keys k JOIN imports i ON i.id = k.subject_id",
        );
        assert_eq!(held.await, 0, "their keys are destroyed");
        assert_eq!(count(registry, Action::ImportDiscarded, shown.import.id).await, 1);
        registry.clock.advance(Duration::days(30));
        assert_eq!(
            tallies(registry, Job::CleanUp).await,
            Tallies::default().with(Counted::Tokens, 1)
        );
    })
    .await;
}

/// How many events of `action` about `id` a job has written.
async fn count(registry: &Registry, action: Action, id: Uuid) -> i64 {
    let id = id.simple().to_string().to_uppercase();
    let text = format!(
        "SELECT COUNT(*) AS n FROM audit_events WHERE door = 'job' AND account_id IS NULL AND action = '{}' AND {} = '{id}'",
        action.code(),
        if registry.url().starts_with("sqlite") {
            "hex(subject_id)"
        } else {
            "upper(replace(CAST(subject_id AS TEXT), '-', ''))"
        },
    );
    number(&registry.app, &text).await
}

#[tokio::test]
async fn a_pause_ends_on_its_day_and_one_without_a_day_does_not() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let mut ids = Vec::new();
        for (n, until) in [(1, "2025-06-10"), (2, ""), (3, "2025-06-20")] {
            let id = register(app, &clerk, n).await;
            let person = load(registry, id).await;
            let first = person.registrations[0].id;
            registrations::pause(app, &clerk, id, person.version, first, until)
                .await
                .expect("paused");
            ids.push(id);
        }
        let paused = async || {
            let mut paused = Vec::new();
            for &id in &ids {
                let status = load(registry, id).await.registrations[0].status;
                paused.push(status == RegistrationStatus::Paused);
            }
            paused
        };
        registry.clock.set(at("2025-06-09T15:59:00Z"));
        assert_eq!(tallies(registry, Job::Pauses).await, Tallies::default());
        // Midnight in Shanghai.
        registry.clock.set(at("2025-06-09T16:00:00Z"));
        let one = Tallies::default().with(Counted::Resumed, 1);
        assert_eq!(tallies(registry, Job::Pauses).await, one);
        assert_eq!(paused().await, [false, true, true]);
        assert_eq!(count(registry, Action::RegistrationResumed, ids[0]).await, 1);
        assert_eq!(tallies(registry, Job::Pauses).await, Tallies::default());

        // One whose record was changed by hand is refused and told; the others go on.
        registry.clock.set(at("2025-07-01T01:00:00Z"));
        registry
            .by_hand("UPDATE people SET do_not_contact = NOT do_not_contact WHERE version = 2")
            .await;
        let after = tallies(registry, Job::Pauses).await;
        assert!(after.each().any(|(what, n)| what == Counted::Refused && n > 0), "{after:?}");
    })
    .await;
}

async fn load(registry: &Registry, id: Uuid) -> lifelight::domain::person::Person {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::PeopleRead).expect("may read");
    people::get(&mut registry.app.store.read().await.expect("read"), &scope, id)
        .await
        .expect("she is there")
}

/// A sheet of `n` match cases of 2025.
fn cases(n: u32) -> Vec<u8> {
    let mut text = "case_no,unit,volunteer_document,notice_on,screening_outcome\n".to_owned();
    for n in 0..n {
        text += &format!("C{n:03},{JINPING},{},2025-03-05,pending\n", document(n));
    }
    text.into_bytes()
}

#[tokio::test]
async fn rates_close_on_their_days_where_nobody_has_closed_them() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        registry.clock.set(at("2025-12-01T01:00:00Z"));
        entered(app, &clerk, "cases.csv", &cases(2)).await;
        let states = async |unit: &str| {
            let operator = registry.operator().await;
            let unit = Some(registry.unit(unit));
            let rates = rates::of_year(app, &operator, 2025, unit, None).await.expect("the rates");
            let mut states: Vec<_> =
                rates.rates[0].closed.iter().map(|closed| closed.state).collect();
            states.sort();
            states
        };
        registry.clock.set(at("2026-01-30T01:00:00Z"));
        assert_eq!(tallies(registry, Job::RatesClose).await, Tallies::default());
        registry.clock.set(at("2026-02-03T01:00:00Z"));
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        rates::close(app, &chief, 2025, None).await.expect("by hand");
        // The township, the city, the province and the nation: who has no cases has nothing to close.
        let closed = Tallies::default().with(Counted::Closings, 4);
        assert_eq!(tallies(registry, Job::RatesClose).await, closed);
        assert_eq!(tallies(registry, Job::RatesClose).await, Tallies::default());
        assert_eq!(states(JINPING).await, [CohortState::Provisional]);
        assert_eq!(states(BAOJI).await, []);
        registry.clock.set(at("2026-06-30T01:00:00Z"));
        let closed = Tallies::default().with(Counted::Closings, 5);
        assert_eq!(tallies(registry, Job::RatesClose).await, closed);
        assert_eq!(states(FENGHUA).await, [CohortState::Provisional, CohortState::Final]);
    })
    .await;
}

#[tokio::test]
async fn ledgers_imported_long_after_the_closing_days_are_left_to_the_supervisor() {
    each_engine(async |registry| {
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        registry.clock.set(at("2026-09-01T01:00:00Z"));
        entered(&registry.app, &clerk, "cases.csv", &cases(2)).await;
        assert_eq!(tallies(registry, Job::RatesClose).await, Tallies::default());
        registry.clock.set(at("2026-02-10T01:00:00Z"));
        let off = with(&registry.app, |settings| settings.closing.by_itself = false);
        let ran = by_hand(registry, &off, Job::RatesClose).await;
        assert_eq!(
            ran.ending.tallies,
            Tallies::default(),
            "where the office wants to do it herself"
        );
    })
    .await;
}

#[tokio::test]
async fn backups_are_whole_and_the_latest_few_are_kept() {
    each_engine(async |registry| {
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        register(&registry.app, &clerk, 1).await;
        let folder = TempDir::new();
        let app = with(&registry.app, |settings| {
            let text = format!("folder = \"{}\"\nkeep = 2", folder.path().display());
            settings.backup = Some(toml::from_str(&text).expect("a plan"));
        });
        for night in 0..3 {
            registry.clock.advance(Duration::days(1));
            let ran = by_hand(registry, &app, Job::Backup).await;
            assert_eq!(ran.ending.outcome, Outcome::Done, "{ran:?}");
            let removed = ran.ending.tallies.each().find(|(what, _)| *what == Counted::Backups);
            assert_eq!(removed.map(|(_, n)| n), (night == 2).then_some(1));
        }
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["lifelight-20250604-090000.db", "lifelight-20250605-090000.db"]);
        let bytes = std::fs::read(folder.path().join(&names[1])).expect("a backup");
        assert_eq!(&bytes[..15], b"SQLite format 3");
        let made =
            "SELECT COUNT(*) AS n FROM audit_events WHERE action = 'backup_made' AND door = 'job'";
        assert_eq!(number(&registry.app, made).await, 3);
    })
    .await;
}

/// How many of `what` a clean-up removes.
async fn removed(registry: &Registry, what: Counted) -> u64 {
    let tallies = tallies(registry, Job::CleanUp).await;
    tallies.each().find(|(one, _)| *one == what).map_or(0, |(_, number)| number)
}

#[tokio::test]
async fn settled_messages_and_revoked_feeds_go_with_age_and_what_failed_stays() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let account = clerk.actor.account_id().expect("an account");
        for n in 1..=2 {
            crate::reminders::sampled(registry, &clerk, n, "2025-06-02").await;
        }
        registry.clock.advance(Duration::days(1));
        crate::reminders::tick(app).await;
        let mut tx = app.store.write(&origin()).await.expect("it can be written");
        store::outbox::add_digest(&mut tx, account, app.today()).await.expect("queued");
        for _ in 0..2 {
            store::calendar_feeds::open(&mut tx, account).await.expect("a feed");
        }
        tx.commit_unseen().await.expect("it can be committed");
        assert_eq!(registry.by_hand("UPDATE outbox SET state = 'sent'").await, 3);
        let dead = "UPDATE outbox SET state = 'dead' WHERE id IN
            (SELECT id FROM outbox WHERE reminder_id IS NOT NULL LIMIT 1)";
        assert_eq!(registry.by_hand(dead).await, 1);

        registry.clock.advance(Duration::days(91));
        assert_eq!(removed(registry, Counted::Feeds).await, 1, "the one that works stays");
        registry.clock.advance(Duration::days(310));
        // A message whose reminder is open might be taken up again.
        assert_eq!(removed(registry, Counted::Messages).await, 1, "the digest");
        registry.by_hand("UPDATE reminders SET state = 'done'").await;
        assert_eq!(removed(registry, Counted::Messages).await, 1);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM outbox").await, 1, "what failed stays");
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM calendar_feeds").await, 1);
    })
    .await;
}

#[tokio::test]
async fn counters_that_differ_from_the_records_fail_a_run_and_are_told() {
    each_engine(async |registry| {
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        for n in 1..=3 {
            register(&registry.app, &clerk, n).await;
        }
        let looked = Tallies::default().with(Counted::Looked, 3);
        assert_eq!(tallies(registry, Job::CountsVerify).await, looked);
        // Brought into the counters, then one changed past the service.
        let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
        store::counts::gather(&mut tx).await.expect("gathered");
        tx.commit_unseen().await.expect("committed");
        let text = "UPDATE counters SET number = number + 1 WHERE what = 'registered'";
        assert!(registry.by_hand(text).await > 0);
        let ran = by_hand(registry, &registry.app, Job::CountsVerify).await;
        assert_eq!(
            (ran.ending.outcome, ran.ending.failure),
            (Outcome::Failed, Some(Failure::Counts)),
        );
        let standing = listed(registry, Job::CountsVerify).await.standing.expect("planned");
        assert_eq!(standing.failures, 1, "as the page and /metrics tell");
        let (keeper, _) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        keeper.get("/jobs").await.shows(&["核对统计", "统计与登记不符"]);
        registry.by_hand(&text.replace("+ 1", "- 1")).await;
        assert_eq!(tallies(registry, Job::CountsVerify).await, looked);
    })
    .await;
}
