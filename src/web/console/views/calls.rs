//! Today's calls: the list, one call with its numbers in full, and the sheet to print.

use askama::Template;

use super::fields::Field;
use super::frame::Frame;
use super::parts::{Action, Badge, Fact, Notice};
use crate::domain::words::{Problem, Words};

/// Until when a notice is held.
pub struct Due {
    /// The last day.
    pub on: String,
    /// How urgent it is; none while there is time.
    pub badge: Option<Badge>,
    /// How many working days are left; empty once it is over.
    pub left: Words,
}

/// One call that waits.
pub struct CallRow {
    /// The case.
    pub id: String,
    /// Masked name.
    pub name: String,
    /// Year and last four: what tells forty 张* apart.
    pub brief: String,
    /// Who manages her.
    pub unit: Words,
    /// How far the case has come.
    pub stage: Words,
    /// Until when; none once nothing runs out any more.
    pub due: Option<Due>,
    /// How often she was tried.
    pub tried: usize,
    /// What came of the last attempt, with its day.
    pub last: Option<(String, Words)>,
    /// The next number, masked, and whose it is.
    pub next: Option<(Words, String)>,
    /// Why she is called early.
    pub why: Vec<Words>,
    /// She is willing: what comes next is a step, not a call.
    pub further: bool,
    /// The call to make next: the cursor stands on it, and a key opens it.
    pub first: bool,
}

/// Calls under one heading.
pub struct CallGroup {
    /// E.g. “to call now”.
    pub title: Words,
    /// What to say when there are none.
    pub empty: Words,
    /// The calls.
    pub calls: Vec<CallRow>,
}

/// Today's calls.
#[derive(Template)]
#[template(path = "calls.html")]
pub struct CallsPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Pages beside this one.
    pub actions: Vec<Action>,
    /// The groups, what is to be done first on top.
    pub groups: Vec<CallGroup>,
    /// Calls can be printed.
    pub sheet: bool,
}

/// One number that can be dialled, in full.
pub struct CallNumber {
    /// Its place in the list, as it is posted.
    pub index: String,
    /// Whose it is.
    pub whose: Words,
    /// Of a relative: the masked name and the relation.
    pub who: String,
    /// In groups of digits, to be read and dialled.
    pub shown: String,
    /// The digits.
    pub digits: String,
    /// How often it was tried.
    pub tried: usize,
    /// To be dialled next.
    pub next: bool,
    /// Chosen in the form.
    pub chosen: bool,
}

/// One attempt of before.
pub struct AttemptRow {
    /// When.
    pub at: String,
    /// Whose number.
    pub whose: Words,
    /// The number, masked.
    pub number: String,
    /// What came of it.
    pub result: Words,
    /// What the caller noted.
    pub note: String,
    /// Who called; empty where it is not known.
    pub who: String,
}

/// What can come of a call: a button with a key.
pub struct ResultButton {
    /// The posted value.
    pub value: &'static str,
    /// The key that presses it.
    pub key: &'static str,
    /// The words on it.
    pub words: Words,
}

/// One call.
#[derive(Template)]
#[template(path = "call.html")]
pub struct CallPage {
    /// The frame; its title does not name the volunteer.
    pub frame: Frame,
    /// The case.
    pub id: String,
    /// The version that the result is written to.
    pub version: String,
    /// The volunteer's name, in full.
    pub name: String,
    /// Who calls.
    pub office: Words,
    /// Surname and title, as she is asked for.
    pub address: String,
    /// The same in English.
    pub address_en: String,
    /// Unit, year, last four.
    pub brief: Vec<Fact>,
    /// Stage and deadline.
    pub marks: Vec<Badge>,
    /// What is wrong with what was posted.
    pub problems: Vec<Problem>,
    /// The numbers, in the order in which to try them.
    pub numbers: Vec<CallNumber>,
    /// The number that is not in the list was dialled.
    pub new_chosen: bool,
    /// The next number is a relative's.
    pub to_relative: bool,
    /// A number learnt in the call, and what was noted.
    pub fields: Vec<Field>,
    /// What can come of it, by who answered.
    pub results: Vec<(Words, Vec<ResultButton>)>,
    /// The attempts of before, the newest first.
    pub before: Vec<AttemptRow>,
}

/// One call on the sheet.
pub struct SheetRow {
    /// Masked name; in full where the calls were opened.
    pub name: String,
    /// Year and last four.
    pub brief: String,
    /// Who manages her.
    pub unit: Words,
    /// How far the case has come.
    pub stage: Words,
    /// Until when.
    pub due: Option<Due>,
    /// How often she was tried.
    pub tried: usize,
    /// The numbers and whose they are; masked unless the calls were opened.
    pub numbers: Vec<(Words, String)>,
}

/// Calls to take along on paper.
#[derive(Template)]
#[template(path = "call-sheet.html")]
pub struct SheetPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// The day.
    pub day: String,
    /// Who prints it.
    pub by: String,
    /// The calls were opened: names and numbers stand in full.
    pub whole: bool,
    /// Messages above the sheet.
    pub notices: Vec<Notice>,
    /// The calls.
    pub rows: Vec<SheetRow>,
    /// How many calls can be opened for one sheet.
    pub most: usize,
}
