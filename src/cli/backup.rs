//! `lifelight backup` and `lifelight restore`.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
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
        backups::{self, BackupError, Copied},
        start,
    },
    store::{Store, backups as stored, db::Db, migrations},
};

/// Writes a backup of the registry into `file`, which must not exist.
pub async fn make(settled: &Settled, file: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    refuse_existing(file)?;
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "backup").await?;

    let partial = Partial::begin(beside(file, ".partial"))?;
    // Another run may have finished meanwhile.
    refuse_existing(file)?;
    let backup = partial.open(&app.store.vault().keyring).await?;
    let made = backups::make(&app, &operator, &backup).await;
    backup.db().close().await;
    let made = made?;
    partial.become_file(file)?;
    backups::record(&app, &operator, &made).await?;
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
        std::io::copy(&mut File::open(file)?, &mut &copy.lock)?;
        tracing::info!("an older version made this backup: a copy of it is brought up to date");
        let backup = copy.open(&keyring).await?;
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

fn refuse_existing(file: &Path) -> Result<(), Failure> {
    // A dangling link is something, too.
    match file.symlink_metadata() {
        Ok(_) => Err(Failure::from(format!(
            "文件已存在,不会覆盖 the file exists and is not overwritten: {}. 请换一个文件名 choose another name.",
            file.display()
        ))),
        Err(_) => Ok(()),
    }
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

/// A SQLite file in the making. What a run that was killed has left is replaced; a run that is still
/// at it is not disturbed. Removed on drop, unless it became a file.
struct Partial {
    path: PathBuf,
    /// Held open: closing it any earlier would also end SQLite's own locks on the file.
    lock: File,
    finished: bool,
}

impl Partial {
    fn begin(path: PathBuf) -> Result<Self, Failure> {
        let shown = path.display();
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path);
        let lock = lock.map_err(|error| {
            format!("无法写入 cannot write {shown}: {error}. 请检查文件夹及其权限 look after the folder and its permissions.")
        })?;
        let busy = || {
            Failure::from(format!(
                "另一个进程正在写 another run is writing {shown}. 请等它结束 wait until it has ended."
            ))
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(error)) => return Err(Failure::from(error)),
        }
        // A run that ended between opening and locking has moved this very file to its place.
        if std::fs::metadata(&path)
            .is_ok_and(|there| there.ino() == lock.metadata().map_or(0, |it| it.ino()))
        {
            lock.set_len(0)?;
            Ok(Self { path, lock, finished: false })
        } else {
            Err(busy())
        }
    }

    /// Opens it as a database with the current schema.
    async fn open(&self, keyring: &Arc<Keyring>) -> Result<Store, Failure> {
        let db = stored::open_unfinished(&self.path).await?;
        migrations::run(&db).await?;
        Ok(store(db, keyring.clone()))
    }

    /// Brings it to disk and to its place. The database must have been closed.
    fn become_file(mut self, file: &Path) -> Result<(), Failure> {
        self.lock.sync_all()?;
        refuse_existing(file)?;
        std::fs::rename(&self.path, file)?;
        self.finished = true;
        let folder =
            file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(File::open(folder)?.sync_all()?)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            // Left behind it does no harm: the next run replaces it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}
