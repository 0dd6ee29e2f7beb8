//! The national list in a real browser, down to the width of a phone.

use std::path::{Path, PathBuf};

use crate::support::{
    browser::Browser,
    server::{Server, run},
};

/// The last to be done is of the list: it has three months.
const LAST: &str = "section.cases:last-of-type tbody tr:last-child button";

async fn looked_at(browser: &Browser, folder: &Path, name: &str) {
    let file = |end: &str| -> PathBuf { folder.join(format!("{name}{end}.png")) };
    browser.resize(1280, 1900).await;
    browser.screenshot(file("")).await;
    browser.resize(360, 2600).await;
    browser.no_horizontal_scroll().await;
    browser.screenshot(file("-360")).await;
    browser.resize(1280, 900).await;
    browser.no_horizontal_scroll().await;
    assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{name}");
}

#[tokio::test]
async fn a_volunteer_of_the_national_list_is_called_with_one_key() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    let args = ["accounts", "link", "demo-supervisor", "--sign-in"];
    let database = ["--database", "sqlite:demo.db", "--key-file", "demo.key"];
    let made = run(server.folder(), &[&args[..], &database].concat(), &[]).await;
    let (_, rest) = made.stdout.split_once("/enter/").unwrap_or_else(|| panic!("{}", made.stderr));
    let token = rest.split_whitespace().next().expect("a token");
    browser.goto(&server.url(&format!("/enter/{token}"))).await;
    browser.click("进入").await;
    browser.wait_for("今日").await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("retention");
    browser.goto(&server.url("/imports")).await;
    browser.wait_for("国家保留项目名单的年份").await;
    looked_at(&browser, &folder, "imports").await;

    browser.goto(&server.url("/reminders")).await;
    browser.click(LAST).await;
    browser.wait_for("逐次拨打").await;
    looked_at(&browser, &folder, "one").await;
    browser.press('3').await;
    browser.wait_for("通话结果已记录").await;
    browser.click(LAST).await;
    browser.wait_for("以前打过").await;
    browser.wait_for("无人接听").await;
    browser.click("未能联系上").await;
    browser.wait_for("还不能判定联系不上").await;
    // Chromium notes that the form came back.
    assert_eq!(browser.console_errors().await.len(), 1);
    looked_at(&browser, &folder, "refused").await;
    browser.goto(&server.url("/reminders/rules")).await;
    browser.wait_for("国家保留项目名单回访").await;
    looked_at(&browser, &folder, "rules").await;
}
