//! What the forms that erase a person and a family's ledger have in common: a supervisor asks, another confirms.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    office::decided,
    people::done_or_again,
    respond::{Done, Page, PageError},
    session::Signed,
    views::{Choice, Fact, Field, FormPage, Values, Width},
};
use crate::{
    domain::words::{Problem, Words},
    service::Result,
};

/// What a form says is to be done.
pub(super) enum Step {
    /// Ask for it; why, as a code.
    Ask(String),
    /// Confirm what somebody else asked for.
    Confirm,
    /// Leave everything as it is.
    Keep,
}

/// The form says whether it asks or decides: somebody else may have asked meanwhile.
fn step(values: &Values) -> Result<Step> {
    if values.get("ask") == "yes" {
        return Ok(Step::Ask(values.get("reason").to_owned()));
    }
    Ok(if decided(values, "erase", "keep")? { Step::Confirm } else { Step::Keep })
}

/// Does what the form says by `act`, then on to `home`, the page of whom or what it concerns, or to `list` where
/// that is gone.
pub(super) async fn decide(
    values: &Values,
    (home, list): (&str, &str),
    act: impl AsyncFnOnce(Step) -> Result<()>,
    again: impl AsyncFnOnce(&[Problem]) -> std::result::Result<FormPage, PageError>,
) -> Page {
    let (acted, to, what) = match step(values) {
        Err(error) => (Err(error), home, Done::Asked),
        Ok(step) => {
            let (to, what) = match step {
                Step::Ask(_) => (home, Done::Asked),
                Step::Confirm => (list, Done::Removed),
                Step::Keep => (home, Done::Decided),
            };
            (act(step).await, to, what)
        }
    };
    done_or_again(acted, to, what, again).await
}

/// Why it is to be erased.
pub(super) fn why(reasons: Vec<Choice>, values: &Values) -> Field {
    Field::radios("reason", Words::new("原因", "Why"), reasons, values.get("reason"))
        .required()
        .width(Width::Full)
}

/// The decision on what the account `asked` asked for, who can only take it back: to keep, or to erase.
pub(super) fn decision(
    by: &Signed,
    asked: Uuid,
    values: &Values,
    (keep, erase): (Words, Words),
) -> Field {
    let mut choices = vec![Choice::new("keep", keep)];
    if by.caller.actor.account_id() != Some(asked) {
        choices.push(Choice::new("erase", erase));
    }
    let words = Words::new("决定", "Decision");
    Field::radios("decision", words, choices, values.get("decision")).required().width(Width::Full)
}

/// When somebody asked for it, and why.
pub(super) fn facts(on: NaiveDate, reason: Words) -> [Fact; 2] {
    [
        Fact::new(Words::new("申请日期", "Asked for on"), on.to_string()),
        Fact::coded(Words::new("原因", "Why"), reason),
    ]
}
