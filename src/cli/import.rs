//! `lifelight import`: a dry run that needs nothing, or the real thing.

use std::{fs::File, ops::ControlFlow, path::Path, sync::Arc};

use chrono_tz::Tz;
use uuid::Uuid;

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
        retention::RetentionList,
        units::Directory,
    },
    service::{App, Caller, ServiceError, imports, start},
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
    let unit = unit_of(&app, &operator, unit).await?;
    let entered = imports::enter_file(&app, &operator, unit, &file_name(file), source).await;
    let (report, outcome) = understood(entered)?;
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

/// How what became of a file is told.
pub struct Told<'a> {
    /// As JSON.
    pub json: bool,
    /// Where the rejected rows are written.
    pub rejects: Option<&'a Path>,
}

/// Puts the volunteers whom the national list `year` of the day it was received names on it, or only says what would
/// become of every line, for which the registry has to be asked.
pub async fn list(
    settled: &Settled,
    file: &Path,
    (year, received_on): (i32, chrono::NaiveDate),
    dry_run: bool,
    unit: Option<&str>,
    told: Told<'_>,
) -> Result<(), Failure> {
    let today = today(settled.settings.zone);
    let list = RetentionList::read(&year.to_string(), &received_on.to_string(), today);
    let list = understood(list.map_err(ServiceError::from))?;
    let list = list.ok_or_else(|| Failure::from("--list-year"))?;
    let source = open_file(file)?;
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "import").await?;
    let unit = unit_of(&app, &operator, unit).await?;
    let name = file_name(file);
    let dry = imports::dry_run_list(&app, &operator, unit, &name, source, list).await;
    let dry = understood(dry)?;
    print(&dry.report, told.json)?;
    give_back(told.rejects, dry.rejects)?;
    if !dry_run {
        let entered =
            imports::enter_list(&app, &operator, unit, &name, open_file(file)?, list).await;
        let (_, outcome) = understood(entered)?;
        if !told.json {
            println!(
                "列入名单 listed {}  已在名单上 unchanged {}  核对后有变 refused {}",
                outcome.listed, outcome.unchanged, outcome.refused
            );
        }
    }
    app.store.db().close().await;
    Ok(())
}

/// The unit of a code; all where none is given.
async fn unit_of(app: &App, operator: &Caller, code: Option<&str>) -> Result<Uuid, Failure> {
    Ok(match code {
        None => operator.actor.unit(),
        Some(code) => open::unit(app, operator, code).await?.id,
    })
}

/// What was done, or the first problem in its own words.
fn understood<T>(result: Result<T, ServiceError>) -> Result<T, Failure> {
    match result {
        Err(ServiceError::Invalid(problems)) => Err(problems
            .first()
            .map_or_else(|| Failure::from("invalid"), |problem| self::told(&problem.words))),
        other => Ok(other?),
    }
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
