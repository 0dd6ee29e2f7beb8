//! Erasing a family's ledger as an act: a second supervisor's word, and what is left of it and of the donor.

use lifelight::{
    domain::{
        care::erasure::ErasureInput,
        commemorations::inputs::{CommemorationInput, GuestInput},
    },
    service::{
        care::erasing,
        commemorations,
        reminders::{
            acts,
            planning::{job, plan_due},
        },
        tasks,
    },
};

use super::*;
use crate::{
    console_people::visitor::Visitor,
    support::team::{add_member, visit},
};

fn why(reason: &str) -> ErasureInput {
    ErasureInput { reason: reason.to_owned() }
}

async fn rows(registry: &Registry, table: &str, column: &str, id: Uuid) -> u64 {
    let id = match registry.url().starts_with("sqlite") {
        true => format!("X'{}'", id.simple()),
        false => format!("'{id}'"),
    };
    // Changing nothing counts the rows.
    registry.by_hand(&format!("UPDATE {table} SET {column} = {column} WHERE {column} = {id}")).await
}

#[tokio::test]
async fn a_second_supervisor_erases_a_ledger_and_the_donor_stays_whole() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let operator = registry.operator().await;
        let donor = register(app, &clerk, 1).await;
        let id = care::open(app, &clerk, &of("family", donor)).await.expect("a ledger");
        let (member, rule) = mother(2);
        members::add(app, &clerk, id, 1, &member, &rule).await.expect("a member");
        let (other, _) = opened(app, &clerk, 3).await;
        let mother = ledger(app, &clerk, id).await.members[0].id;
        let event = CommemorationInput {
            feast: "other".to_owned(),
            on: "2025-06-20".to_owned(),
            title: "合成".to_owned(),
            place: "合成".to_owned(),
            ..CommemorationInput::default()
        };
        let event = commemorations::plan(app, &clerk, &event).await.expect("planned");
        let (kind, member) = ("ledger".to_owned(), mother.to_string());
        let guest = GuestInput { kind, id: id.to_string(), member };
        commemorations::add(app, &clerk, event, &[guest]).await.expect("listed");

        // What the team and the calendar had for the family goes with it.
        let helper = add_member(app, &clerk, 9, None).await;
        tasks::hand_out_to_family(app, &clerk, id, &visit(helper)).await.expect("a task");
        plan_due(app, &job("test")).await.expect("planned");

        let denied = erasing::ask(app, &clerk, id, 2, &why("family_asked")).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        let foreign = erasing::ask(app, &sibling, id, 2, &why("family_asked")).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        assert_eq!(code(erasing::ask(app, &chief, id, 2, &why("")).await), "missing");
        assert_eq!(
            code(erasing::ask(app, &operator, id, 2, &why("mistaken")).await),
            "named_account"
        );
        assert_eq!(code(erasing::confirm(app, &county, id, 2).await), "not_asked");

        // Aid that is under way is settled first.
        let grant = asked(app, &clerk, id).await;
        assert_eq!(code(erasing::ask(app, &chief, id, 3, &why("mistaken")).await), "aid_under_way");
        let now = entries::take_back(app, &clerk, id, grant, 3).await.expect("taken back");
        let now = erasing::ask(app, &chief, id, now, &why("family_asked")).await.expect("asked");
        assert_eq!(code(erasing::ask(app, &chief, id, now, &why("mistaken")).await), "asked");
        assert_eq!(code(erasing::confirm(app, &chief, id, now).await), "same_person");
        let now = erasing::keep(app, &chief, id, now).await.expect("she changed her mind");
        let now = erasing::ask(app, &chief, id, now, &why("family_asked")).await.expect("asked");
        let stale = erasing::confirm(app, &county, id, now - 1).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        assert!(ledger(app, &clerk, id).await.erasure.is_some(), "nothing was erased yet");

        erasing::confirm(app, &county, id, now).await.expect("erased");
        let gone = care::get(app, &clerk, id).await;
        assert!(matches!(gone, Err(ServiceError::Missing)));
        for (table, column) in [
            ("care_ledgers", "id"),
            ("past_care_ledgers", "ledger_id"),
            ("invitations", "guest_id"),
            ("record_keys", "subject_id"),
            ("tasks", "ledger_id"),
            ("reminders", "subject_id"),
            ("contact_ledger", "subject_id"),
            ("watches", "subject_id"),
        ] {
            assert_eq!(rows(registry, table, column, id).await, 0, "{table}");
        }
        // Nothing else is touched, and nothing fails its integrity check.
        let hers = people::get(app, &clerk, donor).await.expect("the donor is whole").person;
        assert_eq!(hers.version, 1);
        assert!(care::of_person(app, &clerk, donor).await.expect("a list").is_empty());
        let listed = care::list(app, &clerk).await.expect("a list").ledgers;
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [other]);
        let event = commemorations::get(app, &clerk, event).await.expect("the event is whole");
        assert!(event.guests.is_empty());
        let done: Vec<Action> = actions(registry, id).await.into_iter().map(|one| one.0).collect();
        use Action::{CareErased, CareErasureAsked, CareErasureDeclined};
        let expected = [CareErased, CareErasureAsked, CareErasureDeclined, CareErasureAsked];
        assert_eq!(done[..4], expected);
        plan_due(app, &job("test")).await.expect("planned");
        acts::list(app, &clerk).await.expect("nothing fails its integrity check");
        // The family can begin anew.
        care::open(app, &clerk, &of("family", donor)).await.expect("another ledger");
    })
    .await;
}

#[tokio::test]
async fn a_ledger_is_erased_at_the_console_by_two() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let (county, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let (id, _) = opened(&registry.app, &caller, 1).await;
        let home = format!("/care/{id}");
        let erase = format!("{home}/erase");
        clerk.get(&home).await.hides(&[&erase]);
        assert_eq!(clerk.get(&erase).await.status, 403);
        chief.get(&home).await.shows(&[&erase, "申请删除台账"]);
        let form = chief.get(&erase).await;
        form.shows(&["另一位督导确认", "家属要求删除"]);
        let version = form.value("version").to_owned();
        let blank = chief.post(&erase, &[("version", &version), ("ask", "yes")]).await;
        assert_eq!(blank.status, 422);
        let asked = [("version", version.as_str()), ("ask", "yes"), ("reason", "family_asked")];
        assert_eq!(chief.post(&erase, &asked).await.location(), home);
        clerk.get(&home).await.shows(&["已申请删除（家属要求删除）", "待确认删除"]);
        chief.get(&erase).await.hides(&["value=\"erase\""]);
        let form = county.get(&erase).await;
        form.shows(&["value=\"erase\"", "密钥即被销毁"]);
        let version = form.value("version").to_owned();
        assert_eq!(county.post(&erase, &[("version", &version)]).await.status, 422);
        let own = [("version", version.as_str()), ("decision", "erase")];
        let refused = chief.post(&erase, &own).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["申请人以外的督导"]);
        assert_eq!(county.post(&erase, &own).await.location(), "/care");
        assert_eq!(clerk.get(&home).await.status, 404);
    })
    .await;
}
