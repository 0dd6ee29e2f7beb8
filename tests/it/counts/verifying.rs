//! Counting anew finds what was changed past the service, and names it and nobody.

use lifelight::{
    domain::{
        audit::Action,
        counts::{Kept, What},
        permissions::Role,
    },
    service::ServiceError,
    store::audit::AuditFilter,
};

use super::*;
use crate::support::registry::{FENGHUA, JINPING, each_engine};

#[tokio::test]
async fn a_number_written_by_hand_is_named() {
    each_engine(async |registry| {
        register(registry, 1, JINPING).await;
        let id = register(registry, 2, JINPING).await;
        agrees(registry, "two registrations").await;
        gather(registry).await;
        agrees(registry, "gathering").await;

        // Its own unit and each above it have a counter; one of them is changed.
        let changed = registry
            .by_hand(
                "UPDATE counters SET number = 7 WHERE what = 'registered' AND channel = '' AND period = '2024-03'
                 AND unit_id = (SELECT id FROM units WHERE code = '330213001')",
            )
            .await;
        assert_eq!(changed, 1);
        let found = verified(registry).await;
        let [one] = &found.differences[..] else { panic!("{found:#?}") };
        assert_eq!((one.kept, one.expected, one.found), (Kept::Counter, 2, 7));
        assert_eq!(one.cell.what, What::Registered);
        assert_eq!(one.cell.programme, Some(Programme::StemCell));
        assert_eq!(found.units[&one.cell.unit].as_deref(), Some(JINPING));
        registry.by_hand("UPDATE counters SET number = 2 WHERE number = 7").await;
        agrees(registry, "its repair").await;

        // A fact that says otherwise, one that is of nothing, and one that is missing.
        registry.by_hand("UPDATE counted_facts SET month = '2020-01' WHERE what = 'person'").await;
        let found = verified(registry).await.differences;
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found.iter().all(|one| one.kept == Kept::Fact && one.cell.what == What::Person));
        registry.by_hand("UPDATE counted_facts SET month = '2024-03' WHERE what = 'person'").await;
        agrees(registry, "its repair").await;
        registry.by_hand("DELETE FROM counted_facts WHERE what = 'registered'").await;
        let found = verified(registry).await.differences;
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].kept, found[0].expected, found[0].found), (Kept::Fact, 2, 0));

        // A record that does not open cannot be counted.
        let changed =
            registry.by_hand("UPDATE people SET do_not_contact = NOT do_not_contact").await;
        assert_eq!(changed, 2);
        let found = verified(registry).await;
        assert_eq!((found.people, found.unreadable), (0, 2));
        assert!(!found.agrees());
        let operator = registry.operator().await;
        let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
        let trail = lifelight::service::audit::read(&registry.app, &operator, &filter, 9).await;
        let trail = trail.expect("the trail").lines;
        assert_eq!(trail[0].event.action, Action::IntegrityFailed);
    })
    .await;
}

#[tokio::test]
async fn only_the_operator_opens_everything_and_the_trail_says_so() {
    each_engine(async |registry| {
        for role in Role::ALL {
            let caller = registry.caller(role, FENGHUA).await;
            let refused = verify(&registry.app, &caller).await;
            assert!(matches!(refused, Err(ServiceError::Denied(_))), "{role:?}");
        }
        agrees(registry, "nothing").await;
        let operator = registry.operator().await;
        let filter = AuditFilter { action: Some(Action::CountsVerified), ..AuditFilter::default() };
        let trail = lifelight::service::audit::read(&registry.app, &operator, &filter, 9).await;
        assert_eq!(trail.expect("the trail").lines[0].event.rows, Some(0));
    })
    .await;
}
