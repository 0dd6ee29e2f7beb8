//! What somebody with the database's own tools can neither change nor learn.

use lifelight::{domain::exports::FileKind, service::exports};

use super::*;
use crate::support::{memberships::roll_for, people::found_in};

#[tokio::test]
async fn what_was_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let lite = registry.url().starts_with("sqlite");
        let id_text = |id: Uuid| match lite {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let (_, _, whole) = joined(app, &clerk, 1).await;
        let stranger = register(app, &clerk, 90).await;
        let attacks = [
            "kind = 'volunteer'".to_owned(),
            "joined_on = '2020-01-01'".to_owned(),
            "status = 'ended'".to_owned(),
            format!("unit_id = {}", id_text(registry.unit(YUELIN))),
            format!("person_id = {}", id_text(stranger)),
            "version = version + 1".to_owned(),
            format!("sealed = (SELECT sealed FROM memberships WHERE id = {})", id_text(whole)),
        ];
        for (n, attack) in [4, 5, 7, 8, 10, 11, 13].into_iter().zip(attacks) {
            let (_, _, id) = joined(app, &clerk, n).await;
            let text = format!("UPDATE memberships SET {attack} WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::get(app, &clerk, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            assert!(actions(registry, id).await.contains(&Action::IntegrityFailed), "{attack}");
            let listed = service::list(app, &clerk, None).await.expect("a list").listed;
            assert_eq!(listed.iter().map(|one| one.membership.id).collect::<Vec<_>>(), [whole]);
            registry.by_hand(&format!("DELETE FROM memberships WHERE id = {}", id_text(id))).await;
        }
        // An export that waits is not approved by hand, nor made larger, nor somebody else's.
        let other = registry.caller(Role::Coordinator, JINPING).await;
        let account = other.actor.account_id().expect("an account");
        for attack in [
            "status = 'done'".to_owned(),
            "found = 5000".to_owned(),
            "until = '2030-01-01'".to_owned(),
            format!("account_id = {}", id_text(account)),
        ] {
            let asked = exports::ask(app, &clerk, &roll_for("合成用途一")).await.expect("asked");
            let text = format!("UPDATE exports SET {attack} WHERE id = {}", id_text(asked));
            assert_eq!(registry.by_hand(&text).await, 1);
            for by in [&clerk, &other] {
                let refused = exports::fetch(app, by, asked, 1, FileKind::Csv).await.err();
                assert!(matches!(refused, Some(ServiceError::Tampered(_))), "{attack}");
            }
            assert!(actions(registry, asked).await.contains(&Action::IntegrityFailed), "{attack}");
        }
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = ["合成会-1", "合成用途"].map(str::to_owned).to_vec();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None);
            }
        }
    })
    .await;
}
