//! The console's pages about the rates: which readings they show, what is left out, where the loss comes from.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    imports::desk::entered,
    rates::{sheet, worked_example},
    support::{
        browser::Browser,
        registry::{FENGHUA, each_engine},
        server::Server,
    },
};

#[tokio::test]
async fn one_control_chooses_the_readings_and_what_they_leave_out_is_listed() {
    each_engine(async |registry| {
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let (somebody, caller) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let text = sheet(&worked_example());
        entered(&registry.app, &caller, "cases.csv", text.as_bytes()).await;
        let usual = somebody.get("/rates?year=2025").await;
        usual.shows(&["id=\"rate-R1\"", "id=\"rate-R2-e\"", "R1-c 失联率", "name=\"reading\""]);
        usual.hides(&["id=\"rate-R1-c\""]);
        let one = somebody.get("/rates?year=2025&reading=R1-c").await;
        one.shows(&["id=\"rate-R1-c\"", "id=\"rate-R2\"", "value=\"R1-c\" selected"]);
        one.hides(&["id=\"rate-R1\"", "id=\"rate-R2-e\""]);
        // Of the four that R1 leaves out and the two of R2, each with its case and why.
        one.shows(&["排除的案例", "N5 样本或实验室原因", "R1-c", "href=\"/match-cases/"]);
        assert_eq!(one.text.matches("href=\"/match-cases/").count(), 6);
        let all = somebody.get("/rates?year=2025&reading=all").await;
        assert_eq!(all.text.matches("<section class=\"card rate\"").count(), 9);

        let losses = somebody.get("/rates/losses?year=2025").await;
        losses.shows(&["联系不上 5（U1 1、U2 1、U3 2、U4 1）", "N3 1"]);
        let (reader, _) = Visitor::at(registry, Role::StatisticsReader, FENGHUA).await;
        let counted = reader.get("/rates?year=2025").await;
        counted.shows(&["10/53"]);
        counted.hides(&["排除的案例", "/match-cases/"]);
    })
    .await;
}

#[tokio::test]
async fn the_rates_are_read_at_a_desk_and_on_a_phone() {
    let server = Server::start(&["demo", "--people", "300"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    for (page, words) in [
        ("rates", "排除的案例"),
        ("rates?reading=R1-b", "不含健康"),
        ("rates/losses", "逐环节去向"),
    ] {
        browser.goto(&server.url(&format!("/{page}"))).await;
        browser.wait_for(words).await;
        browser.pictured("console_rates", &page.replace(['/', '?', '='], "-")).await;
    }
}
