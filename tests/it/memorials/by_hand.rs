//! What somebody with the database's own tools can neither change nor learn.

use super::*;
use crate::support::people::found_in;

#[tokio::test]
async fn an_entry_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let lite = registry.url().starts_with("sqlite");
        let id_text = |id: Uuid| match lite {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let whole = died(app, clerk, 1).await;
        consents_to(app, clerk, whole, "publicity").await;
        let whole = approved(app, &both, whole, &by_own_name()).await;
        let stranger = died(app, clerk, 90).await;
        let attacks = [
            "status = 'approved'".to_owned(),
            "engraving = '2026-04-05-qingming'".to_owned(),
            "engraving = 'park'".to_owned(),
            format!("unit_id = {}", id_text(registry.unit(YUELIN))),
            format!("person_id = {}", id_text(stranger)),
            "version = version + 1".to_owned(),
            format!("sealed = (SELECT sealed FROM memorials WHERE id = {})", id_text(whole)),
        ];
        for (n, attack) in (2..).zip(attacks) {
            let hers = died(app, clerk, n).await;
            let input = by_pseudonym("2025-05-30");
            let id = service::draft(app, clerk, hers, &input).await.expect("a draft");
            let text = format!("UPDATE memorials SET {attack} WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::get(app, clerk, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            assert!(service::approve(app, chief, id, 1).await.is_err(), "{attack}");
            assert!(
                actions(registry, id).await.contains(&(Action::IntegrityFailed, None)),
                "{attack}"
            );
            assert_eq!(names(app, clerk).await, [name(1)], "{attack}");
            registry.by_hand(&format!("DELETE FROM memorials WHERE id = {}", id_text(id))).await;
        }
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = ["合成清泉", "合成家属", "一生助人"].map(str::to_owned).to_vec();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None);
            }
        }
    })
    .await;
}
