//! Lines of the yearly national list: the registry says of each whom it names and whether she may stand on it.

use std::collections::HashMap;

use uuid::Uuid;

use super::entering::Entering;
use crate::{
    crypto::indexes::IndexKind,
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::{FileReport, ListRow, Place, Verdict},
        permissions::{Actor, Permission, Scope},
        person::Person,
        programmes::Programme,
        retention::{self, RetentionList, Unlisted},
    },
    service::{App, Caller, Result, units},
    store::{
        self, Session, StoreError,
        search::{Filter, document_text, number_text},
    },
};

/// How many candidates of a truncated index are opened at once.
const BATCH: i64 = 200;

/// Asks the registry about each line of a file.
pub(super) struct Asker {
    app: App,
    caller: Caller,
    list: RetentionList,
    /// Whom the caller may see.
    scope: Scope,
    /// The unit for which the list is, where it is not for all of hers.
    within: Option<Scope>,
    /// Whom earlier lines named.
    met: HashMap<Uuid, Place>,
    /// Lines whose volunteer stands on the year's list already.
    pub known: i64,
}

impl Asker {
    /// Of a list for people of `within`, or of all units of the caller.
    pub fn new(
        app: &App,
        caller: &Caller,
        list: RetentionList,
        within: Option<Uuid>,
    ) -> Result<Self> {
        let scope = caller.actor.may(Permission::LedgersImport)?;
        let of = |unit| Actor::operator(unit).may(Permission::LedgersImport);
        let within = within.map(of).transpose()?;
        let (app, caller, met) = (app.clone(), caller.clone(), HashMap::new());
        Ok(Self { app, caller, list, scope, within, met, known: 0 })
    }

    /// What becomes of a line, and whom it names where she may stand on the list.
    pub async fn ask(&mut self, row: &ListRow) -> Result<(Verdict, Option<Uuid>)> {
        let mut tx = self.app.store.read().await?;
        let person = match named(&mut tx, &self.scope, row).await? {
            Ok(person) => person,
            Err(Nobody::Not(why)) => return Ok((Verdict::Off(row.against(why)), None)),
            Err(Nobody::Damaged(ids)) => {
                drop(tx);
                self.app.record_tampered(&self.caller, &ids).await?;
                return Ok((Verdict::Off(row.against(Unlisted::Damaged)), None));
            }
        };
        if let Some(within) = &self.within
            && !store::units::is_within(&mut tx, within, person.unit).await?
        {
            return Ok((Verdict::Off(row.against(Unlisted::OtherUnit)), None));
        }
        let rules = units::rules_within(&self.app, &mut tx, person.unit).await?;
        let (exit_age, today) = (rules.stem_cell_exit_age, self.app.today());
        let registration = match retention::may_be_listed(&person, exit_age, today) {
            Ok(registration) => registration,
            Err(why) => return Ok((Verdict::Off(row.against(why)), None)),
        };
        if let Some(first) = self.met.get(&person.id) {
            return Ok((Verdict::Again(*first), None));
        }
        self.met.insert(person.id, row.place);
        let year = self.list.year;
        self.known += i64::from(registration.details.lists.iter().any(|list| list.year == year));
        Ok((Verdict::On, Some(person.id)))
    }
}

/// Why a line names nobody who could stand on a list.
enum Nobody {
    Not(Unlisted),
    Damaged(Vec<Uuid>),
}

/// Whom a line names: by her document where it tells one, which a whole index leads to, else by the number.
async fn named(
    session: &mut Session,
    scope: &Scope,
    row: &ListRow,
) -> Result<Result<Person, Nobody>> {
    let document = row.document.as_ref().map(|one| (IndexKind::Document, document_text(one)));
    let number = row.number.as_deref().map(|one| (IndexKind::NationalNumber, number_text(one)));
    let (mut found, mut damaged) = (Vec::new(), Vec::new());
    for (kind, text) in document.iter().chain(&number) {
        if found.is_empty() {
            let (people, refused) = holders(session, scope, *kind, text).await?;
            (found, damaged) = (people, [damaged, refused].concat());
        }
    }
    let Some(person) = found.pop() else {
        return Ok(Err(match damaged.is_empty() {
            true => Nobody::Not(Unlisted::Unknown),
            false => Nobody::Damaged(damaged),
        }));
    };
    let agrees = found.is_empty()
        && document.is_none_or(|(_, text)| has_document(&person, &text))
        && number.is_none_or(|(_, text)| {
            let mut known = numbers(&person).peekable();
            known.peek().is_none() || known.any(|known| known == text)
        })
        && row.name.as_ref().is_none_or(|name| *name == person.identity.name);
    Ok(if agrees { Ok(person) } else { Err(Nobody::Not(Unlisted::SomebodyElse)) })
}

/// Everybody in scope who has this document or number, and the ids of those who might but cannot be read. Of a
/// truncated index coincidences are opened and left out.
async fn holders(
    session: &mut Session,
    scope: &Scope,
    kind: IndexKind,
    text: &str,
) -> Result<(Vec<Person>, Vec<Uuid>)> {
    let (mut people, mut damaged, mut before) = (Vec::new(), Vec::new(), None);
    loop {
        let wanted = Some((kind, text));
        let ids =
            store::search::candidates(session, scope, wanted, &Filter::default(), before, BATCH)
                .await?;
        let Some(last) = ids.last() else { return Ok((people, damaged)) };
        before = Some(*last);
        for opened in store::people::load(session, scope, &ids).await? {
            match opened {
                Ok(person) if kind == IndexKind::Document => {
                    people.extend(has_document(&person, text).then_some(person));
                }
                Ok(person) => {
                    let is_hers = numbers(&person).any(|number| number == text);
                    people.extend(is_hers.then_some(person));
                }
                Err(id) => damaged.push(id),
            }
        }
    }
}

fn has_document(person: &Person, text: &str) -> bool {
    let identity = &person.identity;
    let mut all = std::iter::once(&identity.document).chain(&identity.former_documents);
    all.any(|document| document_text(document) == text)
}

/// The numbers under which the national registry knows her.
fn numbers(person: &Person) -> impl Iterator<Item = String> + '_ {
    let cells = person.registrations.iter().filter(|row| row.programme == Programme::StemCell);
    cells.filter_map(|row| row.details.national_number.as_deref()).map(number_text)
}

/// What became of the lines of a file, to be told by its report.
#[derive(Default)]
pub(super) struct Settled {
    sheets: usize,
    lines: Vec<(usize, u32, Verdict)>,
}

impl Settled {
    /// A sheet ends.
    pub fn end_sheet(&mut self) {
        self.sheets += 1;
    }

    /// What became of a line of the present sheet.
    pub fn line(&mut self, row: &ListRow, verdict: Verdict) {
        self.lines.push((self.sheets, row.place.row, verdict));
    }

    /// Tells the report, which has one sheet for each that ended.
    pub fn tell(self, report: &mut FileReport) {
        for (sheet, row, verdict) in self.lines {
            if let Some(sheet) = report.sheets.get_mut(sheet) {
                sheet.settle(row, &verdict);
            }
        }
        for sheet in &mut report.sheets {
            sheet.rejected.sort_by_key(|rejected| rejected.row);
        }
    }
}

/// Enters one line: she is put on the year's list, unless she stands on it. Who may not stand on it any more since the
/// line was checked is left out.
pub(super) async fn enter(
    work: &mut Entering<'_>,
    list: RetentionList,
    person: Uuid,
) -> Result<()> {
    let before = match store::people::get(work.tx, work.scope, person).await {
        Ok(before) => before,
        Err(StoreError::Tampered(_) | StoreError::Missing) => {
            work.outcome.refused += 1;
            return Ok(());
        }
        Err(other) => return Err(other.into()),
    };
    let rules = units::rules_within(work.app, work.tx, before.unit).await?;
    let mut after = before.clone();
    match retention::list(&mut after, list, rules.stem_cell_exit_age, work.today) {
        Err(_) => work.outcome.refused += 1,
        Ok(false) => work.outcome.unchanged += 1,
        Ok(true) => {
            let saved = store::people::save(work.tx, &before, after).await?;
            work.outcome.listed += 1;
            let event = AuditEvent::new(Action::RegistrationAmended).at(saved.unit);
            work.tx.note(event.about(SubjectKind::Person, saved.id, saved.version)).await?;
        }
    }
    Ok(())
}
