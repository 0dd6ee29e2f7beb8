//! A family's ledger in a real browser, down to the width of a phone.

use crate::support::{browser::Browser, server::Server};

async fn pictured(browser: &Browser, name: &str) {
    browser.pictured("console_care", name).await;
}

#[tokio::test]
async fn a_story_is_written_at_the_width_of_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    browser.goto(&server.url("/care")).await;
    browser.click("建立家庭台账").await;
    browser.wait_for("家庭称呼").await;
    pictured(&browser, "new").await;
    browser.fill("title", "王家合成").await;
    browser.click("建立关怀台账").await;
    browser.wait_for("往来记录").await;
    browser.click("增加成员").await;
    browser.wait_for("联系约定").await;
    browser.resize(1280, 2400).await;
    for (field, value) in [
        ("name", "王合甲"),
        ("kinship", "母亲"),
        ("birth_date", "1950-1-1"),
        ("contact", "可以联系"),
        ("上门", "yes"),
    ] {
        browser.fill(field, value).await;
    }
    pictured(&browser, "member").await;
    browser.resize(1280, 2400).await;
    browser.click("保存").await;
    browser.wait_for("60 岁以上父母").await;
    browser.click("记慰问").await;
    browser.wait_for("慰问时节").await;
    pictured(&browser, "condolence").await;
    for (field, value) in
        [("occasion", "重阳"), ("母亲", "yes"), ("words", "带去米和油，老人精神很好。")]
    {
        browser.fill(field, value).await;
    }
    browser.click("保存").await;
    browser.wait_for("重阳慰问").await;
    browser.click("申请救助").await;
    browser.wait_for("资金来源").await;
    pictured(&browser, "aid").await;
    for (field, value) in
        [("amount", "2000"), ("need", "大病之后生活困难"), ("source", "红十字人道救助资金")]
    {
        browser.fill(field, value).await;
    }
    browser.click("提交审批").await;
    browser.wait_for("待审批").await;
    pictured(&browser, "story").await;
    browser.click("停止联系").await;
    browser.wait_for("立即生效").await;
    pictured(&browser, "silence").await;
    browser.goto(&server.url("/care")).await;
    browser.wait_for("人道关怀，不是补偿").await;
    pictured(&browser, "list").await;
}
