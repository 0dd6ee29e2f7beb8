//! Who delivers what: once, under a lease, and again under the same id where it was cut short.

use super::*;

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
