//! Reading a file through to understand it.

use std::{io::Read, ops::ControlFlow};

use tokio::runtime::Handle;
use uuid::Uuid;

use super::{
    Content,
    entering::unreadable,
    files::{self, Event, FileProblem},
    lists::{Asker, Settled},
    pieces::{PieceReader, put_all},
    rejects::{self, RejectedSheet},
    watch::Watch,
    world::World,
};
use crate::{
    domain::{
        ledgers::{Context, FileReport, ListRow, Overrides, RejectedRow, RowOutcome, Verdict},
        permissions::Permission,
        retention::RetentionList,
    },
    service::{App, Caller, Result, ServiceError},
    store::{
        self,
        imports::{ImportStatus, PieceKind},
    },
};

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
    watch: impl FnMut(&RowOutcome) -> ControlFlow<()>,
) -> Result<Dry, FileProblem> {
    dry_run_asking(file, source, ctx, overrides, watch, |_| Ok(Verdict::On))
}

/// The same; `ask` says what becomes of each line of a national list.
fn dry_run_asking(
    file: &str,
    source: impl Read,
    ctx: &Context<'_>,
    overrides: &Overrides,
    mut watch: impl FnMut(&RowOutcome) -> ControlFlow<()>,
    mut ask: impl FnMut(&ListRow) -> Result<Verdict>,
) -> Result<Dry, FileProblem> {
    let (mut settled, mut failed) = (Settled::default(), None);
    let mut sheets: Vec<RejectedSheet> = Vec::new();
    let mut rows: Vec<RejectedRow> = Vec::new();
    let mut kept = 0;
    let read = files::read(file, source, ctx, overrides, |event| {
        match event {
            Event::Row { outcome, .. } => {
                let on = watch(&outcome);
                let rejected = match outcome {
                    RowOutcome::Rejected(row) => Some(*row),
                    RowOutcome::Listed(line) => match ask(&line) {
                        Ok(verdict) => {
                            settled.line(&line, verdict.clone());
                            turned_down(*line, verdict)
                        }
                        Err(error) => {
                            failed = Some(error);
                            return ControlFlow::Break(());
                        }
                    },
                    _ => None,
                };
                if let Some(row) = rejected.filter(|_| kept < MOST_REJECTS) {
                    kept += 1;
                    rows.push(row);
                }
                return on;
            }
            Event::SheetEnd { report, titles, headings } => {
                settled.end_sheet();
                let rows = std::mem::take(&mut rows);
                sheets.push(RejectedSheet { name: report.name.clone(), titles, headings, rows });
            }
        }
        ControlFlow::Continue(())
    });
    if let Some(error) = failed {
        return Err(FileProblem::Read(std::io::Error::other(error)));
    }
    let mut report = read?;
    settled.tell(&mut report);
    let rejects = if kept > 0 {
        Some(rejects::workbook(&sheets).map_err(|error| FileProblem::Damaged(error.to_string()))?)
    } else {
        None
    };
    Ok(Dry { report, rejects })
}

/// A line that cannot stand on the list, to be given back.
fn turned_down(line: ListRow, verdict: Verdict) -> Option<RejectedRow> {
    let Verdict::Off(rejection) = verdict else { return None };
    Some(RejectedRow { row: line.place.row, rejection, cells: line.cells, sections: Vec::new() })
}

/// Reads a national list for people of `unit` and below only to see what would become of it: what the command line does.
///
/// # Errors
/// Why the file cannot be read, as [`ServiceError::Invalid`] of the field `file`; what the database says.
pub async fn dry_run_list(
    app: &App,
    caller: &Caller,
    unit: Uuid,
    file: &str,
    source: impl Read + Send + 'static,
    list: RetentionList,
) -> Result<Dry> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let world = World::of(app, unit, &scope, None).await?;
    let mut asker = Asker::new(app, caller, list, Some(unit))?;
    let (file, handle) = (file.to_owned(), Handle::current());
    let overrides = Overrides { list: Some(list), ..Overrides::default() };
    let read = blocking(move || {
        let go_on = |_: &RowOutcome| ControlFlow::Continue(());
        let ask = |line: &ListRow| Ok(handle.block_on(asker.ask(line))?.0);
        dry_run_asking(&file, source, &world.context(), &overrides, go_on, ask)
    });
    read.await?.map_err(unreadable)
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
    let (app_too, caller_too, file) = (app.clone(), caller.clone(), content.file.clone());
    let (mut overrides, within) = (content.overrides.clone(), content.default_unit);
    let handle = Handle::current();
    let read = blocking(move || {
        let dry = |overrides: &Overrides| {
            let mut watch = Watch::new(&app_too, &caller_too.origin, scope, id);
            let source = PieceReader::new(&app_too.store, id);
            let list = overrides.list.map(|list| Asker::new(&app_too, &caller_too, list, within));
            let mut asker = list
                .transpose()
                .map_err(|error| FileProblem::Read(std::io::Error::other(error)))?;
            let ask = |line: &ListRow| match &mut asker {
                Some(asker) => Ok(handle.block_on(asker.ask(line))?.0),
                None => Ok(Verdict::On),
            };
            let meet = |row: &RowOutcome| watch.meet(row);
            let found = dry_run_asking(&file, source, &world.context(), overrides, meet, ask)?;
            let known = asker.map_or(0, |asker| asker.known);
            Ok::<_, FileProblem>((found, watch.finish()? + known))
        };
        let mut found = dry(&overrides)?;
        // A list says nothing of units: each volunteer has her own.
        if overrides.list.is_none() && world.fill_in_unit(&mut overrides, &found.0.report) {
            found = dry(&overrides)?;
        }
        Ok::<_, FileProblem>((found, overrides))
    })
    .await?;
    if matches!(read, Err(FileProblem::Stopped)) {
        tracing::info!(import = %id, "the ledger was not read to its end and waits to be read again");
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

/// Runs what blocks where it may.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ServiceError::Internal(format!("a ledger's reader broke: {error}")))
}
