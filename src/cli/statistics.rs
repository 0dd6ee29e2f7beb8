//! `lifelight statistics`: what is counted, and whether it is right.

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
    releases,
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
    /// Publish a quarter: release.json and the public pages 发布公开统计
    Publish {
        /// The quarter, 2025-Q4.
        #[arg(long)]
        period: String,
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
        /// Code of the unit that publishes; the office's own if not given.
        #[arg(long)]
        unit: Option<String>,
        /// Only say what would be published: nothing is closed, kept or written.
        #[arg(long)]
        dry_run: bool,
        /// Counts that the public knows by the consent of whom they count: a JSON list of [cell, count].
        #[arg(long)]
        known: Option<PathBuf>,
    },
    /// Write the public pages of all releases 生成公开网页
    Site {
        /// The folder to write into.
        #[arg(long)]
        out: PathBuf,
        /// Code of the unit that publishes; the office's own if not given.
        #[arg(long)]
        unit: Option<String>,
    },
    /// Try to break published files, with nothing but them: needs neither database nor key 复核公开统计
    Audit {
        /// The files of one publisher, or their folder.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Counts that the public knows by the consent of whom they count: a JSON list of [cell, count].
        #[arg(long)]
        known: Option<PathBuf>,
    },
}

/// Carries out `command`.
pub async fn run(settled: &Settled, command: StatisticsCommand) -> Result<(), Failure> {
    match command {
        StatisticsCommand::Verify { json } => verify(settled, json).await,
        StatisticsCommand::Publish { period, out, unit, dry_run, known } => {
            let known = releases::known(known.as_deref())?;
            let unit = unit.as_deref();
            match dry_run {
                true => releases::dry_run(settled, period, unit, known).await,
                false => releases::publish(settled, period, &out, unit, known).await,
            }
        }
        StatisticsCommand::Site { out, unit } => {
            releases::site(settled, &out, unit.as_deref()).await
        }
        StatisticsCommand::Audit { files, known } => releases::audit(&files, known.as_deref()),
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
