//! The office's ledger goes in, in a real browser, down to the width of a phone.

use std::path::Path;

use crate::support::{browser::Browser, server::Server};

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_office", name).await;
}

#[tokio::test]
async fn the_fenghua_ledger_is_sent_checked_and_entered() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("今日").await;

    browser.goto(&server.url("/imports")).await;
    pictured(&browser, "imports").await;
    let ledger = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ledger-fenghua.xlsx");
    browser.fill("file", ledger.to_str().expect("a plain path")).await;
    browser.click("上传并核对").await;
    // The page follows by itself until the ledger is checked.
    browser.wait_long_for("待确认").await;
    browser.wait_for("器官遗体角膜").await;
    pictured(&browser, "checked").await;
    browser.click("form[action$='/commit'] button").await;
    browser.wait_long_for("已完成").await;
    browser.wait_for("新增").await;
    pictured(&browser, "done").await;

    for page in
        ["transfers", "merges", "reconciliations", "units", "account", "tokens", "tokens/new"]
    {
        browser.goto(&server.url(&format!("/{page}"))).await;
        pictured(&browser, &page.replace('/', "-")).await;
    }
    browser.goto(&server.url("/merges")).await;
    browser.click(".cases .whole").await;
    browser.wait_for("并入").await;
    pictured(&browser, "merge").await;
}
