//! Targets changed past the service are found.

use lifelight::{
    domain::{audit::Action, permissions::Role},
    service::{ServiceError, targets as service},
};

use super::{actions, anew, target};
use crate::support::registry::{FENGHUA, each_engine};

#[tokio::test]
async fn a_target_changed_by_hand_is_refused_and_audited() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = target(app, &chief, None, "persons_pooled").await;
        service::replan(app, &chief, id, &anew(1, "320")).await.expect("saved");
        for (change, back) in [
            ("last_year = last_year - 1", "last_year = last_year + 1"),
            ("version = version - 1", "version = version + 1"),
        ] {
            let of = "WHERE indicator = 'persons_pooled'";
            assert_eq!(registry.by_hand(&format!("UPDATE targets SET {change} {of}")).await, 1);
            let refused = service::get(app, &chief, id).await.err();
            assert!(
                matches!(refused, Some(ServiceError::Tampered(found)) if found == id),
                "{change}"
            );
            let board =
                service::board(app, &chief, None, None).await.expect("the others are shown");
            assert!(board.readings[0].held.is_none() && board.readings[1].held.is_some());
            registry.by_hand(&format!("UPDATE targets SET {back} {of}")).await;
        }
        assert!(actions(registry, Some(id)).await.contains(&Action::IntegrityFailed));
        // The number itself stands nowhere in plaintext; and what it was cannot be put back in its place.
        let put_back = "UPDATE past_targets SET version = version + 7";
        assert_eq!(registry.by_hand(put_back).await, 1);
        let refused = service::get(app, &chief, id).await.err();
        assert!(matches!(refused, Some(ServiceError::Tampered(_))));
    })
    .await;
}
