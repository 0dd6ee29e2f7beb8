//! Reports on both engines: drafts, issuing, corrections that name what changed, copies, and who sees what.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use lifelight::{
    domain::{
        audit::Action,
        intake::Intake,
        permissions::Role,
        reports::{
            Cell, Format, ReportKind,
            inputs::{CopyInput, IssueInput},
        },
    },
    service::{
        App, Caller, ServiceError, intake,
        reports::{self, Shown, Wanted},
        supervisions,
    },
    store::audit::AuditFilter,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    imports::desk::entered,
    rates::{sheet, worked_example},
    support::{
        people::{found_in, intake_of, secrets_of},
        registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

fn wanted(registry: &Registry, unit: &str, kind: ReportKind, period: &str) -> Wanted {
    let period = kind.period(period).expect("a period");
    Wanted { unit: registry.unit(unit), kind, period }
}

fn issuing(reason: &str) -> IssueInput {
    IssueInput { purpose: "superior".to_owned(), reason: reason.to_owned(), sha256: String::new() }
}

fn copy(format: &str) -> CopyInput {
    CopyInput { format: format.to_owned(), purpose: "meeting".to_owned() }
}

async fn register_on(app: &App, caller: &Caller, n: u32, on: &str) {
    let mut input: Intake = intake_of(n);
    input.registrations[0].registered_on = on.to_owned();
    intake::register(app, caller, &input).await.expect("registered");
}

/// What stands in a cell, as it is read.
fn cell(shown: &Shown, section: &str, row: &str, column: &str) -> String {
    let section = shown.content.section(section).unwrap_or_else(|| panic!("no {section}"));
    let found = section.rows.iter().find(|one| one.code == row);
    let row = found.unwrap_or_else(|| panic!("no {row}"));
    section.cell(row, column).map(Cell::line).unwrap_or_else(|| panic!("no {column}"))
}

fn code<T>(result: Result<T, ServiceError>) -> &'static str {
    match result {
        Err(ServiceError::Invalid(problems)) => problems[0].code,
        Err(_) => "another error",
        Ok(_) => "none",
    }
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, NINGBO).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    let mut actions: Vec<Action> =
        read.expect("the trail").lines.iter().map(|line| line.event.action).collect();
    actions.reverse();
    actions
}

#[tokio::test]
async fn what_was_issued_stays_and_a_correction_names_what_changed() {
    each_engine(async |registry| {
        let app = &registry.app;
        registry.clock.set("2025-06-20T01:00:00Z".parse().expect("an instant"));
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let town = registry.caller(Role::Coordinator, JINPING).await;
        let other = registry.caller(Role::Coordinator, YUELIN).await;
        register_on(app, &town, 1, "2025-04-03").await;
        register_on(app, &town, 2, "2025-05-04").await;
        register_on(app, &other, 3, "2025-05-05").await;
        register_on(app, &other, 4, "2025-01-05").await;
        let quarter = wanted(registry, FENGHUA, ReportKind::Quarterly, "2025-Q2");

        let draft = reports::draft(app, &chief, &quarter).await.expect("a draft");
        let counted = |column| cell(&draft, "registrations", "registered", column);
        assert_eq!((counted("gross").as_str(), counted("total").as_str()), ("3", "4"));
        let units = |unit: &str, column| cell(&draft, "units", unit, column);
        assert_eq!(units("all", "registered"), "3");
        assert_eq!(units(&registry.unit(JINPING).to_string(), "registered"), "2");
        assert_eq!(units(&registry.unit(YUELIN).to_string(), "registered"), "1");
        assert_eq!(units("own", "registered"), "0");
        assert_eq!(cell(&draft, "months", "2025-05", "registered"), "2");
        assert_eq!(cell(&draft, "months", "2025-01", "registered"), "1");

        assert_eq!(code(reports::issue(app, &chief, &quarter, &issuing("")).await), "too_early");
        registry.clock.set("2025-07-02T01:00:00Z".parse().expect("an instant"));
        let stale = IssueInput { sha256: draft.sha256.clone().expect("a hash"), ..issuing("") };
        assert_eq!(code(reports::issue(app, &chief, &quarter, &stale).await), "stale");
        let first = reports::issue(app, &chief, &quarter, &issuing("")).await.expect("issued");
        let issued = reports::get(app, &chief, first).await.expect("the report");
        let edition = issued.issued.as_ref().expect("an edition");
        assert_eq!((edition.version, edition.details.changes.len()), (1, 0));
        assert_eq!(code(reports::issue(app, &chief, &quarter, &issuing("")).await), "missing");
        let same = reports::issue(app, &chief, &quarter, &issuing("合成原因")).await;
        assert_eq!(code(same), "nothing_changed");

        // Entered late, it belongs to the quarter that was issued.
        register_on(app, &town, 5, "2025-06-05").await;
        let again = reports::get(app, &chief, first).await.expect("the report");
        assert_eq!(again.content, issued.content, "what was issued stays");
        let second = reports::issue(app, &chief, &quarter, &issuing("补登一人")).await;
        let second = second.expect("corrected");
        let corrected = reports::get(app, &chief, second).await.expect("the report");
        let edition = corrected.issued.as_ref().expect("an edition");
        assert_eq!((edition.version, edition.supersedes), (2, Some(first)));
        assert_eq!(edition.details.reason.as_deref(), Some("补登一人"));
        let changes: Vec<String> = edition
            .details
            .changes
            .iter()
            .map(|one| {
                format!("{} {} {}>{}", one.row.zh, one.column.zh, one.was.line(), one.is.line())
            })
            .collect();
        assert!(
            changes.contains(&"登记人数（每人计一次） 本期毛新增 3>4".to_owned()),
            "{changes:?}"
        );
        assert!(changes.contains(&"锦屏街道 登记（项） 2>3".to_owned()), "{changes:?}");
        assert!(!changes.iter().any(|one| one.starts_with("岳林街道")), "{changes:?}");
        let first_again = reports::get(app, &chief, first).await.expect("the report");
        assert!(!first_again.is_last() && corrected.is_last());
        assert_eq!(first_again.content, issued.content);
        let listed = reports::list(app, &chief).await.expect("a list");
        let last: Vec<_> = listed.iter().map(|one| (one.report.version, one.is_last)).collect();
        assert_eq!(last, [(2, true), (1, false)]);
        assert_eq!(actions(registry, second).await, [Action::ReportIssued, Action::ReportRead]);
    })
    .await;
}

#[tokio::test]
async fn a_report_changed_by_hand_is_refused() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let month = wanted(registry, FENGHUA, ReportKind::Monthly, "2025-05");
        let id = reports::issue(app, &chief, &month, &issuing("")).await.expect("issued");
        let text = "UPDATE reports SET sha256 = 'b3a8e0e1f9ab1bfe3a36f231f676f78bb30a519d2b21e6c530c0eee8ebb4a5d0'";
        assert_eq!(registry.by_hand(text).await, 1);
        let refused = reports::get(app, &chief, id).await;
        assert!(matches!(refused, Err(ServiceError::Tampered(_))));
        let given = reports::copy_of_issued(app, &chief, id, &copy("csv")).await;
        assert!(matches!(given, Err(ServiceError::Tampered(_))));
        assert!(reports::list(app, &chief).await.expect("a list").is_empty());
        assert!(actions(registry, id).await.contains(&Action::IntegrityFailed));
    })
    .await;
}

#[tokio::test]
async fn every_copy_says_whose_it_is_and_the_workbook_has_its_definitions() {
    each_engine(async |registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let town = registry.caller(Role::Coordinator, JINPING).await;
        let text = sheet(&worked_example());
        entered(app, &registry.caller(Role::Coordinator, FENGHUA).await, "c.csv", text.as_bytes())
            .await;
        register_on(app, &town, 1_001, "2025-04-03").await;
        let visit = crate::supervisions::visit_to(registry, JINPING, &chief);
        let visit = lifelight::domain::supervisions::inputs::VisitInput {
            on: "2025-06-10".to_owned(),
            held: "yes".to_owned(),
            ..visit
        };
        let visit = supervisions::plan(app, &chief, &visit).await.expect("entered");
        let found = crate::supervisions::finding("2025-06-30");
        supervisions::find(app, &chief, visit, 1, None, &found).await.expect("found");
        let year = wanted(registry, FENGHUA, ReportKind::Yearly, "2025");
        let id = reports::issue(app, &chief, &year, &issuing("")).await.expect("issued");
        let shown = reports::get(app, &chief, id).await.expect("the report");
        assert_eq!(cell(&shown, "rates", "R1", "lost"), "10");
        assert_eq!(cell(&shown, "rates", "R1", "settled"), "53");
        assert_eq!(cell(&shown, "rates", "R1", "rate"), "18.9%");
        assert_eq!(cell(&shown, "rate_quarters", "R1-2025-Q1", "settled"), "53");
        assert_eq!(cell(&shown, "reasons", "R1-U3", "lost"), "2");
        assert_eq!(cell(&shown, "supervisions", "all", "findings"), "1");
        assert_eq!(cell(&shown, "supervisions", "all", "overdue"), "1");

        let mut secrets = secrets_of(1_001);
        secrets.push("合成问题".to_owned());
        for format in ["xlsx", "csv", "json"] {
            let file =
                reports::copy_of_issued(app, &chief, id, &copy(format)).await.expect("a copy");
            assert_eq!(file.name, format!("yearly-2025-330213.{format}"));
            let marks = ["内部资料", "会议材料", "合成督导", "2026-03-01", "奉化", "第 1 版"];
            let said = match file.format {
                Format::Xlsx => {
                    let mut book: Xlsx<_> =
                        Xlsx::new(Cursor::new(file.bytes.clone())).expect("a workbook");
                    let names = book.sheet_names();
                    assert!(names.contains(&"定义".to_owned()), "{names:?}");
                    let terms = book.worksheet_range("定义").expect("definitions");
                    assert!(terms.height() > 8);
                    let table = book.worksheet_range("各单位（本期）").expect("units");
                    // A number is a number, not a text.
                    assert!(table.rows().any(|row| matches!(row[1], Data::Float(_))), "{table:?}");
                    let cover = book.worksheet_range("说明").expect("a cover");
                    cover.rows().flatten().map(ToString::to_string).collect::<String>()
                }
                _ => String::from_utf8(file.bytes.clone()).expect("text"),
            };
            for mark in marks {
                assert!(said.contains(mark), "{format} without {mark}: {said}");
            }
            assert_eq!(found_in(said.as_bytes(), &secrets), None, "figures only");
        }
        let json = reports::copy_of_issued(app, &chief, id, &copy("json")).await.expect("a copy");
        let json: Value = serde_json::from_slice(&json.bytes).expect("JSON");
        assert_eq!(json["sha256"], shown.sha256.expect("a hash"));
        assert_eq!(json["report"]["period"], "2025");
        let seen = reports::get(app, &chief, id).await.expect("the report");
        assert_eq!(seen.copies.len(), 4, "each copy is noted");
        let all = actions(registry, id).await;
        assert_eq!(all.iter().filter(|one| **one == Action::ReportGiven).count(), 4);
        let draft =
            reports::copy_of_draft(app, &chief, &year, &copy("csv")).await.expect("a draft");
        assert!(draft.watermark.contains("草稿"));
        let empty = reports::copy_of_issued(app, &chief, id, &CopyInput::default()).await;
        assert_eq!(code(empty), "missing");
    })
    .await;
}

#[tokio::test]
async fn exact_figures_need_a_role_and_a_scope() {
    each_engine(async |registry| {
        let app = &registry.app;
        registry.clock.set("2026-03-01T01:00:00Z".parse().expect("an instant"));
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let text = sheet(&worked_example());
        entered(app, &clerk, "cases.csv", text.as_bytes()).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let year = wanted(registry, FENGHUA, ReportKind::Yearly, "2025");
        let id = reports::issue(app, &chief, &year, &issuing("")).await.expect("issued");
        for role in [Role::Helper, Role::Auditor, Role::Administrator] {
            let other = registry.caller(role, FENGHUA).await;
            let denied =
                |result: Result<(), ServiceError>| matches!(result, Err(ServiceError::Denied(_)));
            assert!(denied(reports::draft(app, &other, &year).await.map(drop)), "{role:?}");
            assert!(denied(reports::get(app, &other, id).await.map(drop)));
            assert!(denied(reports::list(app, &other).await.map(drop)));
            assert!(denied(reports::copy_of_issued(app, &other, id, &copy("csv")).await.map(drop)));
            assert!(denied(
                reports::copy_of_draft(app, &other, &year, &copy("csv")).await.map(drop)
            ));
        }
        for unit in [JINPING, BAOJI] {
            let other = registry.caller(Role::Supervisor, unit).await;
            let missing =
                |result: Result<(), ServiceError>| matches!(result, Err(ServiceError::Missing));
            assert!(missing(reports::draft(app, &other, &year).await.map(drop)), "{unit}");
            assert!(missing(reports::get(app, &other, id).await.map(drop)));
            assert!(missing(
                reports::copy_of_issued(app, &other, id, &copy("csv")).await.map(drop)
            ));
        }
        assert!(matches!(
            reports::issue(app, &clerk, &year, &issuing("合成")).await,
            Err(ServiceError::Denied(_))
        ));

        // Who reads figures only sees no small outcome of a unit below, by no route.
        let reader = registry.caller(Role::StatisticsReader, FENGHUA).await;
        let (jinping, whole) = (registry.unit(JINPING).to_string(), "all");
        let exact = reports::get(app, &clerk, id).await.expect("the report");
        let masked = reports::get(app, &reader, id).await.expect("the report");
        let lost = cell(&exact, "units", &jinping, "R2-lost");
        assert!(lost.parse::<i64>().is_ok_and(|lost| lost < 5), "{lost}");
        assert_eq!(cell(&masked, "units", &jinping, "R2-lost"), "<5");
        assert_eq!(cell(&masked, "units", &jinping, "R2-rate"), "–");
        assert_eq!(
            cell(&masked, "units", whole, "R2-lost"),
            cell(&exact, "units", whole, "R2-lost")
        );
        assert_eq!(masked.sha256, None, "a hash could be tried against few numbers");
        let report = masked.issued.as_ref().expect("an edition");
        assert!(report.sha256.is_empty() && report.details.content.is_empty());
        let csv = reports::copy_of_issued(app, &reader, id, &copy("csv")).await.expect("a copy");
        let csv = String::from_utf8(csv.bytes).expect("text");
        assert!(csv.contains("<5") && !csv.contains(&exact.sha256.expect("a hash")));
        let draft = reports::draft(app, &reader, &year).await.expect("a draft");
        assert_eq!(cell(&draft, "units", &jinping, "R2-lost"), "<5");
        assert_eq!(draft.sha256, None);
        // Nor by asking for the report of that unit alone.
        let below = Wanted { unit: registry.unit(JINPING), ..year.clone() };
        let below = reports::draft(app, &reader, &below).await.expect("a draft");
        assert_eq!(cell(&below, "rates", "R2", "lost"), "<5");
        assert_eq!(cell(&below, "rates", "R2", "rate"), "–");
        assert_eq!(cell(&below, "rates", "R2", "interval"), "–");
        let town = registry.caller(Role::StatisticsReader, JINPING).await;
        let own = Wanted { unit: registry.unit(JINPING), ..year.clone() };
        let own = reports::draft(app, &town, &own).await.expect("a draft");
        assert_eq!(cell(&own, "rates", "R2", "lost"), lost, "her own unit is exact");
    })
    .await;
}
