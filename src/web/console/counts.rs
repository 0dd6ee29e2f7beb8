//! What was registered, year by year: persons each once, registrations and samples beside them.

use axum::{Router, extract::State, routing::get};

use super::{
    respond::{Here, Page, page},
    views::{Action, Cell, Frame, ListPage, Place, Table},
};
use crate::{
    domain::{
        counts::{Line, Net, Tables, When},
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

fn list(frame: Frame, counts: &Tables) -> ListPage {
    let all = table(&frame, counts, When::All);
    let years = counts.periods().into_iter().map(|when| table(&frame, counts, when));
    let tables = std::iter::once(all).chain(years).collect();
    let mut list = ListPage::new(frame, tables);
    list.about = Some(Words::new(
        "人数、项数、份数分别统计，不可相加：同一人登记多项只计一人（计入首次登记的年份），各项登记按项计，入库样本按份计。净数不含已撤销或退库的；人数的净数不含全部撤销的人。登记按登记日期，入库按入库日期。",
        "Persons, registrations and samples are counted apart and never add up: whoever registers for several is one person, in the year of her first. Net leaves out what was withdrawn or left the pool; of persons, those who withdrew all. Registrations go by their day, samples by the day they entered the pool.",
    ));
    list.actions = vec![Action::link("/", Words::new("返回今日", "Back to today"))];
    list
}

/// What is counted at one time; lines of which there is nothing are left out.
pub(super) fn table(frame: &Frame, counts: &Tables, when: When) -> Table {
    let title = match when {
        When::All => Words::new("累计", "In all"),
        When::Unknown => Words::new("日期不详", "Day not known"),
        When::Year(year) => Words::made(format!("{year} 年"), year.to_string()),
    };
    let columns = vec![
        Words::new("项目", "What"),
        Words::new("新增", "gross"),
        Words::new("净数（不含撤销、退库）", "net"),
        Words::new("已实现", "realised"),
    ];
    let row = |line: Line| {
        let one = counts.of(when, line);
        let numbers = [one.gross, one.net(), one.realised].map(|n| Cell::Number(n.to_string()));
        std::iter::once(Cell::Coded(line.label())).chain(numbers).collect()
    };
    let kept = |line: &Line| *line == Line::Persons || counts.of(when, *line) != Net::default();
    Table::new(&frame.csrf, title, columns).rows(Line::all().filter(kept).map(row))
}
