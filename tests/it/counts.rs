//! What is counted is exactly what the records say, whatever happens to them, and what was published stays.

mod histories;
mod postings;
mod together;
mod upgrading;
mod verifying;

use lifelight::{
    domain::{
        periods::Quarter,
        permissions::{Permission, Scope},
        person::Person,
        programmes::Programme,
        registrations::{Registration, RegistrationStatus, Stance},
    },
    service::{
        App,
        counts::{Verified, verify},
        intake,
    },
    store::{self, StoreError, counts::Posting},
};
use uuid::Uuid;

use crate::support::{
    people::intake_of,
    registry::{Registry, origin},
};

async fn verified(registry: &Registry) -> Verified {
    let operator = registry.operator().await;
    verify(&registry.app, &operator).await.expect("it can be counted anew")
}

/// Fails where a number is not what the records say.
async fn agrees(registry: &Registry, after: &str) {
    let verified = verified(registry).await;
    assert!(verified.agrees(), "after {after}: {verified:#?}");
}

async fn whole(registry: &Registry) -> Scope {
    registry.operator().await.actor.may(Permission::PeopleWrite).expect("the operator may")
}

/// Registers synthetic person `n`, who offers stem cells, at the unit with this code.
async fn register(registry: &Registry, n: u32, unit: &str) -> Uuid {
    let clerk = registry.caller(lifelight::domain::permissions::Role::Coordinator, unit).await;
    match intake::register(&registry.app, &clerk, &intake_of(n)).await.expect("valid") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} has this document already"),
    }
}

/// Changes a record past the services, as any of them does: loaded, changed, saved whole.
async fn altered(
    registry: &Registry,
    id: Uuid,
    change: impl FnOnce(&mut Person),
) -> Result<(), StoreError> {
    let scope = whole(registry).await;
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    let before = store::people::get(&mut tx, &scope, id).await?;
    let mut after = before.clone();
    change(&mut after);
    store::people::save(&mut tx, &before, after).await?;
    tx.commit_unseen().await
}

async fn person(registry: &Registry, id: Uuid) -> Person {
    let scope = whole(registry).await;
    let mut tx = registry.app.store.read().await.expect("it can be read");
    store::people::get(&mut tx, &scope, id).await.expect("she is there")
}

/// An offer of `programme` by `person`, registered on an unknown day.
fn offer(app: &App, person: &Person, programme: Programme) -> Registration {
    let now = app.store.clock().now();
    Registration {
        id: lifelight::crypto::random::new_id(&lifelight::crypto::random::OsRandom, now),
        version: 1,
        unit: person.unit,
        programme,
        stance: Stance::Offers,
        status: RegistrationStatus::Active,
        registered_on: None,
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: Default::default(),
    }
}

/// Has what was appended added to the counters.
async fn gather(registry: &Registry) {
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    store::counts::gather(&mut tx).await.expect("gathered");
    tx.commit_unseen().await.expect("committed");
}

/// Closes the quarters up to `last` for the unit with this code, as publishing does.
async fn close(registry: &Registry, code: &str, last: Quarter) {
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    store::counts::close_through(&mut tx, registry.unit(code), last).await.expect("closed");
    tx.commit_unseen().await.expect("committed");
}

async fn posted(registry: &Registry, code: &str, last: Quarter) -> Vec<Posting> {
    let scope = whole(registry).await;
    let mut tx = registry.app.store.read().await.expect("it can be read");
    store::counts::posted(&mut tx, &scope, registry.unit(code), last).await.expect("postings")
}

fn quarter(text: &str) -> Quarter {
    Quarter::parse(text).expect("a quarter")
}
