//! The same in a real browser, by keyboard, down to the width of a phone.

use crate::support::{browser::Browser, people::document, server::Server};

/// What the browser prints on unless a page says otherwise, in points.
const LETTER: (u32, u32) = (612, 792);

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_people", name).await;
}

#[tokio::test]
async fn a_volunteer_is_registered_found_opened_revealed_and_withdrawn() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url("/")).await;
    browser.wait_for("登录").await;
    pictured(&browser, "sign-in").await;
    browser.goto(&server.url(&server.link().await)).await;
    pictured(&browser, "enter").await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    pictured(&browser, "today").await;

    browser.goto(&server.url("/register")).await;
    let number = document(1);
    // One digit wrong, found as the field is left; then put right.
    let wrong = format!("{}{}", &number[..17], if number.ends_with('0') { '1' } else { '0' });
    browser.fill("document_number", &format!("{wrong}\u{e004}")).await;
    browser.wait_for("校验位不符").await;
    pictured(&browser, "register-wrong").await;
    browser.fill("document_number", &format!("{number}\u{e007}")).await;
    // High enough for the whole form: no click lands on the bar with the button.
    browser.resize(1280, 3600).await;
    for (field, value) in [
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
    // Two characters of the GRID changed about: what was meant is offered, and one press takes it over.
    browser.fill("grid", "3553000001234576825\u{e004}").await;
    browser.wait_for("是不是").await;
    pictured(&browser, "register-grid").await;
    browser.resize(1280, 3600).await;
    browser.click("3553000001234567825").await;
    assert!(!browser.text("body").await.contains("是不是"), "taken over");
    browser.wait_for("已保存草稿").await;
    pictured(&browser, "register").await;
    browser.click("保存登记").await;
    browser.wait_for("登记年份").await;
    browser.wait_for("已保存。").await;
    browser.wait_for("3553*************25").await;
    pictured(&browser, "person").await;
    browser.goto(&server.url("/")).await;
    assert!(!browser.text("body").await.contains("已保存。"), "a notice is shown once");

    browser.goto(&server.url("/find")).await;
    browser.fill("q", "15499990001\u{e007}").await;
    browser.wait_for("查找结果").await;
    pictured(&browser, "found").await;
    browser.click("钱**").await;
    browser.wait_for("查看完整信息的原因").await;
    browser.fill("reason", "contact").await;
    browser.click("显示").await;
    browser.wait_for("已显示完整信息").await;
    assert!(browser.text("body").await.contains(&number));
    pictured(&browser, "revealed").await;

    for (page, words) in [
        ("更正资料", "保存更改"),
        ("新增人体器官", "全部器官"),
        ("登记不同意捐献", "表示日期"),
        ("记录同意", "接收方"),
        ("无法使用", "号码易主"),
        ("转往其他机构", "接收机构"),
        ("与另一记录合并", "另一条记录"),
        ("撤销", "确认撤销"),
    ] {
        browser.click(page).await;
        browser.wait_for(words).await;
        pictured(&browser, page).await;
        if page != "撤销" {
            browser.click("取消").await;
            browser.wait_for("归属机构").await;
        }
    }
    browser.fill("end_reason", "不愿说明").await;
    browser.click("确认撤销").await;
    browser.wait_for("已撤销").await;
    browser.wait_for("请勿联系").await;
    pictured(&browser, "withdrawn").await;
    browser.click("退出").await;
    browser.wait_for("已退出登录").await;
}

#[tokio::test]
async fn card_and_certificate_leave_the_choice_of_paper() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-county").await;
    browser.goto(&server.url("/register")).await;
    browser.resize(1280, 3600).await;
    for (field, value) in [
        ("document_number", document(1).as_str()),
        ("name", "钱合壹"),
        ("unit", "锦屏"),
        ("phone_1", "15499990001"),
        ("switch-organ", "yes"),
        ("organs_all", "yes"),
    ] {
        browser.fill(field, value).await;
    }
    browser.click("保存登记").await;
    browser.wait_for("已保存。").await;
    let home = browser.url().await;
    for paper in ["card", "certificate"] {
        browser.goto(&home).await;
        browser.click("打印登记卡或证书").await;
        browser.wait_for("登记证书（纪念证）").await;
        browser.fill("paper", paper).await;
        browser.fill("reason", "person_asked").await;
        browser.click("main .submit button").await;
        browser.wait_for("钱合壹").await;
        pictured(&browser, paper).await;
        let sheets = browser.printed("console_people", paper).await;
        assert_eq!(sheets, [LETTER], "one sheet, of whichever paper lies in the printer");
    }
}
