//! Carrying a donation after death through: a call comes in, the will is looked up, steps follow, two
//! coordinators witness. Until it is realised only those who handle it and the supervisors see it.

mod acts;
mod witnessing;
mod work;

use chrono::NaiveDate;
use uuid::Uuid;

pub use acts::{advance, end, hand_to, look, open, report, undo};
pub use witnessing::{sign, write_witness};

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::SubjectKind,
        coordinators::Coordinator,
        donations::{Course, Donation},
        masks::MaskedPerson,
        permissions::Permission,
    },
    store::{self, audit::AuditLine, donations::Realised, sealed_rows::Past},
};

/// A donation as its page shows it.
pub struct Shown {
    /// The donation.
    pub donation: Donation,
    /// Whose it is, masked.
    pub person: MaskedPerson,
    /// The coordinators assigned, as far as the register still has them.
    pub coordinators: Vec<Coordinator>,
    /// Who may be assigned: certified today, with an account to sign with.
    pub assignable: Vec<Coordinator>,
    /// The caller's own entry in the register, where she may sign next.
    pub may_sign: Option<Uuid>,
    /// What was done and by whom, newest first.
    pub history: Vec<AuditLine>,
    /// What it was, newest first.
    pub past: Vec<Past<Course>>,
}

/// The donation `id`.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope, and for those who do not handle it before it is realised;
/// [`ServiceError::Tampered`], which is audited.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::DonationsWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let donation = seen(caller, store::donations::get(&mut tx, &scope, id).await?)?;
        let person = store::people::get(&mut tx, &scope, donation.person).await?;
        let register = store::coordinators::around(&mut tx, donation.unit).await?;
        let history = store::audit::of_subject(&mut tx, id, 100).await?;
        let past = store::donations::past(&mut tx, &donation).await?;
        Ok((donation, person, register, history, past))
    };
    let (donation, person, register, history, past) = app.witness(caller, read.await).await?;
    let register = app.readable(caller, SubjectKind::Coordinator, register).await?;
    let today = app.today();
    let assigned = |one: &Coordinator| donation.coordinators().contains(&one.id);
    let own = |one: &&Coordinator| {
        one.account.is_some() && one.account == caller.actor.account_id() && assigned(one)
    };
    let signed = |one: &&Coordinator| {
        let record = donation.course.witness.as_ref();
        record.is_some_and(|record| record.signatures.iter().any(|s| s.coordinator == one.id))
    };
    let may_sign = donation.course.witness.as_ref().filter(|record| !record.is_closed());
    Ok(Shown {
        may_sign: may_sign
            .and_then(|_| register.iter().find(own).filter(|one| !signed(one)))
            .map(|one| one.id),
        coordinators: register.iter().filter(|one| assigned(one)).cloned().collect(),
        assignable: register.into_iter().filter(|one| is_assignable(one, today)).collect(),
        person: MaskedPerson::of(&person, today),
        donation,
        history,
        past,
    })
}

/// Certified today, and with an account to sign with.
fn is_assignable(coordinator: &Coordinator, today: NaiveDate) -> bool {
    coordinator.account.is_some() && coordinator.may_witness(today).is_ok()
}

/// A donation in a list.
pub struct Listed {
    /// The donation.
    pub donation: Donation,
    /// Whose it is, masked.
    pub person: MaskedPerson,
}

/// The donations on which something is still to be done, oldest call first; then those over whose call came
/// in since `since`, newest first. Those that cannot be read are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn list(app: &App, caller: &Caller, since: NaiveDate) -> Result<Vec<Listed>> {
    let scope = caller.actor.may(Permission::DonationsWork)?;
    let mut tx = app.store.read().await?;
    let open = store::donations::open(&mut tx, &scope).await?;
    let over = store::donations::over(&mut tx, &scope, since, app.today(), 500).await?;
    let found: Vec<_> = open.into_iter().chain(over).collect();
    let people: Vec<Uuid> = found.iter().flatten().map(|donation| donation.person).collect();
    let people = store::people::load(&mut tx, &scope, &people).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, people).await?;
    let found = app.readable(caller, SubjectKind::Donation, found).await?;
    let today = app.today();
    let listed = found.into_iter().filter_map(|donation| {
        let donation = seen(caller, donation).ok()?;
        let person = people.iter().find(|person| person.id == donation.person)?;
        Some(Listed { person: MaskedPerson::of(person, today), donation })
    });
    Ok(listed.collect())
}

/// The donations of one person that the caller may see, oldest call first.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn of_person(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Donation>> {
    let scope = caller.actor.may(Permission::DonationsWork)?;
    let found = store::donations::of_person(&mut *app.store.read().await?, &scope, person).await?;
    let found = app.readable(caller, SubjectKind::Donation, found).await?;
    Ok(found.into_iter().filter_map(|donation| seen(caller, donation).ok()).collect())
}

/// How many donations took place in the caller's scope from `from` to `to`, both days included.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn realised(
    app: &App,
    caller: &Caller,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Realised> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    Ok(store::donations::realised(&mut *app.store.read().await?, &scope, from, to).await?)
}

/// `donation`, where the caller may see it (organ regulation 16, 45: who may donate is not passed around).
fn seen(caller: &Caller, donation: Donation) -> Result<Donation> {
    let oversees = caller.actor.may(Permission::DonationsOversee).is_ok();
    if oversees || donation.is_shown_to(caller.actor.account_id()) {
        Ok(donation)
    } else {
        Err(ServiceError::Missing)
    }
}
