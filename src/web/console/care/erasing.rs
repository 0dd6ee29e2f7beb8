//! Erasing a ledger: a supervisor asks, another confirms.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{act, href, ledger_form};
use crate::{
    domain::{
        care::erasure::{ErasureInput, ErasureReason},
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{
        App,
        care::{self as service, erasing},
    },
    web::console::{
        choices::each,
        erasing::{self as forms, Step},
        ids::Ids,
        people::{form_answer, version},
        respond::{Page, PageError},
        session::{Posted, Signed},
        views::{FormPage, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/care/{id}/erase", get(show).post(decide))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::CareErase)?;
    Ok(form_answer(&form(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let (caller, version) = (&by.caller, version(&values)?);
    let act = async |step| match step {
        Step::Ask(reason) => {
            let input = ErasureInput { reason };
            erasing::ask(&app, caller, id, version, &input).await.map(drop)
        }
        Step::Confirm => erasing::confirm(&app, caller, id, version).await,
        Step::Keep => erasing::keep(&app, caller, id, version).await.map(drop),
    };
    let again = async |problems: &[Problem]| form(&app, &by, id, &values, problems).await;
    forms::decide(&values, (&href(id), "/care"), act, again).await
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let Some(ask) = ledger.erasure else {
        let title = Words::new("申请删除台账", "Ask to erase a ledger");
        let reasons = each(ErasureReason::ALL, ErasureReason::code, ErasureReason::label);
        let form = act(by, &ledger, values, "erase", title.clone())
            .fields(vec![forms::why(reasons, values)])
            .with("ask", "yes")
            .dangerous()
            .problems(problems);
        return Ok(ledger_form(app, by, title, &ledger, form).await?.about(Words::new(
            "台账、成员、往来记录和活动邀请将一并删除，须由另一位督导确认。捐献者本人的登记不受影响。",
            "The ledger, its members, story and invitations go; another supervisor confirms. The donor's own record stays.",
        )));
    };
    let title = Words::new("确认删除台账", "Erase a ledger");
    let words =
        (Words::new("不删除", "Keep it"), Words::new("确认删除，不可恢复", "Erase it for good"));
    let decision = forms::decision(by, ask.by, values, words);
    let form = act(by, &ledger, values, "erase", Words::new("提交", "Submit"))
        .fields(vec![decision])
        .dangerous()
        .problems(problems);
    let mut template = ledger_form(app, by, title, &ledger, form).await?.about(Words::new(
        "确认后密钥即被销毁，任何备份之外的副本都无法再打开；审计中只留下何时由谁删除。申请人本人只能撤销申请。",
        "Its key is destroyed: nothing of it opens any more but from an older backup. The trail keeps when and by whom. Who asked for it can only take that back.",
    ));
    template.facts.extend(forms::facts(ask.on, ask.reason.label()));
    Ok(template)
}
