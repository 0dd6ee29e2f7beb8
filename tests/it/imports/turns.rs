//! What can happen to a ledger on its way: other units' rows, corrections, known people, rejected rows
//! given back.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use lifelight::{
    domain::{
        audit::Action,
        ledgers::{Column, Overrides, SheetOverrides},
        permissions::Role,
        programmes::Programme,
    },
    service::{
        ServiceError, audit,
        imports::{self, Outcome, Upload},
        merges,
    },
    store::audit::AuditFilter,
};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::desk::{count, csv, entered, everybody, list, number, row, sent, settled, sums};
use crate::support::{
    people::{document, name, register},
    registry::{FENGHUA, JINPING, YUELIN, each_engine},
};

fn created(created: i64) -> Outcome {
    Outcome { created, ..Outcome::default() }
}

#[tokio::test]
async fn a_township_takes_in_its_own_rows_and_no_sibling_is_hit() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let ledger = csv("锦屏街道", 1, 4)
            + &row("岳林街道", 4, "2024-03-05", "")
            + &row("", 5, "2024-03-05", "");
        let shown = entered(app, &me, "台账.csv", ledger.as_bytes()).await;
        // Who leaves the unit out means the only one there is.
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (4, 1));
        let rejected =
            &shown.content.report.as_ref().expect("a report")["sheets"][0]["rejected"][0];
        assert_eq!(
            (rejected["reason"].as_str(), rejected["cell"].as_str()),
            (Some("unknown_unit"), Some("D5"))
        );
        assert_eq!(shown.content.outcome, created(4));

        // The sibling sees neither the import nor its people, and may take the same people in.
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let hidden = imports::get(app, &sibling, shown.import.id).await;
        assert!(matches!(hidden, Err(ServiceError::Missing)));
        assert!(imports::list(app, &sibling).await.expect("a list").is_empty());
        let theirs = csv("岳林街道", 1, 4);
        let shown = entered(app, &sibling, "台账.csv", theirs.as_bytes()).await;
        assert_eq!((shown.content.known, shown.content.outcome), (0, created(3)));
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM reconciliations").await, 3);
        // At the county both are known, and one of the two is added to.
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let shown = sent(app, &county, "台账.csv", theirs.as_bytes()).await;
        assert_eq!(shown.content.known, 3);
        let outside = Upload::begin(app, &me, "a.csv", Some(registry.unit(YUELIN))).await;
        assert!(matches!(outside, Err(ServiceError::Missing)));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_import_is_refused_at_every_step() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Supervisor, JINPING).await;
        let id = sent(app, &me, "a.csv", csv("锦屏街道", 1, 3).as_bytes()).await.import.id;
        for role in [Role::Administrator, Role::Auditor, Role::Helper, Role::StatisticsReader] {
            let other = registry.caller(role, JINPING).await;
            let denied = |result: Result<(), ServiceError>| {
                assert!(matches!(result, Err(ServiceError::Denied(_))), "{role:?}")
            };
            denied(Upload::begin(app, &other, "a.csv", None).await.map(drop));
            denied(imports::list(app, &other).await.map(drop));
            denied(imports::get(app, &other, id).await.map(drop));
            denied(imports::correct(app, &other, id, Overrides::default()).await);
            denied(imports::commit(app, &other, id).await);
            denied(imports::rejected(app, &other, id).await.map(drop));
            denied(imports::discard(app, &other, id).await);
        }
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, 0);
    })
    .await;
}

/// The workbook with every cell as text, after `correct` saw each.
fn corrected(workbook: &[u8], correct: impl Fn(&str, usize) -> Option<&'static str>) -> Vec<u8> {
    let mut given: Xlsx<_> = open_workbook_from_rs(Cursor::new(workbook)).expect("a workbook");
    let mut back = Workbook::new();
    for sheet in given.sheet_names() {
        let range = given.worksheet_range(&sheet).expect("a sheet");
        let page = back.add_worksheet();
        page.set_name(&sheet).expect("a name");
        for (line, row) in (0..).zip(range.rows()) {
            let name = row.get(3).map(Data::to_string).unwrap_or_default();
            for (column, cell) in row.iter().enumerate() {
                let text = correct(&name, column).map_or_else(|| cell.to_string(), str::to_owned);
                let column = u16::try_from(column).expect("few columns");
                page.write_string(line, column, text).expect("a cell");
            }
        }
    }
    back.save_to_buffer().expect("a workbook")
}

#[tokio::test]
async fn rejected_rows_come_back_sealed_until_asked_for_and_go_in_once_corrected() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, FENGHUA).await;
        let ledger = csv("溪口镇", 1, 3)
            + &row("溪口镇", 3, "2024-13-05", "")
            + &row("某处", 4, "2024-03-05", "");
        let shown = entered(app, &me, "奉化.csv", ledger.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (2, 2));
        let workbook = imports::rejected(app, &me, shown.import.id).await.expect("two rows");
        // 行号, 原因, 怎样改正, then the ledger's own: 姓名 … 镇街, 采样日期.
        let fixed = corrected(&workbook, |who, column| match column {
            6 if who == name(4) => Some("溪口"),
            7 if who == name(3) => Some("2024年12月5日"),
            _ => None,
        });
        let shown = entered(app, &me, "改正.xlsx", &fixed).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (2, 0));
        assert_eq!(shown.content.outcome, created(2));
        assert_eq!(everybody(app, &me).await.len(), 4);

        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let filter =
            AuditFilter { action: Some(Action::RejectsDownloaded), ..AuditFilter::default() };
        let told = audit::read(app, &auditor, &filter, 10).await.expect("the trail").lines;
        assert_eq!((told.len(), told[0].account), (1, me.actor.account_id()));
    })
    .await;
}

#[tokio::test]
async fn columns_sheets_and_programmes_are_corrected_before_anything_is_in() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        // Nobody can tell what 联络 is, nor which programme this is.
        let ledger = format!(
            "姓名,身份证号,联络,登记日期\n{},{},15400000001,2024-03-05\n",
            name(1),
            document(1)
        );
        let shown = sent(app, &me, "a.csv", ledger.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (0, 1));
        let sheet = SheetOverrides {
            columns: [(2, Column::Phone)].into(),
            programmes: vec![Programme::Cornea],
            ..SheetOverrides::default()
        };
        let overrides =
            Overrides { sheets: [("csv".to_owned(), sheet)].into(), ..Overrides::default() };
        imports::correct(app, &me, shown.import.id, overrides)
            .await
            .expect("it is understood anew");
        let shown = settled(app, &me, shown.import.id).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (1, 0));
        assert!(
            shown.content.report.as_ref().expect("a report")["sheets"][0]["warn_by_kind"]
                .as_object()
                .expect("kinds")
                .is_empty()
        );
        imports::commit(app, &me, shown.import.id).await.expect("it is understood");
        assert_eq!(settled(app, &me, shown.import.id).await.content.outcome, created(1));
        let people = everybody(app, &me).await;
        assert_eq!(people[0].1["registrations"][0]["programme"], "cornea");
        assert_eq!(people[0].1["contacts"]["phones"][0]["phone"], "15400000001");
    })
    .await;
}

#[tokio::test]
async fn a_known_person_gets_what_is_new_and_what_the_console_said_stays() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        register(app, &me, 1).await;
        let before = everybody(app, &me).await;
        // The same programme again, with another phone and remark.
        let ledger = format!(
            "遗体捐献登记\n姓名,身份证号,手机,登记日期,备注\n{},{},15400000099,2024-03-05,再次登记\n",
            name(1),
            document(1)
        );
        let outcome = entered(app, &me, "a.csv", ledger.as_bytes()).await.content.outcome;
        assert_eq!(outcome, Outcome { updated: 1, ..Outcome::default() });
        let after = everybody(app, &me).await;
        assert_eq!(after[0].1["identity"], before[0].1["identity"]);
        assert_eq!(after[0].1["relatives"], before[0].1["relatives"]);
        assert_eq!(list(&after[0].1["registrations"]).len(), 2);
        let phones = list(&after[0].1["contacts"]["phones"]);
        assert_eq!((phones.len(), &phones[1]["phone"]), (2, &"15400000099".into()));
        assert_eq!(phones[1]["verified_on"], Value::Null);
        let sums_before = sums(app).await;
        let outcome = entered(app, &me, "a.csv", ledger.as_bytes()).await.content.outcome;
        assert_eq!(outcome, Outcome { unchanged: 1, ..Outcome::default() });
        assert_eq!(sums(app).await, sums_before);
    })
    .await;
}

#[tokio::test]
async fn who_withdrew_or_died_becomes_no_one_to_call() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let ledger = csv("锦屏", 1, 2)
            + &row("锦屏", 2, "2024-03-05", "已撤销")
            + &row("锦屏", 3, "2024-03-05", "已故")
            // Withdrawn only in the repeated row.
            + &row("锦屏", 1, "2024-03-05", "2025.1.6撤销");
        entered(app, &me, "a.csv", ledger.as_bytes()).await;
        let people = everybody(app, &me).await;
        assert_eq!(people.len(), 3);
        for (document, person) in &people {
            assert_eq!(person["do_not_contact"], true, "{document}");
        }
        let status = |n: u32, pick: fn(&serde_json::Value) -> &serde_json::Value| {
            let found = people.iter().find(|(number, _)| *number == document(n));
            pick(&found.expect("she is in").1).clone()
        };
        assert_eq!(status(3, |person| &person["status"]), "deceased");
        for n in [1, 2] {
            assert_eq!(status(n, |person| &person["registrations"][0]["status"]), "withdrawn");
        }
    })
    .await;
}

#[tokio::test]
async fn a_merged_record_is_not_added_to() {
    each_engine(async |registry| {
        let app = &registry.app;
        let me = registry.caller(Role::Coordinator, JINPING).await;
        let second = registry.caller(Role::Supervisor, JINPING).await;
        let (kept, dropped) = (register(app, &me, 1).await, register(app, &me, 2).await);
        let merge = merges::ask(app, &me, kept, dropped).await.expect("two records");
        merges::decide(app, &second, merge, true).await.expect("a second person");
        let shown = entered(app, &me, "a.csv", csv("锦屏", 1, 3).as_bytes()).await;
        assert_eq!(shown.content.outcome.created, 0);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, 2);
    })
    .await;
}

#[tokio::test]
async fn rows_without_a_unit_go_where_they_were_said_to() {
    each_engine(async |registry| {
        let app = &registry.app;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let ledger = csv("", 1, 3) + &row("溪口", 3, "2024-03-05", "");
        let shown = sent(app, &county, "a.csv", ledger.as_bytes()).await;
        assert_eq!((count(&shown, "accept"), count(&shown, "reject")), (1, 2));
        let jinping = Some(registry.unit(JINPING));
        let mut upload = Upload::begin(app, &county, "a.csv", jinping).await.expect("it is theirs");
        upload.push(ledger.as_bytes()).await.expect("a piece is kept");
        let id = upload.finish().await.expect("the file is whole");
        assert_eq!(count(&settled(app, &county, id).await, "accept"), 3);
        imports::commit(app, &county, id).await.expect("it is understood");
        settled(app, &county, id).await;
        let places = everybody(app, &county).await;
        let places: Vec<&Value> = places.iter().map(|(_, person)| &person["unit"]).collect();
        assert_eq!(places, ["锦屏街道", "锦屏街道", "溪口镇"]);
    })
    .await;
}

#[tokio::test]
async fn the_command_enters_a_townships_ledger_as_the_township_would() {
    each_engine(async |registry| {
        let app = &registry.app;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        register(app, &sibling, 1).await;
        let operator = registry.operator().await;
        let ledger = Cursor::new(csv("", 1, 3).into_bytes());
        let unit = registry.unit(JINPING);
        let entered = imports::enter_file(app, &operator, unit, "a.csv", ledger).await;
        let (report, outcome) = entered.expect("it can be read");
        assert_eq!((report.sheets[0].accept, outcome), (2, created(2)));
        // The sibling's record is not added to: their parent settles it.
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM people").await, 3);
        assert_eq!(number(app, "SELECT COUNT(*) AS n FROM reconciliations").await, 1);
    })
    .await;
}
