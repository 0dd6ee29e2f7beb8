//! What is told of a ledger: masked, but for one member read in full for a reason.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::care::{
        aid::Aid,
        contact::ContactRule,
        entries::{Entry, What},
        masks::{MaskedLedger, MaskedMember},
    },
    service::care::{Listed, members::Revealed},
    web::api::answers::each,
};

/// The ledgers of a scope.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CareListBody {
    /// Those with aid that waits first, then those changed last.
    ledgers: Vec<CareLedgerBody>,
    /// How many more there are.
    left_off: usize,
}

/// A ledger.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct CareLedgerBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The unit that cares.
    unit: Uuid,
    /// The person in the registry whom it concerns.
    person: Option<Uuid>,
    /// `family`, `registrant`, `donor`.
    kind: &'static str,
    /// What the family is called, masked.
    title: String,
    /// The day since which the family has asked for silence.
    silent_since: Option<NaiveDate>,
    /// How many times aid waits for a second person.
    awaiting: usize,
    /// The day on which somebody asked for it to be erased; another supervisor has to confirm.
    erasure_asked_on: Option<NaiveDate>,
    /// The last day on which the office and the family met, spoke or wrote.
    last_contact_on: Option<NaiveDate>,
    /// Who belongs to it.
    members: Vec<CareMemberBody>,
    /// What happened, newest first.
    entries: Vec<CareEntryBody>,
}

/// A member, masked.
#[derive(Serialize, ToSchema)]
struct CareMemberBody {
    /// Her id.
    id: Uuid,
    /// Her name, masked.
    name: String,
    /// What she is to the donor or registrant.
    kinship: &'static str,
    /// Her age in tens of years.
    age_band: Option<String>,
    /// Her phone, masked.
    phone: Option<String>,
    /// Whether there is an address.
    has_address: bool,
    /// `yes`, `only_by`, `no`.
    contact: &'static str,
    /// For `only_by`: whose account.
    contact_by: Option<Uuid>,
    /// How she may be contacted.
    ways: Vec<&'static str>,
    /// A parent of sixty years or more today.
    old_parent: bool,
    /// A child at school.
    at_school: bool,
    /// Under fourteen today.
    child: bool,
    /// The day of her guardian's consent.
    guardian_consented_on: Option<NaiveDate>,
    /// The day since which she has asked for silence.
    silent_since: Option<NaiveDate>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
struct CareEntryBody {
    /// Its id.
    id: Uuid,
    /// `visit`, `call`, `condolence`, `hardship`, `wish`, `note`, `aid`.
    kind: &'static str,
    /// The day.
    on: NaiveDate,
    /// The account that wrote it down.
    by: Option<Uuid>,
    /// With which members.
    members: Vec<Uuid>,
    /// The family came by itself.
    came: bool,
    /// In words, with members' names masked; of aid, what it is needed for.
    words: Option<String>,
    /// Of condolences: the occasion.
    occasion: Option<&'static str>,
    /// Of hardship: what makes life hard.
    circumstances: Vec<&'static str>,
    /// Of aid: how far it has come.
    aid: Option<CareAidBody>,
}

/// Aid.
#[derive(Serialize, ToSchema)]
struct CareAidBody {
    /// `requested`, `declined`, `approved`, `given`, `receipted`, `closed`.
    state: &'static str,
    /// The money, or what the goods are worth; whole fen.
    amount_fen: Option<i64>,
    /// The goods; none where it is money.
    goods: Option<String>,
    /// Who pays.
    source: &'static str,
    /// Who pays, in words.
    source_words: Option<String>,
    /// The day of the second person's word.
    decided_on: Option<NaiveDate>,
    /// Her account.
    decided_by: Option<Uuid>,
    /// What she said.
    decision_words: Option<String>,
    /// The day on which it was given.
    given_on: Option<NaiveDate>,
    /// The day on which the family signed for it.
    receipted_on: Option<NaiveDate>,
    /// The receipt, in words.
    receipt_words: Option<String>,
    /// The day of the outcome.
    outcome_on: Option<NaiveDate>,
    /// The outcome, in words.
    outcome_words: Option<String>,
}

/// A member in full, written into the audit trail.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FullMemberBody {
    /// The ledger's version.
    version: i64,
    /// What the family is called.
    title: String,
    /// Her name.
    name: String,
    /// What she is to the donor or registrant.
    kinship: &'static str,
    /// Her date of birth.
    birth_date: Option<NaiveDate>,
    /// Her phone.
    phone: Option<String>,
    /// Where she lives.
    address: Option<String>,
    /// Her school.
    school: Option<String>,
    /// Who consented for her.
    guardian_by: Option<String>,
    /// The day of that consent.
    guardian_on: Option<NaiveDate>,
}

impl From<Listed> for CareListBody {
    fn from(listed: Listed) -> Self {
        Self { ledgers: each(listed.ledgers), left_off: listed.left_off }
    }
}

impl From<MaskedLedger> for CareLedgerBody {
    fn from(ledger: MaskedLedger) -> Self {
        Self {
            id: ledger.id,
            version: ledger.version,
            unit: ledger.unit,
            person: ledger.person,
            kind: ledger.kind.code(),
            silent_since: ledger.silent_since,
            awaiting: ledger.awaiting,
            erasure_asked_on: ledger.erasure.map(|ask| ask.on),
            last_contact_on: ledger.last_contact().map(|entry| entry.on),
            title: ledger.title,
            members: each(ledger.members),
            entries: each(ledger.entries),
        }
    }
}

impl From<MaskedMember> for CareMemberBody {
    fn from(member: MaskedMember) -> Self {
        Self {
            id: member.id,
            name: member.name,
            kinship: member.kinship.code(),
            age_band: member.age_band,
            phone: member.phone,
            has_address: member.has_address,
            contact: member.contact.kind().code(),
            contact_by: match member.contact {
                ContactRule::OnlyBy { account } => Some(account),
                ContactRule::Yes | ContactRule::No => None,
            },
            ways: member.ways.iter().map(|way| way.code()).collect(),
            old_parent: member.is_old_parent,
            at_school: member.is_at_school,
            child: member.is_child,
            guardian_consented_on: member.guardian_consented_on,
            silent_since: member.silent_since,
        }
    }
}

impl From<Entry> for CareEntryBody {
    fn from(entry: Entry) -> Self {
        let mut body = Self {
            id: entry.id,
            kind: entry.what.kind().code(),
            on: entry.on,
            by: entry.by,
            members: entry.members,
            came: entry.came,
            words: entry.words,
            occasion: None,
            circumstances: Vec::new(),
            aid: None,
        };
        match entry.what {
            What::Condolence { occasion } => body.occasion = Some(occasion.code()),
            What::Hardship { circumstances } => {
                body.circumstances = circumstances.iter().map(|one| one.code()).collect();
            }
            What::Aid(aid) => body.aid = Some((&*aid).into()),
            What::Visit | What::Call | What::Wish | What::Note => {}
        }
        body
    }
}

impl From<&Aid> for CareAidBody {
    fn from(aid: &Aid) -> Self {
        let (decision, receipt, outcome) = (aid.decision(), aid.receipted(), aid.came_of_it());
        Self {
            state: aid.state().code(),
            amount_fen: aid.gift().fen(),
            goods: aid.gift().goods().map(str::to_owned),
            source: aid.source().code(),
            source_words: aid.source_words().map(str::to_owned),
            decided_on: decision.map(|one| one.on),
            decided_by: decision.map(|one| one.by),
            decision_words: decision.and_then(|one| one.words.clone()),
            given_on: aid.giving().map(|one| one.on),
            receipted_on: receipt.map(|one| one.on),
            receipt_words: receipt.and_then(|one| one.words.clone()),
            outcome_on: outcome.map(|one| one.on),
            outcome_words: outcome.and_then(|one| one.words.clone()),
        }
    }
}

impl From<Revealed> for FullMemberBody {
    fn from(revealed: Revealed) -> Self {
        let Revealed { version, title, member } = revealed;
        let (guardian_by, guardian_on) =
            member.guardian_consent.map(|consent| (consent.by, consent.on)).unzip();
        Self {
            version,
            title,
            name: member.name.as_str().to_owned(),
            kinship: member.kinship.code(),
            birth_date: member.birth_date,
            phone: member.phone.map(|phone| phone.as_str().to_owned()),
            address: member.address,
            school: member.school,
            guardian_by,
            guardian_on,
        }
    }
}
