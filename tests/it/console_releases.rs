//! The console's pages of public statistics: looked at, published, taken away, and refused.

mod browser;

use lifelight::domain::{permissions::Role, releases::body::Release};

use crate::{
    console_people::visitor::Visitor,
    support::{
        people::register,
        registry::{BAOJI, FENGHUA, JINPING, each_engine},
    },
};

#[tokio::test]
async fn a_quarter_is_looked_at_published_and_taken_away_at_the_console() {
    each_engine(async |registry| {
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        for n in 1..=16 {
            register(&registry.app, &clerk, n).await;
        }
        let (chief, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let unit = registry.unit(FENGHUA).to_string();
        let list = chief.get("/releases").await;
        list.shows(&["公开统计", "凡显示的数字都是准确的", "2025-Q1"]);
        let of = |period| [("unit", unit.as_str()), ("period", period)];
        for (period, why) in
            [("2025-13", "请写成 2025-Q4 的样子"), ("2025-Q2", "2025年第2季度还没有结束")]
        {
            let refused = chief.post("/releases", &of(period)).await;
            assert_eq!((refused.status, refused.value("period")), (422, period));
            refused.shows(&[why]);
        }

        // Sampled in March 2024.
        let place = chief.post("/releases", &of("2024-Q1")).await.location().to_owned();
        let preview = chief.get(&place).await;
        preview.shows(&["预览", "复核已通过", "发布后不能更改", "造血干细胞", "16", "—"]);
        chief.get("/releases").await.hides(&["/file", "SHA-256: "]);
        let fields = [("unit", unit.as_str()), ("period", "2024-Q1"), ("publish", "yes")];
        let home = chief.post("/releases", &fields).await.location().to_owned();
        let shown = chief.get(&home).await;
        shown.shows(&["2024年第1季度 公开统计", "下载文件", "16"]);
        let file = chief.get(&format!("{home}/file")).await;
        assert_eq!(file.status, 200);
        let name = file.headers.get("content-disposition").expect("a name");
        assert_eq!(name, "attachment; filename=\"2024-Q1.json\"");
        let release = Release::read(&file.text).expect("a release");
        chief.get("/releases").await.shows(&[&Release::digest(&file.text), &home, "2024-Q2"]);
        assert_eq!(release.period, "2024-Q1");

        // Once, and in their order; whoever comes late is told on the form.
        let again = chief.post("/releases", &fields).await;
        assert_eq!((again.status, again.value("period")), (422, "2024-Q1"));
        again.shows(&["2024年第1季度已经发布，不能再次发布"]);
        let late = chief.get(&place).await;
        assert_eq!((late.status, late.value("period")), (422, "2024-Q1"));
        late.shows(&["2024年第1季度已经发布，不能再次发布"]);
        chief.post("/releases", &of("2024-Q3")).await.shows(&["应先发布 2024-Q2"]);

        let (reader, _) = Visitor::at(registry, Role::StatisticsReader, FENGHUA).await;
        let seen = reader.get("/releases").await;
        seen.shows(&["2024-Q1", &home]);
        seen.hides(&["name=\"period\""]);
        assert_eq!(reader.get(&format!("{home}/file")).await.text, file.text);
        assert_eq!(reader.post("/releases", &of("2024-Q2")).await.status, 403);
        assert_eq!(reader.get(&place).await.status, 403);
        let (helper, _) = Visitor::at(registry, Role::Helper, FENGHUA).await;
        for page in ["/releases", &home, &place] {
            assert_eq!(helper.get(page).await.status, 403, "{page}");
        }
        let (other, _) = Visitor::at(registry, Role::Supervisor, BAOJI).await;
        for page in [&home, &format!("{home}/file"), &place] {
            assert_eq!(other.get(page).await.status, 404, "{page}");
        }
    })
    .await;
}
