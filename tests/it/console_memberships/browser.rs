//! Members and exports in a real browser, from the approval to the file, down to the width of a phone.

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
async fn a_supervisor_approves_a_roll_and_everything_fits_a_phone() {
    let server = Server::start(&["demo", "--people", "600"], &[]).await;
    let browser = Browser::start().await;
    sign_in(&server, &browser, "demo-supervisor").await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console_memberships");
    let shot = async |name: &str| {
        browser.screenshot(folder.join(format!("{name}.png"))).await;
        browser.resize(360, 740).await;
        browser.no_horizontal_scroll().await;
        browser.screenshot(folder.join(format!("{name}-360.png"))).await;
        browser.resize(1280, 900).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{name}");
    };
    browser.wait_for("个导出待审批").await;
    browser.goto(&server.url("/memberships")).await;
    browser.wait_for("志愿者").await;
    shot("memberships").await;
    browser.click("申请导出名册").await;
    browser.wait_for("撤回同意的人不在其中").await;
    shot("new").await;
    browser.goto(&server.url("/exports")).await;
    browser.wait_for("待审批").await;
    shot("exports").await;
    browser.click("会员与志愿者名册").await;
    browser.wait_for("会员大会通知").await;
    shot("waiting").await;
    browser.click("批准").await;
    browser.wait_for("可下载").await;
    sign_in(&server, &browser, "demo-county").await;
    browser.goto(&server.url("/exports")).await;
    browser.click("会员与志愿者名册").await;
    browser.wait_for("下载 CSV 文本").await;
    shot("ready").await;
}
