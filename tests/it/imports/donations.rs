//! Sheets of donations that took place, on both engines and through the command.

use std::{fs, sync::Arc};

use chrono::NaiveDate;
use lifelight::{
    domain::{
        audit::Action,
        counts::{Standing, What},
        donations::{Donation, endings::Unrealised, ledger::Expressed, stages::Stage},
        permissions::{Permission, Role},
        person::{Person, PersonStatus},
        programmes::Programme,
        registrations::RegistrationStatus,
    },
    service::{
        App, Caller, ServiceError, counts, donations as service,
        imports::{self, Left, Outcome},
        intake,
    },
    store::{self, audit::AuditFilter, db::sql},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::desk::{count, donation, donations, entered, list, number, sent};
use crate::{
    people::codes,
    support::{
        TempDir,
        people::{document, intake_of, name},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
        server::{Server, run},
    },
};

const JIN: &str = "锦屏街道";

/// Registers synthetic person `n` for these programmes, or with a refusal of them.
async fn registered(app: &App, caller: &Caller, n: u32, programmes: &[&str], offers: bool) -> Uuid {
    let mut intake = intake_of(n);
    intake.registrations.clear();
    for programme in programmes {
        if offers {
            intake.registrations.push(lifelight::domain::intake::RegistrationInput {
                programme: (*programme).to_owned(),
                registered_on: "2018-03-05".to_owned(),
                ..Default::default()
            });
        } else {
            intake.refusals.push((*programme).to_owned());
        }
    }
    match intake::register(app, caller, &intake).await.expect("a synthetic intake") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} has this document"),
    }
}

/// Everybody there is, with her donations, by document.
async fn donors(registry: &Registry) -> Vec<(Person, Vec<Donation>)> {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::DonationsWork).expect("the operator may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let ids = store::people::ids_after(&mut tx, &scope, Uuid::nil(), 500).await.expect("ids");
    let mut all = Vec::new();
    for person in store::people::load(&mut tx, &scope, &ids).await.expect("people") {
        let person = person.expect("it opens");
        let given = store::donations::of_person(&mut tx, &scope, person.id).await.expect("read");
        all.push((person, given.into_iter().map(|one| one.expect("it opens")).collect()));
    }
    all.sort_by_key(|(person, _)| person.identity.document.number().to_owned());
    all
}

async fn outcome(app: &App, caller: &Caller, sheet: &str) -> Outcome {
    entered(app, caller, "捐献.csv", sheet.as_bytes()).await.content.outcome
}

async fn agrees(registry: &Registry) {
    let operator = registry.operator().await;
    let found = counts::verify(&registry.app, &operator).await.expect("counted");
    assert!(found.agrees(), "{found:#?}");
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// How many donations took place in 2019, as the calls' statistics tell it.
async fn realised(app: &App, caller: &Caller) -> i64 {
    let found = service::realised(app, caller, day("2019-01-01"), day("2019-12-31")).await;
    found.expect("counted").donations.iter().map(|(_, n)| n).sum()
}

#[tokio::test]
async fn each_line_is_a_donation_that_took_place_and_counts_as_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        let known = registered(app, &me, 1, &["organ", "cornea"], true).await;
        let sheet = donations(&[
            donation(JIN, 1, "器官（肝、肾）、角膜", "2019-05-06"),
            donation(JIN, 2, "遗体", "2019-06-07"),
            donation("某处", 3, "遗体", "2019-06-07"),
            donation(JIN, 4, "造血干细胞", "2019-06-07"),
            donation(JIN, 2, "遗体", "2019-06-08"),
        ]);
        // Seen first, and nothing written.
        let shown = sent(app, &me, "捐献.csv", sheet.as_bytes()).await;
        let report = shown.content.report.as_ref().expect("a report");
        assert_eq!(report["sheets"][0]["holds"], "donations");
        assert_eq!(
            ["rows", "accept", "reject", "duplicate"].map(|key| count(&shown, key)),
            [5, 2, 2, 1]
        );
        assert_eq!(shown.content.known, 1);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM donations").await, 0);
        let reasons: Vec<_> = list(&report["sheets"][0]["rejected"])
            .iter()
            .map(|one| (one["reason"].as_str().expect("text"), one["cell"].as_str().expect("text")))
            .collect();
        assert_eq!(reasons, [("unknown_unit", "C4"), ("unknown_wish", "D5")]);

        let before = realised(app, &me).await;
        let entered = outcome(app, &me, &sheet).await;
        assert_eq!(entered, Outcome { created: 1, donations: 3, ..Outcome::default() });
        assert_eq!(realised(app, &me).await, before + 3);
        agrees(registry).await;

        let all = donors(registry).await;
        let [(first, gave), (second, left)] = &all[..] else { panic!("{}", all.len()) };
        assert_eq!((first.id, first.status), (known, PersonStatus::Deceased));
        for row in &first.registrations {
            let status = (row.status, row.ended_on);
            assert_eq!(status, (RegistrationStatus::Realised, Some(day("2019-05-06"))));
        }
        assert_eq!(gave.len(), 2);
        for one in gave {
            assert_eq!((one.realised_on(), one.is_over()), (Some(day("2019-05-06")), true));
            assert_eq!(one.stages(), [Stage::FromLedger]);
            // Nothing is made up: no call, no look, no step, no witness record.
            let course = &one.course;
            assert!(course.call_from.is_none() && course.witness.is_none());
            assert!(course.looks.is_empty() && course.steps.is_empty() && one.will().is_none());
            let record = one.ledger().expect("from a ledger");
            assert_eq!(record.imported_by, me.actor.account_id());
            assert_eq!(record.told.expressed, Some(Expressed::Family));
            assert_eq!(record.told.certificate.as_deref(), Some("合成证1号"));
            assert_eq!(record.told.coordinators, ["孙合成甲", "李合成乙"]);
            let organs = if one.programme == Programme::Organ { 2 } else { 0 };
            assert_eq!(record.told.organs.len(), organs);
            assert_eq!(one.unit, registry.unit(JINPING));
        }
        // Her family consented; she never registered. Nobody ever calls her.
        assert_eq!((second.status, second.do_not_contact), (PersonStatus::Deceased, true));
        assert_eq!(second.identity.name.as_str(), name(2));
        assert!(second.registrations.is_empty() && second.contacts.phones.is_empty());
        assert_eq!(left[0].programme, Programme::Body);

        // A realised registration counts as one, in the month of the donation.
        let mut tx = app.store.read().await.expect("it can be read");
        let rows = sql("SELECT COUNT(*) AS n FROM counted_facts WHERE what = $1 AND month = $2 AND standing = $3")
            .bind(What::Realised.code())
            .bind("2019-05")
            .bind(Standing::Realised.code());
        let n: i64 = rows.one(&mut tx.tx).await.expect("counted").get("n").expect("a number");
        assert_eq!(n, 2);
        drop(tx);

        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let filter = AuditFilter { subject: Some(gave[0].id), ..AuditFilter::default() };
        let trail = lifelight::service::audit::read(app, &auditor, &filter, 10).await;
        let actions: Vec<Action> =
            trail.expect("the trail").lines.iter().map(|line| line.event.action).collect();
        assert_eq!(actions, [Action::DonationImported]);
    })
    .await;
}

#[tokio::test]
async fn twice_changes_nothing_and_a_corrected_line_corrects() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        registered(app, &me, 1, &["organ"], true).await;
        let sheet = donations(&[
            donation(JIN, 1, "器官", "2019-05-06"),
            donation(JIN, 2, "遗体", "2019-06-07"),
        ]);
        outcome(app, &me, &sheet).await;
        let before = donors(registry).await;
        let again = outcome(app, &me, &sheet).await;
        assert_eq!(again, Outcome { unchanged: 2, ..Outcome::default() });
        assert!(donors(registry).await == before);

        // Another day; an empty cell takes nothing away.
        let (name, document) = (name(1), document(1));
        let line = format!("{name},{document},{JIN},器官,2019-07-08,,,,,另一备注");
        let corrected = outcome(app, &me, &donations(&[line])).await;
        assert_eq!(corrected, Outcome { updated: 1, ..Outcome::default() });
        let all = donors(registry).await;
        let (person, gave) = &all[0];
        assert_eq!((gave[0].realised_on(), gave[0].version), (Some(day("2019-07-08")), 2));
        assert_eq!(person.registrations[0].ended_on, Some(day("2019-07-08")));
        let told = &gave[0].ledger().expect("from a ledger").told;
        assert_eq!(told.certificate.as_deref(), Some("合成证1号"));
        assert_eq!(told.remark.as_deref(), Some("另一备注"));
        agrees(registry).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_carried_through_here_or_refused_in_life_stays() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        let called = registered(app, &me, 1, &["body"], true).await;
        let call = lifelight::domain::donations::inputs::CallInput {
            programmes: vec!["body".to_owned()],
            called_on: "2025-06-01".to_owned(),
            call_from: "family".to_owned(),
            ..Default::default()
        };
        service::open(app, &me, called, &call).await.expect("a call");
        let refuses = registered(app, &me, 2, &["organ"], false).await;
        let sheet = donations(&[
            donation(JIN, 1, "遗体", "2019-05-06"),
            donation(JIN, 2, "器官", "2019-05-06"),
        ]);
        let before = donors(registry).await;
        let expected = Outcome {
            unchanged: 1,
            left_out: vec![Left { sheet: "csv".to_owned(), row: 3 }],
            ..Outcome::default()
        };
        assert_eq!(outcome(app, &me, &sheet).await, expected);
        assert!(donors(registry).await == before);
        let lives = before.iter().find(|(person, _)| person.id == refuses).expect("she");
        assert_eq!(lives.0.status, PersonStatus::Living);
    })
    .await;
}

#[tokio::test]
async fn a_mistaken_line_is_taken_back_and_stays_so() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        registered(app, &me, 1, &["organ"], true).await;
        let sheet = donations(&[donation(JIN, 1, "器官", "2019-05-06")]);
        outcome(app, &me, &sheet).await;
        let id = donors(registry).await[0].1[0].id;
        service::undo(app, &me, id, 1).await.expect("taken back");
        let all = donors(registry).await;
        let (person, gave) = &all[0];
        let ending = gave[0].course.ending.as_ref().expect("ended");
        assert_eq!((ending.reason, gave[0].realised_on()), (Unrealised::LedgerMistake, None));
        assert_eq!(person.status, PersonStatus::Living);
        assert_eq!(person.registrations[0].status, RegistrationStatus::Active);
        agrees(registry).await;
        // The same sheet does not bring it back; people do.
        let again = outcome(app, &me, &sheet).await;
        assert_eq!(again, Outcome { unchanged: 1, ..Outcome::default() });
        service::undo(app, &me, id, 2).await.expect("brought back");
        let all = donors(registry).await;
        assert_eq!(all[0].1[0].realised_on(), Some(day("2019-05-06")));
        assert_eq!(all[0].0.status, PersonStatus::Deceased);
        assert_eq!(all[0].0.registrations[0].status, RegistrationStatus::Realised);
        agrees(registry).await;
        // No step, look or end belongs to it.
        let look = service::look(app, &me, id, 3).await;
        assert!(look.is_err());
        let end = lifelight::domain::donations::inputs::EndInput {
            on: "2025-06-01".to_owned(),
            reason: "medical".to_owned(),
            ..Default::default()
        };
        let refused = service::end(app, &me, id, 3, &end).await.unwrap_err();
        assert_eq!(codes(refused), [("stage".to_owned(), "donation_over")]);
        let by_hand = lifelight::domain::donations::inputs::EndInput {
            reason: "ledger_mistake".to_owned(),
            ..end
        };
        assert!(service::end(app, &me, id, 3, &by_hand).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_township_takes_in_its_own_donations_only() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        registered(app, &sibling, 1, &["organ"], true).await;
        let sheet = donations(&[
            donation(JIN, 1, "器官", "2019-05-06"),
            donation("岳林街道", 2, "器官", "2019-05-06"),
        ]);
        let shown = entered(app, &me, "捐献.csv", sheet.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (1, 1));
        assert_eq!(shown.content.outcome.donations, 1);
        // The sibling's record is as it was; their common parent hears of the document.
        let all = donors(registry).await;
        assert_eq!(all.len(), 2);
        let theirs = all.iter().find(|(person, _)| person.unit == registry.unit(YUELIN));
        let (person, gave) = theirs.expect("the sibling's");
        assert_eq!((person.status, gave.len()), (PersonStatus::Living, 0));
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM reconciliations").await, 1);
        for role in [Role::Auditor, Role::Helper, Role::StatisticsReader, Role::Administrator] {
            let other = registry.caller(role, JINPING).await;
            let begun = imports::Upload::begin(app, &other, "捐献.csv", None).await;
            assert!(matches!(begun.map(drop), Err(ServiceError::Denied(_))), "{role:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_command_takes_in_donations_and_families_and_tells_the_same_in_a_dry_run() {
    let folder = Arc::new(TempDir::new());
    let empty = TempDir::new();
    let sheet = donations(&[
        donation(JIN, 1, "器官", "2019-05-06"),
        donation(JIN, 2, "遗体", "不详"),
        donation(JIN, 1, "器官", "2019-05-06"),
    ]);
    let relatives = super::desk::families(&[super::desk::member(
        JIN,
        1,
        "2019-05-06",
        (3, "母亲"),
        "可以,上门,",
    )]);
    for at in [folder.path(), empty.path()] {
        fs::write(at.join("given.csv"), &sheet).expect("it can be written");
        fs::write(at.join("relatives.csv"), &relatives).expect("it can be written");
    }
    let dry = run(&empty, &["import", "given.csv", "--dry-run", "--json"], &[]).await;
    assert!(dry.status.success(), "{}{}", dry.stdout, dry.stderr);
    let found: Value = serde_json::from_str(&dry.stdout).expect("JSON");
    let told = &found["sheets"][0];
    assert_eq!(
        ["holds", "rows", "accept", "reject", "duplicate"].map(|key| told[key].clone()),
        [json!("donations"), json!(3), json!(1), json!(1), json!(1)]
    );
    assert_eq!(told["reject_by_reason"], json!({ "missing_date": 1 }));
    assert_eq!(fs::read_dir(empty.path()).expect("a folder").count(), 2);

    Server::start_in(&folder, &["serve"], &[]).await.terminate().await;
    let unit = ["--unit", "330213"];
    let back = folder.path().join("back.xlsx");
    let back = back.to_str().expect("a plain path");
    let args = [&["import", "given.csv", "--rejects", back][..], &unit].concat();
    let done = run(&folder, &args, &[]).await;
    assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("新增捐献 donations 1"), "{}", done.stdout);
    assert!(fs::metadata(back).expect("rows given back").len() > 0);
    for (families, members, unchanged) in [(1, 1, 0), (0, 0, 1)] {
        let args = [&["import", "relatives.csv"][..], &unit].concat();
        let done = run(&folder, &args, &[]).await;
        assert!(done.status.success(), "{}{}", done.stdout, done.stderr);
        let line = format!(
            "新增关怀台账 families {families}  新增家庭成员 members {members}  更新 updated 0  未变 unchanged {unchanged}"
        );
        assert!(done.stdout.contains(&line), "{}", done.stdout);
        assert!(!done.stdout.contains(&name(3)) && !done.stdout.contains(&document(1)));
    }
    let verified = run(&folder, &["statistics", "verify"], &[]).await;
    assert!(verified.status.success(), "{}{}", verified.stdout, verified.stderr);
}
