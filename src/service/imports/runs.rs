//! Reading a file through: once to understand it, once to enter it.

use std::{
    collections::HashSet,
    io::{Read, Seek},
    ops::ControlFlow,
};

use tokio::runtime::Handle;
use uuid::Uuid;

use super::{
    Content, Outcome, entries,
    files::{self, Event, FileProblem},
    watch::Watch,
    pieces::{PieceReader, put_all},
    rejects::{self, RejectedSheet},
};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::{Context, Entry, FileReport, Overrides, RejectedRow, RowOutcome},
        permissions::{Actor, Permission, Scope},
        programmes::Rules,
        units::{Directory, Row},
    },
    service::{App, Caller, Result, ServiceError, units},
    store::{
        self,
        imports::{ImportStatus, PieceKind},
    },
};

/// Rows entered in one transaction.
pub(super) const BATCH: usize = 200;
/// Rejected rows given back at the most: more mean that the file was not understood.
const MOST_REJECTS: usize = 20_000;

/// What a dry run found.
pub struct Dry {
    /// The report.
    pub report: FileReport,
    /// The rejected rows as a workbook; none where no row was rejected.
    pub rejects: Option<Vec<u8>>,
}

/// Reads a file only to see what would become of it; `watch` sees every row and may stop the reading.
/// Needs neither database nor key.
///
/// # Errors
/// Why the file cannot be read.
pub fn dry_run(
    file: &str,
    source: impl Read,
    ctx: &Context<'_>,
    overrides: &Overrides,
    mut watch: impl FnMut(&RowOutcome) -> ControlFlow<()>,
) -> Result<Dry, FileProblem> {
    let mut sheets: Vec<RejectedSheet> = Vec::new();
    let mut rows: Vec<RejectedRow> = Vec::new();
    let mut kept = 0;
    let report = files::read(file, source, ctx, overrides, |event| {
        match event {
            Event::Row { outcome, .. } => {
                let on = watch(&outcome);
                if let RowOutcome::Rejected(row) = outcome
                    && kept < MOST_REJECTS
                {
                    kept += 1;
                    rows.push(*row);
                }
                return on;
            }
            Event::SheetEnd { report, titles, headings } => {
                let rows = std::mem::take(&mut rows);
                sheets.push(RejectedSheet { name: report.name.clone(), titles, headings, rows });
            }
        }
        ControlFlow::Continue(())
    })?;
    let rejects = if kept > 0 {
        Some(rejects::workbook(&sheets).map_err(|error| FileProblem::Damaged(error.to_string()))?)
    } else {
        None
    };
    Ok(Dry { report, rejects })
}

/// Units, rules and day that a file is read with.
struct World {
    directory: Directory<String>,
    rules: Rules,
    today: chrono::NaiveDate,
    /// What the unit of rows that name none is known by: the one chosen, or the only one there is.
    default_unit: Option<String>,
}

impl World {
    async fn of(app: &App, unit: Uuid, scope: &Scope, default_unit: Option<Uuid>) -> Result<Self> {
        let rules = units::rules_for(app, unit).await?;
        let mut tx = app.store.read().await?;
        if !store::units::is_within(&mut tx, scope, unit).await? {
            return Err(ServiceError::Missing);
        }
        let below = Actor::operator(unit).may(Permission::LedgersImport)?;
        let below: HashSet<Uuid> =
            store::units::subtree(&mut tx, &below).await?.into_iter().collect();
        let mut within = store::units::list(&mut tx).await?;
        within.retain(|unit| below.contains(&unit.id));
        let rows: Vec<Row<String>> = within
            .iter()
            .map(|row| Row {
                key: row.id.to_string(),
                parent: row.parent.filter(|parent| below.contains(parent)).map(|id| id.to_string()),
                code: row.code.clone(),
                zh: row.zh.clone(),
                en: row.en.clone(),
                aliases: row.aliases.clone(),
            })
            .collect();
        let chosen = within.iter().find(|unit| Some(unit.id) == default_unit);
        let default_unit = match (chosen, within.as_slice()) {
            (Some(unit), _) | (None, [unit]) => {
                Some(unit.code.clone().unwrap_or_else(|| unit.zh.clone()))
            }
            _ => None,
        };
        Ok(Self { directory: Directory::new(rows), rules, today: app.today(), default_unit })
    }

    fn context(&self) -> Context<'_> {
        Context { today: self.today, directory: &self.directory, rules: self.rules }
    }

    /// Rows that name no unit belong to the default one, unless somebody said otherwise.
    fn fill_in_unit(&self, overrides: &mut Overrides, report: &FileReport) -> bool {
        let Some(unit) = &self.default_unit else { return false };
        let mut filled = false;
        for sheet in &report.sheets {
            let sheet = overrides.sheets.entry(sheet.name.clone()).or_default();
            if sheet.unit.is_none() {
                sheet.unit = Some(unit.clone());
                filled = true;
            }
        }
        filled
    }
}

/// Understands the uploaded file beside the requests.
pub(super) fn understand_beside(app: &App, caller: &Caller, id: Uuid) {
    let (app, caller) = (app.clone(), caller.clone());
    app.background.clone().spawn(async move {
        if let Err(error) = understand(&app, &caller, id).await {
            tracing::error!(import = %id, %error, "a ledger could not be understood");
        }
    });
}

async fn understand(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let import = store::imports::get(&mut *app.store.read().await?, &scope, id).await?;
    let mut content = Content::read(&import.content);
    let world = World::of(app, import.unit, &scope, content.default_unit).await?;
    let (app_too, origin, file) = (app.clone(), caller.origin.clone(), content.file.clone());
    let mut overrides = content.overrides.clone();
    let read = blocking(move || {
        let dry = |overrides: &Overrides| {
            let mut watch = Watch::new(&app_too, &origin, scope, id);
            let source = PieceReader::new(&app_too.store, id);
            let found =
                dry_run(&file, source, &world.context(), overrides, |row| watch.meet(row))?;
            Ok::<_, FileProblem>((found, watch.finish()?))
        };
        let mut found = dry(&overrides)?;
        if world.fill_in_unit(&mut overrides, &found.0.report) {
            found = dry(&overrides)?;
        }
        Ok::<_, FileProblem>((found, overrides))
    })
    .await?;
    if matches!(read, Err(FileProblem::Stopped)) {
        tracing::info!(import = %id, "stopping: the ledger waits to be read again");
        return Ok(());
    }
    let mut tx = app.store.write(&caller.origin).await?;
    let status = match read {
        Ok(((found, known), overrides)) => {
            let rows = found.report.sheets.iter().map(|sheet| i64::from(sheet.rows)).sum();
            store::imports::progress(&mut tx, id, rows, 0).await?;
            put_all(&mut tx, id, PieceKind::Rejects, found.rejects.as_deref().unwrap_or_default())
                .await?;
            // Unwrap safety: counts, texts and lists always are JSON.
            content.report = Some(serde_json::to_value(&found.report).expect("a report is JSON"));
            content.overrides = overrides;
            content.known = known;
            content.failure = None;
            ImportStatus::Understood
        }
        Err(problem) => {
            tracing::warn!(import = %id, code = problem.code(), "a ledger cannot be read");
            content.failure = Some(problem.words());
            ImportStatus::Failed
        }
    };
    store::imports::put_content(&mut tx, id, import.unit, &content.write()).await?;
    store::imports::advance(&mut tx, id, &[ImportStatus::Reading], status).await?;
    Ok(tx.commit_unseen().await?)
}

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
    let job = Job { app: app.clone(), caller: caller.clone(), scope, unit, import: None };
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

/// One reading of a file that enters its rows.
struct Job {
    app: App,
    caller: Caller,
    scope: Scope,
    unit: Uuid,
    /// The import whose progress is told, with its number of rows.
    import: Option<(Uuid, i64)>,
}

impl Job {
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
            let mut batch: Vec<Entry> = Vec::with_capacity(BATCH);
            let mut done = 0;
            let read = files::read(&file, source, &world.context(), &overrides, |event| {
                let Event::Row { outcome: row, .. } = event else {
                    return ControlFlow::Continue(());
                };
                done += 1;
                match row {
                    RowOutcome::Accepted(entry) => batch.push(*entry),
                    RowOutcome::Duplicate(repeat) => batch.push(repeat.entry),
                    RowOutcome::Rejected(_) => {}
                }
                if self.app.background.is_closed() {
                    let words = "stopping: the rest of the ledger waits to be entered";
                    failed = Some(ServiceError::Internal(words.to_owned()));
                    return ControlFlow::Break(());
                }
                if batch.len() < BATCH {
                    return ControlFlow::Continue(());
                }
                match handle.block_on(self.enter(&batch, done, outcome)) {
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
            let report = read.map_err(unreadable)?;
            outcome = handle.block_on(self.enter(&batch, done, outcome))?;
            Ok((report, outcome))
        })
        .await?
    }

    /// Enters a batch in one transaction; tries again where somebody else wrote the same people.
    async fn enter(&self, batch: &[Entry], done: i64, before: Outcome) -> Result<Outcome> {
        let mut tries = 0;
        loop {
            match self.try_enter(batch, done, before).await {
                Err(ServiceError::Conflict) if tries < 5 => tries += 1,
                other => return other,
            }
        }
    }

    async fn try_enter(&self, batch: &[Entry], done: i64, mut outcome: Outcome) -> Result<Outcome> {
        if batch.is_empty() {
            return Ok(outcome);
        }
        let mut tx = self.app.store.write(&self.caller.origin).await?;
        for entry in batch {
            entries::enter(&mut tx, &self.scope, entry, &mut outcome).await?;
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

fn unreadable(problem: FileProblem) -> ServiceError {
    crate::domain::words::Problem::new("file", problem.code(), problem.words()).into()
}

/// Runs what blocks where it may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ServiceError::Internal(format!("a ledger's reader broke: {error}")))
}
