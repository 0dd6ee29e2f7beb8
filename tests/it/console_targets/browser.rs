//! The board in a real browser: on a desk, on a phone, and as it is printed.

use crate::support::{browser::Browser, server::Server};

#[tokio::test]
async fn the_board_and_the_targets_fit_a_desk_and_a_phone() {
    let server = Server::start(&["demo", "--people", "600"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-supervisor").await;
    let shot = async |name: &str| browser.pictured("console_targets", name).await;
    browser.goto(&server.url("/board")).await;
    browser.wait_for("若照过去的进度").await;
    shot("board").await;
    browser.goto(&server.url("/targets")).await;
    browser.wait_for("目标与分解").await;
    shot("targets").await;
    browser.click("造血干细胞").await;
    browser.wait_for("分解到下级").await;
    shot("target").await;
    browser.click("分解到下级").await;
    browser.wait_for("按近三年占比").await;
    shot("method").await;
    browser.click("计算并预览").await;
    browser.wait_for("尚未保存").await;
    shot("preview").await;
    browser.fill("document", "合成文〔2025〕1号").await;
    browser.click("下达目标").await;
    browser.wait_for("合计一致").await;
    shot("broken-down").await;
    browser.click("进度").await;
    browser.wait_for("各月").await;
    shot("indicator").await;
}
