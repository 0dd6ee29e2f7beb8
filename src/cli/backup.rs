//! `lifelight backup` and `lifelight restore`.

use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::{
    crypto::{keyring::Keyring, random::OsRandom},
    service::{
        backups::{
            self, BackupError, Copied,
            files::{self, Partial},
        },
        start,
    },
    store::{Store, backups as stored, db::Db},
};

/// Writes a backup of the registry into `file`, which must not exist.
pub async fn make(settled: &Settled, file: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "backup").await?;
    let made = files::write(&app, &operator, file, beside(file, ".partial")).await?;
    app.store.db().close().await;

    println!("备份完成 Backup made: {}", file.display());
    print_copied(settled, &made, started);
    println!(
        "  没有密钥文件,任何人都读不出这份备份:请把密钥与备份分开保存。\n  Without the key file nobody can read this backup: keep the key apart from it."
    );
    Ok(())
}

/// Restores the backup in `file` into an empty database.
pub async fn restore(settled: &Settled, file: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    let place = Place::of(settled, "lifelight");
    let keyring = open::existing_key(&place.key_file)?.ok_or_else(|| no_key(&place.key_file))?;
    let keyring = Arc::new(keyring);
    let backup = open_backup(file, &keyring).await?;
    backups::recognise(&backup).await?;

    let target = store(start::open(&place.database).await?, keyring.clone());
    let restored = if backups::is_older(&backup, &target).await? {
        // An older version made it: its schema is brought up to date in a copy, never in the backup.
        let copy = Partial::begin(beside(file, ".restoring"))?;
        std::io::copy(&mut File::open(file)?, &mut copy.content())?;
        tracing::info!("an older version made this backup: a copy of it is brought up to date");
        let backup = copy.open(&target).await?;
        let restored = backups::restore(&backup, &target).await;
        backup.db().close().await;
        restored
    } else {
        backups::restore(&backup, &target).await
    };
    backup.db().close().await;
    target.db().close().await;
    let restored = restored?;

    println!("恢复完成 Restored: {}", file.display());
    print_copied(settled, &restored, started);
    println!(
        "  所有人须重新登录,接口令牌须重新签发。账号与密码是备份当时的:此后停用的账号请重新停用。\n  Everybody signs in again and API tokens are issued anew. Accounts and passwords are those of the backup: disable again whom you have disabled since."
    );
    Ok(())
}

fn store(db: Db, keyring: Arc<Keyring>) -> Store {
    Store::new(db, keyring, Arc::new(OsRandom), Arc::new(SystemClock))
}

/// A restore never makes a key: it could open nothing.
fn no_key(file: &Path) -> Failure {
    Failure::from(format!(
        "无法读取密钥文件 cannot read the key file {}. 没有密钥就无法恢复:请把另存的密钥文件放回原处,或用 --key-file 指明 \
         nothing can be restored without the key: put your copy of it back, or name it with --key-file.",
        file.display()
    ))
}

/// Opens a backup without writing anything to it or beside it.
async fn open_backup(file: &Path, keyring: &Arc<Keyring>) -> Result<Store, Failure> {
    let shown = file.display();
    File::open(file)
        .map_err(|error| format!("无法读取备份 cannot read the backup {shown}: {error}"))?;
    if unwritten(file) {
        return Err(Failure::from(format!(
            "{shown} 是正在使用的数据库,不是备份。请用“lifelight backup”备份它 is a database in use, not a backup: make one of it with `lifelight backup`."
        )));
    }
    let db = stored::open_finished(file).await.map_err(|_| BackupError::NotABackup)?;
    Ok(store(db, keyring.clone()))
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether a SQLite file has changes that stand only in the log beside it.
fn unwritten(file: &Path) -> bool {
    std::fs::metadata(beside(file, "-wal")).is_ok_and(|log| log.len() > 0)
}

fn print_copied(settled: &Settled, copied: &Copied, started: Instant) {
    let Copied { people, rows, opened, broken, as_of } = copied;
    let state = as_of.map_or("-".to_owned(), |at| {
        at.with_timezone(&settled.settings.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    });
    println!(
        "  人员 people: {people}  记录 rows: {rows}  抽查打开 opened as a sample: {opened}\n  数据截至 state of: {state}  用时 took: {:.1} s",
        started.elapsed().as_secs_f64()
    );
    for id in broken {
        println!(
            "  注意 NOTE: 记录 {id} 未通过完整性校验(与原库相同,未作改动)failed its integrity check there as well as here; it was copied as it is."
        );
    }
}
