//! `lifelight rates`: the plan's two rates and their other readings.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    service::{
        rates::{self, Rate, Rates},
        start,
    },
    web::api::rates::RatesBody,
};

/// Prints the rates of `year`.
pub async fn run(
    settled: &Settled,
    year: i32,
    unit: Option<&str>,
    as_of: Option<NaiveDate>,
    json: bool,
) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "rates").await?;
    let found = match unit {
        None => operator.actor.unit(),
        Some(code) => open::unit(&app, &operator, code).await?.id,
    };
    let rates = rates::of_year(&app, &operator, year, Some(found), as_of).await?;
    app.store.db().close().await;
    if json {
        let unit = unit.map_or_else(|| rates.unit.to_string(), str::to_owned);
        println!("{}", serde_json::to_string(&RatesBody::of(rates, unit))?);
    } else {
        print(&rates);
    }
    Ok(())
}

fn print(rates: &Rates) {
    let Rates { year, as_of, state, .. } = rates;
    println!("{year} 年  截至 as of {as_of}  {} {}", state.label().zh, state.label().en);
    for Rate { definition, figures, .. } in &rates.rates {
        let tally = &figures.tally;
        let per_cent = |share: f64| format!("{:.1} %", share * 100.0);
        let rate = figures.rate.map_or_else(|| "无样本 no cases".to_owned(), per_cent);
        println!();
        println!(
            "{} {}  {}/{} = {rate}",
            definition.code, definition.name.zh, tally.numerator, tally.denominator
        );
        println!("    {}", definition.words.zh);
        let reasons = tally.excluded_by_reason.iter();
        let reasons: String = reasons.map(|(why, n)| format!("  {} {n}", why.code())).collect();
        println!("    未决 pending {}  排除 excluded {}{reasons}", tally.pending, tally.excluded);
        if let (Some(bounds), Some(wilson)) = (figures.bounds, figures.wilson) {
            println!(
                "    上下界 bounds {} – {}  Wilson 95 % {} – {}",
                per_cent(bounds.low),
                per_cent(bounds.high),
                per_cent(wilson.low),
                per_cent(wilson.high)
            );
        }
        if let Some(verdict) = figures.verdict {
            let target = definition.target;
            println!(
                "    目标 target {} {}: {} {}",
                target.comparator().code(),
                per_cent(target.share()),
                verdict.label().zh,
                verdict.label().en
            );
        }
    }
    if rates.refused > 0 {
        println!(
            "\n有 {} 例未通过校验,未计入 failed their integrity check, not counted",
            rates.refused
        );
    }
}
