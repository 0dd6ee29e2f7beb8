//! Asking for an erasure and confirming it in a real browser, on a desk and on a phone.

use crate::support::{browser::Browser, server::Server};

async fn opened(server: &Server, browser: &Browser, who: &str) {
    server.let_in(browser, who).await;
    browser.goto(&server.url("/find")).await;
    browser.fill("q", "15499990001\u{e007}").await;
    browser.wait_for("查找结果").await;
    browser.click("钱**").await;
    browser.wait_for("归属机构").await;
}

#[tokio::test]
async fn one_supervisor_asks_and_another_confirms_on_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    let shot = async |name: &str| browser.pictured("erasures", name).await;
    // The demo has one supervisor; its administrator makes a second account.
    server.let_in(&browser, "demo-admin").await;
    browser.goto(&server.url("/accounts/new")).await;
    browser.resize(1280, 1800).await;
    for (field, value) in [
        ("name", "second-supervisor"),
        ("display_name", "合成督导"),
        ("role", "supervisor"),
        ("unit", "奉化区"),
    ] {
        browser.fill(field, value).await;
    }
    browser.click("main .submit button").await;
    browser.wait_for("只显示这一次").await;

    server.let_in(&browser, "demo-county").await;
    browser.goto(&server.url("/register")).await;
    browser.resize(1280, 3600).await;
    for (field, value) in [
        ("document_number", crate::support::people::document(1).as_str()),
        ("name", "钱合壹"),
        ("unit", "锦屏"),
        ("phone_1", "15499990001"),
        ("relative_1_name", "钱合贰"),
        ("relative_1_address", "合成路1号"),
        ("relative_2_name", "钱合叁"),
        ("relative_2_address", "合成路2号"),
        ("switch-stem_cell", "yes"),
        ("switch-consent_enrolment", "yes"),
    ] {
        browser.fill(field, value).await;
    }
    browser.click("保存登记").await;
    browser.wait_for("已保存。").await;

    opened(&server, &browser, "demo-supervisor").await;
    browser.click("申请删除此人").await;
    browser.wait_for("须由另一位督导确认").await;
    shot("ask").await;
    browser.fill("reason", "本人要求删除").await;
    browser.click("main .submit button").await;
    browser.wait_for("已有人申请删除此人").await;
    shot("asked").await;
    browser.click("查看并决定").await;
    browser.wait_for("申请日期").await;
    assert!(!browser.text("main").await.contains("确认删除，不可恢复"), "not by who asked");
    shot("own").await;

    opened(&server, &browser, "second-supervisor").await;
    browser.click("查看并决定").await;
    browser.wait_for("确认删除，不可恢复").await;
    shot("decide").await;
    browser.fill("decision", "确认删除").await;
    browser.click("main .submit button").await;
    browser.wait_for("查找").await;
    shot("gone").await;
    browser.fill("q", "15499990001\u{e007}").await;
    browser.wait_for("没有找到").await;
}
