//! What counting adds to a registration, and what the board reads with 10,000 and with 100,000 people:
//! `cargo bench --bench counts`.
//!
//! A refusal is sealed, indexed, watched and audited like an offer, in the same rows, and is not counted: that is what
//! a registration without counting costs.

#[allow(dead_code, reason = "nothing is asked over HTTP here")]
mod support;

use std::{cell::Cell, time::Instant};

use chrono::{Days, NaiveDate};
use lifelight::{
    crypto::random::new_id,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        counts::{What, facts},
        intake::Entry,
        periods::Period,
        permissions::{Actor, Permission, Scope},
        person::Person,
        programmes::{Programme, Rules},
        registrations::{RegistrationStatus, Stance},
    },
    service::App,
    store::{
        self, WriteTx,
        db::{Db, sql},
    },
};
use support::{
    databases::Engine,
    office::{Office, origin},
    people,
    rounds::{spread, take_turns},
};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// A township of Fenghua's, four levels below the root.
const TOWNSHIP: &str = "330213001";
const COUNTY: &str = "330213";

fn main() {
    if !support::asked_for() {
        return;
    }
    let (rounds, each, few, many) =
        if support::is_quick() { (1, 50, 500, 1_000) } else { (9, 400, 10_000, 100_000) };
    let runtime = Builder::new_multi_thread().enable_all().build().expect("a runtime");
    for engine in runtime.block_on(Engine::both()) {
        registering(&runtime, &engine, rounds, each);
        board(&runtime, &engine, few, many);
    }
}

/// Registrations a second that are counted against such that are not, in turns in one database.
fn registering(runtime: &Runtime, engine: &Engine, rounds: usize, each: u32) {
    let app = runtime
        .block_on(async { Office::open(&engine.database("counting").await, TOWNSHIP).await.app });
    let unit = runtime.block_on(unit_of(&app, TOWNSHIP));
    let next = Cell::new(0);
    let register = |stance: Stance| {
        let first = next.get();
        next.set(first + each);
        let began = Instant::now();
        runtime.block_on(async {
            for n in first..first + each {
                let mut tx = app.store.write(&origin()).await.expect("it can be written");
                let mut person = synthetic(&app, &tx, unit, n);
                person.registrations[0].stance = stance;
                assert_eq!(facts(&person).is_empty(), stance == Stance::Refuses);
                store::people::insert(&mut tx, &person).await.expect("it can be written");
                let event = AuditEvent::new(Action::PersonRegistered).at(unit);
                let event = event.about(SubjectKind::Person, person.id, 1);
                tx.commit(event).await.expect("it can be committed");
            }
        });
        f64::from(each) / began.elapsed().as_secs_f64()
    };
    register(Stance::Offers);
    let compared = take_turns(rounds, || register(Stance::Offers), || register(Stance::Refuses));
    println!(
        "{}: registrations a second, counted {}, not counted {}, counted : not counted {}, counted : counted {}",
        engine.name,
        spread(&compared.a, 0),
        spread(&compared.b, 0),
        spread(&compared.ratios(), 2),
        spread(&compared.same_side_ratios(), 2)
    );
    runtime.block_on(app.store.db().close());
}

/// What the board reads, times a second, the large registry against the small one.
fn board(runtime: &Runtime, engine: &Engine, few: u32, many: u32) {
    let filled = async |name, people| {
        let app = Office::open(&engine.database(name).await, COUNTY).await.app;
        fill(&app, people).await;
        let unit = unit_of(&app, COUNTY).await;
        let scope =
            Actor::operator(unit).may(Permission::StatisticsRead).expect("the operator may");
        (app, scope)
    };
    let (large, small) = runtime
        .block_on(async { (filled("board_large", many).await, filled("board_small", few).await) });
    let looks = |(app, scope): &(App, Scope)| {
        let began = Instant::now();
        for _ in 0..100 {
            assert!(runtime.block_on(look(app, scope)) > 0);
        }
        100.0 / began.elapsed().as_secs_f64()
    };
    let compared = take_turns(9, || looks(&large), || looks(&small));
    println!(
        "{}: boards a second {}, {few} : {many} people in time {}, {many} : {many} {}",
        engine.name,
        spread(&compared.a, 0),
        spread(&compared.ratios(), 2),
        spread(&compared.same_side_ratios(), 2)
    );
    runtime.block_on(async {
        large.0.store.db().close().await;
        small.0.store.db().close().await;
    });
}

/// The months of everything that is counted, and each township's share of the plan's five years.
async fn look(app: &App, scope: &Scope) -> usize {
    let mut tx = app.store.read().await.expect("it can be read");
    let unit = scope.root();
    let months = store::counts::by_month(&mut tx, scope, unit, What::ALL).await.expect("numbers");
    let plan = Period::parse("2021-01..2025-12");
    let whats = [What::PersonPooled, What::PersonAfterDeath, What::Pooled];
    let children = store::counts::by_child(&mut tx, scope, unit, &whats, plan).await;
    months.len() + children.expect("numbers").len()
}

/// Puts `count` people into the county's units, in turn; their days lie in the five years of the plan.
async fn fill(app: &App, count: u32) {
    let units: Vec<Uuid> = {
        let root = unit_of(app, COUNTY).await;
        let scope = Actor::operator(root).may(Permission::PeopleRead).expect("the operator may");
        let mut tx = app.store.read().await.expect("it can be read");
        store::units::subtree(&mut tx, &scope).await.expect("it can be read")
    };
    let first = NaiveDate::from_ymd_opt(2021, 1, 1).expect("a day");
    let everybody: Vec<u32> = (0..count).collect();
    for some in everybody.chunks(500) {
        let mut tx = app.store.write(&origin()).await.expect("it can be written");
        for &n in some {
            let mut person = synthetic(app, &tx, units[n as usize % units.len()], n);
            // Some multiples, so that days, programmes and ends do not go in step with the units.
            let day = first + Days::new(u64::from(n.wrapping_mul(2_654_435_761) % 1_600));
            let row = &mut person.registrations[0];
            row.programme = Programme::ALL[n as usize / 7 % Programme::ALL.len()];
            row.registered_on = Some(day);
            row.pooled_on = (row.programme == Programme::StemCell).then(|| day + Days::new(20));
            if n.wrapping_mul(40_503) % 100 < 8 {
                row.status = RegistrationStatus::Withdrawn;
                row.ended_on = Some(day + Days::new(200));
            }
            store::people::insert(&mut tx, &person).await.expect("it can be written");
        }
        tx.commit_unseen().await.expect("it can be committed");
    }
    if let Db::Postgres(pool) = app.store.db() {
        // What autovacuum does beside an office's months of work.
        sqlx::query("VACUUM ANALYZE").execute(pool).await.expect("statistics are made");
    }
    let mut tx = app.store.db().begin_read().await.expect("it can be read");
    let row = sql("SELECT COUNT(*) AS people FROM people").one(&mut tx).await.expect("a count");
    assert_eq!(row.get::<i64>("people").expect("a count"), i64::from(count));
}

async fn unit_of(app: &App, code: &str) -> Uuid {
    let mut tx = app.store.read().await.expect("it can be read");
    let unit = store::units::by_code(&mut tx, code).await.expect("it can be read");
    unit.expect("a shipped unit").id
}

fn synthetic(app: &App, tx: &WriteTx, unit: Uuid, n: u32) -> Person {
    let (rules, now, vault) = (Rules::default(), tx.now, tx.vault.clone());
    let mut new_id = || new_id(&*vault.random, now);
    let mut entry = Entry { unit, rules: &rules, today: app.today(), now, new_id: &mut new_id };
    people::intake(n).person(&mut entry).expect("a synthetic intake is valid")
}
