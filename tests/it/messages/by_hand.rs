//! What becomes somebody's task: what failed, whom no message reaches, and what was done or put off by hand.

use super::*;

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
