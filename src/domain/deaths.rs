//! A death that the office learnt of apart from any donation or ledger: the family called, the community told.
//! Registrations stay as they are, in history; nobody is called any more (Civil Code 994: the dead are not
//! disturbed either). Where a living person was declared dead by mistake, it is taken back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    codes::codes,
    intake::Checks,
    person::{Person, PersonStatus},
    tasks::inputs::has_number,
    words::{Problem, Words},
};

/// The longest note, in characters.
const NOTE: u64 = 300;

codes! {
    /// Who said that somebody had died.
    ToldBy {
        /// 家属.
        Family = "family", "家属", "Family";
        /// 村（社区）.
        Community = "community", "村（社区）", "Village or community";
        /// 医院.
        Hospital = "hospital", "医院", "Hospital";
        /// 其他部门：民政、公安、殡葬.
        OtherOffice = "other_office", "民政、公安等部门", "Another office";
        /// Somebody else; the note says who.
        Other = "other", "其他", "Other";
    }
}

/// A death as it was told; sealed with the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Death {
    /// The day; none where it is not known.
    pub on: Option<NaiveDate>,
    /// Who said so.
    pub told_by: ToldBy,
    /// What else was said.
    pub note: Option<String>,
    /// The day on which it was written down.
    pub recorded_on: NaiveDate,
    /// By which account; none for the operator.
    pub by: Option<Uuid>,
    /// It made her do-not-contact, which she was not before.
    pub silenced: bool,
    /// The match cases that it ended.
    pub cases: Vec<Uuid>,
}

impl std::fmt::Debug for Death {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Death(…)")
    }
}

/// What is told of a death. Days in any common spelling; what is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DeathInput {
    /// The day; empty where it is not known.
    pub on: String,
    /// `family`, `community`, `hospital`, `other_office`, `other`.
    pub told_by: String,
    /// What else was said, at most 300 characters; has to be there for `other`. No phone or document number.
    pub note: String,
}

impl DeathInput {
    /// The death, written down today by `by`.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Death, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = checks.day("on", &self.on);
        if self.told_by.trim().is_empty() {
            checks.missing("told_by");
        }
        let told_by = checks.code("told_by", &self.told_by, ToldBy::from_code);
        if told_by == Some(ToldBy::Other) && self.note.trim().is_empty() {
            checks.missing("note");
        }
        let note = checks.text("note", &self.note, NOTE);
        if has_number(&self.note) {
            let words = Words::new(
                "请勿写入证件号码或电话。",
                "Leave out document numbers and phone numbers.",
            );
            checks.push("note", "personal_number", words);
        }
        let (silenced, cases) = (false, Vec::new());
        checks.finish(told_by.map(|told_by| Death {
            on,
            told_by,
            note,
            recorded_on: today,
            by,
            silenced,
            cases,
        }))
    }
}

impl Person {
    /// Writes down that she died: nobody calls, writes or visits any more.
    ///
    /// # Errors
    /// Where her record says so already or was merged, or the day is before her birth.
    pub fn die(&mut self, death: Death) -> Result<(), Problem> {
        match self.status {
            PersonStatus::Living => {}
            PersonStatus::Deceased => return Err(deceased_already()),
            PersonStatus::Merged => return Err(merged()),
        }
        if death.on.zip(self.identity.birth_date).is_some_and(|(died, born)| died < born) {
            return Err(before_birth());
        }
        self.status = PersonStatus::Deceased;
        self.death = Some(Death { silenced: !self.do_not_contact, ..death });
        self.do_not_contact = true;
        Ok(())
    }

    /// Takes back a death that was written down by mistake; gives what was said.
    ///
    /// # Errors
    /// Where her record does not say that she died, or says so because of a donation or a ledger.
    pub fn live_again(&mut self) -> Result<Death, Problem> {
        if self.status != PersonStatus::Deceased {
            return Err(not_deceased());
        }
        let death = self.death.take().ok_or_else(told_otherwise)?;
        self.status = PersonStatus::Living;
        if death.silenced {
            self.do_not_contact = false;
        }
        Ok(death)
    }
}

fn deceased_already() -> Problem {
    let words = Words::new("记录中此人已故。", "By the record this person has died already.");
    Problem::new("status", "deceased", words)
}

fn merged() -> Problem {
    let words = Words::new(
        "此记录已并入另一条，请在那里办理。",
        "This record was merged into another; go on there.",
    );
    Problem::new("status", "merged", words)
}

fn before_birth() -> Problem {
    let words = Words::new("日期早于出生日期，请核对。", "Before she was born; check the day.");
    Problem::new("on", "before_birth", words)
}

fn not_deceased() -> Problem {
    let words = Words::new("记录中此人在世。", "By the record this person is living.");
    Problem::new("status", "not_deceased", words)
}

/// Her record says that she died, but not by this act.
pub fn told_otherwise() -> Problem {
    let words = Words::new(
        "此人的身故来自捐献实现或导入的台账，请在捐献实现里撤回，或更正台账。",
        "That she died is told by a donation or an imported ledger: take it back in the donation, or correct the ledger.",
    );
    Problem::new("status", "told_otherwise", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 6, 2).expect("a day")
    }

    #[test]
    fn what_is_told_is_read_and_every_problem_told_at_once() {
        let told = DeathInput { told_by: "hospital".to_owned(), ..DeathInput::default() };
        let death = told.read(None, today()).expect("a death on an unknown day");
        assert_eq!((death.on, death.recorded_on), (None, today()));
        let wrong = DeathInput {
            on: "2025-06-03".to_owned(),
            told_by: "other".to_owned(),
            note: String::new(),
        };
        let codes = |input: &DeathInput| -> Vec<(String, &'static str)> {
            let problems = input.read(None, today()).expect_err("refused");
            problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
        };
        assert_eq!(codes(&wrong), [("on".to_owned(), "future"), ("note".to_owned(), "missing")]);
        let number = DeathInput { note: "找 154 0000 0001".to_owned(), ..told };
        assert_eq!(codes(&number), [("note".to_owned(), "personal_number")]);
        assert_eq!(codes(&DeathInput::default()), [("told_by".to_owned(), "missing")]);
    }
}
