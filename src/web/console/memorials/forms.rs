//! The form of an entry: drafting it, and amending what stands there.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        audit::UnmaskReason,
        memorials::{MemorialConsent, MemorialEntry, Naming, Whose, inputs::MemorialInput},
        people::Relation,
        permissions::Permission,
        words::{Problem, Words},
    },
    service::{App, memorials as service, people},
    web::console::{
        choices::each,
        ids::Ids,
        office::problems,
        people::{form_answer, form_page, href as person_href, version},
        respond::{Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Choice, Field, Form, FormPage, Section, Values, Width},
    },
};

const DRAFT: Words = Words::new("起草缅怀条目", "Draft a memorial entry");
const AMEND: Words = Words::new("更正缅怀条目", "Amend a memorial entry");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/memorials/new", get(ask_new).post(draft))
        .route("/memorials/{id}/amend", get(ask_amend).post(amend))
}

async fn ask_new(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    by.caller.actor.may(Permission::MemorialsWork)?;
    Ok(form_answer(&new_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn draft(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    match problems(service::draft(&app, &by.caller, id, &input(&values)).await)? {
        Ok(entry) => Ok(done(&href(entry), Done::Saved)),
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
    let action = format!("{}/memorials/new", person_href(id));
    let form =
        Form::new(action, by.form_token(), Words::new("起草", "Draft")).cancel(person_href(id));
    about(app, by, id, DRAFT, form, values, problems).await
}

/// The form needs the entry in full; reading it so is recorded.
async fn ask_amend(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let whole = service::unmask(&app, &by.caller, id, UnmaskReason::CorrectRecord).await?;
    let values = values_of(&whole);
    Ok(form_answer(&amend_page(&app, &by, id, whole.person, &values, &[]).await?, &[]))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let amended = service::amend(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    match problems(amended)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => {
            let person = service::get(&app, &by.caller, id).await?.listed.person.id;
            let template = amend_page(&app, &by, id, person, &values, &found).await?;
            Ok(form_answer(&template, &found))
        }
    }
}

async fn amend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    person: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let action = format!("{}/amend", href(id));
    let form = Form::new(action, by.form_token(), Words::new("保存", "Save"))
        .with("version", values.get("version"))
        .cancel(href(id));
    about(app, by, person, AMEND, form, values, problems).await
}

async fn about(
    app: &App,
    by: &Signed,
    person: Uuid,
    title: Words,
    form: Form,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, person).await?.person;
    let form = form.sections(sections(values).into_iter()).problems(problems);
    Ok(form_page(app, by, title, &person, form).await?.about(Words::new(
        "只写同意公开的内容：不写捐献项目、死因、受者、联系方式。保存后由另一人审核。",
        "Only what may be published: no programme, no cause of death, no recipient, no contact. Somebody else approves it.",
    )))
}

fn sections(values: &Values) -> Vec<Section> {
    let value = |name: &str| values.get(name).to_owned();
    let naming = each(Naming::ALL, Naming::code, Naming::label);
    let shown = vec![
        Field::radios("naming", Words::new("署名", "Named by"), naming, value("naming"))
            .required()
            .width(Width::Full),
        Field::text("pseudonym", Words::new("化名", "Pseudonym"), value("pseudonym"))
            .most(60)
            .width(Width::Half)
            .hint("用化名时必填，不能含本人姓名", "needed for a pseudonym; not her own name"),
        Field::text("born_in", Words::new("出生年", "Born in"), value("born_in"))
            .most(6)
            .width(Width::Half)
            .hint("不展示则留空", "empty where it is not to be shown"),
        Field::text("died_in", Words::new("身故年", "Died in"), value("died_in"))
            .most(6)
            .width(Width::Half)
            .hint("不展示则留空", "empty where it is not to be shown"),
        Field::area("words", Words::new("生平", "In words"), value("words")).most(500),
    ];
    let consents = each(Whose::ALL, Whose::code, Whose::label);
    let kin = Relation::ALL.iter().copied();
    let kin = kin
        .filter(|one| !matches!(one, Relation::Friend | Relation::Organisation | Relation::Other));
    let kin: Vec<Relation> = kin.collect();
    let relations = std::iter::once(Choice::none())
        .chain(each(&kin, Relation::code, Relation::label))
        .collect();
    let consent = vec![
        Field::radios(
            "consent",
            Words::new("谁同意公开", "Who consented"),
            consents,
            value("consent"),
        )
        .required()
        .width(Width::Full)
        .hint(
            "本人同意须为登记中有效的“宣传公开”同意；本人生前另有安排的，家属不能代为同意",
            "her own must stand on her record; her family cannot go against what she said in life",
        ),
        Field::select(
            "family_relation",
            Words::new("家属关系", "Relation"),
            relations,
            value("family_relation"),
        ),
        Field::text("family_name", Words::new("家属姓名", "Relative's name"), value("family_name"))
            .most(60),
        Field::day("family_on", Words::new("签署日期", "Signed on"), value("family_on")),
        Field::text(
            "family_paper",
            Words::new("同意书扫描件 SHA-256", "SHA-256 of the paper"),
            value("family_paper"),
        )
        .most(64)
        .width(Width::Full)
        .hint("可留空", "may be empty"),
    ];
    vec![
        Section::new("shown", Words::new("展示内容", "What is shown"), shown),
        Section::new("consent", Words::new("公开的同意", "Consent to publication"), consent),
    ]
}

fn input(values: &Values) -> MemorialInput {
    let text = |name: &str| values.get(name).to_owned();
    MemorialInput {
        naming: text("naming"),
        pseudonym: text("pseudonym"),
        born_in: text("born_in"),
        died_in: text("died_in"),
        words: text("words"),
        consent: text("consent"),
        family_relation: text("family_relation"),
        family_name: text("family_name"),
        family_on: text("family_on"),
        family_paper: text("family_paper"),
    }
}

/// An entry under the names of the form.
fn values_of(entry: &MemorialEntry) -> Values {
    let details = &entry.details;
    let year = |year: Option<i32>| year.map(|year| year.to_string()).unwrap_or_default();
    let pseudonym = match details.naming {
        Naming::OwnName => String::new(),
        Naming::Pseudonym => details.shown_as.as_str().to_owned(),
    };
    let mut pairs = vec![
        ("version", entry.version.to_string()),
        ("naming", details.naming.code().to_owned()),
        ("pseudonym", pseudonym),
        ("born_in", year(details.born_in)),
        ("died_in", year(details.died_in)),
        ("words", details.words.clone().unwrap_or_default()),
        ("consent", details.consent.whose().code().to_owned()),
    ];
    if let MemorialConsent::Family { relation, name, on, paper } = &details.consent {
        pairs.extend([
            ("family_relation", relation.code().to_owned()),
            ("family_name", name.as_str().to_owned()),
            ("family_on", on.to_string()),
            ("family_paper", paper.clone().unwrap_or_default()),
        ]);
    }
    Values::from(
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>(),
    )
}
