//! The console's pages of reports and supervision visits: forms, refusals, and how they look on screen and paper.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    imports::desk::entered,
    rates::{sheet, worked_example},
    support::{
        browser::Browser,
        registry::{FENGHUA, JINPING, each_engine},
        server::Server,
    },
};

/// In points.
const A4: (u32, u32) = (594, 841);

#[tokio::test]
async fn a_report_is_opened_issued_corrected_and_taken_away_at_the_console() {
    each_engine(async |registry| {
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let (chief, caller) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        entered(&registry.app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let unit = registry.unit(FENGHUA).to_string();
        let installed = lifelight::service::targets::install(&registry.app).await;
        installed.unwrap_or_else(|error| panic!("the plans are not installed: {error}"));
        chief.get("/reports").await.shows(&["还没有签发报表", "name=\"period\""]);
        let which = [("unit", unit.as_str()), ("kind", "yearly"), ("period", "2025-Q1")];
        let wrong = chief.post("/reports", &which).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["年报的期间请写成 2025 的样子", "value=\"2025-Q1\""]);
        let which = [("unit", unit.as_str()), ("kind", "yearly"), ("period", "2025")];
        let place = chief.post("/reports", &which).await.location().to_owned();
        let draft = chief.get(&place).await;
        draft.shows(&[
            "草稿，未签发",
            "内部资料 不得公开",
            "10",
            "53",
            "18.9%",
            "role=\"img\"",
            "funnel-R1",
        ]);
        draft.hides(&["style=\"", "NaN"]);
        assert!(draft.text.contains("id=\"pace-"), "targets have their charts");

        let (query, issue) = (place.split_once('?').expect("a query").1, "/reports/draft/issue");
        let asked = chief.get(&format!("{issue}?{query}")).await;
        let sha256 = asked.value("sha256").to_owned();
        let mut fields: Vec<(&str, &str)> = which.to_vec();
        fields.push(("sha256", &sha256));
        let missing = chief.post(issue, &fields).await;
        assert_eq!(missing.status, 422);
        fields.push(("purpose", "superior"));
        let report = chief.post(issue, &fields).await.location().to_owned();
        let shown = chief.get(&report).await;
        shown.shows(&["第 1 版", &sha256, "上报上级红十字会", "定义", "初筛流失率"]);
        let again = chief.post(issue, &fields).await;
        assert_eq!(again.status, 422);
        again.shows(&["请写明更正的原因"]);

        let copy = format!("{report}/copy");
        assert_eq!(chief.post(&copy, &[("format", "xlsx")]).await.status, 422);
        let wanted = [("format", "xlsx"), ("purpose", "archive")];
        let file = chief.post(&copy, &wanted).await;
        assert_eq!((file.status, &file.bytes[..2]), (200, b"PK".as_slice()));
        let disposition = file.headers.get("content-disposition").expect("a name");
        assert!(disposition.to_str().expect("ASCII").contains("yearly-2025-330213.xlsx"));
        let page = chief.post(&copy, &[("format", "page"), ("purpose", "meeting")]).await;
        page.shows(&["class=\"watermark\"", "用于：会议材料", "第 1 版"]);
        chief.get("/reports").await.shows(&["年报", "现行"]);

        let (reader, _) = Visitor::at(registry, Role::StatisticsReader, FENGHUA).await;
        let masked = reader.get(&report).await;
        masked.shows(&["&#60;5"]);
        masked.hides(&[&sha256]);
        assert_eq!(reader.get(&format!("{issue}?{query}")).await.status, 403);
        let (helper, _) = Visitor::at(registry, Role::Helper, FENGHUA).await;
        for page in ["/reports", &place, &report, &copy] {
            assert_eq!(helper.get(page).await.status, 403, "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_visit_goes_through_both_offices_at_the_console() {
    each_engine(async |registry| {
        let (district, caller) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let (town, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let unit = registry.unit(JINPING).to_string();
        let who = caller.actor.account_id().expect("an account").to_string();
        let empty = district.post("/supervisions/new", &[("about", "合成内容")]).await;
        assert_eq!(empty.status, 422);
        empty.shows(&["合成内容", "此项必填"]);
        let fields = [
            ("unit", unit.as_str()),
            ("on", "2025-06-01"),
            ("held", "yes"),
            ("occasion", "board"),
            ("who", who.as_str()),
            ("about", "合成内容"),
        ];
        let place = district.post("/supervisions/new", &fields).await.location().to_owned();
        let form = district.get(&format!("{place}/finding")).await;
        form.shows(&["发现的问题", "台账与数据质量"]);
        let found =
            [("version", "1"), ("kind", "ledgers"), ("text", "合成问题"), ("due_on", "2025-06-30")];
        let numbers = [("version", "1"), ("kind", "ledgers"), ("text", "电话 15400000001")];
        let refused = district.post(&format!("{place}/finding"), &numbers).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["请勿写入证件号码或电话"]);
        assert_eq!(district.post(&format!("{place}/finding"), &found).await.status, 303);
        let seen = town.get(&place).await;
        seen.shows(&["合成问题", "待整改", "rectify?finding=1"]);
        seen.hides(&["/cancel", "finding?finding=1"]);
        assert_eq!(town.get(&format!("{place}/answer?finding=1")).await.status, 404);
        let done = [("version", "2"), ("finding", "1"), ("on", "2025-06-02"), ("what", "已补签")];
        assert_eq!(town.post(&format!("{place}/rectify"), &done).await.status, 303);
        let forbidden = [("version", "3"), ("finding", "1"), ("decision", "accept")];
        assert_eq!(town.post(&format!("{place}/answer"), &forbidden).await.status, 403);
        district.get("/").await.shows(&["次督导有整改待确认"]);
        assert_eq!(district.post(&format!("{place}/answer"), &forbidden).await.status, 303);
        district.get(&place).await.shows(&["已整改", "2025-06-02", "确认 accepted"]);
        district.get("/supervisions").await.shows(&["锦屏街道", "指标进度预警"]);
    })
    .await;
}

#[tokio::test]
async fn reports_are_read_at_a_desk_on_a_phone_and_on_paper() {
    let server = Server::start(&["demo", "--people", "400"], &[]).await;
    let browser = Browser::start().await;
    browser.goto(&server.url(&server.link().await)).await;
    browser.click("进入").await;
    browser.wait_for("未完成的登记").await;
    browser.goto(&server.url("/supervisions/new")).await;
    browser.wait_for("被督导机构").await;
    browser.pictured("console_reports", "visit-new").await;
    browser.goto(&server.url("/reports")).await;
    browser.wait_for("已签发的报表").await;
    browser.pictured("console_reports", "list").await;
    browser.click("打开").await;
    browser.wait_for("内部资料").await;
    browser.pictured("console_reports", "draft").await;
    let sheets = browser.printed("console_reports", "draft").await;
    assert!(sheets.iter().all(|sheet| *sheet == A4), "{sheets:?}");
}
