//! One accepted row becomes a person, or adds to one who is known.

use chrono::NaiveDate;
use uuid::Uuid;

use super::Outcome;
use crate::{
    crypto::random::new_id,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        contacts::{ContactPhone, Contacts, Relative, RelativeDetails, RelativeRole},
        ledgers::{Entry, EntryRegistration, EntryRelative, Standing},
        notices,
        people::Sex,
        permissions::Scope,
        person::{Identity, Person, PersonStatus},
        registrations::{
            Channel, Registration, RegistrationDetails, RegistrationStatus, Stance, Way,
        },
    },
    service::{Result, ServiceError, intake, memberships},
    store::{self, StoreError, WriteTx},
};

/// Enters one row: whole, or not at all.
pub(super) async fn enter(
    tx: &mut WriteTx,
    scope: &Scope,
    today: NaiveDate,
    entry: &Entry,
    outcome: &mut Outcome,
) -> Result<()> {
    let unit = Uuid::parse_str(&entry.unit).map_err(|_| ServiceError::Missing)?;
    let person = person(tx, entry, unit);
    let Some(known) = intake::insert_new(tx, scope, &person).await? else {
        outcome.created += 1;
        let event = AuditEvent::new(Action::PersonRegistered);
        tx.note(event.at(unit).about(SubjectKind::Person, person.id, 1)).await?;
        return Ok(());
    };
    let before = match store::people::get(tx, scope, known).await {
        Ok(before) => before,
        Err(StoreError::Tampered(id)) => {
            outcome.refused += 1;
            let event = AuditEvent::new(Action::IntegrityFailed);
            tx.note(event.at(unit).about(SubjectKind::Person, id, 0)).await?;
            return Ok(());
        }
        Err(other) => return Err(other.into()),
    };
    let after = add(&before, person);
    if after == before {
        outcome.unchanged += 1;
        return Ok(());
    }
    let saved = store::people::save(tx, &before, after).await?;
    if saved.status != before.status {
        memberships::follow(tx, scope, &saved, today).await?;
    }
    outcome.updated += 1;
    let event = AuditEvent::new(Action::RegistrationAdded);
    tx.note(event.at(saved.unit).about(SubjectKind::Person, saved.id, saved.version)).await?;
    Ok(())
}

/// What the row says that the record does not: programmes, a withdrawal, unverified phones, relatives.
fn add(before: &Person, row: Person) -> Person {
    let mut after = before.clone();
    for registration in row.registrations {
        let same =
            after.registrations.iter_mut().find(|known| known.programme == registration.programme);
        match same {
            None => after.registrations.push(registration),
            // An end that is written only here still counts.
            Some(known)
                if known.stands()
                    && !registration.stands()
                    && known.registered_on == registration.registered_on =>
            {
                known.status = registration.status;
                known.ended_on = registration.ended_on;
                if known.status == RegistrationStatus::Withdrawn {
                    // Whom a withdrawal by hand has to be told to has to know of this one too.
                    known.details.notices = notices::owed(known, &before.relatives);
                }
            }
            Some(_) => {}
        }
    }
    for contact in row.contacts.phones {
        if after.contacts.phones.iter().all(|known| known.phone != contact.phone) {
            after.contacts.phones.push(contact);
        }
    }
    let known: Vec<RelativeRole> = after.relatives.iter().map(|relative| relative.role).collect();
    after
        .relatives
        .extend(row.relatives.into_iter().filter(|relative| !known.contains(&relative.role)));
    if row.status == PersonStatus::Deceased {
        after.status = PersonStatus::Deceased;
    }
    let offers = |r: &Registration| r.stands() && r.stance == Stance::Offers;
    if after.status == PersonStatus::Deceased
        || (row.do_not_contact && !after.registrations.iter().any(offers))
    {
        after.do_not_contact = true;
    }
    after
}

fn person(tx: &WriteTx, entry: &Entry, unit: Uuid) -> Person {
    let now = tx.now;
    let id = || new_id(&*tx.vault.random, now);
    let row = &entry.person;
    let unverified = |phone: &crate::domain::phones::Phone| ContactPhone {
        phone: phone.clone(),
        verified_on: None,
        invalid: None,
    };
    let mut relatives: Vec<Relative> = Vec::new();
    let roles = entry.relatives.iter().map(|r| (RelativeRole::Relative, r));
    let roles = roles.chain(entry.executor.iter().map(|r| (RelativeRole::Executor, r)));
    for (position, (role, input)) in (1..).zip(roles) {
        relatives.push(Relative { id: id(), version: 1, role, position, details: relative(input) });
    }
    Person {
        id: id(),
        version: 1,
        unit,
        status: if entry.deceased { PersonStatus::Deceased } else { PersonStatus::Living },
        do_not_contact: !entry.contactable(),
        merged_into: None,
        identity: Identity {
            name: row.name.clone(),
            document: row.document.clone(),
            former_documents: Vec::new(),
            sex: row.sex.unwrap_or(Sex::Unknown),
            birth_date: row.birth_date,
            ethnicity: row.ethnicity.clone(),
            education: row.education.clone(),
            employer: row.employer.clone(),
            school: None,
            graduates_in: None,
            blood_type: row.blood_type.clone(),
        },
        contacts: Contacts {
            phones: row.phones.iter().map(unverified).collect(),
            email: row.email.clone(),
            wechat: None,
            address: row.address.clone(),
        },
        registrations: entry
            .registrations
            .iter()
            .map(|input| registration(input, id(), unit))
            .collect(),
        consents: Vec::new(),
        relatives,
        wishes: Default::default(),
        death: None,
        created_at: now,
    }
}

fn relative(input: &EntryRelative) -> RelativeDetails {
    RelativeDetails {
        name: input.name.clone(),
        relation: input.relation,
        phone: input.phones.first().cloned(),
        address: input.address.clone(),
        document: input.document.clone(),
        agreed: None,
        signed_on: None,
    }
}

fn registration(input: &EntryRegistration, id: Uuid, unit: Uuid) -> Registration {
    let (status, ended_on) = match input.standing {
        // Who died without donating keeps the will that was stated; the person's status says the rest.
        Standing::Active | Standing::Deceased { .. } => (RegistrationStatus::Active, None),
        Standing::Withdrawn { on } => (RegistrationStatus::Withdrawn, on),
        // Only the year is known; a day would be invented.
        Standing::Donated { .. } => (RegistrationStatus::Realised, None),
    };
    let remark = match input.standing {
        Standing::Donated { year: Some(year) } | Standing::Deceased { year: Some(year) }
            if input.remark.is_none() =>
        {
            Some(year.to_string())
        }
        _ => input.remark.clone(),
    };
    Registration {
        id,
        version: 1,
        unit,
        programme: input.programme,
        stance: Stance::Offers,
        status,
        registered_on: input.registered_on.or(input.sampled_on),
        pooled_on: input.pooled_on,
        ended_on,
        channel: input.recruitment_channel.as_deref().and_then(Channel::from_heading),
        details: RegistrationDetails {
            organs: input.organs.clone(),
            tissues: input.tissues.clone(),
            card_number: input.card_number.clone(),
            national_number: input.national_number.clone(),
            sampled_on: input.sampled_on,
            receiving_unit: input.receiving_unit.clone(),
            family_aware: input.family_aware,
            way: Some(Way::Ledger),
            remark,
            ..RegistrationDetails::default()
        },
    }
}
