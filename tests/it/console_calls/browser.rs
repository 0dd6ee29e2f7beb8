//! An afternoon of calls by keyboard alone, down to the width of a phone.

use crate::support::{browser::Browser, server::Server};

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_calls", name).await;
}

#[tokio::test]
async fn calls_are_made_one_after_the_other_by_keyboard() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;

    // Two volunteers of the test's own, so that it does not matter who else is there.
    for n in 1..=2 {
        browser.goto(&server.url("/register")).await;
        browser.resize(1280, 3600).await;
        for (field, value) in [
            ("document_number", crate::support::people::document(n)),
            ("name", crate::support::people::name(n)),
            ("unit", "锦屏".to_owned()),
            ("phone_1", crate::support::people::phone(n)),
            ("relative_1_name", "赵合壹".to_owned()),
            ("relative_1_address", "合成路1号".to_owned()),
            ("relative_2_name", "赵合贰".to_owned()),
            ("relative_2_address", "合成路2号".to_owned()),
            ("switch-stem_cell", "yes".to_owned()),
            ("switch-consent_enrolment", "yes".to_owned()),
        ] {
            browser.fill(field, &value).await;
        }
        browser.click("保存登记").await;
        browser.wait_for("初配案例").await;
        browser.resize(1280, 900).await;
        browser.click("登记初配通知").await;
        browser.wait_for("案例编号").await;
        if n == 1 {
            pictured(&browser, "notice").await;
        }
        browser.click("登记通知").await;
        browser.wait_for("联络记录").await;
    }
    pictured(&browser, "case").await;

    // One key from anywhere to the list, one to the next call, one for what came of it.
    browser.press('c').await;
    browser.wait_for("现在要打的电话").await;
    pictured(&browser, "calls").await;
    let waiting = browser.text(".calls .count").await;
    browser.press('c').await;
    browser.wait_for("先打这个").await;
    pictured(&browser, "call").await;
    let called = browser.text("h1").await;
    browser.fill("note", "合成备注").await;
    // A digit typed into a field is a digit and no result.
    browser.press('3').await;
    browser.wait_for("先打这个").await;
    browser.press('\u{e004}').await;
    browser.press('\u{e004}').await;
    browser.press('3').await;
    browser.wait_for("通话结果已记录").await;
    browser.wait_for("今天已经打过").await;
    assert_ne!(browser.text(".calls .count").await, waiting);
    pictured(&browser, "calls-tried").await;

    // The cursor stands on the next call already: Enter opens it.
    browser.press('\u{e007}').await;
    browser.wait_for("先打这个").await;
    assert_ne!(browser.text("h1").await, called, "the next is somebody else");
    browser.press('9').await;
    browser.wait_for("已愿意,正在跟进").await;

    for (page, words) in [("calls/sheet", "联络单"), ("calls", "联络")] {
        browser.goto(&server.url(&format!("/{page}"))).await;
        browser.wait_for(words).await;
        pictured(&browser, &page.replace('/', "-")).await;
    }
    browser.click("下一步").await;
    browser.wait_for("初筛愿意").await;
    for (page, words) in
        [("下一步:", "初配通知日期"), ("结束案例", "拒绝的范围"), ("撤回上一项", "将撤回")]
    {
        browser.click(page).await;
        browser.wait_for(words).await;
        pictured(&browser, page.trim_end_matches(':')).await;
        browser.click("取消").await;
        browser.wait_for("联络记录").await;
    }
}
