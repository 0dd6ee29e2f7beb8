//! Two coordinators of sibling townships cannot see, find, count or guess each other's people: every
//! answer about somebody else's person is the answer about nobody.

use lifelight::{
    domain::{audit::UnmaskReason, intake::RegistrationInput, permissions::Role},
    service::{
        App, Caller, ServiceError, intake, merges, people, reconciliations, registrations,
        search::{self, Query},
        today, transfers,
    },
    store::search::Filter,
};
use uuid::Uuid;

use crate::support::{
    people::{document, intake_of, name, phone, register},
    registry::{BAOJI, JINPING, YUELIN, each_engine},
};

fn is_missing<T>(outcome: Result<T, ServiceError>) -> bool {
    matches!(outcome, Err(ServiceError::Missing))
}

async fn count(app: &App, caller: &Caller, query: Query) -> usize {
    let found = search::find(app, caller, &query).await.expect("a search works");
    found.people.len() + found.damaged.len()
}

#[tokio::test]
async fn every_act_on_somebody_elses_person_is_answered_like_one_on_nobody() {
    each_engine(async |registry| {
        let app = &registry.app;
        let theirs = registry.caller(Role::Coordinator, YUELIN).await;
        let hers = register(app, &theirs, 1).await;
        let own_unit = registry.unit(JINPING);
        for (role, unit) in
            [(Role::Coordinator, JINPING), (Role::Supervisor, JINPING), (Role::Coordinator, BAOJI)]
        {
            let me = registry.caller(role, unit).await;
            let mine = register(app, &me, 2 + unit.len() as u32 + role as u32 * 10).await;
            for id in [hers, Uuid::from_u128(7)] {
                let input = RegistrationInput {
                    programme: "cornea".to_owned(),
                    ..RegistrationInput::default()
                };
                assert!(is_missing(people::get(app, &me, id).await));
                assert!(is_missing(people::unmask(app, &me, id, UnmaskReason::Contact).await));
                assert!(is_missing(people::set_do_not_contact(app, &me, id, 1, true).await));
                assert!(is_missing(people::amend(app, &me, id, 1, &intake_of(3)).await));
                assert!(is_missing(registrations::add(app, &me, id, 1, &input).await));
                assert!(is_missing(transfers::ask(app, &me, id, own_unit).await));
                assert!(is_missing(merges::ask(app, &me, mine, id).await));
                assert!(is_missing(merges::ask(app, &me, id, mine).await));
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_elses_person_is_found_or_counted() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (me, theirs) = (
            registry.caller(Role::Coordinator, JINPING).await,
            registry.caller(Role::Coordinator, YUELIN).await,
        );
        register(app, &theirs, 1).await;
        let before = format!("{:?}", today::get(app, &me).await.expect("a page"));
        for n in 2..30 {
            register(app, &theirs, n).await;
        }
        for text in [
            document(1),
            phone(1),
            name(1),
            "0001".to_owned(),
            "钱".to_owned(),
            "HC-00001".to_owned(),
        ] {
            assert_eq!(count(app, &me, Query { text, ..Query::default() }).await, 0);
        }
        let filter = Filter { unit: Some(registry.unit(YUELIN)), ..Filter::default() };
        assert_eq!(count(app, &me, Query { filter, ..Query::default() }).await, 0);
        assert_eq!(format!("{:?}", today::get(app, &me).await.expect("a page")), before);
        assert!(reconciliations::list(app, &me).await.expect("a list").is_empty());
        assert_eq!(
            intake::known(app, &me, "resident_id", &document(1)).await.expect("a check"),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn registering_somebody_elses_person_is_answered_like_registering_somebody_new() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (me, theirs) = (
            registry.caller(Role::Coordinator, JINPING).await,
            registry.caller(Role::Coordinator, YUELIN).await,
        );
        register(app, &theirs, 1).await;
        let known = intake::register(app, &me, &intake_of(1)).await.expect("valid");
        let new = intake::register(app, &me, &intake_of(2)).await.expect("valid");
        let (
            intake::Registered::New { id: known, warnings: w1 },
            intake::Registered::New { id: new, warnings: w2 },
        ) = (known, new)
        else {
            panic!("both are new here")
        };
        assert_eq!(w1, w2);
        let shown = async |id| {
            let shown = people::get(app, &me, id).await.expect("mine");
            let actions: Vec<_> = shown.history.iter().map(|line| line.event.action).collect();
            (shown.person.status, shown.person.version, shown.warnings, shown.units.len(), actions)
        };
        assert_eq!(shown(known).await, shown(new).await);
        assert!(merges::list(app, &me).await.expect("a list").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_person_cannot_be_registered_into_a_siblings_unit() {
    each_engine(async |registry| {
        let me = registry.caller(Role::Coordinator, JINPING).await;
        for unit in [registry.unit(YUELIN), Uuid::from_u128(7)] {
            let mut intake = intake_of(1);
            intake.unit = unit.to_string();
            match intake::register(&registry.app, &me, &intake).await {
                Err(ServiceError::Invalid(problems)) => {
                    assert_eq!(problems[0].code, "unknown_unit")
                }
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
}
