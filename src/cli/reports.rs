//! `lifelight reports`: a report as a file, its last edition or else the draft.

use std::{path::Path, sync::Arc};

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    domain::{
        reports::{ReportKind, inputs::CopyInput},
        words::Problem,
    },
    service::{
        ServiceError,
        reports::{self, Wanted},
        start, units,
    },
};

/// Which report, and as what.
#[derive(clap::Args)]
pub struct ReportsArgs {
    /// monthly, quarterly, yearly or mid_term.
    #[arg(long)]
    kind: String,
    /// 2025-03, 2025-Q3, 2025 or 2021-01..2023-06.
    #[arg(long)]
    period: String,
    /// Code of the unit, with those below it; all units if not given.
    #[arg(long)]
    unit: Option<String>,
    /// xlsx, csv or json.
    #[arg(long, default_value = "xlsx")]
    format: String,
    /// superior, leaders, meeting, evaluation, archive or work; stands in the watermark.
    #[arg(long, default_value = "work")]
    purpose: String,
    /// The file to write; must not exist.
    #[arg(long)]
    out: std::path::PathBuf,
}

/// Writes the report.
pub async fn run(settled: &Settled, args: &ReportsArgs) -> Result<(), Failure> {
    let kind = ReportKind::from_code(&args.kind).ok_or(
        "没有这种报表，应为 monthly、quarterly、yearly 或 mid_term / no such kind of report",
    )?;
    let period = kind.period(&args.period).map_err(|problem| told(&[problem]))?;
    if args.format == "page" {
        return Err("命令行只给 xlsx、csv 或 json / xlsx, csv or json only".into());
    }
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "reports").await?;
    let unit = match &args.unit {
        None => operator.actor.unit(),
        Some(code) => {
            let units = units::list(&app, &operator).await?;
            let found = units.into_iter().find(|unit| unit.code.as_ref() == Some(code));
            found.ok_or_else(|| format!("没有机构代码 there is no unit with the code {code}"))?.id
        }
    };
    let wanted = Wanted { unit, kind, period };
    let copy = CopyInput { format: args.format.clone(), purpose: args.purpose.clone() };
    let file = match reports::latest(&app, &operator, &wanted).await? {
        Some(id) => reports::copy_of_issued(&app, &operator, id, &copy).await,
        None => reports::copy_of_draft(&app, &operator, &wanted, &copy).await,
    };
    app.store.db().close().await;
    let file = file.map_err(|error| match error {
        ServiceError::Invalid(problems) => told(&problems).into(),
        other => Failure::from(other),
    })?;
    write(&args.out, &file.bytes)?;
    println!("{} {}", args.out.display(), file.watermark);
    Ok(())
}

/// Internal figures: a file that nobody else may read, and none is overwritten.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

fn told(problems: &[Problem]) -> String {
    let line = |problem: &Problem| {
        format!("{}: {} / {}", problem.field, problem.words.zh, problem.words.en)
    };
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}
