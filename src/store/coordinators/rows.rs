//! How a coordinator's row is bound: its plaintext columns are associated data of its seal.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    crypto::{indexes::IndexKind, sealing::Place},
    domain::{
        coordinators::{Coordinator, CoordinatorDetails, CoordinatorKind},
        documents::Document,
    },
    store::{Result, Session, db::Row, search},
};

/// The plaintext columns of a row.
pub(super) struct Head {
    id: Uuid,
    version: i64,
    unit: Uuid,
    account: Option<Uuid>,
    kind: CoordinatorKind,
    certified_from: NaiveDate,
    certified_until: NaiveDate,
    banned: bool,
    /// The keyed hash of the document number.
    pub token: Vec<u8>,
}

impl Head {
    pub fn of(session: &Session, row: &Coordinator) -> Self {
        Self {
            id: row.id,
            version: row.version,
            unit: row.unit,
            account: row.account,
            kind: row.kind,
            certified_from: row.certified_from,
            certified_until: row.certified_until,
            banned: row.banned,
            token: token(session, &row.details.document),
        }
    }

    /// None where a code was changed to one that is none.
    pub fn read(row: &Row) -> Result<Option<Self>> {
        let kind: String = row.get("kind")?;
        let Some(kind) = CoordinatorKind::from_code(&kind) else { return Ok(None) };
        Ok(Some(Self {
            id: row.get("id")?,
            version: row.get("version")?,
            unit: row.get("unit_id")?,
            account: row.get("account_id")?,
            kind,
            certified_from: row.get("certified_from")?,
            certified_until: row.get("certified_until")?,
            banned: row.get("banned")?,
            token: row.get("document_token")?,
        }))
    }

    pub fn place(&self) -> Place {
        Place::new("coordinators", self.id, "sealed", self.version)
            .bind("unit_id", self.unit.as_bytes())
            .bind("account_id", self.account.as_ref().map_or(&[][..], |id| id.as_bytes()))
            .bind("kind", self.kind.code().as_bytes())
            .bind("certified_from", self.certified_from.to_string().as_bytes())
            .bind("certified_until", self.certified_until.to_string().as_bytes())
            .bind("banned", &[u8::from(self.banned)])
            .bind("document_token", &self.token)
    }

    pub fn with(self, details: CoordinatorDetails) -> Coordinator {
        let Self {
            id, version, unit, account, kind, certified_from, certified_until, banned, ..
        } = self;
        Coordinator {
            id,
            version,
            unit,
            account,
            kind,
            certified_from,
            certified_until,
            banned,
            details,
        }
    }
}

/// The token of a document in this register. It differs from the token of the same document among the
/// registered people, so that nobody without the key can tell which coordinators are volunteers too.
pub(super) fn token(session: &Session, document: &Document) -> Vec<u8> {
    let text = format!("coordinator {}", search::document_text(document));
    session.vault.indexes.token(IndexKind::Document, Uuid::nil(), &text)
}
