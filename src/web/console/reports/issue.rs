//! Issuing a report, or correcting the last edition.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};

use super::{Asked, asked, href, purposes};
use crate::{
    domain::{
        permissions::Permission,
        reports::inputs::IssueInput,
        words::{Problem, Words},
    },
    service::{App, reports as service},
    web::console::{
        office,
        people::form_answer,
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reports/draft/issue", get(ask).post(issue))
}

async fn ask(State(app): State<App>, Query(query): Query<Asked>, by: Signed) -> Page {
    Ok(form_answer(&form(&app, &by, &query, &Values::default(), &[]).await?, &[]))
}

async fn issue(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let query = Asked::of(&values);
    let wanted = asked(&query)?;
    let text = |name: &str| values.get(name).to_owned();
    let input =
        IssueInput { purpose: text("purpose"), reason: text("reason"), sha256: text("sha256") };
    match office::problems(service::issue(&app, &by.caller, &wanted, &input).await)? {
        Ok(id) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&form(&app, &by, &query, &values, &found).await?, &found)),
    }
}

async fn form(
    app: &App,
    by: &Signed,
    query: &Asked,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(Permission::ReportsIssue)?;
    let wanted = asked(query)?;
    let shown = service::draft(app, &by.caller, &wanted).await?;
    let corrects = !shown.editions.is_empty();
    let title = match corrects {
        true => Words::new("签发更正版", "Issue a correction"),
        false => Words::new("签发报表", "Issue the report"),
    };
    let mut fields = vec![purposes(values.get("purpose")).first()];
    if corrects {
        fields.push(
            Field::area("reason", Words::new("更正原因", "Why corrected"), values.get("reason"))
                .required()
                .most(500)
                .hint("变化的数字会自动逐项列出", "what changed is listed by itself"),
        );
    }
    let sha256 = shown.sha256.clone().unwrap_or_default();
    let form = Form::new("/reports/draft/issue", by.form_token(), title.clone())
        .with("unit", query.unit.clone())
        .with("kind", query.kind.clone())
        .with("period", query.period.clone())
        .with("sha256", sha256.clone())
        .fields(fields)
        .problems(problems)
        .cancel(Asked::href(&wanted, ""));
    let frame = respond::frame(app, by, title, Some(Place::Reports)).await?;
    let about = Words::new(
        "签发后内容冻结、不再变动，并记下校验值；发现差错另签发更正版，自动列明改了哪些数字。",
        "What is issued is frozen with its hash. An error is corrected by another edition, which names what changed.",
    );
    Ok(FormPage::new(frame, form).about(about).facts(vec![
        Fact::coded(Words::new("报表", "Report"), wanted.kind.label()),
        Fact::new(Words::new("期间", "Period"), wanted.period.to_string()),
        Fact::coded(Words::new("机构", "Unit"), shown.content.unit_name.clone()),
        Fact::new(Words::new("SHA-256", ""), sha256),
    ]))
}
