//! Importing the ledgers an office has kept for years: uploaded in sealed pieces, understood by a dry
//! run, corrected, entered row by whole row, rejected rows given back.
//!
//! A kill in the middle leaves whole rows; entering the same file again completes it, and a file that
//! is in already changes nothing.

mod cases;
mod content;
mod donations;
mod entering;
mod entries;
mod families;
pub mod files;
mod lists;
mod people;
mod pieces;
pub mod rejects;
mod runs;
mod watch;
mod world;

use chrono::Duration;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use content::{Content, Left, Outcome};
pub use entering::{enter_file, enter_list};
pub use pieces::Upload;
pub use runs::{Dry, dry_run, dry_run_list};

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::Overrides,
        permissions::Permission,
    },
    store::{
        self,
        imports::{Import, ImportStatus, PieceKind},
    },
};

/// An import that has not moved for so long was interrupted and may be taken up again.
const INTERRUPTED: Duration = Duration::seconds(60);

/// An import with what is known about it.
pub struct Shown {
    /// The import.
    pub import: Import,
    /// File name, corrections, report, outcome.
    pub content: Content,
    /// It stopped in the middle; [`commit`] or [`correct`] takes it up again.
    pub interrupted: bool,
}

fn shown(app: &App, import: Import) -> Shown {
    use ImportStatus::{Importing, Reading, Uploading};
    let content = Content::read(&import.content);
    let stale = app.store.clock().now() - import.updated_at > INTERRUPTED;
    let interrupted = stale && matches!(import.status, Uploading | Reading | Importing);
    Shown { import, content, interrupted }
}

/// The import `id`.
///
/// # Errors
/// [`ServiceError::Missing`] outside the scope.
pub async fn get(app: &App, caller: &Caller, id: Uuid) -> Result<Shown> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let import = store::imports::get(&mut *app.store.read().await?, &scope, id).await?;
    Ok(shown(app, import))
}

/// The latest imports in the caller's scope.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Shown>> {
    let scope = caller.actor.may(Permission::LedgersImport)?;
    let imports = store::imports::list(&mut *app.store.read().await?, &scope, 50).await?;
    Ok(imports.into_iter().map(|import| shown(app, import)).collect())
}

/// Corrects how sheets and columns were understood, and understands the file again.
///
/// # Errors
/// [`ServiceError::Conflict`] where it is being read or entered just now.
pub async fn correct(app: &App, caller: &Caller, id: Uuid, overrides: Overrides) -> Result<()> {
    use ImportStatus::{Failed, Reading, Understood};
    let Shown { import, mut content, interrupted } = get(app, caller, id).await?;
    let mut from = vec![Understood, Failed];
    if interrupted && import.status == Reading {
        from.push(Reading);
    }
    // What the file is was said when it was sent.
    content.overrides = Overrides { list: content.overrides.list, ..overrides };
    let mut tx = app.store.write(&caller.origin).await?;
    store::imports::advance(&mut tx, id, &from, Reading).await?;
    store::imports::put_content(&mut tx, id, import.unit, &content.write()).await?;
    tx.commit_unseen().await?;
    runs::understand_beside(app, caller, id);
    Ok(())
}

/// Enters the accepted rows, beside the requests; ask [`get`] how far it is.
///
/// # Errors
/// [`ServiceError::Conflict`] where it was not understood yet, or is being entered just now.
pub async fn commit(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    use ImportStatus::{Importing, Understood};
    let shown = get(app, caller, id).await?;
    let from =
        if shown.interrupted && shown.import.status == Importing { Importing } else { Understood };
    let mut tx = app.store.write(&caller.origin).await?;
    store::imports::advance(&mut tx, id, &[from], Importing).await?;
    let event = AuditEvent::new(Action::ImportCommitted)
        .at(shown.import.unit)
        .about(SubjectKind::Import, id, 1)
        .rows(shown.import.rows_total);
    tx.commit(event).await?;
    entering::enter_beside(app, caller, id);
    Ok(())
}

/// Throws an import away: file, rejected rows and key are destroyed, only its line stays.
///
/// # Errors
/// [`ServiceError::Conflict`] while it is being entered.
pub async fn discard(app: &App, caller: &Caller, id: Uuid) -> Result<()> {
    use ImportStatus::{Discarded, Done, Failed, Reading, Understood, Uploading};
    let import = get(app, caller, id).await?.import;
    let mut tx = app.store.write(&caller.origin).await?;
    store::imports::advance(
        &mut tx,
        id,
        &[Uploading, Reading, Understood, Done, Failed],
        Discarded,
    )
    .await?;
    for kind in [PieceKind::File, PieceKind::Rejects] {
        store::imports::remove_pieces(&mut tx, id, kind).await?;
    }
    store::keys::destroy(&mut tx, id).await?;
    let event =
        AuditEvent::new(Action::ImportDiscarded).at(import.unit).about(SubjectKind::Import, id, 1);
    Ok(tx.commit(event).await?)
}

/// The rejected rows with their reasons, as a workbook to correct and import again.
///
/// # Errors
/// [`ServiceError::Missing`] where there are none.
pub async fn rejected(app: &App, caller: &Caller, id: Uuid) -> Result<Zeroizing<Vec<u8>>> {
    let import = get(app, caller, id).await?.import;
    let mut tx = app.store.write(&caller.origin).await?;
    let mut workbook = Zeroizing::new(Vec::new());
    for position in 0.. {
        match store::imports::piece(&mut tx, id, PieceKind::Rejects, position).await? {
            Some(piece) => workbook.extend_from_slice(&piece),
            None => break,
        }
    }
    if workbook.is_empty() {
        return Err(ServiceError::Missing);
    }
    let event = AuditEvent::new(Action::RejectsDownloaded).at(import.unit).about(
        SubjectKind::Import,
        id,
        1,
    );
    tx.commit(event).await?;
    Ok(workbook)
}
