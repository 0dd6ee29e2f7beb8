//! Who is eligible for what, computed from the donations that took place each time it is asked; nothing is kept.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        honours::{
            Honour, HonourStatus,
            policies::{Eligible, Policy},
        },
        masks::MaskedPerson,
        permissions::Permission,
    },
    service::{App, Caller, Result},
    store::{self, units::Unit},
};

/// A benefit that somebody may have for what one person gave.
pub struct Due {
    /// Who gave, masked.
    pub person: MaskedPerson,
    /// The policy.
    pub policy: Policy,
    /// Who may have it.
    pub eligible: Vec<Eligible>,
    /// The days on which it was issued, the earliest first; what was revoked does not count.
    pub issued: Vec<NaiveDate>,
}

/// Everything that people within the caller's units, or their families, may have today; what was never issued
/// first. Records that cannot be read are left out and audited.
///
/// # Errors
/// [`crate::service::ServiceError::Denied`], and what the database says.
pub async fn eligible(app: &App, caller: &Caller) -> Result<Vec<Due>> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let mut tx = app.store.read().await?;
    let units = store::units::list(&mut tx).await?;
    let donors = store::honours::donors(&mut tx, &scope).await?;
    let people = store::people::load(&mut tx, &scope, &donors).await?;
    let issued = store::honours::list(&mut tx, &scope, i64::MAX).await?;
    drop(tx);
    let people = app.readable(caller, SubjectKind::Person, people).await?;
    let issued = app.readable(caller, SubjectKind::Honour, issued).await?;
    let today = app.today();
    let mut all = Vec::new();
    for person in &people {
        let codes = codes_above(&units, person.unit);
        for policy in app.settings.benefits.all() {
            let met = policy.met_by(person);
            if met.is_empty() || !policy.holds(&codes, today) {
                continue;
            }
            let under = |one: &&Honour| {
                one.person == person.id
                    && one.status == HonourStatus::Issued
                    && one.details.policy.as_ref() == Some(&policy.code)
            };
            let mut days: Vec<_> = issued.iter().filter(under).map(|one| one.issued_on).collect();
            days.sort_unstable();
            all.push(Due {
                person: MaskedPerson::of(person, today),
                policy: policy.clone(),
                eligible: met,
                issued: days,
            });
        }
    }
    all.sort_by_key(|due| !due.issued.is_empty());
    Ok(all)
}

/// The policies under which something can be issued for a person today.
///
/// # Errors
/// [`crate::service::ServiceError::Missing`] outside the scope, and what the database says.
pub async fn policies_for(app: &App, caller: &Caller, person: Uuid) -> Result<Vec<Policy>> {
    let scope = caller.actor.may(Permission::HonoursWork)?;
    let read = async {
        let mut tx = app.store.read().await?;
        let person = store::people::get(&mut tx, &scope, person).await?;
        Ok((person, store::units::list(&mut tx).await?))
    };
    let (person, units) = app.witness(caller, read.await).await?;
    let codes = codes_above(&units, person.unit);
    let holds =
        |policy: &&Policy| policy.holds(&codes, app.today()) && !policy.met_by(&person).is_empty();
    Ok(app.settings.benefits.all().iter().filter(holds).cloned().collect())
}

/// The division codes of `unit` and of those above, from below.
pub(super) fn codes_above(units: &[Unit], unit: Uuid) -> Vec<String> {
    let find = |id: Uuid| units.iter().find(|unit| unit.id == id);
    std::iter::successors(find(unit), |unit| find(unit.parent?))
        .filter_map(|unit| unit.code.clone())
        .collect()
}
