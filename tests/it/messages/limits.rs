//! How many messages one person gets, whoever delivers.

use lifelight::domain::reminders::rules::Rules;

use super::*;

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

/// She is thanked and told of the pool on the same day.
const TWO_ON_A_DAY: &str = include_str!("two_on_a_day.toml");

/// An office with these rules that allows one message a week.
fn once_a_week(app: &App) -> App {
    let messages =
        MessageSettings { limits: Limits { week: 1, month: 4 }, ..MessageSettings::default() };
    let reminders = Rules::load(TWO_ON_A_DAY, "two_on_a_day.toml").expect("they are rules");
    let settings = Settings { messages, reminders, ..Settings::default() };
    App::new(app.store.clone(), settings).with_channels(app.channels.clone())
}

async fn claim(app: &App, limit: usize) -> Vec<Uuid> {
    let mut tx = app.store.write(&job("deliver")).await.expect("it can be written");
    let claims = store::outbox::claim(&mut tx, Duration::minutes(15), limit).await;
    tx.commit_unseen().await.expect("claimed");
    claims.expect("claimed").iter().map(|claim| claim.message.id).collect()
}

#[tokio::test]
async fn while_one_message_to_her_is_under_way_no_other_is() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 2).await;
        let channel = Recorder::new();
        let app = with(&once_a_week(&registry.app), &channel);
        plan(&app).await;
        let first = claim(&app, 4).await;
        assert_eq!(first.len(), 2, "one to each of two");
        assert!(claim(&app, 4).await.is_empty(), "what became of it is not known");
        // Killed meanwhile: what was under way comes first, though the other has waited as long.
        registry.clock.advance(Duration::minutes(16));
        assert_eq!(claim(&app, 4).await, first);
        registry.clock.advance(Duration::minutes(16));
        assert_eq!(go(&app).await, Tally { sent: 2, put_off: 2, ..Tally::default() });
        let taken: BTreeSet<Uuid> = channel.taken().iter().map(|message| message.id).collect();
        assert_eq!(taken, first.iter().copied().collect());
        for person in people {
            assert_eq!(contacts_of(&app, &by, person).await.expect("a ledger").len(), 1);
        }
    })
    .await;
}

#[tokio::test]
async fn several_instances_keep_to_the_limit_of_each() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 25).await;
        let channel = Recorder::lame();
        let mut apps = Vec::new();
        for _ in 0..4 {
            apps.push(with(&once_a_week(&registry.another_instance().await), &channel));
        }
        plan(&apps[0]).await;
        let [a, b, c, d] = apps.as_slice() else { unreachable!("four") };
        tokio::join!(go(a), go(b), go(c), go(d));
        // Whoever came too early for what another had in hand left it for the next time.
        go(a).await;
        let taken = channel.taken();
        let numbers: BTreeSet<&str> = taken.iter().map(|message| message.to.as_str()).collect();
        assert_eq!((taken.len(), numbers.len()), (people.len(), people.len()));
        for app in &apps {
            app.store.db().close().await;
        }
    })
    .await;
}
