//! Issuing an honour from a person's page, and revoking one.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{handed_to, href};
use crate::{
    domain::{
        honours::{
            HonourKind,
            inputs::{HonourInput, RevocationInput},
        },
        people::Relation,
        words::{Problem, Words},
    },
    service::{App, ServiceError, honours as service, people},
    web::console::{
        choices::each,
        ids::Ids,
        office::problems,
        people::{done_or_again, form_answer, form_page, href as person_href, version},
        respond::{Done, Page, PageError, done, frame},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

const ISSUE: Words = Words::new("颁发荣誉或办理待遇", "Issue an honour or benefit");
const REVOKE: Words = Words::new("作废", "Revoke");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/honours/new", get(ask_new).post(issue))
        .route("/honours/{id}/revoke", get(ask_revoke).post(revoke))
}

/// What is said where the proof of a revoked honour is asked for.
pub(super) fn revoked() -> ServiceError {
    let words = Words::new("已作废，不能打印证明。", "It was revoked; no proof is printed.");
    Problem::new("status", "revoked", words).into()
}

async fn ask_new(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("issued_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&new_page(&app, &by, id, &today, &[]).await?, &[]))
}

async fn issue(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let input = HonourInput {
        kind: text("kind"),
        issued_on: text("issued_on"),
        number: text("number"),
        words: text("words"),
        policy: text("policy"),
        handed_to: text("handed_to"),
        relation: text("relation"),
        name: text("name"),
    };
    match problems(service::issue(&app, &by.caller, id, &input).await)? {
        Ok(honour) => Ok(done(&href(honour), Done::Saved)),
        Err(found) => Ok(form_answer(&new_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn new_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let policies = service::policies_for(app, &by.caller, id).await?;
    let person = people::get(app, &by.caller, id).await?.person;
    let value = |name: &str| values.get(name).to_owned();
    let kinds = each(HonourKind::ALL, HonourKind::code, HonourKind::label);
    let policies = policies.iter().map(|one| Choice::new(one.code.clone(), one.words.clone()));
    let none = Choice::new("", Words::new("不依政策", "none"));
    let policies: Vec<Choice> = std::iter::once(none).chain(policies).collect();
    let to = vec![
        Choice::new("donor", Words::new("捐献者本人", "The donor")),
        Choice::new("relative", Words::new("亲属", "A relative")),
    ];
    let relations = std::iter::once(Choice::none())
        .chain(each(Relation::ALL, Relation::code, Relation::label))
        .collect();
    let fields = vec![
        Field::radios("kind", Words::new("项目", "What"), kinds, value("kind"))
            .required()
            .width(Width::Full),
        Field::day("issued_on", Words::new("日期", "Day"), value("issued_on")).required(),
        Field::text("number", Words::new("编号", "Number"), value("number")).most(60),
        Field::radios("policy", Words::new("依据的政策", "Policy"), policies, value("policy"))
            .width(Width::Full)
            .hint(
                "待遇办理和优先移植证明须选；只列出按登记符合条件的政策",
                "needed for benefits and proofs of priority; only those that are met by the record",
            ),
        Field::radios("handed_to", Words::new("交给谁", "Handed to"), to, value("handed_to"))
            .required()
            .width(Width::Full),
        Field::select(
            "relation",
            Words::new("与捐献者关系", "Relation"),
            relations,
            value("relation"),
        ),
        Field::text("name", Words::new("亲属姓名", "Relative's name"), value("name")).most(60),
        Field::area("words", Words::new("说明", "In words"), value("words")).most(300),
    ];
    let action = format!("{}/honours/new", person_href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems)
        .cancel(person_href(id));
    Ok(form_page(app, by, ISSUE, &person, form).await?.about(Words::new(
        "捐献是无偿的：这里只记录荣誉和法律规定的待遇。证明交付前请核对本人或亲属身份。",
        "Donation is free: only honours, and benefits that the law itself gives. Check who takes the paper.",
    )))
}

async fn ask_revoke(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&revoke_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn revoke(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = RevocationInput { why: values.get("why").to_owned() };
    let revoked = service::revoke(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(revoked, &href(id), Done::Saved, async |problems| {
        revoke_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn revoke_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let listed = service::get(app, &by.caller, id).await?.listed;
    let honour = &listed.honour;
    let why = Field::area("why", Words::new("原因", "Why"), values.get("why")).most(300).required();
    let version = values.get_or("version", &honour.version.to_string()).to_owned();
    let form = Form::new(format!("{}/revoke", href(id)), by.form_token(), REVOKE)
        .with("version", version)
        .fields(vec![why])
        .dangerous()
        .problems(problems)
        .cancel(href(id));
    let frame = frame(app, by, REVOKE, Some(Place::Honours)).await?;
    let name = format!("{} …{}", listed.person.name, listed.person.last_four);
    Ok(FormPage::new(frame, form)
        .facts(vec![
            Fact::masked(Words::new("捐献者", "Donor"), name),
            Fact::coded(Words::new("项目", "What"), honour.kind.label()),
            Fact::new(Words::new("日期", "Day"), honour.issued_on.to_string()),
            Fact::coded(Words::new("领取人", "Handed to"), handed_to(honour)),
        ])
        .about(Words::new(
            "用于误记或不再成立的。原来的记录保留在历史中；请收回已发出的证明。",
            "For what was wrong or does not hold any more. The record stays in the history; take the paper back.",
        )))
}
