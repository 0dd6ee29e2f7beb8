//! `lifelight targets`: the board of a unit, in words or as JSON.

use std::sync::Arc;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
    told,
};
use crate::{
    service::{
        ServiceError, start,
        targets::{self, Board, Figures},
    },
    web::api::targets::BoardBody,
};

/// Prints the board of the unit with the code `unit`.
pub async fn run(
    settled: &Settled,
    unit: &str,
    plan: Option<&str>,
    json: bool,
) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "targets").await?;
    let found = open::unit(&app, &operator, unit).await?;
    let board = targets::board(&app, &operator, Some(found.id), plan).await.map_err(|error| {
        // The unit is there, and the operator may see all units.
        match error {
            ServiceError::Missing => Failure::from(format!(
                "没有涉及该机构的规划，或没有此规划代码 no plan concerns the unit {unit}, or none of them has this code"
            )),
            other => told(other),
        }
    })?;
    app.store.db().close().await;
    if json {
        println!("{}", serde_json::to_string(&BoardBody::of(board, unit.to_owned()))?);
    } else {
        print(&board);
    }
    Ok(())
}

fn print(board: &Board) {
    println!("{}  截至 as of {}", board.plan.name.zh, board.as_of);
    for reading in &board.readings {
        let indicator = &reading.indicator;
        println!("\n{}  {}", indicator.name.zh, indicator.name.en);
        match &reading.figures {
            Figures::Count(count) => {
                let total = count.total();
                println!("    毛 gross {}  净 net {}", total.gross, total.net());
                let (Some(held), Some(outlook)) = (&reading.held, &count.outlook) else { continue };
                let standing = outlook.standing.label();
                println!(
                    "    目标 target {} {}  进度线 pace {:.0}  {} {}",
                    held.terms.comparator.code(),
                    held.terms.value,
                    outlook.pace,
                    standing.zh,
                    standing.en
                );
                if let (Some(forecast), Some(chance)) = (&outlook.forecast, outlook.probability) {
                    let (low, high) = forecast.interval80;
                    println!(
                        "    若照过去的进度 if the pace of the past continues: {:.0} (80 % {low}–{high}), P {chance:.2}",
                        forecast.expected_total
                    );
                }
            }
            Figures::Rate(rate) => {
                for (year, figures) in &rate.years {
                    let (lost, settled) = (figures.tally.numerator, figures.tally.denominator);
                    println!("    {year}  {lost}/{settled}");
                }
            }
            Figures::Pool { reached, pool } => println!("    {reached}/{pool}"),
            Figures::Coverage => println!("    见“提醒规则与完成情况” see the reminders' coverage"),
        }
    }
}
