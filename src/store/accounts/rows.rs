//! How a row of an account is bound, sealed and opened.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::super::{Result, StoreError, WriteTx, db::Row, rows};
use crate::{
    crypto::{
        sealing::{Place, RecordKey},
        secret::Secret,
    },
    domain::{codes::codes, permissions::Role},
};

codes! {
    /// Whether an account may be used.
    AccountStatus {
        /// May sign in.
        Active = "active", "启用", "Active";
        /// May not; kept, since the audit trail names it.
        Disabled = "disabled", "停用", "Disabled";
    }
}

/// An account whose row opened.
#[derive(Clone, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// The name it signs in with; not a person's name.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where: this unit and all below it.
    pub unit: Uuid,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// Counts its changes from 1.
    pub version: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Whose account it is, shown to colleagues.
    pub display_name: String,
    /// Where its holder wants the morning digest; none: no digest.
    pub digest_email: Option<String>,
    pub(super) password_hash: Option<Secret<String>>,
}

/// The display name is a person's: not for logs.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, {:?} at {}, {:?}, …)", self.id, self.role, self.unit, self.status)
    }
}

impl Account {
    /// Whether it may be used.
    pub fn is_active(&self) -> bool {
        self.status == AccountStatus::Active
    }

    /// The hash of its password, once one was set.
    pub fn password_hash(&self) -> Option<&Secret<String>> {
        self.password_hash.as_ref()
    }

    fn place(&self) -> Place {
        Place::new("accounts", self.id, "sealed", self.version)
            .bind("name", self.name.as_bytes())
            .bind("role", self.role.code().as_bytes())
            .bind("unit_id", self.unit.as_bytes())
            .bind("status", self.status.code().as_bytes())
    }

    pub(super) fn seal(&self, tx: &WriteTx, key: &RecordKey) -> Vec<u8> {
        let sealed = Sealed {
            display_name: self.display_name.clone(),
            digest_email: self.digest_email.clone(),
            password: self.password_digest(),
        };
        rows::seal(&tx.vault, key, &sealed, &self.place())
    }

    fn password_digest(&self) -> Option<Vec<u8>> {
        self.password_hash.as_ref().map(|hash| Sha256::digest(hash.expose().as_bytes()).to_vec())
    }
}

/// The sealed part of a row.
#[derive(Serialize, Deserialize)]
struct Sealed {
    display_name: String,
    #[serde(default)]
    digest_email: Option<String>,
    /// SHA-256 of the password hash, so that nobody can put in a hash of his own.
    password: Option<Vec<u8>>,
}

pub(super) fn read(row: &Row, id: Uuid, key: Option<&RecordKey>) -> Result<Account> {
    let refused = || StoreError::Tampered(id);
    let mut account = Account {
        id,
        name: row.get("name")?,
        role: Role::from_code(&row.get::<String>("role")?).ok_or_else(refused)?,
        unit: row.get("unit_id")?,
        status: AccountStatus::from_code(&row.get::<String>("status")?).ok_or_else(refused)?,
        version: row.get("version")?,
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
        display_name: String::new(),
        digest_email: None,
        password_hash: row.get::<Option<String>>("password_hash")?.map(Secret::new),
    };
    let sealed: Vec<u8> = row.get("sealed")?;
    let sealed: Sealed = rows::open(key.ok_or_else(refused)?, &sealed, &account.place(), id)?;
    if sealed.password != account.password_digest() {
        return Err(refused());
    }
    (account.display_name, account.digest_email) = (sealed.display_name, sealed.digest_email);
    Ok(account)
}
