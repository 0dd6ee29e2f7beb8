//! The cases that a rate leaves out, one by one: figures can be improved by leaving cases out, so whoever
//! reads the rates can look at each (handbook §2.3).

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        match_cases::{MatchCase, reasons::Reason},
        permissions::Permission,
        rates::{classes::Class, definitions::Definition},
    },
    service::{App, Caller, Result},
    store::{self, Session, StoreError},
};

/// The most cases that one report lists; the counts by reason are of all.
const MOST: usize = 200;

/// A case that some rate leaves out.
#[derive(Clone)]
pub struct ExcludedCase {
    /// The case.
    pub id: Uuid,
    /// Its number at the national registry.
    pub number: Option<String>,
    /// The day of the notice.
    pub notice_on: NaiveDate,
    /// Why it ended.
    pub reason: Reason,
    /// When a second person looked, as far as it is known.
    pub reviewed_on: Option<NaiveDate>,
    /// What her account is called; none where only a ledger tells of her, or nobody has to look.
    pub reviewer: Option<String>,
    /// The codes of the rates that leave it out.
    pub rates: Vec<String>,
}

impl fmt::Debug for ExcludedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExcludedCase({})", self.id)
    }
}

/// The cases left out, as far as the caller may read them.
#[derive(Debug, Clone)]
pub struct Excluded {
    /// The latest notices first.
    pub cases: Vec<ExcludedCase>,
    /// How many more there are: beyond the list's end, or of volunteers who belong elsewhere by now.
    pub left_off: usize,
}

/// Those of `cases`, which come oldest notice first, that one of `definitions` leaves out; none for whoever
/// may count cases but not read them.
pub(super) async fn of(
    app: &App,
    caller: &Caller,
    definitions: &[&Definition],
    cases: &[&MatchCase],
) -> Result<Option<Excluded>> {
    let Ok(scope) = caller.actor.may(Permission::PeopleRead) else { return Ok(None) };
    let mut found: Vec<ExcludedCase> =
        cases.iter().rev().filter_map(|case| left_out(definitions, case)).collect();
    let all = found.len();
    found.truncate(MOST);
    let ids: Vec<Uuid> = found.iter().map(|case| case.id).collect();
    let mut tx = app.store.read().await?;
    let readable = store::match_cases::within(&mut tx, &scope, &ids).await?;
    found.retain(|case| readable.contains(&case.id));
    let reviewers = cases.iter().filter(|case| readable.contains(&case.id));
    let reviewers = reviewers.filter_map(|case| Some((case.id, reviewer(case)?)));
    let reviewers: BTreeMap<Uuid, Uuid> = reviewers.collect();
    let names = names(&mut tx, reviewers.values()).await?;
    for case in &mut found {
        let by = reviewers.get(&case.id);
        case.reviewer = by.and_then(|by| names.get(by).cloned());
    }
    Ok(Some(Excluded { left_off: all - found.len(), cases: found }))
}

fn left_out(definitions: &[&Definition], case: &MatchCase) -> Option<ExcludedCase> {
    let leaves_out = |definition: &&&Definition| {
        matches!(definition.class(&case.course), Some(Class::Excluded(_)))
    };
    let rates: Vec<String> =
        definitions.iter().filter(leaves_out).map(|definition| definition.code.clone()).collect();
    let ending = case.course.ending.as_ref().filter(|_| !rates.is_empty())?;
    Some(ExcludedCase {
        id: case.id,
        number: case.course.number.clone(),
        notice_on: case.notice_on,
        reason: ending.reason,
        reviewed_on: ending.review.as_ref().and_then(|review| review.on),
        reviewer: None,
        rates,
    })
}

fn reviewer(case: &MatchCase) -> Option<Uuid> {
    case.course.ending.as_ref()?.review.as_ref()?.by
}

/// What `accounts` are called, as far as they open.
async fn names<'a>(
    tx: &mut Session,
    accounts: impl Iterator<Item = &'a Uuid>,
) -> Result<BTreeMap<Uuid, String>> {
    let mut names = BTreeMap::new();
    for id in accounts {
        if names.contains_key(id) {
            continue;
        }
        match store::accounts::get(tx, *id).await {
            Ok(account) => names.insert(*id, account.display_name),
            Err(StoreError::Missing | StoreError::Tampered(_)) => None,
            Err(other) => return Err(other.into()),
        };
    }
    Ok(names)
}
