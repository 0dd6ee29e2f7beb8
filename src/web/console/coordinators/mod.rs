//! The register of donation coordinators: the list, one coordinator, and the forms of those who keep it.

mod acts;
mod details;
mod page;

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    office::Units,
    respond::{Here, Page, page as answer},
    views::{Action, Badge, Cell, ListPage, Notice, Place, Table, Tone},
};
use crate::{
    domain::{coordinators::CertificateState, permissions::Permission, words::Words},
    service::{
        App,
        coordinators::{self as service, Listed},
    },
};

pub(super) use acts::training_fields;
pub(super) use page::trainings;

const TITLE: Words = Words::new("协调员名册", "Coordinators' register");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/coordinators", get(list))
        .merge(page::routes())
        .merge(details::routes())
        .merge(acts::routes())
}

/// A coordinator's page.
fn href(id: Uuid) -> String {
    format!("/coordinators/{id}")
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Coordinators)).await?;
    let columns = vec![
        Words::new("姓名", "Name"),
        Words::new("证件状态", "Certificate"),
        Words::new("到期日", "Last day"),
        Words::new("类别", "Kind"),
        Words::new("机构", "Unit"),
        Words::new("账号", "Account"),
    ];
    let row = |one: &Listed| row(&app, &units, one);
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(listed.iter().map(row));
    table.empty = Words::new("名册里还没有协调员", "Nobody stands in the register yet");
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "捐献见证须有两名以上持证的红十字会协调员在场。证件到期或即将到期的排在最前。",
        "At least two certified Red Cross coordinators witness a donation. Certificates that have run out or soon will stand first.",
    ));
    template.notices.extend(notice(&app, &listed));
    if caller.actor.may(Permission::CoordinatorsManage).is_ok() {
        let add = Words::new("登记协调员", "Add a coordinator");
        template.actions.push(Action::link("/coordinators/new", add).tone(Tone::Good));
    }
    Ok(answer(&template))
}

fn row(app: &App, units: &Units, one: &Listed) -> Vec<Cell> {
    let coordinator = &one.coordinator;
    let account = match coordinator.account {
        Some(_) => Words::new("已关联", "linked"),
        None => Words::new("", ""),
    };
    vec![
        Cell::Link {
            href: href(coordinator.id),
            text: coordinator.details.name.as_str().to_owned(),
        },
        Cell::Badges(vec![badge(app, one.state)]),
        Cell::Number(coordinator.certified_until.to_string()),
        Cell::Coded(coordinator.kind.label()),
        Cell::Coded(units.name(coordinator.unit)),
        Cell::Coded(account),
    ]
}

/// How many certificates ask for something.
fn notice(app: &App, listed: &[Listed]) -> Option<Notice> {
    let count =
        |is: fn(&CertificateState) -> bool| listed.iter().filter(|one| is(&one.state)).count();
    let expired = count(|state| matches!(state, CertificateState::Expired { .. }));
    let expiring = count(|state| matches!(state, CertificateState::Expiring { .. }));
    let days = app.settings.certificates.warning;
    let words = Words::made(
        format!(
            "{expired} 位的证件已到期，{expiring} 位的证件在 {days} 天内到期，请安排培训考核和续期。"
        ),
        format!(
            "{expired} certificates have run out, {expiring} will within {days} days: arrange training and renewal."
        ),
    );
    (expired + expiring > 0).then(|| Notice::new(Tone::Warn, words))
}

/// Where a certificate stands, in words; the colour says no more than they do.
fn badge(app: &App, state: CertificateState) -> Badge {
    let tone = match state {
        CertificateState::Expired { .. } | CertificateState::Banned => Tone::Bad,
        CertificateState::Expiring { .. } | CertificateState::NotYet { .. } => Tone::Warn,
        CertificateState::Valid { .. } => Tone::Good,
    };
    Badge::new(tone, state.words(app.today()))
}
