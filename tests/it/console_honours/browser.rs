//! The memorial and the honours in a real browser, down to the width of a phone.

use std::path::Path;

use crate::support::{
    browser::Browser,
    server::{Server, run},
};

#[tokio::test]
async fn memorial_and_honours_fit_a_phone() {
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
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("console_honours");
    for (name, page, shows) in [
        ("memorials", "/memorials", "刻名批次"),
        ("roll", "/memorials/roll", "缅怀名录"),
        ("honours", "/honours", "优待政策"),
    ] {
        browser.goto(&server.url(page)).await;
        browser.wait_for(shows).await;
        browser.screenshot(folder.join(format!("{name}.png"))).await;
        browser.resize(360, 740).await;
        browser.no_horizontal_scroll().await;
        browser.screenshot(folder.join(format!("{name}-360.png"))).await;
        browser.resize(1280, 900).await;
        assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{name}");
    }
}
