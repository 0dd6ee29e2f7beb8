//! Planning: everybody whose day has come is looked at, and what rules make for her is taken over. Run it twice
//! and nothing is made twice; leave it out for a week and it makes up for it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{acts, subjects};
use crate::{
    domain::{
        audit::{Action, AuditEvent},
        permissions::Actor,
        reminders::{
            Key, Reminder, ReminderDetails, ReminderState,
            decisions::Decision,
            planning::{Look, Plan, Planned, plan},
            subjects::Subject,
        },
    },
    service::{App, Caller, Result, ageing, messages::following},
    store::{self, Door, Origin, WriteTx, watches::Watch},
};

/// How many are looked at in one transaction.
const BATCH: usize = 200;

/// What planning did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many were looked at.
    pub looked: u64,
    /// Reminders made.
    pub made: u64,
    /// Reminders moved, stopped, dropped or taken up again.
    pub changed: u64,
    /// Reminders that are missed now.
    pub missed: u64,
    /// Volunteers who left the register by age.
    pub aged_out: u64,
    /// Those who could not be read.
    pub unreadable: u64,
}

/// Looks at everybody whose day has come.
///
/// # Errors
/// What the database says; what was planned before stays planned.
pub async fn plan_due(app: &App, origin: &Origin) -> Result<Tally> {
    let mut tally = Tally::default();
    follow_rules(app, origin).await?;
    while plan_batch(app, origin, &mut tally).await? {}
    Ok(tally)
}

/// The service itself, as one of its jobs.
pub fn job(name: &'static str) -> Origin {
    Origin { account: None, door: Door::Job, request_id: name.to_owned() }
}

async fn follow_rules(app: &App, origin: &Origin) -> Result<()> {
    let mut tx = app.store.write(origin).await?;
    let settings = &app.settings;
    let text = format!(
        "{:?} {:?} {:?} {:?}",
        settings.reminders, settings.calendar, settings.windows, settings.rules
    );
    let digest: [u8; 32] = Sha256::digest(text).into();
    if store::watches::follow_rules(&mut tx, &digest).await? {
        tx.commit(AuditEvent::new(Action::ReminderRulesChanged)).await?;
    }
    Ok(())
}

/// One transaction's worth; whether there may be more.
async fn plan_batch(app: &App, origin: &Origin, tally: &mut Tally) -> Result<bool> {
    let today = app.today();
    // What is due is found outside the transaction that writes: a day without anything due writes nothing.
    let due = {
        let mut glance = app.store.glance().await?;
        store::watches::due(&mut glance, today, BATCH).await?
    };
    if due.is_empty() {
        return Ok(false);
    }
    let mut tx = app.store.write(origin).await?;
    let root = store::units::root(&mut tx).await?;
    let caller = Caller { actor: Actor::operator(root.id), origin: origin.clone() };
    let mut found = subjects::load(app, &mut tx, &caller.actor, &due).await?;
    tally.unreadable += (due.len() - found.len()) as u64;
    let aged = ageing::follow(app, &caller, &mut tx, found.iter().map(|(_, one)| one)).await?;
    // Her record is another now: the next look sees it.
    found.retain(|(watch, _)| !aged.left.contains(&watch.subject));
    let mut plans = BTreeMap::new();
    for (watch, subject) in &found {
        let look = Look { calendar: &app.settings.calendar, today, since: watch.seen_on };
        plans.insert(watch.subject, plan(&app.settings.reminders, subject, look));
    }
    let mut changes = Changes::default();
    take_over(app, &mut tx, &found, &plans, &mut changes).await?;
    for watch in &due {
        // Who cannot be read is looked at again once somebody changes her.
        let planned = plans.get(&watch.subject).and_then(|plan| plan.wake_on);
        let put_off = changes.put_off.get(&watch.subject).copied();
        let ages = aged.look_on.get(&watch.subject).copied();
        let wake_on = [planned, put_off, ages].into_iter().flatten().min();
        store::watches::sleep(&mut tx, watch, today, wake_on).await?;
    }
    tally.looked += due.len() as u64;
    tally.aged_out += aged.left.len() as u64;
    tally.made += changes.made;
    tally.changed += changes.changed;
    tally.missed += changes.missed;
    let rows = i64::try_from(changes.made + changes.changed + changes.missed).unwrap_or(i64::MAX);
    if rows == 0 {
        tx.commit_unseen().await?;
    } else {
        tx.commit(AuditEvent::new(Action::RemindersPlanned).rows(rows)).await?;
    }
    Ok(due.len() == BATCH || !aged.left.is_empty())
}

#[derive(Default)]
struct Changes {
    made: u64,
    changed: u64,
    missed: u64,
    /// When to look again at a subject for what somebody put off: the rule's own days may have passed.
    put_off: BTreeMap<Uuid, NaiveDate>,
}

/// Makes what is missing and moves what is there; what is done stays as it was.
async fn take_over(
    app: &App,
    tx: &mut WriteTx,
    found: &[(Watch, Subject)],
    plans: &BTreeMap<Uuid, Plan>,
    changes: &mut Changes,
) -> Result<()> {
    let wanted: Vec<(&Subject, &Planned)> = found
        .iter()
        .flat_map(|(watch, subject)| {
            plans[&watch.subject].occurrences.iter().map(move |planned| (subject, planned))
        })
        .collect();
    let drafts: Vec<Reminder> = wanted
        .iter()
        .map(|(subject, planned)| Reminder::new(Uuid::nil(), subject, planned))
        .collect();
    let ids: Vec<Uuid> = found.iter().map(|(watch, _)| watch.subject).collect();
    let elsewhere = wanted.iter().zip(&drafts).flat_map(|((_, planned), draft)| {
        planned.others.iter().map(|item| {
            let details = ReminderDetails { item: *item, ..draft.details.clone() };
            Reminder { details, ..draft.clone() }
        })
    });
    let sought: Vec<Reminder> = elsewhere.chain(drafts.iter().cloned()).collect();
    let known = store::reminders::known(tx, &ids, &sought).await?;
    let mut known: BTreeMap<Key, Reminder> =
        known.into_iter().flatten().map(|reminder| (reminder.key(), reminder)).collect();
    for ((subject, planned), draft) in wanted.into_iter().zip(drafts) {
        // A greeting made for two words of hers, before her records were one: what was done counts, the other goes.
        let mut made: Vec<Reminder> = planned.keys().filter_map(|key| known.remove(&key)).collect();
        made.sort_by_key(|reminder| !reminder.is_final());
        let mut made = made.into_iter();
        let first = made.next();
        known.extend(made.map(|other| (other.key(), other)));
        match first {
            Some(before) => {
                let mut after = before.clone();
                after.follow(subject, planned);
                if after.state == ReminderState::Open && after.details.put_off_to.is_some() {
                    let (times, decision) = after.judged(planned);
                    let wake_on = times.wake_on(decision).unwrap_or(NaiveDate::MAX);
                    let day = changes.put_off.entry(subject.id).or_insert(wake_on);
                    *day = wake_on.min(*day);
                }
                save(app, tx, before, after, changes).await?;
            }
            None if matches!(planned.decision, Decision::Due | Decision::Missed) => {
                let missed = planned.decision == Decision::Missed;
                let reminder = Reminder { id: tx.new_id(), ..draft };
                store::reminders::insert(tx, &reminder).await?;
                following::made(tx, &app.settings, &reminder).await?;
                if missed { changes.missed += 1 } else { changes.made += 1 }
            }
            None => {}
        }
    }
    // No rule speaks of what is left: a date was taken back or is far ahead now, or the rule is gone. What was over by
    // then is missed.
    let since: BTreeMap<Uuid, NaiveDate> =
        found.iter().map(|(watch, _)| (watch.subject, watch.seen_on)).collect();
    for before in known.into_values() {
        let Some(since) = since.get(&before.subject) else { continue };
        let mut after = before.clone();
        if before.details.last_on < *since && before.state == ReminderState::Open {
            after.miss();
        } else {
            after.drop_it();
        }
        save(app, tx, before, after, changes).await?;
    }
    Ok(())
}

async fn save(
    app: &App,
    tx: &mut WriteTx,
    before: Reminder,
    after: Reminder,
    changes: &mut Changes,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    if after.state == ReminderState::Missed {
        changes.missed += 1;
    } else {
        changes.changed += 1;
    }
    acts::save(app, tx, &before, after).await.map(drop)
}
