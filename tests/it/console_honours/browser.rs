//! The memorial and the honours in a real browser, down to the width of a phone.

use crate::support::{browser::Browser, server::Server};

#[tokio::test]
async fn memorial_and_honours_fit_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    server.let_in(&browser, "demo-supervisor").await;
    for (name, page, shows) in [
        ("memorials", "/memorials", "刻名批次"),
        ("roll", "/memorials/roll", "缅怀名录"),
        ("honours", "/honours", "优待政策"),
    ] {
        browser.goto(&server.url(page)).await;
        browser.wait_for(shows).await;
        browser.pictured("console_honours", name).await;
    }
}
