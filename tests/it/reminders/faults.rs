//! What the simulation once found wrong in the days that are kept, each in the smallest case that shows it.

use lifelight::{domain::permissions::Role, service::people, store::db::sql};

use super::*;

async fn entered_on(registry: &Registry, id: Uuid) -> NaiveDate {
    let mut tx = registry.app.store.db().begin_write().await.expect("it can be written");
    let row = sql("SELECT entered_on FROM watches WHERE subject_id = $1").bind(id);
    row.one(&mut tx).await.expect("she is watched").get("entered_on").expect("a day")
}

#[tokio::test]
async fn somebody_comes_on_the_offices_day_and_not_on_that_of_greenwich() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        // One in the morning of the 3rd of June, the 2nd in Greenwich.
        registry.clock.set("2025-06-02T17:00:00Z".parse().expect("an instant"));
        let id = sampled(registry, &by, 1, "2025-06-03").await;
        assert_eq!(entered_on(registry, id).await, day("2025-06-03"));
    })
    .await;
}

#[tokio::test]
async fn what_was_over_during_a_silence_is_not_missed_when_it_is_lifted() {
    each_engine(async |registry| {
        let (app, by) = (&registry.app, registry.caller(Role::Coordinator, JINPING).await);
        let id = sampled(registry, &by, 1, "2025-06-02").await;
        people::set_do_not_contact(app, &by, id, 1, true).await.expect("silence");
        go_to(registry, "2025-06-03");
        tick(app).await;
        assert_eq!(told(registry, id).await, []);
        // Her thanks would have been due by the 17th.
        go_to(registry, "2025-06-25");
        people::set_do_not_contact(app, &by, id, 2, false).await.expect("lifted");
        tick(app).await;
        let asked = row("will_before_pool", "2025-06-09", ReminderState::Open);
        assert_eq!(told(registry, id).await, [asked]);
    })
    .await;
}
