//! One accepted line of a sheet of donations becomes a donation of each thing that was given.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Left, entering::Entering, people::bare};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        donations::{
            Donation,
            consequences::after_ledger,
            endings::Unrealised,
            ledger::{LedgerRecord, Told},
            wills::Will,
        },
        ledgers::DonationRow,
        person::{Person, PersonStatus},
        programmes::Programme,
    },
    service::{Result, ServiceError, commemorations, intake, memberships},
    store::{self, StoreError},
};

/// Enters one line. A donor who never registered gets a record without any programme, as with a call that comes in:
/// consent of the family needs no registration. What was carried through here stays as it is, whatever a sheet says
/// of it; what a sheet told before is completed by a later one; what was taken back by hand stays so.
///
/// Who refused in life in her own record has donated nothing, so that the line most likely has somebody else's
/// number: it is left out and told.
pub(super) async fn enter(work: &mut Entering<'_>, sheet: &str, row: &DonationRow) -> Result<()> {
    let unit = Uuid::parse_str(&row.unit).map_err(|_| ServiceError::Missing)?;
    let (before, is_new) = match donor(work, row, unit).await? {
        Ok(donor) => donor,
        Err(id) => return work.refused(unit, SubjectKind::Person, id).await,
    };
    let mut person = before.clone();
    let told_death = is_new || before.status == PersonStatus::Living;
    let known = store::donations::of_person(work.tx, work.scope, person.id).await?;
    let (mut changed, mut left_out) = (false, false);
    for programme in &row.programmes {
        if Will::of(*programme, [&before]) == Will::Refused {
            work.left_out(Left { sheet: sheet.to_owned(), row: row.row });
            left_out = true;
            continue;
        }
        let given =
            Given { unit, programme: *programme, told: row.told.of(*programme), told_death };
        changed |= give(work, &mut person, given, &known).await?;
    }
    if person != before {
        let saved = store::people::save(work.tx, &before, person).await?;
        let event = AuditEvent::new(Action::RegistrationAmended).at(saved.unit);
        work.tx.note(event.about(SubjectKind::Person, saved.id, saved.version)).await?;
        commemorations::follow_person(work.app, work.caller, work.tx, work.scope, &saved).await?;
        if saved.status != before.status {
            memberships::follow(work.tx, work.scope, &saved, work.today).await?;
        }
    }
    if !changed && !left_out {
        work.outcome.unchanged += 1;
    }
    Ok(())
}

/// What a line tells of one programme.
struct Given {
    unit: Uuid,
    programme: Programme,
    told: Told,
    /// Nothing told of the donor's death before.
    told_death: bool,
}

/// The donor's record and whether it is new; else the id of one that does not open. Who is new here has died: nobody
/// ever contacts her.
async fn donor(
    work: &mut Entering<'_>,
    row: &DonationRow,
    unit: Uuid,
) -> Result<std::result::Result<(Person, bool), Uuid>> {
    let new = Person {
        status: PersonStatus::Deceased,
        do_not_contact: true,
        ..bare(work.tx, &row.document, row.name.as_ref(), unit)
    };
    let id = match intake::insert_new(work.tx, work.scope, &new).await? {
        Some(known) => known,
        None => {
            work.outcome.created += 1;
            let event = AuditEvent::new(Action::PersonRegistered);
            work.tx.note(event.at(unit).about(SubjectKind::Person, new.id, 1)).await?;
            return Ok(Ok((new, true)));
        }
    };
    match store::people::get(work.tx, work.scope, id).await {
        Ok(person) => Ok(Ok((person, false))),
        Err(StoreError::Tampered(id)) => Ok(Err(id)),
        Err(other) => Err(other.into()),
    }
}

/// Enters what a line tells of one programme; whether anything is different now.
async fn give(
    work: &mut Entering<'_>,
    person: &mut Person,
    Given { unit, programme, told, told_death }: Given,
    known: &[std::result::Result<Donation, Uuid>],
) -> Result<bool> {
    let on = told.donated_on;
    let mut of_programme = Vec::new();
    for one in known {
        match one {
            Ok(donation) if donation.programme == programme => of_programme.push(donation),
            Ok(_) => {}
            Err(id) => {
                work.refused(unit, SubjectKind::Donation, *id).await?;
                return Ok(true);
            }
        }
    }
    if let Some(before) = of_programme.iter().find(|one| one.course.ending.is_none()) {
        let mut after = (*before).clone();
        let was = before.realised_on();
        if !after.tell_again(told) {
            return Ok(false);
        }
        after_ledger(person, programme, on, was);
        let saved = store::donations::save(work.tx, before, after).await?;
        work.outcome.updated += 1;
        note(work, Action::DonationCorrected, &saved).await?;
        return Ok(true);
    }
    if of_programme.iter().any(|one| was_taken_back(one, on)) {
        return Ok(false);
    }
    let record = LedgerRecord {
        told,
        imported_on: work.today,
        imported_by: work.caller.actor.account_id(),
        told_death,
    };
    let id = work.tx.new_id();
    let donation = Donation::from_ledger(id, (person.id, unit), programme, record);
    after_ledger(person, programme, on, None);
    store::donations::insert(work.tx, &donation).await?;
    work.outcome.donations += 1;
    note(work, Action::DonationImported, &donation).await?;
    Ok(true)
}

fn was_taken_back(donation: &Donation, on: NaiveDate) -> bool {
    let ending = donation.course.ending.as_ref();
    ending.is_some_and(|ending| ending.reason == Unrealised::LedgerMistake)
        && donation.ledger().is_some_and(|record| record.told.donated_on == on)
}

async fn note(work: &mut Entering<'_>, action: Action, donation: &Donation) -> Result<()> {
    let event = AuditEvent::new(action).at(donation.unit);
    let about = event.about(SubjectKind::Donation, donation.id, donation.version);
    Ok(work.tx.note(about).await?)
}
