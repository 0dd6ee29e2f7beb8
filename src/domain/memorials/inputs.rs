//! What forms and calls say about an entry, as texts; read here, every problem told at once.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Batch, MemorialConsent, MemorialDetails, MemorialEntry, Naming, Whose, family_may_speak,
    problems, publicity,
};
use crate::domain::{
    consents::ConsentStatus,
    feasts::Feast,
    intake::Checks,
    names::Name,
    people::Relation,
    person::{Person, PersonStatus},
    tasks::inputs::has_number,
    words::{Problem, Words},
};

/// The longest words about somebody, in characters.
const WORDS: u64 = 500;
/// The longest reason of a withdrawal, in characters.
const WHY: u64 = 200;
/// Nobody in the registry was born before.
const FIRST_YEAR: i32 = 1850;

/// What an entry says. Days in any common spelling; what is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemorialInput {
    /// `own_name` or `pseudonym`.
    pub naming: String,
    /// The pseudonym, for `pseudonym`.
    pub pseudonym: String,
    /// The year of birth, four digits; empty where it is not to be shown.
    pub born_in: String,
    /// The year of death, four digits; empty where it is not to be shown.
    pub died_in: String,
    /// What may be said of her, at most 500 characters; no phone or document number.
    pub words: String,
    /// `own` (her consent to publicity on the record) or `family`.
    pub consent: String,
    /// For `family`: what the relative is to her, a code of `Relation`.
    pub family_relation: String,
    /// For `family`: the relative's name.
    pub family_name: String,
    /// For `family`: the day on which the relative signed.
    pub family_on: String,
    /// For `family`: SHA-256 of the scanned paper, 64 hexadecimal digits; may be empty.
    pub family_paper: String,
}

impl MemorialInput {
    /// What is to be sealed, written by `by`, where `earlier` are the person's other entries.
    ///
    /// # Errors
    /// Every problem of the form; where her record was merged away, where she has an entry already, and where
    /// the consent is one that a withdrawn entry used up.
    pub fn read(
        &self,
        person: &Person,
        earlier: &[MemorialEntry],
        by: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<MemorialDetails, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let mut refused = Vec::new();
        if person.status == PersonStatus::Merged {
            refused.push(problems::merged());
        }
        if earlier.iter().any(|entry| !entry.is_withdrawn()) {
            refused.push(problems::one_already());
        }
        let named = self.named(person, &mut checks, &mut refused);
        let born_in = year(&mut checks, "born_in", &self.born_in, today);
        let died_in = year(&mut checks, "died_in", &self.died_in, today);
        if born_in.zip(died_in).is_some_and(|(born, died)| died < born) {
            let words = Words::new("身故年份早于出生年份。", "Died before she was born.");
            checks.push("died_in", "before_birth", words);
        }
        let words = checks.text("words", &self.words, WORDS);
        if has_number(&self.words) {
            let words = Words::new(
                "请勿写入证件号码或电话。",
                "Leave out document numbers and phone numbers.",
            );
            checks.push("words", "personal_number", words);
        }
        let consent = self.consent(person, earlier, &mut checks, &mut refused);
        let read = named.zip(consent).map(|((naming, shown_as), consent)| MemorialDetails {
            naming,
            shown_as,
            born_in,
            died_in,
            words,
            consent,
            written_by: by.into_iter().collect(),
            approved_by: None,
            withdrawn: None,
        });
        match (checks.finish(read), refused.is_empty()) {
            (Ok(read), true) => Ok(read),
            (Ok(_), false) => Err(refused),
            (Err(problems), _) => Err(refused.into_iter().chain(problems).collect()),
        }
    }

    /// The form of the name, exactly as it may be shown.
    fn named(
        &self,
        person: &Person,
        checks: &mut Checks,
        refused: &mut Vec<Problem>,
    ) -> Option<(Naming, Name)> {
        if self.naming.trim().is_empty() {
            checks.missing("naming");
        }
        let naming = checks.code("naming", &self.naming, Naming::from_code)?;
        let own = &person.identity.name;
        let name = match naming {
            Naming::OwnName => own.clone(),
            Naming::Pseudonym => checks.name("pseudonym", &self.pseudonym)?,
        };
        if naming == Naming::Pseudonym && name.as_str().contains(own.as_str()) {
            refused.push(problems::own_name_in_pseudonym());
        }
        Some((naming, name))
    }

    fn consent(
        &self,
        person: &Person,
        earlier: &[MemorialEntry],
        checks: &mut Checks,
        refused: &mut Vec<Problem>,
    ) -> Option<MemorialConsent> {
        if self.consent.trim().is_empty() {
            checks.missing("consent");
        }
        match checks.code("consent", &self.consent, Whose::from_code)? {
            Whose::Own => {
                let used = |id: Uuid| {
                    earlier.iter().any(|entry| {
                        entry.is_withdrawn()
                            && entry.details.consent == MemorialConsent::Own { consent: id }
                    })
                };
                let given = publicity(person)
                    .filter(|one| one.status == ConsentStatus::Given && !used(one.id));
                let last = given.max_by_key(|one| (one.details.given_on, one.id));
                if last.is_none() {
                    refused.push(problems::no_own_consent());
                }
                last.map(|one| MemorialConsent::Own { consent: one.id })
            }
            Whose::Family => self.family(person, earlier, checks, refused),
        }
    }

    fn family(
        &self,
        person: &Person,
        earlier: &[MemorialEntry],
        checks: &mut Checks,
        refused: &mut Vec<Problem>,
    ) -> Option<MemorialConsent> {
        refused.extend(family_may_speak(person).err());
        if self.family_relation.trim().is_empty() {
            checks.missing("family_relation");
        }
        let relative = |code: &str| {
            let no_kin = [Relation::Friend, Relation::Organisation, Relation::Other];
            Relation::from_code(code).filter(|relation| !no_kin.contains(relation))
        };
        let relation = checks.code("family_relation", &self.family_relation, relative);
        let name = checks.name("family_name", &self.family_name);
        let on = checks.required_day("family_on", &self.family_on);
        let paper = self.family_paper.trim().to_ascii_lowercase();
        let is_hash = paper.len() == 64 && paper.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !paper.is_empty() && !is_hash {
            let words = Words::new(
                "须为扫描件 SHA-256 的 64 位十六进制数，可留空。",
                "SHA-256 of the scan as 64 hexadecimal digits, or empty.",
            );
            checks.push("family_paper", "hash", words);
        }
        let paper = is_hash.then_some(paper);
        let consent = MemorialConsent::Family { relation: relation?, name: name?, on: on?, paper };
        let stale = |entry: &MemorialEntry| {
            let since = entry.details.withdrawn.as_ref().map(|withdrawal| withdrawal.on);
            entry.details.consent == consent || since > on
        };
        if earlier.iter().any(stale) {
            refused.push(problems::old_family_consent());
        }
        Some(consent)
    }
}

/// A year of four digits that is not after this one.
fn year(checks: &mut Checks, field: &'static str, text: &str, today: NaiveDate) -> Option<i32> {
    let text = crate::domain::names::fold(text).trim_end_matches('年').trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let year = text.parse().ok().filter(|year| (FIRST_YEAR..=today.year()).contains(year));
    if year.is_none() {
        let words = Words::made(
            format!("请填四位年份，{FIRST_YEAR} 至今年，例如 1956。"),
            format!("A year of four digits from {FIRST_YEAR} to this one, e.g. 1956."),
        );
        checks.push(field, "year", words);
    }
    year
}

/// Why an entry is withdrawn. Nobody has to say.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = MemorialWithdrawalInput)]
pub struct WithdrawalInput {
    /// In words, at most 200 characters; may be empty.
    pub why: String,
}

impl WithdrawalInput {
    /// The reason, if any.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn read(&self, today: NaiveDate) -> Result<Option<String>, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let why = checks.text("why", &self.why, WHY);
        checks.finish(Some(why))
    }
}

/// Into which batch an entry goes; both empty to take it out of its batch.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = EngravingBatchInput)]
pub struct BatchInput {
    /// The day on which the names are to be engraved; it may lie ahead.
    pub on: String,
    /// The occasion: `qingming`, `organ_day`, `blood_donor_day`, `marrow_donor_day`, `double_ninth`,
    /// `winter_solstice`, `other`.
    pub feast: String,
}

impl BatchInput {
    /// The batch; none where both are empty.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(&self, today: NaiveDate) -> Result<Option<Batch>, Vec<Problem>> {
        if self.on.trim().is_empty() && self.feast.trim().is_empty() {
            return Ok(None);
        }
        let mut checks = Checks::new(today);
        let on = checks.any_day("on", &self.on);
        if self.feast.trim().is_empty() {
            checks.missing("feast");
        }
        let feast = checks.code("feast", &self.feast, Feast::from_code);
        checks.finish(on.zip(feast).map(|(on, feast)| Some(Batch { on, feast })))
    }
}
