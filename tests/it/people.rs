//! A person's way through the registry: registered, found, changed.

use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        intake::{ConsentInput, Intake, RegistrationInput},
        permissions::Role,
        programmes::Programme,
        registrations::{RegistrationStatus, Stance},
    },
    service::{
        App, Caller, ServiceError, consents,
        intake::{self, Registered},
        people, registrations,
        search::{self, Query},
    },
    store::search::Filter,
};
use uuid::Uuid;

use crate::support::{
    people::{document, intake_of, name, phone, register},
    registry::{FENGHUA, JINPING, YUELIN, each_engine},
};

/// Whom a search finds, in its order.
pub async fn found(app: &App, caller: &Caller, text: &str) -> Vec<Uuid> {
    let query = Query { text: text.to_owned(), ..Query::default() };
    let page = search::find(app, caller, &query).await.expect("a search works");
    page.people.into_iter().map(|person| person.id).collect()
}

/// The fields and codes of what a service found wrong.
pub fn codes(error: ServiceError) -> Vec<(String, &'static str)> {
    match error {
        ServiceError::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field.into_owned(), problem.code)).collect()
        }
        other => panic!("not a problem of a field: {other}"),
    }
}

#[tokio::test]
async fn somebody_registered_is_found_by_whatever_is_known_of_her() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let township = registry.caller(Role::Coordinator, JINPING).await;
        for n in 0..40 {
            register(app, &township, n).await;
        }
        let id = register(app, &township, 1234).await;
        for caller in [&county, &township] {
            for text in [
                document(1234),
                format!(" {} ", document(1234).to_lowercase()),
                phone(1234),
                format!("+86 {}", phone(1234)),
                "1234".to_owned(),
                document(1234)[14..].to_owned(),
                name(1234),
                "hc-01234".to_owned(),
                "NR0001234".to_owned(),
            ] {
                assert_eq!(found(app, caller, &text).await, [id], "by {}", text.len());
            }
            let surname: Vec<Uuid> = found(app, caller, "周").await;
            assert!(surname.contains(&id) && surname.len() == 5, "周 is every tenth of the 41");
            let initials = found(app, caller, "zhyess").await;
            assert!(initials.is_empty() || initials.contains(&id));
        }
        assert!(found(app, &county, "王不存在").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn plaintext_filters_combine_with_what_is_sealed() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let (here, there) = (
            registry.caller(Role::Coordinator, JINPING).await,
            registry.caller(Role::Coordinator, YUELIN).await,
        );
        let one = register(app, &here, 3).await;
        let other = register(app, &there, 13).await;
        let search = async |filter: Filter, text: &str| {
            let query = Query { text: text.to_owned(), filter, before: None };
            let page = search::find(app, &county, &query).await.expect("a search works");
            page.people.into_iter().map(|person| person.id).collect::<Vec<_>>()
        };
        assert_eq!(search(Filter::default(), "李").await, [other, one], "newest first");
        let unit = Filter { unit: Some(registry.unit(JINPING)), ..Filter::default() };
        assert_eq!(search(unit, "李").await, [one]);
        let year = |year| Filter { year: Some(year), ..Filter::default() };
        assert_eq!(search(year(2024), "李").await.len(), 2);
        assert!(search(year(2023), "李").await.is_empty());
        let organ = Filter { programme: Some(Programme::Organ), ..Filter::default() };
        assert!(search(organ, "李").await.is_empty());
        let active = Filter {
            programme: Some(Programme::StemCell),
            status: Some(RegistrationStatus::Active),
            ..Filter::default()
        };
        assert_eq!(search(active, "").await.len(), 2, "a filter alone lists");
    })
    .await;
}

#[tokio::test]
async fn a_known_document_leads_to_the_person_and_writes_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let township = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &township, 7).await;
        let again = intake::register(app, &county, &intake_of(7)).await.expect("it is valid");
        assert_eq!(again, Registered::Known(id));
        assert_eq!(found(app, &county, &document(7)).await, [id]);
    })
    .await;
}

#[tokio::test]
async fn two_at_once_register_one_document_once() {
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (app, caller) = (registry.app.clone(), caller.clone());
                tokio::spawn(async move { intake::register(&app, &caller, &intake_of(9)).await })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            if let Registered::New { .. } = task.await.expect("no panic").expect("it is valid") {
                new += 1;
            }
        }
        assert_eq!(new, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_read_while_it_is_saved_is_whole() {
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(&registry.app, &caller, 8).await;
        let cells =
            people::get(&registry.app, &caller, id).await.expect("there").person.registrations[0]
                .id;
        let (app, writer) = (registry.app.clone(), caller.clone());
        let writing = tokio::spawn(async move {
            for version in 1..120 {
                let changed = match version % 2 {
                    1 => registrations::pause(&app, &writer, id, version, cells, "").await,
                    _ => registrations::resume(&app, &writer, id, version, cells).await,
                };
                changed.expect("its turn");
            }
        });
        let mut readers = Vec::new();
        for _ in 0..4 {
            let (app, caller) = (registry.app.clone(), caller.clone());
            readers.push(tokio::spawn(async move {
                for _ in 0..60 {
                    people::unmask(&app, &caller, id, UnmaskReason::Contact).await.expect("whole");
                    people::get(&app, &caller, id).await.expect("whole");
                }
            }));
        }
        for task in readers.into_iter().chain([writing]) {
            task.await.expect("no panic");
        }
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_an_intake_is_told_at_once_and_nothing_is_quoted() {
    each_engine(async |registry| {
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let mut wrong = intake_of(5);
        wrong.document_number = "330299199001010001".to_owned();
        wrong.name = String::new();
        wrong.phones[0].number = "12".to_owned();
        wrong.email = "nobody".to_owned();
        wrong.registrations[0].sampled_on = "2024-02-30".to_owned();
        let error =
            intake::register(&registry.app, &caller, &wrong).await.expect_err("it is wrong");
        let shown = format!("{error:?}");
        assert!(!shown.contains("330299199001010001") && !shown.contains("nobody"));
        let fields: Vec<String> = codes(error).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["document_number", "name", "phone_1", "email", "stem_cell_sampled_on"]);
        assert!(found(&registry.app, &caller, &phone(5)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn age_is_a_rule_of_the_programme_at_entry() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let born = |date: &str, programme: &str| {
            let mut intake = intake_of(1);
            intake.document_kind = "passport".to_owned();
            intake.document_number =
                format!("E{:08}", date.replace('-', "").parse::<u32>().unwrap_or(0) % 100_000_000);
            intake.birth_date = date.to_owned();
            intake.registrations[0].programme = programme.to_owned();
            intake.registrations[0].registered_on = "2025-06-01".to_owned();
            intake
        };
        for (date, programme, code) in [
            ("2007-06-02", "stem_cell", Some("too_young")),
            ("2007-06-01", "stem_cell", None),
            ("1979-06-01", "stem_cell", Some("too_old")),
            ("1979-06-02", "stem_cell", None),
            ("2007-06-02", "cornea", Some("too_young")),
            ("1930-06-02", "cornea", None),
        ] {
            let outcome = intake::register(app, &caller, &born(date, programme)).await;
            match code {
                Some(code) => {
                    assert_eq!(codes(outcome.expect_err(date))[0].1, code, "{date} {programme}")
                }
                None => assert!(outcome.is_ok(), "{date} {programme}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_registration_is_amended_paused_withdrawn_and_nothing_is_forgotten() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 21).await;
        let shown = people::get(app, &caller, id).await.expect("it is there");
        let cells = shown.person.registrations[0].id;

        let version = registrations::pause(app, &caller, id, 1, cells, "2025-12-01")
            .await
            .expect("it is active");
        let paused = people::get(app, &caller, id).await.expect("there").person;
        let until = paused.registrations[0].details.paused_until;
        assert_eq!(until, chrono::NaiveDate::from_ymd_opt(2025, 12, 1));
        let stale = registrations::resume(app, &caller, id, 1, cells).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let past = registrations::pause(app, &caller, id, version, cells, "2025-06-01").await;
        assert_eq!(codes(past.expect_err("not ahead")), [("paused_until".to_owned(), "not_ahead")]);
        let version =
            registrations::resume(app, &caller, id, version, cells).await.expect("it is paused");
        let organ = RegistrationInput {
            programme: "organ".to_owned(),
            registered_on: "2025-01-02".to_owned(),
            organs: vec!["kidney".to_owned(), "liver".to_owned()],
            ..RegistrationInput::default()
        };
        let version = registrations::add(app, &caller, id, version, &organ)
            .await
            .expect("a second programme");
        let twice =
            registrations::add(app, &caller, id, version, &organ).await.expect_err("not twice");
        assert_eq!(codes(twice)[0].1, "already_registered");
        let version = registrations::withdraw(app, &caller, id, version, cells, "", "")
            .await
            .expect("no day, no reason");
        let shown = people::get(app, &caller, id).await.expect("it is there");
        assert!(!shown.person.do_not_contact, "an organ is still offered");
        let version = registrations::refuse(app, &caller, id, version, &[Programme::Organ], None)
            .await
            .expect("a refusal is always taken");
        let shown = people::get(app, &caller, id).await.expect("it is there");
        assert!(shown.person.do_not_contact, "who offers nothing is not asked again");
        let statuses: Vec<_> =
            shown.person.registrations.iter().map(|r| (r.programme, r.stance, r.status)).collect();
        assert_eq!(
            statuses,
            [
                (Programme::StemCell, Stance::Offers, RegistrationStatus::Withdrawn),
                (Programme::Organ, Stance::Offers, RegistrationStatus::Withdrawn),
                (Programme::Organ, Stance::Refuses, RegistrationStatus::Active),
            ]
        );
        let refused =
            registrations::add(app, &caller, id, version, &organ).await.expect_err("refused");
        assert_eq!(codes(refused)[0].1, "refused");
        let actions: Vec<Action> = shown.history.iter().map(|line| line.event.action).collect();
        assert_eq!(
            actions,
            [
                Action::RefusalRecorded,
                Action::RegistrationWithdrawn,
                Action::RegistrationAdded,
                Action::RegistrationResumed,
                Action::RegistrationPaused,
                Action::PersonRegistered,
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_consent_keeps_the_text_that_was_shown_and_can_be_withdrawn() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 22).await;
        let input = ConsentInput { purpose: "passing_on".to_owned(), ..ConsentInput::default() };
        let error = consents::record(app, &caller, id, 1, &input).await.expect_err("to whom?");
        assert_eq!(codes(error), [("recipient".to_owned(), "missing")]);
        let input = ConsentInput { recipient: "合成接收站".to_owned(), ..input };
        let version = consents::record(app, &caller, id, 1, &input).await.expect("it is valid");
        let consents_now =
            people::get(app, &caller, id).await.expect("it is there").person.consents;
        assert_eq!(consents_now.len(), 2);
        let given = &consents_now[1];
        assert_eq!(given.details.text_hash.len(), 64);
        consents::withdraw(app, &caller, id, version, given.id, "").await.expect("any time");
        assert!(
            consents::withdraw(app, &caller, id, version + 1, given.id, "").await.is_err(),
            "once"
        );
    })
    .await;
}

#[tokio::test]
async fn amending_keeps_what_is_not_named_and_finds_by_the_new_and_the_former_document() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 31).await;
        let taken = register(app, &caller, 32).await;
        let change =
            |n: u32| Intake { document_number: document(n), name: name(77), ..intake_of(31) };
        let error =
            people::amend(app, &caller, id, 1, &change(32)).await.expect_err("somebody else's");
        assert_eq!(codes(error)[0].1, "known_elsewhere");
        people::amend(app, &caller, id, 1, &change(33)).await.expect("it is valid");
        for text in [document(31), document(33), name(77), phone(31)] {
            assert_eq!(found(app, &caller, &text).await, [id]);
        }
        assert!(found(app, &caller, &name(31)).await.is_empty());
        assert_eq!(found(app, &caller, &document(32)).await, [taken]);
        let relatives = people::get(app, &caller, id).await.expect("it is there").person.relatives;
        assert_eq!(relatives.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_a_record_was_can_be_read_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 35).await;
        let change = Intake { name: name(78), ..intake_of(35) };
        people::amend(app, &caller, id, 1, &change).await.expect("it is valid");
        let cells =
            people::get(app, &caller, id).await.expect("it is there").person.registrations[0].id;
        registry.clock.advance(chrono::Duration::days(1));
        registrations::withdraw(app, &caller, id, 2, cells, "2025-06-01", "合成原因")
            .await
            .expect("any time");
        let past =
            people::past(app, &caller, id, UnmaskReason::CorrectRecord).await.expect("allowed");
        let told = |kind: &str, field: &str, became: &str| {
            past.iter().any(|change| {
                change.kind == kind
                    && change.by == caller.actor.account_id()
                    && change.differences.iter().any(|d| d.field == field && d.became == became)
            })
        };
        assert!(told("person", "identity.name", &name(78)));
        assert!(
            told("registration", "status", "withdrawn")
                && told("registration", "ended_on", "2025-06-01")
        );
        assert!(told("person", "do_not_contact", "true"));
        let was =
            past.iter().flat_map(|change| &change.differences).find(|d| d.field == "identity.name");
        assert_eq!(was.expect("the name changed").was, name(35));
    })
    .await;
}

#[tokio::test]
async fn reading_in_full_is_told_before_it_happens() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let id = register(app, &caller, 41).await;
        let masked = people::get(app, &caller, id).await.expect("it is there").person;
        let shown = format!("{masked:?}");
        for secret in [document(41), phone(41), name(41)] {
            assert!(!shown.contains(&secret));
        }
        let person =
            people::unmask(app, &caller, id, UnmaskReason::Contact).await.expect("allowed");
        assert_eq!(person.identity.name.as_str(), name(41));
        let newest = people::get(app, &caller, id).await.expect("it is there").history.remove(0);
        assert_eq!(
            (newest.event.action, newest.event.reason),
            (Action::PersonUnmasked, Some(UnmaskReason::Contact))
        );
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        assert!(matches!(
            people::unmask(app, &auditor, id, UnmaskReason::Contact).await,
            Err(ServiceError::Denied(_))
        ));
    })
    .await;
}
