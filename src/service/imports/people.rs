//! Records of people of whom a sheet tells little more than the document.

use uuid::Uuid;

use crate::{
    crypto::random::new_id,
    domain::{
        contacts::Contacts,
        documents::Document,
        names::Name,
        people::Sex,
        person::{Identity, Person, PersonStatus},
    },
    store::WriteTx,
};

/// Stands for the name of somebody of whom a sheet tells only the document.
const NAMELESS: &str = "姓名待补";

/// Somebody with this document, without any registration, who is managed by `unit`.
pub(super) fn bare(tx: &WriteTx, document: &Document, name: Option<&Name>, unit: Uuid) -> Person {
    Person {
        id: new_id(&*tx.vault.random, tx.now),
        version: 1,
        unit,
        status: PersonStatus::Living,
        do_not_contact: false,
        merged_into: None,
        identity: Identity {
            // Unwrap safety: four Chinese characters are a name.
            name: name.cloned().unwrap_or_else(|| Name::parse(NAMELESS).expect("a name")),
            document: document.clone(),
            former_documents: Vec::new(),
            sex: document.sex().unwrap_or(Sex::Unknown),
            birth_date: document.birth_date(),
            ethnicity: None,
            education: None,
            employer: None,
            school: None,
            graduates_in: None,
            blood_type: None,
        },
        contacts: Contacts::default(),
        registrations: Vec::new(),
        consents: Vec::new(),
        relatives: Vec::new(),
        wishes: Default::default(),
        death: None,
        created_at: tx.now,
    }
}
