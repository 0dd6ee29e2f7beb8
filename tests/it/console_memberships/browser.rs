//! Members and exports in a real browser, from the approval to the file, down to the width of a phone.

use crate::support::{browser::Browser, server::Server};

#[tokio::test]
async fn a_supervisor_approves_a_roll_and_everything_fits_a_phone() {
    let server = Server::start(&["demo", "--people", "600"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-supervisor").await;
    let shot = async |name: &str| browser.pictured("console_memberships", name).await;
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
    server.let_in(&browser, "demo-county").await;
    browser.goto(&server.url("/exports")).await;
    browser.click("会员与志愿者名册").await;
    browser.wait_for("下载 CSV 文本").await;
    shot("ready").await;
}
