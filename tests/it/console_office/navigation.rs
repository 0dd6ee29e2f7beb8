//! The navigation: one line at a desk, every place within reach, without a script.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::{
        browser::Browser,
        registry::{JINPING, each_engine},
        server::Server,
    },
};

#[tokio::test]
async fn daily_work_is_in_sight_and_the_rest_one_press_away() {
    each_engine(async |registry| {
        let (chief, _) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let page = chief.get("/honours").await;
        page.shows(&["<span class=\"word\"> · </span>荣誉", "<summary class=\"current\">"]);
        let (daily, rest) = page.text.split_once("<details data-more>").expect("more places");
        let rest = rest.split("</details>").next().expect("its end");
        for (part, places) in [
            (
                daily,
                ["/find", "/register", "/calls", "/reminders", "/donations", "/care"].as_slice(),
            ),
            (
                rest,
                &[
                    "/rates",
                    "/memorials",
                    "/honours",
                    "/coordinators",
                    "/team",
                    "/imports",
                    "/units",
                ],
            ),
        ] {
            for place in places {
                assert!(part.contains(&format!("<a href=\"{place}\"")), "{place}");
            }
        }
        chief.get("/").await.shows(&["<summary><span><span class=\"word\">更多</span></span>"]);
        // Where everything fits, nothing is tucked away.
        let (helper, _) = Visitor::at(registry, Role::Helper, JINPING).await;
        helper.get("/").await.hides(&["<details data-more>"]);
    })
    .await;
}

#[tokio::test]
async fn more_opens_at_a_desk_and_on_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    browser.pictured("console_office", "navigation").await;
    browser.goto(&server.url("/memorials")).await;
    browser.wait_for("更多 · 缅怀").await;
    browser.click(".places summary").await;
    browser.wait_for("协调员").await;
    browser.pictured("console_office", "navigation-more").await;
    browser.click("协调员").await;
    browser.wait_for("协调员名册").await;
}
