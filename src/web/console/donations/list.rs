//! What is under way, and what came of this year's calls.

use axum::{Router, extract::State, routing::get};
use chrono::{Datelike, NaiveDate};

use super::{href, marks};
use crate::{
    domain::{donations::stages::Stage, permissions::Permission, words::Words},
    service::{
        App,
        donations::{self as service, Listed},
    },
    store::donations::Realised,
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Cell, ListPage, Place, Table},
    },
};

const TITLE: Words = Words::new("捐献实现", "Donations");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/donations", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let today = app.today();
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let (over, open): (Vec<_>, Vec<_>) = service::list(&app, caller, first)
        .await?
        .into_iter()
        .partition(|listed| listed.donation.is_over());
    let counted = match caller.actor.may(Permission::StatisticsRead) {
        Ok(_) => Some(service::realised(&app, caller, first, today).await?),
        Err(_) => None,
    };
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Donations)).await?;
    let token = here.by.form_token();
    let table = |title: Words, empty: Words, rows: &[Listed]| Table {
        empty,
        ..Table::new(&token, title, columns()).rows(rows.iter().map(|row| cells(&units, row)))
    };
    let tables = vec![
        table(
            Words::new("正在办理", "Under way"),
            Words::new("没有正在办理的捐献", "Nothing is under way"),
            &open,
        ),
        table(
            Words::new("今年已办结", "Closed this year"),
            Words::new("今年还没有办结的捐献", "Nothing closed this year"),
            &over,
        ),
    ];
    let mut template = ListPage::new(frame, tables);
    template.about = counted.map(|counted| said(&counted));
    template.actions = vec![Action::link("/donations/new", Words::new("登记报案", "Enter a call"))];
    Ok(page(&template))
}

/// Persons once, donations of each kind.
fn said(counted: &Realised) -> Words {
    let each = |one: fn(Words) -> String, join: &str| {
        let parts = counted.donations.iter();
        let parts = parts.map(|(programme, n)| format!("{} {n}", one(programme.label())));
        parts.collect::<Vec<_>>().join(join)
    };
    let (zh, en) =
        (each(|words| words.zh.into_owned(), "、"), each(|words| words.en.into_owned(), ", "));
    match counted.persons {
        0 => Words::new("今年尚无已实现的捐献。", "No donation has taken place this year."),
        persons => Words::made(
            format!("今年已实现捐献 {persons} 人（按人计一次）：{zh}。"),
            format!("This year {persons} people gave (each counted once): {en}."),
        ),
    }
}

fn columns() -> Vec<Words> {
    vec![
        Words::new("捐献者", "Donor"),
        Words::new("项目", "Programme"),
        Words::new("报案日期", "Called in"),
        Words::new("归属机构", "Unit"),
        Words::new("进程", "Where it stands"),
        Words::new("下一步", "Next"),
    ]
}

fn cells(units: &Units, listed: &Listed) -> Vec<Cell> {
    let (donation, person) = (&listed.donation, &listed.person);
    let name = format!("{} …{}", person.name, person.last_four);
    let next = donation.next().map_or(Words::new("–", ""), Stage::label);
    vec![
        Cell::Link { href: href(donation.id), text: name },
        Cell::Coded(donation.programme.label()),
        Cell::Number(donation.called_on.to_string()),
        Cell::Coded(units.name(donation.unit)),
        Cell::Badges(marks(donation)),
        Cell::Coded(next),
    ]
}
