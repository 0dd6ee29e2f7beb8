//! What the tests of imports do again and again.

use std::{
    fmt::Write as _,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use lifelight::{
    domain::{
        ledgers::{Cell, Context, Entry, Overrides, RowOutcome, SheetReport},
        permissions::Permission,
        person::Person,
        programmes::Rules,
        units::{Directory, shipped_offices},
    },
    service::{
        App, Caller,
        imports::{self, Shown, Upload},
    },
    store::{
        db::sql,
        imports::ImportStatus,
        people,
        search::{self, Filter},
        units,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    people::{document, name, phone},
    registry::Registry,
};

/// The two sample ledgers and what a careful person concludes from them.
pub const FENGHUA_LEDGER: &[u8] = include_bytes!("../../data/ledger-fenghua.xlsx");
pub const FENGHUA_EXPECTED: &str = include_str!("../../data/ledger-fenghua.xlsx.expected.json");
pub const BAOJI_LEDGER: &[u8] = include_bytes!("../../data/ledger-baoji-gb18030.csv");
pub const BAOJI_EXPECTED: &str = include_str!("../../data/ledger-baoji-gb18030.csv.expected.json");

/// The day after everything in the sample ledgers.
pub fn after_the_ledgers(registry: &Registry) {
    registry.clock.set("2026-11-21T01:00:00Z".parse().expect("an instant"));
}

/// Sends a file in and waits until it is understood, or cannot be.
pub async fn sent(app: &App, caller: &Caller, file: &str, bytes: &[u8]) -> Shown {
    let mut upload = Upload::begin(app, caller, file, None).await.expect("an import begins");
    for piece in bytes.chunks(100_000) {
        upload.push(piece).await.expect("a piece is kept");
    }
    let id = upload.finish().await.expect("the file is whole");
    settled(app, caller, id).await
}

/// Sends a file in and enters it.
pub async fn entered(app: &App, caller: &Caller, file: &str, bytes: &[u8]) -> Shown {
    let shown = sent(app, caller, file, bytes).await;
    assert_eq!(shown.import.status, ImportStatus::Understood);
    imports::commit(app, caller, shown.import.id).await.expect("it is understood");
    let shown = settled(app, caller, shown.import.id).await;
    assert_eq!(shown.import.status, ImportStatus::Done);
    shown
}

/// The import once nothing goes on beside.
pub async fn settled(app: &App, caller: &Caller, id: Uuid) -> Shown {
    let end = Instant::now() + Duration::from_secs(300);
    loop {
        let shown = imports::get(app, caller, id).await.expect("it is the caller's own");
        if !matches!(shown.import.status, ImportStatus::Reading | ImportStatus::Importing) {
            return shown;
        }
        assert!(Instant::now() < end, "{:?} does not end", shown.import.status);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Every key of each expected sheet stands in the report with the same value.
pub fn assert_expected(shown: &Shown, expected: &str) {
    let expected: Value = serde_json::from_str(expected).expect("JSON");
    let report = shown.content.report.as_ref().expect("a report");
    for (sheet, found) in list(&expected["sheets"]).iter().zip(list(&report["sheets"])) {
        for (key, value) in sheet.as_object().expect("a sheet") {
            assert_eq!(found[key], *value, "{key} of {}", sheet["name"]);
        }
    }
    assert_eq!(list(&expected["sheets"]).len(), list(&report["sheets"]).len());
}

/// A list in a report.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The number in the report's only sheet.
pub fn count(shown: &Shown, key: &str) -> u64 {
    shown.content.report.as_ref().expect("a report")["sheets"][0][key].as_u64().expect("a number")
}

/// One number from the database.
pub async fn number(app: &App, text: &str) -> i64 {
    let mut tx = app.store.db().begin_read().await.expect("it can be read");
    let row = sql(text).one(&mut tx).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    row.get("n").unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// How much there is of everything, and how often it was changed.
pub async fn sums(app: &App) -> Vec<i64> {
    let versions = ["people", "registrations", "consents", "relatives"].map(|table| {
        format!("SELECT COUNT(*) + CAST(SUM(version) AS BIGINT) * 100000 AS n FROM {table}")
    });
    let counts = ["past_versions", "search_tokens", "person_units", "document_holds"]
        .map(|table| format!("SELECT COUNT(*) AS n FROM {table}"));
    let mut sums = Vec::new();
    for text in versions.iter().chain(&counts) {
        // What is not there has no sum.
        let text = text.replace("SUM(version)", "COALESCE(SUM(version), 0)");
        sums.push(number(app, &text).await);
    }
    sums
}

/// Every person within the caller's scope as she would be written on paper, by her document: no ids,
/// no instants, so that two registries can be compared.
pub async fn everybody(app: &App, caller: &Caller) -> Vec<(String, Value)> {
    let scope = caller.actor.may(Permission::PeopleRead).expect("may read");
    let mut tx = app.store.read().await.expect("it can be read");
    let units = units::list(&mut tx).await.expect("there are units");
    let mut all = Vec::new();
    let mut ids: Vec<Uuid> = Vec::new();
    loop {
        let (filter, after) = (Filter::default(), ids.last().copied());
        ids = search::candidates(&mut tx, &scope, None, &filter, after, 500).await.expect("people");
        if ids.is_empty() {
            break;
        }
        for opened in people::load(&mut tx, &scope, &ids).await.expect("they load") {
            let (document, paper) = on_paper(&opened.expect("nobody was changed by hand"));
            // Units by name: their ids are another registry's own.
            let text = units
                .iter()
                .fold(paper.to_string(), |text, unit| text.replace(&unit.id.to_string(), &unit.zh));
            all.push((document, serde_json::from_str(&text).expect("still JSON")));
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

fn on_paper(person: &Person) -> (String, Value) {
    let mut registrations: Vec<Value> = person
        .registrations
        .iter()
        .map(|row| {
            let mut row = serde_json::to_value(row).expect("a registration is JSON");
            row.as_object_mut().expect("an object").remove("id");
            row
        })
        .collect();
    registrations.sort_by_key(Value::to_string);
    let relatives: Vec<Value> = person
        .relatives
        .iter()
        .map(|row| json!([row.role.code(), row.position, row.version, row.details]))
        .collect();
    let paper = json!({
        "version": person.version,
        "unit": person.unit,
        "status": person.status.code(),
        "do_not_contact": person.do_not_contact,
        "identity": person.identity,
        "contacts": person.contacts,
        "registrations": registrations,
        "relatives": relatives,
    });
    (person.identity.document.number().to_owned(), paper)
}

/// A ledger of stem-cell volunteers `from` to `until`, of a township.
pub fn csv(unit: &str, from: u32, until: u32) -> String {
    let mut text = String::from("姓名,身份证号,手机,镇街,采样日期,备注\n");
    for n in from..until {
        text.push_str(&row(unit, n, "2024-03-05", ""));
    }
    text
}

/// One row of it.
pub fn row(unit: &str, n: u32, day: &str, remark: &str) -> String {
    let mut text = String::new();
    writeln!(text, "{},{},{},{unit},{day},{remark}", name(n), document(n), phone(n))
        .expect("a text");
    text
}

/// A sheet of donations that took place, with these lines below its heading.
pub fn donations(lines: &[String]) -> String {
    let heading = "捐献者姓名,捐献者身份证号,所属镇街,捐献项目,捐献日期,意愿表示方式,接收单位,协调员,捐献证书编号,备注";
    format!("{heading}\n{}\n", lines.join("\n"))
}

/// A line of it: synthetic person `n` gave `what` on `day`.
pub fn donation(unit: &str, n: u32, what: &str, day: &str) -> String {
    let (name, document) = (name(n), document(n));
    format!(
        "{name},{document},{unit},{what},{day},家属共同决定,合成医学院,孙合成甲、李合成乙,合成证{n}号,合成备注{n}"
    )
}

/// A sheet of donors' families, with these lines below its heading.
pub fn families(lines: &[String]) -> String {
    let heading = "捐献者姓名,捐献者身份证号,所属镇街,去世日期,按农历,家属姓名,与捐献者关系,家属电话,家属住址,是否可以联系,联系途径,要求不联系,备注";
    format!("{heading}\n{}\n", lines.join("\n"))
}

/// A line of it: synthetic person `member` is the `relation` of synthetic person `donor`, who died on `day`;
/// `contact` fills the columns of who may be contacted, how, and of silence.
pub fn member(
    unit: &str,
    donor: u32,
    day: &str,
    (member, relation): (u32, &str),
    contact: &str,
) -> String {
    let (donor_name, donor_document) = (name(donor), document(donor));
    let (name, phone) = (name(member), phone(member));
    format!(
        "{donor_name},{donor_document},{unit},{day},否,{name},{relation},{phone},合成路{member}号,{contact},合成情况{member}"
    )
}

/// Everything personal in a ledger: names of three characters and more, document numbers, phones.
pub fn secrets(file: &str, bytes: &[u8]) -> Vec<String> {
    let directory = Directory::of_offices(&shipped_offices());
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
    let ctx = Context { today, directory: &directory, rules: Rules::default() };
    let mut secrets = Vec::new();
    let mut rejected = Vec::new();
    let mut seen = 0;
    let read = imports::dry_run(file, bytes, &ctx, &Overrides::default(), |row| {
        match row {
            RowOutcome::Accepted(entry) => secrets.extend(of_entry(entry)),
            RowOutcome::Duplicate(repeat) => secrets.extend(of_entry(&repeat.entry)),
            RowOutcome::Rejected(row) => rejected.push((seen, row.cells.clone())),
            RowOutcome::Case(case) => secrets.push(case.document.number().to_owned()),
            RowOutcome::Donation(row) => {
                secrets.push(row.document.number().to_owned());
                secrets.extend(row.name.iter().map(|name| name.as_str().to_owned()));
                secrets.extend(row.told.coordinators.clone());
                secrets.extend(row.told.certificate.clone());
                secrets.extend(row.told.remark.clone());
            }
            RowOutcome::Member(row) => {
                let (donor, member) = (&row.donor, &row.member);
                secrets.extend(donor.document.iter().map(|one| one.number().to_owned()));
                secrets.extend(donor.name.iter().map(|name| name.as_str().to_owned()));
                secrets.push(member.name.as_str().to_owned());
                secrets.extend(member.phone.iter().map(|phone| phone.as_str().to_owned()));
                secrets.extend(member.address.clone());
                secrets.extend(row.remark.clone());
            }
            RowOutcome::Again { .. } | RowOutcome::Listed(_) => {}
        }
        seen += 1;
        ControlFlow::Continue(())
    });
    let sheets = read.expect("it can be read").report.sheets;
    for (number, cells) in rejected {
        secrets.extend(of_rejected(&sheets, number, &cells));
    }
    secrets.retain(|text| text.chars().count() >= 3);
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}

fn of_entry(entry: &Entry) -> Vec<String> {
    let person = &entry.person;
    let mut all = vec![person.name.as_str().to_owned(), person.document.number().to_owned()];
    all.extend(person.phones.iter().map(|phone| phone.as_str().to_owned()));
    for relative in entry.relatives.iter().chain(&entry.executor) {
        all.push(relative.name.as_str().to_owned());
        all.extend(relative.phones.iter().map(|phone| phone.as_str().to_owned()));
        all.extend(relative.document.iter().map(|document| document.number().to_owned()));
    }
    all
}

/// The cells of row `number` of the file that hold names, documents and phones.
fn of_rejected(sheets: &[SheetReport], mut number: u32, cells: &[Cell]) -> Vec<String> {
    for sheet in sheets {
        if number >= sheet.rows {
            number -= sheet.rows;
            continue;
        }
        let personal = |code: &str| {
            ["name", "document_number", "phone"].iter().any(|part| code.ends_with(part))
        };
        let columns = sheet
            .columns
            .iter()
            .filter(|column| column.column.is_some_and(|column| personal(&column.code())));
        return columns.filter_map(|column| cells.get(column.index)).map(Cell::original).collect();
    }
    Vec::new()
}
