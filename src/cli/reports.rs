//! `lifelight reports`: a report as a file, its last edition or else the draft.

use std::sync::Arc;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    files::NewFile,
    open::{self, Place},
    told,
};
use crate::{
    domain::reports::{Format, Purpose, ReportKind, inputs::CopyInput},
    service::{
        reports::{self, Wanted},
        start,
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
    let period = kind.period(&args.period).map_err(|problem| told(problem.into()))?;
    Format::from_code(&args.format)
        .filter(|format| *format != Format::Page)
        .ok_or("命令行只给 xlsx、csv 或 json / xlsx, csv or json only")?;
    Purpose::from_code(&args.purpose).ok_or_else(|| {
        let codes: Vec<&str> = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
        format!("没有这种用途，应为 {} 之一 / no such purpose", codes.join("、"))
    })?;
    let out = NewFile::make(&args.out)?;
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "reports").await?;
    let unit = match &args.unit {
        None => operator.actor.unit(),
        Some(code) => open::unit(&app, &operator, code).await?.id,
    };
    let wanted = Wanted { unit, kind, period };
    let copy = CopyInput { format: args.format.clone(), purpose: args.purpose.clone() };
    let file = match reports::latest(&app, &operator, &wanted).await? {
        Some(id) => reports::copy_of_issued(&app, &operator, id, &copy).await,
        None => reports::copy_of_draft(&app, &operator, &wanted, &copy).await,
    };
    app.store.db().close().await;
    let file = file.map_err(told)?;
    out.fill(&file.bytes)?;
    println!("{} {}", args.out.display(), file.watermark);
    Ok(())
}
