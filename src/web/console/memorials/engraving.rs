//! A batch for the park: masked, or, to be printed, the names exactly as consented to.

use axum::{Router, extract::State, routing::get};

use super::{href, list::years, marks};
use crate::{
    domain::{memorials::Batch, words::Words},
    service::{
        App, ServiceError,
        memorials::{self as service, Line, Listed},
    },
    web::console::{
        ids::Ids,
        respond::{Page, PageError, frame, page},
        session::{Posted, Signed},
        views::{Action, Cell, Fact, Frame, Notice, Place, PrintPage, Table, Tone},
    },
};

const TITLE: Words = Words::new("刻名清单", "Engraving list");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/memorials/engravings/{batch}", get(masked).post(whole))
}

fn batch_of(code: &str) -> Result<Batch, ServiceError> {
    Batch::from_code(code).ok_or(ServiceError::Missing)
}

fn template(app: &App, by: &Signed, frame: Frame, batch: Batch, tables: Vec<Table>) -> PrintPage {
    PrintPage {
        frame,
        day: app.today().to_string(),
        by: by.signed_in.account().display_name.clone(),
        about: None,
        notices: Vec::new(),
        facts: vec![Fact::coded(Words::new("批次", "Batch"), batch.label())],
        actions: Vec::new(),
        tables,
        back: "/memorials".to_owned(),
    }
}

async fn masked(State(app): State<App>, Ids(code): Ids<String>, by: Signed) -> Page {
    let batch = batch_of(&code)?;
    let listed = service::list(&app, &by.caller).await?;
    let frame = frame(&app, &by, TITLE, Some(Place::Memorials)).await?;
    let columns = vec![Words::new("捐献者", "Donor"), Words::new("状态", "State")];
    let row = |one: &Listed| {
        let text = format!("{} …{}", one.person.name, one.person.last_four);
        vec![Cell::Link { href: href(one.entry.id), text }, Cell::Badges(marks(one))]
    };
    let of = listed.iter().filter(|one| one.entry.engraving == Some(batch));
    let gone = of.clone().filter(|one| one.entry.is_withdrawn()).count();
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns).rows(of.map(row));
    table.empty = Words::new("此批次没有条目", "Nobody is in this batch");
    let mut template = template(&app, &by, frame, batch, vec![table]);
    let words = Words::new("显示刻名用的姓名", "Show the names");
    template.actions = vec![Action::post(format!("/memorials/engravings/{batch}"), words)];
    template.about = Some(Words::new(
        "姓名已遮盖。交园区的清单请先显示：每一位都记入审计，同意不成立的不会列出。",
        "Names are masked. Show them for the park's list: each is recorded, and whoever has no consent now is left out.",
    ));
    if gone > 0 {
        let words = Words::made(
            format!("有 {gone} 个条目在列入批次后撤下；已刻的请通知园区撤除。"),
            format!(
                "{gone} were withdrawn after coming into this batch: tell the park to remove what is engraved."
            ),
        );
        template.notices.push(Notice::new(Tone::Warn, words));
    }
    Ok(page(&template))
}

async fn whole(
    State(app): State<App>,
    Ids(code): Ids<String>,
    Posted { by, .. }: Posted,
) -> Result<axum::response::Response, PageError> {
    let batch = batch_of(&code)?;
    let lines = service::engraving_list(&app, &by.caller, batch).await?;
    let frame = frame(&app, &by, TITLE, Some(Place::Memorials)).await?;
    let columns = vec![
        Words::new("序号", "No."),
        Words::new("刻名", "Name to engrave"),
        Words::new("生卒年", "Years"),
    ];
    let row = |(n, line): (usize, &Line)| {
        vec![
            Cell::Number(n.to_string()),
            Cell::Text(line.shown_as.clone()),
            Cell::Number(years(line)),
        ]
    };
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows((1..).zip(&lines).map(row));
    table.empty = Words::new("此批次没有可刻的姓名", "There is no name to engrave");
    let mut template = template(&app, &by, frame, batch, vec![table]);
    template.notices.push(Notice::new(
        Tone::Warn,
        Words::new(
            "请严格按此写法刻名。显示已记入审计；刻完请粉碎本清单。",
            "Engrave exactly this form. Showing it is recorded; shred the list afterwards.",
        ),
    ));
    Ok(page(&template))
}
