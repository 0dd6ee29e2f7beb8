//! Messages on both engines: exactly once as far as this house reaches, and never to whom they would hurt.

mod by_hand;
mod channels;
mod console;
mod digests;
mod kills;
mod leases;
mod limits;
mod receipts;
mod simulation;

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
    takes: std::time::Duration,
}

impl Recorder {
    fn new() -> Arc<Self> {
        Arc::default()
    }

    fn slow() -> Arc<Self> {
        Arc::new(Self { answers: Some(Notify::new()), ..Self::default() })
    }

    fn lame() -> Arc<Self> {
        Arc::new(Self { takes: std::time::Duration::from_millis(20), ..Self::default() })
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
            tokio::time::sleep(self.takes).await;
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
