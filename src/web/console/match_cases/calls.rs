//! Today's calls: the next is one key away.

use axum::{Router, extract::State, routing::get};

use super::{beside_name, due};
use crate::{
    domain::{
        match_cases::{priorities::Point, steps::Stage},
        permissions::Permission,
        words::Words,
    },
    service::{
        App,
        match_cases::calls::{self as service, Call},
    },
    web::console::{
        office::{self, Units},
        respond::{Here, Page, page},
        views::{Action, CallGroup, CallRow, CallsPage, Place},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/calls", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let calls = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let mut actions =
        vec![Action::link("/calls/reconfirm", Words::new("保留回访", "To be reached again"))];
    if caller.actor.may(Permission::CasesReview).is_ok() {
        actions.push(Action::link("/match-cases/reviews", Words::new("待复核", "To review")));
    }
    Ok(page(&CallsPage {
        frame: here.frame(&app, Place::Calls.words(), Some(Place::Calls)).await?,
        actions,
        sheet: !calls.is_empty(),
        groups: groups(&app, &units, &calls),
    }))
}

/// What is still to be done today comes first: whoever was just tried does not stand in the way of
/// the next.
fn groups(app: &App, units: &Units, calls: &[Call]) -> Vec<CallGroup> {
    let [now, tried, nowhere, further, silent] = sorted(app, calls);
    let rows = |calls: &[&Call]| calls.iter().map(|call| row(app, units, call)).collect();
    let group = |zh, en, calls: &[&Call]| CallGroup {
        title: Words::new(zh, en),
        empty: Words::new(
            "今天要打的电话都打完了,辛苦了",
            "All of today's calls are made. Thank you",
        ),
        calls: rows(calls),
    };
    let mut first = group("现在要打的电话", "To call now", &now);
    if let Some(next) = first.calls.first_mut() {
        next.first = true;
    }
    let rest = [
        group("已愿意,正在跟进", "Willing: under way", &further),
        group("没有打得通的号码", "No number left that works", &nowhere),
        group("今天已经打过", "Tried today", &tried),
        group("不可联系:请结束案例", "Not to be called: end the case", &silent),
    ];
    let rest = rest.into_iter().filter(|group| !group.calls.is_empty());
    std::iter::once(first).chain(rest).collect()
}

/// To call now; tried today; all numbers lead nowhere; willing already; not to be called at all.
pub(super) fn sorted<'c>(app: &App, calls: &'c [Call]) -> [Vec<&'c Call>; 5] {
    let today = app.today();
    let mut sorted: [Vec<&Call>; 5] = Default::default();
    for call in calls {
        let place = match call {
            call if call.silent => 4,
            _ if call.case.course.stage() >= Stage::Willing => 3,
            _ if call.next.is_none() => 2,
            _ if call.last_on == Some(today) => 1,
            _ => 0,
        };
        sorted[place].push(call);
    }
    sorted
}

fn row(app: &App, units: &Units, call: &Call) -> CallRow {
    let course = &call.case.course;
    let last = course.attempts.last().map(|attempt| {
        let at = office::time(app, attempt.at);
        (at.split(' ').next().unwrap_or_default().to_owned(), attempt.result.label())
    });
    CallRow {
        id: call.case.id.to_string(),
        name: call.person.name.clone(),
        brief: beside_name(&call.person),
        unit: units.name(call.person.unit),
        stage: course.stage().label(),
        due: due(call.deadline),
        tried: course.attempts.len(),
        last,
        next: call.next.as_ref().map(|(whose, number)| (whose.label(), number.clone())),
        why: call.points.iter().map(|point| Point::label(*point)).collect(),
        further: call.silent || course.stage() >= Stage::Willing,
        first: false,
    }
}
