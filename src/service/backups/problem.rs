//! Why there is no backup, or why nothing was restored, in words that name the remedy.

use std::{fmt, io, path::PathBuf};

use sqlx::migrate::MigrateError;

use crate::{
    domain::{permissions::Denied, words::Words},
    service::ServiceError,
    store::StoreError,
};

/// Why there is no backup, or why nothing was restored. Printed, it says what to do.
#[derive(Debug)]
pub enum BackupError {
    /// Not a database of this service.
    NotABackup,
    /// A newer version of this service made it.
    Newer,
    /// The key at hand is not (all of) the key it was sealed with.
    KeyDiffers(String),
    /// The database to restore into is in use, with so many people.
    InUse(i64),
    /// The copy of this table is not complete.
    Incomplete(&'static str),
    /// A record that opens here does not open, or differs, there.
    Differs,
    /// No record of the sample opens.
    Unreadable,
    /// There is such a file already.
    Exists(PathBuf),
    /// Another run is writing it.
    Busy(PathBuf),
    /// The file or its folder cannot be written.
    Unwritable(PathBuf, io::Error),
    /// The schema of a backup cannot be brought up to date.
    Schema(MigrateError),
    /// What the store says.
    Store(StoreError),
    /// What the service says.
    Service(ServiceError),
}

impl BackupError {
    /// What is wrong, and the remedy.
    pub fn words(&self) -> Words {
        match self {
            Self::NotABackup => Words::new(
                "这个文件不是生命之光的备份，或者没有写完整。请选用“lifelight backup”生成的文件。",
                "This file is not a Lifelight backup, or not a whole one. Name a file that `lifelight backup` has made.",
            ),
            Self::Newer => Words::new(
                "这份备份由更新的版本生成，请先安装该版本再恢复。",
                "A newer version made this backup: install that version, then restore.",
            ),
            Self::KeyDiffers(purpose) => Words::made(
                format!(
                    "手头的密钥打不开这份备份:缺少或不符的是“{purpose}”。没有改动任何数据。请用 --key-file 指明与这份备份配套的密钥文件。"
                ),
                format!(
                    "The key at hand does not open this backup: its \"{purpose}\" is missing or another. Nothing was changed. Name the key file that belongs to this backup with --key-file."
                ),
            ),
            Self::InUse(people) => Words::made(
                format!(
                    "要恢复到的数据库已在使用(已登记 {people} 人)，没有改动。请用 --database 指明一个新的空数据库，或先把现有数据库移到别处。"
                ),
                format!(
                    "The database to restore into is in use ({people} people registered) and was left alone. Name a new, empty one with --database, or move the present one away first."
                ),
            ),
            Self::Incomplete(table) => Words::made(
                format!(
                    "副本不完整:表 {table} 的行数不符，已作废。请重试;若再次出现，请检查磁盘。"
                ),
                format!(
                    "The copy is not complete: the rows of {table} do not add up, so it was thrown away. Try again; if it happens again, look after the disk."
                ),
            ),
            Self::Differs => Words::new(
                "抽查发现副本与原记录不一致，已作废。请重试;若再次出现，请检查磁盘。",
                "A record of the sample is not the same in the copy, so it was thrown away. Try again; if it happens again, look after the disk.",
            ),
            Self::Unreadable => Words::new(
                "抽查的记录没有一条能用手头的密钥打开，副本已作废。请核对密钥文件。",
                "The key at hand opens no record of the sample, so the copy was thrown away. Check the key file.",
            ),
            Self::Exists(file) => Words::made(
                format!("文件已存在，不会覆盖：{}。请换一个文件名。", file.display()),
                format!(
                    "Nothing was written: the file exists and is not overwritten: {}. Choose another name.",
                    file.display()
                ),
            ),
            Self::Busy(file) => Words::made(
                format!("另一个进程正在写 {}。请等它结束。", file.display()),
                format!(
                    "Nothing was written: another run is writing {}. Wait until it has ended.",
                    file.display()
                ),
            ),
            Self::Unwritable(file, error) => Words::made(
                format!("无法写入 {}：{error}。请检查文件夹、权限与磁盘空间。", file.display()),
                format!(
                    "Cannot write {}: {error}. Look after the folder, its permissions and the space on the disk.",
                    file.display()
                ),
            ),
            Self::Schema(error) => Words::made(
                format!("无法更新备份的数据库结构：{error}。"),
                format!("Cannot bring the backup's schema up to date: {error}."),
            ),
            Self::Store(StoreError::Conflict) => Words::new(
                "另有程序同时在写这个数据库，没有完成。请先停止它，再重试。",
                "Something else wrote to this database meanwhile, so it was not done. Stop it and try again.",
            ),
            Self::Store(error) => Words::made(
                format!("数据库出错:{error}。请检查磁盘空间与数据库后重试。"),
                format!(
                    "The database failed: {error}. Look after it and the space on the disk, and try again."
                ),
            ),
            Self::Service(error) => {
                Words::made(format!("出错:{error}。"), format!("It failed: {error}."))
            }
        }
    }
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words();
        write!(f, "{}\n{}", words.zh, words.en)
    }
}

impl std::error::Error for BackupError {}

impl From<MigrateError> for BackupError {
    fn from(error: MigrateError) -> Self {
        Self::Schema(error)
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<ServiceError> for BackupError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<Denied> for BackupError {
    fn from(denied: Denied) -> Self {
        Self::Service(denied.into())
    }
}
