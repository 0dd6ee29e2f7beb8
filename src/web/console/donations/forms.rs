//! Looking the will up, letting another coordinator handle it, ending it, and taking back.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use uuid::Uuid;

use super::{href, page::TITLE};
use crate::{
    domain::{
        coordinators::Coordinator,
        donations::{Donation, endings::Unrealised, inputs::EndInput},
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        donations::{self as service, Shown},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office,
        people::{done_or_again, form_answer, version},
        respond::{self, Done, Page, PageError, done, page_with},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/donations/{id}/will", post(look))
        .route("/donations/{id}/handlers", get(ask_handler).post(hand_to))
        .route("/donations/{id}/end", get(ask_end).post(end))
        .route("/donations/{id}/undo", get(ask_undo).post(undo))
}

/// A page with one form about a donation; it names the person no further than her masked record.
pub(super) async fn donation_form(
    app: &App,
    by: &Signed,
    title: Words,
    shown: &Shown,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Donations)).await?;
    let (donation, person) = (&shown.donation, &shown.person);
    let form = form.cancel(href(donation.id));
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::masked(Words::new("捐献者", "Donor"), person.name.clone()),
        Fact::coded(Words::new("项目", "Programme"), donation.programme.label()),
        day_known(donation),
        Fact::coded(Words::new("环节", "Stage"), donation.stage().label()),
    ]))
}

/// The first day that is known of a donation.
pub(super) fn day_known(donation: &Donation) -> Fact {
    let label = match donation.ledger() {
        Some(_) => Words::new("捐献日期", "Donated on"),
        None => Words::new("报案日期", "Called in on"),
    };
    Fact::new(label, donation.called_on.to_string())
}

/// The form of one act on the donation shown, with the version that was read.
pub(super) fn act(by: &Signed, shown: &Shown, values: &Values, path: &str, submit: Words) -> Form {
    let version = values.get_or("version", &shown.donation.version.to_string()).to_owned();
    let action = format!("{}/{path}", href(shown.donation.id));
    Form::new(action, by.form_token(), submit).with("version", version)
}

/// The coordinators who may be assigned.
pub(super) fn assignable(shown: &Shown) -> Vec<Choice> {
    let choice = |one: &Coordinator| {
        Choice::new(one.id.to_string(), Words::made(one.details.name.as_str().to_owned(), ""))
    };
    shown.assignable.iter().map(choice).collect()
}

async fn look(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let looked = service::look(&app, &by.caller, id, version(&values)?).await;
    match office::problems(looked)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(problems) => {
            let shown = service::get(&app, &by.caller, id).await?;
            let submit = Words::new("再次核对", "Look again");
            let form = act(&by, &shown, &Values::default(), "will", submit).problems(&problems);
            let title = Words::new("核对本人意愿", "Look the will up");
            let template = donation_form(&app, &by, title, &shown, form).await?;
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}

async fn ask_handler(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&handler_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn hand_to(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let coordinator = office::id_in(&values, "coordinators").unwrap_or_default();
    let handed = service::hand_to(&app, &by.caller, id, version(&values)?, coordinator).await;
    done_or_again(handed, &href(id), Done::Saved, async |problems| {
        handler_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn handler_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let label = Words::new("协调员", "Coordinator");
    let field =
        Field::radios("coordinators", label, assignable(&shown), values.get("coordinators"))
            .required()
            .width(Width::Full);
    let form = act(by, &shown, values, "handlers", Words::new("保存", "Save"))
        .fields(vec![field])
        .problems(problems);
    let about = Words::new(
        "所选协调员登录后即可看到并办理这项捐献。",
        "The coordinator chosen can then see and handle this donation.",
    );
    let title = Words::new("请协调员参与办理", "Let a coordinator handle it");
    Ok(donation_form(app, by, title, &shown, form).await?.about(about))
}

async fn ask_end(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&end_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn end(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = EndInput { on: text("on"), reason: text("reason"), words: text("words") };
    let ended = service::end(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(ended, &href(id), Done::Saved, async |problems| {
        end_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn end_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let today = app.today().to_string();
    let reasons: Vec<Unrealised> = Unrealised::to_choose().collect();
    let reasons = each(&reasons, Unrealised::code, Unrealised::label);
    let fields = vec![
        Field::radios("reason", Words::new("原因", "Reason"), reasons, values.get("reason"))
            .required()
            .width(Width::Full),
        Field::day("on", Words::new("日期", "Day"), values.get_or("on", &today))
            .required()
            .width(Width::Half),
        Field::area("words", Words::new("说明", "In words"), values.get("words"))
            .most(500)
            .width(Width::Full)
            .hint("选“其他”时必填", "needed for “Other”"),
    ];
    let form = act(by, &shown, values, "end", Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems);
    let about = Words::new(
        "愿意捐献本身就值得感谢。请记下原因，并向家属致意。",
        "The wish to give deserves thanks in itself. Write the reason down, and thank the family.",
    );
    let title = Words::new("未能实现", "Not realised");
    Ok(donation_form(app, by, title, &shown, form).await?.about(about))
}

async fn ask_undo(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&undo_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn undo(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let undone = service::undo(&app, &by.caller, id, version(&values)?).await;
    done_or_again(undone, &href(id), Done::Saved, async |problems| {
        undo_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn undo_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let shown = service::get(app, &by.caller, id).await?;
    let course = &shown.donation.course;
    let ledger = shown.donation.ledger().map(|_| shown.donation.stage().label());
    let step = course.steps.last().map(|step| step.stage().label());
    let what = match (&course.ending, ledger.or(step)) {
        (Some(ending), _) => ending.reason.label(),
        (None, Some(what)) => what,
        (None, None) => return Err(ServiceError::Missing.into()),
    };
    let about = Words::new(
        "只用于误记。原来的记录保留在历史中；因这一步而改动的登记随之恢复，见证须重新签名。",
        "Only for mistakes. What was recorded stays in the history; what this step changed in the registration is changed back, and a witness record is signed again.",
    );
    let form = act(by, &shown, values, "undo", Words::new("撤回", "Take it back"))
        .dangerous()
        .problems(problems);
    let mut template = donation_form(app, by, TITLE, &shown, form).await?.about(about);
    template.facts.push(Fact::coded(Words::new("将撤回", "Will be taken back"), what));
    Ok(template)
}
