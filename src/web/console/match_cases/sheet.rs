//! Today's calls on paper: masked, or, for those who call from it, opened one by one.

use axum::{Router, extract::State, routing::get};

use super::{beside_name, call, calls, due};
use crate::{
    domain::words::Words,
    service::{
        App, ServiceError,
        match_cases::calls::{self as service, Call},
    },
    web::console::{
        office::Units,
        respond::{self, Page, PageError, page},
        session::{Posted, Signed},
        views::{Notice, Place, SheetPage, SheetRow, Tone},
    },
};

/// How many calls one sheet opens: about what one person calls in an afternoon.
const MOST: usize = 30;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/calls/sheet", get(masked).post(whole))
}

async fn masked(State(app): State<App>, by: Signed) -> Page {
    Ok(page(&sheet(&app, &by, false).await?))
}

async fn whole(State(app): State<App>, Posted { by, .. }: Posted) -> Page {
    Ok(page(&sheet(&app, &by, true).await?))
}

async fn sheet(app: &App, by: &Signed, whole: bool) -> Result<SheetPage, PageError> {
    let found = service::list(app, &by.caller).await?;
    let units = Units::now(app, &by.caller).await?;
    let [now, tried, ..] = calls::sorted(app, &found);
    let waiting: Vec<&Call> = now.into_iter().chain(tried).collect();
    let (most, left_off) = match whole {
        true => (MOST, waiting.len().saturating_sub(MOST)),
        false => (usize::MAX, 0),
    };
    let mut rows = Vec::new();
    for call in waiting.into_iter().take(most) {
        rows.extend(row(app, by, &units, call, whole).await?);
    }
    let mut notices = Vec::new();
    if left_off > 0 {
        let words = Words::made(
            format!("还有 {left_off} 个没有打印,打完这些再打印下一张"),
            format!("{left_off} more are not on this sheet: print again once these are called"),
        );
        notices.push(Notice::new(Tone::Info, words));
    }
    let title = Words::new("联络单", "Call sheet");
    Ok(SheetPage {
        frame: respond::frame(app, by, title, Some(Place::Calls)).await?,
        day: app.today().to_string(),
        by: by.signed_in.account().display_name.clone(),
        whole,
        notices,
        rows,
        most: MOST,
    })
}

/// One line; none where the case ended meanwhile.
async fn row(
    app: &App,
    by: &Signed,
    units: &Units,
    one: &Call,
    whole: bool,
) -> Result<Option<SheetRow>, PageError> {
    let mut row = SheetRow {
        name: one.person.name.clone(),
        brief: beside_name(&one.person),
        unit: units.name(one.person.unit),
        stage: one.case.course.stage().label(),
        due: due(one.deadline),
        tried: one.case.course.attempts.len(),
        numbers: one.next.iter().map(|(whose, number)| (whose.label(), number.clone())).collect(),
    };
    if whole {
        match service::open(app, &by.caller, one.case.id).await {
            Ok(opened) => {
                let line = |number: &crate::domain::match_cases::attempts::Number| {
                    (number.whose.label(), call::grouped(&number.phone))
                };
                row.numbers = opened.numbers.iter().map(line).collect();
                row.name = opened.name;
            }
            Err(ServiceError::Invalid(_) | ServiceError::Missing) => return Ok(None),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Some(row))
}
