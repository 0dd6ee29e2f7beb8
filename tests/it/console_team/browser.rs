//! The register, the roster and a helper's day in a real browser, down to the width of a phone.

use crate::support::{
    browser::Browser,
    people::{document, name, phone},
    server::Server,
};

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_team", name).await;
}

async fn filled(browser: &Browser, fields: &[(&str, &str)]) {
    browser.resize(1280, 3600).await;
    for (field, value) in fields {
        browser.fill(field, value).await;
    }
    browser.resize(1280, 900).await;
}

#[tokio::test]
async fn a_coordinator_is_entered_and_a_helper_does_her_task() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-supervisor").await;
    browser.goto(&server.url("/coordinators/new")).await;
    let (who, number, dial) = (name(901), document(901), phone(901));
    let fields = [
        ("name", who.as_str()),
        ("phone", dial.as_str()),
        ("document_number", number.as_str()),
        ("kind", "red_cross"),
        ("number", "XT-330299-0001"),
        ("certified_from", "2022-12-01"),
        ("certified_until", "2025-11-30"),
    ];
    filled(&browser, &fields).await;
    pictured(&browser, "coordinator-new").await;
    browser.click("button[data-save]").await;
    browser.wait_for("天后到期").await;
    pictured(&browser, "coordinator").await;
    browser.click("终身禁止").await;
    browser.wait_for("此前的见证不受影响").await;
    pictured(&browser, "coordinator-ban").await;
    browser.goto(&server.url("/coordinators")).await;
    pictured(&browser, "coordinators").await;

    browser.goto(&server.url("/team/new")).await;
    let (helper, dial) = (name(801), phone(801));
    let fields = [
        ("name", helper.as_str()),
        ("phone", dial.as_str()),
        ("account", "demo-helper"),
        ("skills", "方言、驾驶"),
    ];
    filled(&browser, &fields).await;
    pictured(&browser, "member-new").await;
    browser.click("button[data-save]").await;
    browser.wait_for("还没有培训记录").await;

    browser.goto(&server.url("/register")).await;
    let (number, her, dial) = (document(1), name(1), phone(1));
    let fields = [
        ("document_number", number.as_str()),
        ("name", her.as_str()),
        ("unit", "锦屏"),
        ("phone_1", dial.as_str()),
        ("switch-organ", "yes"),
        ("organs_all", "yes"),
    ];
    filled(&browser, &fields).await;
    browser.click("保存登记").await;
    browser.wait_for("志愿服务任务").await;
    browser.click("分派任务").await;
    browser.wait_for("完成期限").await;
    let fields = [
        ("kind", "visit"),
        ("member", helper.as_str()),
        ("due_on", "2025-11-10"),
        ("instructions", "合成：送上慰问信，问问近况"),
    ];
    filled(&browser, &fields).await;
    pictured(&browser, "task-new").await;
    browser.click("button[data-save]").await;
    browser.wait_for("已分派").await;
    browser.goto(&server.url("/team")).await;
    pictured(&browser, "team").await;
    browser.click(".table .whole").await;
    browser.wait_for("方言、驾驶").await;
    pictured(&browser, "member").await;

    let hers = Browser::start().await;
    server.let_in(&hers, "demo-helper").await;
    hers.wait_for("钱**").await;
    pictured(&hers, "helper-today").await;
    hers.goto(&server.url("/tasks")).await;
    pictured(&hers, "tasks").await;
    hers.click(".table .whole").await;
    hers.wait_for("送上慰问信").await;
    filled(&hers, &[("outcome", "carried"), ("hours", "1.5")]).await;
    pictured(&hers, "task").await;
    hers.click("button[data-save]").await;
    hers.wait_for("现在没有任务").await;

    browser.goto(&server.url("/team")).await;
    browser.wait_for("1.5").await;
}
