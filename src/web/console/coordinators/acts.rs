//! What is done to a coordinator's record: a new certificate, a training, a ban, taking a ban back.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{badge, href};
use crate::{
    domain::{
        coordinators::inputs::{BanInput, CertificateInput},
        permissions::Permission,
        trainings::TrainingInput,
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        coordinators::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office,
        people::{form_answer, version},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{Fact, Field, Form, FormPage, Place, Values, Width},
    },
};

/// One of the acts, each with a form of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Renew,
    Train,
    Ban,
    LiftBan,
}

impl Act {
    const ALL: [Self; 4] = [Self::Renew, Self::Train, Self::Ban, Self::LiftBan];

    /// The last part of its address.
    const fn step(self) -> &'static str {
        match self {
            Self::Renew => "renew",
            Self::Train => "training",
            Self::Ban => "ban",
            Self::LiftBan => "unban",
        }
    }

    const fn title(self) -> Words {
        match self {
            Self::Renew => Words::new("证件续期", "Renew the certificate"),
            Self::Train => Words::new("记录培训", "Record a training"),
            Self::Ban => Words::new("终身禁止", "Ban for life"),
            Self::LiftBan => Words::new("撤回误记的禁止", "Take a mistaken ban back"),
        }
    }

    const fn about(self) -> Words {
        match self {
            Self::Renew => Words::new(
                "填写新换发的证件；现有证件保留在“以前的证件”里，当时的见证仍以它为准。",
                "Enter the new certificate. The present one is kept: what was witnessed under it stands.",
            ),
            Self::Train => Words::new("参加过的培训。", "A training that was attended."),
            Self::Ban => Words::new(
                "自该日起，任何捐献都不能再由其见证；此前的见证不受影响。只有误记才能撤回。",
                "From that day on nothing may be witnessed by this coordinator; what was before stands. Only a mistake is taken back.",
            ),
            Self::LiftBan => Words::new(
                "只用于误记。原来的禁止和撤回的原因都保留在记录里，并单独记入审计。",
                "For mistakes only. The ban and the reason stay in the record, and the trail names it apart.",
            ),
        }
    }

    /// Whether it can be done to the coordinator shown.
    fn fits(self, shown: &Shown) -> bool {
        match self {
            Self::Train => true,
            Self::Renew | Self::Ban => !shown.coordinator.banned,
            Self::LiftBan => shown.coordinator.banned,
        }
    }

    fn fields(self, values: &Values, today: &str) -> Vec<Field> {
        let value = |name: &str| values.get(name).to_owned();
        let reason = || {
            Field::area("reason", Words::new("原因", "Reason"), value("reason"))
                .required()
                .most(500)
        };
        let on = |label: Words| Field::day("on", label, values.get_or("on", today)).required();
        match self {
            Self::Renew => vec![
                Field::text("number", Words::new("新证件号", "Its number"), value("number"))
                    .required()
                    .most(40)
                    .width(Width::Third)
                    .first(),
                Field::day(
                    "certified_from",
                    Words::new("起始日", "First day"),
                    value("certified_from"),
                )
                .required(),
                Field::day(
                    "certified_until",
                    Words::new("到期日", "Last day"),
                    value("certified_until"),
                )
                .required(),
            ],
            Self::Train => training_fields(values, today),
            Self::Ban => vec![on(Words::new("自哪一天起", "From")), reason().first()],
            Self::LiftBan => vec![reason().first()],
        }
    }
}

/// What is asked of a training.
pub(in crate::web::console) fn training_fields(values: &Values, today: &str) -> Vec<Field> {
    let value = |name: &str| values.get(name).to_owned();
    vec![
        Field::day("on", Words::new("日期", "Day"), values.get_or("on", today)).required().first(),
        Field::text("hours", Words::new("小时", "Hours"), value("hours"))
            .required()
            .most(6)
            .width(Width::Third)
            .hint("例如 6 或 1.5", "such as 6 or 1.5"),
        Field::text("what", Words::new("内容", "What"), value("what"))
            .required()
            .most(200)
            .width(Width::Full),
    ]
}

pub(super) fn routes() -> Router<App> {
    Act::ALL.into_iter().fold(Router::new(), |router, act| {
        let ask =
            move |State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed| ask(act, app, id, by);
        let posted = move |State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted| {
            post(act, app, id, form)
        };
        router.route(&format!("/coordinators/{{id}}/{}", act.step()), get(ask).post(posted))
    })
}

async fn ask(act: Act, app: App, id: Uuid, by: Signed) -> Page {
    Ok(form_answer(&form(act, &app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn post(act: Act, app: App, id: Uuid, Posted { by, values }: Posted) -> Page {
    let (caller, version) = (&by.caller, version(&values)?);
    let text = |name: &str| values.get(name).to_owned();
    let saved = match act {
        Act::Renew => {
            let (certified_from, certified_until) =
                (text("certified_from"), text("certified_until"));
            let new = CertificateInput { number: text("number"), certified_from, certified_until };
            service::renew(&app, caller, id, version, &new).await
        }
        Act::Train => {
            let training =
                TrainingInput { on: text("on"), what: text("what"), hours: text("hours") };
            service::train(&app, caller, id, version, &training).await
        }
        Act::Ban => {
            let ban = BanInput { on: text("on"), reason: text("reason") };
            service::ban(&app, caller, id, version, &ban).await
        }
        Act::LiftBan => service::lift_ban(&app, caller, id, version, values.get("reason")).await,
    };
    match office::problems(saved)? {
        Ok(_) => Ok(done(&href(id), Done::Saved)),
        Err(found) => Ok(form_answer(&form(act, &app, &by, id, &values, &found).await?, &found)),
    }
}

async fn form(
    act: Act,
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    by.caller.actor.may(Permission::CoordinatorsManage)?;
    let shown = service::get(app, &by.caller, id).await?;
    if !act.fits(&shown) && problems.is_empty() {
        return Err(ServiceError::Missing.into());
    }
    let coordinator = &shown.coordinator;
    let read = coordinator.version.to_string();
    let action = format!("{}/{}", href(id), act.step());
    let form = Form::new(action, by.form_token(), act.title())
        .with("version", values.get_or("version", &read))
        .fields(act.fields(values, &app.today().to_string()))
        .problems(problems)
        .cancel(href(id));
    let form = if act == Act::Ban { form.dangerous() } else { form };
    let frame = respond::frame(app, by, act.title(), Some(Place::Coordinators)).await?;
    let state = badge(app, shown.state).words;
    Ok(FormPage::new(frame, form).about(act.about()).facts(vec![
        Fact::new(Words::new("姓名", "Name"), coordinator.details.name.as_str()),
        Fact::coded(Words::new("证件状态", "Certificate"), state),
        Fact::new(Words::new("到期日", "Last day"), coordinator.certified_until.to_string()),
    ]))
}
