//! What has to be true before anybody is served: the schema is current, the keys are the database's
//! own, the offices are there, and somebody can sign in. Two instances may start at once.

use std::{collections::BTreeMap, fmt};

use sqlx::migrate::MigrateError;

use super::{
    App, Caller, Result,
    accounts::{LINK_VALID, LinkPurpose, NewAccount, event},
};
use crate::{
    crypto::{keyring::Fingerprint, tokens::Token},
    domain::{
        audit::{Action, AuditEvent},
        permissions::{Actor, Role},
        programmes::Rules,
        units::UnitSpec,
        words::Words,
    },
    store::{
        Door, Origin, Session, Store, StoreError, accounts, counts,
        db::{Db, OpenError},
        keys, migrations, tokens, units,
    },
};

/// The name of the first administrator's account.
pub const FIRST_ADMINISTRATOR: &str = "admin";

/// Why the service does not start. Printed, it says what to do, in both languages.
#[derive(Debug)]
pub enum StartError {
    /// The database has been used with a key, and there is no key file.
    KeyFileMissing,
    /// The key file lacks a key that the database needs.
    KeyMissing(String),
    /// The key file has another key than the database needs.
    KeyDiffers(String),
    /// The database cannot be opened.
    Open(OpenError),
    /// The schema cannot be brought up to date.
    Schema(MigrateError),
    /// What the store says.
    Store(StoreError),
}

impl StartError {
    /// What is wrong, and the remedy.
    pub fn words(&self) -> Words {
        match self {
            Self::KeyFileMissing => Words::new(
                "此数据库已用密钥封存，但没有找到密钥文件。请把另存的密钥文件放回原处(或用参数指明其位置)后再启动;若要新建登记库，请换一个空数据库。",
                "This database was sealed with a key, but there is no key file. Put the copy that was kept apart back in its place (or name its place) and start again; for a new registry use an empty database.",
            ),
            Self::KeyMissing(purpose) => Words::made(
                format!(
                    "密钥文件中缺少此数据库所需的密钥“{purpose}”。请换用包含全部密钥的最新密钥文件后再启动。"
                ),
                format!(
                    "The key file lacks the key \"{purpose}\" that this database needs. Start with the latest key file, which holds all keys."
                ),
            ),
            Self::KeyDiffers(purpose) => Words::made(
                format!(
                    "密钥文件属于另一个登记库:其中的“{purpose}”不是封存此数据库的密钥。请换回与此数据库配套的密钥文件后再启动。"
                ),
                format!(
                    "The key file belongs to another registry: its \"{purpose}\" is not the key that sealed this database. Start with the key file kept for this database."
                ),
            ),
            Self::Open(error) => Words::made(
                format!(
                    "无法打开数据库:{error}。请核对数据库地址、目录权限与数据库服务是否在运行。"
                ),
                format!(
                    "Cannot open the database: {error}. Check its URL, the folder's permissions and whether the database server runs."
                ),
            ),
            Self::Schema(MigrateError::ExecuteMigration(_, migrations::ONE_MEMORIAL)) => {
                Words::new(
                    "无法更新数据库结构:有人的缅怀条目不止一条有效，新版本每人只能有一条。请先用原来的版本启动，在“缅怀名录”里把多余的条目撤下，再启动新版本；数据没有改动。",
                    "Cannot bring the database's schema up to date: somebody has more than one memorial entry that stands, and from this version on a person has one. Start the former version, withdraw the entry too many on the page of the memorial, then start this one; nothing was changed.",
                )
            }
            Self::Schema(error) => Words::made(
                format!("无法更新数据库结构:{error}。若数据库来自更新的版本，请安装该版本。"),
                format!(
                    "Cannot bring the database's schema up to date: {error}. If a newer version wrote it, install that version."
                ),
            ),
            Self::Store(error) => Words::made(
                format!("数据库出错:{error}。请检查后再启动。"),
                format!("The database failed: {error}. Look after it and start again."),
            ),
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words();
        write!(f, "{}\n{}", words.zh, words.en)
    }
}

impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Opens the database at `url` and brings its schema up to date.
///
/// # Errors
/// [`StartError::Open`], [`StartError::Schema`].
pub async fn open(url: &str) -> Result<Db, StartError> {
    let db = Db::open(url).await.map_err(StartError::Open)?;
    migrations::run(&db).await.map_err(StartError::Schema)?;
    Ok(db)
}

/// Whether the database has been used with a key: then a new one must not be made.
///
/// # Errors
/// What the database says.
pub async fn needs_key(db: &Db) -> Result<bool, StartError> {
    Ok(units::are_installed(db).await?)
}

/// Checks that the store's keys are the database's, remembers the keys of a new registry, and adds
/// what is missing of the offices.
///
/// # Errors
/// [`StartError::KeyMissing`], [`StartError::KeyDiffers`]; what the database says.
pub async fn prepare(store: &Store, offices: &[UnitSpec]) -> Result<(), StartError> {
    let mut tx = store.write(&origin("start")).await?;
    // Alone from here on: of two instances with new keys of their own, the second finds the first's.
    units::lock(&mut tx).await?;
    let unknown = unknown_fingerprints(&mut tx).await?;
    keys::remember(&mut tx, &unknown).await?;
    let added = units::install(&mut tx, offices).await?;
    // A database from before counting began.
    counts::build_if_never(&mut tx).await?;
    match added {
        0 => Ok(tx.commit_unseen().await?),
        added => Ok(tx.commit(AuditEvent::new(Action::UnitAdded).rows(added)).await?),
    }
}

/// Checks that the store's keys are the database's, for commands that change nothing.
///
/// # Errors
/// [`StartError::KeyMissing`], [`StartError::KeyDiffers`]; what the database says.
pub async fn check_keys(store: &Store) -> Result<(), StartError> {
    unknown_fingerprints(&mut *store.read().await?).await?;
    Ok(())
}

/// The fingerprints of keys that the database has not seen yet, once all that it has seen are there.
async fn unknown_fingerprints(session: &mut Session) -> Result<Vec<Fingerprint>, StartError> {
    let mut held: BTreeMap<String, Fingerprint> = BTreeMap::new();
    for fingerprint in session.vault.keyring.fingerprints() {
        held.insert(fingerprint.purpose.clone(), fingerprint);
    }
    for remembered in keys::fingerprints(session).await? {
        match held.remove(&remembered.purpose) {
            Some(ours) if ours == remembered => {}
            Some(_) => return Err(StartError::KeyDiffers(remembered.purpose)),
            None => return Err(StartError::KeyMissing(remembered.purpose)),
        }
    }
    Ok(held.into_values().collect())
}

/// The entry rules that the offices' trees carry, by unit code, for the settings.
pub fn rules(offices: &[UnitSpec]) -> BTreeMap<String, Rules> {
    let mut rules = BTreeMap::new();
    let mut waiting: Vec<&UnitSpec> = offices.iter().collect();
    while let Some(unit) = waiting.pop() {
        if let (Some(code), Some(own)) = (&unit.code, unit.rules) {
            rules.insert(code.clone(), own);
        }
        waiting.extend(&unit.children);
    }
    rules
}

/// Until somebody has set a password: creates the first administrator at the root if there is no such
/// account, and gives a link to set its password. A link that got lost is replaced by a restart.
///
/// # Errors
/// What the database says.
pub async fn first_administrator(app: &App) -> Result<Option<Token>> {
    let mut tx = app.store.write(&origin("start")).await?;
    // As in `prepare`: of two instances that start at once, one creates the account.
    units::lock(&mut tx).await?;
    if accounts::anybody_has_password(&mut tx).await? {
        return Ok(None);
    }
    let (action, account) = match accounts::by_name(&mut tx, FIRST_ADMINISTRATOR).await? {
        Some(account) => (Action::LinkIssued, account),
        None => {
            let new = NewAccount {
                name: FIRST_ADMINISTRATOR.to_owned(),
                display_name: "系统管理员".to_owned(),
                role: Role::Administrator,
                unit: units::root(&mut tx).await?.id,
            };
            (Action::AccountCreated, accounts::create(&mut tx, &new).await?)
        }
    };
    let link =
        tokens::issue_link(&mut tx, account.id, LinkPurpose::SetPassword, LINK_VALID).await?;
    tx.commit(event(action, &account)).await?;
    Ok(Some(link))
}

/// A link that signs `name` in without a password: only for the demo and the operator's own machine,
/// whose holder has the key file anyway.
///
/// # Errors
/// [`super::ServiceError::Missing`] where there is no such account; what the database says.
pub async fn sign_in_link(app: &App, name: &str) -> Result<Token> {
    let mut tx = app.store.write(&origin("start")).await?;
    let account = accounts::by_name(&mut tx, name).await?.ok_or(StoreError::Missing)?;
    let link = tokens::issue_link(&mut tx, account.id, LinkPurpose::SignIn, LINK_VALID).await?;
    tx.commit(event(Action::LinkIssued, &account)).await?;
    Ok(link)
}

/// The operator at the command line, for the whole registry. `command` stands in the trail.
///
/// # Errors
/// What the database says.
pub async fn operator(app: &App, command: &str) -> Result<Caller> {
    let root = units::root(&mut *app.store.read().await?).await?;
    Ok(Caller { actor: Actor::operator(root.id), origin: origin(command) })
}

/// A run of a job, for the whole registry. `run` stands in the trail.
///
/// # Errors
/// What the database says.
pub async fn job(app: &App, run: &str) -> Result<Caller> {
    let Caller { actor, origin } = operator(app, run).await?;
    Ok(Caller { actor, origin: Origin { door: Door::Job, ..origin } })
}

pub(super) fn origin(command: &str) -> Origin {
    Origin { account: None, door: Door::Command, request_id: command.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_memorial_entries_of_one_person_are_told_of_with_a_remedy() {
        let refused = |version| MigrateError::ExecuteMigration(sqlx::Error::RowNotFound, version);
        let told = StartError::Schema(refused(migrations::ONE_MEMORIAL)).words();
        assert!(told.zh.contains("缅怀名录") && told.en.contains("withdraw"), "{told:?}");
        assert!(!StartError::Schema(refused(3)).words().zh.contains("缅怀"));
    }
}
