//! Rows changed by hand in SQL are refused with a clear error and an audit entry; the others are served.

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{
        ServiceError, audit, people, registrations,
        search::{self, Query},
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::support::{
    people::register,
    registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
};

/// `id` as a literal of either database.
fn literal(registry: &Registry, id: Uuid) -> String {
    if registry.url().starts_with("sqlite") {
        format!("x'{}'", id.simple())
    } else {
        format!("'{id}'")
    }
}

/// The boolean true as a literal of either database.
fn yes(registry: &Registry) -> &'static str {
    if registry.url().starts_with("sqlite") { "1" } else { "TRUE" }
}

#[tokio::test]
async fn whatever_is_changed_by_hand_is_refused_and_the_others_are_served() {
    type Attack = fn(&Registry, Uuid, Uuid) -> String;
    let attacks: [(&str, Attack); 11] = [
        ("sealed columns swapped", |r, one, other| {
            let (one, other) = (literal(r, one), literal(r, other));
            format!(
                "UPDATE people SET sealed = (SELECT p.sealed FROM people p WHERE p.id = {other}) WHERE id = {one}"
            )
        }),
        ("a status flipped", |r, one, _| {
            format!("UPDATE people SET status = 'deceased' WHERE id = {}", literal(r, one))
        }),
        ("do-not-contact flipped", |r, one, _| {
            format!("UPDATE people SET do_not_contact = {} WHERE id = {}", yes(r), literal(r, one))
        }),
        ("moved to another unit", |r, one, _| {
            let unit = literal(r, r.unit(YUELIN));
            format!("UPDATE people SET unit_id = {unit} WHERE id = {}", literal(r, one))
        }),
        ("a registration's status flipped", |r, one, _| {
            format!(
                "UPDATE registrations SET status = 'withdrawn' WHERE person_id = {}",
                literal(r, one)
            )
        }),
        ("an offer turned into a refusal", |r, one, _| {
            format!(
                "UPDATE registrations SET stance = 'refuses' WHERE person_id = {}",
                literal(r, one)
            )
        }),
        ("a registration given to another", |r, one, other| {
            format!(
                "UPDATE registrations SET person_id = {}, programme = 'body' WHERE person_id = {}",
                literal(r, one),
                literal(r, other)
            )
        }),
        ("a registration removed", |r, one, _| {
            format!("DELETE FROM registrations WHERE person_id = {}", literal(r, one))
        }),
        ("a consent's status flipped", |r, one, _| {
            format!(
                "UPDATE consents SET status = 'withdrawn' WHERE person_id = {}",
                literal(r, one)
            )
        }),
        ("a relative removed", |r, one, _| {
            format!(
                "DELETE FROM relatives WHERE role = 'relative' AND position = 1 AND person_id = {}",
                literal(r, one)
            )
        }),
        ("a record key swapped", |r, one, other| {
            let (one, other) = (literal(r, one), literal(r, other));
            format!(
                "UPDATE record_keys SET wrapped = (SELECT k.wrapped FROM record_keys k WHERE k.subject_id = {other}) WHERE subject_id = {one}"
            )
        }),
    ];
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let local = registry.caller(Role::Coordinator, JINPING).await;
        for (n, (what, attack)) in (0..).zip(attacks) {
            let one = register(app, &local, 2 * n).await;
            let other = register(app, &local, 2 * n + 1).await;
            assert!(
                registry.by_hand(&attack(registry, one, other)).await > 0,
                "{what}: it changed something"
            );
            let refused = people::get(app, &caller, one).await;
            assert!(
                matches!(refused, Err(ServiceError::Tampered(id)) if id == one),
                "{what}: refused"
            );
            let filter = AuditFilter {
                subject: Some(one),
                action: Some(Action::IntegrityFailed),
                ..AuditFilter::default()
            };
            let told =
                audit::read(app, &auditor, &filter, 10).await.expect("the trail is readable").lines;
            assert_eq!(told.len(), 1, "{what}: audited");
            let all = search::find(app, &caller, &Query::default()).await.expect("a list works");
            assert!(all.damaged.contains(&one), "{what}: named as damaged in a list");
            if !what.contains("given to another") {
                assert!(
                    all.people.iter().any(|person| person.id == other),
                    "{what}: the other is served"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_older_value_put_back_is_refused() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 1).await;
        let row = literal(registry, id);
        registry
            .by_hand(&format!("CREATE TABLE kept AS SELECT sealed FROM people WHERE id = {row}"))
            .await;
        registry
            .by_hand(&format!(
                "CREATE TABLE kept_row AS SELECT * FROM registrations WHERE person_id = {row}"
            ))
            .await;
        let cells =
            people::get(app, &caller, id).await.expect("it is there").person.registrations[0].id;
        registrations::withdraw(app, &caller, id, 1, cells, "", "").await.expect("any time");
        assert!(people::get(app, &caller, id).await.is_ok());

        registry
            .by_hand(&format!("CREATE TABLE now AS SELECT sealed FROM people WHERE id = {row}"))
            .await;
        registry
            .by_hand(&format!(
                "UPDATE people SET sealed = (SELECT sealed FROM kept) WHERE id = {row}"
            ))
            .await;
        assert!(
            matches!(people::get(app, &caller, id).await, Err(ServiceError::Tampered(_))),
            "an older column"
        );
        registry
            .by_hand(&format!(
                "UPDATE people SET sealed = (SELECT sealed FROM now) WHERE id = {row}"
            ))
            .await;
        assert!(people::get(app, &caller, id).await.is_ok(), "as it was");

        // The whole older row of the registration, with its older version: the person vouches for the newer.
        registry.by_hand(&format!("DELETE FROM registrations WHERE person_id = {row}")).await;
        registry.by_hand("INSERT INTO registrations SELECT * FROM kept_row").await;
        assert!(
            matches!(people::get(app, &caller, id).await, Err(ServiceError::Tampered(_))),
            "an older row"
        );
    })
    .await;
}

#[tokio::test]
async fn the_trail_cannot_be_changed_or_removed() {
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        register(&registry.app, &caller, 1).await;
        for text in ["UPDATE audit_events SET action = 'signed_in'", "DELETE FROM audit_events"] {
            let mut tx = registry.app.store.db().begin_write().await.expect("it can be written");
            let error =
                lifelight::store::db::sql(text).execute(&mut tx).await.expect_err("append-only");
            assert!(error.to_string().contains("append-only"), "{error}");
        }
    })
    .await;
}
