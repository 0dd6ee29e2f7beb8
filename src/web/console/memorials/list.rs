//! Every entry and every batch, and the roll of those who may be remembered.

use axum::{Router, extract::State, routing::get};

use super::{href, marks};
use crate::{
    domain::{memorials::MemorialStatus, permissions::Permission, words::Words},
    service::{
        App,
        memorials::{self as service, BatchCount, Line, Listed},
    },
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Cell, ListPage, Place, PrintPage, Table},
    },
};

const TITLE: Words = Words::new("缅怀", "Memorial");
const ROLL: Words = Words::new("缅怀名录", "Roll of the memorial");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/memorials", get(list)).route("/memorials/roll", get(roll))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let batches = service::batches(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Memorials)).await?;
    let of = |status| listed.iter().filter(move |one| one.entry.status == status);
    let table = |title: Words, empty: Words, status| Table {
        empty,
        ..Table::new(&frame.csrf, title, columns()).rows(of(status).map(|one| row(&units, one)))
    };
    let mut tables = vec![
        table(
            Words::new("待审核", "Waiting for a second person"),
            Words::new("没有待审核的条目", "Nothing waits"),
            MemorialStatus::Draft,
        ),
        table(
            Words::new("已批准", "Approved"),
            Words::new("还没有已批准的条目", "Nothing is approved yet"),
            MemorialStatus::Approved,
        ),
    ];
    let mut engraved =
        Table::new(&frame.csrf, Words::new("刻名批次", "Engraving"), batch_columns())
            .rows(batches.iter().map(batch_row));
    engraved.empty = Words::new("还没有刻名批次", "No batches yet");
    tables.push(engraved);
    if of(MemorialStatus::Withdrawn).next().is_some() {
        let title = Words::new("已撤下", "Withdrawn");
        tables.push(table(title, Words::new("", ""), MemorialStatus::Withdrawn));
    }
    let mut template = ListPage::new(frame, tables);
    template.about = Some(Words::new(
        "只列入本人生前或家属书面同意公开的已故捐献者，以本名或化名；从其页面起草，由另一人审核，随时可撤下。",
        "Only the dead who consented in life, or whose family did in writing, by name or pseudonym. Draft from a person's page; somebody else approves; withdrawn at any time.",
    ));
    template.actions = vec![Action::link("/memorials/roll", ROLL)];
    if caller.actor.may(Permission::CareWork).is_ok() {
        let words = Words::new("缅怀活动", "Commemorations");
        template.actions.push(Action::link("/commemorations", words));
    }
    Ok(page(&template))
}

fn columns() -> Vec<Words> {
    vec![
        Words::new("捐献者", "Donor"),
        Words::new("归属机构", "Unit"),
        Words::new("署名", "Named by"),
        Words::new("同意", "Consent"),
        Words::new("状态", "State"),
        Words::new("刻名批次", "Batch"),
    ]
}

fn row(units: &Units, one: &Listed) -> Vec<Cell> {
    let (entry, person) = (&one.entry, &one.person);
    let batch = entry.engraving.map_or(Words::new("", ""), |batch| batch.label());
    vec![
        Cell::Link {
            href: href(entry.id), text: format!("{} …{}", person.name, person.last_four)
        },
        Cell::Coded(units.name(person.unit)),
        Cell::Coded(entry.details.naming.label()),
        Cell::Coded(entry.details.consent.whose().label()),
        Cell::Badges(marks(one)),
        Cell::Coded(batch),
    ]
}

fn batch_columns() -> Vec<Words> {
    vec![
        Words::new("批次", "Batch"),
        Words::new("可刻", "Ready"),
        Words::new("同意不成立", "Held back"),
        Words::new("已撤下", "Withdrawn"),
    ]
}

fn batch_row(count: &BatchCount) -> Vec<Cell> {
    let label = count.batch.label();
    let href = format!("/memorials/engravings/{}", count.batch);
    vec![
        Cell::Link { href, text: format!("{} {}", label.zh, label.en) },
        Cell::Number(count.ready.to_string()),
        Cell::Number(count.held_back.to_string()),
        Cell::Number(count.withdrawn.to_string()),
    ]
}

async fn roll(State(app): State<App>, here: Here) -> Page {
    let lines = service::roll(&app, &here.by.caller).await?;
    let frame = here.frame(&app, ROLL, Some(Place::Memorials)).await?;
    let columns = vec![
        Words::new("姓名或化名", "Name or pseudonym"),
        Words::new("生卒年", "Years"),
        Words::new("生平", "In words"),
    ];
    let row = |line: &Line| {
        let words = line.words.clone().unwrap_or_default();
        vec![Cell::Text(line.shown_as.clone()), Cell::Number(years(line)), Cell::Text(words)]
    };
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(lines.iter().map(row));
    table.empty = Words::new("还没有可以展示的条目", "Nobody can be shown yet");
    Ok(page(&PrintPage {
        frame,
        day: app.today().to_string(),
        by: here.by.signed_in.account().display_name.clone(),
        about: Some(Words::new(
            "此刻仍有同意的已批准条目，完全按同意的写法。打开已记入审计；撤下后请重新打印。",
            "Approved entries whose consent stands right now, exactly as consented to. Opening is recorded; print anew after a withdrawal.",
        )),
        notices: Vec::new(),
        facts: Vec::new(),
        actions: Vec::new(),
        tables: vec![table],
        back: "/memorials".to_owned(),
    }))
}

/// Years of birth and death as far as they may be shown.
pub(super) fn years(line: &Line) -> String {
    let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
    match (line.born_in, line.died_in) {
        (None, None) => String::new(),
        (born, died) => format!("{}–{}", year(born), year(died)),
    }
}
