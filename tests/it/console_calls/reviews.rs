//! The second look: by somebody else, with a ruling where one is needed.

use lifelight::domain::permissions::Role;

use super::{good, noticed};
use crate::{
    console_people::visitor::Visitor,
    support::registry::{FENGHUA, JINPING, each_engine},
};

#[tokio::test]
async fn a_reason_that_takes_a_case_out_waits_for_somebody_else() {
    each_engine(async |registry| {
        let (first, caller) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let (second, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let case = noticed(&first, registry, &caller, 1).await;
        let review = format!("{case}/review");
        let offered = format!("action=\"{review}\"");
        second.get("/match-cases/reviews").await.shows(&["没有待办"]);
        good(&first, &case, "end", &[("on", "2025-06-02"), ("reason", "N1")]).await;

        first.get(&case).await.shows(&["待第二人复核"]);
        first.get(&case).await.hides(&[&offered]);
        let own = first.get("/match-cases/reviews").await;
        own.shows(&["钱**", "须他人复核"]);
        own.hides(&[&offered]);
        let refused = first.post(&review, &[("version", "2"), ("decision", "confirm")]).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["复核须由另一人进行"]);

        second.get("/").await.shows(&["个案例的原因码待复核", "href=\"/match-cases/reviews\""]);
        second.get("/match-cases/reviews").await.shows(&["钱**", "N1", &offered, "原因属实"]);
        second.get(&case).await.shows(&[&offered]);
        let perhaps = second.post(&review, &[("version", "2"), ("decision", "perhaps")]).await;
        assert_eq!(perhaps.status, 422);
        let back = second.post(&review, &[("version", "2"), ("decision", "send_back")]).await;
        assert_eq!((back.status, back.location()), (303, "/match-cases/reviews"));
        second.get("/match-cases/reviews").await.hides(&["钱**"]);
        first.get(&case).await.shows(&["待联络", "结束案例"]);

        // Z after she was willing: did she step back?
        good(&first, &case, "step", &[("on", "2025-06-02")]).await;
        let other = [("on", "2025-06-02"), ("reason", "Z"), ("words", "合成说明")];
        good(&first, &case, "end", &other).await;
        let asked = second.get("/match-cases/reviews").await;
        asked.shows(&["合成说明", "是否属于反悔"]);
        let version = asked.value("version").to_owned();
        let confirm = [("version", version.as_str()), ("decision", "confirm")];
        let unruled = second.post(&review, &confirm).await;
        assert_eq!(unruled.status, 422);
        unruled.shows(&["请判定这一案例是否属于反悔", &offered]);
        let ruled: Vec<_> = confirm.into_iter().chain([("stepped_back", "no")]).collect();
        assert_eq!(second.post(&review, &ruled).await.status, 303);
        let seen = second.get(&case).await;
        seen.shows(&["判为反悔", "复核原因码"]);
        seen.hides(&[&offered, "badge warn\">待第二人复核"]);
    })
    .await;
}
