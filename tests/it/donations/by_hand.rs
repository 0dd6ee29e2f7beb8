//! What somebody with the database's own tools can neither change nor learn.

use super::*;
use crate::support::people::found_in;

#[tokio::test]
async fn a_row_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let lite = registry.url().starts_with("sqlite");
        let id_text = |id: Uuid| match lite {
            true => format!("X'{}'", id.simple()),
            false => format!("'{id}'"),
        };
        let (_, whole) = to_be_signed(registry, &cast, 1).await;
        let stranger = registered(app, &cast.one, 90, &["organ"], true).await;
        let attacks = [
            format!("unit_id = {}", id_text(registry.unit(YUELIN))),
            format!("person_id = {}", id_text(stranger)),
            "programme = 'cornea'".to_owned(),
            "called_on = '2020-01-01'".to_owned(),
            "realised_on = '2025-06-02'".to_owned(),
            "is_over = NOT is_over".to_owned(),
            "version = version + 1".to_owned(),
            format!("sealed = (SELECT sealed FROM donations WHERE id = {})", id_text(whole)),
        ];
        let january = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
        for (n, attack) in (2..).zip(attacks) {
            let (_, id) = to_be_signed(registry, &cast, n).await;
            let text = format!("UPDATE donations SET {attack} WHERE id = {}", id_text(id));
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::get(app, &cast.one, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            let signed = service::sign(app, &cast.one, id, 8).await;
            assert!(signed.is_err(), "{attack}");
            assert!(actions(registry, id).await.contains(&Action::IntegrityFailed), "{attack}");
            let listed = service::list(app, &cast.one, january).await.expect("a list");
            assert_eq!(listed.iter().map(|one| one.donation.id).collect::<Vec<_>>(), [whole]);
            for table in ["past_donations WHERE donation_id", "donations WHERE id"] {
                registry.by_hand(&format!("DELETE FROM {table} = {}", id_text(id))).await;
            }
        }
        // A second donation of the same programme cannot be slipped in beside it.
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = ["合成医院", "合成医学院", "证合成"].map(str::to_owned).to_vec();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None);
            }
        }
    })
    .await;
}
