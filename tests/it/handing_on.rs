//! People handed on: transferred, merged and parted, held by two offices.

use lifelight::{
    domain::{audit::UnmaskReason, permissions::Role, person::PersonStatus},
    service::{
        ServiceError,
        intake::{self, Registered},
        merges, people, reconciliations, transfers,
    },
};
use uuid::Uuid;

use crate::{
    people::{codes, found},
    support::{
        memorials::takes_back,
        people::{document, intake_of, name, phone, register},
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

#[tokio::test]
async fn a_transfer_moves_a_person_only_once_the_other_unit_accepts() {
    each_engine(async |registry| {
        let app = &registry.app;
        let here = registry.caller(Role::Coordinator, JINPING).await;
        let there = registry.caller(Role::Coordinator, YUELIN).await;
        let id = register(app, &here, 51).await;
        let transfer = transfers::ask(app, &here, id, registry.unit(YUELIN)).await.expect("asked");
        assert!(matches!(
            transfers::ask(app, &here, id, registry.unit(YUELIN)).await,
            Err(ServiceError::Conflict)
        ));
        assert!(people::get(app, &there, id).await.is_err(), "not yet");
        let waiting = transfers::incoming(app, &there).await.expect("there is one");
        assert!(waiting[0].person.as_ref().is_some_and(|person| person.name.contains('*')));
        assert!(matches!(
            transfers::decide(app, &here, transfer, true).await,
            Err(ServiceError::Missing)
        ));
        transfers::decide(app, &there, transfer, true).await.expect("accepted");
        assert!(people::get(app, &here, id).await.is_err(), "not any more");
        let shown = people::get(app, &there, id).await.expect("now");
        let units: Vec<Uuid> = shown.units.iter().map(|period| period.unit).collect();
        assert_eq!(units, [registry.unit(JINPING), registry.unit(YUELIN)]);
        assert_eq!(
            shown.person.registrations[0].unit,
            registry.unit(JINPING),
            "who registered her stays"
        );
        assert_eq!(found(app, &there, &name(51)).await, [id], "found under the new unit's keys");
    })
    .await;
}

#[tokio::test]
async fn a_merge_needs_a_second_person_and_has_a_way_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let asking = registry.caller(Role::Supervisor, FENGHUA).await;
        let second = registry.caller(Role::Supervisor, FENGHUA).await;
        let kept = register(app, &caller, 61).await;
        let mut other = intake_of(62);
        other.registrations[0].programme = "cornea".to_owned();
        other.registrations[0].sampled_on = String::new();
        other.wishes.letters = "no".to_owned();
        let Registered::New { id: dropped, .. } =
            intake::register(app, &caller, &other).await.expect("valid")
        else {
            panic!("a new document")
        };
        let before = people::unmask(app, &caller, dropped, UnmaskReason::CorrectRecord)
            .await
            .expect("there");
        let merge = merges::ask(app, &asking, kept, dropped).await.expect("asked");
        let own = merges::decide(app, &asking, merge, true).await.expect_err("not by oneself");
        assert_eq!(codes(own)[0].1, "second_person");
        merges::decide(app, &second, merge, true).await.expect("a second pair of eyes");
        let one = people::get(app, &caller, kept).await.expect("there").person;
        assert_eq!((one.registrations.len(), one.relatives.len(), one.phones.len()), (2, 4, 2));
        assert_eq!(one.wishes.letters, Some(false), "said in one record is said");
        for text in [document(61), document(62), phone(62)] {
            assert_eq!(found(app, &caller, &text).await, [kept]);
        }
        let gone = people::get(app, &caller, dropped).await.expect("still there").person;
        assert_eq!((gone.status, gone.merged_into), (PersonStatus::Merged, Some(kept)));
        merges::undo(app, &second, merge).await.expect("a way back");
        let after = people::unmask(app, &caller, dropped, UnmaskReason::CorrectRecord)
            .await
            .expect("there");
        assert_eq!(after.identity, before.identity);
        assert_eq!(after.contacts, before.contacts);
        assert_eq!(after.registrations.len(), 1);
        assert_eq!(after.relatives.len(), 2);
        assert_eq!(after.wishes, before.wishes);
        assert_eq!(after.status, PersonStatus::Living);
        assert_eq!(found(app, &caller, &document(62)).await, [dropped]);
        assert_eq!(found(app, &caller, &document(61)).await, [kept]);
        let kept = people::get(app, &caller, kept).await.expect("there").person;
        assert_eq!((kept.phones.len(), kept.wishes.letters), (1, None));
        // What went and came back can be changed, and go again.
        takes_back(app, &caller, dropped, after.consents[0].id).await;
        let merge = merges::ask(app, &asking, kept.id, dropped).await.expect("asked again");
        merges::decide(app, &second, merge, true).await.expect("merged again");
        merges::undo(app, &second, merge).await.expect("and parted again");
    })
    .await;
}

#[tokio::test]
async fn one_document_in_two_offices_is_their_parents_task() {
    each_engine(async |registry| {
        let app = &registry.app;
        let here = registry.caller(Role::Coordinator, JINPING).await;
        let there = registry.caller(Role::Coordinator, YUELIN).await;
        let parent = registry.caller(Role::Supervisor, FENGHUA).await;
        let second = registry.caller(Role::Supervisor, FENGHUA).await;
        let one = register(app, &here, 71).await;
        let other = register(app, &there, 71).await;
        for township in [&here, &there] {
            assert!(reconciliations::list(app, township).await.expect("a list").is_empty());
        }
        let tasks = reconciliations::list(app, &parent).await.expect("a list");
        assert_eq!((tasks[0].task.person, tasks[0].task.other, tasks.len()), (other, one, 1));
        reconciliations::decide(app, &parent, tasks[0].task.id, true).await.expect("one person");
        let merge = merges::list(app, &parent).await.expect("a list").remove(0).merge.id;
        merges::decide(app, &second, merge, true).await.expect("confirmed");
        assert_eq!(found(app, &parent, &document(71)).await, [one]);
    })
    .await;
}
