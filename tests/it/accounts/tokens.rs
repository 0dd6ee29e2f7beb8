//! API tokens: never more than the role, never for long, gone when revoked.

use chrono::Duration;
use lifelight::domain::permissions::{Permission, Role};
use lifelight::service::accounts::{self, Amendment};
use lifelight::service::tokens::{self, NewToken};
use lifelight::service::{ServiceError, sessions};

use super::{PASSWORD, amendment, origin, sign_in, with_password};
use crate::support::registry::{FENGHUA, JINPING, Registry, each_engine};

fn wish(registry: &Registry, permissions: &[Permission], valid: Duration) -> NewToken {
    NewToken {
        label: "follow-up".to_owned(),
        permissions: permissions.to_vec(),
        expires_at: registry.app.store.clock().now() + valid,
    }
}

#[tokio::test]
async fn a_token_allows_what_it_names_until_it_ends() {
    each_engine(async |registry| {
        let app = &registry.app;
        let account = with_password(registry, "clerk", Role::Coordinator, JINPING).await;
        let me = sign_in(app, "clerk", PASSWORD).await.expect("signed in").signed_in;
        let wished = wish(registry, &[Permission::PeopleRead], Duration::days(366));
        let (token, made) = tokens::issue(app, &origin(), &me, wished).await.expect("a token");

        let caller = tokens::authenticate(app, &origin(), &token).await.expect("it opens");
        let scope = caller.actor.may(Permission::PeopleRead).expect("it names this");
        assert_eq!(scope.root(), registry.unit(JINPING));
        assert!(caller.actor.may(Permission::PeopleWrite).is_err());
        assert_eq!(caller.origin.account, Some(account.id));
        let listed = tokens::list(app, &caller, account.id).await.expect("a list");
        assert_eq!(listed[0].used_at, Some(app.store.clock().now()));
        assert_eq!(listed[0].permissions, [Permission::PeopleRead]);
        assert!(sessions::authenticate(app, &origin(), &token).await.is_err(), "it is no session");

        registry.clock.advance(Duration::days(366));
        let ended = tokens::authenticate(app, &origin(), &token).await;
        assert!(matches!(ended, Err(ServiceError::SignedOut)));
        tokens::revoke(app, &caller, account.id, made.id).await.expect("it is revoked");
        let again = tokens::revoke(app, &caller, account.id, made.id).await;
        assert!(matches!(again, Err(ServiceError::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_token_is_refused_that_says_too_much_or_lasts_too_long() {
    each_engine(async |registry| {
        let app = &registry.app;
        with_password(registry, "clerk", Role::Coordinator, JINPING).await;
        let me = sign_in(app, "clerk", PASSWORD).await.expect("signed in").signed_in;
        let read = [Permission::PeopleRead];
        let day = Duration::days(1);
        let more = wish(registry, &[Permission::PeopleRead, Permission::AuditRead], day);
        let refused = tokens::issue(app, &origin(), &me, more).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        for (wished, code) in [
            (wish(registry, &[], day), "required"),
            (wish(registry, &read, Duration::zero()), "expiry"),
            (wish(registry, &read, Duration::days(366) + Duration::seconds(1)), "expiry"),
            (NewToken { label: "给 张三".to_owned(), ..wish(registry, &read, day) }, "label"),
        ] {
            match tokens::issue(app, &origin(), &me, wished).await {
                Err(ServiceError::Invalid(problems)) => assert_eq!(problems[0].code, code),
                other => panic!("{code}: {other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn revoked_disabled_or_moved_a_token_opens_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let account = with_password(registry, "clerk", Role::Coordinator, JINPING).await;
        let me = sign_in(app, "clerk", PASSWORD).await.expect("signed in").signed_in;
        let wished = wish(registry, &[Permission::PeopleRead], Duration::days(9));
        let (kept, _) = tokens::issue(app, &origin(), &me, wished.clone()).await.expect("a token");
        let (revoked, made) = tokens::issue(app, &origin(), &me, wished).await.expect("another");

        let stranger = registry.caller(Role::Coordinator, JINPING).await;
        let refused = tokens::revoke(app, &stranger, account.id, made.id).await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        let admin = registry.caller(Role::Administrator, FENGHUA).await;
        tokens::revoke(app, &admin, account.id, made.id).await.expect("she keeps the account");
        assert!(tokens::authenticate(app, &origin(), &revoked).await.is_err());
        tokens::authenticate(app, &origin(), &kept).await.expect("the other stays");

        let raised = Amendment { role: Role::Supervisor, ..amendment(&account) };
        accounts::amend(app, &admin, account.id, raised).await.expect("it is amended");
        assert!(tokens::authenticate(app, &origin(), &kept).await.is_err());

        let revived = "UPDATE api_tokens SET revoked_at = NULL, account_id =
             (SELECT id FROM accounts WHERE name LIKE 'administrator%')";
        assert_eq!(registry.by_hand(revived).await, 2);
        assert!(tokens::authenticate(app, &origin(), &kept).await.is_err(), "bound to its account");
    })
    .await;
}
