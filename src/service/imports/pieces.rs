//! The uploaded file in sealed pieces: written while it comes in, read back as a stream.

use std::io::{self, Read};

use tokio::runtime::Handle;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Content, runs};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        ledgers::Overrides,
        permissions::Permission,
        retention::RetentionList,
    },
    service::{App, Caller, Result, ServiceError},
    store::{
        self, Store, WriteTx,
        imports::{ImportStatus, PieceKind},
    },
};

/// How much of a file one piece holds.
const PIECE: usize = 256 * 1024;

/// A file on its way in. Nothing of it is ever written in plaintext.
pub struct Upload {
    app: App,
    caller: Caller,
    id: Uuid,
    unit: Uuid,
    position: i64,
    waiting: Zeroizing<Vec<u8>>,
    handle: Handle,
    finished: bool,
}

impl Upload {
    /// Begins an import of the file called `file` for people of the caller's unit and below; rows that
    /// name no unit belong to `default_unit`.
    ///
    /// # Errors
    /// Where the unit is outside the caller's scope.
    pub async fn begin(
        app: &App,
        caller: &Caller,
        file: &str,
        default_unit: Option<Uuid>,
    ) -> Result<Self> {
        Self::begin_list(app, caller, file, default_unit, None).await
    }

    /// The same, of a file that is the national list `list`, where it is one, of the people of `default_unit` alone where
    /// that is given.
    ///
    /// # Errors
    /// As [`Upload::begin`].
    pub async fn begin_list(
        app: &App,
        caller: &Caller,
        file: &str,
        default_unit: Option<Uuid>,
        list: Option<RetentionList>,
    ) -> Result<Self> {
        let scope = caller.actor.may(Permission::LedgersImport)?;
        let unit = caller.actor.unit();
        let file = file.chars().take(200).collect();
        let overrides = Overrides { list, ..Overrides::default() };
        let content = Content { file, default_unit, overrides, ..Content::default() };
        let mut tx = app.store.write(&caller.origin).await?;
        if !store::units::is_within(&mut tx, &scope, default_unit.unwrap_or(unit)).await? {
            return Err(ServiceError::Missing);
        }
        let id = store::imports::create(&mut tx, unit, &content.write()).await?;
        let event =
            AuditEvent::new(Action::ImportStarted).at(unit).about(SubjectKind::Import, id, 1);
        tx.commit(event).await?;
        let waiting = Zeroizing::new(Vec::with_capacity(PIECE * 2));
        let (app, caller, handle) = (app.clone(), caller.clone(), Handle::current());
        Ok(Self { app, caller, id, unit, position: 0, waiting, handle, finished: false })
    }

    /// The next bytes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn push(&mut self, bytes: &[u8]) -> Result<()> {
        for chunk in bytes.chunks(PIECE) {
            self.waiting.extend_from_slice(chunk);
            if self.waiting.len() >= PIECE {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        let mut tx = self.app.store.write(&self.caller.origin).await?;
        store::imports::put_piece(&mut tx, self.id, PieceKind::File, self.position, &self.waiting)
            .await?;
        // A sign of life: a slow upload was not interrupted.
        store::imports::progress(&mut tx, self.id, 0, 0).await?;
        tx.commit_unseen().await?;
        self.position += 1;
        self.waiting.clear();
        Ok(())
    }

    /// All bytes are in: the file is understood beside the requests. Gives the import's id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish(mut self) -> Result<Uuid> {
        if !self.waiting.is_empty() {
            self.flush().await?;
        }
        let mut tx = self.app.store.write(&self.caller.origin).await?;
        store::imports::advance(
            &mut tx,
            self.id,
            &[ImportStatus::Uploading],
            ImportStatus::Reading,
        )
        .await?;
        tx.commit_unseen().await?;
        self.finished = true;
        tracing::info!(import = %self.id, unit = %self.unit, pieces = self.position, "ledger uploaded");
        runs::understand_beside(&self.app, &self.caller, self.id);
        Ok(self.id)
    }
}

/// An upload that ends early, because the connection broke or the file is too large, leaves nothing.
impl Drop for Upload {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let (app, caller, id) = (self.app.clone(), self.caller.clone(), self.id);
        let remove = async move {
            if let Err(error) = super::discard(&app, &caller, id).await {
                tracing::warn!(import = %id, %error, "an unfinished upload could not be removed");
            }
        };
        // By its handle, since a runtime that is going down drops uploads too.
        self.app.background.spawn_on(remove, &self.handle);
    }
}

/// Replaces all pieces of a kind by `bytes`.
pub(super) async fn put_all(
    tx: &mut WriteTx,
    id: Uuid,
    kind: PieceKind,
    bytes: &[u8],
) -> Result<()> {
    store::imports::remove_pieces(tx, id, kind).await?;
    for (position, piece) in (0..).zip(bytes.chunks(PIECE)) {
        store::imports::put_piece(tx, id, kind, position, piece).await?;
    }
    Ok(())
}

/// Reads the uploaded file back, a piece at a time. For a thread that may block.
pub(super) struct PieceReader {
    store: Store,
    handle: Handle,
    id: Uuid,
    position: i64,
    piece: Zeroizing<Vec<u8>>,
    read: usize,
}

impl PieceReader {
    pub fn new(store: &Store, id: Uuid) -> Self {
        let piece = Zeroizing::new(Vec::new());
        Self { store: store.clone(), handle: Handle::current(), id, position: 0, piece, read: 0 }
    }

    fn next(&mut self) -> io::Result<()> {
        let (store, id, position) = (&self.store, self.id, self.position);
        let piece = self.handle.block_on(async {
            let mut tx = store.read().await?;
            store::imports::piece(&mut tx, id, PieceKind::File, position).await
        });
        self.piece = piece.map_err(io::Error::other)?.unwrap_or_default();
        self.position += 1;
        self.read = 0;
        Ok(())
    }
}

impl Read for PieceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.piece.len() {
            self.next()?;
        }
        let count = buffer.len().min(self.piece.len() - self.read);
        buffer[..count].copy_from_slice(&self.piece[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}
