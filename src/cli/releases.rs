//! `lifelight statistics publish`, `site` and `audit`. A release is kept first; its files are written from what is
//! kept, each whole or not at all, and can be written again.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
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
        App, Caller, ServiceError,
        releases::{self as service, Wanted},
        start, units,
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
    let Some(code) = code else {
        return service::publisher(app, operator).await.map_err(told);
    };
    let all = units::list(app, operator).await?;
    let found = all.into_iter().find(|unit| unit.code.as_deref() == Some(code));
    Ok(found.ok_or_else(|| format!("没有机构代码 there is no unit with the code {code}"))?)
}

/// What people are told of an error: the words of what is wrong, where there are any.
fn told(error: ServiceError) -> Failure {
    match error {
        ServiceError::Invalid(problems) => {
            let words =
                problems.iter().map(|problem| format!("{} {}", problem.words.zh, problem.words.en));
            Failure::from(words.collect::<Vec<_>>().join("\n"))
        }
        other => Failure::from(other),
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
    write_site(out, &files)?;
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
    write_site(out, &files)
}

fn write_site(out: &Path, files: &[String]) -> Result<(), Failure> {
    fs::create_dir_all(out)?;
    let site = public::site(files).map_err(|error| error.to_string())?;
    // The file that others wait for comes last.
    let (last, rest): (Vec<_>, Vec<_>) =
        site.into_iter().partition(|(name, _)| name == "release.json");
    for (name, bytes) in rest.into_iter().chain(last) {
        write(out, &name, &bytes)?;
    }
    Ok(())
}

/// Writes a file whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let partial = folder.join(format!(".{name}.partial"));
    let mut file = fs::File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(fs::rename(partial, folder.join(name))?)
}

/// What the public knows from elsewhere.
pub fn known(file: Option<&Path>) -> Result<BTreeMap<CellId, u64>, Failure> {
    let Some(file) = file else { return Ok(BTreeMap::new()) };
    let cells: Vec<(CellId, u64)> = serde_json::from_str(&fs::read_to_string(file)?)?;
    Ok(cells.into_iter().collect())
}

/// Tries to break files.
pub fn audit(files: &[PathBuf], known_file: Option<&Path>) -> Result<(), Failure> {
    let known = known(known_file)?;
    let mut read: BTreeMap<(String, Option<Quarter>), Vec<u8>> = BTreeMap::new();
    for file in files.iter().map(|file| within(file)).collect::<Result<Vec<_>, _>>()?.concat() {
        let bytes = fs::read(&file)?;
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
    let bytes: Vec<&[u8]> = read.values().map(Vec::as_slice).collect();
    let report = audit::audit(&bytes, &known)?;
    print(&report);
    match report.findings.len() {
        0 => Ok(()),
        n => Err(format!("可以推算出 {n} 处 {n} places can be computed").into()),
    }
}

/// The files of a folder; a file is itself.
fn within(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
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
        println!("{finding:?}");
    }
    if report.findings.is_empty() {
        println!("推算不出任何一格。 Nothing can be computed.");
    }
}
