//! Many write at once: nobody waits for nobody, nothing is lost, and what is closed stays closed.

use std::sync::Arc;

use lifelight::{domain::permissions::Role, service::intake};
use tokio::task::JoinSet;

use super::*;
use crate::support::registry::{FENGHUA, JINPING, YUELIN, each_engine};

#[tokio::test(flavor = "multi_thread")]
async fn many_register_while_some_gather_and_one_publishes() {
    each_engine(async |registry| {
        let app = Arc::new(registry.app.clone());
        let clerks = [
            registry.caller(Role::Coordinator, JINPING).await,
            registry.caller(Role::Coordinator, YUELIN).await,
        ];
        let mut all = JoinSet::new();
        for n in 0..24_u32 {
            let (app, clerk) = (Arc::clone(&app), clerks[n as usize % 2].clone());
            all.spawn(async move {
                let registered = intake::register(&app, &clerk, &intake_of(n + 1)).await;
                assert!(matches!(registered, Ok(intake::Registered::New { .. })), "{n}");
                if n.is_multiple_of(3) {
                    let mut tx = app.store.write(&origin()).await.expect("it can be written");
                    store::counts::gather(&mut tx).await.expect("gathered");
                    tx.commit_unseen().await.expect("committed");
                }
            });
        }
        // Everybody's sample is of the first quarter of 2024, which is published meanwhile.
        let last = quarter("2024-Q1");
        close(registry, FENGHUA, last).await;
        let published = posted(registry, FENGHUA, last).await;
        while let Some(one) = all.join_next().await {
            one.expect("registered");
        }
        assert_eq!(posted(registry, FENGHUA, last).await, published);
        let later = posted(registry, FENGHUA, quarter("2030-Q4")).await;
        let registered = later.iter().filter(|one| one.what.code() == "registered");
        assert_eq!(registered.map(|one| one.count).sum::<i64>(), 24);
        agrees(registry, "many at once").await;
        gather(registry).await;
        agrees(registry, "gathering").await;
    })
    .await;
}
