//! A donation that took place before this registry, as the office's older ledger tells it.
//!
//! It could have been stored as a course of steps with their days, as if it had been carried through here. It is not:
//! the office has no record of the look-up, of the family's signatures, of two coordinators who signed each under her
//! own account, and a course that showed such steps would claim what nobody has seen (organ regulation 47: false
//! witnessing). So a donation has either steps or a [`LedgerRecord`]: one stage of its own, no will looked up, no
//! witness record; who imported it and when stands beside what the ledger says. It counts as realised on the ledger's
//! day, exactly like one carried through. A mistaken one is taken back by hand, and can be brought back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Course, Donation,
    endings::{Ending, Unrealised},
    problems,
};
use crate::domain::{
    codes::codes,
    gifts::Tissue,
    names::fold,
    programmes::{Organ, Programme},
    words::Problem,
};

codes! {
    /// How the will behind a donation was expressed (Civil Code 1006), as a ledger tells it.
    Expressed {
        /// By registering in life.
        Registered = "registered", "生前登记", "Registered in life";
        /// In a will.
        Testament = "testament", "生前遗嘱", "In a will";
        /// Nothing was said in life: spouse, adult children and parents decided together.
        Family = "family", "家属共同决定", "By the family together";
    }
}

impl Expressed {
    /// Reads a cell.
    pub fn from_heading(text: &str) -> Option<Self> {
        let text: String = fold(text).to_lowercase().chars().filter(|c| *c != ' ').collect();
        match text.as_str() {
            "生前登记" | "志愿登记" | "登记" | "本人登记" | "生前志愿登记" | "书面登记" => {
                Some(Self::Registered)
            }
            "生前遗嘱" | "遗嘱" | "will" => Some(Self::Testament),
            "家属共同决定"
            | "家属决定"
            | "家属同意"
            | "亲属同意"
            | "亲属决定"
            | "亲属共同决定"
            | "家属书面同意"
            | "近亲属同意"
            | "近亲属共同决定" => Some(Self::Family),
            code => Self::from_code(code),
        }
    }
}

/// What a ledger tells of a donation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The day on which it took place.
    pub donated_on: NaiveDate,
    /// How the will was expressed, if it says so.
    pub expressed: Option<Expressed>,
    /// The organs named one by one; of organs alone.
    #[serde(default)]
    pub organs: Vec<Organ>,
    /// The tissues named one by one; of tissues alone.
    #[serde(default)]
    pub tissues: Vec<Tissue>,
    /// Who received it.
    pub receiving_unit: Option<String>,
    /// Coordinators or witnesses as they are written there. They have signed nothing here.
    #[serde(default)]
    pub coordinators: Vec<String>,
    /// The number of the certificate.
    pub certificate: Option<String>,
    /// Remarks.
    pub remark: Option<String>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told(…)")
    }
}

impl Told {
    /// What of it is about `programme`.
    pub fn of(&self, programme: Programme) -> Self {
        let mut told = self.clone();
        if programme != Programme::Organ {
            told.organs.clear();
        }
        if programme != Programme::Tissue {
            told.tissues.clear();
        }
        told
    }

    /// What is known once a later line of a ledger was read too: its word counts, but a cell that it leaves empty
    /// takes nothing away.
    pub fn and(self, later: Self) -> Self {
        fn list<T>(before: Vec<T>, later: Vec<T>) -> Vec<T> {
            if later.is_empty() { before } else { later }
        }
        Self {
            donated_on: later.donated_on,
            expressed: later.expressed.or(self.expressed),
            organs: list(self.organs, later.organs),
            tissues: list(self.tissues, later.tissues),
            receiving_unit: later.receiving_unit.or(self.receiving_unit),
            coordinators: list(self.coordinators, later.coordinators),
            certificate: later.certificate.or(self.certificate),
            remark: later.remark.or(self.remark),
        }
    }
}

/// A ledger's word on a donation, with who brought it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRecord {
    /// What the ledger tells.
    pub told: Told,
    /// The day on which it was imported.
    pub imported_on: NaiveDate,
    /// By which account; none for the operator.
    pub imported_by: Option<Uuid>,
    /// Until then the record of the donor said that she lives.
    pub told_death: bool,
}

impl Donation {
    /// A donation as a ledger tells it. The day of the call is not known; the day of the donation stands for it.
    pub fn from_ledger(
        id: Uuid,
        (person, unit): (Uuid, Uuid),
        programme: Programme,
        record: LedgerRecord,
    ) -> Self {
        let course = Course {
            handlers: record.imported_by.into_iter().collect(),
            ledger: Some(record.clone()),
            ..Course::unheard_of()
        };
        let called_on = record.told.donated_on;
        Self { id, version: 1, person, unit, programme, called_on, course }
    }

    /// What an older ledger tells of it; none where it was carried through here.
    pub fn ledger(&self) -> Option<&LedgerRecord> {
        self.course.ledger.as_ref()
    }

    /// The ledger's word, as long as it stands.
    pub(super) fn standing_ledger(&self) -> Option<&LedgerRecord> {
        self.ledger().filter(|_| self.course.ending.is_none())
    }

    /// Takes a line in that tells of the same donation again; whether anything is different now.
    pub fn tell_again(&mut self, told: Told) -> bool {
        let Some(record) = self.course.ledger.as_mut().filter(|_| self.course.ending.is_none())
        else {
            return false;
        };
        let now = record.told.clone().and(told);
        let differs = now != record.told;
        self.called_on = now.donated_on;
        record.told = now;
        differs
    }

    /// Takes back what a ledger told by mistake.
    ///
    /// # Errors
    /// Where no ledger told of it, or it was taken back already.
    pub fn take_ledger_back(&mut self, by: Option<Uuid>, today: NaiveDate) -> Result<(), Problem> {
        if self.standing_ledger().is_none() {
            return Err(problems::no_step());
        }
        let reason = Unrealised::LedgerMistake;
        self.course.ending = Some(Ending { on: today, reason, words: None, by });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::donations::{
        stages::Stage,
        steps::Step,
        wills::{Lookup, Will},
    };

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2019, 5, n).unwrap()
    }

    fn told(on: NaiveDate) -> Told {
        Told {
            donated_on: on,
            expressed: Some(Expressed::Family),
            organs: vec![Organ::Liver],
            tissues: vec![Tissue::Skin],
            receiving_unit: None,
            coordinators: vec!["测试甲".to_owned(), "测试乙".to_owned()],
            certificate: Some("测试1".to_owned()),
            remark: None,
        }
    }

    fn donation() -> Donation {
        let record = LedgerRecord {
            told: told(day(6)),
            imported_on: day(31),
            imported_by: Some(Uuid::from_u128(9)),
            told_death: true,
        };
        let whose = (Uuid::from_u128(2), Uuid::from_u128(3));
        Donation::from_ledger(Uuid::from_u128(1), whose, Programme::Organ, record)
    }

    #[test]
    fn it_took_place_and_nothing_of_its_course_is_made_up() {
        let mut donation = donation();
        assert_eq!((donation.realised_on(), donation.called_on), (Some(day(6)), day(6)));
        assert_eq!((donation.stage(), donation.next()), (Stage::FromLedger, None));
        assert!(donation.is_over() && donation.tells_of_death());
        assert!(donation.will().is_none() && donation.coordinators().is_empty());
        assert!(donation.course.witness.is_none() && donation.course.steps.is_empty());
        assert!(donation.is_shown_to(None));
        // And nothing of it can be added later.
        let before = donation.clone();
        let look = Lookup { at: chrono::DateTime::default(), by: None, will: Will::Refused };
        assert!(donation.look(look, true, day(31)).is_err());
        for step in [Step::Assessed { on: day(7) }, Step::Determined { on: day(7) }] {
            assert!(donation.advance(step, day(31)).is_err());
        }
        let reason = Unrealised::Medical;
        let ending = Ending { on: day(7), reason, words: None, by: None };
        assert!(donation.end(ending, day(31)).is_err());
        assert!(donation.undo_step().is_err());
        assert!(donation == before);
    }

    #[test]
    fn it_is_taken_back_and_brought_back() {
        let mut donation = donation();
        let whole = donation.clone();
        donation.take_ledger_back(None, day(31)).unwrap();
        assert!(donation.realised_on().is_none() && !donation.tells_of_death());
        assert!(donation.is_over());
        assert!(donation.take_ledger_back(None, day(31)).is_err());
        assert!(!donation.tell_again(told(day(8))));
        donation.reopen().unwrap();
        assert!(donation == whole);
    }

    #[test]
    fn a_later_line_counts_and_an_empty_cell_takes_nothing_away() {
        let mut donation = donation();
        assert!(!donation.tell_again(told(day(6))));
        let later = Told {
            receiving_unit: Some("测试医院".to_owned()),
            expressed: None,
            organs: Vec::new(),
            coordinators: Vec::new(),
            certificate: None,
            ..told(day(7))
        };
        assert!(donation.tell_again(later));
        let now = &donation.ledger().unwrap().told;
        assert_eq!((donation.realised_on(), donation.called_on), (Some(day(7)), day(7)));
        assert_eq!(now.receiving_unit.as_deref(), Some("测试医院"));
        assert_eq!((now.expressed, now.coordinators.len()), (Some(Expressed::Family), 2));
        assert_eq!((now.certificate.as_deref(), now.organs.len()), (Some("测试1"), 1));
    }

    #[test]
    fn what_was_stored_before_there_were_ledgers_still_opens() {
        let stored = r#"{"call_from":"family","place":null,"note":null}"#;
        let course: Course = serde_json::from_str(stored).unwrap();
        assert!(course.ledger.is_none() && course.call_from.is_some());
        let ours = donation().course;
        let back: Course = serde_json::from_str(&serde_json::to_string(&ours).unwrap()).unwrap();
        assert!(back == ours);
        for &expressed in Expressed::ALL {
            assert_eq!(Expressed::from_heading(&expressed.label().zh), Some(expressed));
            assert_eq!(Expressed::from_heading(expressed.code()), Some(expressed));
        }
    }
}
