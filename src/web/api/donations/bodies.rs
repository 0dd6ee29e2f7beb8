//! What is told of donations; the relatives' names are masked.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::donations::{
        CallFrom, Donation,
        families::{JointConsent, Signature},
        ledger::{Expressed, LedgerRecord},
        steps::Step,
        wills::Will,
        witnessing::{WitnessRecord, WitnessSignature},
    },
    service::donations::Shown,
    store::donations::Realised,
};

/// The donations that were made, in the order of the programmes named.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct MadeDonations {
    /// Their ids.
    pub ids: Vec<Uuid>,
}

/// A donation.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct DonationBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// Whose it is.
    person: Uuid,
    /// The unit for which it counts.
    unit: Uuid,
    /// `organ`, `cornea`, `body`, `tissue`.
    programme: &'static str,
    /// The day of the call; of one that an older ledger tells of, the day of the donation.
    called_on: NaiveDate,
    /// `hospital`, `family`, `executor`, `home`, `other`; null where nobody called, since an older ledger tells of it.
    call_from: Option<&'static str>,
    /// How far it has come.
    stage: &'static str,
    /// What comes next; none where nothing more will happen.
    next: Option<&'static str>,
    /// What the last look found: `consented`, `refused`, `none_expressed`.
    will: Option<&'static str>,
    /// The steps since the look-up.
    steps: Vec<DonationStepBody>,
    /// The record of the recovery.
    witness: Option<WitnessBody>,
    /// The day on which it took place.
    realised_on: Option<NaiveDate>,
    /// What an older ledger tells of it; null where it was carried through here.
    ledger: Option<LedgerRecordBody>,
    /// Why it was not realised.
    ending: Option<DonationEndingBody>,
}

/// A step.
#[derive(Serialize, ToSchema)]
struct DonationStepBody {
    /// The stage that it reached.
    stage: &'static str,
    /// The day.
    on: NaiveDate,
    /// Who signed for the family.
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<Vec<KinBody>>,
    /// The coordinators assigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    coordinators: Option<Vec<Uuid>>,
}

/// One relative's signature.
#[derive(Serialize, ToSchema)]
struct KinBody {
    /// `spouse`, `adult_child`, `parent`.
    kin: &'static str,
    /// Her name, masked.
    name: String,
    /// `agrees` or `objects`.
    opinion: &'static str,
    /// The day.
    on: NaiveDate,
}

/// The record of a recovery.
#[derive(Serialize, ToSchema)]
struct WitnessBody {
    /// The day.
    on: NaiveDate,
    /// The time of day.
    time: NaiveTime,
    /// Where.
    place: String,
    /// What was recovered.
    organs: Vec<&'static str>,
    /// Whether all stood in silence.
    silence_held: bool,
    /// Whether two have signed.
    closed: bool,
    /// Who has signed.
    signatures: Vec<WitnessSignatureBody>,
}

/// A coordinator's signature.
#[derive(Serialize, ToSchema)]
struct WitnessSignatureBody {
    /// The coordinator.
    coordinator: Uuid,
    /// When.
    at: DateTime<Utc>,
}

/// Why it was not realised.
#[derive(Serialize, ToSchema)]
struct DonationEndingBody {
    /// The day.
    on: NaiveDate,
    /// The reason's code.
    reason: &'static str,
    /// In words.
    words: Option<String>,
}

/// What an older ledger tells of a donation that took place before this registry. Nothing else is known of it: no
/// step, no will looked up, no witness record.
#[derive(Serialize, ToSchema)]
struct LedgerRecordBody {
    /// The day on which it was imported.
    imported_on: NaiveDate,
    /// The day of the donation.
    donated_on: NaiveDate,
    /// How the will was expressed: `registered`, `testament` or `family`.
    expressed: Option<&'static str>,
    /// Organs named one by one.
    organs: Vec<&'static str>,
    /// Tissues named one by one.
    tissues: Vec<&'static str>,
    /// Who received it.
    receiving_unit: Option<String>,
    /// Coordinators or witnesses as they are written there; they have signed nothing here.
    coordinators: Vec<String>,
    /// The number of the certificate.
    certificate: Option<String>,
    /// Remarks.
    remark: Option<String>,
}

/// A donation with who may be assigned to it.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ShownDonationBody {
    /// The donation.
    donation: DonationBody,
    /// All its stages, in order.
    stages: Vec<&'static str>,
    /// Coordinators who may be assigned.
    assignable: Vec<Uuid>,
    /// Whether the caller may sign the record now.
    may_sign: bool,
}

/// How many donations took place.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RealisedBody {
    /// People, each once.
    persons: i64,
    /// Donations of each programme.
    donations: Vec<RealisedOf>,
}

/// The donations of one programme.
#[derive(Serialize, ToSchema)]
struct RealisedOf {
    /// The programme.
    programme: &'static str,
    /// How many.
    count: i64,
}

impl From<&Donation> for DonationBody {
    fn from(donation: &Donation) -> Self {
        let course = &donation.course;
        let ending = course.ending.as_ref();
        Self {
            id: donation.id,
            version: donation.version,
            person: donation.person,
            unit: donation.unit,
            programme: donation.programme.code(),
            called_on: donation.called_on,
            call_from: course.call_from.map(CallFrom::code),
            stage: donation.stage().code(),
            next: donation.next().map(|stage| stage.code()),
            will: donation.will().map(Will::code),
            steps: course.steps.iter().map(DonationStepBody::from).collect(),
            witness: course.witness.as_ref().map(WitnessBody::from),
            realised_on: donation.realised_on(),
            ledger: donation.ledger().map(LedgerRecordBody::from),
            ending: ending.map(|ending| DonationEndingBody {
                on: ending.on,
                reason: ending.reason.code(),
                words: ending.words.clone(),
            }),
        }
    }
}

impl From<&LedgerRecord> for LedgerRecordBody {
    fn from(record: &LedgerRecord) -> Self {
        let told = &record.told;
        Self {
            imported_on: record.imported_on,
            donated_on: told.donated_on,
            expressed: told.expressed.map(Expressed::code),
            organs: told.organs.iter().map(|organ| organ.code()).collect(),
            tissues: told.tissues.iter().map(|tissue| tissue.code()).collect(),
            receiving_unit: told.receiving_unit.clone(),
            coordinators: told.coordinators.clone(),
            certificate: told.certificate.clone(),
            remark: told.remark.clone(),
        }
    }
}

impl From<&Step> for DonationStepBody {
    fn from(step: &Step) -> Self {
        let signed =
            |consent: &JointConsent| consent.signatures.iter().map(KinBody::from).collect();
        let (family, coordinators) = match step {
            Step::FamilyConfirmed { consent, .. } => (Some(signed(consent)), None),
            Step::Assigned { coordinators, .. } => (None, Some(coordinators.clone())),
            _ => (None, None),
        };
        Self { stage: step.stage().code(), on: step.on(), family, coordinators }
    }
}

impl From<&Signature> for KinBody {
    fn from(signature: &Signature) -> Self {
        Self {
            kin: signature.kin.code(),
            name: signature.name.masked(),
            opinion: signature.opinion.code(),
            on: signature.on,
        }
    }
}

impl From<&WitnessRecord> for WitnessBody {
    fn from(record: &WitnessRecord) -> Self {
        let signature = |one: &WitnessSignature| WitnessSignatureBody {
            coordinator: one.coordinator,
            at: one.at,
        };
        Self {
            on: record.on,
            time: record.time,
            place: record.place.clone(),
            organs: record.organs.iter().map(|organ| organ.code()).collect(),
            silence_held: record.silence_held,
            closed: record.is_closed(),
            signatures: record.signatures.iter().map(signature).collect(),
        }
    }
}

impl From<Shown> for ShownDonationBody {
    fn from(shown: Shown) -> Self {
        Self {
            stages: shown.donation.stages().into_iter().map(|stage| stage.code()).collect(),
            donation: (&shown.donation).into(),
            assignable: shown.assignable.iter().map(|one| one.id).collect(),
            may_sign: shown.may_sign.is_some(),
        }
    }
}

impl From<Realised> for RealisedBody {
    fn from(realised: Realised) -> Self {
        let each = realised.donations.into_iter();
        let donations =
            each.map(|(programme, count)| RealisedOf { programme: programme.code(), count });
        Self { persons: realised.persons, donations: donations.collect() }
    }
}
