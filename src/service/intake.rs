//! Registering a person: the duplicate check, and what happens where another office knows her.

use uuid::Uuid;

use super::{App, Caller, Result, units};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        documents::{Document, DocumentKind},
        intake::{Entry, Intake},
        permissions::{Permission, Scope},
        person::Person,
        words::{Problem, Words},
    },
    store::{self, WriteTx},
};

/// What came of an intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// A new record; the warnings stop nothing.
    New {
        /// Its id.
        id: Uuid,
        /// What deserves a second look.
        warnings: Vec<Problem>,
    },
    /// This document is registered within the caller's scope: add the programme there. Nothing was written.
    Known(Uuid),
}

/// Registers the person whom `intake` describes.
///
/// # Errors
/// [`ServiceError::Invalid`] with every problem of the form; nothing was written then.
pub async fn register(app: &App, caller: &Caller, intake: &Intake) -> Result<Registered> {
    let (scope, person) = read(app, caller, intake).await?;
    let unit = person.unit;
    let warnings = person.warnings();

    let mut tx = app.store.write(&caller.origin).await?;
    if let Some(known) = insert_new(&mut tx, &scope, &person).await? {
        return Ok(Registered::Known(known));
    }
    let event =
        AuditEvent::new(Action::PersonRegistered).at(unit).about(SubjectKind::Person, person.id, 1);
    tx.commit(event).await?;
    Ok(Registered::New { id: person.id, warnings })
}

/// What deserves a second look in `intake`, before anything is written: for a form that asks whether
/// to go on.
///
/// # Errors
/// As [`register`].
pub async fn check(app: &App, caller: &Caller, intake: &Intake) -> Result<Vec<Problem>> {
    Ok(read(app, caller, intake).await?.1.warnings())
}

/// The person whom `intake` describes, and the scope in which the caller may register her.
async fn read(app: &App, caller: &Caller, intake: &Intake) -> Result<(Scope, Person)> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    Ok((scope, describe(app, caller, &scope, intake, Intake::person).await?))
}

/// The person whom `intake` describes, who may never have registered.
///
/// # Errors
/// As [`register`], but no programme is asked for.
pub(super) async fn unregistered(app: &App, caller: &Caller, intake: &Intake) -> Result<Person> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    describe(app, caller, &scope, intake, Intake::unregistered).await
}

async fn describe(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    intake: &Intake,
    read: fn(&Intake, &mut Entry<'_>) -> Result<Person, Vec<Problem>>,
) -> Result<Person> {
    let unit = managing_unit(app, caller, scope, &intake.unit).await?;
    let rules = units::rules_for(app, unit).await?;
    let vault = app.store.vault();
    let now = app.store.clock().now();
    let mut new_id = || crate::crypto::random::new_id(&*vault.random, now);
    let mut entry = Entry { unit, rules: &rules, today: app.today(), now, new_id: &mut new_id };
    Ok(read(intake, &mut entry)?)
}

/// Inserts `person` unless her document is known within `scope`; then gives the known record. Where
/// only other offices know it, both records stay, and the common parent is told; the caller sees no
/// difference.
///
/// # Errors
/// What the store says.
pub(super) async fn insert_new(
    tx: &mut WriteTx,
    scope: &Scope,
    person: &Person,
) -> Result<Option<Uuid>> {
    let holders = store::people::hold_document(tx, &person.identity.document).await?;
    for &(holder, unit) in &holders {
        if store::units::is_within(tx, scope, unit).await? {
            return Ok(Some(holder));
        }
    }
    store::people::insert(tx, person).await?;
    for (holder, unit) in holders {
        let parent = store::units::common_ancestor(tx, unit, person.unit).await?;
        store::reconciliations::open(tx, parent, person.id, holder).await?;
    }
    Ok(None)
}

/// The record within the caller's scope that holds this document, if there is one.
///
/// # Errors
/// The problem of the number, where it is not one.
pub async fn known(app: &App, caller: &Caller, kind: &str, number: &str) -> Result<Option<Uuid>> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    let document = Document::parse(DocumentKind::from_code(kind), number, app.today())
        .map_err(|problem| Problem::new("document_number", problem.code(), problem.words()))?;
    let mut tx = app.store.read().await?;
    let text = store::search::document_text(&document);
    let wanted = Some((crate::crypto::indexes::IndexKind::Document, text.as_str()));
    let filter = store::search::Filter::default();
    Ok(store::search::candidates(&mut tx, &scope, wanted, &filter, None, 1).await?.pop())
}

/// The unit that will manage the person: the one asked for, within scope, or the caller's own.
async fn managing_unit(app: &App, caller: &Caller, scope: &Scope, text: &str) -> Result<Uuid> {
    if text.trim().is_empty() {
        return Ok(caller.actor.unit());
    }
    let unknown = || {
        Problem::new(
            "unit",
            "unknown_unit",
            Words::new(
                "没有这个机构，请从列表中选择。",
                "There is no such unit; choose one from the list.",
            ),
        )
    };
    let unit = Uuid::parse_str(text.trim()).map_err(|_| unknown())?;
    let mut tx = app.store.read().await?;
    if store::units::is_within(&mut tx, scope, unit).await? {
        Ok(unit)
    } else {
        Err(unknown().into())
    }
}
