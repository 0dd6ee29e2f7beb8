//! Sheets of donors' families on both engines.

use chrono::NaiveDate;
use lifelight::{
    domain::{
        audit::Action,
        care::{
            CareLedger, LedgerKind, Remembered,
            contact::{ContactRule, Way},
            inputs::{DayInput, RuleInput},
            members::Kinship,
        },
        deaths::ToldBy,
        permissions::{Permission, Role},
        person::{Person, PersonStatus},
    },
    service::{
        App, Caller, care,
        imports::Outcome,
        reminders::planning::{job, plan_due},
    },
    store::{self, audit::AuditFilter},
};
use uuid::Uuid;

use super::desk::{count, donation, donations, entered, families, member, number, sent};
use crate::{
    reminders::{go_to, reminders},
    support::{
        people::{document, name, phone, register},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

const JIN: &str = "锦屏街道";

async fn outcome(app: &App, caller: &Caller, sheet: &str) -> Outcome {
    entered(app, caller, "家庭.csv", sheet.as_bytes()).await.content.outcome
}

/// All care ledgers, by the day that each family remembers.
async fn ledgers(registry: &Registry) -> Vec<CareLedger> {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::CareWork).expect("the operator may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let found = store::care::list(&mut tx, &scope, 500).await.expect("listed");
    let mut found: Vec<_> = found.into_iter().map(|one| one.expect("it opens")).collect();
    found.sort_by_key(|ledger| ledger.story.remembered.map(|day| day.died_on));
    found
}

async fn person(registry: &Registry, id: Uuid) -> Person {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::PeopleRead).expect("the operator may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    store::people::get(&mut tx, &scope, id).await.expect("she")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[tokio::test]
async fn members_of_one_donor_make_one_ledger_linked_to_her() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        let gave = donations(&[donation(JIN, 1, "遗体", "2019-05-06")]);
        entered(app, &me, "捐献.csv", gave.as_bytes()).await;
        let sheet = families(&[
            // The day of the donation is what a family remembers where the sheet tells none.
            member(JIN, 1, "", (11, "母亲"), "可以,电话、上门,"),
            member(JIN, 1, "", (12, "儿子"), "不联系,,"),
            // A donor whom the registry does not know.
            member(JIN, 2, "2020-02-03", (21, "妻子"), "可以（微信）,,"),
            member("某处", 3, "2020-02-03", (31, "妻子"), "可以,,"),
            member(JIN, 3, "2020-02-03", (32, "邻家"), "可以,,"),
            member(JIN, 1, "", (12, "儿子"), "可以,,"),
        ]);
        let shown = sent(app, &me, "家庭.csv", sheet.as_bytes()).await;
        let report = shown.content.report.as_ref().expect("a report");
        assert_eq!(report["sheets"][0]["holds"], "families");
        assert_eq!(
            ["rows", "accept", "reject", "duplicate"].map(|key| count(&shown, key)),
            [6, 3, 2, 1]
        );
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM care_ledgers").await, 0);

        let expected = Outcome { families: 2, members: 3, ..Outcome::default() };
        assert_eq!(outcome(app, &me, &sheet).await, expected);
        let all = ledgers(registry).await;
        let [first, second] = &all[..] else { panic!("{}", all.len()) };
        let donor = person(registry, first.person.expect("linked")).await;
        assert_eq!(donor.identity.document.number(), document(1));
        assert_eq!((first.kind, first.unit), (LedgerKind::Family, registry.unit(JINPING)));
        assert_eq!(first.story.title, format!("{}家庭", name(1)));
        let remembered = |on: &str| Some(Remembered { died_on: day(on), lunar: false });
        assert_eq!(first.story.remembered, remembered("2019-05-06"));
        let [mother, son] = &first.story.members[..] else { panic!("two members") };
        assert_eq!((mother.name.as_str(), mother.kinship), (&*name(11), Kinship::Mother));
        assert_eq!(mother.phone.as_ref().map(|one| one.as_str()), Some(&*phone(11)));
        assert_eq!(
            (mother.contact, &mother.ways[..]),
            (ContactRule::Yes, &[Way::Phone, Way::Visit][..])
        );
        assert_eq!((son.contact, son.ways.len()), (ContactRule::No, 0));
        let mut notes: Vec<_> =
            first.story.entries.iter().map(|one| one.words.as_deref()).collect();
        notes.sort_unstable();
        assert_eq!(notes, [Some("台账备注：合成情况11"), Some("台账备注：合成情况12")]);
        assert_eq!((second.person, second.story.remembered), (None, remembered("2020-02-03")));

        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let filter = AuditFilter { subject: Some(first.id), ..AuditFilter::default() };
        let trail = lifelight::service::audit::read(app, &auditor, &filter, 10).await;
        let actions: Vec<Action> =
            trail.expect("the trail").lines.iter().map(|line| line.event.action).collect();
        assert_eq!(actions, [Action::CareAmended, Action::CareOpened]);

        // Once the donor is known, the same sheet links her family, and tells nothing else again.
        let gave = donations(&[donation(JIN, 2, "角膜", "2020-02-02")]);
        entered(app, &me, "捐献.csv", gave.as_bytes()).await;
        let expected = Outcome { updated: 1, unchanged: 2, ..Outcome::default() };
        assert_eq!(outcome(app, &me, &sheet).await, expected);
        let linked = ledgers(registry).await;
        let donor = person(registry, linked[1].person.expect("linked")).await;
        assert_eq!(donor.identity.document.number(), document(2));
        let expected = Outcome { unchanged: 3, ..Outcome::default() };
        assert_eq!(outcome(app, &me, &sheet).await, expected);
        assert!(ledgers(registry).await == linked);
    })
    .await;
}

#[tokio::test]
async fn what_people_wrote_since_stays_and_silence_is_kept() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let first = families(&[
            member(JIN, 1, "2019-05-06", (11, "母亲"), "可以,,"),
            member(JIN, 1, "2019-05-06", (12, "女儿"), "可以,,"),
        ]);
        outcome(app, &me, &first).await;
        let ledger = ledgers(registry).await.remove(0);
        let [mother, daughter] = [0, 1].map(|at| ledger.story.members[at].id);
        let no = RuleInput { contact: "no".to_owned(), ..RuleInput::default() };
        let version = care::members::set_rule(app, &me, ledger.id, mother, 2, &no).await;
        let version = version.expect("she wants none");
        // Nothing in the sheet makes her contactable again.
        let again = outcome(app, &me, &first).await;
        assert_eq!(again, Outcome { unchanged: 2, ..Outcome::default() });
        // Silence that only a later sheet tells counts; lifted by people, it stays lifted.
        let later = families(&[member(JIN, 1, "2019-05-06", (12, "女儿"), ",,2024-01-02")]);
        assert_eq!(outcome(app, &me, &later).await.updated, 1);
        let now = ledgers(registry).await.remove(0);
        let [silent] = [daughter].map(|id| now.story.member(id).expect("she").clone());
        assert_eq!(silent.stops.since(), Some(day("2024-01-02")));
        assert_eq!(now.story.member(mother).expect("she").contact, ContactRule::No);
        let on = DayInput { on: "2025-06-01".to_owned(), ..DayInput::default() };
        care::members::lift(app, &me, ledger.id, Some(daughter), version + 1, &on)
            .await
            .expect("welcome again");
        assert_eq!(outcome(app, &me, &later).await.unchanged, 1);
        let now = ledgers(registry).await.remove(0);
        assert!(!now.story.member(daughter).expect("she").stops.stands());
    })
    .await;
}

#[tokio::test]
async fn a_registrant_whose_family_is_told_of_has_died() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &me, 1).await;
        let sheet = families(&[
            member(JIN, 1, "2019-05-06", (11, "母亲"), "可以,,"),
            member(JIN, 1, "2019-05-06", (12, "女儿"), "可以,,"),
        ]);
        outcome(app, &me, &sheet).await;
        let donor = person(registry, id).await;
        assert_eq!((donor.status, donor.do_not_contact), (PersonStatus::Deceased, true));
        let death = donor.death.expect("told");
        assert_eq!((death.on, death.told_by), (Some(day("2019-05-06")), ToldBy::Other));
        // A supervisor may take a mistake back, and the same sheet does not repeat it.
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let revoked = lifelight::service::deaths::revoke(app, &chief, id, donor.version).await;
        revoked.expect("taken back");
        assert_eq!(outcome(app, &me, &sheet).await.unchanged, 2);
        assert_eq!(person(registry, id).await.status, PersonStatus::Living);
    })
    .await;
}

#[tokio::test]
async fn units_keep_apart_and_a_name_alone_is_enough() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let theirs = register(app, &sibling, 1).await;
        let sheet = families(&[
            member("", 1, "2019-05-06", (11, "母亲"), "可以,,"),
            member("岳林街道", 2, "2019-05-06", (12, "母亲"), "可以,,"),
            format!("{},,,2018-05-06,,{},父亲,,,不联系,,,", name(3), name(13)),
            format!("{},,,,,{},母亲,,,不联系,,,", name(3), name(14)),
        ]);
        let shown = entered(app, &me, "家庭.csv", sheet.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (3, 1));
        let expected = Outcome { families: 2, members: 3, ..Outcome::default() };
        assert_eq!(shown.content.outcome, expected);
        let all = ledgers(registry).await;
        // What another office keeps is neither linked nor told of.
        assert_eq!(all.iter().filter(|ledger| ledger.person.is_some()).count(), 0);
        assert_eq!(person(registry, theirs).await.status, PersonStatus::Living);
        assert!(care::list(app, &sibling).await.expect("a list").ledgers.is_empty());
        assert_eq!(all[0].story.members.len(), 2);
        assert_eq!(outcome(app, &me, &sheet).await.unchanged, 3);
        // The sibling's own sheet on the same donor makes a ledger of its own.
        let own = families(&[member("", 1, "2019-05-06", (11, "母亲"), "可以,,")]);
        assert_eq!(outcome(app, &sibling, &own).await.families, 1);
        assert_eq!(person(registry, theirs).await.status, PersonStatus::Deceased);
    })
    .await;
}

#[tokio::test]
async fn only_what_still_makes_sense_is_planned() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let gave = donations(&[
            donation(JIN, 1, "遗体", "2019-06-20"),
            donation(JIN, 2, "遗体", "2019-06-20"),
            donation(JIN, 3, "器官", "2019-06-20"),
        ]);
        entered(app, &me, "捐献.csv", gave.as_bytes()).await;
        let sheet = families(&[
            member(JIN, 1, "", (11, "母亲"), "可以,,"),
            // Each of a family asked for silence, or one for all of it.
            member(JIN, 2, "", (12, "母亲"), ",,是"),
            member(JIN, 2, "", (13, "父亲"), "不联系,,"),
            member(JIN, 3, "", (14, "母亲"), "可以,,"),
            member(JIN, 3, "", (15, "父亲"), "可以,,全家"),
        ]);
        outcome(app, &me, &sheet).await;
        let all = ledgers(registry).await;
        for on in ["2025-06-02", "2025-06-20", "2025-10-01", "2026-01-20"] {
            go_to(registry, on);
            plan_due(app, &job("test")).await.expect("planned");
        }
        let (speaking, silent): (Vec<_>, Vec<_>) =
            all.iter().partition(|ledger| ledger.story.title.starts_with(&name(1)));
        assert_eq!((speaking.len(), silent.len()), (1, 2));
        let told = reminders(registry, speaking[0].id).await;
        let rules: Vec<_> =
            told.iter().map(|one| (one.details.rule.as_str(), one.due_on)).collect();
        assert!(!rules.is_empty());
        // Nothing of the days, weeks and first years after a death of six years ago.
        assert!(rules.iter().all(|(_, due)| *due >= day("2025-06-02")), "{rules:?}");
        for stale in ["day_7", "day_30", "day_100", "hundred"] {
            assert!(rules.iter().all(|(rule, _)| !rule.contains(stale)), "{rules:?}");
        }
        for silent in silent {
            assert_eq!(reminders(registry, silent.id).await.len(), 0);
        }
        // Nobody is reminded of the dead themselves.
        for ledger in &all {
            assert_eq!(reminders(registry, ledger.person.expect("linked")).await.len(), 0);
        }
    })
    .await;
}
