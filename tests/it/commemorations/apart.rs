//! Commemorations stand apart: from other offices, from whoever holds the database alone; and go with their
//! guests, merged or erased.

use lifelight::{service::merges, store};

use super::*;
use crate::support::{people::found_in, registry::origin};

#[tokio::test]
async fn a_sibling_township_sees_and_does_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let (ledger, member) = opened(app, &clerk, 1).await;
        let event = planned(app, &clerk).await;
        let id = listed(app, &clerk, event, family(ledger, member)).await;
        assert!(service::list(app, &sibling).await.expect("a list").is_empty());
        let reason = UnmaskReason::Memorial;
        for missing in [
            service::get(app, &sibling, event).await.err(),
            service::amend(app, &sibling, event, 1, &organ_day()).await.err(),
            service::hold(app, &sibling, event, 1, &told("")).await.err(),
            service::cancel(app, &sibling, event, 1, &told("")).await.err(),
            service::suggested(app, &sibling, event).await.err(),
            service::add(app, &sibling, event, &[]).await.err(),
            service::call_list(app, &sibling, event, reason).await.err(),
            service::ask(app, &sibling, id, 1, &by("phone")).await.err(),
            service::answer(app, &sibling, id, 1, &says("coming")).await.err(),
            service::attend(app, &sibling, id, 1, &came("1")).await.err(),
            service::withdraw(app, &sibling, id).await.err(),
            service::of_ledger(app, &sibling, ledger).await.err(),
        ] {
            assert!(matches!(missing, Some(ServiceError::Missing)), "{missing:?}");
        }
        // Nor does she invite a family of another office.
        let own = planned(app, &sibling).await;
        let foreign = service::add(app, &sibling, own, &[family(ledger, member)]).await;
        assert_eq!(code(foreign), "out_of_reach");
        let elsewhere = CommemorationInput { unit: Some(registry.unit(JINPING)), ..organ_day() };
        assert_eq!(code(service::plan(app, &sibling, &elsewhere).await), "unknown_unit");
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let somebody = registry.caller(role, JINPING).await;
            let read = service::get(app, &somebody, event).await;
            assert!(matches!(read, Err(ServiceError::Denied(_))));
        }
        // The county's own event tells the township no more than its own family's part.
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let above = planned(app, &county).await;
        listed(app, &county, above, family(ledger, member)).await;
        let story = service::of_ledger(app, &clerk, ledger).await.expect("a story");
        assert_eq!(story.iter().filter(|one| one.is_here).count(), 1);
        assert_eq!(story.len(), 2);
        assert!(matches!(service::get(app, &clerk, above).await, Err(ServiceError::Missing)));
    })
    .await;
}

fn literal(registry: &Registry, id: Uuid) -> String {
    match registry.url().starts_with("sqlite") {
        true => format!("X'{}'", id.simple()),
        false => format!("'{id}'"),
    }
}

#[tokio::test]
async fn a_row_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let (ledger, member) = opened(app, &clerk, 1).await;
        let (stranger, _) = opened(app, &clerk, 2).await;
        let whole = planned(app, &clerk).await;
        let sound = listed(app, &clerk, whole, family(ledger, member)).await;
        let township = literal(registry, registry.unit(JINPING));
        let events = [
            format!("unit_id = {township}"),
            "held_on = '2025-06-12'".to_owned(),
            "feast = 'other'".to_owned(),
            "state = 'held'".to_owned(),
            "version = version + 1".to_owned(),
            format!(
                "sealed = (SELECT sealed FROM commemorations WHERE id = {})",
                literal(registry, whole)
            ),
        ];
        for attack in events {
            let event = planned(app, &clerk).await;
            let one = literal(registry, event);
            let text = format!("UPDATE commemorations SET {attack} WHERE id = {one}");
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::get(app, &clerk, event).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            let refused = service::cancel(app, &clerk, event, 1, &told("")).await;
            assert!(refused.is_err(), "{attack}");
            let trail = actions(registry, event).await;
            assert!(trail.contains(&(Action::IntegrityFailed, None)), "{attack}");
            let listed = service::list(app, &clerk).await.expect("a list");
            assert_eq!(listed.iter().map(|one| one.event.id).collect::<Vec<_>>(), [whole]);
            registry.by_hand(&format!("DELETE FROM commemorations WHERE id = {one}")).await;
        }
        let other = planned(app, &clerk).await;
        let invitations = [
            format!("commemoration_id = {}", literal(registry, whole)),
            format!("unit_id = {township}"),
            "guest_kind = 'member'".to_owned(),
            format!("guest_id = {}", literal(registry, stranger)),
            "state = 'attended'".to_owned(),
            "version = version + 1".to_owned(),
            format!(
                "sealed = (SELECT sealed FROM invitations WHERE id = {})",
                literal(registry, sound)
            ),
        ];
        for attack in invitations {
            let id = listed(app, &clerk, other, family(ledger, member)).await;
            let one = literal(registry, id);
            let text = format!("UPDATE invitations SET {attack} WHERE id = {one}");
            assert_eq!(registry.by_hand(&text).await, 1);
            let refused = service::ask(app, &clerk, id, 1, &by("phone")).await;
            assert!(refused.is_err(), "{attack}");
            assert!(lines(app, &clerk, other).await.is_empty(), "{attack}");
            assert_eq!(lines(app, &clerk, whole).await.len(), 1, "{attack}");
            let trail = actions(registry, id).await;
            assert!(trail.contains(&(Action::IntegrityFailed, None)), "{attack}");
            registry.by_hand(&format!("DELETE FROM invitations WHERE id = {one}")).await;
        }
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            let secrets = ["合成缅怀", "合成纪念园", "合成：鲜花"].map(str::to_owned).to_vec();
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn an_invitation_goes_with_its_guest() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let (kept, dropped) = (register(app, &clerk, 1).await, register(app, &clerk, 2).await);
        let event = planned(app, &clerk).await;
        let id = listed(app, &clerk, event, one("person", dropped)).await;
        service::ask(app, &clerk, id, 1, &by("phone")).await.expect("asked");
        let guest = async || lines(app, &clerk, event).await[0].invitation.guest.id;
        let merge = merges::ask(app, &clerk, kept, dropped).await.expect("proposed");
        merges::decide(app, &chief, merge, true).await.expect("merged");
        assert_eq!(guest().await, kept);
        service::answer(app, &clerk, id, 3, &says("coming")).await.expect("it goes on");
        merges::undo(app, &chief, merge).await.expect("taken back");
        assert_eq!(guest().await, dropped);
        assert_eq!(lines(app, &clerk, event).await[0].invitation.state, InvitationState::Coming);

        // Erasing a family takes its invitations along and leaves the event and its other guests whole.
        let (ledger, member) = opened(app, &clerk, 3).await;
        listed(app, &clerk, event, family(ledger, member)).await;
        let mut tx = app.store.write(&origin()).await.expect("it can be written");
        store::keys::destroy(&mut tx, ledger).await.expect("destroyed");
        tx.commit_unseen().await.expect("it can be committed");
        let left = lines(app, &clerk, event).await;
        assert_eq!(left.iter().map(|line| line.invitation.id).collect::<Vec<_>>(), [id]);
    })
    .await;
}
