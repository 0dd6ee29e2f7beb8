//! `lifelight import`: a dry run that needs nothing, or the real thing.

use std::{fs::File, ops::ControlFlow, path::Path, sync::Arc};

use chrono_tz::Tz;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    files::NewFile,
    open::{self, Place},
};
use crate::{
    domain::{
        clock::{Clock, business_date},
        ledgers::{Context, FileReport, Overrides},
        programmes::Rules,
        units::Directory,
    },
    service::{ServiceError, imports, start},
};

fn open_file(file: &Path) -> Result<File, Failure> {
    File::open(file).map_err(|error| {
        Failure::from(format!("无法打开文件 cannot open {}: {error}", file.display()))
    })
}

fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn today(zone: Tz) -> chrono::NaiveDate {
    business_date(SystemClock.now(), zone)
}

/// Says what would become of every row. Needs neither database nor key.
pub fn dry_run(
    settled: &Settled,
    file: &Path,
    json: bool,
    unit: Option<&str>,
    rejects: Option<&Path>,
) -> Result<(), Failure> {
    let directory = Directory::of_offices(&settled.offices);
    let rules = unit.and_then(|code| settled.settings.rules.get(code).copied()).unwrap_or_default();
    let ctx = Context { today: today(settled.settings.zone), directory: &directory, rules };
    let found =
        imports::dry_run(&file_name(file), open_file(file)?, &ctx, &Overrides::default(), |_| {
            ControlFlow::Continue(())
        })
        .map_err(|problem| told(&problem.words()))?;
    print(&found.report, json)?;
    give_back(rejects, found.rejects)
}

/// Enters the ledger's rows.
pub async fn run(
    settled: &Settled,
    file: &Path,
    json: bool,
    unit: Option<&str>,
    rejects: Option<&Path>,
) -> Result<(), Failure> {
    let source = open_file(file)?;
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "import").await?;
    let unit = match unit {
        None => operator.actor.unit(),
        Some(code) => open::unit(&app, &operator, code).await?.id,
    };
    let entered = imports::enter_file(&app, &operator, unit, &file_name(file), source).await;
    let (report, outcome) = match entered {
        Err(ServiceError::Invalid(problems)) => {
            return Err(problems
                .first()
                .map_or_else(|| Failure::from("invalid"), |problem| told(&problem.words)));
        }
        other => other?,
    };
    print(&report, json)?;
    if !json {
        println!(
            "新增人员 created {}  新增案例 cases {}  新增捐献 donations {}  新增关怀台账 families {}  新增家庭成员 members {}  更新 updated {}  未变 unchanged {}  拒绝打开 refused {}",
            outcome.created,
            outcome.cases,
            outcome.donations,
            outcome.families,
            outcome.members,
            outcome.updated,
            outcome.unchanged,
            outcome.refused
        );
        for left in &outcome.left_out {
            println!(
                "  未导入 left out: {} 行 row {}（此人生前已登记不同意捐献这一项 refused in life）",
                left.sheet, left.row
            );
        }
    }
    if rejects.is_some() {
        let directory = Directory::of_offices(&settled.offices);
        let ctx = Context { today: app.today(), directory: &directory, rules: Rules::default() };
        let found = imports::dry_run(
            &file_name(file),
            open_file(file)?,
            &ctx,
            &Overrides::default(),
            |_| ControlFlow::Continue(()),
        )
        .map_err(|problem| told(&problem.words()))?;
        give_back(rejects, found.rejects)?;
    }
    app.store.db().close().await;
    Ok(())
}

fn told(words: &crate::domain::words::Words) -> Failure {
    Failure::from(format!("{} {}", words.zh, words.en))
}

fn print(report: &FileReport, json: bool) -> Result<(), Failure> {
    if json {
        println!("{}", serde_json::to_string(report)?);
        return Ok(());
    }
    for sheet in &report.sheets {
        println!(
            "{}: 行 rows {}  可导入 accept {}  退回 reject {}  重复 duplicate {}",
            sheet.name, sheet.rows, sheet.accept, sheet.reject, sheet.duplicate
        );
        for column in &sheet.columns {
            let what = column.column.map_or("?".to_owned(), |column| column.code());
            println!("  {} {} → {what}", column.letter, column.heading);
        }
        for rejected in &sheet.rejected {
            let cell = rejected.cell.as_deref().unwrap_or("-");
            println!("  行 row {} {cell} {}: {}", rejected.row, rejected.reason, rejected.words.zh);
        }
    }
    for skipped in &report.skipped {
        println!("{}: {}", skipped.name, skipped.words.zh);
    }
    Ok(())
}

/// Writes the rejected rows where they were asked for, readable by nobody else.
fn give_back(path: Option<&Path>, rejects: Option<Vec<u8>>) -> Result<(), Failure> {
    let (Some(path), Some(bytes)) = (path, rejects) else { return Ok(()) };
    NewFile::make(path)?.fill(&bytes)?;
    println!("退回的行 rejected rows: {}", path.display());
    Ok(())
}
