//! `lifelight statistics`: what is counted, and whether it is right.

use std::sync::Arc;

use clap::Subcommand;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    domain::counts::Difference,
    service::{
        counts::{self, Verified},
        start,
    },
};

/// What can be done with what is counted.
#[derive(Subcommand)]
pub enum StatisticsCommand {
    /// Open every record, count anew, and hold it against the counters; fails where they differ 核对统计
    Verify {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Carries out `command`.
pub async fn run(settled: &Settled, command: StatisticsCommand) -> Result<(), Failure> {
    match command {
        StatisticsCommand::Verify { json } => verify(settled, json).await,
    }
}

async fn verify(settled: &Settled, json: bool) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "statistics verify").await?;
    let verified = counts::verify(&app, &operator).await?;
    app.store.db().close().await;
    if json {
        println!("{}", as_json(&verified));
    } else {
        print(&verified);
    }
    if verified.agrees() {
        return Ok(());
    }
    let (differences, unreadable) = (verified.differences.len(), verified.unreadable);
    let message = format!(
        "统计与登记不符：{differences} 处差异，{unreadable} 条记录无法打开。 The counters differ from the records: {differences} differences, {unreadable} records that do not open."
    );
    Err(message.into())
}

fn print(verified: &Verified) {
    for difference in &verified.differences {
        let [kept, unit, what, programme, period, standing, channel] =
            parts(verified, difference).map(|part| part.unwrap_or_else(|| "-".to_owned()));
        let Difference { expected, found, .. } = difference;
        println!(
            "{kept}  {unit}  {what}  {programme}  {period}  {standing}  {channel}  应为 expected {expected}  实为 found {found}"
        );
    }
    if verified.agrees() {
        println!("{} 条记录，统计一致。 {0} records, everything agrees.", verified.people);
    }
}

fn as_json(verified: &Verified) -> serde_json::Value {
    let difference = |difference: &Difference| {
        let [kept, unit, what, programme, period, standing, channel] = parts(verified, difference);
        serde_json::json!({
            "kept": kept, "unit": unit, "what": what, "programme": programme, "period": period,
            "standing": standing, "channel": channel,
            "expected": difference.expected, "found": difference.found,
        })
    };
    serde_json::json!({
        "agrees": verified.agrees(),
        "people": verified.people,
        "unreadable": verified.unreadable,
        "differences": verified.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}

/// What names a difference, in the order of columns: its kind, the unit's code, what, programme, period, standing,
/// channel. An unknown day, and all programmes or channels, are none.
fn parts(verified: &Verified, difference: &Difference) -> [Option<String>; 7] {
    let cell = &difference.cell;
    let owned = |code: &'static str| Some(code.to_owned());
    [
        owned(difference.kept.code()),
        verified.units.get(&cell.unit).cloned().flatten(),
        owned(cell.what.code()),
        cell.programme.and_then(|programme| owned(programme.code())),
        cell.period.map(|period| period.to_string()),
        owned(cell.standing.code()),
        cell.channel.and_then(|channel| owned(channel.code())),
    ]
}
