//! What the board reads, against what was put in by hand.

use chrono::NaiveDate;
use lifelight::{
    domain::{
        few::visible,
        periods::Month,
        permissions::{Permission, Role},
        programmes::Programme,
        registrations::RegistrationStatus,
        targets::forecasts::Standing,
    },
    service::{
        App, Caller,
        targets::{self as service, Board, CountReading, Figures, RateReading},
    },
    store,
};

use super::breakdown;
use crate::{
    imports::desk::entered,
    rates::{sheet, worked_example},
    support::{
        people::register,
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Registers synthetic person `n`, pooled on `pooled`; and ended so on a day, where there is one.
async fn pooled(
    app: &App,
    by: &Caller,
    n: u32,
    on: &str,
    ended: Option<(RegistrationStatus, &str)>,
) {
    let id = register(app, by, n).await;
    let scope = by.actor.may(Permission::PeopleWrite).expect("she may");
    let mut tx = app.store.write(&by.origin).await.expect("it can be written");
    let before = store::people::get(&mut tx, &scope, id).await.expect("her");
    let mut after = before.clone();
    after.registrations[0].pooled_on = Some(day(on));
    if let Some((status, on)) = ended {
        after.registrations[0].status = status;
        after.registrations[0].ended_on = Some(day(on));
    }
    store::people::save(&mut tx, &before, after).await.expect("saved");
    tx.commit_unseen().await.expect("it can be committed");
}

fn count<'a>(board: &'a Board, indicator: &str) -> &'a CountReading {
    let reading = board.readings.iter().find(|one| one.indicator.code == indicator);
    match &reading.expect("an indicator").figures {
        Figures::Count(count) => count,
        _ => panic!("{indicator} is a count"),
    }
}

fn rate<'a>(board: &'a Board, indicator: &str) -> &'a RateReading {
    let reading = board.readings.iter().find(|one| one.indicator.code == indicator);
    match &reading.expect("an indicator").figures {
        Figures::Rate(rate) => rate,
        _ => panic!("{indicator} is a rate"),
    }
}

#[tokio::test]
async fn counts_pace_and_units_below() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let jinping = registry.caller(Role::Coordinator, JINPING).await;
        let yuelin = registry.caller(Role::Coordinator, YUELIN).await;
        let county = registry.caller(Role::Supervisor, FENGHUA).await;
        let left = Some((RegistrationStatus::Withdrawn, "2025-05-20"));
        let gave = Some((RegistrationStatus::Realised, "2025-04-11"));
        // Before the plan; twice in March, one of them gone again; in April, given; this month.
        pooled(app, &jinping, 1, "2020-12-31", None).await;
        pooled(app, &jinping, 2, "2025-03-01", None).await;
        pooled(app, &jinping, 3, "2025-03-31", left).await;
        pooled(app, &yuelin, 4, "2025-04-10", gave).await;
        pooled(app, &yuelin, 5, "2025-06-01", None).await;
        pooled(app, &county, 6, "2021-01-01", None).await;

        let board = service::board(app, &county, None, None).await.expect("a board");
        assert_eq!((board.closed, board.closed_through), (53, Month::parse("2025-05")));
        let persons = count(&board, "persons_pooled");
        assert_eq!((persons.total().gross, persons.total().net()), (5, 4));
        assert_eq!((persons.running.gross, persons.undated), (1, 0));
        let march = &persons.months[50];
        assert_eq!((march.gross, march.left), (2, 1));
        let outlook = persons.outlook.as_ref().expect("a target");
        assert_eq!((outlook.done, outlook.remaining, outlook.standing), (4, 396, Standing::Red));
        // Six people in all show no season.
        assert!((outlook.pace - 400.0 * 53.0 / 60.0).abs() < 1e-9, "{}", outlook.pace);
        assert!((outlook.required_per_month.expect("months are left") - 396.0 / 7.0).abs() < 1e-9);
        let midterm = persons.midterm.as_ref().expect("half of it is over");
        assert_eq!((midterm.months, midterm.outlook.done, midterm.replan), (30, 1, true));
        assert_eq!(persons.year_ends.len(), 4);
        let below: Vec<_> =
            persons.children.iter().map(|child| (child.unit, child.total.gross)).collect();
        assert_eq!(below.len(), 13, "twelve townships, and the county's own");
        assert_eq!(below[0], (registry.unit(JINPING), 2));
        assert_eq!(below[1], (registry.unit(YUELIN), 2));
        assert_eq!(below[12], (registry.unit(FENGHUA), 1));

        let realised = count(&board, "realised_stem_cell");
        assert_eq!((realised.total().gross, realised.outlook.is_some()), (1, false));
        let Figures::Pool { reached, pool } = board.readings.last().expect("the pool").figures
        else {
            panic!("the last one is the pool");
        };
        assert!(reached <= pool && pool == 4, "{reached}/{pool}");

        // The township's own board, once it has a target; and the month's cell.
        let id = super::target(app, &county, None, "persons_pooled").await;
        let even = breakdown(app, &county, id, "past_share", &[]).await;
        service::break_down(app, &county, id, &even).await.expect("saved");
        let board = service::board(app, &jinping, None, None).await.expect("its board");
        let own = &board.readings[0];
        assert_eq!(own.held.as_ref().expect("its target").terms.value, 267);
        assert_eq!(count(&board, "persons_pooled").total().gross, 2);
        let month = Month::parse("2025-03").expect("a month");
        let unit = registry.unit(FENGHUA);
        let cells = service::month(app, &county, unit, "fenghua_2021", "persons_pooled", month);
        let cells = cells.await.expect("the month");
        assert_eq!(cells.len(), 13);
        assert_eq!((cells[0].0, cells[0].1.gross, cells[0].1.left), (registry.unit(JINPING), 2, 1));
        assert!(cells[1..].iter().all(|(_, net, _)| net.gross == 0));
        let refused = service::month(app, &jinping, unit, "fenghua_2021", "persons_pooled", month);
        assert!(refused.await.is_err(), "the county's cells are not the township's");
    })
    .await;
}

#[tokio::test]
async fn both_rates_by_year_quarter_and_unit_and_few_lost_hidden_from_who_opens_no_records() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        registry.clock.set("2025-12-01T01:00:00Z".parse().expect("an instant"));
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        entered(app, &county, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let board = service::board(app, &county, None, None).await.expect("a board");
        let r1 = rate(&board, "screening_attrition");
        let (year, figures) = r1.years.last().expect("a year");
        assert_eq!((*year, figures.tally.numerator, figures.tally.denominator), (2025, 10, 53));
        assert_eq!(r1.years.len(), 5);
        assert_eq!((r1.quarters.len(), r1.quarters[16].1.numerator), (20, 10));
        assert!(r1.quarters.iter().map(|(_, tally)| tally.numerator).sum::<u64>() == 10);
        assert_eq!(r1.children.iter().map(|child| child.tally.numerator).sum::<u64>(), 10);
        assert!(r1.children.iter().all(|child| !child.guarded));
        let r2 = rate(&board, "remobilisation_refusal");
        assert_eq!(r2.years[4].1.tally.numerator, 3);

        // A target planned anew judges, while what is counted stays.
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let id = super::target(app, &chief, None, "screening_attrition").await;
        service::replan(app, &chief, id, &super::anew(1, "18")).await.expect("saved");
        let board = service::board(app, &county, None, None).await.expect("a board");
        let r1 = rate(&board, "screening_attrition");
        assert_eq!(r1.definition.target.parts(), 1800);
        assert_eq!(r1.years[4].1.meets, Some(false));

        let reader = registry.caller(Role::StatisticsReader, FENGHUA).await;
        let board = service::board(app, &reader, None, None).await.expect("a board");
        let r2 = rate(&board, "remobilisation_refusal");
        assert!(!r2.guarded, "the own unit's figures are shown");
        let lost = |rate: &RateReading| -> Vec<Option<u64>> {
            rate.children.iter().map(|one| visible(one.tally.numerator, one.guarded)).collect()
        };
        assert!(lost(r2).iter().all(Option::is_none), "fewer than five in each township");
        let unit = Some(registry.unit(JINPING));
        let board = service::board(app, &reader, unit, None).await.expect("a board");
        assert!(rate(&board, "remobilisation_refusal").guarded);
        assert!(count(&board, "realised_stem_cell").guarded);
        assert!(!count(&board, "persons_pooled").guarded, "registrations are no outcome");
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let board = service::board(app, &clerk, unit, None).await.expect("a board");
        assert!(!rate(&board, "remobilisation_refusal").guarded, "she may open the records");
    })
    .await;
}

#[tokio::test]
async fn donations_without_a_registration_are_counted_from_themselves() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let person = register(app, &clerk, 1).await;
        let hex = person.simple();
        let (id, unit) = (uuid::Uuid::from_u128(77).simple(), registry.unit(JINPING).simple());
        let values = |quote: &dyn Fn(String) -> String, flag: &str, seal: &str| {
            format!(
                "INSERT INTO donations (id, person_id, unit_id, programme, called_on, realised_on, is_over, version,
                 created_at, updated_at, sealed) VALUES ({}, {}, {}, 'organ', '2025-03-01', '2025-03-02', {flag}, 1,
                 '2025-03-01T00:00:00Z', '2025-03-01T00:00:00Z', {seal})",
                quote(id.to_string()),
                quote(hex.to_string()),
                quote(unit.to_string())
            )
        };
        let text = if registry.url().starts_with("sqlite") {
            values(&|hex| format!("x'{hex}'"), "1", "x'00'")
        } else {
            values(&|hex| format!("'{hex}'"), "TRUE", "'\\x00'")
        };
        assert_eq!(registry.by_hand(&text).await, 1);
        let found = async |role: Role, at: &str, programme: Programme| {
            let caller = registry.caller(role, at).await;
            let scope = caller.actor.may(Permission::StatisticsRead).expect("she may");
            let mut tx = app.store.read().await.expect("it can be read");
            let unit = caller.actor.unit();
            store::donations::unregistered(&mut tx, &scope, unit, programme).await.expect("rows")
        };
        let wanted = [(registry.unit(JINPING), day("2025-03-02"))];
        assert_eq!(found(Role::Coordinator, FENGHUA, Programme::Organ).await, wanted);
        assert_eq!(found(Role::Coordinator, YUELIN, Programme::Organ).await, []);
        assert_eq!(found(Role::Coordinator, FENGHUA, Programme::Body).await, []);
        service::install(app).await.expect("written");
        let county = registry.caller(Role::StatisticsReader, FENGHUA).await;
        let board = service::board(app, &county, None, None).await.expect("a board");
        let organs = count(&board, "realised_organ");
        assert_eq!((organs.total().gross, organs.unregistered), (1, 1));
        assert_eq!((organs.children[0].total.gross, organs.children[0].guarded), (1, true));
        // Once a registration tells of it, the counters have it, and it is not counted twice.
        registry.by_hand("UPDATE registrations SET programme = 'organ', status = 'realised'").await;
        assert_eq!(found(Role::Coordinator, FENGHUA, Programme::Organ).await, []);
    })
    .await;
}
