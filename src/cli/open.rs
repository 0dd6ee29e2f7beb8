//! Opening a registry: database, key file, schema, units.

use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use super::{Failure, config::Settled};
use crate::{
    crypto::{keyring::Keyring, random::OsRandom},
    domain::clock::Clock,
    service::{App, Caller, Settings, messages::channels::Channels, start, targets, units},
    store::{Store, db::Db, units::Unit},
};

/// Where a registry is kept.
pub struct Place {
    /// The database's URL.
    pub database: String,
    /// The key file.
    pub key_file: PathBuf,
}

impl Place {
    /// What the configuration names, else files of this `name` in the current folder.
    pub fn of(settled: &Settled, name: &str) -> Self {
        Self {
            database: settled.database.clone().unwrap_or_else(|| format!("sqlite:{name}.db")),
            key_file: settled
                .key_file
                .clone()
                .unwrap_or_else(|| PathBuf::from(format!("{name}.key"))),
        }
    }
}

/// An opened registry, and whether its key file was made just now.
pub struct Opened {
    /// The service.
    pub app: App,
    /// The key file was made just now: say loudly to keep a copy.
    pub new_key: bool,
}

/// Opens the registry at `place`; creates it if `create`.
pub async fn open(
    settled: &Settled,
    place: &Place,
    clock: Arc<dyn Clock>,
    demo: bool,
    create: bool,
) -> Result<Opened, Failure> {
    if !create {
        refuse_missing(place)?;
    }
    let db = start::open(&place.database).await.map_err(|error| cannot_open(place, &error))?;
    let (keyring, new_key) = keyring(&db, &place.key_file).await?;
    let store = Store::new(db, Arc::new(keyring), Arc::new(OsRandom), clock);
    start::prepare(&store, &settled.offices).await?;
    let settings = Settings { demo, ..settled.settings.clone() };
    // A demo's people are made up, and so are their numbers: nothing is sent to anybody.
    let channels = if demo { Channels::default() } else { settled.channels.clone() };
    let app = App::new(store, settings).with_channels(channels);
    targets::install(&app).await?;
    Ok(Opened { app, new_key })
}

/// The unit with the code `code`.
pub async fn unit(app: &App, operator: &Caller, code: &str) -> Result<Unit, Failure> {
    let all = units::list(app, operator).await?;
    let found = all.into_iter().find(|unit| unit.code.as_deref() == Some(code));
    Ok(found.ok_or_else(|| format!("没有机构代码 there is no unit with the code {code}"))?)
}

/// A command that only works on an existing registry must not make an empty one.
fn refuse_missing(place: &Place) -> Result<(), Failure> {
    match place.database.strip_prefix("sqlite:") {
        Some(file) if !Path::new(file.trim_start_matches("//")).exists() => {
            Err(Failure::from(format!(
                "没有数据库 there is no database {file}. 请在其所在文件夹运行,或用 --database 指明 run it in its folder, or name it with --database."
            )))
        }
        _ => Ok(()),
    }
}

fn cannot_open(place: &Place, error: &dyn std::fmt::Display) -> Failure {
    // The URL may hold a password: only its scheme is told.
    let scheme = place.database.split(':').next().unwrap_or_default();
    Failure::from(format!("无法打开数据库 cannot open the {scheme} database: {error}"))
}

/// The root keys that are there: from `LIFELIGHT_KEY` (the text itself, e.g. from a secret store) or from
/// the key file; none where there is no such file.
pub fn existing_key(file: &Path) -> Result<Option<Keyring>, Failure> {
    if let Ok(text) = std::env::var("LIFELIGHT_KEY") {
        return Ok(Some(Keyring::parse(&Zeroizing::new(text))?));
    }
    let shown = file.display();
    match std::fs::read_to_string(file).map(Zeroizing::new) {
        Ok(text) => {
            let keyring = Keyring::parse(&text);
            Ok(Some(keyring.map_err(|error| format!("密钥文件 {shown}: {error}"))?))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::from(format!(
            "无法读取密钥文件 cannot read the key file {shown}: {error}"
        ))),
    }
}

/// The root keys, and whether they were made just now: only for a registry that has never had a key.
async fn keyring(db: &Db, file: &Path) -> Result<(Keyring, bool), Failure> {
    if let Some(keyring) = existing_key(file)? {
        return Ok((keyring, false));
    }
    if start::needs_key(db).await? {
        return Err(format!("{}: {}", file.display(), start::StartError::KeyFileMissing).into());
    }
    let keyring = Keyring::generate(&OsRandom);
    write_key(file, &keyring)?;
    Ok((keyring, true))
}

fn write_key(file: &Path, keyring: &Keyring) -> Result<(), Failure> {
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    out.write_all(keyring.to_text().as_bytes())?;
    // The key must be on disk before anything is sealed under it.
    out.sync_all()?;
    let folder =
        file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(std::fs::File::open(folder)?.sync_all()?)
}
