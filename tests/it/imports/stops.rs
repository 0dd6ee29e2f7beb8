//! Where a ledger can stop on its way: a file that is none, an upload that breaks off, an import that
//! stands still.

use chrono::Duration;
use lifelight::{
    domain::permissions::Role,
    service::{
        App, Caller, ServiceError,
        imports::{self, Outcome, Upload},
    },
    store::imports::ImportStatus,
};
use uuid::Uuid;

use super::desk::{csv, number, sent, settled};
use crate::support::registry::{JINPING, Registry, each_engine};

#[tokio::test]
async fn a_file_that_is_no_ledger_says_so_and_can_be_thrown_away() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let shown = sent(app, &me, "扫描.pdf", b"%PDF-1.7 not a ledger").await;
        assert_eq!(shown.import.status, ImportStatus::Failed);
        assert!(shown.content.failure.expect("a remedy").zh.contains("另存为"));
        let id = shown.import.id;
        assert!(matches!(imports::commit(app, &me, id).await, Err(ServiceError::Conflict)));
        imports::discard(app, &me, id).await.expect("nobody needs it");
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM import_pieces").await, 0);
        assert!(imports::list(app, &me).await.expect("a list").is_empty());
        assert_eq!(imports::get(app, &me, id).await.expect("its line stays").content.file, "");
        assert!(matches!(imports::discard(app, &me, id).await, Err(ServiceError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let mut upload = Upload::begin(app, &me, "a.csv", None).await.expect("an import begins");
        upload.push(&vec![b'x'; 600_000]).await.expect("pieces are kept");
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM import_pieces").await, 2);
        drop(upload);
        while number(app, "SELECT COUNT(*) AS n FROM imports WHERE status <> 'discarded'").await > 0
        {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM import_pieces").await, 0);
    })
    .await;
}

/// Puts the import where a killed service would have left it, and lets a minute and more go by.
async fn stopped_at(registry: &Registry, id: Uuid, status: ImportStatus) {
    let id = if registry.url().starts_with("sqlite") {
        format!("x'{}'", id.simple())
    } else {
        format!("'{id}'")
    };
    let text = format!("UPDATE imports SET status = '{}' WHERE id = {id}", status.code());
    assert_eq!(registry.by_hand(&text).await, 1);
    registry.clock.advance(Duration::seconds(61));
}

async fn is_interrupted(app: &App, caller: &Caller, id: Uuid) -> bool {
    imports::get(app, caller, id).await.expect("it is the caller's own").interrupted
}

#[tokio::test]
async fn an_import_that_stands_still_is_taken_up_again() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let ledger = csv("锦屏街道", 1, 500);
        let id = sent(app, &me, "a.csv", ledger.as_bytes()).await.import.id;
        assert!(!is_interrupted(app, &me, id).await);

        stopped_at(registry, id, ImportStatus::Reading).await;
        assert!(is_interrupted(app, &me, id).await);
        let overrides = imports::get(app, &me, id).await.expect("it is there").content.overrides;
        imports::correct(app, &me, id, overrides).await.expect("it is read again");
        assert_eq!(settled(app, &me, id).await.import.status, ImportStatus::Understood);

        stopped_at(registry, id, ImportStatus::Importing).await;
        assert!(is_interrupted(app, &me, id).await);
        imports::commit(app, &me, id).await.expect("it is taken up");
        let shown = settled(app, &me, id).await;
        assert_eq!(
            (shown.import.status, shown.content.outcome),
            (ImportStatus::Done, Outcome { created: 499, ..Outcome::default() })
        );
        assert_eq!(shown.import.rows_done, 499);
    })
    .await;
}
