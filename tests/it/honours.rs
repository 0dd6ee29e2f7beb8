//! Honours and benefits on both engines: who is eligible, what may be issued, and who sees it.

mod by_hand;

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        honours::{
            HonourStatus,
            inputs::{HonourInput, RevocationInput},
        },
        permissions::Role,
    },
    service::{App, Caller, ServiceError, honours as service, merges},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        memorials::{dies, gave},
        people::{name, register},
        registry::{BAOJI, FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

fn pair(field: &str, code: &'static str) -> (String, &'static str) {
    (field.to_owned(), code)
}

fn benefit(policy: &str, relation: &str) -> HonourInput {
    let handed_to = if relation.is_empty() { "donor" } else { "relative" };
    HonourInput {
        kind: "benefit".to_owned(),
        issued_on: "2025-06-01".to_owned(),
        number: "合成待字 1".to_owned(),
        policy: policy.to_owned(),
        handed_to: handed_to.to_owned(),
        relation: relation.to_owned(),
        name: "合成亲属".to_owned(),
        ..HonourInput::default()
    }
}

async fn refused(
    app: &App,
    by: &Caller,
    id: Uuid,
    input: &HonourInput,
) -> Vec<(String, &'static str)> {
    codes(service::issue(app, by, id, input).await.expect_err("it is refused"))
}

/// Each policy for which somebody is eligible, and how often it was issued.
async fn due(app: &App, by: &Caller) -> Vec<(Uuid, String, usize)> {
    let found = service::eligible(app, by).await.expect("a list");
    found.into_iter().map(|due| (due.person.id, due.policy.code, due.issued.len())).collect()
}

async fn actions(registry: &Registry, subject: Uuid) -> Vec<(Action, Option<UnmaskReason>)> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(subject), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 100).await;
    let lines = found.expect("the trail").lines;
    lines.iter().map(|line| (line.event.action, line.event.reason)).collect()
}

#[tokio::test]
async fn benefits_follow_what_was_given_where_she_lives() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let hers = gave(app, &clerk, 1).await;
        let offers = register(app, &clerk, 2).await;
        let own = benefit("zj_blood_donor", "");
        let both =
            [(hers, "zj_blood_donor".to_owned(), 0), (hers, "zj_blood_family".to_owned(), 0)];
        assert_eq!(due(app, &clerk).await, both);
        assert_eq!(refused(app, &clerk, offers, &own).await, [pair("policy", "not_eligible")]);
        let brother = benefit("zj_blood_family", "brother");
        assert_eq!(refused(app, &clerk, hers, &brother).await, [pair("relation", "not_eligible")]);
        let id = service::issue(app, &clerk, hers, &own).await.expect("issued");
        assert_eq!(refused(app, &clerk, hers, &own).await, [pair("policy", "issued_already")]);
        let mother = benefit("zj_blood_family", "mother");
        service::issue(app, &clerk, hers, &mother).await.expect("issued");
        assert!(due(app, &clerk).await.iter().all(|(.., issued)| *issued == 1));

        // Revoked, it may be issued again.
        let why = RevocationInput { why: "合成：误记".to_owned() };
        let stale = service::revoke(app, &clerk, id, 2, &why).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        service::revoke(app, &clerk, id, 1, &why).await.expect("revoked");
        let again = service::revoke(app, &clerk, id, 2, &why).await;
        assert_eq!(codes(again.unwrap_err()), [pair("status", "revoked")]);
        service::issue(app, &clerk, hers, &own).await.expect("issued again");
        let shown = service::get(app, &clerk, id).await.expect("it");
        assert_eq!((shown.listed.honour.status, shown.past.len()), (HonourStatus::Revoked, 1));

        // Her own benefit ends with her life, her family's does not.
        dies(app, &clerk, hers).await;
        assert_eq!(due(app, &clerk).await, [(hers, "zj_blood_family".to_owned(), 1)]);

        // Zhejiang's rules hold in Zhejiang.
        let far = registry.caller(Role::Coordinator, BAOJI).await;
        let theirs = gave(app, &far, 3).await;
        assert!(due(app, &far).await.is_empty());
        assert_eq!(refused(app, &far, theirs, &own).await, [pair("policy", "not_in_list")]);
    })
    .await;
}

#[tokio::test]
async fn the_siblings_see_nothing_and_a_proof_is_noted_before_it_is_shown() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let hers = gave(app, &clerk, 1).await;
        let own = benefit("zj_blood_donor", "");
        let id = service::issue(app, &clerk, hers, &own).await.expect("issued");
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        assert!(due(app, &sibling).await.is_empty());
        assert!(service::list(app, &sibling).await.expect("a list").is_empty());
        let why = RevocationInput { why: "合成".to_owned() };
        for missing in [
            service::get(app, &sibling, id).await.err(),
            service::unmask(app, &sibling, id, UnmaskReason::Memorial).await.err(),
            service::revoke(app, &sibling, id, 1, &why).await.err(),
            service::issue(app, &sibling, hers, &own).await.err(),
            service::of_person(app, &sibling, hers).await.err(),
            service::policies_for(app, &sibling, hers).await.err(),
        ] {
            assert!(matches!(missing, Some(ServiceError::Missing)));
        }
        let helper = registry.caller(Role::Helper, JINPING).await;
        assert!(matches!(service::eligible(app, &helper).await, Err(ServiceError::Denied(_))));

        let proof =
            service::unmask(app, &clerk, id, UnmaskReason::Memorial).await.expect("a proof");
        assert_eq!(proof.donor, name(1));
        assert_eq!(proof.policy.expect("a policy").code, "zj_blood_donor");
        let noted = Some(UnmaskReason::Memorial);
        assert!(actions(registry, hers).await.contains(&(Action::PersonUnmasked, noted)));
        assert!(actions(registry, id).await.contains(&(Action::HonourRead, noted)));
    })
    .await;
}

#[tokio::test]
async fn a_merge_hands_honours_over_and_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let (kept, dropped) = (register(app, &clerk, 1).await, gave(app, &clerk, 2).await);
        let own = benefit("zj_blood_donor", "");
        let id = service::issue(app, &clerk, dropped, &own).await.expect("issued");
        let merge = merges::ask(app, &clerk, kept, dropped).await.expect("asked");
        merges::decide(app, &chief, merge, true).await.expect("merged");
        assert_eq!(service::get(app, &clerk, id).await.expect("it").listed.honour.person, kept);
        assert_eq!(due(app, &clerk).await[1], (kept, "zj_blood_donor".to_owned(), 1));
        merges::undo(app, &chief, merge).await.expect("taken back");
        assert_eq!(service::get(app, &clerk, id).await.expect("it").listed.honour.person, dropped);
    })
    .await;
}
