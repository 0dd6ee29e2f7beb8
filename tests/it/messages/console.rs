//! The pages: failed messages, the own digest and calendar, the contact ledger of a person.

use super::*;
use crate::console_people::visitor::Visitor;

#[tokio::test]
async fn failed_messages_are_seen_and_tried_again_and_the_ledger_is_on_her_page() {
    each_engine(async |registry| {
        let (clerk, by) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        let channel = Recorder::new();
        let app = with(&registry.app, &channel);
        plan(&app).await;
        clerk.get("/messages").await.shows(&["没有发送失败的消息", "No message has failed"]);
        channel.refuses(Some(Refusal::Rejected));
        go(&app).await;
        let seen = clerk.get("/messages").await;
        seen.shows(&["采样致谢", "网关拒收", "重发", "2025-06-02"]);
        seen.hides(&["赵", "154"]);
        let id = reminder(&app, &by, people[0]).await.id;
        let home = format!("/people/{}", people[0]);
        clerk.get(&home).await.hides(&["联系台账"]);
        assert_eq!(clerk.post(&format!("/messages/{id}/retry"), &[]).await.location(), "/messages");
        assert_eq!(clerk.post(&format!("/messages/{id}/retry"), &[]).await.status, 404);
        channel.refuses(None);
        go(&app).await;
        let seen = clerk.get(&home).await;
        seen.shows(&["联系台账", "Contact ledger", "短信", "已发出", "2025-06-02"]);
        seen.hides(&[&phone(0)]);
        clerk.get("/messages").await.shows(&["没有发送失败的消息"]);
    })
    .await;
}

#[tokio::test]
async fn digest_and_calendar_are_set_on_the_account_page() {
    each_engine(async |registry| {
        let (clerk, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        clerk.get("/account").await.shows(&["每日摘要", "日历订阅", "失败的消息"]);
        let wrong = clerk.post("/account/digest", &[("digest_email", "synthetic")]).await;
        assert_eq!((wrong.status, wrong.value("digest_email")), (422, "synthetic"));
        wrong.shows(&["邮箱格式不对"]);
        let kept = [("digest_email", "synthetic@example.org")];
        assert_eq!(clerk.post("/account/digest", &kept).await.location(), "/account");
        assert_eq!(clerk.get("/account/digest").await.value("digest_email"), kept[0].1);

        clerk.get("/account/calendar").await.shows(&["尚未开通"]);
        let shown = clerk.post("/account/calendar", &[]).await;
        shown.shows(&["/calendar/", ".ics", "只显示这一次"]);
        let (_, rest) = shown.text.split_once("/calendar/").expect("an address");
        let secret = rest.split(".ics").next().expect("a secret");
        let page = clerk.get("/account/calendar").await;
        page.shows(&["换一个地址", "撤销"]);
        page.hides(&[secret]);
        let feed = format!("/calendar/{secret}.ics");
        assert_eq!(Visitor::new(&registry.app).get(&feed).await.status, 200);
        clerk.post("/account/calendar/revoke", &[]).await;
        assert_eq!(Visitor::new(&registry.app).get(&feed).await.status, 404);

        let (auditor, _) = Visitor::at(registry, Role::Auditor, FENGHUA).await;
        auditor.get("/account").await.hides(&["每日摘要", "日历订阅"]);
        for path in ["/account/digest", "/account/calendar", "/messages"] {
            assert_eq!(auditor.get(path).await.status, 403, "{path}");
        }
    })
    .await;
}
