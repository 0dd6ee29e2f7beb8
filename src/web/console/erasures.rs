//! Erasing a person, from her page: a supervisor asks, another confirms.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    choices::each,
    erasing::{self, Step},
    ids::Ids,
    people::{form_answer, form_page, href, version, version_text},
    respond::{Page, PageError},
    session::{Posted, Signed},
    views::{Action, Form, FormPage, Notice, Tone, Values},
};
use crate::{
    domain::{
        erasures::{ErasureInput, ErasureReason},
        masks::MaskedPerson,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, erasures as service, people},
};

const ASK: Words = Words::new("申请删除此人", "Ask to erase this person");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/erase", get(show).post(decide))
}

/// What the person's page says of it, for those who may erase: that somebody asked, or the way to ask.
///
/// # Errors
/// What the database says.
pub(super) async fn of_person(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
) -> Result<(Option<Notice>, Option<Action>), PageError> {
    if by.caller.actor.may(Permission::PeopleErase).is_err() || person.merged_into.is_some() {
        return Ok((None, None));
    }
    let link = |words| Action::link(format!("{}/erase", href(person.id)), words);
    Ok(match service::asked(app, &by.caller, person.id).await? {
        Some(_) => {
            let words = Words::new(
                "已有人申请删除此人，等待另一位督导确认",
                "Somebody asked for this person to be erased; it waits for another supervisor",
            );
            let open = link(Words::new("查看并决定", "Open and decide"));
            (Some(Notice::new(Tone::Warn, words).then(open)), None)
        }
        None => (None, Some(link(ASK))),
    })
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::PeopleErase)?;
    Ok(form_answer(&form(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let (caller, version) = (&by.caller, version(&values)?);
    let act = async |step| match step {
        Step::Ask(reason) => {
            service::ask(&app, caller, id, version, &ErasureInput { reason }).await
        }
        Step::Confirm => service::confirm(&app, caller, id, version).await,
        Step::Keep => service::keep(&app, caller, id, version).await,
    };
    let again = async |problems: &[Problem]| form(&app, &by, id, &values, problems).await;
    erasing::decide(&values, (&href(id), "/find"), act, again).await
}

async fn form(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let act = |submit: Words| {
        Form::new(format!("{}/erase", href(id)), by.form_token(), submit)
            .with("version", version_text(values, &person))
            .dangerous()
            .problems(problems)
            .cancel(href(id))
    };
    let Some(ask) = service::asked(app, &by.caller, id).await? else {
        let reasons = each(ErasureReason::ALL, ErasureReason::code, ErasureReason::label);
        let form = act(ASK).fields(vec![erasing::why(reasons, values)]).with("ask", "yes");
        return Ok(form_page(app, by, ASK, &person, form).await?.about(Words::new(
            "须由另一位督导确认。确认后，其登记、同意、联系方式、家属与执行人、案例、任务、提醒、荣誉、缅怀条目、会员关系和邀请一并删除，不可恢复；已并入的记录同时删除。捐献者家庭的关怀台账不受影响。已实现捐献的不能删除。只想不再被联系的，请用“请勿联系”；只想不再捐献的，请用“撤销”。",
            "Another supervisor confirms. Then registrations, consents, contacts, relatives and executors, cases, tasks, reminders, honours, memorial entries, memberships and invitations go for good, and records that were merged into this one. A family's care ledger stays. Who gave cannot be erased. Who only wants no more calls is set to do-not-contact; who only wants to give no more withdraws.",
        )));
    };
    let title = Words::new("确认删除此人", "Erase a person");
    let words =
        (Words::new("不删除", "Keep her"), Words::new("确认删除，不可恢复", "Erase her for good"));
    let decision = erasing::decision(by, ask.by, values, words);
    let form = act(Words::new("提交", "Submit")).fields(vec![decision]);
    let mut template = form_page(app, by, title, &person, form).await?.about(Words::new(
        "确认后密钥即被销毁，除较早的备份外任何副本都无法再打开；审计中只留下何时由谁删除，已公布的统计数字不变。申请人本人只能撤销申请。",
        "Her key is destroyed: nothing of her opens any more but from an older backup. The trail keeps when and by whom; published figures stay. Who asked for it can only take that back.",
    ));
    template.facts.extend(erasing::facts(ask.on, ask.reason.label()));
    Ok(template)
}
