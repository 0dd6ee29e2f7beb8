//! One accepted line of a sheet of donors' families becomes a member of the donor's care ledger.

use uuid::Uuid;

use super::entering::Entering;
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        care::{
            CareLedger, LedgerKind, Remembered, Story,
            entries::{Entry, What},
            members::Member,
        },
        deaths::{Death, ToldBy},
        ledgers::FamilyRow,
        person::{Person, PersonStatus},
    },
    service::{Result, ServiceError, care, commemorations, deaths},
    store::{self, StoreError},
};

/// What stands with a death that only a sheet of families told.
const TOLD: &str = "历年台账（捐献者家庭）记载";

/// Enters one line: the member goes to the ledger of the donor's family, which is opened where there is none. It is
/// known by the donor's record, where the caller's units have one, or else by what the sheet says of the donor. Where
/// her record still says that she lives, it is told of her death.
///
/// A member who is there already keeps what people wrote since: only what was empty is filled in, and who never was
/// silent becomes so. Nothing in a sheet makes anybody contactable again.
pub(super) async fn enter(work: &mut Entering<'_>, row: &FamilyRow) -> Result<()> {
    let unit = Uuid::parse_str(&row.unit).map_err(|_| ServiceError::Missing)?;
    let donor = match donor(work, row).await? {
        Ok(donor) => donor,
        Err(id) => return work.refused(unit, SubjectKind::Person, id).await,
    };
    let token = store::care::donor_token(&work.tx.vault, &row.donor.identity(&row.unit));
    let found = match known(work, donor.as_ref(), &token).await? {
        Ok(found) => found,
        Err(id) => return work.refused(unit, SubjectKind::CareLedger, id).await,
    };
    let linked = donor.as_ref().map(|donor| donor.id);
    match found {
        None => {
            let story = Story::of(title(row, donor.as_ref()));
            let story = told(work, story, row, donor.as_ref()).await?;
            let (id, kind) = (work.tx.new_id(), LedgerKind::Family);
            let donor_token = Some(token);
            let ledger = CareLedger {
                id,
                version: 1,
                unit,
                person: linked,
                kind,
                donor: donor_token,
                story,
            };
            store::care::insert(work.tx, &ledger).await?;
            work.outcome.families += 1;
            note(work, Action::CareOpened, &ledger).await?;
            died(work, row, donor).await
        }
        Some(before) => {
            let members = before.story.members.len();
            let story = told(work, before.story.clone(), row, donor.as_ref()).await?;
            let is_new = before.person.is_none() && linked.is_some();
            if story == before.story && !is_new {
                work.outcome.unchanged += 1;
                return Ok(());
            }
            if story.members.len() == members {
                work.outcome.updated += 1;
            }
            let saved = match linked.filter(|_| is_new) {
                Some(person) => store::care::link(work.tx, &before, person, story).await?,
                None => store::care::save(work.tx, &before, before.kind, story).await?,
            };
            commemorations::follow_ledger(work.app, work.caller, work.tx, work.scope, &saved)
                .await?;
            note(work, Action::CareAmended, &saved).await?;
            if is_new { died(work, row, donor).await } else { Ok(()) }
        }
    }
}

/// The donor's record within the caller's units, if there is one; else the id of one that does not open. The hold on
/// the number keeps two imports from opening two ledgers.
async fn donor(
    work: &mut Entering<'_>,
    row: &FamilyRow,
) -> Result<std::result::Result<Option<Person>, Uuid>> {
    let Some(document) = &row.donor.document else { return Ok(Ok(None)) };
    for (holder, unit) in store::people::hold_document(work.tx, document).await? {
        if !store::units::is_within(work.tx, work.scope, unit).await? {
            continue;
        }
        return match store::people::get(work.tx, work.scope, holder).await {
            Ok(person) => Ok(Ok(Some(person))),
            Err(StoreError::Tampered(id)) => Ok(Err(id)),
            Err(other) => Err(other.into()),
        };
    }
    Ok(Ok(None))
}

/// The family's ledger, if there is one; else the id of one that does not open.
async fn known(
    work: &mut Entering<'_>,
    donor: Option<&Person>,
    token: &[u8],
) -> Result<std::result::Result<Option<CareLedger>, Uuid>> {
    let mut found = Vec::new();
    if let Some(donor) = donor {
        found = store::care::of_person(work.tx, work.scope, donor.id).await?;
    }
    found.extend(store::care::of_donor(work.tx, work.scope, token).await?);
    for one in found {
        match one {
            Ok(ledger) if ledger.kind == LedgerKind::Family => return Ok(Ok(Some(ledger))),
            Ok(_) => {}
            Err(id) => return Ok(Err(id)),
        }
    }
    Ok(Ok(None))
}

/// What a family is called until it says otherwise.
fn title(row: &FamilyRow, donor: Option<&Person>) -> String {
    let donor = donor.map(|donor| &donor.identity.name);
    let name = row.donor.name.as_ref().or(donor).unwrap_or(&row.member.name);
    format!("{}家庭", name.as_str())
}

/// The story with what the line tells.
async fn told(
    work: &mut Entering<'_>,
    mut story: Story,
    row: &FamilyRow,
    donor: Option<&Person>,
) -> Result<Story> {
    let today = work.today;
    if story.remembered.is_none() {
        let lunar = row.lunar.unwrap_or(false);
        story.remembered = match (row.died_on, donor) {
            (Some(died_on), _) => Some(Remembered { died_on, lunar }),
            (None, Some(donor)) => care::donated_on(work.tx, work.scope, donor.id, lunar).await?,
            (None, None) => None,
        };
    }
    let same =
        |known: &&mut Member| known.name == row.member.name && known.kinship == row.member.kinship;
    match story.members.iter_mut().find(same) {
        Some(known) => complete(known, &row.member),
        None => {
            let id = work.tx.new_id();
            story.add_member(Member { id, ..row.member.clone() }, today)?;
            work.outcome.members += 1;
            if let Some(remark) = &row.remark {
                let (words, by) = (format!("台账备注：{remark}"), work.caller.actor.account_id());
                let entry = Entry {
                    id: work.tx.new_id(),
                    on: today,
                    by,
                    members: vec![id],
                    came: false,
                    words: Some(words),
                    what: What::Note,
                };
                story.tell(entry, today)?;
            }
        }
    }
    if let Some(on) = row.all_silent.filter(|_| story.silence.is_empty()) {
        story.stop(None, on, today)?;
    }
    Ok(story)
}

/// Fills in what was empty. Silence that was asked for and lifted since stays lifted.
fn complete(known: &mut Member, told: &Member) {
    known.phone = known.phone.take().or_else(|| told.phone.clone());
    known.address = known.address.take().or_else(|| told.address.clone());
    known.birth_date = known.birth_date.or(told.birth_date);
    if known.stops.is_empty() {
        known.stops = told.stops.clone();
    }
}

/// Writes the donor's death down where her record does not know of it. A supervisor can take it back.
async fn died(work: &mut Entering<'_>, row: &FamilyRow, donor: Option<Person>) -> Result<()> {
    let Some(donor) = donor.filter(|donor| donor.status == PersonStatus::Living) else {
        return Ok(());
    };
    let death = Death {
        on: row.died_on,
        told_by: ToldBy::Other,
        note: Some(TOLD.to_owned()),
        recorded_on: work.today,
        by: work.caller.actor.account_id(),
        silenced: false,
        cases: Vec::new(),
    };
    let saved = deaths::tell(work.app, work.caller, work.tx, work.scope, &donor, death).await?;
    let event = AuditEvent::new(Action::DeathRecorded).at(saved.unit);
    Ok(work.tx.note(event.about(SubjectKind::Person, saved.id, saved.version)).await?)
}

async fn note(work: &mut Entering<'_>, action: Action, ledger: &CareLedger) -> Result<()> {
    let event = AuditEvent::new(action).at(ledger.unit);
    let about = event.about(SubjectKind::CareLedger, ledger.id, ledger.version);
    Ok(work.tx.note(about).await?)
}
