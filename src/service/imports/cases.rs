//! One accepted line of a sheet of match cases becomes a case.

use uuid::Uuid;

use super::{Outcome, people::bare};
use crate::{
    crypto::random::new_id,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::CaseRow,
        match_cases::MatchCase,
        permissions::Scope,
        person::Person,
        programmes::Programme,
        registrations::{Registration, RegistrationDetails, RegistrationStatus, Stance, Way},
    },
    service::{Result, ServiceError, intake},
    store::{self, StoreError, WriteTx},
};

/// Enters one line. A volunteer who is not in the registry gets a record of her document alone: without
/// it her case would be missing from the rates. A case that is there stays as it is, unless it came from
/// a sheet too and this one tells more.
pub(super) async fn enter(
    tx: &mut WriteTx,
    scope: &Scope,
    row: &CaseRow,
    outcome: &mut Outcome,
) -> Result<()> {
    let unit = Uuid::parse_str(&row.unit).map_err(|_| ServiceError::Missing)?;
    let person = volunteer(tx, row, unit);
    let person = match intake::insert_new(tx, scope, &person).await? {
        Some(known) => known,
        None => {
            outcome.created += 1;
            let event = AuditEvent::new(Action::PersonRegistered);
            tx.note(event.at(unit).about(SubjectKind::Person, person.id, 1)).await?;
            person.id
        }
    };
    let mut known = None;
    for case in store::match_cases::of_person(tx, scope, person).await? {
        match case {
            Ok(case) if is_same(&case, row) => known = Some(case),
            Ok(_) => {}
            Err(id) => return refused(tx, unit, id, outcome).await,
        }
    }
    let (action, case) = match known {
        Some(before) if !before.course.from_ledger || before.course == row.course => {
            outcome.unchanged += 1;
            return Ok(());
        }
        Some(before) => {
            outcome.updated += 1;
            let after = store::match_cases::save(tx, &before, row.course.clone()).await?;
            (Action::CaseCorrected, after)
        }
        None => {
            let case = MatchCase {
                id: tx.new_id(),
                version: 1,
                person,
                unit,
                notice_on: row.notice_on,
                course: row.course.clone(),
            };
            match store::match_cases::insert(tx, &case).await {
                Err(StoreError::Tampered(id)) => return refused(tx, unit, id, outcome).await,
                other => other?,
            }
            outcome.cases += 1;
            (Action::CaseOpened, case)
        }
    };
    let event = AuditEvent::new(action).at(case.unit);
    tx.note(event.about(SubjectKind::MatchCase, case.id, case.version)).await?;
    Ok(())
}

fn is_same(case: &MatchCase, row: &CaseRow) -> bool {
    let (one, other) = (&case.course.number, &row.course.number);
    case.notice_on == row.notice_on && (one == other || one.is_none() || other.is_none())
}

async fn refused(tx: &mut WriteTx, unit: Uuid, id: Uuid, outcome: &mut Outcome) -> Result<()> {
    outcome.refused += 1;
    let event = AuditEvent::new(Action::IntegrityFailed);
    tx.note(event.at(unit).about(SubjectKind::MatchCase, id, 0)).await?;
    Ok(())
}

/// What the line tells of the volunteer.
fn volunteer(tx: &WriteTx, row: &CaseRow, unit: Uuid) -> Person {
    let registration = Registration {
        id: new_id(&*tx.vault.random, tx.now),
        version: 1,
        unit,
        programme: Programme::StemCell,
        stance: Stance::Offers,
        status: RegistrationStatus::Active,
        registered_on: None,
        pooled_on: None,
        ended_on: None,
        channel: None,
        details: RegistrationDetails { way: Some(Way::Ledger), ..RegistrationDetails::default() },
    };
    Person { registrations: vec![registration], ..bare(tx, &row.document, None, unit) }
}
