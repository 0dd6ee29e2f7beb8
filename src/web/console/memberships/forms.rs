//! Joining from a person's page, and leaving.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        memberships::{MembershipKind, inputs::MembershipInput},
        words::{Problem, Words},
    },
    service::{App, memberships as service, people},
    web::console::{
        choices::each,
        ids::Ids,
        office::problems,
        people::{done_or_again, form_answer, form_page, href as person_href},
        respond::{Done, Page, PageError, done, frame},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

const JOIN: Words = Words::new("加入会员或志愿者", "Take in as a member or volunteer");
const END: Words = Words::new("退出", "Leave");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/memberships/new", get(ask_join).post(join))
        .route("/memberships/{id}/end", get(ask_end).post(end))
}

async fn ask_join(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("joined_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&join_page(&app, &by, id, &today, &[]).await?, &[]))
}

async fn join(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = MembershipInput {
        kind: text("kind"),
        joined_on: text("joined_on"),
        number: text("number"),
    };
    match problems(service::join(&app, &by.caller, id, &input).await)? {
        Ok(membership) => Ok(done(&href(membership), Done::Saved)),
        Err(found) => Ok(form_answer(&join_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn join_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let value = |name: &str| values.get(name).to_owned();
    let kinds = each(MembershipKind::ALL, MembershipKind::code, MembershipKind::label);
    let fields = vec![
        Field::radios("kind", Words::new("类别", "Kind"), kinds, value("kind"))
            .required()
            .width(Width::Full),
        Field::day("joined_on", Words::new("加入日期", "Joined on"), value("joined_on")).required(),
        Field::text("number", Words::new("编号", "Number"), value("number"))
            .most(40)
            .hint("可留空", "may be empty"),
    ];
    let action = format!("{}/memberships/new", person_href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems)
        .cancel(person_href(id));
    Ok(form_page(app, by, JOIN, &person, form).await?.about(Words::new(
        "登记捐献不等于加入：须先有本人“成为会员或志愿者”的单独同意，且加入之日同意已成立。名册只含同意所列各项，不含捐献信息。",
        "Registering is not joining: her own consent to membership comes first. The roll tells only what that consent covers, nothing of a donation.",
    )))
}

async fn ask_end(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&end_page(&app, &by, id, &[]).await?, &[]))
}

async fn end(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    let ended = service::end(&app, &by.caller, id).await;
    done_or_again(ended, &href(id), Done::Saved, async |problems| {
        end_page(&app, &by, id, problems).await
    })
    .await
}

async fn end_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let listed = service::get(app, &by.caller, id).await?.listed;
    let action = format!("{}/end", href(id));
    let form = Form::new(action, by.form_token(), Words::new("立即退出", "Leave now"))
        .dangerous()
        .problems(problems)
        .cancel(href(id));
    let frame = frame(app, by, END, Some(Place::Memberships)).await?;
    let name = format!("{} …{}", listed.person.name, listed.person.last_four);
    let facts = vec![
        Fact::masked(Words::new("姓名", "Name"), name),
        Fact::coded(Words::new("类别", "Kind"), listed.membership.kind.label()),
        Fact::new(Words::new("加入日期", "Joined on"), listed.membership.joined_on.to_string()),
    ];
    Ok(FormPage::new(frame, form).facts(facts).about(Words::new(
        "本人提出即办，不必说明理由，立即不再出现在名册中；捐献登记不受影响。再次加入须有新的同意。",
        "At her word and without a reason: she is in no roll from now on, and her registration stays. Joining again takes a new consent.",
    )))
}
