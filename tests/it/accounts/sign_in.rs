//! Signing in, what slows guessing down, and how sessions end.

use std::net::IpAddr;

use chrono::Duration;
use lifelight::crypto::tokens::Token;
use lifelight::domain::audit::Action;
use lifelight::domain::permissions::Role;
use lifelight::service::{App, ServiceError, sessions, start};

use super::{PASSWORD, origin, secret, sign_in, told, with_password};
use crate::support::registry::{FENGHUA, JINPING, each_engine};

const WRONG: &str = "not the password";

/// The seconds to wait, none where the attempt was decided (and refused).
async fn wait(app: &App, name: &str, address: &str) -> Option<i64> {
    let address: IpAddr = address.parse().expect("an address");
    match sessions::sign_in(app, &origin(), name, &secret(WRONG), address).await {
        Err(ServiceError::SignInFailed) => None,
        Err(ServiceError::Throttled(seconds)) => Some(seconds),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn guessing_gets_slow_on_every_instance_and_for_unknown_names_too() {
    each_engine(async |registry| {
        let (one, two) = (&registry.app, registry.another_instance().await);
        with_password(registry, "guessed", Role::Coordinator, JINPING).await;
        for name in ["guessed", "unknown"] {
            for attempt in 0..6 {
                let app = if attempt % 2 == 0 { one } else { &two };
                assert_eq!(wait(app, name, "192.0.2.1").await, None, "{name} {attempt}");
            }
            assert_eq!(wait(&two, name, "192.0.2.2").await, Some(2), "from any address");
            registry.clock.advance(Duration::seconds(2));
            assert_eq!(wait(one, name, "192.0.2.1").await, None);
            assert_eq!(wait(one, name, "192.0.2.1").await, Some(4));
        }
        let early = sign_in(one, "guessed", PASSWORD).await;
        assert!(matches!(early, Err(ServiceError::Throttled(_))), "not even the right one");
        registry.clock.advance(Duration::seconds(4));
        sign_in(one, "guessed", PASSWORD).await.expect("after the wait");
        for _ in 0..6 {
            assert_eq!(wait(one, "guessed", "192.0.2.1").await, None, "success starts anew");
        }
        assert_eq!(told(registry, Action::SignInFailed).await, 20);
        assert_eq!(told(registry, Action::SignedIn).await, 1);
        two.store.db().close().await;
    })
    .await;
}

#[tokio::test]
async fn guesses_sent_at_once_are_counted_one_by_one() {
    each_engine(async |registry| {
        let guesses: Vec<_> = (0..30)
            .map(|_| {
                let app = registry.app.clone();
                tokio::spawn(async move { wait(&app, "guessed", "192.0.2.1").await })
            })
            .collect();
        let mut decided = 0;
        for guess in guesses {
            decided += i32::from(guess.await.expect("it is answered").is_none());
        }
        assert_eq!(decided, 6);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_slowed_down_whatever_names_it_tries() {
    each_engine(async |registry| {
        let app = &registry.app;
        with_password(registry, "honest", Role::Coordinator, JINPING).await;
        for number in 0..51 {
            // One host of the network after the other.
            let address = format!("2001:db8:1:2::{number:x}");
            assert_eq!(wait(app, &format!("name-{number}"), &address).await, None, "{number}");
        }
        assert_eq!(wait(app, "name-51", "2001:db8:1:2::1").await, Some(2));
        assert_eq!(wait(app, "name-51", "2001:db8:1:3::1").await, None, "another network");
        registry.clock.advance(Duration::seconds(2));
        let there: IpAddr = "2001:db8:1:2::1".parse().expect("an address");
        for _ in 0..3 {
            sessions::sign_in(app, &origin(), "honest", &secret(PASSWORD), there)
                .await
                .expect("those who know their password are not counted");
        }
        registry.clock.advance(Duration::hours(25));
        assert_eq!(wait(app, "name-52", "2001:db8:1:2::1").await, None);
        assert_eq!(wait(app, "name-53", "2001:db8:1:2::1").await, None, "forgotten after a day");
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_idle_when_old_and_when_ended() {
    each_engine(async |registry| {
        let (app, clock) = (&registry.app, &registry.clock);
        let account = with_password(registry, "coming", Role::Coordinator, JINPING).await;
        let open = async || sign_in(app, "coming", PASSWORD).await.expect("signed in");
        let is_open =
            async |token: &Token| sessions::authenticate(app, &origin(), token).await.is_ok();

        let idle = open().await.token;
        clock.advance(Duration::minutes(29));
        assert!(is_open(&idle).await, "used, and so prolonged");
        clock.advance(Duration::minutes(29));
        assert!(is_open(&idle).await);
        clock.advance(Duration::minutes(30));
        assert!(!is_open(&idle).await);

        let old = open().await.token;
        for _ in 0..35 {
            clock.advance(Duration::minutes(20));
            assert!(is_open(&old).await);
        }
        clock.advance(Duration::minutes(20));
        assert!(!is_open(&old).await, "12 hours at most");

        let (mine, other) = (open().await, open().await);
        let caller = mine.signed_in.caller(&origin());
        assert_eq!(sessions::list(app, &caller, account.id).await.expect("a list").len(), 2);
        sessions::sign_out(app, &origin(), &mine.signed_in).await.expect("signed out");
        assert!(!is_open(&mine.token).await && is_open(&other.token).await);
        let again = sessions::sign_out(app, &origin(), &mine.signed_in).await;
        assert!(matches!(again, Err(ServiceError::Missing)));
        let admin = registry.caller(Role::Administrator, FENGHUA).await;
        sessions::revoke_all(app, &admin, account.id).await.expect("she keeps the account");
        assert!(!is_open(&other.token).await);
        assert_eq!(told(registry, Action::SessionEnded).await, 2);
    })
    .await;
}

#[tokio::test]
async fn the_last_use_is_written_once_a_minute() {
    each_engine(async |registry| {
        let (app, clock) = (&registry.app, &registry.clock);
        let account = with_password(registry, "busy", Role::Coordinator, JINPING).await;
        let opened = sign_in(app, "busy", PASSWORD).await.expect("signed in");
        let caller = opened.signed_in.caller(&origin());
        let began = app.store.clock().now();
        for (seconds, seen) in [(59, 0), (2, 61), (30, 61), (31, 122)] {
            clock.advance(Duration::seconds(seconds));
            sessions::authenticate(app, &origin(), &opened.token).await.expect("signed in");
            let listed = sessions::list(app, &caller, account.id).await.expect("a list");
            assert_eq!(listed[0].seen_at - began, Duration::seconds(seen));
        }
        let admin = registry.caller(Role::Administrator, FENGHUA).await;
        let account = lifelight::service::accounts::get(app, &admin, account.id).await;
        assert_eq!(account.expect("it opens").last_seen_at, Some(began + Duration::seconds(122)));
    })
    .await;
}

#[tokio::test]
async fn a_session_planted_or_moved_by_hand_opens_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        with_password(registry, "attacker", Role::Helper, JINPING).await;
        let victim = with_password(registry, "victim", Role::Supervisor, JINPING).await;
        let token = sign_in(app, "attacker", PASSWORD).await.expect("signed in").token;
        let moved = "UPDATE sessions SET account_id =
             (SELECT id FROM accounts WHERE name = 'victim')";
        assert_eq!(registry.by_hand(moved).await, 1);
        assert!(sessions::authenticate(app, &origin(), &token).await.is_err());

        // What somebody without the key can make of a text that names the victim.
        let id = victim.id.simple();
        let planted = Token::received(format!("{id}.{}", "A".repeat(43)));
        let digest: String = planted.digest().iter().map(|byte| format!("{byte:02x}")).collect();
        let digest = match registry.url().starts_with("sqlite") {
            true => format!("X'{digest}'"),
            false => format!("'\\x{digest}'::bytea"),
        };
        assert_eq!(registry.by_hand(&format!("UPDATE sessions SET digest = {digest}")).await, 1);
        let refused = sessions::authenticate(app, &origin(), &planted).await;
        assert!(matches!(refused, Err(ServiceError::SignedOut)), "a digest needs the key");
    })
    .await;
}

#[tokio::test]
async fn the_operator_may_let_somebody_in_without_a_password() {
    each_engine(async |registry| {
        let app = &registry.app;
        with_password(registry, "demo", Role::Coordinator, FENGHUA).await;
        let link = start::sign_in_link(app, "demo").await.expect("a link");
        let opened = sessions::use_link(app, &origin(), &link, None).await.expect("signed in");
        assert_eq!(opened.signed_in.account().name, "demo");
        assert!(sessions::use_link(app, &origin(), &link, None).await.is_err());
        let none = start::sign_in_link(app, "nobody").await;
        assert!(matches!(none, Err(ServiceError::Missing)));
    })
    .await;
}
