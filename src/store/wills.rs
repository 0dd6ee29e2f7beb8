//! What a person said in life, asked of every office's records. Nothing else of those records leaves this
//! room: a refusal binds everyone, wherever it was registered (Civil Code 1006).

use uuid::Uuid;

use super::{Result, StoreError, WriteTx, people};
use crate::domain::{
    donations::wills::Will,
    person::{Person, PersonStatus},
    programmes::Programme,
};

/// What was found, and which records told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The will.
    pub will: Will,
    /// Id, unit and version of each record looked at, for the audit trail.
    pub records: Vec<(Uuid, Uuid, i64)>,
}

/// The will of `person` on `programme`, from her record and every other that has one of her documents.
///
/// # Errors
/// [`StoreError::Tampered`] where one of the records was changed by hand: it cannot be relied on.
pub async fn look_up(tx: &mut WriteTx, person: &Person, programme: Programme) -> Result<Found> {
    let mut records = vec![person.clone()];
    let identity = &person.identity;
    for document in [&identity.document].into_iter().chain(&identity.former_documents) {
        for (id, unit) in people::hold_document(tx, document).await? {
            if records.iter().all(|known| known.id != id) {
                let opened = people::load_below(tx, unit, &[id]).await?.pop();
                records.push(opened.ok_or(StoreError::Missing)?.map_err(StoreError::Tampered)?);
            }
        }
    }
    records.retain(|record| record.status != PersonStatus::Merged);
    let will = Will::of(programme, &records);
    let records = records.iter().map(|record| (record.id, record.unit, record.version)).collect();
    Ok(Found { will, records })
}
