//! Who shares a commit, who is taken back, and who is told what.

use sqlx::{
    Row as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};
use tempfile::TempDir;

use super::*;

/// A file with one table, its writer and a reader beside it.
struct Desk {
    writer: Writer,
    reader: SqlitePool,
    _folder: TempDir,
}

impl Desk {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("lines.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        let one = || SqlitePoolOptions::new().max_connections(1).connect_with(options.clone());
        let (pool, reader) = (one().await.expect("a writer"), one().await.expect("a reader"));
        let table = "CREATE TABLE lines (n INTEGER PRIMARY KEY,
            above INTEGER REFERENCES lines (n) DEFERRABLE INITIALLY DEFERRED)";
        sqlx::query(table).execute(&pool).await.expect("a table");
        Self { writer: Writer::new(pool), reader, _folder: folder }
    }

    async fn turn(&self) -> Turn {
        self.writer.turn().await.expect("a turn")
    }

    /// What everybody sees.
    async fn seen(&self) -> Vec<i64> {
        let rows = sqlx::query("SELECT n FROM lines ORDER BY n").fetch_all(&self.reader).await;
        rows.expect("rows").iter().map(|row| row.get("n")).collect()
    }

    /// One writer from her turn to her commit.
    async fn write(&self, text: &'static str) -> Result<(), sqlx::Error> {
        let mut turn = self.turn().await;
        turn.wire().execute(text).await?;
        turn.commit().await
    }
}

#[tokio::test]
async fn those_in_line_share_one_commit() {
    let desk = Desk::new().await;
    let mut first = desk.turn().await;
    first.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    let second = async {
        let mut turn = desk.turn().await;
        turn.wire().execute("INSERT INTO lines (n) VALUES (2)").await.expect("it is written");
        assert_eq!(desk.seen().await, [] as [i64; 0], "the first waits for the second");
        turn.commit().await
    };
    let (one, two) = tokio::join!(first.commit(), second);
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(desk.seen().await, [1, 2]);
}

#[tokio::test]
async fn who_leaves_takes_back_her_own_and_nothing_else() {
    let desk = Desk::new().await;
    let mut first = desk.turn().await;
    first.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    let leaver = async {
        let mut turn = desk.turn().await;
        turn.wire().execute("INSERT INTO lines (n) VALUES (2)").await.expect("it is written");
    };
    let (one, (), three) =
        tokio::join!(first.commit(), leaver, desk.write("INSERT INTO lines (n) VALUES (3)"));
    assert!(one.is_ok() && three.is_ok());
    assert_eq!(desk.seen().await, [1, 3]);
}

#[tokio::test]
async fn who_leaves_alone_leaves_the_file_free() {
    let desk = Desk::new().await;
    let mut turn = desk.turn().await;
    turn.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    drop(turn);
    // Another process, which does not stand in this line.
    let other = desk.reader.begin_with("BEGIN IMMEDIATE").await.expect("the file is free");
    drop(other);
    assert!(desk.write("INSERT INTO lines (n) VALUES (2)").await.is_ok());
    assert_eq!(desk.seen().await, [2]);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_stop_the_commit_of_others() {
    let desk = Desk::new().await;
    let mut first = desk.turn().await;
    first.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    tokio::select! {
        biased;
        _ = first.commit() => panic!("the commit has only begun"),
        () = std::future::ready(()) => {}
    }
    assert!(desk.write("INSERT INTO lines (n) VALUES (2)").await.is_ok());
    assert_eq!(desk.seen().await, [1, 2]);
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_who_shared_it() {
    let desk = Desk::new().await;
    let mut first = desk.turn().await;
    first.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    // Refused by the commit alone: there is no line 99.
    let (one, two) =
        tokio::join!(first.commit(), desk.write("INSERT INTO lines (n, above) VALUES (2, 99)"),);
    assert!(one.is_err() && two.is_err());
    assert_eq!(desk.seen().await, [] as [i64; 0]);
    assert!(desk.write("INSERT INTO lines (n) VALUES (3)").await.is_ok());
    assert_eq!(desk.seen().await, [3]);
}

#[tokio::test]
async fn nobody_is_told_that_it_is_kept_where_the_database_took_all_back() {
    let desk = Desk::new().await;
    let mut first = desk.turn().await;
    first.wire().execute("INSERT INTO lines (n) VALUES (1)").await.expect("it is written");
    // As on a full disk, the database itself ends the whole transaction.
    let (one, two) =
        tokio::join!(first.commit(), desk.write("INSERT OR ROLLBACK INTO lines (n) VALUES (1)"),);
    assert!(one.is_err() && two.is_err());
    assert_eq!(desk.seen().await, [] as [i64; 0]);
    assert!(desk.write("INSERT INTO lines (n) VALUES (3)").await.is_ok());
    assert_eq!(desk.seen().await, [3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_told_is_kept_and_nobody_else() {
    let desk = Arc::new(Desk::new().await);
    let writers = (0..200i64).map(|n| {
        let desk = desk.clone();
        tokio::spawn(async move {
            let mut turn = desk.turn().await;
            let text = format!("INSERT INTO lines (n) VALUES ({n})");
            turn.wire().execute(sqlx::AssertSqlSafe(text)).await.expect("it is written");
            if n % 3 == 0 {
                return None;
            }
            turn.commit().await.is_ok().then_some(n)
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut told = Vec::new();
    for writer in writers {
        told.extend(writer.await.expect("it ends"));
    }
    assert_eq!(told, desk.seen().await);
    assert_eq!(told.len(), 133);
}
