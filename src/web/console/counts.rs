//! How many persons registered, each once, year by year.

use axum::{Router, extract::State, routing::get};

use super::{
    respond::{Here, Page, page},
    views::{Action, Cell, Frame, ListPage, Place, Table},
};
use crate::{
    domain::{
        counts::{Counted, Counts, Period, Tally},
        words::Words,
    },
    service::{App, counts as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/counts", get(show))
}

async fn show(State(app): State<App>, here: Here) -> Page {
    let counts = service::get(&app, &here.by.caller).await?;
    let title = Words::new("登记人数", "People registered");
    let frame = here.frame(&app, title, Some(Place::Today)).await?;
    Ok(page(&list(frame, &counts)))
}

fn list(frame: Frame, counts: &Counts) -> ListPage {
    let all = table(&frame, counts, Period::All);
    let years = counts.periods().into_iter().map(|period| table(&frame, counts, period));
    let tables = std::iter::once(all).chain(years).collect();
    let mut list = ListPage::new(frame, tables);
    list.about = Some(Words::new(
        "同一人登记多项只计一人，各项另计，因此各项之和可大于人数；净数不含全部撤销的人。年份按登记日期。",
        "Whoever registers for several is one person; programmes are counted beside, so they may add up to more. Net leaves out who withdrew. By day of registration.",
    ));
    list.actions = vec![Action::link("/", Words::new("返回今日", "Back to today"))];
    list
}

/// What is counted of one period; what nobody registered for is left out.
pub(super) fn table(frame: &Frame, counts: &Counts, period: Period) -> Table {
    let title = match period {
        Period::All => Words::new("累计", "In all"),
        Period::Unknown => Words::new("登记日期不详", "Day not known"),
        Period::Year(year) => Words::made(format!("{year} 年"), year.to_string()),
    };
    let columns = vec![
        Words::new("项目", "What"),
        Words::new("登记", "gross"),
        Words::new("净数（不含撤销）", "net"),
        Words::new("已实现", "realised"),
    ];
    let row = |counted: Counted| {
        let Tally { gross, net, realised } = counts.of(period, counted);
        let numbers = [gross, net, realised].map(|count| Cell::Number(count.to_string()));
        std::iter::once(Cell::Coded(counted.label())).chain(numbers).collect()
    };
    let kept = |counted: &Counted| {
        *counted == Counted::Persons || counts.of(period, *counted) != Tally::default()
    };
    Table::new(&frame.csrf, title, columns).rows(Counted::all().filter(kept).map(row))
}
