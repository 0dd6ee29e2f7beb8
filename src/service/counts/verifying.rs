//! Counting anew from the records: every one is opened, and what they say must be exactly what is kept running.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    domain::{
        audit::{Action, AuditEvent},
        counts::{Cell, Difference, Fact, Kept, Recount, Standing, What, facts},
        permissions::{Denied, Permission, Scope},
        person::Person,
    },
    service::{App, Caller, Result},
    store::{self, Session},
};

/// What counting anew found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Records that were opened.
    pub people: usize,
    /// Records that did not open: what they count cannot be told.
    pub unreadable: usize,
    /// What differs; nothing where all is as it should be.
    pub differences: Vec<Difference>,
    /// The codes of the units that there are; none for those without.
    pub units: BTreeMap<Uuid, Option<String>>,
}

impl Verified {
    /// Whether every number is what the records say.
    pub fn agrees(&self) -> bool {
        self.unreadable == 0 && self.differences.is_empty()
    }
}

/// Opens every record, by batches and from one snapshot, counts anew, and says what differs. It changes
/// nothing, and names nobody. Only for the operator: whoever opens everything is at the machine.
///
/// # Errors
/// Where the caller is an account, and what the database says.
pub async fn verify(app: &App, caller: &Caller) -> Result<Verified> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    if caller.actor.account_id().is_some() {
        return Err(Denied(Permission::StatisticsRead).into());
    }
    let (verified, refused) = recount(&mut *app.store.read().await?, &scope).await?;
    app.record_tampered(caller, &refused).await?;
    let found = i64::try_from(verified.differences.len()).unwrap_or(i64::MAX);
    let event = AuditEvent::new(Action::CountsVerified).at(scope.root()).rows(found);
    app.store.write(&caller.origin).await?.commit(event).await?;
    Ok(verified)
}

async fn recount(session: &mut Session, scope: &Scope) -> Result<(Verified, Vec<Uuid>)> {
    let units = store::units::list(session).await?;
    let mut recount = Recount::of(units.iter().map(|unit| (unit.id, unit.parent)));
    let (mut people, mut refused, mut after) = (0, Vec::new(), Uuid::nil());
    loop {
        let ids = store::people::ids_after(session, scope, after, store::counts::BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        let mut opened = Vec::new();
        for one in store::people::load(session, scope, &ids).await? {
            match one {
                Ok(person) => opened.push(person),
                Err(id) => refused.push(id),
            }
        }
        people += opened.len();
        compare(session, &mut recount, &opened).await?;
    }
    for row in store::counts::orphans(session).await? {
        recount.find(row.what, row.unit, row.programme, row.month, row.standing);
    }
    let mut differences = recount.differences(&store::counts::cells(session).await?);
    for (unit, programme, found) in store::counts::unbalanced(session).await? {
        let (what, standing) = (What::Registered, Standing::In);
        let cell = Cell { unit, what, period: None, programme, standing, channel: None };
        differences.push(Difference { kept: Kept::Posting, cell, expected: 0, found });
    }
    let units = units.into_iter().map(|unit| (unit.id, unit.code)).collect();
    Ok((Verified { people, unreadable: refused.len(), differences, units }, refused))
}

/// Holds what these records say against what is written down of them.
async fn compare(session: &mut Session, recount: &mut Recount, people: &[Person]) -> Result<()> {
    let own = |person: &Person| {
        let rows: Vec<Uuid> = person.registrations.iter().map(|row| row.id).collect();
        std::iter::once(person.id).chain(rows)
    };
    let rows: Vec<Uuid> = people.iter().flat_map(own).collect();
    let written = store::counts::rows_of(session, &rows).await?;
    let mut written: BTreeMap<(What, Uuid), _> =
        written.into_iter().map(|row| ((row.what, row.row), row)).collect();
    for fact in people.iter().flat_map(facts) {
        let Fact { what, row, .. } = fact;
        let same = written.get(&(what, row)).is_some_and(|one| one.says(&fact));
        if same {
            written.remove(&(what, row));
        }
        recount.expect(&fact, same);
    }
    for row in written.values() {
        recount.find(row.what, row.unit, row.programme, row.month, row.standing);
    }
    Ok(())
}
