//! The one writer of SQLite, and the commit that those share who wait for it.
//!
//! Whoever has written does not commit at once, but stands in line again; those already in line write
//! meanwhile, each within a savepoint of her own, and whoever then comes first commits for all. One
//! writer alone waits for nobody; thirty wait for the disk once instead of thirty times. Nobody hears
//! that she has written before the commit that holds it has come back.

use std::{sync::Arc, time::Duration};

use sqlx::{Executor as _, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

/// How long somebody stands in line before she is told to try again.
const PATIENCE: Duration = Duration::from_secs(30);

/// The one connection that writes, and the line before it.
#[derive(Clone, Debug)]
pub struct Writer {
    pool: SqlitePool,
    line: Arc<Mutex<Group>>,
}

/// Those whose writing becomes durable in one commit.
#[derive(Debug, Default)]
struct Group {
    /// The connection, from the first BEGIN to the COMMIT.
    connection: Option<PoolConnection<Sqlite>>,
    turn: Phase,
    /// Who has written and waits for the commit.
    written: Vec<oneshot::Sender<Outcome>>,
}

/// What became of a commit; its error is told to each who waited for it.
type Outcome = Result<(), Arc<sqlx::Error>>;

/// How far the turn of one writer has come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody's turn.
    #[default]
    None,
    /// Asked for; whether the database has heard it is not known.
    Asked,
    /// She writes.
    Writing,
}

/// The turn of one writer. Dropping it takes back what she wrote and nothing else.
#[derive(Debug)]
pub(super) struct Turn {
    /// Hers until the turn ends.
    group: Option<OwnedMutexGuard<Group>>,
    line: Arc<Mutex<Group>>,
}

impl Writer {
    /// The line before the only connection of `pool`.
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool, line: Arc::default() }
    }

    /// The connection, for what is not written in turns: the schema, and closing.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Waits for a turn. The lock on the file is taken at once: a transaction that upgraded from
    /// reading would fail without waiting.
    pub(super) async fn turn(&self) -> Result<Turn, sqlx::Error> {
        let line = self.line.clone();
        let waited = timeout(PATIENCE, line.clone().lock_owned()).await;
        let mut group = waited.map_err(|_| sqlx::Error::PoolTimedOut)?;
        group.tidy_up().await;
        if group.connection.is_none() {
            group.connection = Some(self.pool.acquire().await?);
        }
        group.turn = Phase::Asked;
        let mut turn = Turn { group: Some(group), line };
        let group = turn.group();
        let begin = if group.written.is_empty() { "BEGIN IMMEDIATE" } else { "SAVEPOINT turn" };
        group.run(begin).await?;
        group.turn = Phase::Writing;
        Ok(turn)
    }
}

impl Turn {
    fn group(&mut self) -> &mut Group {
        self.group.as_mut().expect("a turn has its group until it ends")
    }

    /// The connection, within this turn.
    pub(super) fn wire(&mut self) -> &mut SqliteConnection {
        self.group().connection.as_mut().expect("a turn has a connection")
    }

    /// Ends the turn and waits for the commit, which comes even where the caller goes away.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        let group = self.group.take().expect("a turn ends once");
        let ended = tokio::spawn(end(group, self.line.clone())).await;
        ended
            .unwrap_or_else(|_| Err(Arc::new(sqlx::Error::WorkerCrashed)))
            .map_err(|error| sqlx::Error::AnyDriverError(Box::new(error)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Whoever comes next would tidy up as well, but till then the file would be locked.
        if let (Some(mut group), Ok(runtime)) = (self.group.take(), Handle::try_current()) {
            runtime.spawn(async move { group.tidy_up().await });
        }
    }
}

/// Hands the turn on and, when this writer comes first again, commits unless somebody else has.
async fn end(mut group: OwnedMutexGuard<Group>, line: Arc<Mutex<Group>>) -> Outcome {
    if !group.written.is_empty()
        && let Err(error) = group.run("RELEASE turn").await
    {
        let error = Arc::new(error);
        group.give_up(&error).await;
        return Err(error);
    }
    group.turn = Phase::None;
    let (tell, told) = oneshot::channel();
    group.written.push(tell);
    drop(group);
    line.lock_owned().await.commit().await;
    told.await.unwrap_or_else(|_| Err(Arc::new(sqlx::Error::WorkerCrashed)))
}

impl Group {
    async fn run(&mut self, text: &'static str) -> Result<(), sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)?;
        connection.execute(text).await.map(drop)
    }

    /// Commits for all who have written, if there are any.
    async fn commit(&mut self) {
        self.tidy_up().await;
        if self.written.is_empty() {
            return;
        }
        match self.run("COMMIT").await {
            Ok(()) => self.tell(&Ok(())),
            Err(error) => self.give_up(&Arc::new(error)).await,
        }
    }

    /// Takes back what somebody wrote who left before the end of her turn.
    async fn tidy_up(&mut self) {
        let left = std::mem::take(&mut self.turn);
        if left == Phase::None {
            return;
        }
        if self.written.is_empty() {
            match self.run("ROLLBACK").await {
                Ok(()) => self.connection = None,
                Err(error) => self.give_up(&Arc::new(error)).await,
            }
            return;
        }
        let taken_back = match self.run("ROLLBACK TO turn").await {
            Ok(()) => self.run("RELEASE turn").await,
            Err(error) => Err(error),
        };
        // Where her savepoint is gone, so may be the others' writing: nobody is told that it is kept.
        if let (Err(error), Phase::Writing) = (taken_back, left) {
            self.give_up(&Arc::new(error)).await;
        }
    }

    /// Tells all that nothing was written, and parts with the connection, which ends its transaction
    /// whatever state it is in.
    async fn give_up(&mut self, error: &Arc<sqlx::Error>) {
        self.turn = Phase::None;
        if let Some(connection) = self.connection.take() {
            // What closing says adds nothing to what went wrong before.
            let _ = connection.close().await;
        }
        self.tell(&Err(error.clone()));
    }

    fn tell(&mut self, outcome: &Outcome) {
        self.connection = None;
        for written in self.written.drain(..) {
            // Who went away need not be told.
            let _ = written.send(outcome.clone());
        }
    }
}

#[cfg(test)]
mod tests;
