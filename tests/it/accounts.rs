//! Accounts: who may create and amend them, and what happens to one that was changed by hand.

mod first_start;
mod sign_in;
mod tokens;

use chrono::Duration;
use lifelight::crypto::secret::Secret;
use lifelight::domain::audit::Action;
use lifelight::domain::permissions::Role;
use lifelight::service::accounts::{self, Account, AccountStatus, Amendment, NewAccount};
use lifelight::service::{App, Caller, ServiceError, sessions};
use lifelight::store::{audit, db::sql};
use uuid::Uuid;

use crate::support::registry::{
    BAOJI, FENGHUA, JINPING, NATION, NINGBO, Registry, YUELIN, each_engine, origin,
};

/// A password that passes.
const PASSWORD: &str = "synthetic horse 生命之光";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn new(name: &str, role: Role, unit: Uuid) -> NewAccount {
    NewAccount { name: name.to_owned(), display_name: "合成甲".to_owned(), role, unit }
}

fn amendment(account: &Account) -> Amendment {
    Amendment {
        version: account.version,
        display_name: account.display_name.clone(),
        role: account.role,
        unit: account.unit,
        status: account.status,
    }
}

/// An account of `role` at the unit with `code` whose password is [`PASSWORD`].
async fn with_password(registry: &Registry, name: &str, role: Role, code: &str) -> Account {
    let (app, operator) = (&registry.app, registry.operator().await);
    let created = accounts::create(app, &operator, new(name, role, registry.unit(code))).await;
    let (_, link) = created.expect("it is created");
    accounts::set_password(app, &origin(), &link, &secret(PASSWORD)).await.expect("it passes")
}

async fn sign_in(app: &App, name: &str, password: &str) -> Result<sessions::Opened, ServiceError> {
    let address = "192.0.2.7".parse().expect("an address");
    sessions::sign_in(app, &origin(), name, &secret(password), address).await
}

/// How often the trail tells of `action`, for whatever unit.
async fn told(registry: &Registry, action: Action) -> i64 {
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let rows = sql("SELECT id FROM audit_events WHERE action = $1").bind(action.code());
    let rows = rows.all(&mut tx.tx).await.expect("the trail is read");
    i64::try_from(rows.len()).expect("a few")
}

#[tokio::test]
async fn the_holder_sets_the_password_through_a_link_that_works_once() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, FENGHUA).await);
        let wished = new(" Jinping.1 ", Role::Coordinator, registry.unit(JINPING));
        let (account, link) = accounts::create(app, &admin, wished).await.expect("it is created");
        assert_eq!((account.name.as_str(), account.version), ("jinping.1", 1));
        assert!(sign_in(app, "jinping.1", PASSWORD).await.is_err(), "no password yet");

        for bad in ["", "short", "长长长长长长长长长长长"] {
            let refused = accounts::set_password(app, &origin(), &link, &secret(bad)).await;
            assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{bad}");
        }
        let seen = sessions::link(app, &link).await.expect("looking changes nothing");
        assert_eq!(seen.name, "jinping.1");
        let opened = sessions::use_link(app, &origin(), &link, Some(&secret(PASSWORD))).await;
        assert_eq!(opened.expect("the link opens a session").signed_in.account().id, account.id);
        let again = sessions::use_link(app, &origin(), &link, Some(&secret(PASSWORD))).await;
        assert!(matches!(again, Err(ServiceError::SignedOut)));
        sign_in(app, "JINPING.1 ", PASSWORD).await.expect("names are read kindly");

        let late = accounts::issue_link(app, &admin, account.id).await.expect("a link");
        registry.clock.advance(Duration::hours(24));
        assert!(matches!(sessions::link(app, &late).await, Err(ServiceError::SignedOut)));
        let replaced = accounts::issue_link(app, &admin, account.id).await.expect("a link");
        let current = accounts::issue_link(app, &admin, account.id).await.expect("another");
        assert!(sessions::link(app, &replaced).await.is_err());
        let other = "another synthetic horse";
        accounts::set_password(app, &origin(), &current, &secret(other)).await.expect("it passes");
        assert!(sign_in(app, "jinping.1", PASSWORD).await.is_err());
        sign_in(app, "jinping.1", other).await.expect("the new password holds");
        assert_eq!(told(registry, Action::PasswordSet).await, 2);
    })
    .await;
}

#[tokio::test]
async fn administrators_keep_the_accounts_of_their_own_units_only() {
    each_engine(async |registry| {
        let app = &registry.app;
        let foreign = with_password(registry, "baoji", Role::Coordinator, BAOJI).await;
        for role in Role::ALL {
            let caller = registry.caller(role, FENGHUA).await;
            for (code, within) in
                [(FENGHUA, true), (JINPING, true), (NINGBO, false), (BAOJI, false), (NATION, false)]
            {
                let name = format!("x-{}-{code}", role.code().replace('_', "-"));
                let new = new(&name, Role::Coordinator, registry.unit(code));
                match accounts::create(app, &caller, new).await {
                    Ok(_) => assert!(role == Role::Administrator && within, "{role:?} {code}"),
                    Err(ServiceError::Denied(_)) => assert_ne!(role, Role::Administrator),
                    Err(ServiceError::Missing) => assert!(role == Role::Administrator && !within),
                    Err(error) => panic!("{role:?} {code}: {error}"),
                }
            }
        }
        let admin = registry.caller(Role::Administrator, FENGHUA).await;
        let missing = [
            accounts::get(app, &admin, foreign.id).await.err(),
            accounts::amend(app, &admin, foreign.id, amendment(&foreign)).await.err(),
            accounts::issue_link(app, &admin, foreign.id).await.err(),
            sessions::list(app, &admin, foreign.id).await.err(),
            sessions::revoke_all(app, &admin, foreign.id).await.err(),
        ];
        assert!(
            missing.iter().all(|error| matches!(error, Some(ServiceError::Missing))),
            "{missing:?}"
        );
        let listed = accounts::list(app, &admin).await.expect("a list").readable;
        assert!(listed.iter().any(|account| account.unit == registry.unit(JINPING)));
        assert!(listed.iter().all(|account| account.unit != foreign.unit));
        let taken =
            accounts::create(app, &admin, new("baoji", Role::Helper, admin.actor.unit())).await;
        assert!(
            matches!(taken, Err(ServiceError::Invalid(problems)) if problems[0].code == "taken")
        );
    })
    .await;
}

#[tokio::test]
async fn other_rights_close_what_was_open_under_the_old_ones() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, FENGHUA).await);
        let account = with_password(registry, "moving", Role::Coordinator, JINPING).await;
        let open = sign_in(app, "moving", PASSWORD).await.expect("signed in").token;
        let link = accounts::issue_link(app, &admin, account.id).await.expect("a link");

        let renamed = Amendment { display_name: " 合成乙 ".to_owned(), ..amendment(&account) };
        let account =
            accounts::amend(app, &admin, account.id, renamed).await.expect("it is amended");
        assert_eq!(account.display_name, "合成乙");
        sessions::authenticate(app, &origin(), &open).await.expect("a name changes no right");

        let stale = Amendment { version: 1, ..amendment(&account) };
        let stale = accounts::amend(app, &admin, account.id, stale).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let afar = Amendment { unit: registry.unit(BAOJI), ..amendment(&account) };
        let afar = accounts::amend(app, &admin, account.id, afar).await;
        assert!(matches!(afar, Err(ServiceError::Missing)));

        let moved = Amendment { unit: registry.unit(YUELIN), ..amendment(&account) };
        let account = accounts::amend(app, &admin, account.id, moved).await.expect("it is moved");
        assert!(matches!(
            sessions::authenticate(app, &origin(), &open).await,
            Err(ServiceError::SignedOut)
        ));
        assert!(sessions::link(app, &link).await.is_err());
        let open = sign_in(app, "moving", PASSWORD).await.expect("the password stays");
        assert_eq!(open.signed_in.caller(&origin()).actor.unit(), registry.unit(YUELIN));

        let off = Amendment { status: AccountStatus::Disabled, ..amendment(&account) };
        let account = accounts::amend(app, &admin, account.id, off).await.expect("it is disabled");
        assert!(sessions::authenticate(app, &origin(), &open.token).await.is_err());
        let refused = sign_in(app, "moving", PASSWORD).await;
        assert!(matches!(refused, Err(ServiceError::SignInFailed)));
        let refused = accounts::issue_link(app, &admin, account.id).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))));
        let on = Amendment { status: AccountStatus::Active, ..amendment(&account) };
        accounts::amend(app, &admin, account.id, on).await.expect("it is enabled");
        sign_in(app, "moving", PASSWORD).await.expect("as before");
    })
    .await;
}

#[tokio::test]
async fn nobody_raises_herself() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, FENGHUA).await);
        let own = admin.actor.account_id().expect("an account");
        let account = accounts::get(app, &admin, own).await.expect("she may look");
        let raised = Amendment { role: Role::Supervisor, ..amendment(&account) };
        let refused = accounts::amend(app, &admin, own, raised).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(problems)) if problems[0].code == "own_account"));
    })
    .await;
}

#[tokio::test]
async fn an_account_changed_by_hand_is_refused_and_the_others_are_served() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, FENGHUA).await);
        let names = ["role", "unit", "status", "password", "one", "other"];
        let mut ids = Vec::new();
        for name in names {
            ids.push(
                with_password(registry, &format!("by-hand-{name}"), Role::Coordinator, JINPING)
                    .await
                    .id,
            );
        }
        with_password(registry, "untouched", Role::Coordinator, JINPING).await;
        let open = sign_in(app, "by-hand-role", PASSWORD).await.expect("signed in").token;

        let yuelin = "(SELECT id FROM units WHERE code = '330213002')";
        let other = |column: &str| {
            format!("(SELECT {column} FROM accounts AS o WHERE o.name = 'untouched')")
        };
        for (name, change) in [
            ("role", "role = 'supervisor'".to_owned()),
            ("unit", format!("unit_id = {yuelin}")),
            // Disabling by hand counts as much: no change past the service is believed.
            ("status", "status = 'disabled'".to_owned()),
            ("password", format!("password_hash = {}", other("password_hash"))),
            ("one", format!("sealed = {}", other("sealed"))),
            ("other", "version = version + 1".to_owned()),
        ] {
            let text = format!("UPDATE accounts SET {change} WHERE name = 'by-hand-{name}'");
            assert_eq!(registry.by_hand(&text).await, 1, "{name}");
            let refused = sign_in(app, &format!("by-hand-{name}"), PASSWORD).await;
            assert!(matches!(refused, Err(ServiceError::SignInFailed)), "{name}");
        }
        assert_eq!(told(registry, Action::IntegrityFailed).await, 6);
        sign_in(app, "untouched", PASSWORD).await.expect("it is served");

        for _ in 0..2 {
            let shut = sessions::authenticate(app, &origin(), &open).await;
            assert!(matches!(shut, Err(ServiceError::SignedOut)));
        }
        assert_eq!(told(registry, Action::IntegrityFailed).await, 7, "shut out once");
        let refused = accounts::get(app, &admin, ids[0]).await;
        assert!(matches!(refused, Err(ServiceError::Tampered(id)) if id == ids[0]));
        let mut listed = accounts::list(app, &admin).await.expect("a list");
        listed.refused.sort_unstable();
        ids.sort_unstable();
        assert_eq!(listed.refused, ids);
        assert!(listed.readable.iter().any(|account| account.name == "untouched"));
        assert_eq!(told(registry, Action::IntegrityFailed).await, 14);
    })
    .await;
}

#[tokio::test]
async fn the_trail_names_who_did_it_and_to_whom() {
    each_engine(async |registry| {
        let (app, admin) = (&registry.app, registry.caller(Role::Administrator, FENGHUA).await);
        let new = new("told", Role::Coordinator, registry.unit(JINPING));
        let (account, _) = accounts::create(app, &admin, new).await.expect("it is created");
        let auditor: Caller = registry.caller(Role::Auditor, FENGHUA).await;
        let filter = audit::AuditFilter { subject: Some(account.id), ..Default::default() };
        let page =
            lifelight::service::audit::read(app, &auditor, &filter, 10).await.expect("a page");
        let line = &page.lines[0];
        assert_eq!((page.lines.len(), line.event.action), (1, Action::AccountCreated));
        assert_eq!(line.account, admin.actor.account_id());
        assert_eq!(line.event.unit, Some(registry.unit(JINPING)));
        assert_eq!((line.door.as_str(), line.request_id.as_str()), ("console", "test"));
    })
    .await;
}
