//! Aid (人道慰问、困难救助): asked for, approved by a second person, given, signed for, and what came of it.
//! A state machine: nothing is given that a second person did not approve.

mod gifts;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use gifts::{Gift, MOST_FEN, Source, fen_of, yuan};

use super::{problems, wording};
use crate::domain::{codes::codes, words::Problem};

codes! {
    /// How far aid has come.
    AidState {
        /// Waits for a second person.
        Requested = "requested", "待审批", "Waits for approval";
        /// A second person said no.
        Declined = "declined", "未批准", "Declined";
        /// A second person said yes; not given yet.
        Approved = "approved", "已批准，待发放", "Approved, to be given";
        /// Given, not signed for yet.
        Given = "given", "已发放，待签收", "Given, to be signed for";
        /// Signed for.
        Receipted = "receipted", "已签收", "Signed for";
        /// Its outcome is known.
        Closed = "closed", "已回访成效", "Outcome known";
    }
}

/// The second person's word.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The day.
    pub on: NaiveDate,
    /// Her account: never whose account asked for it, and never the operator.
    pub by: Uuid,
    /// Whether it may be given.
    pub approved: bool,
    /// In words; has to be said where it is declined.
    pub words: Option<String>,
}

/// That it was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Giving {
    /// The day.
    pub on: NaiveDate,
    /// The account of who gave it; none for the operator.
    pub by: Option<Uuid>,
}

/// What is told of aid afterwards: the receipt, the outcome.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The day.
    pub on: NaiveDate,
    /// The account of who wrote it down; none for the operator.
    pub by: Option<Uuid>,
    /// In words: the number of the receipt, who signed; what the aid has changed.
    pub words: Option<String>,
}

/// Aid. Its fields are private: only [`Aid::decide`] and what follows it change how far it has come.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aid {
    asked_by: Uuid,
    gift: Gift,
    source: Source,
    source_words: Option<String>,
    decision: Option<Decision>,
    giving: Option<Giving>,
    receipt: Option<Told>,
    outcome: Option<Told>,
}

impl std::fmt::Debug for Aid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Aid({})", self.state().code())
    }
}

impl Aid {
    /// Aid that `asked_by` asks for.
    pub fn asked(asked_by: Uuid, gift: Gift, source: Source, source_words: Option<String>) -> Self {
        let (decision, giving, receipt, outcome) = (None, None, None, None);
        Self { asked_by, gift, source, source_words, decision, giving, receipt, outcome }
    }

    /// The account that asked for it.
    pub fn asked_by(&self) -> Uuid {
        self.asked_by
    }

    /// What is given.
    pub fn gift(&self) -> &Gift {
        &self.gift
    }

    /// Who pays.
    pub fn source(&self) -> Source {
        self.source
    }

    /// Who pays, in words.
    pub fn source_words(&self) -> Option<&str> {
        self.source_words.as_deref()
    }

    /// The second person's word.
    pub fn decision(&self) -> Option<&Decision> {
        self.decision.as_ref()
    }

    /// That it was given.
    pub fn giving(&self) -> Option<&Giving> {
        self.giving.as_ref()
    }

    /// That the family signed for it.
    pub fn receipted(&self) -> Option<&Told> {
        self.receipt.as_ref()
    }

    /// What came of it.
    pub fn came_of_it(&self) -> Option<&Told> {
        self.outcome.as_ref()
    }

    /// How far it has come.
    pub fn state(&self) -> AidState {
        match (&self.decision, &self.giving, &self.receipt, &self.outcome) {
            (None, ..) => AidState::Requested,
            (Some(decision), ..) if !decision.approved => AidState::Declined,
            (_, None, ..) => AidState::Approved,
            (_, _, None, _) => AidState::Given,
            (_, _, _, None) => AidState::Receipted,
            _ => AidState::Closed,
        }
    }

    /// Whether it waits for a second person.
    pub fn awaits_approval(&self) -> bool {
        self.state() == AidState::Requested
    }

    /// Everything that is wrong with what is asked for.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.gift.fen().is_some_and(|fen| !(1..=MOST_FEN).contains(&fen)) {
            problems.push(problems::amount());
        }
        if let Some(goods) = self.gift.goods() {
            problems.extend(wording::humanitarian("goods", goods).err());
        }
        let unsaid = |words: &String| words.trim().is_empty();
        if self.source == Source::Other && self.source_words.as_ref().is_none_or(unsaid) {
            problems.push(problems::words_missing("source_words"));
        }
        if let Some(words) = &self.source_words {
            problems.extend(checked("source_words", words));
        }
        problems
    }

    pub(super) fn decide(
        &mut self,
        decision: Decision,
        asked_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Vec<Problem>> {
        if !self.awaits_approval() {
            return Err(vec![problems::decided_already()]);
        }
        if decision.by == self.asked_by {
            return Err(vec![problems::same_person()]);
        }
        let mut problems = between(asked_on, decision.on, today);
        match decision.words.as_deref().filter(|words| !words.trim().is_empty()) {
            Some(words) => problems.extend(checked("words", words)),
            None if !decision.approved => problems.push(problems::words_missing("words")),
            None => {}
        }
        none_of(problems)?;
        self.decision = Some(decision);
        Ok(())
    }

    pub(super) fn give(&mut self, giving: Giving, today: NaiveDate) -> Result<(), Vec<Problem>> {
        let approved = match (&self.decision, self.state()) {
            (Some(decision), AidState::Approved) => decision.on,
            (None, _) => return Err(vec![problems::not_approved()]),
            (_, AidState::Declined) => return Err(vec![problems::declined()]),
            _ => return Err(vec![problems::given_already()]),
        };
        none_of(between(approved, giving.on, today))?;
        self.giving = Some(giving);
        Ok(())
    }

    pub(super) fn receipt(&mut self, receipt: Told, today: NaiveDate) -> Result<(), Vec<Problem>> {
        let given = match (&self.giving, self.state()) {
            (Some(giving), AidState::Given) => giving.on,
            (None, _) => return Err(vec![problems::not_given()]),
            _ => return Err(vec![problems::receipted_already()]),
        };
        let mut problems = between(given, receipt.on, today);
        problems.extend(receipt.words.iter().flat_map(|words| checked("words", words)));
        none_of(problems)?;
        self.receipt = Some(receipt);
        Ok(())
    }

    pub(super) fn outcome(&mut self, outcome: Told, today: NaiveDate) -> Result<(), Vec<Problem>> {
        let signed = match (&self.receipt, self.state()) {
            (Some(receipt), AidState::Receipted) => receipt.on,
            (None, _) => return Err(vec![problems::not_receipted()]),
            _ => return Err(vec![problems::outcome_known()]),
        };
        let mut problems = between(signed, outcome.on, today);
        match outcome.words.as_deref().filter(|words| !words.trim().is_empty()) {
            Some(words) => problems.extend(checked("words", words)),
            None => problems.push(problems::words_missing("words")),
        }
        none_of(problems)?;
        self.outcome = Some(outcome);
        Ok(())
    }

    pub(super) fn texts_mut(&mut self) -> Vec<&mut String> {
        let goods = match &mut self.gift {
            Gift::Goods { what, .. } => Some(what),
            Gift::Money { .. } => None,
        };
        let told = [&mut self.receipt, &mut self.outcome].into_iter().flatten();
        let told = told.filter_map(|told| told.words.as_mut());
        let decided = self.decision.iter_mut().filter_map(|decision| decision.words.as_mut());
        goods.into_iter().chain(self.source_words.iter_mut()).chain(decided).chain(told).collect()
    }
}

/// The problem with a day that has to lie between two others.
fn between(first: NaiveDate, on: NaiveDate, today: NaiveDate) -> Vec<Problem> {
    if on > today {
        vec![problems::in_future("on")]
    } else if on < first {
        vec![problems::before_last_step()]
    } else {
        Vec::new()
    }
}

fn none_of(problems: Vec<Problem>) -> Result<(), Vec<Problem>> {
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What is wrong with a text that tells of aid.
fn checked(field: &'static str, words: &str) -> impl Iterator<Item = Problem> {
    let told = [wording::humanitarian(field, words), wording::no_numbers(field, words)];
    told.into_iter().filter_map(Result::err)
}
