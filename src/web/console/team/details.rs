//! The form of a member's details: entering her, and amending what stands there.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        audit::UnmaskReason,
        permissions::Permission,
        team::{Member, inputs::MemberInput},
        words::{Problem, Words},
    },
    service::{
        App,
        team::{self as service},
    },
    web::console::{
        ids::Ids,
        office::{Units, problems},
        people::{form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Place, Values},
    },
};

const ADD: Words = Words::new("登记队员", "Add a member");
const AMEND: Words = Words::new("更正队员资料", "Amend a member");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/team/new", get(ask_new).post(add))
        .route("/team/{id}/amend", get(ask_amend).post(amend))
}

async fn ask_new(State(app): State<App>, by: Signed) -> Page {
    let today = Values::from(vec![("joined_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&new_page(&app, &by, &today, &[]).await?, &[]))
}

async fn add(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    match problems(service::add(&app, &by.caller, &input(&values)).await)? {
        Ok(id) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&new_page(&app, &by, &values, &found).await?, &found)),
    }
}

async fn new_page(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let fields = fields(app, by, values).await?;
    let form = Form::new("/team/new", by.form_token(), Words::new("登记", "Add"))
        .fields(fields)
        .problems(problems)
        .cancel("/team");
    let frame = respond::frame(app, by, ADD, Some(Place::Team)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "队员服务于所填机构及其下级机构的志愿者。要在系统里看任务，须有“志愿服务队员”账号并在此关联。",
        "A member serves people of the unit given and of those below it. To see tasks here she needs an account as a volunteer helper, linked below.",
    )))
}

/// The form needs the phone in full; reading it so is recorded.
async fn ask_amend(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::TeamManage)?;
    let whole = service::unmask(&app, &by.caller, id, UnmaskReason::CorrectRecord).await?;
    Ok(form_answer(&amend_page(&app, &by, id, &values_of(&whole), &[]).await?, &[]))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let amended = service::amend(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    match problems(amended)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&amend_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn amend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let fields = fields(app, by, values).await?;
    let action = format!("{}/amend", href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .with("version", values.get("version"))
        .fields(fields)
        .problems(problems)
        .cancel(href(id));
    let frame = respond::frame(app, by, AMEND, Some(Place::Team)).await?;
    Ok(FormPage::new(frame, form)
        .about(Words::new("本次打开已记入审计。", "Opening this form is recorded.")))
}

async fn fields(app: &App, by: &Signed, values: &Values) -> Result<Vec<Field>, PageError> {
    let accounts = service::linkable(app, &by.caller).await?;
    let account = |one: &crate::service::accounts::Account| {
        let words = Words::made(format!("{}（{}）", one.display_name, one.name), "");
        Choice::new(one.id.to_string(), words)
    };
    let none = Choice::new("", Words::new("不关联", "none"));
    let accounts = std::iter::once(none).chain(accounts.iter().map(account)).collect();
    let units = Units::now(app, &by.caller).await?.choices(by.caller.actor.unit());
    let own = by.caller.actor.unit().to_string();
    let value = |name: &str| values.get(name).to_owned();
    let (name, phone) = (Words::new("姓名", "Name"), Words::new("电话", "Phone"));
    let (unit, joined) = (Words::new("机构", "Unit"), Words::new("入队日", "Joined on"));
    Ok(vec![
        Field::text("name", name, value("name")).required().most(60).first(),
        Field::phone("phone", phone, value("phone")),
        Field::select("unit", unit, units, values.get_or("unit", &own)).required(),
        Field::select("account", Words::new("系统账号", "Account"), accounts, value("account"))
            .hint(
                "同一机构的“志愿服务队员”账号，可不填",
                "a helper's account of that unit; may be empty",
            ),
        Field::day("joined_on", joined, value("joined_on")).required(),
        Field::text("skills", Words::new("特长", "Skills"), value("skills"))
            .most(200)
            .hint("如方言、驾驶、护理", "a dialect, driving, nursing …"),
    ])
}

fn input(values: &Values) -> MemberInput {
    let text = |name: &str| values.get(name).to_owned();
    MemberInput {
        unit: text("unit"),
        account: text("account"),
        name: text("name"),
        phone: text("phone"),
        joined_on: text("joined_on"),
        skills: text("skills"),
    }
}

/// A member under the names of the form.
fn values_of(member: &Member) -> Values {
    let details = &member.details;
    let phone = details.phone.as_ref();
    let pairs = [
        ("version", member.version.to_string()),
        ("unit", member.unit.to_string()),
        ("account", member.account.map(|id| id.to_string()).unwrap_or_default()),
        ("name", details.name.as_str().to_owned()),
        ("phone", phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default()),
        ("joined_on", details.joined_on.to_string()),
        ("skills", details.skills.clone().unwrap_or_default()),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}
