//! Reading a file through to enter its rows, a batch in one transaction.

use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};

use chrono::NaiveDate;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::{
    Content, Left, Outcome, cases, donations, entries, families,
    files::{self, Event, FileProblem},
    lists::{self, Asker, Settled},
    pieces::PieceReader,
    runs::{blocking, dry_run},
    world::World,
};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::{CaseRow, DonationRow, Entry, FamilyRow, FileReport, Overrides, RowOutcome},
        permissions::{Actor, Permission, Scope},
        retention::RetentionList,
        words::Problem,
    },
    service::{App, Caller, Result, ServiceError},
    store::{
        self, WriteTx,
        imports::{ImportStatus, PieceKind},
    },
};

/// Rows entered in one transaction.
const BATCH: usize = 200;

/// Rows left out that are told one by one.
const MOST_LEFT_OUT: usize = 1_000;

/// Enters the uploaded file beside the requests.
pub(super) fn enter_beside(app: &App, caller: &Caller, id: Uuid) {
    let (app, caller) = (app.clone(), caller.clone());
    app.background.clone().spawn(async move {
        if let Err(error) = enter_upload(&app, &caller, id).await {
            tracing::error!(import = %id, %error, "a ledger could not be entered");
        }
    });
}

async fn enter_upload(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let import = store::imports::get(&mut *app.store.read().await?, &scope, id).await?;
    let mut content = Content::read(&import.content);
    let job = Job {
        app: app.clone(),
        caller: caller.clone(),
        scope,
        unit: import.unit,
        within: content.default_unit,
        import: Some((id, import.rows_total)),
    };
    let source = PieceReader::new(&app.store, id);
    let (_, outcome) = job.run(&content.file, source, &content.overrides).await?;
    content.outcome = outcome;
    let mut tx = app.store.write(&caller.origin).await?;
    store::imports::put_content(&mut tx, id, import.unit, &content.write()).await?;
    store::imports::progress(&mut tx, id, import.rows_total, import.rows_total).await?;
    store::imports::remove_pieces(&mut tx, id, PieceKind::File).await?;
    store::imports::advance(&mut tx, id, &[ImportStatus::Importing], ImportStatus::Done).await?;
    Ok(tx.commit_unseen().await?)
}

/// Enters a file for people of `unit` and below: what the command line does.
///
/// # Errors
/// Why the file cannot be read, as [`ServiceError::Invalid`] of the field `file`.
pub async fn enter_file(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    file: &str,
    mut source: impl Read + Seek + Send + 'static,
) -> Result<(FileReport, Outcome)> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let world = World::of(app, unit, &scope, None).await?;
    // As the unit's own staff would: people whom only other offices know are not theirs to add to.
    let scope = Actor::operator(unit).may(Permission::LedgersImport)?;
    let job = Job::of_file(app, caller, scope, unit);
    let mut overrides = Overrides::default();
    if world.default_unit.is_some() {
        // Which sheets there are is known only after reading: once to see, once to enter.
        let name = file.to_owned();
        let seen = blocking(move || {
            let go_on = |_: &RowOutcome| ControlFlow::Continue(());
            let dry = dry_run(&name, &mut source, &world.context(), &overrides, go_on)?;
            world.fill_in_unit(&mut overrides, &dry.report);
            source.rewind()?;
            Ok((source, overrides))
        });
        (source, overrides) = seen.await?.map_err(unreadable)?;
    }
    job.run(file, source, &overrides).await
}

/// Enters a national list for people of `unit` and below: what the command line does.
///
/// # Errors
/// As [`enter_file`].
pub async fn enter_list(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    file: &str,
    source: impl Read + Send + 'static,
    list: RetentionList,
) -> Result<(FileReport, Outcome)> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let overrides = Overrides { list: Some(list), ..Overrides::default() };
    Job::of_file(app, caller, scope, unit).run(file, source, &overrides).await
}

/// A row to be entered.
enum Accepted {
    /// About a volunteer.
    Person(Entry),
    /// About a match case.
    Case(CaseRow),
    /// About a donation that took place; with its sheet.
    Donation(String, DonationRow),
    /// About a member of a donor's family.
    Member(FamilyRow),
    /// A volunteer to be put on the national list.
    Listed(RetentionList, Uuid),
}

impl Accepted {
    fn of(sheet: &str, row: RowOutcome) -> Option<Self> {
        match row {
            RowOutcome::Accepted(entry) => Some(Self::Person(*entry)),
            RowOutcome::Duplicate(repeat) => Some(Self::Person(repeat.entry)),
            RowOutcome::Case(case) => Some(Self::Case(*case)),
            RowOutcome::Donation(donation) => Some(Self::Donation(sheet.to_owned(), *donation)),
            RowOutcome::Member(member) => Some(Self::Member(*member)),
            // Whom a line of a list names, the registry says.
            RowOutcome::Listed(_) | RowOutcome::Rejected(_) | RowOutcome::Again { .. } => None,
        }
    }

    /// What whoever enters such a row has to be allowed to do beside importing.
    fn needs(&self) -> Option<Permission> {
        match self {
            Self::Person(_) | Self::Case(_) | Self::Listed(..) => None,
            Self::Donation(..) => Some(Permission::DonationsWork),
            Self::Member(_) => Some(Permission::CareWork),
        }
    }
}

/// What entering one row works with.
pub(super) struct Entering<'a> {
    pub app: &'a App,
    pub caller: &'a Caller,
    pub tx: &'a mut WriteTx,
    pub scope: &'a Scope,
    pub today: NaiveDate,
    pub outcome: &'a mut Outcome,
}

impl Entering<'_> {
    /// Something that the row is about does not open: the row is counted, and the trail told.
    pub async fn refused(&mut self, unit: Uuid, kind: SubjectKind, id: Uuid) -> Result<()> {
        self.outcome.refused += 1;
        let event = AuditEvent::new(Action::IntegrityFailed);
        Ok(self.tx.note(event.at(unit).about(kind, id, 0)).await?)
    }

    /// The row is left out, since what is known speaks against it.
    pub fn left_out(&mut self, row: Left) {
        if self.outcome.left_out.len() < MOST_LEFT_OUT && !self.outcome.left_out.contains(&row) {
            self.outcome.left_out.push(row);
        }
    }
}

/// One reading of a file that enters its rows.
struct Job {
    app: App,
    caller: Caller,
    scope: Scope,
    unit: Uuid,
    /// The unit for whose people alone a national list is.
    within: Option<Uuid>,
    /// The import whose progress is told, with its number of rows.
    import: Option<(Uuid, i64)>,
}

impl Job {
    /// Of a file that nobody sent.
    fn of_file(app: &App, caller: &Caller, scope: Scope, unit: Uuid) -> Self {
        let (app, caller, within) = (app.clone(), caller.clone(), Some(unit));
        Self { app, caller, scope, unit, within, import: None }
    }

    async fn run(
        self,
        file: &str,
        source: impl Read + Send + 'static,
        overrides: &Overrides,
    ) -> Result<(FileReport, Outcome)> {
        let world = World::of(&self.app, self.unit, &self.scope, None).await?;
        let (file, overrides, handle) = (file.to_owned(), overrides.clone(), Handle::current());
        blocking(move || {
            let mut outcome = Outcome::default();
            let mut failed = None;
            let mut batch: Vec<Accepted> = Vec::with_capacity(BATCH);
            let mut done = 0;
            let list = overrides.list;
            let asker = list.map(|list| Asker::new(&self.app, &self.caller, list, self.within));
            let (mut asker, mut settled) = (asker.transpose()?, Settled::default());
            let read = files::read(&file, source, &world.context(), &overrides, |event| {
                let Event::Row { sheet, outcome: row } = event else {
                    settled.end_sheet();
                    return ControlFlow::Continue(());
                };
                done += 1;
                if let RowOutcome::Listed(line) = row {
                    let Some((asker, list)) = asker.as_mut().zip(list) else {
                        return ControlFlow::Continue(());
                    };
                    match handle.block_on(asker.ask(&line)) {
                        Ok((verdict, person)) => {
                            settled.line(&line, verdict);
                            batch.extend(person.map(|id| Accepted::Listed(list, id)));
                        }
                        Err(error) => {
                            failed = Some(error);
                            return ControlFlow::Break(());
                        }
                    }
                } else {
                    batch.extend(Accepted::of(sheet, row));
                }
                if self.app.background.is_closed() {
                    let words = "stopping: the rest of the ledger waits to be entered";
                    failed = Some(ServiceError::Internal(words.to_owned()));
                    return ControlFlow::Break(());
                }
                if batch.len() < BATCH {
                    return ControlFlow::Continue(());
                }
                match handle.block_on(self.enter(&batch, done, &outcome)) {
                    Ok(now) => outcome = now,
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
                batch.clear();
                ControlFlow::Continue(())
            });
            if let Some(error) = failed {
                return Err(error);
            }
            let mut report = read.map_err(unreadable)?;
            settled.tell(&mut report);
            outcome = handle.block_on(self.enter(&batch, done, &outcome))?;
            Ok((report, outcome))
        })
        .await?
    }

    /// Enters a batch in one transaction; tries again where somebody else wrote the same people.
    async fn enter(&self, batch: &[Accepted], done: i64, before: &Outcome) -> Result<Outcome> {
        let mut tries = 0;
        loop {
            match self.try_enter(batch, done, before.clone()).await {
                Err(ServiceError::Conflict) if tries < 5 => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_enter(
        &self,
        batch: &[Accepted],
        done: i64,
        mut outcome: Outcome,
    ) -> Result<Outcome> {
        if batch.is_empty() {
            return Ok(outcome);
        }
        let today = self.app.today();
        let mut tx = self.app.store.write(&self.caller.origin).await?;
        for row in batch {
            if let Some(needed) = row.needs() {
                self.caller.actor.may(needed)?;
            }
            let mut work = Entering {
                app: &self.app,
                caller: &self.caller,
                tx: &mut tx,
                scope: &self.scope,
                today,
                outcome: &mut outcome,
            };
            match row {
                Accepted::Person(entry) => {
                    entries::enter(&mut tx, &self.scope, today, entry, &mut outcome).await?;
                }
                Accepted::Case(case) => {
                    cases::enter(&mut tx, &self.scope, case, &mut outcome).await?;
                }
                Accepted::Donation(sheet, row) => donations::enter(&mut work, sheet, row).await?,
                Accepted::Member(row) => families::enter(&mut work, row).await?,
                Accepted::Listed(list, person) => lists::enter(&mut work, *list, *person).await?,
            }
        }
        let mut event = AuditEvent::new(Action::ImportCommitted).at(self.unit);
        if let Some((id, total)) = self.import {
            store::imports::progress(&mut tx, id, total, done).await?;
            event = event.about(SubjectKind::Import, id, 1);
        }
        let rows = i64::try_from(batch.len()).unwrap_or(i64::MAX);
        tx.commit(event.rows(rows)).await?;
        Ok(outcome)
    }
}

pub(super) fn unreadable(problem: FileProblem) -> ServiceError {
    Problem::new("file", problem.code(), problem.words()).into()
}
