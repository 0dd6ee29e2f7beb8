//! Where a person's record goes: to another unit, or together with another record of her. Both are
//! only asked for here; somebody else decides.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    super::{
        ids::Ids,
        office::{Units, id_in},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Values, Width},
    },
    done_or_again, form_answer, form_page, href,
};
use crate::{
    domain::{
        masks::MaskedPerson,
        words::{Problem, Words},
    },
    service::{
        App, Result, ServiceError, merges, people as service,
        search::{self, Query},
        transfers,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/transfer", get(ask_transfer).post(transfer))
        .route("/people/{id}/merge", get(ask_merge).post(merge))
}

async fn ask_transfer(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let template = transfer_page(&app, &by, id, &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn transfer(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let asked = match id_in(&values, "to") {
        Some(to) => waits_already("to", transfers::ask(&app, &by.caller, id, to).await),
        None => Err(missing("to", Words::new("请选择接收机构", "Choose the receiving unit"))),
    };
    done_or_again(asked, &href(id), Done::Asked, async |problems| {
        transfer_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn transfer_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = service::get(app, &by.caller, id).await?.person;
    let units = Units::now(app, &by.caller).await?;
    let to = Words::new("接收机构", "Receiving unit");
    let list = std::iter::once(Choice::none()).chain(everywhere(&units, person.unit)).collect();
    let field = Field::select("to", to, list, values.get("to")).required().width(Width::Full);
    let form =
        Form::new(format!("{}/transfer", href(id)), by.form_token(), Words::new("申请转移", "Ask"))
            .fields(vec![field])
            .problems(problems)
            .cancel(href(id));
    let about = Words::new(
        "对方接收之前,此人仍由本机构管理;接收之后,本机构不再能查看。",
        "Until the other unit accepts, the person stays here; afterwards this unit no longer sees her.",
    );
    Ok(form_page(app, by, Words::new("转往其他机构", "Transfer"), &person, form)
        .await?
        .about(about))
}

/// Every unit of the tree that `unit` stands in.
fn everywhere(units: &Units, unit: Uuid) -> Vec<Choice> {
    let mut root = unit;
    while let Some(parent) = units.get(root).and_then(|unit| unit.parent) {
        root = parent;
    }
    units.choices(root)
}

async fn ask_merge(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let template = merge_page(&app, &by, id, &Values::default(), &[]).await?;
    Ok(form_answer(&template, &[]))
}

/// First the other record is looked for, then chosen from what was found.
async fn merge(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let Some(other) = id_in(&values, "other") else {
        let template = merge_page(&app, &by, id, &values, &[]).await?;
        return Ok(form_answer(&template, &[]));
    };
    let (kept, dropped) = if values.get("keep") == "other" { (other, id) } else { (id, other) };
    let asked = waits_already("other", merges::ask(&app, &by.caller, kept, dropped).await);
    done_or_again(asked, &href(id), Done::Asked, async |problems| {
        merge_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn merge_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = service::get(app, &by.caller, id).await?.person;
    let text = values.get("q").trim();
    let found = if text.is_empty() { None } else { Some(others(app, by, id, text).await?) };
    let q = Words::new(
        "另一条记录的证件号、电话或后四位",
        "The other record's document, phone or last four",
    );
    let mut q = Field::text("q", q, text).most(60).width(Width::Full);
    let mut fields = Vec::new();
    let submit = match found {
        None => Words::new("查找另一条记录", "Look for it"),
        Some(found) if found.is_empty() => {
            q.problem = Some(Words::new(
                "权限范围内没有其他符合的记录",
                "No other record in your scope matches",
            ));
            Words::new("重新查找", "Look again")
        }
        Some(found) => {
            fields = which(app, by, &found, values).await?;
            Words::new("提议合并", "Propose the merge")
        }
    };
    fields.insert(0, q);
    let form = Form::new(format!("{}/merge", href(id)), by.form_token(), submit)
        .fields(fields)
        .problems(problems)
        .cancel(href(id));
    let about = Words::new(
        "两条记录确属同一人时才提议合并;由另一位同事复核后生效,之后仍可撤回。",
        "Only where both are one person; a colleague takes the second look, and it can be taken back.",
    );
    Ok(form_page(app, by, Words::new("合并记录", "Merge"), &person, form).await?.about(about))
}

/// The other people in scope whom `text` may mean.
async fn others(app: &App, by: &Signed, id: Uuid, text: &str) -> Result<Vec<MaskedPerson>> {
    let query = Query { text: text.to_owned(), ..Query::default() };
    let mut found = search::find(app, &by.caller, &query).await?.people;
    found.retain(|person| person.id != id);
    Ok(found)
}

async fn which(
    app: &App,
    by: &Signed,
    found: &[MaskedPerson],
    values: &Values,
) -> Result<Vec<Field>, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let choice = |person: &MaskedPerson| {
        let unit = units.name(person.unit).zh;
        let line = format!("{} · {unit} · {} · {}", person.name, person.document, person.last_four);
        Choice::new(person.id.to_string(), Words::made(line, ""))
    };
    let other = Words::new("另一条记录", "The other record");
    let keep = vec![
        Choice::new("this", Words::new("保留本记录", "Keep this record")),
        Choice::new("other", Words::new("保留另一条", "Keep the other")),
    ];
    let kept = values.get_or("keep", "this").to_owned();
    Ok(vec![
        Field::radios("other", other, found.iter().map(choice).collect(), values.get("other"))
            .required()
            .width(Width::Full),
        Field::radios("keep", Words::new("合并后", "Afterwards"), keep, kept).width(Width::Full),
    ])
}

/// What is asked for twice waits already.
fn waits_already<T>(field: &'static str, asked: Result<T>) -> Result<T> {
    asked.map_err(|error| match error {
        ServiceError::Conflict => {
            let words = Words::new("已有一项申请在等待处理", "One waits for a decision already");
            Problem::new(field, "waits", words).into()
        }
        other => other,
    })
}

fn missing(field: &'static str, words: Words) -> ServiceError {
    Problem::new(field, "missing", words).into()
}
