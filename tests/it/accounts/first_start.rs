//! The first start and every later one: keys, offices, the first administrator.

use std::sync::Arc;

use lifelight::crypto::keyring::Keyring;
use lifelight::crypto::random::OsRandom;
use lifelight::domain::audit::Action;
use lifelight::domain::permissions::{Permission, Role};
use lifelight::domain::units::shipped_offices;
use lifelight::service::sessions;
use lifelight::service::start::{self, StartError};
use lifelight::store::{Store, units};

use super::{PASSWORD, origin, secret, sign_in, told};
use crate::support::TempDir;
use crate::support::registry::{NATION, Registry, each_engine};

#[tokio::test]
async fn only_the_databases_own_keys_start_it() {
    each_engine(async |registry| {
        let store = &registry.app.store;
        let db = store.db();
        assert!(start::needs_key(db).await.expect("it can be asked"));
        start::prepare(store, &[]).await.expect("its own key");
        let other = Arc::new(Keyring::generate(&OsRandom));
        let store = Store::new(db.clone(), other, Arc::new(OsRandom), registry.clock.clone());
        for refused in [start::prepare(&store, &[]).await, start::check_keys(&store).await] {
            let error = refused.expect_err("another key");
            assert!(matches!(error, StartError::KeyDiffers(_)));
            assert!(error.to_string().contains("密钥文件"), "{error}");
        }
        registry
            .by_hand(
                "INSERT INTO key_fingerprints (purpose, value, created_at)
                 SELECT 'wrap/2', value, created_at FROM key_fingerprints WHERE purpose = 'index'",
            )
            .await;
        let error = start::check_keys(&registry.app.store).await.expect_err("rotated since");
        assert!(matches!(&error, StartError::KeyMissing(purpose) if purpose == "wrap/2"));
    })
    .await;
}

#[tokio::test]
async fn an_empty_database_needs_no_key_and_a_broken_one_says_so() {
    let folder = TempDir::new();
    let url = format!("sqlite:{}", folder.path().join("new.db").display());
    let db = start::open(&url).await.expect("it opens");
    assert!(!start::needs_key(&db).await.expect("it can be asked"));
    db.close().await;
    std::fs::write(folder.path().join("broken.db"), [7; 4096]).expect("it is written");
    for url in
        [format!("sqlite:{}", folder.path().join("broken.db").display()), "mysql:x".to_owned()]
    {
        let error = start::open(&url).await.expect_err("no database");
        assert!(error.to_string().contains("数据库"), "{error}");
    }
}

#[tokio::test]
async fn the_first_administrator_gets_links_until_she_has_set_a_password() {
    each_engine(async |registry| {
        let (app, other) = (&registry.app, registry.another_instance().await);
        let (one, two) =
            tokio::join!(start::first_administrator(app), start::first_administrator(&other));
        let (one, two) = (one.expect("it starts"), two.expect("it starts"));
        let (one, two) = (one.expect("a link"), two.expect("a link"));
        sessions::link(app, &two).await.expect("both printed links work");
        let password = secret(PASSWORD);
        let me =
            sessions::use_link(app, &origin(), &one, Some(&password)).await.expect("signed in");
        let account = me.signed_in.account();
        assert_eq!((account.name.as_str(), account.role), ("admin", Role::Administrator));
        assert_eq!(account.unit, registry.unit(NATION));
        let caller = me.signed_in.caller(&origin());
        assert!(caller.actor.may(Permission::AccountsManage).is_ok());
        assert!(caller.actor.may(Permission::PeopleRead).is_err());
        sign_in(app, "admin", PASSWORD).await.expect("with the password, too");
        assert!(start::first_administrator(app).await.expect("it starts").is_none());
        assert_eq!(told(registry, Action::AccountCreated).await, 1);
        other.store.db().close().await;
    })
    .await;
}

/// As before the first start, although the schema is there.
async fn empty(registry: &Registry) {
    for table in ["unit_aliases", "unit_closure", "key_fingerprints"] {
        registry.by_hand(&format!("DELETE FROM {table}")).await;
    }
    // Children before their parents.
    let leaves = "DELETE FROM units WHERE id NOT IN
         (SELECT parent_id FROM units WHERE parent_id IS NOT NULL)";
    while registry.by_hand(leaves).await > 0 {}
}

async fn units(store: &Store) -> usize {
    let mut tx = store.read().await.expect("it can be read");
    units::list(&mut tx).await.expect("a list").len()
}

#[tokio::test]
async fn instances_that_start_at_once_install_the_offices_once() {
    each_engine(async |registry| {
        let (one, offices) = (&registry.app.store, shipped_offices());
        let before = units(one).await;
        empty(registry).await;
        assert_eq!(units(one).await, 0);
        let other = registry.another_instance().await;
        let (first, second) =
            tokio::join!(start::prepare(one, &offices), start::prepare(&other.store, &offices));
        first.expect("it starts");
        second.expect("it starts");
        assert_eq!(units(one).await, before);
        other.store.db().close().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_first_starts_with_keys_of_their_own_one_is_refused() {
    each_engine(async |registry| {
        empty(registry).await;
        let one = &registry.app.store;
        let other = registry.another_instance().await.store;
        let (db, keyring) = (other.db().clone(), Arc::new(Keyring::generate(&OsRandom)));
        let other = Store::new(db, keyring, Arc::new(OsRandom), registry.clock.clone());
        let (first, second) = tokio::join!(start::prepare(one, &[]), start::prepare(&other, &[]));
        assert_ne!(first.is_ok(), second.is_ok());
        let refused = first.err().or(second.err()).expect("one is");
        assert!(matches!(refused, StartError::KeyDiffers(_)));
        other.db().close().await;
    })
    .await;
}
