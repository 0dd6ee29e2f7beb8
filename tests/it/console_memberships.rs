//! The console's pages of members and of exports, through the real router.

mod browser;

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::{
        memberships::joined,
        memorials::consents_to,
        people::{name, phone, register},
        registry::{FENGHUA, JINPING, NINGBO, each_engine},
    },
};

#[tokio::test]
async fn she_joins_is_listed_and_leaves_through_the_forms() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        clerk.get("/memberships").await.shows(&["这里还没有会员或志愿者", "申请导出名册"]);
        let person = register(&registry.app, &caller, 1).await;
        let (home, own) = (format!("/people/{person}"), name(1));
        clerk.get(&home).await.shows(&["会员与志愿者", "加入会员或志愿者"]);
        let new = format!("{home}/memberships/new");
        clerk.get(&new).await.shows(&["登记捐献不等于加入"]);
        let fields = [("kind", "member"), ("joined_on", "2025年6月1日"), ("number", "合成 1")];
        let refused = clerk.post(&new, &fields).await;
        assert_eq!((refused.status, refused.value("number")), (422, "合成 1"));
        refused.shows(&["没有可用的“成为会员或志愿者”同意"]);
        consents_to(&registry.app, &caller, person, "membership").await;
        let made = clerk.post(&new, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let place = made.location().to_owned();
        let seen = clerk.get(&place).await;
        seen.shows(&["钱**", "会员", "2025-06-01", "合成 1", "退出"]);
        seen.hides(&[&own, &phone(1)]);
        let seen = clerk.get("/memberships").await;
        seen.shows(&["钱**", "会员 1 人", "锦屏街道"]);
        seen.hides(&[&own]);
        let (county, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let below = format!("/memberships?unit={}", registry.unit(JINPING));
        county.get(&below).await.shows(&["钱**"]);
        let end = format!("{place}/end");
        clerk.get(&end).await.shows(&["不必说明理由", "立即退出"]);
        assert_eq!(clerk.post(&end, &[]).await.location(), place);
        clerk.get(&place).await.shows(&["已终止", "本人退出"]);
        assert_eq!(clerk.post(&end, &[]).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_roll_is_asked_for_approved_in_the_city_and_fetched_once() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        for n in 1..=51 {
            joined(&registry.app, &caller, n).await;
        }
        let form = clerk.get("/exports/new").await;
        form.shows(&["会员与志愿者名册", "用途", "撤回同意的人不在其中"]);
        let wrong = [("kind", "members"), ("purpose", "造血干细胞志愿者联谊")];
        let refused = clerk.post("/exports/new", &wrong).await;
        assert_eq!((refused.status, refused.value("purpose")), (422, "造血干细胞志愿者联谊"));
        let fields = [("kind", "members"), ("purpose", "会员大会通知"), ("membership", "")];
        let place = clerk.post("/exports/new", &fields).await.location().to_owned();
        let seen = clerk.get(&place).await;
        seen.shows(&["待审批", "尚待另一人审批", "会员大会通知", "51"]);
        seen.hides(&["批准 <", "下载 Excel", &name(1)]);
        let file = format!("{place}/file");
        let early = clerk.post(&file, &[("version", "1"), ("format", "xlsx")]).await;
        assert_eq!(early.status, 422);

        let (city, _) = Visitor::at(registry, Role::Supervisor, NINGBO).await;
        city.get("/").await.shows(&["个导出待审批"]);
        city.get("/exports").await.shows(&["会员与志愿者名册", "待审批", "锦屏街道"]);
        city.get(&place).await.shows(&["批准", "不批准", "会员大会通知", "合成协调员"]);
        let decision = format!("{place}/decision");
        assert_eq!(city.post(&decision, &[("version", "1")]).await.status, 422);
        let approve = [("version", "1"), ("decision", "approve")];
        assert_eq!(city.post(&decision, &approve).await.location(), place);

        clerk.get(&place).await.shows(&[
            "可下载",
            "下载 Excel 工作簿（一次）",
            "下载 CSV 文本（一次）",
            "2025-06-09",
        ]);
        assert_eq!(clerk.post(&file, &[("version", "2"), ("format", "pdf")]).await.status, 422);
        let got = clerk.post(&file, &[("version", "2"), ("format", "csv")]).await;
        assert_eq!(got.status, 200);
        got.shows(&[&name(1), &phone(51), "会员大会通知"]);
        let header = |name: &str| got.headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"members-2025-06-02.csv\""
        );
        assert_eq!(header("cache-control"), "no-store");
        let again = clerk.post(&file, &[("version", "3"), ("format", "csv")]).await;
        assert_eq!(again.status, 422);
        again.shows(&["每次申请只能下载一次"]);
        clerk.get(&place).await.shows(&["已下载", "每次申请只能下载一次"]);
        let (keeper, _) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        let seen = keeper.get("/exports").await;
        seen.shows(&["一天导出超过 200 人"]);
        seen.hides(&["会员大会通知", "申请导出"]);
        assert_eq!(keeper.get(&place).await.status, 403);
    })
    .await;
}
