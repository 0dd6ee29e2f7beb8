//! `lifelight statistics publish`, `site` and `audit`. A release is kept first; its files are written from what is
//! kept, each whole or not at all, and can be written again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    files::{self, Folder},
    open::{self, Place},
    told,
};
use crate::{
    domain::{
        disclosure::{
            CellId,
            audit::{self, Report},
        },
        periods::Quarter,
        releases::body::Release,
    },
    service::{
        App, Caller,
        releases::{self as service, Wanted},
        start,
    },
    store::{releases::Kept, units::Unit},
    web::public,
};

async fn opened(settled: &Settled, command: &str) -> Result<(App, Caller), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, command).await?;
    Ok((app, operator))
}

async fn unit(app: &App, operator: &Caller, code: Option<&str>) -> Result<Unit, Failure> {
    match code {
        None => service::publisher(app, operator).await.map_err(told),
        Some(code) => open::unit(app, operator, code).await,
    }
}

/// Says what would be published.
pub async fn dry_run(
    settled: &Settled,
    period: String,
    code: Option<&str>,
    known: BTreeMap<CellId, u64>,
) -> Result<(), Failure> {
    let (app, operator) = opened(settled, "statistics publish").await?;
    let unit = unit(&app, &operator, code).await?;
    let wanted = Wanted { unit: Some(unit.id), period, known };
    let preview = service::preview(&app, &operator, &wanted).await.map_err(told);
    app.store.db().close().await;
    let release = preview?.built.release;
    for table in &release.tables {
        let blank = table.cells.iter().filter(|cell| cell.value.is_none()).count();
        println!(
            "{}  {}  显示 shown {}  不显示 blank {blank}",
            table.name,
            table.title.zh,
            table.cells.len() - blank
        );
    }
    println!("复核通过，没有写入。 The audit found nothing; nothing was written.");
    Ok(())
}

/// Publishes, or writes again what was published.
pub async fn publish(
    settled: &Settled,
    period: String,
    out: &Path,
    code: Option<&str>,
    known: BTreeMap<CellId, u64>,
) -> Result<(), Failure> {
    let (app, operator) = opened(settled, "statistics publish").await?;
    let unit = unit(&app, &operator, code).await?;
    // What is published stays published: first, whether it can be written at all.
    let folder = Folder::open(out)?;
    let kept = service::list(&app, &operator).await?;
    let is_it = |kept: &&Kept| kept.unit == unit.id && kept.period.to_string() == period.trim();
    let made = match kept.iter().find(is_it) {
        Some(kept) => Ok(kept.clone()),
        None => {
            let wanted = Wanted { unit: Some(unit.id), period, known };
            service::publish(&app, &operator, &wanted).await.map_err(told)
        }
    };
    let all = service::list(&app, &operator).await;
    app.store.db().close().await;
    let made = made?;
    let up_to_it = |kept: &Kept| kept.unit == unit.id && kept.period <= made.period;
    let files: Vec<String> = all?.into_iter().filter(up_to_it).map(|kept| kept.text).collect();
    write_site(folder, &files)?;
    println!("{}  SHA-256 {}", out.join("release.json").display(), made.sha256);
    Ok(())
}

/// Writes the pages of all releases.
pub async fn site(settled: &Settled, out: &Path, code: Option<&str>) -> Result<(), Failure> {
    let (app, operator) = opened(settled, "statistics site").await?;
    let unit = unit(&app, &operator, code).await?;
    let all = service::list(&app, &operator).await;
    app.store.db().close().await;
    let of_unit = all?.into_iter().filter(|kept| kept.unit == unit.id);
    let files: Vec<String> = of_unit.map(|kept| kept.text).collect();
    if files.is_empty() {
        return Err("还没有发布过公开统计 nothing has been published yet".into());
    }
    write_site(Folder::open(out)?, &files)
}

fn write_site(folder: Folder, files: &[String]) -> Result<(), Failure> {
    let mut site = public::site(files).map_err(|error| error.to_string())?;
    // The file that others wait for comes last.
    site.sort_by_key(|(name, _)| name == "release.json");
    folder.fill(&site)
}

/// What the public knows from elsewhere.
pub fn known(file: Option<&Path>) -> Result<BTreeMap<CellId, u64>, Failure> {
    let Some(file) = file else { return Ok(BTreeMap::new()) };
    let cells: Vec<(CellId, u64)> = serde_json::from_slice(&files::read(file)?)
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(cells.into_iter().collect())
}

/// Tries to break files.
pub fn audit(files: &[PathBuf], known_file: Option<&Path>) -> Result<(), Failure> {
    let known = known(known_file)?;
    let mut read: BTreeMap<(String, Option<Quarter>), Vec<u8>> = BTreeMap::new();
    for file in files.iter().map(|file| within(file)).collect::<Result<Vec<_>, _>>()?.concat() {
        let bytes = files::read(&file)?;
        let release: Release = serde_json::from_slice(&bytes)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        let key = (release.unit, Quarter::parse(&release.period));
        // A site has the newest file twice.
        if read.insert(key, bytes.clone()).is_some_and(|other| other != bytes) {
            return Err(format!(
                "{}: 同一季度有两份不同的文件 two files of one quarter",
                file.display()
            )
            .into());
        }
    }
    if read.is_empty() {
        return Err("没有可复核的文件 there is no file to audit".into());
    }
    let bytes: Vec<&[u8]> = read.values().map(Vec::as_slice).collect();
    let report = audit::audit(&bytes, &known)?;
    for ((unit, quarter), bytes) in &read {
        let quarter = quarter.map_or_else(|| "?".to_owned(), |quarter| quarter.to_string());
        println!("{unit}/{quarter}  SHA-256 {}", audit::sha256(bytes));
    }
    print(&report);
    match report.findings.len() {
        0 => Ok(()),
        n => Err(format!("复核不通过：{n} 处 the audit failed: {n} findings").into()),
    }
}

/// The files of a folder; a file is itself.
fn within(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let read = fs::read_dir(path);
    let entries = read
        .map_err(|error| format!("{}: {error}", path.display()))?
        .map(|entry| Ok(entry?.path()));
    let files: Vec<PathBuf> = entries.collect::<Result<_, std::io::Error>>()?;
    let is_json = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "json");
    Ok(files.into_iter().filter(is_json).collect())
}

fn print(report: &Report) {
    println!(
        "{} 份文件 files  {} 格显示 shown  {} 格不显示 blank",
        report.releases, report.shown, report.blank
    );
    for finding in &report.findings {
        let words = finding.words();
        println!("{}  {}", words.zh, words.en);
    }
    if report.findings.is_empty() {
        println!("推算不出任何一格。 Nothing can be computed.");
    }
}
