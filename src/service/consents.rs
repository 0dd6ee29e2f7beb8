//! Consents of a known person: recorded and withdrawn, purpose by purpose.

use uuid::Uuid;

use super::{App, Caller, Result, people::change};
use crate::{
    crypto::random::new_id,
    domain::{
        audit::Action,
        intake::{Checks, ConsentInput, Intake},
        words::Words,
    },
};

/// Records a consent to the text in force today.
///
/// # Errors
/// Every problem of the form.
pub async fn record(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    input: &ConsentInput,
) -> Result<i64> {
    let (vault, now) = (app.store.vault(), app.store.clock().now());
    let mut checks = Checks::new(app.today());
    let intake = Intake { consents: vec![input.clone()], ..Intake::default() };
    let consent = intake.consents(&mut checks, &mut || new_id(&*vault.random, now)).pop();
    if consent.is_none() && input.purpose.trim().is_empty() {
        checks.push("purpose", "missing", Words::new("请选择用途。", "Choose a purpose."));
    }
    let consent = checks.finish(consent)?;
    change(app, caller, person, Some(version), Action::ConsentRecorded, |person| {
        person.consents.push(consent);
        Ok(())
    })
    .await
}

/// Withdraws the consent `id`; `on` may be empty: unknown.
///
/// # Errors
/// Where it was withdrawn already, or the day cannot be understood.
pub async fn withdraw(
    app: &App,
    caller: &Caller,
    person: Uuid,
    version: i64,
    id: Uuid,
    on: &str,
) -> Result<i64> {
    let mut checks = Checks::new(app.today());
    let on = checks.day("withdrawn_on", on);
    checks.finish(Some(()))?;
    change(app, caller, person, Some(version), Action::ConsentWithdrawn, |person| {
        Ok(person.withdraw_consent(id, on)?)
    })
    .await
}
