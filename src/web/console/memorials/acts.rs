//! Approving an entry, withdrawing it, putting it into a batch.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{href, page::in_full};
use crate::{
    domain::{
        audit::UnmaskReason,
        feasts::Feast,
        memorials::inputs::{BatchInput, WithdrawalInput},
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, memorials as service},
    web::console::{
        choices::each,
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError, frame},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

const APPROVE: Words = Words::new("审核缅怀条目", "Approve a memorial entry");
const WITHDRAW: Words = Words::new("撤下缅怀条目", "Withdraw a memorial entry");
const ENGRAVE: Words = Words::new("刻名批次", "Engraving batch");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/memorials/{id}/approve", get(ask_approve).post(approve))
        .route("/memorials/{id}/withdraw", get(ask_withdraw).post(withdraw))
        .route("/memorials/{id}/engrave", get(ask_engrave).post(engrave))
}

/// A page with one form about an entry.
async fn about(
    app: &App,
    by: &Signed,
    id: Uuid,
    title: Words,
    form: Form,
    values: &Values,
) -> Result<FormPage, PageError> {
    let listed = service::get(app, &by.caller, id).await?.listed;
    let version = values.get_or("version", &listed.entry.version.to_string()).to_owned();
    let form = form.with("version", version).cancel(href(id));
    let frame = frame(app, by, title, Some(Place::Memorials)).await?;
    let name = format!("{} …{}", listed.person.name, listed.person.last_four);
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::masked(Words::new("捐献者", "Donor"), name),
        Fact::coded(Words::new("署名", "Named by"), listed.entry.details.naming.label()),
        Fact::coded(Words::new("同意", "Consent"), listed.entry.details.consent.whose().label()),
    ]))
}

async fn ask_approve(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&approve_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn approve(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let approved = service::approve(&app, &by.caller, id, version(&values)?).await;
    done_or_again(approved, &href(id), Done::Decided, async |problems| {
        approve_page(&app, &by, id, &values, problems).await
    })
    .await
}

/// Who approves has to see what she approves; showing it is recorded.
async fn approve_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(Permission::MemorialsApprove)?;
    let whole = service::unmask(app, &by.caller, id, UnmaskReason::Memorial).await?;
    let action = format!("{}/approve", href(id));
    let form = Form::new(action, by.form_token(), Words::new("批准", "Approve")).problems(problems);
    let mut template = about(app, by, id, APPROVE, form, values).await?;
    template.facts.extend(in_full(&whole));
    Ok(template.about(Words::new(
        "请对照同意书逐字核对展示姓名，并确认没有捐献项目、死因、受者和联系方式。本次查看已记入审计。",
        "Check the name letter by letter against the consent; no programme, cause of death, recipient or contact. Showing it is recorded.",
    )))
}

async fn ask_withdraw(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&withdraw_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn withdraw(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let input = WithdrawalInput { why: values.get("why").to_owned() };
    let withdrawn = service::withdraw(&app, &by.caller, id, &input).await;
    done_or_again(withdrawn, &href(id), Done::Removed, async |problems| {
        withdraw_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn withdraw_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let why = Field::area("why", Words::new("原因", "Why"), values.get("why"))
        .most(200)
        .hint("可留空，任何人不必说明理由", "may be empty: nobody has to say why");
    let action = format!("{}/withdraw", href(id));
    let form = Form::new(action, by.form_token(), Words::new("立即撤下", "Withdraw now"))
        .fields(vec![why])
        .dangerous()
        .problems(problems);
    Ok(about(app, by, id, WITHDRAW, form, values).await?.about(Words::new(
        "立即生效，不再出现在名录和刻名清单上，且不能恢复；再次列入须有新的同意。",
        "It takes effect at once, on the roll and on every list, for good; coming back takes a new consent.",
    )))
}

async fn ask_engrave(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&engrave_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn engrave(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let input =
        BatchInput { on: values.get("on").to_owned(), feast: values.get("feast").to_owned() };
    let engraved = service::engrave(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(engraved, &href(id), Done::Saved, async |problems| {
        engrave_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn engrave_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let none = Choice::new("", Words::new("不在任何批次", "in no batch"));
    let feasts =
        std::iter::once(none).chain(each(Feast::GATHERINGS, Feast::code, Feast::label)).collect();
    let fields = vec![
        Field::day("on", Words::new("刻名日期", "Engraved on"), values.get("on")),
        Field::radios("feast", Words::new("批次", "Batch"), feasts, values.get("feast"))
            .width(Width::Full),
    ];
    let action = format!("{}/engrave", href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems);
    Ok(about(app, by, id, ENGRAVE, form, values).await?.about(Words::new(
        "同一日期、同一名称的条目属于同一批。两项都留空即移出批次。",
        "Entries of one day and occasion are one batch. Leave both empty to take it out.",
    )))
}
