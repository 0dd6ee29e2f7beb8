//! Notices of a withdrawal, ticked off once they are given.

use uuid::Uuid;

use super::{App, Caller, Result, people::change};
use crate::domain::{audit::Action, intake::Checks, notices::Given};

/// Ticks off the notice at `position`, from one, of the withdrawn `registration`: given on the day `on`
/// (empty for today) by the caller, with the receipt that came back.
///
/// # Errors
/// Where there is no such notice, it was given already, the day is wrong, or the national system's receipt is
/// missing.
pub async fn give(
    app: &App,
    caller: &Caller,
    (person, version): (Uuid, i64),
    (registration, position): (Uuid, usize),
    on: &str,
    receipt: &str,
) -> Result<i64> {
    let mut checks = Checks::new(app.today());
    let on = checks.day("told_on", on).unwrap_or(app.today());
    let receipt = checks.text("receipt", receipt, 60);
    let given = Given { on, by: caller.actor.account_id(), receipt };
    let given = checks.finish(Some(given))?;
    change(app, caller, person, Some(version), Action::NoticeGiven, |person| {
        Ok(person.give_notice(registration, position, given)?)
    })
    .await
}
