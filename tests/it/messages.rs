//! Messages on both engines: exactly once as far as this house reaches, and never to whom they would hurt.

mod channels;
mod console;
mod digests;
mod kills;
mod receipts;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use lifelight::{
    domain::{
        audit::Action,
        contact_ledger::{ContactDetails, ContactEntry, ContactMeans, Receipt},
        contacts::InvalidReason,
        intake::{Intake, PhoneInput},
        messages::{Limits, Message, MessageState, Refusal, inputs::ReceiptInput},
        permissions::Role,
        programmes::Programme,
        reminders::{Outcome, Reminder, ReminderState, inputs::OutcomeInput},
    },
    service::{
        App, Caller, Settings, intake,
        messages::{
            Tally,
            channels::{Channel, Channels, Sending},
            deliver, failed,
            receipts::contacts_of,
            settings::MessageSettings,
        },
        people,
        reminders::{
            acts,
            planning::{job, plan_due},
        },
    },
    store::{self, audit::AuditFilter, outbox::Queued},
};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::support::{
    memorials::dies,
    people::{intake_of, phone},
    registry::{FENGHUA, JINPING, Registry, each_engine},
};

/// A channel that keeps what it is given.
#[derive(Default)]
struct Recorder {
    taken: Mutex<Vec<Message>>,
    refuses: Mutex<Option<Refusal>>,
    /// Where it is there, nothing is answered before it is told to.
    answers: Option<Notify>,
}

impl Recorder {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    fn slow() -> Arc<Self> {
        Arc::new(Self { answers: Some(Notify::new()), ..Self::default() })
    }

    fn refuses(&self, refusal: Option<Refusal>) {
        *self.refuses.lock().unwrap() = refusal;
    }

    fn taken(&self) -> Vec<Message> {
        self.taken.lock().unwrap().clone()
    }

    async fn until_taken(&self, n: usize) {
        while self.taken().len() < n {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}

impl Channel for Recorder {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async move {
            self.taken.lock().unwrap().push(message.clone());
            if let Some(answers) = &self.answers {
                answers.notified().await;
            }
            self.refuses.lock().unwrap().map_or(Ok(()), Err)
        })
    }
}

fn sms(channel: &Arc<Recorder>) -> Channels {
    let channel: Arc<dyn Channel> = channel.clone();
    Channels { sms: Some(channel), ..Channels::default() }
}

fn with(app: &App, channel: &Arc<Recorder>) -> App {
    app.clone().with_channels(sms(channel))
}

/// The same service with other settings of messages.
fn set(app: &App, messages: MessageSettings) -> App {
    let settings = Settings { messages, ..(*app.settings).clone() };
    App::new(app.store.clone(), settings).with_channels(app.channels.clone())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Somebody of whom a sample was taken yesterday: today she is thanked by a message.
pub fn sampled(n: u32) -> Intake {
    let mut intake = intake_of(n);
    intake.registrations[0].sampled_on = "2025-06-01".to_owned();
    intake
}

/// Registers somebody.
pub async fn enter(app: &App, by: &Caller, intake: &Intake) -> Uuid {
    match intake::register(app, by, intake).await.expect("it is valid") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} is known"),
    }
}

/// Somebody was written to and her receipt came: for the backups, which hold what that leaves.
pub async fn leave_traces(app: &App, by: &Caller) {
    let channel = Recorder::new();
    let app = with(app, &channel);
    plan(&app).await;
    go(&app).await;
    let id = channel.taken().first().expect("a message").id;
    let input = ReceiptInput { id, status: Receipt::Delivered };
    lifelight::service::messages::receipts::take(&app, &by.origin, &input).await.expect("taken");
}

async fn sampled_people(app: &App, by: &Caller, n: u32) -> Vec<Uuid> {
    let mut all = Vec::new();
    for n in 0..n {
        all.push(enter(app, by, &sampled(n)).await);
    }
    all
}

async fn plan(app: &App) {
    plan_due(app, &job("plan")).await.expect("it plans");
}

async fn go(app: &App) -> Tally {
    deliver(app, &job("deliver")).await.expect("it delivers")
}

/// The reminder of a person whose rule sends a message.
async fn reminder(app: &App, by: &Caller, person: Uuid) -> Reminder {
    let scope = by.actor.may(lifelight::domain::permissions::Permission::RemindersWork).unwrap();
    let mut tx = app.store.read().await.expect("it can be read");
    let all = store::reminders::of_subject(&mut tx, &scope, person).await.expect("a list");
    let mut thanks = all.into_iter().map(|one| one.expect("it opens"));
    thanks.find(|one| one.details.rule == "sample_thanks").expect("she is to be thanked")
}

async fn queued(app: &App, id: Uuid) -> Queued {
    let mut tx = app.store.read().await.expect("it can be read");
    let mut found = store::outbox::of_reminders(&mut tx, &[id]).await.expect("a list");
    found.pop().expect("it is in the outbox")
}

async fn actions(registry: &Registry, subject: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, "").await;
    let filter = AuditFilter { subject: Some(subject), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 100).await;
    found.expect("the trail").lines.iter().map(|line| line.event.action).collect()
}

#[tokio::test]
async fn it_goes_out_once_whoever_delivers_and_is_written_down_with_its_reminder() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 24).await;
        let channel = Recorder::new();
        let apps = [
            with(&registry.app, &channel),
            with(&registry.another_instance().await, &channel),
            with(&registry.another_instance().await, &channel),
            with(&registry.another_instance().await, &channel),
        ];
        let [a, b, c, d] = &apps;
        tokio::join!(plan(a), plan(b));
        let first = reminder(a, &by, people[0]).await;
        assert_eq!(queued(a, first.id).await.state, MessageState::Waiting);
        let tallies = tokio::join!(go(a), go(b), go(c), go(d));
        let sent = tallies.0.sent + tallies.1.sent + tallies.2.sent + tallies.3.sent;
        // Somebody may have come too early for what another had in hand; nothing is left over.
        assert_eq!(sent, 24, "{tallies:?}");
        let taken = channel.taken();
        let ids: BTreeSet<Uuid> = taken.iter().map(|message| message.id).collect();
        assert_eq!((taken.len(), ids.len()), (24, 24));
        assert_eq!(go(a).await, Tally::default(), "nothing twice");

        let message = taken.iter().find(|message| message.to == phone(0)).expect("hers");
        assert_eq!((message.id, message.means), (first.id, ContactMeans::Sms));
        assert_eq!((message.template.as_str(), message.version), ("sample_thanks", 1));
        assert!(message.text.contains("锦屏") && message.text.contains("赵"), "{}", message.text);
        for word in ["骨髓", "造血", "捐献", "合零"] {
            assert!(!message.text.contains(word), "{word}");
        }
        let after = reminder(a, &by, people[0]).await;
        let report = after.details.report.expect("it is done");
        assert_eq!(
            (after.state, report.outcome, report.by),
            (ReminderState::Done, Outcome::Sent, None)
        );
        let contacts = contacts_of(a, &by, people[0]).await.expect("her ledger");
        let [entry] = contacts.as_slice() else { panic!("{} entries", contacts.len()) };
        assert_eq!((entry.id, entry.made_on), (first.id, day("2025-06-02")));
        assert_eq!(entry.details.receipt, Some(Receipt::Sent));
        assert_eq!(entry.details.programme, Some(Programme::StemCell));
        assert!(actions(registry, first.id).await.contains(&Action::MessageSent));
        plan(a).await;
        assert_eq!(go(a).await, Tally::default(), "nor after planning again");
        for app in &apps[1..] {
            app.store.db().close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn killed_between_sending_and_writing_down_it_is_sent_again_under_the_same_id() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        plan(&registry.app).await;
        let hung = Recorder::slow();
        let app = with(&registry.another_instance().await, &hung);
        let killed = tokio::spawn(async move { deliver(&app, &job("deliver")).await });
        hung.until_taken(1).await;
        killed.abort();
        assert!(killed.await.is_err_and(|error| error.is_cancelled()));

        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        assert_eq!(go(&app).await, Tally::default(), "its lease still runs");
        registry.clock.advance(Duration::minutes(16));
        assert_eq!(go(&app).await, Tally { sent: 1, ..Tally::default() });
        assert_eq!(channel.taken()[0], hung.taken()[0], "the same message under the same id");
        assert_eq!(contacts_of(&app, &by, people[0]).await.expect("a ledger").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn whoever_lost_the_lease_writes_nothing_down() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        plan(&registry.app).await;
        let slow = Recorder::slow();
        let late = with(&registry.another_instance().await, &slow);
        let first = tokio::spawn(async move { deliver(&late, &job("deliver")).await });
        slow.until_taken(1).await;
        registry.clock.advance(Duration::minutes(16));
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        assert_eq!(go(&app).await.sent, 1);
        let before = reminder(&app, &by, people[0]).await;
        slow.answers.as_ref().expect("it is slow").notify_one();
        let tally = first.await.expect("it ends").expect("it delivers");
        assert_eq!(tally, Tally { overtaken: 1, ..Tally::default() });
        assert_eq!(reminder(&app, &by, people[0]).await, before, "completed once");
        assert_eq!(contacts_of(&app, &by, people[0]).await.expect("a ledger").len(), 1);
        assert_eq!(slow.taken()[0].id, channel.taken()[0].id);
    })
    .await;
}

#[tokio::test]
async fn a_stop_between_planning_and_delivery_is_heard() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 4).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        plan(&app).await;
        let mut ids = Vec::new();
        for person in &people {
            ids.push(reminder(&app, &by, *person).await.id);
        }
        people::set_do_not_contact(&app, &by, people[0], 1, true).await.expect("it is set");
        dies(&app, &by, people[1]).await;
        let shown = people::get(&app, &by, people[2]).await.expect("she is there").person;
        let registration = shown.registrations[0].id;
        lifelight::service::registrations::withdraw(
            &app,
            &by,
            people[2],
            shown.version,
            registration,
            "2025-06-02",
            "",
        )
        .await
        .expect("she withdraws");
        // Nothing is planned in between: delivery asks by itself.
        assert_eq!(go(&app).await, Tally { sent: 1, cancelled: 3, ..Tally::default() });
        let taken = channel.taken();
        assert_eq!((taken.len(), taken[0].id), (1, ids[3]));
        for person in &people[..3] {
            let stopped = reminder(&app, &by, *person).await;
            assert_eq!(stopped.state, ReminderState::Stopped);
            assert!(contacts_of(&app, &by, *person).await.expect("a ledger").is_empty());
        }
        // Silence is lifted: the message is taken up again, once.
        people::set_do_not_contact(&app, &by, people[0], 2, false).await.expect("it is lifted");
        plan(&app).await;
        assert_eq!(go(&app).await.sent, 1);
        assert_eq!(go(&app).await, Tally::default());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_disturbed_at_night_and_what_is_too_late_is_never_sent() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        registry.clock.set(at("2025-06-02T14:00:00Z"));
        plan(&app).await;
        assert_eq!(go(&app).await, Tally { put_off: 1, ..Tally::default() });
        let id = reminder(&app, &by, people[0]).await.id;
        assert_eq!(queued(&app, id).await.next_at, at("2025-06-03T00:00:00Z"));
        registry.clock.set(at("2025-06-02T23:59:59Z"));
        assert_eq!(go(&app).await, Tally::default());
        registry.clock.set(at("2025-06-17T00:00:00Z"));
        assert_eq!(go(&app).await, Tally { cancelled: 1, ..Tally::default() });
        assert_eq!(reminder(&app, &by, people[0]).await.state, ReminderState::Missed);
        assert!(channel.taken().is_empty());
        assert_eq!(queued(&app, id).await.state, MessageState::Cancelled);
    })
    .await;
}

/// A message of another day is written into her ledger.
async fn was_written_to(registry: &Registry, person: Uuid, on: &str) {
    let origin = job("test");
    let mut tx = registry.app.store.write(&origin).await.expect("it can be written");
    let details = ContactDetails {
        means: ContactMeans::Sms,
        programme: Some(Programme::StemCell),
        rule: None,
        outcome: Some(Outcome::Sent),
        receipt: Some(Receipt::Delivered),
    };
    let id = tx.new_id();
    let entry = ContactEntry { id, version: 1, subject: person, made_on: day(on), details };
    store::contact_ledger::insert(&mut tx, &entry).await.expect("it is written");
    tx.commit_unseen().await.expect("it is kept");
}

#[tokio::test]
async fn nobody_gets_more_messages_than_the_office_allows() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 2).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        for on in ["2025-05-31", "2025-06-01"] {
            was_written_to(registry, people[0], on).await;
        }
        for on in ["2025-05-20", "2025-05-21", "2025-05-22", "2025-05-23"] {
            was_written_to(registry, people[1], on).await;
        }
        plan(&app).await;
        assert_eq!(go(&app).await, Tally { put_off: 2, ..Tally::default() });
        let id = reminder(&app, &by, people[0]).await.id;
        assert_eq!(queued(&app, id).await.next_at, at("2025-06-07T00:00:00Z"));
        registry.clock.set(at("2025-06-07T00:00:00Z"));
        assert_eq!(go(&app).await, Tally { sent: 1, ..Tally::default() });
        assert_eq!(channel.taken()[0].id, id);
        // Her month is full until it is too late.
        registry.clock.set(at("2025-06-17T01:00:00Z"));
        plan(&app).await;
        assert_eq!(reminder(&app, &by, people[1]).await.state, ReminderState::Missed);
        registry.clock.set(at("2025-06-20T01:00:00Z"));
        assert_eq!(go(&app).await, Tally::default());

        // An office that allows none has tasks.
        registry.clock.set(at("2025-06-02T01:00:00Z"));
        let none = MessageSettings { limits: Limits { week: 0, month: 0 }, ..Default::default() };
        let strict = set(&app, none);
        enter(&strict, &by, &sampled(9)).await;
        plan(&strict).await;
        assert_eq!(go(&strict).await, Tally { cancelled: 1, ..Tally::default() });
    })
    .await;
}

#[tokio::test]
async fn after_so_many_tries_somebody_has_to_look_and_can_try_again() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        let app = set(&app, MessageSettings { tries: 3, ..MessageSettings::default() });
        plan(&app).await;
        let id = reminder(&app, &by, people[0]).await.id;
        channel.refuses(Some(Refusal::Unreachable));
        for waits in [2, 4] {
            assert_eq!(go(&app).await, Tally { failed: 1, ..Tally::default() });
            let next = registry.app.store.clock().now() + Duration::minutes(waits);
            assert_eq!(queued(&app, id).await.next_at, next);
            assert_eq!(go(&app).await, Tally::default(), "not before its time");
            registry.clock.set(next);
        }
        assert_eq!(go(&app).await, Tally { dead: 1, ..Tally::default() });
        registry.clock.advance(Duration::hours(6));
        assert_eq!(go(&app).await, Tally::default(), "nothing by itself any more");
        let seen = failed::list(&app, &by).await.expect("a list");
        assert_eq!((seen.len(), seen[0].message.id, seen[0].message.attempts), (1, id, 3));
        assert_eq!(seen[0].title.zh, "采样致谢");
        let elsewhere = registry.caller(Role::Coordinator, "330213002").await;
        assert!(failed::list(&app, &elsewhere).await.expect("a list").is_empty());
        assert!(failed::retry(&app, &elsewhere, id).await.is_err(), "not in her scope");
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        assert!(failed::list(&app, &auditor).await.is_err());

        let listed = acts::list(&app, &by).await.expect("a list").lines;
        let line = listed.iter().find(|line| line.reminder.id == id).expect("it is still open");
        assert_eq!(line.message, Some(MessageState::Dead));
        failed::retry(&app, &by, id).await.expect("it is tried again");
        assert!(failed::retry(&app, &by, id).await.is_err(), "once");
        channel.refuses(None);
        assert_eq!(go(&app).await, Tally { sent: 1, ..Tally::default() });
        let ids: BTreeSet<Uuid> = channel.taken().iter().map(|message| message.id).collect();
        assert_eq!((channel.taken().len(), ids.len()), (4, 1));
        let told = actions(registry, id).await;
        for action in [Action::MessageFailed, Action::MessageRetried, Action::MessageSent] {
            assert_eq!(told.iter().filter(|one| **one == action).count(), 1, "{action:?}");
        }

        // What the gateway rejects is not tried again by itself.
        let other = enter(&app, &by, &sampled(7)).await;
        registry.clock.set(at("2025-06-03T01:00:00Z"));
        plan(&app).await;
        channel.refuses(Some(Refusal::Rejected));
        assert_eq!(go(&app).await, Tally { dead: 1, ..Tally::default() });
        let id = reminder(&app, &by, other).await.id;
        assert_eq!(queued(&app, id).await.failure, Some(Refusal::Rejected));
    })
    .await;
}

#[tokio::test]
async fn whom_no_message_reaches_is_somebodys_task() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let mut unreachable = sampled(1);
        unreachable.email = String::new();
        unreachable.phones =
            vec![PhoneInput { number: "0574-88583843".to_owned(), ..PhoneInput::default() }];
        let one = enter(&registry.app, &by, &unreachable).await;
        let other = enter(&registry.app, &by, &sampled(2)).await;
        people::note_phone(&registry.app, &by, other, 1, 1, Some(InvalidReason::OutOfService))
            .await
            .expect("it is noted");
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        plan(&app).await;
        assert_eq!(go(&app).await, Tally { cancelled: 2, ..Tally::default() });
        assert!(channel.taken().is_empty());
        let listed = acts::list(&app, &by).await.expect("a list").lines;
        let tasks: BTreeSet<Uuid> = listed
            .iter()
            .filter(|line| line.message == Some(MessageState::Cancelled))
            .map(|line| line.reminder.subject)
            .collect();
        assert_eq!(tasks, BTreeSet::from([one, other]));

        // Where there is a mail server, her e-mail will do.
        let third = enter(&registry.app, &by, &sampled(3)).await;
        let mail = Recorder::new();
        let email: Arc<dyn Channel> = mail.clone();
        let app =
            registry.app.clone().with_channels(Channels { email: Some(email), ..sms(&channel) });
        people::note_phone(&app, &by, third, 1, 1, Some(InvalidReason::SomebodyElse))
            .await
            .expect("noted");
        plan(&app).await;
        assert_eq!(go(&app).await.sent, 1);
        assert_eq!(mail.taken()[0].to, "synthetic3@example.com");
        assert_eq!(mail.taken()[0].subject, "感谢您");
        let contacts = contacts_of(&app, &by, third).await.expect("a ledger");
        assert_eq!(contacts[0].details.means, ContactMeans::Email);
    })
    .await;
}

#[tokio::test]
async fn what_is_done_or_put_off_by_hand_is_not_sent_now() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 2).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        plan(&app).await;
        let (done, off) =
            (reminder(&app, &by, people[0]).await, reminder(&app, &by, people[1]).await);
        let report = OutcomeInput {
            version: done.version,
            outcome: "reached".to_owned(),
            means: Some("call".to_owned()),
            ..OutcomeInput::default()
        };
        acts::done(&app, &by, done.id, &report).await.expect("it is done");
        acts::put_off(&app, &by, off.id, off.version, day("2025-06-05")).await.expect("put off");
        assert_eq!(queued(&app, done.id).await.state, MessageState::Cancelled);
        assert_eq!(queued(&app, off.id).await.next_at, at("2025-06-05T00:00:00Z"));
        assert_eq!(go(&app).await, Tally::default());
        registry.clock.set(at("2025-06-05T00:00:00Z"));
        assert_eq!(go(&app).await.sent, 1);
        assert_eq!(channel.taken()[0].id, off.id);
    })
    .await;
}

#[tokio::test]
async fn the_outbox_holds_nobodys_name_or_number() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        sampled_people(&registry.app, &by, 1).await;
        plan(&registry.app).await;
        let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
        let row = store::db::sql("SELECT * FROM outbox").one(&mut tx).await.expect("a row");
        let texts: Vec<String> = ["kind", "state"].map(|name| row.get(name).expect("text")).into();
        assert_eq!(texts, ["reminder", "waiting"], "all the words there are");
    })
    .await;
}
