//! Opening a ledger: for a family, or from a person's page; and changing what it is called.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{act, href, ledger_form};
use crate::{
    domain::{
        care::{LedgerKind, inputs::LedgerInput},
        person::PersonStatus,
        words::{Problem, Words},
    },
    service::{App, care as service, people},
    web::console::{
        choices::each,
        ids::Ids,
        office::{self, Units, id_in},
        people::{done_or_again, form_answer, form_page, href as person_href, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Field, Form, FormPage, Place, Values, Width},
    },
};

const OPEN: Words = Words::new("建立关怀台账", "Open a care ledger");
const ABOUT: Words = Words::new(
    "台账属于这个家庭，单独加密保存：删除捐献者的登记不影响它，反之亦然。",
    "The ledger is the family's and sealed by itself: erasing the donor's record leaves it whole, and the other way round.",
);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/new", get(ask_family).post(open_family))
        .route("/people/{id}/care/new", get(ask_of_person).post(open_of_person))
        .route("/care/{id}/amend", get(ask_amend).post(amend))
}

fn input(values: &Values, person: Option<Uuid>) -> LedgerInput {
    LedgerInput {
        kind: values.get("kind").to_owned(),
        title: values.get("title").to_owned(),
        person,
        unit: id_in(values, "unit"),
        died_on: values.get("died_on").to_owned(),
        lunar: values.has("lunar", "yes"),
    }
}

fn title_field(values: &Values) -> Field {
    Field::text("title", Words::new("家庭称呼", "What the family is called"), values.get("title"))
        .most(60)
        .required()
        .hint("按家属的意愿填写，如“王家”", "as the family wishes, e.g. the Wangs")
        .first()
}

/// The death that the family remembers.
fn remembered(values: &Values) -> [Field; 2] {
    [
        Field::day("died_on", Words::new("忌日", "Day of remembrance"), values.get("died_on")).hint(
            "周年、百日等提醒由此起算；不填则取捐献日，在世者不填",
            "reminders of anniversaries count from it; by default the day of the donation; none for the living",
        ),
        Field::tick(
            "lunar",
            Words::new("周年按农历", "Anniversaries by the lunar calendar"),
            values.has("lunar", "yes"),
        ),
    ]
}

fn kind_field(values: &Values, kinds: &[LedgerKind]) -> Field {
    let choices = each(kinds, LedgerKind::code, LedgerKind::label);
    let value = values.get_or("kind", kinds.first().map_or("", |kind| kind.code()));
    Field::radios("kind", Words::new("类别", "Kind"), choices, value).required().width(Width::Full)
}

async fn ask_family(State(app): State<App>, by: Signed) -> Page {
    Ok(form_answer(&family_page(&app, &by, &Values::default(), &[]).await?, &[]))
}

async fn open_family(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let family = LedgerInput { kind: LedgerKind::Family.code().to_owned(), ..input(&values, None) };
    match office::problems(service::open(&app, &by.caller, &family).await)? {
        Ok(id) => Ok(done(&href(id), Done::Saved)),
        Err(problems) => {
            Ok(form_answer(&family_page(&app, &by, &values, &problems).await?, &problems))
        }
    }
}

async fn family_page(
    app: &App,
    by: &Signed,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let actor = &by.caller.actor;
    actor.may(crate::domain::permissions::Permission::CareWork)?;
    let units = Units::now(app, &by.caller).await?;
    let own = actor.unit().to_string();
    let unit = Field::select(
        "unit",
        Words::new("负责机构", "The unit that cares"),
        units.choices(actor.unit()),
        values.get_or("unit", &own),
    )
    .required();
    let form = Form::new("/care/new", by.form_token(), OPEN)
        .fields([title_field(values), unit].into_iter().chain(remembered(values)).collect())
        .problems(problems)
        .cancel("/care");
    let frame = respond::frame(app, by, OPEN, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form).about(ABOUT))
}

async fn ask_of_person(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&of_person_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn open_of_person(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let opened = service::open(&app, &by.caller, &input(&values, Some(id))).await;
    match office::problems(opened)? {
        Ok(ledger) => Ok(done(&href(ledger), Done::Saved)),
        Err(problems) => {
            Ok(form_answer(&of_person_page(&app, &by, id, &values, &problems).await?, &problems))
        }
    }
}

async fn of_person_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(crate::domain::permissions::Permission::CareWork)?;
    let person = people::get(app, &by.caller, id).await?.person;
    let kinds: &[LedgerKind] = match person.status {
        PersonStatus::Living => LedgerKind::ALL,
        _ => &[LedgerKind::Family],
    };
    let form = Form::new(format!("{}/care/new", person_href(id)), by.form_token(), OPEN)
        .fields(
            [title_field(values), kind_field(values, kinds)]
                .into_iter()
                .chain(remembered(values))
                .collect(),
        )
        .problems(problems)
        .cancel(person_href(id));
    Ok(form_page(app, by, OPEN, &person, form).await?.about(ABOUT))
}

async fn ask_amend(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&amend_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let amended =
        service::amend(&app, &by.caller, id, version(&values)?, &input(&values, None)).await;
    done_or_again(amended, &href(id), Done::Saved, async |problems| {
        amend_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn amend_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let kinds: &[LedgerKind] = match ledger.person {
        Some(_) => LedgerKind::ALL,
        None => &[LedgerKind::Family],
    };
    let choices = each(kinds, LedgerKind::code, LedgerKind::label);
    let kind = values.get_or("kind", ledger.kind.code());
    let kind = Field::radios("kind", Words::new("类别", "Kind"), choices, kind)
        .required()
        .width(Width::Full);
    let fields: Vec<Field> =
        [title_field(values), kind].into_iter().chain(remembered(values)).collect();
    let form = act(by, &ledger, values, "amend", Words::new("保存", "Save"))
        .fields(fields)
        .problems(problems);
    let title = Words::new("更改台账", "Amend the ledger");
    // What it is called now stays masked: it is written anew.
    let about = Words::new("请重新填写家庭称呼。", "Write anew what the family is called.");
    Ok(ledger_form(app, by, title, &ledger, form).await?.about(about))
}
