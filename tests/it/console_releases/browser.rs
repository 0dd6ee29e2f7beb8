//! The same in a real browser, on a desk and on a phone.

use crate::support::{browser::Browser, server::Server};

#[tokio::test]
async fn public_statistics_fit_a_desk_and_a_phone() {
    let server = Server::start(&["demo", "--people", "600"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-supervisor").await;
    let shot = async |name: &str| browser.pictured("console_releases", name).await;
    browser.goto(&server.url("/releases")).await;
    browser.wait_for("没有记录").await;
    shot("empty").await;
    browser.fill("period", "2025-Q9").await;
    browser.click("预览").await;
    browser.wait_for("请写成 2025-Q4 的样子").await;
    browser.resize(360, 740).await;
    browser.no_horizontal_scroll().await;
    browser.resize(1280, 900).await;
    // The browser complains of the refusal's status, 422.
    assert_eq!(browser.console_errors().await.len(), 1);
    for period in ["2024-Q4", "2025-Q1"] {
        browser.goto(&server.url("/releases")).await;
        browser.fill("period", period).await;
        browser.click("预览").await;
        browser.wait_for("复核已通过").await;
        shot(&format!("preview-{period}")).await;
        browser.click("发布 Publish").await;
        browser.wait_for("下载文件").await;
        shot(&format!("published-{period}")).await;
    }
    browser.click("返回").await;
    browser.wait_for("2025-Q1").await;
    shot("list").await;
}
