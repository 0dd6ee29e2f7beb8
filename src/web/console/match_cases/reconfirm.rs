//! Volunteers to be reached again, before a patient needs them.

use axum::{Router, extract::State, routing::get};

use crate::{
    domain::words::Words,
    service::{App, match_cases::calls as service},
    web::console::{
        office::Units,
        people::href,
        respond::{Here, Page, page},
        views::{Action, Cell, ListPage, Place, Table},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/calls/reconfirm", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let waiting = service::to_reconfirm(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let title = Words::new("保留回访", "To be reached again");
    let frame = here.frame(&app, title, Some(Place::Calls)).await?;
    let columns = vec![
        Words::new("志愿者", "Volunteer"),
        Words::new("机构", "Unit"),
        Words::new("上次联系", "Last reached"),
        Words::new("为何先联系", "Why early"),
    ];
    let rows = waiting.into_iter().map(|one| {
        let points: Vec<_> = one.points.iter().map(|point| point.label().zh).collect();
        let text = format!("{} {}", one.person.name, one.person.last_four);
        vec![
            Cell::Link { href: href(one.person.id), text },
            Cell::Coded(units.name(one.person.unit)),
            Cell::Number(one.reached_in.map(|m| m.format("%Y-%m").to_string()).unwrap_or_default()),
            Cell::Text(points.join("、")),
        ]
    });
    let table = Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows);
    Ok(page(&ListPage {
        about: Some(Words::new(
            "一年以上没有确认联系的在库志愿者,最多列 200 位。打开志愿者页面,以“联系本人”为由查看号码,通话后标明“今日核实”或“不能用”。",
            "Volunteers in the pool whom nobody has reached for a year, at most 200. Open the record to call, then mark the number.",
        )),
        actions: vec![Action::link("/calls", Words::new("返回联络", "Back to the calls"))],
        ..ListPage::new(frame, vec![table])
    }))
}
