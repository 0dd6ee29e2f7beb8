//! `lifelight demo`: the office of Fenghua with people who do not exist, so that every page has
//! something true to show. Drawn from a seed: the same seed gives the same people.

mod cases;
mod commemorations;
mod donations;
mod draw;
mod families;
mod fill;
mod later;
mod lists;
mod matches;
mod memberships;
mod office;
mod papers;
mod people;
mod person;
mod plan;
mod registry;
mod reminders;
mod steering;
mod stories;
mod waiting;
mod words;

use std::{net::SocketAddr, sync::Arc};

use chrono::NaiveDate;

use super::{
    Failure,
    clocks::MovedClock,
    config::Settled,
    open::{self, Place},
    serve,
};
use crate::{
    crypto::tokens::Token,
    domain::units::UnitSpec,
    service::{App, start},
    store::Store,
};
use office::{ACCOUNTS, COORDINATOR, COUNTY, Office, SetClock};
use plan::Plan;
use registry::Holds;

/// Opens the demo's registry, fills it on the first start, and serves it with a clock that starts on
/// `as_of` at nine.
pub async fn run(
    settled: &Settled,
    as_of: NaiveDate,
    seed: u64,
    people: u32,
) -> Result<(), Failure> {
    let plan = Plan { as_of, zone: settled.settings.zone, seed, people };
    if let Some(problem) = plan.problem() {
        return Err(Failure::from(problem));
    }
    if !settled.offices.iter().any(has_county) {
        return Err(office::missing());
    }
    let place = Place::of(settled, "demo");
    let app = match registry::look(&place).await? {
        Holds::Nothing => {
            println!("正在生成演示数据 filling the demo office: {people} …");
            new(settled, &place, plan).await?
        }
        Holds::Demo => {
            println!(
                "沿用已有的演示库 the demo of an earlier start is used again: {}",
                told(&place)
            );
            let clock = Arc::new(MovedClock::from(plan.opening()));
            open::open(settled, &place, clock, true, false).await?.app
        }
        Holds::HalfADemo => return Err(registry::half_a_demo(&told(&place))),
        Holds::SomethingElse => return Err(registry::something_else(&told(&place))),
    };
    let link = start::sign_in_link(&app, COORDINATOR).await?;
    serve::until_stopped(app, settled.listen, settled.metrics_listen, |address| {
        println!("{}", welcome(&plan, &place, address, &link));
    })
    .await
}

/// Whether the demo's county is in this tree.
fn has_county(unit: &UnitSpec) -> bool {
    unit.code.as_deref() == Some(COUNTY) || unit.children.iter().any(has_county)
}

/// A new registry, filled, with the demo's clock.
async fn new(settled: &Settled, place: &Place, plan: Plan) -> Result<App, Failure> {
    let first = plan.at(Plan::first_day(), 8 * 3600);
    let clock = Arc::new(SetClock::new(first));
    let filling = open::open(settled, place, clock.clone(), true, true).await?.app;
    let (db, vault) = (filling.store.db().clone(), filling.store.vault().clone());
    let settings = (*filling.settings).clone();
    let mut office = Office::of(filling, clock, plan).await?;
    fill::fill(&mut office).await?;
    reminders::work_through(&mut office).await?;
    steering::report(&office).await?;
    let clock = Arc::new(MovedClock::from(plan.opening()));
    Ok(App::new(Store::new(db, vault.keyring, vault.random, clock), settings))
}

/// The database as it may be printed: a URL can hold a password.
fn told(place: &Place) -> String {
    match place.database.split_once("://") {
        Some((scheme, _)) if scheme != "sqlite" => format!("{scheme}://…"),
        _ => place.database.clone(),
    }
}

fn welcome(plan: &Plan, place: &Place, address: SocketAddr, link: &Token) -> String {
    let accounts: String = ACCOUNTS
        .iter()
        .map(|(name, display_name, ..)| format!("\n    {name:<16} {display_name}"))
        .collect();
    format!(
        "生命之光演示 Lifelight demo: http://{address}\n  \
         所有人员均为虚构,时钟从 {day} 9:00 走起 all people are invented, the clock starts on {day} at 9\n  \
         县协调员一次性登录链接(24 小时内有效)One-time sign-in link of the county coordinator (24 h):\n    {link}\n  \
         其他账号 other accounts:{accounts}\n  \
         为任一账号签发链接 a link for any of them:\n    \
         lifelight accounts link NAME --sign-in --database {database} --key-file {key} --listen {address}",
        day = plan.as_of,
        link = serve::link_to(address, link),
        database = told(place),
        key = place.key_file.display(),
    )
}
