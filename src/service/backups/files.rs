//! A backup as a file: written beside its place, brought to disk, and only then moved there, so that a
//! file under its name is always whole.

use std::{
    fs::{File, OpenOptions, TryLockError},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{App, BackupError, Caller, Copied, make, record};
use crate::store::{Store, backups as stored, migrations};

/// Writes a backup of the registry into `file`, which must not exist; in the making it is `partial`, in the
/// same folder. The trail tells of it once the file lies at its place.
///
/// # Errors
/// There is no `file` then; what became of it is said in words.
pub async fn write(
    app: &App,
    operator: &Caller,
    file: &Path,
    partial: PathBuf,
) -> Result<Copied, BackupError> {
    refuse_existing(file)?;
    let partial = Partial::begin(partial)?;
    // Another run may have finished meanwhile.
    refuse_existing(file)?;
    let backup = partial.open(&app.store).await?;
    let made = make(app, operator, &backup).await;
    backup.db().close().await;
    let made = made?;
    partial.become_file(file)?;
    record(app, operator, &made).await?;
    Ok(made)
}

fn refuse_existing(file: &Path) -> Result<(), BackupError> {
    // A dangling link is something, too.
    match file.symlink_metadata() {
        Ok(_) => Err(BackupError::Exists(file.to_owned())),
        Err(_) => Ok(()),
    }
}

/// A SQLite file in the making. What a run that was killed has left is replaced; a run that is still
/// at it is not disturbed. Removed on drop, unless it became a file.
pub struct Partial {
    path: PathBuf,
    /// Held open: closing it any earlier would also end SQLite's own locks on the file.
    lock: File,
    finished: bool,
}

impl Partial {
    /// Begins at `path`.
    ///
    /// # Errors
    /// [`BackupError::Unwritable`]; [`BackupError::Busy`] where another run is at it.
    pub fn begin(path: PathBuf) -> Result<Self, BackupError> {
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| BackupError::Unwritable(path.clone(), error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::Busy(path)),
            Err(TryLockError::Error(error)) => return Err(BackupError::Unwritable(path, error)),
        }
        // A run that ended between opening and locking has moved this very file to its place.
        if std::fs::metadata(&path)
            .is_ok_and(|there| there.ino() == lock.metadata().map_or(0, |it| it.ino()))
        {
            lock.set_len(0).map_err(|error| BackupError::Unwritable(path.clone(), error))?;
            Ok(Self { path, lock, finished: false })
        } else {
            Err(BackupError::Busy(path))
        }
    }

    /// Its content so far, to be written directly.
    pub fn content(&self) -> &File {
        &self.lock
    }

    /// Opens it as a database with the current schema, with keys and clock of `like`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open(&self, like: &Store) -> Result<Store, BackupError> {
        let db = stored::open_unfinished(&self.path).await?;
        migrations::run(&db).await?;
        Ok(like.over(db))
    }

    /// Brings it to disk and to its place. The database must have been closed.
    fn become_file(mut self, file: &Path) -> Result<(), BackupError> {
        let unwritable = |error| BackupError::Unwritable(file.to_owned(), error);
        self.lock.sync_all().map_err(unwritable)?;
        refuse_existing(file)?;
        std::fs::rename(&self.path, file).map_err(unwritable)?;
        self.finished = true;
        let folder =
            file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)
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
