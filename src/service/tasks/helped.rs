//! Whom tasks are about, as she is now: whether somebody may be sent to her, and what a helper is told of her.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        care::{CareLedger, masks::MaskedLedger},
        permissions::{Actor, Permission, Scope},
        person::Person,
        tasks::{About, family_may_be_helped, may_be_helped},
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError, care},
    store::{self, Session},
};

/// What is told of whom a task is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whom {
    /// The masked name: `张**`; of a care ledger what the family is called, masked.
    pub name: String,
    /// The unit that manages her, or cares for the family: the township.
    pub unit: Uuid,
    /// It is a family, or what belongs to a care ledger.
    pub is_family: bool,
}

/// Somebody to whom a helper may be sent, or not.
pub(super) struct Helped {
    pub(super) whom: Whom,
    /// Why nobody may be sent.
    pub(super) stop: Option<Problem>,
}

/// Those found, and those that failed their integrity check.
#[derive(Default)]
pub(super) struct Found {
    pub(super) helped: BTreeMap<Uuid, Helped>,
    people: Vec<Uuid>,
    ledgers: Vec<Uuid>,
}

impl Found {
    /// Those of `about` who are within `scope`; who has moved away is not there.
    pub(super) async fn load(
        app: &App,
        session: &mut Session,
        scope: &Scope,
        about: impl Iterator<Item = About> + Clone,
    ) -> Result<Self> {
        let mut found = Self::default();
        let people: Vec<Uuid> = about.clone().filter_map(About::person).collect();
        for opened in store::people::load(session, scope, &people).await? {
            match opened {
                Ok(person) => drop(found.helped.insert(person.id, of_person(&person))),
                Err(id) => found.people.push(id),
            }
        }
        let ledgers: Vec<Uuid> = about.filter_map(About::ledger).collect();
        for opened in store::care::load(session, scope, &ledgers).await? {
            match opened {
                Ok(ledger) => {
                    let id = ledger.id;
                    let helped = of_ledger(app, session, ledger).await?;
                    found.helped.insert(id, helped);
                }
                Err(id) => found.ledgers.push(id),
            }
        }
        Ok(found)
    }

    /// Writes into the trail which failed their integrity check.
    pub(super) async fn witness(&self, app: &App, caller: &Caller) -> Result<()> {
        app.record_refused(caller, SubjectKind::Person, &self.people).await?;
        app.record_refused(caller, SubjectKind::CareLedger, &self.ledgers).await
    }
}

/// The one that `about` names, within `scope`.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope; [`ServiceError::Tampered`].
pub(super) async fn one(
    app: &App,
    session: &mut Session,
    scope: &Scope,
    about: About,
) -> Result<Helped> {
    match about {
        About::Person(id) => Ok(of_person(&store::people::get(session, scope, id).await?)),
        About::Ledger(id) => {
            let ledger = store::care::get(session, scope, id).await?;
            of_ledger(app, session, ledger).await
        }
    }
}

impl Helped {
    /// Whom somebody may be sent to.
    ///
    /// # Errors
    /// Why nobody may.
    pub(super) fn open(self) -> Result<Whom> {
        match self.stop {
            None => Ok(self.whom),
            Some(stop) => Err(ServiceError::from(stop)),
        }
    }
}

fn of_person(person: &Person) -> Helped {
    let name = person.identity.name.masked();
    let whom = Whom { name, unit: person.unit, is_family: false };
    Helped { whom, stop: may_be_helped(person).err() }
}

/// Whether the living person of a ledger is to be left in peace is asked of her record wherever she is: it tells a
/// helper no more than that she is not to go.
async fn of_ledger(app: &App, session: &mut Session, ledger: CareLedger) -> Result<Helped> {
    let root = store::units::root(session).await?;
    let everywhere = Actor::operator(root.id).may(Permission::PeopleRead)?;
    let silent = care::person_is_silent(session, &everywhere, &ledger).await?;
    let stop = family_may_be_helped(&ledger, silent).err();
    let MaskedLedger { title: name, unit, .. } = MaskedLedger::of(ledger, app.today());
    Ok(Helped { whom: Whom { name, unit, is_family: true }, stop })
}
