//! Reading a file through to understand it.

use std::{io::Read, ops::ControlFlow};

use uuid::Uuid;

use super::{
    Content,
    files::{self, Event, FileProblem},
    pieces::{PieceReader, put_all},
    rejects::{self, RejectedSheet},
    watch::Watch,
    world::World,
};
use crate::{
    domain::{
        ledgers::{Context, FileReport, Overrides, RejectedRow, RowOutcome},
        permissions::Permission,
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
            let found = dry_run(&file, source, &world.context(), overrides, |row| watch.meet(row))?;
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
