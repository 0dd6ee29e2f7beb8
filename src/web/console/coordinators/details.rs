//! The form of a coordinator's details: entering her, and correcting what stands there.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        audit::UnmaskReason,
        coordinators::{Coordinator, CoordinatorKind, inputs::CoordinatorInput},
        documents::DocumentKind,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{
        App,
        coordinators::{self as service},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{Units, problems},
        people::{form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Place, Values, Width},
    },
};

const ADD: Words = Words::new("登记协调员", "Add a coordinator");
const AMEND: Words = Words::new("更正协调员资料", "Amend a coordinator");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/coordinators/new", get(ask_new).post(add))
        .route("/coordinators/{id}/amend", get(ask_amend).post(amend))
}

async fn ask_new(State(app): State<App>, by: Signed) -> Page {
    Ok(form_answer(&new_page(&app, &by, &Values::default(), &[]).await?, &[]))
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
    let form = Form::new("/coordinators/new", by.form_token(), Words::new("登记", "Add"))
        .fields(fields)
        .problems(problems)
        .cancel("/coordinators");
    let frame = respond::frame(app, by, ADD, Some(Place::Coordinators)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "协调员须经培训考核并持证（中红字〔2011〕65 号）。同一人在名册中只登记一次。",
        "Coordinators are trained, examined and certified. Nobody stands in the register twice.",
    )))
}

/// The form needs everything in full; reading it so is recorded.
async fn ask_amend(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::CoordinatorsManage)?;
    let reason = UnmaskReason::CorrectRecord;
    let whole = service::unmask(&app, &by.caller, id, reason).await?;
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
    let frame = respond::frame(app, by, AMEND, Some(Place::Coordinators)).await?;
    Ok(FormPage::new(frame, form).about(Words::new(
        "只用于更正。换发了新证件，请用“证件续期”，以前的证件会保留。本次打开已记入审计。",
        "For corrections only. A new certificate is entered by renewing, which keeps the former one. Opening this form is recorded.",
    )))
}

async fn fields(app: &App, by: &Signed, values: &Values) -> Result<Vec<Field>, PageError> {
    let accounts = service::linkable(app, &by.caller).await?;
    let account = |one: &crate::store::accounts::Account| {
        let words = Words::made(format!("{}（{}）", one.display_name, one.name), "");
        Choice::new(one.id.to_string(), words)
    };
    let none = Choice::new("", Words::new("不关联", "none"));
    let accounts = std::iter::once(none).chain(accounts.iter().map(account)).collect();
    let units = Units::now(app, &by.caller).await?.choices(by.caller.actor.unit());
    let kinds = each(CoordinatorKind::ALL, CoordinatorKind::code, CoordinatorKind::label);
    let documents = each(&DocumentKind::ALL, DocumentKind::code, DocumentKind::label);
    let own = by.caller.actor.unit().to_string();
    let value = |name: &str| values.get(name).to_owned();
    Ok(vec![
        Field::text("name", Words::new("姓名", "Name"), value("name")).required().most(60).first(),
        Field::phone("phone", Words::new("电话", "Phone"), value("phone")),
        Field::select(
            "document_kind",
            Words::new("身份证件类型", "Kind of document"),
            documents,
            value("document_kind"),
        ),
        Field::text(
            "document_number",
            Words::new("身份证件号码", "Document number"),
            value("document_number"),
        )
        .required()
        .most(40),
        Field::radios("kind", Words::new("类别", "Kind"), kinds, value("kind"))
            .required()
            .width(Width::Full)
            .hint(
                "只有红十字会协调员可以担任捐献见证人",
                "only coordinators of the Red Cross witness donations",
            ),
        Field::text("number", Words::new("协调员证件号", "No."), value("number"))
            .required()
            .most(40)
            .width(Width::Third),
        Field::day(
            "certified_from",
            Words::new("证件起始日", "First day"),
            value("certified_from"),
        )
        .required(),
        Field::day(
            "certified_until",
            Words::new("证件到期日", "Last day"),
            value("certified_until"),
        )
        .required(),
        Field::select("unit", Words::new("机构", "Unit"), units, values.get_or("unit", &own))
            .required(),
        Field::select("account", Words::new("系统账号", "Account"), accounts, value("account"))
            .hint(
                "协调员或督导的账号，可不填",
                "of a coordinator or supervisor; may be left empty",
            ),
    ])
}

fn input(values: &Values) -> CoordinatorInput {
    let text = |name: &str| values.get(name).to_owned();
    CoordinatorInput {
        unit: text("unit"),
        account: text("account"),
        kind: text("kind"),
        name: text("name"),
        document_kind: text("document_kind"),
        document_number: text("document_number"),
        number: text("number"),
        certified_from: text("certified_from"),
        certified_until: text("certified_until"),
        phone: text("phone"),
    }
}

/// A coordinator under the names of the form.
fn values_of(coordinator: &Coordinator) -> Values {
    let details = &coordinator.details;
    let phone = details.phone.as_ref();
    let pairs = [
        ("version", coordinator.version.to_string()),
        ("unit", coordinator.unit.to_string()),
        ("account", coordinator.account.map(|id| id.to_string()).unwrap_or_default()),
        ("kind", coordinator.kind.code().to_owned()),
        ("name", details.name.as_str().to_owned()),
        ("document_kind", details.document.kind().code().to_owned()),
        ("document_number", details.document.number().to_owned()),
        ("number", details.number.clone()),
        ("certified_from", coordinator.certified_from.to_string()),
        ("certified_until", coordinator.certified_until.to_string()),
        ("phone", phone.map(|phone| phone.as_str().to_owned()).unwrap_or_default()),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}
