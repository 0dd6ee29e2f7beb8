//! What somebody with the database's own tools can neither change nor learn.

use super::*;
use crate::support::people::found_in;

#[tokio::test]
async fn an_honour_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let lite = registry.url().starts_with("sqlite");
        let id_text = |id: Uuid| match lite {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let input = benefit("zj_blood_family", "mother");
        let whole = gave(app, &clerk, 1).await;
        let whole = service::issue(app, &clerk, whole, &input).await.expect("issued");
        let stranger = gave(app, &clerk, 90).await;
        let attacks = [
            "kind = 'medal'".to_owned(),
            "issued_on = '2020-01-01'".to_owned(),
            "status = 'revoked'".to_owned(),
            format!("unit_id = {}", id_text(registry.unit(YUELIN))),
            format!("person_id = {}", id_text(stranger)),
            "version = version + 1".to_owned(),
            format!("sealed = (SELECT sealed FROM honours WHERE id = {})", id_text(whole)),
        ];
        for (n, attack) in (2..).zip(attacks) {
            let hers = gave(app, &clerk, n).await;
            let id = service::issue(app, &clerk, hers, &input).await.expect("issued");
            let text = format!("UPDATE honours SET {attack} WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::get(app, &clerk, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            let audited = (Action::IntegrityFailed, None);
            assert!(actions(registry, id).await.contains(&audited), "{attack}");
            let listed = service::list(app, &clerk).await.expect("a list");
            assert_eq!(listed.iter().map(|one| one.honour.id).collect::<Vec<_>>(), [whole]);
            registry.by_hand(&format!("DELETE FROM honours WHERE id = {}", id_text(id))).await;
        }
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = ["合成亲属", "合成待字"].map(str::to_owned).to_vec();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None);
            }
        }
    })
    .await;
}
