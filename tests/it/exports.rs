//! Exports on both engines: the second person, once and in time, what stands in the file, and who exports many.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::Duration;
use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        exports::{ExportStatus, FileKind, inputs::ExportInput},
        permissions::Role,
    },
    service::{App, Caller, ServiceError, exports as service, memberships, people, today},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        memberships::{csv, joined, roll_for},
        memorials::takes_back,
        people::{found_in, name, phone, secrets_of},
        registry::{BAOJI, FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

async fn ask(app: &App, by: &Caller, purpose: &str) -> Uuid {
    service::ask(app, by, &roll_for(purpose)).await.expect("asked for")
}

fn why<T>(result: Result<T, ServiceError>) -> &'static str {
    codes(result.err().expect("it is refused"))[0].1
}

async fn fetch(app: &App, by: &Caller, id: Uuid, version: i64) -> Result<(), ServiceError> {
    service::fetch(app, by, id, version, FileKind::Xlsx).await.map(drop)
}

/// How often the trail tells of `action`, and the rows that it tells last.
async fn told(registry: &Registry, action: Action) -> (usize, Option<i64>) {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 500).await;
    let lines = found.expect("the trail").lines;
    (lines.len(), lines.first().and_then(|line| line.event.rows))
}

#[tokio::test]
async fn above_fifty_a_second_person_approves_who_may_sit_in_the_city() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let mut all = Vec::new();
        for n in 1..=51 {
            all.push(joined(app, &clerk, n).await);
        }
        let purpose = "=会员大会通知";
        let id = ask(app, &clerk, purpose).await;
        let shown = service::get(app, &clerk, id).await.expect("it");
        assert_eq!(
            (shown.listed.export.status, shown.listed.export.found),
            (ExportStatus::Waiting, 51)
        );
        assert_eq!(why(fetch(app, &clerk, id, 1).await), "waiting");
        let denied = service::decide(app, &clerk, id, 1, true).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));

        // Not she herself, nobody beside, below or elsewhere; the office above may.
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let own = ask(app, &chief, "合成用途").await;
        assert_eq!(why(service::decide(app, &chief, own, 1, true).await), "second_person");
        let city = registry.caller(Role::Supervisor, NINGBO).await;
        for (role, unit) in [(Role::Supervisor, YUELIN), (Role::Supervisor, BAOJI)] {
            let stranger = registry.caller(role, unit).await;
            let missing = service::decide(app, &stranger, id, 1, true).await;
            assert!(matches!(missing, Err(ServiceError::Missing)), "{unit}");
            assert!(service::list(app, &stranger).await.expect("a list").is_empty());
        }
        assert_eq!(today::get(app, &city).await.expect("today").exports, 2);
        assert_eq!(today::get(app, &chief).await.expect("today").exports, 1, "not her own");
        assert_eq!(today::get(app, &clerk).await.expect("today").exports, 0);
        let stale = service::decide(app, &city, id, 2, true).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        service::decide(app, &city, id, 1, true).await.expect("approved");
        service::decide(app, &city, own, 1, false).await.expect("declined");
        assert_eq!(why(fetch(app, &chief, own, 2).await), "declined");
        assert_eq!(why(fetch(app, &city, id, 2).await), "not_hers");
        let colleague = registry.caller(Role::Coordinator, JINPING).await;
        assert!(matches!(service::get(app, &colleague, id).await, Err(ServiceError::Missing)));
        assert!(matches!(fetch(app, &colleague, id, 2).await, Err(ServiceError::Missing)));

        // One takes her consent back, one leaves, one does not want to be contacted, one comes after the request.
        takes_back(app, &clerk, all[0].0, all[0].1).await;
        memberships::end(app, &clerk, all[1].2).await.expect("she leaves");
        let version = people::get(app, &clerk, all[2].0).await.expect("her").person.version;
        people::set_do_not_contact(app, &clerk, all[2].0, version, true).await.expect("silence");
        registry.clock.advance(Duration::minutes(1));
        joined(app, &clerk, 200).await;
        let text = csv(app, &clerk, id, 2).await;
        assert!(text.starts_with("\u{feff}会员与志愿者名册\r\n仅供 锦屏街道"), "{text}");
        for line in
            ["用途,'=会员大会通知\r\n", "人数,49\r\n", "姓名,性别,电话,所属机构,类别,加入日期\r\n"]
        {
            assert!(text.contains(line), "{line} in {text}");
        }
        let row = |n: u32, kind: &str| {
            format!("{},男,{},锦屏街道,{kind},2025-06-01\r\n", name(n), phone(n))
        };
        let row = |n: u32, kind: &str| {
            row(n, kind).replace(",男,", if sex_of(n) { ",男," } else { ",女," })
        };
        for n in 4..=51 {
            let kind = if n % 3 == 0 { "志愿者" } else { "会员" };
            assert!(text.contains(&row(n, kind)), "{n} in {text}");
        }
        assert!(text.contains(&name(3)) && !text.contains(&phone(3)), "no phone of hers");
        for gone in [name(1), name(2), name(200)] {
            assert!(!text.contains(&format!("{gone},")), "{gone}");
        }
        // Names and phones are in the list; nothing else of the records is, and no programme.
        let mut secrets: Vec<String> = (1..=51).flat_map(secrets_of).collect();
        secrets.retain(|secret| !(1..=51).any(|n| [name(n), phone(n)].contains(secret)));
        secrets.extend(
            ["造血", "干细胞", "捐献", "器官", "HC-0", "NR0", "生命之光", "合成会-1"]
                .map(str::to_owned),
        );
        assert_eq!(found_in(text.as_bytes(), &secrets).map(|at| &secrets[at]), None);

        assert_eq!(why(fetch(app, &clerk, id, 3).await), "given_already");
        let done = service::get(app, &clerk, id).await.expect("it").listed;
        assert_eq!((done.export.given, done.export.status), (Some(49), ExportStatus::Done));
        assert!(!done.asked_by.is_empty() && !done.decided_by.is_empty());
        assert_eq!(told(registry, Action::ExportGiven).await, (1, Some(49)));
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let by = clerk.actor.account_id();
        let action = Some(Action::PersonUnmasked);
        let filter = AuditFilter { account: by, action, ..AuditFilter::default() };
        let read = lifelight::service::audit::read(app, &auditor, &filter, 500).await;
        let lines = read.expect("the trail").lines;
        assert_eq!(lines.len(), 49, "each person");
        assert!(lines.iter().all(|line| line.event.reason == Some(UnmaskReason::Membership)));
    })
    .await;
}

/// Whether synthetic person `n` is a man by her document.
fn sex_of(n: u32) -> bool {
    let number = crate::support::people::document(n);
    number.as_bytes()[16] % 2 == 1
}

#[tokio::test]
async fn fifty_are_given_at_once_as_a_workbook_and_only_in_time() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        assert_eq!(why(service::ask(app, &clerk, &roll_for("合成用途")).await), "nobody");
        for n in 1..=3 {
            joined(app, &clerk, n).await;
        }
        let far =
            ExportInput { unit: registry.unit(YUELIN).to_string(), ..roll_for("合成用途") };
        assert_eq!(why(service::ask(app, &clerk, &far).await), "not_in_list");
        let old = ExportInput { year: "2024".to_owned(), ..roll_for("合成用途") };
        assert_eq!(why(service::ask(app, &clerk, &old).await), "nobody");
        let tells = service::ask(app, &clerk, &roll_for("器官捐献者联谊")).await;
        assert_eq!(why(tells), "tells_programme");

        let only = ExportInput {
            membership: "volunteer".to_owned(),
            year: "2025".to_owned(),
            ..roll_for("@合成用途")
        };
        let id = service::ask(app, &clerk, &only).await.expect("asked for");
        let file = service::fetch(app, &clerk, id, 1, FileKind::Xlsx).await.expect("at once");
        assert_eq!((file.name.as_str(), file.kind), ("members-2025-06-02.xlsx", FileKind::Xlsx));
        let mut book: Xlsx<_> =
            calamine::open_workbook_from_rs(Cursor::new(file.bytes.to_vec())).expect("a workbook");
        let sheets = book.worksheets();
        let cells: Vec<Vec<String>> =
            sheets[0].1.rows().map(|row| row.iter().map(text).collect()).collect();
        let has = |row: &[&str]| cells.iter().any(|cells| cells[..row.len()] == *row);
        assert!(has(&["用途", "'@合成用途"]) && has(&["人数", "1"]) && has(&["类别", "志愿者"]));
        assert!(has(&["导出时间", "2025-06-02 09:00"]) && has(&["编号", &id.to_string()]));
        assert!(cells[1][0].starts_with("仅供 锦屏街道") && cells[1][0].contains("@合成用途"));
        let last = cells.last().expect("a row");
        assert_eq!((&last[0], &last[2]), (&name(3), &phone(3)));
        assert!(book.worksheet_formula("会员与志愿者名册").is_ok_and(|found| found.is_empty()));

        // In time, and what waits is not lost by looking.
        let id = ask(app, &clerk, "合成用途").await;
        registry.clock.advance(Duration::days(7));
        assert!(service::get(app, &clerk, id).await.expect("it").hindrance.is_none());
        registry.clock.advance(Duration::days(1));
        assert_eq!(why(fetch(app, &clerk, id, 1).await), "lapsed");
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let other = registry.caller(role, JINPING).await;
            let denied = service::ask(app, &other, &roll_for("合成用途")).await;
            assert!(matches!(denied, Err(ServiceError::Denied(_))), "{role:?}");
        }
        let operator = registry.operator().await;
        let denied = service::ask(app, &operator, &roll_for("合成用途")).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))), "no account, no export");
    })
    .await;
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    }
}

#[tokio::test]
async fn who_exports_more_than_two_hundred_in_a_day_is_told_of() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        for n in 1..=50 {
            joined(app, &clerk, n).await;
        }
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let keeper = registry.caller(Role::Administrator, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let many = async |by: &Caller| today::get(app, by).await.expect("today").many_exported;
        for _ in 0..4 {
            let id = ask(app, &clerk, "合成用途").await;
            fetch(app, &clerk, id, 1).await.expect("fifty at once");
        }
        assert_eq!((many(&chief).await, told(registry, Action::ExportsExceeded).await.0), (0, 0));
        let id = ask(app, &clerk, "合成用途").await;
        fetch(app, &clerk, id, 1).await.expect("it is told, not refused");
        assert_eq!(told(registry, Action::ExportsExceeded).await, (1, Some(250)));
        for (by, expected) in [(&chief, 1), (&keeper, 1), (&clerk, 0), (&sibling, 0)] {
            assert_eq!(many(by).await, expected);
        }
        let told = service::many(app, &keeper).await.expect("alerts");
        assert_eq!((Some(told[0].account), told[0].people), (clerk.actor.account_id(), 250));
        let denied = service::many(app, &clerk).await.err();
        assert!(matches!(denied, Some(ServiceError::Denied(_))));

        // Each day counts by itself, and after a week it is past.
        registry.clock.advance(Duration::days(1));
        let id = ask(app, &clerk, "合成用途").await;
        fetch(app, &clerk, id, 1).await.expect("another day");
        assert_eq!(many(&chief).await, 1);
        registry.clock.advance(Duration::days(5));
        assert_eq!(many(&chief).await, 1);
        registry.clock.advance(Duration::days(1));
        assert_eq!(many(&chief).await, 0);
    })
    .await;
}

#[tokio::test]
async fn two_who_fetch_at_once_get_one_file() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        joined(app, &clerk, 1).await;
        let id = ask(app, &clerk, "合成用途").await;
        let other = registry.another_instance().await;
        let both = tokio::join!(fetch(app, &clerk, id, 1), fetch(&other, &clerk, id, 1));
        assert!(both.0.is_ok() != both.1.is_ok(), "one of them");
        other.store.db().close().await;
    })
    .await;
}
