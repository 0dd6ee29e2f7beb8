//! A death told apart from any donation: written down from the person's page, and taken back by a supervisor.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    choices::each,
    ids::Ids,
    people::{done_or_again, form_answer, form_page, href, version, version_text},
    respond::{Done, Page, PageError},
    session::{Posted, Signed},
    views::{Action, Field, Form, FormPage, Notice, Tone, Values, Width},
};
use crate::{
    domain::{
        deaths::{Death, DeathInput, ToldBy},
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, deaths as service, people},
};

/// What the form is called.
pub(super) const RECORD: Words = Words::new("登记身故", "Record a death");
const REVOKE: Words = Words::new("撤回误记的身故", "Take back a death");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/death", get(ask).post(record))
        .route("/people/{id}/death/revoke", get(ask_revoke).post(revoke))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::PeopleWrite)?;
    Ok(form_answer(&asking(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn record(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = DeathInput { on: text("on"), told_by: text("told_by"), note: text("note") };
    let recorded = service::record(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(recorded, &href(id), Done::Saved, async |problems| {
        asking(&app, &by, id, &values, problems).await
    })
    .await
}

async fn asking(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let told = each(ToldBy::ALL, ToldBy::code, ToldBy::label);
    let fields = vec![
        Field::day("on", Words::new("身故日期", "Day of death"), values.get("on"))
            .hint("不详可留空", "empty where it is not known"),
        Field::radios("told_by", Words::new("由谁告知", "Told by"), told, values.get("told_by"))
            .required()
            .width(Width::Full),
        Field::area("note", Words::new("说明", "Note"), values.get("note")).most(300).hint(
            "选“其他”时必填；不写电话和证件号码",
            "needed for another; no phone or document numbers",
        ),
    ];
    let form = Form::new(format!("{}/death", href(id)), by.form_token(), RECORD)
        .with("version", version_text(values, &person))
        .fields(fields)
        .dangerous()
        .problems(problems)
        .cancel(href(id));
    Ok(form_page(app, by, RECORD, &person, form).await?.about(Words::new(
        "请先核对是否本人。登记后不再联系：设为请勿联系，在办初配案例以“死亡”结束，志愿服务任务收回，本人的活动邀请撤回；登记和历史保留。正在办理捐献的，请在捐献实现里记录。",
        "First make sure that it is she. Nobody calls any more: open match cases end, tasks are taken back, her own invitations fall; registrations and history stay. Where a donation is under way, record it there.",
    )))
}

async fn ask_revoke(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::DeathsRevoke)?;
    Ok(form_answer(&asking_back(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn revoke(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let revoked = service::revoke(&app, &by.caller, id, version(&values)?).await;
    done_or_again(revoked, &href(id), Done::Saved, async |problems| {
        asking_back(&app, &by, id, &values, problems).await
    })
    .await
}

async fn asking_back(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let form = Form::new(format!("{}/death/revoke", href(id)), by.form_token(), REVOKE)
        .with("version", version_text(values, &person))
        .dangerous()
        .problems(problems)
        .cancel(href(id));
    Ok(form_page(app, by, REVOKE, &person, form).await?.about(Words::new(
        "只用于误记：在世的人被登记为已故。恢复为在世和原来的联系约定，因此结束的初配案例重新打开；任务和邀请请另行分派。原来的登记留在历史里，并记入审计。",
        "Only for a mistake: somebody living was recorded as dead. Status and rule of contact are as before, match cases that ended so are open again; tasks and invitations are made anew. What was recorded stays in the history.",
    )))
}

/// What a person's page says of her death; a supervisor may take it back.
pub(super) fn notice(id: Uuid, death: &Death, may_revoke: bool) -> Notice {
    let told = death.told_by.label();
    let on = death.on.map(|on| on.to_string());
    let words = Words::made(
        format!(
            "已登记身故：{}（{}告知，{} 记录）。",
            on.as_deref().unwrap_or("日期不详"),
            told.zh,
            death.recorded_on
        ),
        format!(
            "Died {} (told by: {}; recorded on {}).",
            on.as_deref().unwrap_or("on an unknown day"),
            told.en,
            death.recorded_on
        ),
    );
    let notice = Notice::new(Tone::Info, words);
    match may_revoke {
        true => notice.then(Action::link(format!("{}/death/revoke", href(id)), REVOKE)),
        false => notice,
    }
}
