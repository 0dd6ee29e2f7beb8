//! Watches a dry run: who is in the registry already, how far the reading is, and whether to go on.

use std::ops::ControlFlow;

use tokio::runtime::Handle;
use uuid::Uuid;

use super::files::FileProblem;
use crate::{
    domain::{documents::Document, ledgers::RowOutcome, permissions::Scope},
    service::App,
    store::{self, Origin, StoreError},
};

/// Rows between two signs of life.
const SIGN_OF_LIFE: i64 = 1_000;
/// Documents looked up at once.
const BATCH: usize = 200;

/// Sees every row of a dry run. For a thread that may block.
pub(super) struct Watch<'a> {
    app: &'a App,
    origin: &'a Origin,
    scope: Scope,
    import: Uuid,
    handle: Handle,
    seen: i64,
    waiting: Vec<Document>,
    known: i64,
    failed: Option<StoreError>,
}

impl<'a> Watch<'a> {
    pub fn new(app: &'a App, origin: &'a Origin, scope: Scope, import: Uuid) -> Self {
        let (handle, waiting) = (Handle::current(), Vec::new());
        Self { app, origin, scope, import, handle, seen: 0, waiting, known: 0, failed: None }
    }

    /// Sees one row.
    pub fn meet(&mut self, row: &RowOutcome) -> ControlFlow<()> {
        self.seen += 1;
        self.waiting.extend(match row {
            RowOutcome::Accepted(entry) => Some(entry.person.document.clone()),
            RowOutcome::Donation(donation) => Some(donation.document.clone()),
            RowOutcome::Member(member) => member.donor.document.clone(),
            _ => None,
        });
        if self.waiting.len() == BATCH {
            self.failed = self.handle.clone().block_on(self.count_known()).err();
        }
        if self.failed.is_none() && self.seen % SIGN_OF_LIFE == 0 {
            self.failed = self.handle.block_on(self.tell()).err();
        }
        if let Some(error) = &self.failed {
            tracing::error!(import = %self.import, %error, "reading a ledger broke off");
        }
        if self.failed.is_some() || self.app.background.is_closed() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// How many accepted rows are about people in the registry.
    pub fn finish(mut self) -> Result<i64, FileProblem> {
        if self.failed.is_none() {
            self.failed = self.handle.clone().block_on(self.count_known()).err();
        }
        match self.failed {
            None => Ok(self.known),
            Some(error) => Err(FileProblem::Read(std::io::Error::other(error))),
        }
    }

    async fn count_known(&mut self) -> Result<(), StoreError> {
        let mut tx = self.app.store.read().await?;
        self.known += store::search::count_known(&mut tx, &self.scope, &self.waiting).await?;
        self.waiting.clear();
        Ok(())
    }

    /// How far the reading is, which also tells that it goes on.
    async fn tell(&self) -> Result<(), StoreError> {
        let mut tx = self.app.store.write(self.origin).await?;
        store::imports::progress(&mut tx, self.import, 0, self.seen).await?;
        tx.commit_unseen().await
    }
}
