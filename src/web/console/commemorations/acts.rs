//! A commemoration took place, or does not.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        commemorations::inputs::ReportInput,
        words::{Problem, Words},
    },
    service::{App, commemorations as service},
    web::console::{
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{self, Done, Page, PageError},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/commemorations/{id}/hold", get(ask_hold).post(hold))
        .route("/commemorations/{id}/cancel", get(ask_cancel).post(cancel))
}

/// Which of both.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Hold,
    Cancel,
}

async fn ask_hold(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, id, Act::Hold, None, &[]).await?, &[]))
}

async fn ask_cancel(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, id, Act::Cancel, None, &[]).await?, &[]))
}

async fn hold(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = ReportInput { report: values.get("report").to_owned() };
    let held = service::hold(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(held, &href(id), Done::Saved, async |problems| {
        form(&app, &by, id, Act::Hold, Some(&values), problems).await
    })
    .await
}

async fn cancel(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = ReportInput { report: values.get("report").to_owned() };
    let cancelled = service::cancel(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(cancelled, &href(id), Done::Removed, async |problems| {
        form(&app, &by, id, Act::Cancel, Some(&values), problems).await
    })
    .await
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    act: Act,
    values: Option<&Values>,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let event = service::get(app, &by.caller, id).await?.event;
    let (title, label, path, about) = match act {
        Act::Hold => (
            Words::new("记录活动情况", "How it went"),
            Words::new("活动情况", "How it went"),
            "hold",
            Words::new(
                "活动已举行：写下经过和感受，不写电话、证件号码。以后还可以补写。",
                "It took place: how it went, without phone or document numbers. It can be written anew later.",
            ),
        ),
        Act::Cancel => (
            Words::new("取消缅怀活动", "Cancel a commemoration"),
            Words::new("取消原因", "Why"),
            "cancel",
            Words::new(
                "取消后不再邀请任何人；已邀请的，请按名单逐一告知。",
                "Nobody is invited any more; tell everybody who was.",
            ),
        ),
    };
    let report = match values {
        Some(values) => values.get("report").to_owned(),
        None => event.details.report.clone().unwrap_or_default(),
    };
    let shown = event.version.to_string();
    let version = values.map_or(shown.as_str(), |values| values.get_or("version", &shown));
    let mut form = Form::new(format!("{}/{path}", href(id)), by.form_token(), title.clone())
        .with("version", version)
        .fields(vec![Field::area("report", label, report).most(1000)])
        .problems(problems)
        .cancel(href(id));
    if act == Act::Cancel {
        form = form.dangerous();
    }
    let frame = respond::frame(app, by, title, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form).about(about).facts(vec![
        Fact::new(Words::new("活动", "Commemoration"), event.details.title.clone()),
        Fact::new(Words::new("日期", "Day"), event.on.to_string()),
    ]))
}
