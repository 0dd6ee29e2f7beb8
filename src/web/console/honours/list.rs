//! Who is eligible for what, and what was issued; masked.

use axum::{Router, extract::State, routing::get};

use super::{badge, handed_to, href};
use crate::{
    domain::{
        honours::policies::{Eligible, Policy},
        words::Words,
    },
    service::{
        App,
        honours::{self as service, Due, Listed},
    },
    web::console::{
        office::Units,
        people,
        respond::{Here, Page, page},
        views::{Badge, Cell, ListPage, Place, Table, Tone},
    },
};

const TITLE: Words = Words::new("荣誉与待遇", "Honours and benefits");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/honours", get(list))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let eligible = service::eligible(&app, caller).await?;
    let issued = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Honours)).await?;
    let columns = vec![
        Words::new("捐献者", "Donor"),
        Words::new("归属机构", "Unit"),
        Words::new("谁可享受", "Who may have it"),
        Words::new("政策", "Policy"),
        Words::new("已办理", "Issued"),
    ];
    let mut due = Table::new(&frame.csrf, Words::new("可享受待遇", "Eligible"), columns)
        .rows(eligible.iter().map(|due| due_row(&units, due)));
    due.empty = Words::new("还没有已实现捐献的人可享受所列政策", "Nobody gave yet who is eligible");
    let columns = vec![
        Words::new("捐献者", "Donor"),
        Words::new("项目", "What"),
        Words::new("日期", "Day"),
        Words::new("领取人", "Handed to"),
        Words::new("归属机构", "Unit"),
        Words::new("状态", "State"),
    ];
    let mut given = Table::new(&frame.csrf, Words::new("已颁发和办理", "Issued"), columns)
        .rows(issued.iter().map(|one| issued_row(&units, one)));
    given.empty = Words::new("还没有颁发或办理", "Nothing was issued yet");
    let columns = vec![
        Words::new("政策", "Policy"),
        Words::new("谁可享受", "Who may have it"),
        Words::new("上限", "The most"),
        Words::new("施行", "In force from"),
        Words::new("依据", "Legal basis"),
    ];
    let policies = Table::new(&frame.csrf, Words::new("优待政策", "Policies"), columns)
        .rows(app.settings.benefits.all().iter().map(policy_row));
    let mut template = ListPage::new(frame, vec![due, given, policies]);
    template.about = Some(Words::new(
        "按登记中已实现的捐献推算，姓名已遮盖；从捐献者页面颁发和办理。待遇只依法律规定，不是补偿。",
        "Told by the donations that took place, names masked; issue from the donor's page. A benefit is what the law gives, never a payment.",
    ));
    Ok(page(&template))
}

fn eligible_words(eligible: &[Eligible]) -> Words {
    let all = |one: fn(Words) -> String, join: &str| {
        eligible.iter().map(|eligible| one(eligible.label())).collect::<Vec<_>>().join(join)
    };
    Words::made(all(|words| words.zh.into_owned(), "；"), all(|words| words.en.into_owned(), "; "))
}

fn due_row(units: &Units, due: &Due) -> Vec<Cell> {
    let days: Vec<String> = due.issued.iter().map(ToString::to_string).collect();
    let issued = match days.is_empty() {
        true => Cell::Badges(vec![Badge::new(Tone::Warn, Words::new("未办理", "not yet"))]),
        false => Cell::Text(days.join("、")),
    };
    vec![
        Cell::Link {
            href: format!("{}#honours", people::href(due.person.id)),
            text: format!("{} …{}", due.person.name, due.person.last_four),
        },
        Cell::Coded(units.name(due.person.unit)),
        Cell::Coded(eligible_words(&due.eligible)),
        Cell::Coded(due.policy.words.clone()),
        issued,
    ]
}

fn issued_row(units: &Units, one: &Listed) -> Vec<Cell> {
    let (honour, person) = (&one.honour, &one.person);
    vec![
        Cell::Link {
            href: href(honour.id),
            text: format!("{} …{}", person.name, person.last_four),
        },
        Cell::Coded(honour.kind.label()),
        Cell::Number(honour.issued_on.to_string()),
        Cell::Coded(handed_to(honour)),
        Cell::Coded(units.name(person.unit)),
        Cell::Badges(vec![badge(honour.status)]),
    ]
}

fn policy_row(policy: &Policy) -> Vec<Cell> {
    let limit = policy.limit_ml.map(|limit| format!("{limit} mL")).unwrap_or_default();
    let from = policy.in_force_from.map(|from| from.to_string()).unwrap_or_default();
    vec![
        Cell::Coded(policy.words.clone()),
        Cell::Coded(eligible_words(&policy.eligible)),
        Cell::Number(limit),
        Cell::Number(from),
        Cell::Coded(policy.basis.clone()),
    ]
}
