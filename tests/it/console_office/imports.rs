//! The pages of ledgers: sending, checking, correcting, entering, giving back.

use std::time::Duration;

use axum::{body::Body, http::Request};
use lifelight::{
    domain::permissions::Role,
    store::{db::sql, imports::ImportStatus},
};

use crate::{
    console_people::visitor::{Seen, Visitor},
    imports::{
        desk::{csv, donation, donations, families, member, number, row},
        lists::{number as of_list, pooled},
    },
    support::{
        people::{document, name},
        registry::{FENGHUA, JINPING, Registry, each_engine},
    },
};

/// Sends a form as a browser would: these fields in this order.
async fn sent(visitor: &Visitor, fields: &[(&str, Option<&str>, &str)]) -> Seen {
    const BOUNDARY: &str = "lifelight-test-5d1c";
    let mut body = String::new();
    for (name, file, value) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
        );
    }
    body += &format!("--{BOUNDARY}--\r\n");
    let kind = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
    let request = Request::post("/imports")
        .header("content-type", kind)
        .header("sec-fetch-site", "same-origin");
    visitor.send(request, Body::from(body)).await
}

/// Sends a ledger and waits until it is checked; gives its address.
async fn checked(visitor: &Visitor, ledger: &str) -> String {
    let token = visitor.form_token();
    let fields =
        [("csrf", None, token.as_str()), ("unit", None, ""), ("file", Some("台账.csv"), ledger)];
    let answer = sent(visitor, &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let place = answer.location().to_owned();
    finished(visitor, &place).await;
    place
}

async fn finished(visitor: &Visitor, place: &str) -> serde_json::Value {
    for _ in 0..6_000 {
        let progress = visitor.get(&format!("{place}/progress")).await;
        let progress: serde_json::Value = serde_json::from_str(&progress.text).expect("JSON");
        if progress["finished"] == true {
            return progress;
        }
        assert!(progress["words"]["zh"].is_string(), "{progress}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{place} does not end");
}

#[tokio::test]
async fn a_ledger_is_checked_entered_and_its_rejected_rows_given_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (visitor, _) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        visitor.get("/imports").await.shows(&["multipart/form-data", "锦屏街道", "不指定"]);
        let ledger = csv("锦屏街道", 1, 4)
            + &row("锦屏街道", 3, "2024-03-05", "")
            + &row("某处", 4, "2024-03-05", "")
            + &row("锦屏街道", 5, "三月", "");
        let place = checked(&visitor, &ledger).await;
        let page = visitor.get(&place).await;
        page.shows(&[
            "台账.csv",
            "待确认",
            "不在机构名录中",
            "<code>D6</code>",
            "<code>E7</code>",
            "重复行",
            "同第 4 行",
            "name=\"sheet_1_column_0\"",
            "name=\"sheet_1_skip\"",
            &format!("action=\"{place}/commit\""),
            &format!("action=\"{place}/rejects\""),
        ]);
        page.hides(&[&name(1), &document(1), &name(4), &document(4)]);
        assert_eq!(page.tag("sheet_1_name").map(|tag| tag.contains("value=\"csv\"")), Some(true));
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, 0);

        let rejects = visitor.post(&format!("{place}/rejects"), &[]).await;
        assert_eq!((rejects.status, &rejects.bytes[..4]), (200, &b"PK\x03\x04"[..]));
        assert!(
            rejects.headers["content-disposition"]
                .to_str()
                .expect("ASCII")
                .contains("rejected-rows.xlsx")
        );
        assert_eq!(rejects.headers["cache-control"], "no-store");

        assert_eq!(visitor.post(&format!("{place}/commit"), &[]).await.location(), place);
        finished(&visitor, &place).await;
        let done = visitor.get(&place).await;
        done.shows(&["已完成", "新增", "下载退回的行"]);
        done.hides(&["/commit\"", "data-poll-url"]);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, 3);
        assert_eq!(visitor.post(&format!("{place}/commit"), &[]).await.status, 409);
        visitor.get("/imports").await.shows(&["台账.csv", &place, "本人"]);

        assert_eq!(visitor.post(&format!("{place}/discard"), &[]).await.location(), "/imports");
        visitor.get("/imports").await.hides(&["台账.csv"]);
        assert_eq!(visitor.post(&format!("{place}/rejects"), &[]).await.status, 404);
        visitor.get(&place).await.shows(&["已放弃"]);
    })
    .await;
}

#[tokio::test]
async fn columns_and_sheets_are_corrected_on_the_page() {
    each_engine(async |registry| {
        let (visitor, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let ledger = format!(
            "姓名,身份证号,联络,登记日期\n{},{},15400000001,2024-03-05\n",
            name(1),
            document(1)
        );
        let place = checked(&visitor, &ledger).await;
        visitor.get(&place).await.shows(&["没有认出", "看不出捐献意愿", "没有意愿列时"]);
        let columns = format!("{place}/columns");
        let post = async |fields: &[(&str, &str)]| {
            assert_eq!(visitor.post(&columns, fields).await.location(), place);
            finished(&visitor, &place).await;
            visitor.get(&place).await
        };
        let sheet = ("sheet_1_name", "csv");
        let understood =
            post(&[sheet, ("sheet_1_column_2", "phone"), ("sheet_1_programmes", "cornea")]).await;
        understood.hides(&["看不出捐献意愿", "没有可用的电话"]);
        assert!(understood.text.contains("value=\"phone\" selected"));
        // What the form leaves as it is stays corrected.
        let kept =
            post(&[sheet, ("sheet_1_column_2", "phone"), ("sheet_1_programmes", "cornea")]).await;
        assert!(kept.text.contains("value=\"phone\" selected"));
        let left_out = post(&[sheet, ("sheet_1_skip", "yes")]).await;
        left_out.shows(&["不导入", "name=\"sheet_1_name\" value=\"csv\""]);
        left_out.hides(&["/commit\""]);
        let back = post(&[sheet]).await;
        back.shows(&["看不出捐献意愿"]);
    })
    .await;
}

#[tokio::test]
async fn a_forged_or_empty_form_leaves_nothing() {
    each_engine(async |registry| {
        let (visitor, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (administrator, _) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        let ledger = csv("锦屏街道", 1, 3);
        let (token, theirs) = (visitor.form_token(), administrator.form_token());
        let file = ("file", Some("a.csv"), ledger.as_str());
        for fields in [
            vec![file],
            vec![file, ("csrf", None, token.as_str())],
            vec![("csrf", None, "guess"), file],
            vec![("csrf", None, theirs.as_str()), file],
            vec![],
        ] {
            assert_eq!(sent(&visitor, &fields).await.status, 403);
        }
        let csrf = ("csrf", None, token.as_str());
        for fields in [vec![csrf], vec![csrf, ("file", Some(""), "")]] {
            let refused = sent(&visitor, &fields).await;
            assert_eq!(refused.status, 422);
            refused.shows(&["请选择一个有内容的文件"]);
        }
        let other_unit = registry.unit(FENGHUA).to_string();
        assert_eq!(sent(&visitor, &[csrf, ("unit", None, &other_unit), file]).await.status, 404);
        assert_eq!(sent(&administrator, &[("csrf", None, &theirs), file]).await.status, 403);
        let no_form = Request::post("/imports").header("content-type", "text/plain");
        assert_eq!(visitor.send(no_form, Body::from("x")).await.status, 400);
        let foreign = Request::post("/imports").header("sec-fetch-site", "cross-site");
        assert_eq!(visitor.send(foreign, Body::empty()).await.status, 403);
        assert_eq!(number(&registry.app, "SELECT COUNT(*) AS n FROM imports").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_interrupted_import_offers_to_go_on() {
    each_engine(async |registry| {
        let (visitor, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let place = checked(&visitor, &csv("锦屏街道", 1, 4)).await;
        stopped_at(registry, ImportStatus::Uploading).await;
        visitor.get(&place).await.shows(&["已中断", "请放弃后重新上传"]);
        stopped_at(registry, ImportStatus::Reading).await;
        visitor.get(&place).await.shows(&[
            "已中断",
            "继续",
            &format!("action=\"{place}/columns\""),
        ]);
        assert_eq!(visitor.post(&format!("{place}/columns"), &[]).await.status, 303);
        finished(&visitor, &place).await;
        visitor.get(&place).await.shows(&["待确认"]);
        stopped_at(registry, ImportStatus::Importing).await;
        visitor.get("/imports").await.shows(&["已中断"]);
        visitor.get(&place).await.shows(&["已导入的行完整保留", "继续"]);
        assert_eq!(visitor.post(&format!("{place}/commit"), &[]).await.status, 303);
        finished(&visitor, &place).await;
        visitor.get(&place).await.shows(&["已完成"]);
    })
    .await;
}

/// Leaves the only import where a killed service would have, more than a minute ago.
async fn stopped_at(registry: &Registry, status: ImportStatus) {
    let text = format!("UPDATE imports SET status = '{}'", status.code());
    assert_eq!(registry.by_hand(&text).await, 1);
    registry.clock.advance(chrono::Duration::seconds(61));
}

#[tokio::test]
async fn donations_and_families_come_in_through_the_page() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (visitor, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let given = donations(&[
            donation("锦屏街道", 1, "器官", "2019-05-06"),
            donation("锦屏街道", 2, "骨髓", "2019-05-06"),
        ]);
        let place = checked(&visitor, &given).await;
        let page = visitor.get(&place).await;
        page.shows(&[
            "已实现的捐献",
            "造血干细胞是在世捐献",
            "<code>D3</code>",
            "value=\"donation_certificate_number\" selected",
            "value=\"donation_donor_document\" selected",
        ]);
        page.hides(&[&name(1), &document(1), "捐献意愿</option>", "没有意愿列时"]);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM donations").await, 0);
        visitor.post(&format!("{place}/commit"), &[]).await;
        finished(&visitor, &place).await;
        visitor.get(&place).await.shows(&["已完成", "新增捐献"]);

        // Its page says where it comes from, and shows no step that nobody has seen.
        let mut tx = app.store.db().begin_read().await.expect("it can be read");
        let found = sql("SELECT id FROM donations").one(&mut tx).await.expect("one");
        let id: uuid::Uuid = found.get("id").expect("an id");
        drop(tx);
        let page = visitor.get(&format!("/donations/{id}")).await;
        page.shows(&[
            "台账导入",
            "由历年台账导入",
            "历年台账记载",
            "合成证1号",
            "2019-05-06",
            "孙合成甲",
        ]);
        page.hides(&["尚未核对", "来电方", "获取见证", "下一步", &name(1), &document(1)]);
        let undo = visitor.get(&format!("/donations/{id}/undo")).await;
        undo.shows(&["捐献日期"]);
        visitor.post(&format!("/donations/{id}/undo"), &[("version", "1")]).await;
        let page = visitor.get(&format!("/donations/{id}")).await;
        page.shows(&["未实现", "台账误记，已撤回"]);

        let left = families(&[
            member("锦屏街道", 1, "2019-05-06", (3, "母亲"), "可以,上门,"),
            member("锦屏街道", 1, "2019-05-06", (4, "父亲"), "再说,,"),
        ]);
        let place = checked(&visitor, &left).await;
        let page = visitor.get(&place).await;
        page.shows(&[
            "捐献者家庭",
            "看不出可否联系",
            "<code>J3</code>",
            "value=\"family_silence\" selected",
        ]);
        page.hides(&[&name(3), &name(4), "没有意愿列时"]);
        visitor.post(&format!("{place}/commit"), &[]).await;
        finished(&visitor, &place).await;
        visitor.get(&place).await.shows(&["新增关怀台账", "新增家庭成员"]);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM care_ledgers").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_national_list_is_sent_with_its_year_and_day() {
    each_engine(async |registry| {
        let (visitor, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        pooled(&registry.app, &caller, 1).await;
        visitor.get("/imports").await.shows(&["国家保留项目名单的年份", "收到名单的日期"]);
        let token = visitor.form_token();
        let list = format!("国家库登记号\n{}\nNR9999999\n", of_list(1));
        let fields = |day: &'static str| {
            [
                ("csrf", None, token.clone()),
                ("unit", None, String::new()),
                ("list_year", None, "2025".to_owned()),
                ("list_received_on", None, day.to_owned()),
                ("file", Some("名单.csv"), list.clone()),
            ]
        };
        let send = async |day: &'static str| {
            let fields = fields(day);
            let fields: Vec<_> =
                fields.iter().map(|(name, file, value)| (*name, *file, value.as_str())).collect();
            sent(&visitor, &fields).await
        };
        let refused = send("").await;
        assert_eq!(refused.status, 422);
        refused.shows(&["请填收到名单的日期"]);
        assert_eq!(refused.value("list_year"), "2025", "nothing typed is lost");
        let place = send("2025-06-01").await.location().to_owned();
        finished(&visitor, &place).await;
        let page = visitor.get(&place).await;
        page.shows(&["2025 年名单，2025-06-01 收到", "查不到这个号码", "已在这一年名单上"]);
        page.hides(&["没有意愿列时", "NR9999999"]);
        assert_eq!(visitor.post(&format!("{place}/commit"), &[]).await.status, 303);
        finished(&visitor, &place).await;
        visitor.get(&place).await.shows(&["列入名单"]);
    })
    .await;
}
