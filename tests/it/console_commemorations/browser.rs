//! Commemorations in a real browser, down to the width of a phone.

use crate::support::{browser::Browser, server::Server};

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_commemorations", name).await;
    browser.resize(1280, 2400).await;
}

#[tokio::test]
async fn qingming_is_told_and_the_next_day_prepared_at_the_width_of_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    browser.goto(&server.url("/commemorations")).await;
    browser.wait_for("2025 年清明缅怀").await;
    pictured(&browser, "list").await;
    browser.click("2025 年清明缅怀").await;
    browser.wait_for("共到场").await;
    pictured(&browser, "held").await;
    browser.goto(&server.url("/commemorations")).await;
    browser.click("2025 年冬至缅怀").await;
    browser.wait_for("待邀请").await;
    pictured(&browser, "planned").await;
    browser.click("已电话邀请").await;
    browser.wait_for("已邀请 1").await;
    browser.click("邀请联络单").await;
    browser.wait_for("每一位都记入审计").await;
    pictured(&browser, "reason").await;
    browser.fill("reason", "缅怀与褒扬").await;
    browser.click("显示联络单").await;
    browser.wait_for("演示甲").await;
    pictured(&browser, "calls").await;
    browser.goto(&server.url("/commemorations")).await;
    browser.click("2025 年冬至缅怀").await;
    browser.click("增加邀请").await;
    browser.wait_for("邀请谁").await;
    pictured(&browser, "invite").await;
    browser.goto(&server.url("/commemorations/new")).await;
    browser.wait_for("活动标题").await;
    pictured(&browser, "new").await;
}
