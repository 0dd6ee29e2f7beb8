//! A ledger stands apart: from other offices, from the donor's own record, and from whoever holds the
//! database alone.

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        permissions::Role,
    },
    service::{
        ServiceError,
        care::{self, entries, members},
        merges, people,
    },
    store::{self, audit::AuditFilter},
};
use uuid::Uuid;

use super::{TODAY, actions, aid, asked, family, ledger, mother, of, on, opened, rule, told};
use crate::support::{
    people::{found_in, register},
    registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine, origin},
};

#[tokio::test]
async fn a_sibling_township_sees_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let here = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let (id, member) = opened(app, &here, 1).await;
        let grant = asked(app, &here, id).await;
        let person = register(app, &here, 1).await;
        care::open(app, &here, &of("family", person)).await.expect("another");
        assert!(care::list(app, &sibling).await.expect("a list").ledgers.is_empty());
        assert!(care::awaiting_approval(app, &sibling).await.expect("a list").is_empty());
        let (new, by) = mother(2);
        let day = on(TODAY, "");
        let tried: Vec<Result<i64, ServiceError>> = vec![
            care::get(app, &sibling, id).await.map(|_| 0),
            care::of_person(app, &sibling, person).await.map(|_| 0),
            care::amend(app, &sibling, id, 3, &family()).await,
            members::add(app, &sibling, id, 3, &new, &by).await,
            members::amend(app, &sibling, id, member, 3, &new).await,
            members::set_rule(app, &sibling, id, member, 3, &rule("no", &[])).await,
            members::stop(app, &sibling, id, None, 3, &day).await,
            members::lift(app, &sibling, id, None, 3, &day).await,
            members::reveal(app, &sibling, id, member, UnmaskReason::Contact).await.map(|_| 0),
            entries::tell(app, &sibling, id, 3, &told("note", TODAY, &[])).await,
            entries::take_back(app, &sibling, id, grant, 3).await,
            entries::request_aid(app, &sibling, id, 3, &aid()).await,
            entries::decide_aid(app, &sibling, id, grant, 3, true, "").await,
            entries::give_aid(app, &sibling, id, grant, 3, &day).await,
            entries::receipt_aid(app, &sibling, id, grant, 3, &day).await,
            entries::outcome_of_aid(app, &sibling, id, grant, 3, &day).await,
        ];
        for (n, tried) in tried.into_iter().enumerate() {
            assert!(matches!(tried, Err(ServiceError::Missing)), "{n}: {tried:?}");
        }
        assert_eq!(ledger(app, &here, id).await.version, 3);
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
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (other, _) = opened(app, &caller, 1).await;
        let attacks = [
            format!("unit_id = {}", literal(registry, registry.unit(JINPING))),
            format!("person_id = {}", literal(registry, other)),
            "kind = 'donor'".to_owned(),
            "silenced = NOT silenced".to_owned(),
            "awaits_approval = NOT awaits_approval".to_owned(),
            "version = version + 1".to_owned(),
            format!(
                "sealed = (SELECT sealed FROM care_ledgers WHERE id = {})",
                literal(registry, other)
            ),
        ];
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        for (n, attack) in (2..).zip(attacks) {
            let (id, _) = opened(app, &county, n).await;
            let one = literal(registry, id);
            let changed = format!("UPDATE care_ledgers SET {attack} WHERE id = {one}");
            assert_eq!(registry.by_hand(&changed).await, 1);
            let refused = care::get(app, &county, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            let acted = entries::tell(app, &county, id, 2, &told("note", TODAY, &[])).await;
            assert!(acted.is_err(), "{attack}");
            let audited = actions(registry, id).await;
            assert!(audited.iter().any(|(one, _)| *one == Action::IntegrityFailed), "{attack}");
            let listed = care::list(app, &county).await.expect("a list").ledgers;
            assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [other], "{attack}");
            registry
                .by_hand(&format!("DELETE FROM past_care_ledgers WHERE ledger_id = {one}"))
                .await;
            registry.by_hand(&format!("DELETE FROM care_ledgers WHERE id = {one}")).await;
        }
        // What it was cannot be rewritten either.
        registry.by_hand("UPDATE past_care_ledgers SET version = 7").await;
        let refused = care::get(app, &caller, other).await;
        assert!(matches!(refused, Err(ServiceError::Tampered(_))));
    })
    .await;
}

async fn destroy_key(registry: &Registry, subject: Uuid) {
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    store::keys::destroy(&mut tx, subject).await.expect("destroyed");
    tx.commit_unseen().await.expect("it can be committed");
}

#[tokio::test]
async fn erasing_the_donor_leaves_the_familys_ledger_whole_and_the_other_way_round() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let donors = [register(app, &caller, 1).await, register(app, &caller, 2).await];
        let mut ledgers = Vec::new();
        for (n, donor) in (11..).zip(donors) {
            let id = care::open(app, &caller, &of("family", donor)).await.expect("a ledger");
            let (member, rule) = mother(n);
            members::add(app, &caller, id, 1, &member, &rule).await.expect("a member");
            ledgers.push(id);
        }
        destroy_key(registry, donors[0]).await;
        assert!(people::get(app, &caller, donors[0]).await.is_err(), "the donor is gone");
        let whole = ledger(app, &caller, ledgers[0]).await;
        let shown =
            members::reveal(app, &caller, whole.id, whole.members[0].id, UnmaskReason::Contact);
        assert_eq!(shown.await.expect("the mother").title, "王家合成");
        let visit = told("visit", TODAY, &[whole.members[0].id]);
        entries::tell(app, &caller, whole.id, 2, &visit).await.expect("care goes on");

        destroy_key(registry, ledgers[1]).await;
        assert!(care::get(app, &caller, ledgers[1]).await.is_err(), "the family is gone");
        people::get(app, &caller, donors[1]).await.expect("the donor is not");
        let listed = care::list(app, &caller).await.expect("a list").ledgers;
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [ledgers[0]]);
        let none = care::of_person(app, &caller, donors[1]).await.expect("a list");
        assert!(none.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_merged_donors_ledgers_are_found_from_the_record_that_is_kept() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let (kept, dropped) = (register(app, &caller, 1).await, register(app, &caller, 2).await);
        let id = care::open(app, &caller, &of("family", dropped)).await.expect("a ledger");
        let found = async |person: Uuid| {
            let found = care::of_person(app, &caller, person).await.expect("a list");
            found.into_iter().map(|ledger| ledger.id).collect::<Vec<_>>()
        };
        assert!(found(kept).await.is_empty());
        let merge = merges::ask(app, &caller, kept, dropped).await.expect("proposed");
        merges::decide(app, &chief, merge, true).await.expect("merged");
        assert_eq!(found(kept).await, [id]);
        let again = care::open(app, &caller, &of("family", kept)).await;
        assert!(again.is_err(), "her family has its ledger");
        merges::undo(app, &chief, merge).await.expect("taken back");
        assert!(found(kept).await.is_empty());
        assert_eq!(found(dropped).await, [id]);
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_family_stands_in_plaintext() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (id, member) = opened(app, &caller, 1).await;
        let visit = told("visit", TODAY, &[member]);
        entries::tell(app, &caller, id, 2, &visit).await.expect("a visit");
        let grant = asked(app, &caller, id).await;
        let (hers, _) = mother(1);
        let secrets =
            [hers.name, hers.phone, hers.address, family().title, visit.words, aid().need];
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(&file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &secrets), None, "{file}");
            }
        }
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
        let trail = lifelight::service::audit::read(app, &auditor, &filter, 50).await;
        let trail = format!("{:?}", trail.expect("the trail"));
        assert_eq!(found_in(trail.as_bytes(), &secrets), None);
        assert!(!trail.contains(&grant.to_string()) && !trail.contains(&member.to_string()));
    })
    .await;
}
