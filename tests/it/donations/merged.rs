//! Donations of two records that turn out to be one person's.

use lifelight::{domain::donations::inputs::EndInput, service::merges};

use super::*;

#[tokio::test]
async fn a_donation_goes_with_the_record_that_is_merged_and_comes_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let kept = registered(app, &cast.one, 10, &["organ"], true).await;
        let dropped = registered(app, &cast.one, 11, &["body"], true).await;
        let id = service::open(app, &cast.one, dropped, &call(&["body"], "2025-06-01"))
            .await
            .expect("a call")[0];
        service::look(app, &cast.one, id, 1).await.expect("a look");
        let whose = async || service::get(app, &cast.one, id).await.expect("it").donation.person;
        let merge = merges::ask(app, &cast.one, kept, dropped).await.expect("asked");
        merges::decide(app, &cast.chief, merge, true).await.expect("merged");
        assert_eq!(whose().await, kept);
        assert_eq!(service::get(app, &cast.one, id).await.expect("it").past.len(), 1);
        merges::undo(app, &cast.chief, merge).await.expect("taken back");
        assert_eq!(whose().await, dropped);
        advance(app, &cast.one, id, &step(Stage::Accepted, "2025-06-02")).await.expect("goes on");
    })
    .await;
}

#[tokio::test]
async fn of_two_donations_under_way_one_is_finished_before_the_records_are_one() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let kept = registered(app, &cast.one, 10, &["body"], true).await;
        let dropped = registered(app, &cast.one, 11, &["body"], true).await;
        let mut ids = Vec::new();
        for (person, on) in [(kept, "2025-05-30"), (dropped, "2025-06-01")] {
            let call = call(&["body"], on);
            ids.push(service::open(app, &cast.one, person, &call).await.expect("a call")[0]);
        }
        // Who asks need not know of donations that are under way; who decides is told which, and what to do.
        let merge = merges::ask(app, &cast.one, kept, dropped).await.expect("asked");
        let refused = merges::decide(app, &cast.chief, merge, true).await.expect_err("two");
        let ServiceError::Invalid(problems) = &refused else { panic!("{refused}") };
        let words = &problems[0].words.zh;
        for part in ["遗体", "2025-05-30", "2025-06-01", "未能实现"] {
            assert!(words.contains(part), "{words}");
        }
        assert_eq!(codes(refused), [("merge".to_owned(), "two_donations")]);
        let whose = async |id| service::get(app, &cast.one, id).await.expect("it").donation.person;
        assert_eq!(whose(ids[1]).await, dropped, "nothing was moved");

        let ending = EndInput {
            on: "2025-06-02".to_owned(),
            reason: "lives".to_owned(),
            ..EndInput::default()
        };
        let at = version(app, &cast.one, ids[1]).await;
        service::end(app, &cast.one, ids[1], at, &ending).await.expect("ended");
        merges::decide(app, &cast.chief, merge, true).await.expect("merged");
        assert_eq!(whose(ids[1]).await, kept);
    })
    .await;
}
