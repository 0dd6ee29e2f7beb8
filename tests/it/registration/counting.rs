//! Persons are counted once, with sub-counts: after a real import exactly what a careful person counts.

use lifelight::{
    domain::{
        counts::{Line, Net, Tables, When},
        intake::RegistrationInput,
        permissions::Role,
        programmes::Programme,
    },
    service::{App, Caller, counts, registrations},
};
use serde_json::Value;

use super::{offer, offering, registered};
use crate::{
    api::client::Client,
    console_people::visitor::Visitor,
    imports::desk::{FENGHUA_EXPECTED, FENGHUA_LEDGER, after_the_ledgers, entered},
    support::registry::{FENGHUA, JINPING, YUELIN, each_engine},
};

async fn counted(app: &App, caller: &Caller) -> Tables {
    counts::get(app, caller).await.expect("counts")
}

fn tally(gross: i64, net: i64, realised: i64) -> Net {
    Net { gross, left: gross - net, realised }
}

#[tokio::test]
async fn a_person_is_one_whatever_she_offers_and_withdraws() {
    each_engine(async |registry| {
        let app = &registry.app;
        let here = registry.caller(Role::Coordinator, JINPING).await;
        let there = registry.caller(Role::Coordinator, YUELIN).await;
        let county = registry.caller(Role::StatisticsReader, FENGHUA).await;
        assert_eq!(counted(app, &county).await, Tables::default());
        let earlier = RegistrationInput { registered_on: "2024-03-05".to_owned(), ..offer("body") };
        let three = vec![offer("cornea"), earlier, offer("stem_cell")];
        let id = registered(app, &here, &offering(1, three)).await;
        registered(app, &there, &offering(2, vec![offer("organ"), offer("tissue")])).await;

        let now = counted(app, &county).await;
        let all = |counted| now.of(When::All, counted);
        assert_eq!(all(Line::Persons), tally(2, 2, 0));
        assert_eq!(all(Line::AfterDeath), tally(2, 2, 0));
        for programme in Programme::ALL {
            assert_eq!(all(Line::Programme(programme)), tally(1, 1, 0), "{programme:?}");
        }
        assert_eq!(now.periods(), [When::Year(2025), When::Year(2024)]);
        assert_eq!(now.of(When::Year(2025), Line::Persons), tally(1, 1, 0));
        assert_eq!(
            now.of(When::Year(2024), Line::Persons),
            tally(1, 1, 0),
            "in her first year only"
        );
        assert_eq!(counted(app, &here).await.of(When::All, Line::Persons).gross, 1);

        let person = lifelight::service::people::get(app, &here, id).await.expect("there").person;
        let mut version = 1;
        for (n, one) in person.registrations.iter().enumerate() {
            version = registrations::withdraw(app, &here, id, version, one.id, "", "")
                .await
                .expect("at any time");
            let left = counted(app, &county).await;
            let net = if n < 2 { 2 } else { 1 };
            assert_eq!(left.of(When::All, Line::Persons), tally(2, net, 0));
        }
        let left = counted(app, &county).await;
        assert_eq!(left.of(When::All, Line::AfterDeath), tally(2, 1, 0));
        let body = Line::Programme(Programme::Body);
        assert_eq!(left.of(When::Year(2024), body), tally(1, 0, 0));
        // A refusal is no registration to give.
        registrations::refuse(app, &here, id, version, &[Programme::Organ], None)
            .await
            .expect("it is taken");
        assert_eq!(counted(app, &county).await, left);
        let keeper = registry.caller(Role::Administrator, FENGHUA).await;
        assert!(counts::get(app, &keeper).await.is_err(), "who keeps accounts sees no counts");
    })
    .await;
}

#[tokio::test]
async fn fenghuas_ledger_gives_what_a_careful_person_counts() {
    each_engine(async |registry| {
        after_the_ledgers(registry);
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &caller, "ledger-fenghua.xlsx", FENGHUA_LEDGER).await;
        let now = counted(app, &caller).await;
        let promised: Value = serde_json::from_str(FENGHUA_EXPECTED).expect("JSON");
        let [cells, after] = [&promised["sheets"][0], &promised["sheets"][1]];
        let number = |value: &Value| value.as_i64().expect("a number");

        let all = |counted| now.of(When::All, counted);
        let known = number(&after["already_known_person"]);
        let persons = number(&cells["accept"]) + number(&after["accept"]) - known;
        assert_eq!((persons, known), (2135, 36));
        assert_eq!(all(Line::Persons).gross, persons);
        let stem_cell = all(Line::Programme(Programme::StemCell));
        assert_eq!(stem_cell.gross, number(&cells["accept"]));
        let after_death = all(Line::AfterDeath);
        assert_eq!(after_death.gross, number(&after["accept"]));
        assert_eq!(after_death.left, number(&after["revoked"]));
        assert_eq!(after_death.realised, number(&after["deceased_donated"]));
        for (programme, gross) in [("cornea", 1105), ("body", 633), ("organ", 857), ("tissue", 0)] {
            let programme = Programme::from_code(programme).expect("a programme");
            assert_eq!(all(Line::Programme(programme)).gross, gross, "{programme:?}");
        }
        assert_eq!(after["wishes"], serde_json::json!({"cornea": 1105, "body": 633, "organ": 857}));
        let years = after["registered_by_year"].as_object().expect("years");
        for (year, promised) in years {
            let year = When::Year(year.parse().expect("a year"));
            assert_eq!(now.of(year, Line::AfterDeath).gross, number(promised), "{year:?}");
        }
        let sum = |counted: Line| {
            now.periods().iter().map(|when| now.of(*when, counted).gross).sum::<i64>()
        };
        assert_eq!(sum(Line::AfterDeath), after_death.gross, "each in one year");
        let sub: i64 = Programme::ALL.map(|one| all(Line::Programme(one)).gross).iter().sum();
        assert_eq!(sub, 411 + 1105 + 633 + 857, "more than the persons");

        let (somebody, _) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        somebody.get("/").await.shows(&["2135", "1760", "1105", "历年登记人数"]);
        somebody.get("/counts").await.shows(&["2025 年", "2021 年", "633", "857", "净数"]);
        let clerk = Client::new(registry, Role::Coordinator, FENGHUA).await;
        let told = clerk.get("/counts").await.json();
        assert_eq!(told["all"][0]["counted"], "persons");
        assert_eq!(told["all"][0]["gross"], persons);
        assert_eq!(told["years"][0]["year"], 2025);
    })
    .await;
}
