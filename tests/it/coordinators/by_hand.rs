//! What somebody with the database's own tools can neither change nor learn.

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{ServiceError, coordinators as register},
};
use uuid::Uuid;

use super::{actions, training};
use crate::support::{
    coordinators::{add_coordinator, coordinator_of},
    people::{found_in, intake_of},
    registry::{FENGHUA, JINPING, each_engine},
};

#[tokio::test]
async fn a_row_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let other = add_coordinator(app, &chief, 1).await;
        let unit = registry.unit(JINPING);
        let account = chief.actor.account_id().expect("an account");
        let lite = registry.url().starts_with("sqlite");
        let id_text = |id: Uuid| match lite {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let attacks = [
            format!("unit_id = {}", id_text(unit)),
            format!("account_id = {}", id_text(account)),
            "kind = 'hospital'".to_owned(),
            "certified_from = '2020-01-01'".to_owned(),
            "certified_until = '2035-12-31'".to_owned(),
            "banned = NOT banned".to_owned(),
            "version = version + 1".to_owned(),
            match lite {
                true => "document_token = X'00'".to_owned(),
                false => "document_token = '\\x00'".to_owned(),
            },
        ];
        for (n, attack) in (2..).zip(attacks) {
            let id = add_coordinator(app, &chief, n).await;
            let one = format!("UPDATE coordinators SET {attack} WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&one).await, 1);
            let refused = register::get(app, &chief, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            let acted = register::train(app, &chief, id, 1, &training("2025-05-01")).await;
            assert!(acted.is_err(), "{attack}");
            assert!(actions(registry, id).await.contains(&Action::IntegrityFailed), "{attack}");
            let listed = register::list(app, &chief).await.expect("a list");
            assert_eq!(listed.iter().map(|one| one.coordinator.id).collect::<Vec<_>>(), [other]);
            let gone = format!("DELETE FROM coordinators WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&gone).await, 1);
        }
        // What she was cannot be rewritten either.
        register::train(app, &chief, other, 1, &training("2025-05-01")).await.expect("a training");
        registry.by_hand("UPDATE past_coordinators SET version = 7").await;
        let refused = register::get(app, &chief, other).await;
        assert!(matches!(refused, Err(ServiceError::Tampered(_))));
    })
    .await;
}

#[tokio::test]
async fn a_coordinator_who_volunteers_cannot_be_told_from_the_tokens() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let input = coordinator_of(1);
        let mut volunteer = intake_of(1);
        volunteer.document_number = input.document_number.clone();
        lifelight::service::intake::register(app, &chief, &volunteer).await.expect("a volunteer");
        register::add(app, &chief, &input).await.expect("entered");
        let shared = "UPDATE coordinators SET version = version
             WHERE document_token IN (SELECT token FROM search_tokens)";
        assert_eq!(registry.by_hand(shared).await, 0);
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = [input.name, input.document_number, input.number, input.phone];
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(&file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None, "{file}");
            }
        }
    })
    .await;
}
