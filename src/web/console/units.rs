//! The tree of offices: seen by everybody who is signed in, kept by administrators.

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use uuid::Uuid;

use super::{
    choices::each,
    ids::Ids,
    office::{Units, problems},
    respond::{self, Done, Here, Page, PageError, done, page, page_with},
    session::{Posted, Signed},
    views::{
        Action, Choice, Field, Form, FormPage, Frame, Place, UnitRow, Values, Width, units_page,
    },
};
use crate::{
    domain::{
        permissions::Permission,
        units::UnitKind,
        words::{Problem, Words},
    },
    service::{
        App, Result, ServiceError,
        units::{self as service, Names, NewUnit, Unit},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/units", get(list))
        .route("/units/{id}/add", get(new).post(add))
        .route("/units/{id}/amend", get(edit).post(amend))
}

const ADD: Words = Words::new("新增下级机构", "Add a unit below");
const AMEND: Words = Words::new("更改名称和电话", "Amend");

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let scope = caller.actor.may(Permission::UnitsManage);
    let kept: Vec<Uuid> = scope.map_or(Vec::new(), |scope| {
        units.below(scope.root()).into_iter().map(|(_, unit)| unit.id).collect()
    });
    let rows =
        units.all().into_iter().map(|(depth, unit)| row(depth, unit, kept.contains(&unit.id)));
    let frame = here.frame(&app, Words::new("机构", "Units"), Some(Place::Units)).await?;
    Ok(page(&units_page(frame, rows.collect(), Vec::new())))
}

fn row(depth: usize, unit: &Unit, kept: bool) -> UnitRow {
    let link = |what: &str, words| Action::link(format!("/units/{}/{what}", unit.id), words);
    UnitRow {
        depth,
        name: Words::made(unit.zh.clone(), unit.en.clone()),
        kind: unit.kind.label(),
        code: unit.code.clone().unwrap_or_default(),
        aliases: unit.aliases.clone(),
        phone: unit.phone.clone().unwrap_or_default(),
        actions: if kept { vec![link("add", ADD), link("amend", AMEND)] } else { Vec::new() },
    }
}

async fn new(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let parent = kept(&app, &here.by, id).await?;
    let frame = here.frame(&app, ADD, Some(Place::Units)).await?;
    Ok(page(&add_page(frame, &parent, &Values::default(), &[])))
}

async fn add(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let Posted { by, values } = &form;
    let parent = kept(&app, by, id).await?;
    let Some(kind) = UnitKind::from_code(values.get("kind")) else {
        let words = Words::new("请选择级别", "Choose its kind");
        let problem = Problem::new("kind", "required", words);
        return refused(&app, by, ADD, |frame| add_page(frame, &parent, values, &[problem])).await;
    };
    let code = Some(values.get("code").to_owned());
    let unit = NewUnit { parent: id, kind, code, names: names(values) };
    match problems(service::add(&app, &by.caller, unit).await)? {
        Ok(_) => Ok(done("/units", Done::Saved)),
        Err(found) => {
            refused(&app, by, ADD, |frame| add_page(frame, &parent, values, &found)).await
        }
    }
}

async fn edit(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let unit = kept(&app, &here.by, id).await?;
    let frame = here.frame(&app, AMEND, Some(Place::Units)).await?;
    let aliases = unit.aliases.join("\n");
    let phone = unit.phone.clone().unwrap_or_default();
    let values =
        [("zh", unit.zh.clone()), ("en", unit.en.clone()), ("phone", phone), ("aliases", aliases)];
    let values: Vec<_> = values.map(|(name, value)| (name.to_owned(), value)).into();
    Ok(page(&amend_page(frame, &unit, &Values::from(values), &[])))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let Posted { by, values } = &form;
    let unit = kept(&app, by, id).await?;
    match problems(service::amend(&app, &by.caller, id, names(values)).await)? {
        Ok(_) => Ok(done("/units", Done::Saved)),
        Err(found) => {
            refused(&app, by, AMEND, |frame| amend_page(frame, &unit, values, &found)).await
        }
    }
}

/// The unit, if the account keeps it: whoever may not save is not shown a form.
async fn kept(app: &App, by: &Signed, id: Uuid) -> Result<Unit> {
    let scope = by.caller.actor.may(Permission::UnitsManage)?;
    let units = Units::now(app, &by.caller).await?;
    let found = units.below(scope.root()).into_iter().find(|(_, unit)| unit.id == id);
    found.map(|(_, unit)| unit.clone()).ok_or(ServiceError::Missing)
}

/// The form once more, with what is wrong.
async fn refused(
    app: &App,
    by: &Signed,
    title: Words,
    template: impl FnOnce(Frame) -> FormPage,
) -> Result<Response, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Units)).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template(frame)))
}

fn names(values: &Values) -> Names {
    let aliases = values.get("aliases").split(['\n', '、', ',', '\u{ff0c}', ';', '\u{ff1b}']);
    Names {
        zh: values.get("zh").to_owned(),
        en: values.get("en").to_owned(),
        aliases: aliases.map(str::to_owned).collect(),
        phone: Some(values.get("phone").to_owned()),
    }
}

fn name_fields(values: &Values) -> Vec<Field> {
    vec![
        Field::text("zh", Words::new("中文名称", "Chinese name"), values.get("zh"))
            .required()
            .most(100)
            .first(),
        Field::text("en", Words::new("英文名称", "English name"), values.get("en"))
            .required()
            .most(100),
        Field::phone("phone", Words::new("办公电话", "Office phone"), values.get("phone"))
            .most(40)
            .hint(
                "公开；印在登记卡上，带区号，如 0574-20000000",
                "Public: printed on the registration card; with its area code",
            ),
        Field::area("aliases", Words::new("别名", "Also known as"), values.get("aliases")).hint(
            "每行一个;台账里写这些名称时也认作本机构",
            "One a line; ledgers that use them mean this unit",
        ),
    ]
}

fn add_page(frame: Frame, parent: &Unit, values: &Values, problems: &[Problem]) -> FormPage {
    let kinds: Vec<UnitKind> =
        UnitKind::ALL.iter().copied().filter(|kind| *kind >= parent.kind).collect();
    let kinds =
        std::iter::once(Choice::none()).chain(each(&kinds, UnitKind::code, UnitKind::label));
    let mut fields = name_fields(values);
    fields.insert(
        2,
        Field::select("kind", Words::new("级别", "Kind"), kinds.collect(), values.get("kind"))
            .required(),
    );
    let code = Field::text("code", Words::new("代码", "Code"), values.get("code"))
        .most(9)
        .width(Width::Half)
        .hint(
            "六位区划代码,镇(街道)九位;功能区留空",
            "Six digits, a township's nine; areas have none",
        );
    fields.insert(3, code);
    let form = Form::new(
        format!("/units/{}/add", parent.id),
        frame.csrf.clone(),
        Words::new("保存", "Save"),
    )
    .fields(fields)
    .cancel("/units")
    .problems(problems);
    let about = Words::made(format!("设在 {} 之下。", parent.zh), format!("Below {}.", parent.en));
    FormPage::new(frame, form).about(about)
}

fn amend_page(frame: Frame, unit: &Unit, values: &Values, problems: &[Problem]) -> FormPage {
    let form = Form::new(
        format!("/units/{}/amend", unit.id),
        frame.csrf.clone(),
        Words::new("保存", "Save"),
    )
    .fields(name_fields(values))
    .cancel("/units")
    .problems(problems);
    FormPage::new(frame, form).about(Words::new(
        "级别和代码不能更改;原名称自动保留为别名。",
        "Kind and code stay; the old name is kept as an alias.",
    ))
}
