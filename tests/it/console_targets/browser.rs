//! The board in a real browser: on a desk, on a phone, and as it is printed.

use std::path::Path;

use crate::support::{
    browser::Browser,
    server::{Server, run},
};

async fn sign_in(server: &Server, browser: &Browser, account: &str) {
    let args = ["accounts", "link", account, "--sign-in"];
    let database = ["--database", "sqlite:demo.db", "--key-file", "demo.key"];
    let made = run(server.folder(), &[&args[..], &database].concat(), &[]).await;
    let (_, rest) = made.stdout.split_once("/enter/").unwrap_or_else(|| panic!("{}", made.stderr));
    let token = rest.split_whitespace().next().expect("a token");
    browser.goto(&server.url(&format!("/enter/{token}"))).await;
    browser.click("进入").await;
    browser.wait_for("今日").await;
}

#[tokio::test]
async fn the_board_and_the_targets_fit_a_desk_and_a_phone() {
    let server = Server::start(&["demo", "--people", "600"], &[]).await;
    let browser = Browser::start().await;
    sign_in(&server, &browser, "demo-supervisor").await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console_targets");
    let shot = async |name: &str| {
        browser.screenshot(folder.join(format!("{name}.png"))).await;
        browser.resize(360, 740).await;
        browser.no_horizontal_scroll().await;
        browser.screenshot(folder.join(format!("{name}-360.png"))).await;
        browser.resize(1280, 900).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{name}");
    };
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
