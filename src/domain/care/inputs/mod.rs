//! What forms and calls say about a ledger, as texts; read here, every problem told at once.

mod members;

pub use members::{MemberInput, RuleInput};

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    LedgerKind, Remembered,
    aid::{Aid, Gift, Source, Told, fen_of},
    entries::{Circumstance, Entry, EntryKind, Occasion, What},
    problems,
};
use crate::domain::{
    intake::Checks,
    words::{Problem, Words},
};

/// The longest text of an entry.
const WORDS: u64 = 1000;
/// The longest name of a thing: a title, a school, who consented.
const NAME: u64 = 60;

/// A new ledger.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LedgerInput {
    /// `family`, `registrant` or `donor`.
    pub kind: String,
    /// What the family is called, as it wishes; at most 60 characters.
    pub title: String,
    /// The person in the registry whom it concerns; has to be there for a living registrant or donor.
    pub person: Option<Uuid>,
    /// The unit that cares; by default that of the person, or else the caller's own.
    pub unit: Option<Uuid>,
    /// The death that a family remembers; by default the day of the person's donation. Amending, an empty one
    /// leaves what is known.
    pub died_on: String,
    /// The family counts its return by the lunar calendar.
    pub lunar: bool,
}

/// Something that happened.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntryInput {
    /// `visit`, `call`, `condolence`, `hardship`, `wish` or `note`.
    pub kind: String,
    /// The day.
    pub on: String,
    /// With which members.
    pub members: Vec<Uuid>,
    /// The family came by itself, or called.
    pub came: bool,
    /// In words; no phone or document numbers.
    pub words: String,
    /// Of condolences: `spring_festival`, `qingming`, `double_ninth`, `school`, `hundred_days`, `anniversary`,
    /// `birthday`, `illness`, `bereavement`, `other`.
    pub occasion: String,
    /// Of hardship: `illness`, `accident`, `schooling`, `support`, `other`; at least one.
    pub circumstances: Vec<String>,
}

/// Aid that is asked for.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AidInput {
    /// The day.
    pub on: String,
    /// How much, in yuan with at most two decimals (`2000`, `1280.50`); with goods, what they are worth.
    pub amount: String,
    /// Goods, where it is not money.
    pub goods: String,
    /// What it is needed for.
    pub need: String,
    /// Who pays: `red_cross_fund`, `government`, `donation`, `other`.
    pub source: String,
    /// Who pays, in words; has to be there for `other`.
    pub source_words: String,
}

/// A day, with what is to be said about it.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DayInput {
    /// The day.
    pub on: String,
    /// In words.
    pub words: String,
}

fn required(checks: &mut Checks, field: &'static str, text: &str) {
    if text.trim().is_empty() {
        checks.push(field, "required", Words::new("此项必填。", "This has to be filled in."));
    }
}

fn required_day(checks: &mut Checks, text: &str) -> Option<NaiveDate> {
    required(checks, "on", text);
    checks.day("on", text)
}

fn required_code<T>(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    required(checks, field, text);
    checks.code(field, text, read)
}

fn codes<T>(
    checks: &mut Checks,
    field: &'static str,
    texts: &[String],
    read: impl Fn(&str) -> Option<T> + Copy,
) -> Vec<T> {
    texts.iter().filter_map(|text| checks.code(field, text, read)).collect()
}

impl LedgerInput {
    /// Kind, title and the death that is remembered.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(
        &self,
        today: NaiveDate,
    ) -> Result<(LedgerKind, String, Option<Remembered>), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let kind = required_code(&mut checks, "kind", &self.kind, LedgerKind::from_code);
        required(&mut checks, "title", &self.title);
        let title = checks.text("title", &self.title, NAME);
        let died_on = checks.day("died_on", &self.died_on);
        let remembered = died_on.map(|died_on| Remembered { died_on, lunar: self.lunar });
        checks.finish(kind.zip(title).map(|(kind, title)| (kind, title, remembered)))
    }
}

impl EntryInput {
    /// The entry that the account `by` writes down.
    ///
    /// # Errors
    /// Every problem of the form; whether it may be told, the story says.
    pub fn read(
        &self,
        id: Uuid,
        by: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<Entry, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = required_day(&mut checks, &self.on);
        let words = checks.text("words", &self.words, WORDS);
        // Aid has a form of its own, and a second person.
        let kind = |code: &str| EntryKind::from_code(code).filter(|kind| *kind != EntryKind::Aid);
        let what = match required_code(&mut checks, "kind", &self.kind, kind) {
            Some(EntryKind::Visit) => Some(What::Visit),
            Some(EntryKind::Call) => Some(What::Call),
            Some(EntryKind::Condolence) => {
                required_code(&mut checks, "occasion", &self.occasion, Occasion::from_code)
                    .map(|occasion| What::Condolence { occasion })
            }
            Some(EntryKind::Hardship) => {
                let from_code = Circumstance::from_code;
                let all = codes(&mut checks, "circumstances", &self.circumstances, from_code);
                Some(What::Hardship { circumstances: all })
            }
            Some(EntryKind::Wish) => Some(What::Wish),
            Some(EntryKind::Note) => Some(What::Note),
            Some(EntryKind::Aid) | None => None,
        };
        let mut members = self.members.clone();
        members.sort_unstable();
        members.dedup();
        let came = self.came;
        checks.finish(on.zip(what).map(|(on, what)| Entry {
            id,
            on,
            by,
            members,
            came,
            words,
            what,
        }))
    }
}

impl AidInput {
    /// The entry with the aid that the account `by` asks for.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, id: Uuid, by: Uuid, today: NaiveDate) -> Result<Entry, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = required_day(&mut checks, &self.on);
        let source = required_code(&mut checks, "source", &self.source, Source::from_code);
        let source_words = checks.text("source_words", &self.source_words, 200);
        let goods = checks.text("goods", &self.goods, 200);
        required(&mut checks, "need", &self.need);
        let need = checks.text("need", &self.need, WORDS);
        let fen = match self.amount.trim() {
            "" => None,
            text => {
                let fen = fen_of(text);
                if fen.is_none() {
                    let problem = problems::amount();
                    checks.push(problem.field, problem.code, problem.words);
                }
                fen
            }
        };
        let gift = match (goods, fen) {
            (Some(what), fen) => Some(Gift::Goods { what, fen }),
            (None, Some(fen)) => Some(Gift::Money { fen }),
            (None, None) => {
                if self.amount.trim().is_empty() {
                    let words = Words::new(
                        "请填金额，或写明物资。",
                        "Fill in the amount, or name the goods.",
                    );
                    checks.push("amount", "required", words);
                }
                None
            }
        };
        let entry = on.zip(source).zip(gift).map(|((on, source), gift)| {
            let aid = Aid::asked(by, gift, source, source_words);
            let (members, by) = (Vec::new(), Some(by));
            Entry { id, on, by, members, came: false, words: need, what: What::Aid(Box::new(aid)) }
        });
        checks.finish(entry)
    }
}

impl DayInput {
    /// The day and the words.
    ///
    /// # Errors
    /// Where the day is missing or cannot be read, or the words are too long.
    pub fn read(&self, today: NaiveDate) -> Result<(NaiveDate, Option<String>), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = required_day(&mut checks, &self.on);
        let words = checks.text("words", &self.words, WORDS);
        checks.finish(on.map(|on| (on, words)))
    }

    /// The same as what is told of aid by the account `by`.
    ///
    /// # Errors
    /// As [`DayInput::read`].
    pub fn told(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Told, Vec<Problem>> {
        let (on, words) = self.read(today)?;
        Ok(Told { on, by, words })
    }
}
