//! The memorial on both engines: whose consent stands, who approves, what is shown and what is not any more.

mod by_hand;

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        memorials::{
            Batch, MemorialStatus,
            inputs::{BatchInput, MemorialInput, WithdrawalInput},
        },
        permissions::Role,
    },
    service::{App, Caller, ServiceError, memorials as service, merges},
    store::{StoreError, audit::AuditFilter, db::sql},
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        memorials::{by_own_name, by_pseudonym, consents_to, died, takes_back},
        people::{name, register},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

/// A coordinator of a township and the supervisor above her.
async fn cast(registry: &Registry) -> (Caller, Caller) {
    let clerk = registry.caller(Role::Coordinator, JINPING).await;
    (clerk, registry.caller(Role::Supervisor, FENGHUA).await)
}

fn pair(field: &str, code: &'static str) -> (String, &'static str) {
    (field.to_owned(), code)
}

/// Drafts an entry of `person` and has it approved.
async fn approved(
    app: &App,
    (clerk, chief): &(Caller, Caller),
    person: Uuid,
    input: &MemorialInput,
) -> Uuid {
    let id = service::draft(app, clerk, person, input).await.expect("a draft");
    service::approve(app, chief, id, 1).await.expect("approved");
    id
}

fn batch() -> BatchInput {
    BatchInput { on: "2026-04-05".to_owned(), feast: "qingming".to_owned() }
}

fn qingming() -> Batch {
    Batch::from_code("2026-04-05-qingming").expect("a batch")
}

async fn names(app: &App, caller: &Caller) -> Vec<String> {
    let roll = service::roll(app, caller).await.expect("a roll");
    roll.into_iter().map(|line| line.shown_as).collect()
}

async fn to_engrave(app: &App, caller: &Caller) -> Vec<String> {
    let list = service::engraving_list(app, caller, qingming()).await.expect("a list");
    assert!(list.iter().all(|line| line.words.is_none()), "no words at the park");
    list.into_iter().map(|line| line.shown_as).collect()
}

async fn actions(registry: &Registry, subject: Uuid) -> Vec<(Action, Option<UnmaskReason>)> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(subject), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 100).await;
    let lines = found.expect("the trail").lines;
    lines.iter().map(|line| (line.event.action, line.event.reason)).collect()
}

#[tokio::test]
async fn shown_is_what_a_second_person_approved_exactly_as_consented_to() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let hers = died(app, clerk, 1).await;
        let refused = service::draft(app, clerk, hers, &by_own_name()).await;
        assert_eq!(codes(refused.unwrap_err()), [pair("consent", "no_own_consent")]);
        consents_to(app, clerk, hers, "publicity").await;
        let id = service::draft(app, clerk, hers, &by_own_name()).await.expect("a draft");
        let twice = service::draft(app, clerk, hers, &by_own_name()).await;
        assert_eq!(codes(twice.unwrap_err()), [pair("person", "one_already")]);
        assert!(names(app, clerk).await.is_empty(), "a draft is not shown");
        let denied = service::approve(app, clerk, id, 1).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        let stale = service::approve(app, chief, id, 2).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        service::approve(app, chief, id, 1).await.expect("a second person");

        // A supervisor cannot approve what she wrote herself.
        let theirs = died(app, clerk, 2).await;
        let own =
            service::draft(app, chief, theirs, &by_pseudonym("2025-05-30")).await.expect("it");
        let alone = service::approve(app, chief, own, 1).await;
        assert_eq!(codes(alone.unwrap_err()), [pair("entry", "second_person")]);
        assert!(!service::get(app, chief, own).await.expect("it").may_approve);
        let other = registry.caller(Role::Supervisor, FENGHUA).await;
        service::approve(app, &other, own, 1).await.expect("another supervisor");
        let mut shown = [name(1), "合成清泉".to_owned()];
        shown.sort();
        assert_eq!(names(app, clerk).await, shown);

        // Somebody who lives is not remembered here.
        let living = register(app, clerk, 3).await;
        let refused = service::draft(app, clerk, living, &by_pseudonym("2025-05-30")).await;
        assert_eq!(codes(refused.unwrap_err()), [pair("person", "not_deceased")]);

        // The siblings see and do nothing.
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        assert!(names(app, &sibling).await.is_empty());
        assert!(service::list(app, &sibling).await.expect("a list").is_empty());
        for missing in [
            service::get(app, &sibling, id).await.err(),
            service::unmask(app, &sibling, id, UnmaskReason::Memorial).await.err(),
            service::amend(app, &sibling, id, 2, &by_own_name()).await.err(),
            service::withdraw(app, &sibling, id, &WithdrawalInput::default()).await.err(),
            service::engrave(app, &sibling, id, 2, &batch()).await.err(),
            service::draft(app, &sibling, hers, &by_own_name()).await.err(),
            service::of_person(app, &sibling, hers).await.err(),
        ] {
            assert!(matches!(missing, Some(ServiceError::Missing)));
        }
    })
    .await;
}

#[tokio::test]
async fn with_her_consent_the_entry_falls_and_does_not_come_back_without_a_new_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let hers = died(app, clerk, 1).await;
        let consent = consents_to(app, clerk, hers, "publicity").await;
        let id = approved(app, &both, hers, &by_own_name()).await;
        service::engrave(app, clerk, id, 2, &batch()).await.expect("into the batch");
        assert_eq!(to_engrave(app, clerk).await, [name(1)]);
        // Each name on the list is noted in its person's history.
        assert!(
            actions(registry, hers)
                .await
                .contains(&(Action::PersonUnmasked, Some(UnmaskReason::Memorial)))
        );

        takes_back(app, clerk, hers, consent).await;
        let shown = service::get(app, clerk, id).await.expect("it").listed;
        assert_eq!(shown.entry.status, MemorialStatus::Withdrawn);
        assert!(shown.entry.details.withdrawn.expect("withdrawn").with_consent);
        assert!(names(app, clerk).await.is_empty() && to_engrave(app, clerk).await.is_empty());
        let batches = service::batches(app, clerk).await.expect("batches");
        assert_eq!((batches[0].ready, batches[0].withdrawn), (0, 1), "the park has to be told");
        assert!(actions(registry, id).await.contains(&(Action::MemorialWithdrawn, None)));

        // Neither she nor, against her word, her family brings it back.
        let again = service::draft(app, clerk, hers, &by_own_name()).await;
        assert_eq!(codes(again.unwrap_err()), [pair("consent", "no_own_consent")]);
        let family = service::draft(app, clerk, hers, &by_pseudonym("2025-06-02")).await;
        assert_eq!(codes(family.unwrap_err()), [pair("consent", "she_withdrew")]);
        let revived = service::approve(app, chief, id, 4).await;
        assert_eq!(codes(revived.unwrap_err()), [pair("status", "no_draft")]);
        consents_to(app, clerk, hers, "publicity").await;
        approved(app, &both, hers, &by_own_name()).await;
        assert_eq!(names(app, clerk).await, [name(1)]);
    })
    .await;
}

#[tokio::test]
async fn a_consent_that_is_gone_between_draft_and_approval_stops_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let hers = died(app, clerk, 1).await;
        let consent = consents_to(app, clerk, hers, "publicity").await;
        let id = service::draft(app, clerk, hers, &by_own_name()).await.expect("a draft");
        takes_back(app, clerk, hers, consent).await;
        let refused = service::approve(app, chief, id, 2).await;
        assert_eq!(codes(refused.unwrap_err()), [pair("status", "no_draft")]);

        // Withdrawing takes no version, no reason and no second person.
        let theirs = died(app, clerk, 2).await;
        let id = approved(app, &both, theirs, &by_pseudonym("2025-05-30")).await;
        service::withdraw(app, clerk, id, &WithdrawalInput::default()).await.expect("at once");
        assert!(names(app, clerk).await.is_empty());
        let old = service::draft(app, clerk, theirs, &by_pseudonym("2025-05-30")).await;
        assert_eq!(codes(old.unwrap_err()), [pair("family_on", "old_consent")]);
        let id = approved(app, &both, theirs, &by_pseudonym("2025-06-02")).await;

        // An amended entry waits for a second person again; one in a batch is not amended.
        service::engrave(app, clerk, id, 2, &batch()).await.expect("into the batch");
        let amended =
            MemorialInput { words: "合成：更正".to_owned(), ..by_pseudonym("2025-06-02") };
        let refused = service::amend(app, clerk, id, 3, &amended).await;
        assert_eq!(codes(refused.unwrap_err()), [pair("status", "engraved")]);
        service::engrave(app, clerk, id, 3, &BatchInput::default()).await.expect("and out");
        service::amend(app, clerk, id, 4, &amended).await.expect("amended");
        assert!(names(app, clerk).await.is_empty());
        let shown = service::get(app, chief, id).await.expect("it");
        assert_eq!((shown.past.len(), shown.may_approve), (4, true));
    })
    .await;
}

#[tokio::test]
async fn of_drafts_at_the_same_instant_one_stands_and_the_others_are_told_why() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, _) = cast(registry).await;
        for n in 1..=5 {
            let person = died(app, &clerk, n).await;
            consents_to(app, &clerk, person, "publicity").await;
            let input = by_own_name();
            let draft = || service::draft(app, &clerk, person, &input);
            let (one, two, three, four) = tokio::join!(draft(), draft(), draft(), draft());
            let mut stood = 0;
            for drafted in [one, two, three, four] {
                match drafted {
                    Ok(_) => stood += 1,
                    Err(refused) => assert_eq!(codes(refused), [pair("person", "one_already")]),
                }
            }
            assert_eq!(stood, 1);
        }
        // Nor can one be put beside it by hand.
        let copy = "INSERT INTO memorials (id, person_id, unit_id, status, version, created_at, updated_at, sealed)
             SELECT unit_id, person_id, unit_id, 'draft', 1, created_at, updated_at, sealed FROM memorials LIMIT 1";
        let mut tx = app.store.db().begin_write().await.expect("it can be written");
        let refused = sql(copy).execute(&mut tx).await.map_err(StoreError::from);
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn two_records_with_an_entry_each_are_merged_once_one_is_withdrawn() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let (kept, dropped) = (died(app, clerk, 1).await, died(app, clerk, 2).await);
        for person in [kept, dropped] {
            consents_to(app, clerk, person, "publicity").await;
        }
        let merge = merges::ask(app, clerk, kept, dropped).await.expect("asked");
        let one = approved(app, &both, kept, &by_own_name()).await;
        let other = approved(app, &both, dropped, &by_own_name()).await;
        let refused = merges::decide(app, chief, merge, true).await.expect_err("two entries");
        assert_eq!(codes(refused), [pair("merge", "two_memorials")]);
        let refused = merges::ask(app, clerk, dropped, kept).await.expect_err("two entries");
        assert_eq!(codes(refused), [pair("merge", "two_memorials")]);
        service::withdraw(app, clerk, other, &WithdrawalInput::default()).await.expect("withdrawn");
        merges::decide(app, chief, merge, true).await.expect("merged");
        for entry in [one, other] {
            let shown = service::get(app, clerk, entry).await.expect("it").listed;
            assert_eq!(shown.entry.person, kept);
        }
    })
    .await;
}

#[tokio::test]
async fn a_merge_hands_entries_over_and_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let both = cast(registry).await;
        let (clerk, chief) = &both;
        let (kept, dropped) = (died(app, clerk, 1).await, died(app, clerk, 2).await);
        consents_to(app, clerk, dropped, "publicity").await;
        let id = approved(app, &both, dropped, &by_own_name()).await;
        let merge = merges::ask(app, clerk, kept, dropped).await.expect("asked");
        merges::decide(app, chief, merge, true).await.expect("merged");
        let shown = service::get(app, clerk, id).await.expect("it").listed;
        assert_eq!(shown.entry.person, kept);
        // The kept record has another name than the one consented to: nothing is shown until that is settled.
        assert_eq!(shown.hindrance.expect("a hindrance").code, "name_changed");
        assert!(names(app, clerk).await.is_empty());
        merges::undo(app, chief, merge).await.expect("taken back");
        assert_eq!(service::get(app, clerk, id).await.expect("it").listed.entry.person, dropped);
        assert_eq!(names(app, clerk).await, [name(2)]);
    })
    .await;
}
