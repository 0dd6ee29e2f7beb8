//! Asking for an export.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;

use super::href;
use crate::{
    domain::{
        exports::{ExportKind, inputs::ExportInput},
        memberships::MembershipKind,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, exports as service},
    web::console::{
        choices::{any, each},
        office::{Units, problems},
        people::form_answer,
        respond::{Done, Page, PageError, done, frame},
        session::{Posted, Signed},
        views::{Field, Form, FormPage, Place, Values, Width},
    },
};

const ASK: Words = Words::new("申请导出", "Ask for an export");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/exports/new", get(ask).post(request))
}

/// What the address says: a unit's id, from the list of its members.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    unit: String,
}

async fn ask(State(app): State<App>, Query(asked): Query<Asked>, by: Signed) -> Page {
    let values = Values::from(vec![("unit".to_owned(), asked.unit)]);
    Ok(form_answer(&new_page(&app, &by, &values, &[]).await?, &[]))
}

async fn request(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = ExportInput {
        kind: text("kind"),
        unit: text("unit"),
        year: text("year"),
        membership: text("membership"),
        purpose: text("purpose"),
    };
    match problems(service::ask(&app, &by.caller, &input).await)? {
        Ok(export) => Ok(done(&href(export), Done::Saved)),
        Err(found) => Ok(form_answer(&new_page(&app, &by, &values, &found).await?, &found)),
    }
}

async fn new_page(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(Permission::ExportsAsk)?;
    let own = by.caller.actor.unit();
    let units = Units::now(app, &by.caller).await?;
    let value = |name: &str| values.get(name).to_owned();
    let kinds = each(ExportKind::ALL, ExportKind::code, ExportKind::label);
    let which = any(each(MembershipKind::ALL, MembershipKind::code, MembershipKind::label));
    let unit = values.get_or("unit", &own.to_string()).to_owned();
    let kind = values.get_or("kind", ExportKind::Members.code()).to_owned();
    let fields = vec![
        Field::radios("kind", Words::new("内容", "What"), kinds, kind)
            .required()
            .width(Width::Full),
        Field::select("unit", Words::new("机构及下级", "Unit and below"), units.choices(own), unit),
        Field::text("year", Words::new("加入年份", "Joined in"), value("year"))
            .most(6)
            .hint("不限则留空", "empty for all"),
        Field::radios("membership", Words::new("类别", "Kind"), which, value("membership"))
            .width(Width::Full),
        Field::text("purpose", Words::new("用途", "Purpose"), value("purpose"))
            .most(120)
            .required()
            .width(Width::Full)
            .hint(
                "会写进文件；不要提到捐献项目，例如“会员大会通知”",
                "stands in the file; tell of no donation, e.g. “notice of the members' meeting”",
            ),
    ];
    let form = Form::new("/exports/new", by.form_token(), Words::new("提交", "Ask"))
        .fields(fields)
        .problems(problems)
        .cancel("/exports");
    let frame = frame(app, by, ASK, Some(Place::Exports)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "50 人以内可随即下载，超过的须由另一人审批。文件在下载时按当时的数据生成，撤回同意的人不在其中。",
        "Up to 50 people the file is there at once; above that a second person approves. It is made when fetched: who withdrew her consent is not in it.",
    )))
}
