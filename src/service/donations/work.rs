//! What one act works on: the donation and the person's record, saved together or not at all.

use chrono::NaiveDate;
use uuid::Uuid;

use super::seen;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        coordinators::Coordinator,
        donations::Donation,
        permissions::{Permission, Scope},
        person::Person,
    },
    service::{App, Caller, Result, ServiceError, commemorations, memberships},
    store::{self, StoreError, WriteTx},
};

pub(super) struct Work {
    pub tx: WriteTx,
    scope: Scope,
    today: NaiveDate,
    before: (Donation, Person),
    pub donation: Donation,
    pub person: Person,
}

impl Work {
    /// Loads the donation `id` as the caller may change it, at `version`.
    pub async fn begin(app: &App, caller: &Caller, id: Uuid, version: i64) -> Result<Self> {
        let scope = caller.actor.may(Permission::DonationsWork)?;
        let mut tx = app.store.write(&caller.origin).await?;
        let donation = seen(caller, store::donations::get(&mut tx, &scope, id).await?)?;
        if version != donation.version {
            return Err(ServiceError::Conflict);
        }
        let person = store::people::get(&mut tx, &scope, donation.person).await?;
        let (today, before) = (app.today(), (donation.clone(), person.clone()));
        Ok(Self { tx, scope, today, before, donation, person })
    }

    /// The coordinators in the register of the donation's unit, of those below and of those above.
    pub async fn register(&mut self) -> Result<Vec<Coordinator>, StoreError> {
        let around = store::coordinators::around(&mut self.tx, self.donation.unit).await?;
        Ok(around.into_iter().flatten().collect())
    }

    /// The caller's own entry in that register.
    pub async fn own_entry(&mut self, caller: &Caller) -> Result<Option<Coordinator>, StoreError> {
        let account = caller.actor.account_id();
        let register = self.register().await?;
        Ok(register.into_iter().find(|one| account.is_some() && one.account == account))
    }

    /// The person's other donations.
    pub async fn others(&mut self) -> Result<Vec<Donation>, StoreError> {
        let id = self.donation.id;
        let all = store::donations::of_person(&mut self.tx, &self.scope, self.person.id).await?;
        Ok(all.into_iter().flatten().filter(|other| other.id != id).collect())
    }

    /// Saves what was changed, and tells of it; gives the new version.
    pub async fn finish(mut self, app: &App, caller: &Caller, action: Action) -> Result<i64> {
        let saved = store::donations::save(&mut self.tx, &self.before.0, self.donation).await?;
        if self.person != self.before.1 {
            let person = store::people::save(&mut self.tx, &self.before.1, self.person).await?;
            let event = AuditEvent::new(Action::RegistrationAmended).at(person.unit);
            self.tx.note(event.about(SubjectKind::Person, person.id, person.version)).await?;
            commemorations::follow_person(app, caller, &mut self.tx, &self.scope, &person).await?;
            if person.status != self.before.1.status {
                memberships::follow(&mut self.tx, &self.scope, &person, self.today).await?;
            }
        }
        self.tx.commit(event(action, &saved)).await?;
        Ok(saved.version)
    }
}

pub(super) fn event(action: Action, donation: &Donation) -> AuditEvent {
    AuditEvent::new(action).at(donation.unit).about(
        SubjectKind::Donation,
        donation.id,
        donation.version,
    )
}
