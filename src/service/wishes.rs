//! What a person wishes for after her death: taken down, and changed as often as she likes.

use uuid::Uuid;

use super::{App, Caller, Result, people::change};
use crate::domain::{audit::Action, intake::Checks, wishes::WishesInput};

/// Replaces the wishes of `person` by what `input` says.
///
/// # Errors
/// Every problem of the form; publicity without the consent to it; another version of the record.
pub async fn amend(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    input: &WishesInput,
) -> Result<i64> {
    let mut checks = Checks::new(app.today());
    let wishes = input.read(&mut checks);
    let wishes = checks.finish(Some(wishes))?;
    change(app, caller, person, Some(version), Action::WishesAmended, |person| {
        Ok(person.wish(wishes)?)
    })
    .await
}
