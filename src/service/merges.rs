//! Merging two records of one person: one account proposes, another confirms, and there is a way back.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, Caller, Result, commemorations, deaths, memberships};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        commemorations::invitations::{Guest, Invitation},
        contact_ledger::ContactEntry,
        donations::Donation,
        honours::Honour,
        masks::MaskedPerson,
        memberships::Membership,
        memorials::{self, MemorialEntry},
        merges::{self, Moved},
        permissions::{Permission, Scope},
        person::PersonStatus,
        words::{Problem, Words},
    },
    store::{self, merges::Merge},
};

/// A merge with both records, masked.
pub struct Pair {
    /// The merge.
    pub merge: Merge,
    /// The record that stays; none where it is damaged.
    pub kept: Option<MaskedPerson>,
    /// The record that goes into it.
    pub dropped: Option<MaskedPerson>,
}

/// Proposes that `dropped` goes into `kept`; both within scope.
///
/// # Errors
/// Where they are one record, a merge of `dropped` waits already, or either has a memorial entry that stands.
pub async fn ask(app: &App, caller: &Caller, kept: Uuid, dropped: Uuid) -> Result<Uuid> {
    let scope = caller.actor.may(Permission::MergesAsk)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let mut one = store::people::get(&mut tx, &scope, kept).await?;
        let mut other = store::people::get(&mut tx, &scope, dropped).await?;
        let (unit, version) = (one.unit, one.version);
        merges::merge(&mut one, &mut other)?;
        one_memorial(&mut tx, &scope, [kept, dropped]).await?;
        let id = store::merges::ask(&mut tx, kept, dropped).await?;
        let event =
            AuditEvent::new(Action::MergeAsked).at(unit).about(SubjectKind::Person, kept, version);
        tx.commit(event).await?;
        Ok(id)
    };
    app.witness(caller, act.await).await
}

/// Merges that wait for a second look, and those that can be taken back.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Pair>> {
    let scope = caller.actor.may(Permission::MergesAsk)?;
    let mut tx = app.store.read().await?;
    let mut pairs = Vec::new();
    for merge in store::merges::list(&mut tx, &scope).await? {
        let mut both = [None, None];
        for (slot, id) in both.iter_mut().zip([merge.kept, merge.dropped]) {
            *slot = match store::people::get(&mut tx, &scope, id).await {
                Ok(person) => Some(MaskedPerson::of(&person, app.today())),
                Err(store::StoreError::Tampered(_)) => None,
                Err(other) => return Err(other.into()),
            };
        }
        let [kept, dropped] = both;
        pairs.push(Pair { merge, kept, dropped });
    }
    Ok(pairs)
}

/// The second look: confirms the merge, or declines it. Whoever proposed it cannot.
///
/// # Errors
/// Where the caller proposed it, it was decided meanwhile, or either record has a memorial entry that stands.
pub async fn decide(app: &App, caller: &Caller, id: Uuid, confirm: bool) -> Result<()> {
    let scope = caller.actor.may(Permission::MergesDecide)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let merge = store::merges::get(&mut tx, &scope, id).await?;
        if merge.asked_by == caller.actor.account_id() {
            let words = Words::new(
                "须由另一人复核，不能由提议人确认。",
                "Somebody else than the proposer has to decide.",
            );
            return Err(Problem::new("merge", "second_person", words).into());
        }
        let before = both(&mut tx, &scope, &merge).await?;
        let mut after = before.clone();
        let (action, version) = if confirm {
            let mut moved = merges::merge(&mut after.0, &mut after.1)?;
            one_memorial(&mut tx, &scope, [merge.kept, merge.dropped]).await?;
            one_donation(&mut tx, &scope, &merge).await?;
            hand_over(&mut tx, &scope, merge.dropped, merge.kept, |_| true, &mut moved).await?;
            if moved.died {
                let ended = deaths::end(app, caller, &mut tx, &scope, merge.kept).await?;
                if let Some(death) = &mut after.0.death {
                    death.cases.extend(&ended);
                }
                moved.ended = ended;
            }
            store::merges::decide(&mut tx, id, Some(&moved)).await?;
            // The dropped record gives its rows up before the kept one takes them.
            store::people::save(&mut tx, &before.1, after.1).await?;
            let kept = store::people::save(&mut tx, &before.0, after.0).await?;
            commemorations::follow_person(app, caller, &mut tx, &scope, &kept).await?;
            memberships::follow(&mut tx, &scope, &kept, app.today()).await?;
            (Action::MergeConfirmed, kept.version)
        } else {
            store::merges::decide(&mut tx, id, None).await?;
            (Action::MergeDeclined, before.0.version)
        };
        let event = AuditEvent::new(action).at(before.0.unit).about(
            SubjectKind::Person,
            merge.kept,
            version,
        );
        tx.commit(event).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

/// Takes a confirmed merge back: both records are there again.
///
/// # Errors
/// Where it is not confirmed, or was taken back meanwhile.
pub async fn undo(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let scope = caller.actor.may(Permission::MergesDecide)?;
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let merge = store::merges::get(&mut tx, &scope, id).await?;
        let moved = merge.moved.clone().ok_or(super::ServiceError::Conflict)?;
        let before = both(&mut tx, &scope, &merge).await?;
        let mut after = before.clone();
        let donations = store::donations::of_person(&mut tx, &scope, merge.kept).await?;
        let died_otherwise = donations
            .iter()
            .flatten()
            .any(|one| !moved.donations.contains(&one.id) && one.tells_of_death());
        merges::unmerge(&mut after.0, &mut after.1, &moved, died_otherwise)?;
        if after.0.status == PersonStatus::Living {
            deaths::reopen_cases(&mut tx, &scope, merge.kept, &moved.ended).await?;
        }
        store::merges::undo(&mut tx, id).await?;
        let back = |id: Uuid| {
            let moved = [
                &moved.cases,
                &moved.donations,
                &moved.tasks,
                &moved.memorials,
                &moved.honours,
                &moved.invitations,
                &moved.memberships,
                &moved.contacts,
            ];
            moved.iter().any(|ids| ids.contains(&id))
        };
        hand_over(&mut tx, &scope, merge.kept, merge.dropped, back, &mut Moved::default()).await?;
        let kept = store::people::save(&mut tx, &before.0, after.0).await?;
        store::people::save(&mut tx, &before.1, after.1).await?;
        let event = AuditEvent::new(Action::MergeUndone).at(kept.unit).about(
            SubjectKind::Person,
            kept.id,
            kept.version,
        );
        tx.commit(event).await?;
        Ok(())
    };
    app.witness(caller, act.await).await
}

/// One person is remembered by one entry: at most one of `both` records has one that stands.
async fn one_memorial(tx: &mut store::WriteTx, scope: &Scope, both: [Uuid; 2]) -> Result<()> {
    let mut standing = 0;
    for record in both {
        let entries = store::memorials::of_person(tx, scope, record).await?;
        standing += entries.iter().flatten().filter(|entry| !entry.is_withdrawn()).count();
    }
    if standing > 1 {
        return Err(memorials::problems::one_of_two().into());
    }
    Ok(())
}

/// One donation of a programme is under way at a time: of two that are, one has to be over before the records are one.
/// Asked of her who decides, since donations that are under way are not everybody's to know of.
async fn one_donation(tx: &mut store::WriteTx, scope: &Scope, merge: &Merge) -> Result<()> {
    let kept = store::donations::of_person(tx, scope, merge.kept).await?;
    let dropped = store::donations::of_person(tx, scope, merge.dropped).await?;
    let under_way = |donations: Vec<store::sealed_rows::Opened<Donation>>| {
        donations.into_iter().flatten().filter(|one| !one.is_over()).collect::<Vec<_>>()
    };
    let (kept, dropped) = (under_way(kept), under_way(dropped));
    let same = |one: &Donation| {
        let other = dropped.iter().find(|other| other.programme == one.programme)?;
        Some(merges::two_donations(one, other))
    };
    let problems: Vec<Problem> = kept.iter().filter_map(same).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Hands the match cases, donations, tasks, memorial entries, honours, invitations, memberships and contacts of one
/// record to the other, as far as they are `wanted`, and writes into `moved` which. Reminders follow by themselves:
/// both records are planned anew.
async fn hand_over(
    tx: &mut store::WriteTx,
    scope: &Scope,
    from: Uuid,
    to: Uuid,
    wanted: impl Fn(Uuid) -> bool,
    moved: &mut Moved,
) -> Result<()> {
    for case in store::match_cases::of_person(tx, scope, from).await? {
        let case = case.map_err(store::StoreError::Tampered)?;
        if wanted(case.id) {
            store::match_cases::hand_over(tx, &case, to).await?;
            moved.cases.push(case.id);
        }
    }
    for donation in store::donations::of_person(tx, scope, from).await? {
        let donation = donation.map_err(store::StoreError::Tampered)?;
        if wanted(donation.id) {
            let after = Donation { person: to, ..donation.clone() };
            store::donations::save(tx, &donation, after).await?;
            moved.donations.push(donation.id);
        }
    }
    for task in store::tasks::of_person(tx, scope, from).await? {
        let task = task.map_err(store::StoreError::Tampered)?;
        if wanted(task.id) {
            store::tasks::hand_over(tx, &task, to).await?;
            moved.tasks.push(task.id);
        }
    }
    for entry in store::memorials::of_person(tx, scope, from).await? {
        let entry = entry.map_err(store::StoreError::Tampered)?;
        if wanted(entry.id) {
            let after = MemorialEntry { person: to, ..entry.clone() };
            store::memorials::save(tx, &entry, after).await?;
            moved.memorials.push(entry.id);
        }
    }
    for honour in store::honours::of_person(tx, scope, from).await? {
        let honour = honour.map_err(store::StoreError::Tampered)?;
        if wanted(honour.id) {
            let after = Honour { person: to, ..honour.clone() };
            store::honours::save(tx, &honour, after).await?;
            moved.honours.push(honour.id);
        }
    }
    for invitation in store::invitations::of_guest(tx, from).await? {
        let invitation = invitation.map_err(store::StoreError::Tampered)?;
        if wanted(invitation.id) {
            let after =
                Invitation { guest: Guest { id: to, ..invitation.guest }, ..invitation.clone() };
            store::invitations::save(tx, &invitation, after).await?;
            moved.invitations.push(invitation.id);
        }
    }
    for membership in store::memberships::of_person(tx, scope, from).await? {
        let membership = membership.map_err(store::StoreError::Tampered)?;
        if wanted(membership.id) {
            let after = Membership { person: to, ..membership.clone() };
            store::memberships::save(tx, &membership, after).await?;
            moved.memberships.push(membership.id);
        }
    }
    for contact in store::contact_ledger::of_subjects(tx, &[from], NaiveDate::default()).await? {
        let contact = contact.map_err(store::StoreError::Tampered)?;
        if wanted(contact.id) {
            let after = ContactEntry { subject: to, ..contact.clone() };
            store::contact_ledger::save(tx, &contact, after).await?;
            moved.contacts.push(contact.id);
        }
    }
    Ok(())
}

type Both = (crate::domain::person::Person, crate::domain::person::Person);

async fn both(tx: &mut store::WriteTx, scope: &Scope, merge: &Merge) -> Result<Both> {
    let kept = store::people::get(tx, scope, merge.kept).await?;
    Ok((kept, store::people::get(tx, scope, merge.dropped).await?))
}
