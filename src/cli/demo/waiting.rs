//! What the county coordinator left for this morning: two registrations half typed, and a ledger that
//! waits for a decision.

use std::{borrow::Cow, time::Duration};

use chrono::Days;

use super::{
    Failure,
    cases::set_clock,
    draw::Draw,
    fill::{registrant, town, writer},
    office::{COORDINATOR, Office},
    papers::mistyped,
};
use crate::{
    domain::{
        documents::Document,
        intake::Intake,
        people::{Relation, Sex},
        registrations::Channel,
    },
    service::{
        drafts,
        imports::{self, Upload},
    },
    store::imports::ImportStatus,
};

/// The form that drafts of a registration belong to.
const FORM: &str = "register";
/// Rows of the ledger.
const ROWS: usize = 36;
/// Between two looks whether it was read, and how often to look.
const WAIT: Duration = Duration::from_millis(20);
const MOST_WAITS: u32 = 1_000;

/// Leaves it all.
pub async fn leave(office: &mut Office, draw: &mut Draw) -> Result<(), Failure> {
    for (days, hour, minute, fields) in [(1, 16, 42, 5), (0, 8, 36, 3)] {
        let town = town(office, draw);
        let intake = registrant(office, draw, days, town);
        let typed = half_typed(office, town, &intake, fields);
        set_clock(office, days, hour, minute);
        drafts::save(&office.app, office.caller(COORDINATOR), None, FORM, typed.as_bytes()).await?;
    }
    let ledger = ledger(office, draw)?;
    set_clock(office, 0, 8, 44);
    let caller = office.caller(COORDINATOR);
    let mut upload = Upload::begin(&office.app, caller, "某公司集中采样登记.csv", None).await?;
    upload.push(&ledger).await?;
    let id = upload.finish().await?;
    // The dry run reads beside us; the clock must not move on before it is done.
    for _ in 0..MOST_WAITS {
        if imports::get(&office.app, caller, id).await?.import.status != ImportStatus::Reading {
            break;
        }
        tokio::time::sleep(WAIT).await;
    }
    Ok(())
}

/// The first `fields` fields of the form, as the page keeps them: pairs of name and value.
fn half_typed(office: &Office, town: usize, intake: &Intake, fields: usize) -> String {
    let phone = intake.phones.first().map_or(String::new(), |phone| phone.number.clone());
    let all = [
        ("document_kind", intake.document_kind.clone()),
        ("document_number", intake.document_number.clone()),
        ("name", intake.name.clone()),
        ("unit", office.towns[town].id.to_string()),
        ("phone_1", phone),
    ];
    serde_json::json!(&all[..fields]).to_string()
}

/// The ledger of a drive at an employer, with the mistakes that such ledgers have.
fn ledger(office: &mut Office, draw: &mut Draw) -> Result<Vec<u8>, Failure> {
    let mut sheet = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    sheet.write_record([
        "序号",
        "姓名",
        "性别",
        "身份证号码",
        "联系电话",
        "现住址",
        "所属镇街",
        "采样日期",
        "招募来源",
        "亲友姓名",
        "亲友关系",
        "亲友电话",
    ])?;
    let day = office.plan.as_of - Days::new(3);
    for n in 1..=ROWS {
        let town = town(office, draw);
        let mut intake = writer(office, draw, day, town).stem_cell(None, "on_site");
        let document = Document::parse(None, &intake.document_number, day).ok();
        let sex = Sex::from_code(&intake.sex).or(document.and_then(|document| document.sex()));
        match n {
            9 => intake.document_number = mistyped(&intake.document_number),
            17 => intake.name.clear(),
            26 => intake.document_number = intake.document_number.chars().take(16).collect(),
            _ => {}
        }
        let phone = intake.phones.first().map_or("", |phone| &phone.number);
        let relative = intake.relatives.first().cloned().unwrap_or_default();
        let relation = Relation::from_code(&relative.relation);
        sheet.write_record([
            &n.to_string(),
            &intake.name,
            &*sex.map_or(Cow::default(), |sex| sex.label().zh),
            &intake.document_number,
            phone,
            &intake.address,
            &office.towns[town].name,
            &day.format("%Y.%m.%d").to_string(),
            &*Channel::Employer.label().zh,
            &relative.name,
            &*relation.map_or(Cow::default(), |relation| relation.label().zh),
            &relative.phone,
        ])?;
    }
    Ok(sheet.into_inner().map_err(|error| error.to_string())?)
}
