//! Erasing a person (PIPL 47): asked for by one supervisor, confirmed by another, for good. What others are the
//! subject of stays: the ledger of a family, what was published, the trail of who did what and when.
//!
//! Who gave is not erased: the records of a donation that took place, and of one under way, are kept by law as long as
//! her family may have to prove it (priority of relatives, article 20 of the organ regulation; PIPL 47 last
//! paragraph). Such a record is set to do-not-contact instead.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    codes::codes,
    intake::Checks,
    person::{Person, PersonStatus},
    registrations::RegistrationStatus,
    words::{Problem, Words},
};

codes! {
    /// Why a person is erased. A closed list, since a free text could name somebody.
    ErasureReason {
        /// She asked for it.
        PersonAsked = "person_asked", "本人要求删除", "The person asked for it";
        /// Her next of kin asked for it after her death (PIPL 49).
        FamilyAsked = "family_asked", "近亲属要求删除（本人已故）", "The family asked, after her death";
        /// She withdrew her consent to the processing.
        ConsentWithdrawn = "consent_withdrawn", "撤回个人信息处理同意", "Consent to processing withdrawn";
        /// It is not needed any more.
        NotNeeded = "not_needed", "保存期满或不再需要", "Not needed any more";
        /// She was entered by mistake.
        Mistaken = "mistaken", "误登记", "Entered by mistake";
    }
}

/// That a person is to be erased, as long as nobody has confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureAsk {
    /// The day.
    pub on: NaiveDate,
    /// Whose account asked for it.
    pub by: Uuid,
    /// Why.
    pub reason: ErasureReason,
}

impl ErasureAsk {
    /// Whether the account `by` may confirm it.
    ///
    /// # Errors
    /// Where it asked for it itself.
    pub fn may_be_confirmed(&self, by: Uuid) -> Result<(), Problem> {
        if self.by == by {
            let words = Words::new(
                "须由另一位督导确认，不能由申请人确认。",
                "Another supervisor than the one who asked has to confirm.",
            );
            return Err(Problem::new("erasure", "second_person", words));
        }
        Ok(())
    }
}

/// Why a person is to be erased.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = PersonErasureInput)]
pub struct ErasureInput {
    /// `person_asked`, `family_asked` (only of the dead), `consent_withdrawn`, `not_needed` or `mistaken`.
    pub reason: String,
}

impl ErasureInput {
    /// The reason for which `person` is to be erased.
    ///
    /// # Errors
    /// Where it is none, or the family asks while she lives.
    pub fn read(&self, person: &Person, today: NaiveDate) -> Result<ErasureReason, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.reason.trim().is_empty() {
            checks.missing("reason");
        }
        let reason = checks.code("reason", &self.reason, ErasureReason::from_code);
        if reason == Some(ErasureReason::FamilyAsked) && person.status == PersonStatus::Living {
            let words = Words::new(
                "本人在世，须由本人提出；近亲属只能在本人去世后提出。",
                "She lives and has to ask herself; the family may ask after her death.",
            );
            checks.push("reason", "still_living", words);
        }
        checks.finish(reason)
    }
}

/// What beside her own record keeps a person from being erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Obstacles {
    /// A match case that is not over: a patient waits.
    pub case_open: bool,
    /// A donation under way, or one that took place.
    pub donation: bool,
    /// A care ledger about herself, which is erased by itself.
    pub own_ledger: bool,
}

/// Whether `records`, a person's own and those merged into it, may be erased.
///
/// # Errors
/// Where one of them is no record of its own, or says that she gave; and for each obstacle.
pub fn may_be_erased(records: &[Person], obstacles: Obstacles) -> Result<(), Vec<Problem>> {
    let problem = |code, zh, en| Problem::new("erasure", code, Words::new(zh, en));
    let mut problems = Vec::new();
    let gave = |person: &Person| {
        person.registrations.iter().any(|row| row.status == RegistrationStatus::Realised)
    };
    if records.iter().any(gave) || obstacles.donation {
        problems.push(problem(
            "gave",
            "已实现捐献或正在办理捐献的档案须依法保存，不能删除；如不愿被联系，请设为免打扰。",
            "Records of a donation that took place or is under way are kept by law; set do-not-contact instead.",
        ));
    }
    if records.first().is_some_and(|person| person.status == PersonStatus::Merged) {
        problems.push(problem(
            "merged",
            "此记录已并入另一记录，请在那条记录上申请删除，两者将一并删除。",
            "This record was merged; erase the one that took it in, and both are erased.",
        ));
    }
    if obstacles.case_open {
        problems.push(problem(
            "case_open",
            "尚有未结束的初配案例，请先结束案例。",
            "A match case is not over; end it first.",
        ));
    }
    if obstacles.own_ledger {
        problems.push(problem(
            "own_ledger",
            "尚有其本人的关怀台账，请先删除该台账。",
            "There is a care ledger about herself; erase that first.",
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Nobody has asked for it.
pub fn not_asked() -> Problem {
    let words =
        Words::new("尚无人申请删除此记录。", "Nobody has asked for this record to be erased.");
    Problem::new("erasure", "not_asked", words)
}

/// Somebody has asked for it already.
pub fn asked_already() -> Problem {
    let words = Words::new(
        "已有人申请删除此记录，正等待另一位督导确认。",
        "Somebody has asked for it already; it waits for another supervisor.",
    );
    Problem::new("erasure", "asked_already", words)
}
