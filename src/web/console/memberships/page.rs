//! One membership, its person masked.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{href, marks};
use crate::{
    domain::{memberships::MembershipStatus, words::Words},
    service::{
        App,
        memberships::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        people,
        respond::{Here, Page, page},
        views::{Action, Fact, Notice, Place, RecordPage, Tone},
    },
};

/// What the page is called; it names nobody.
const TITLE: Words = Words::new("会员与志愿者", "Membership");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/memberships/{id}", get(show))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let (membership, person) = (&shown.listed.membership, &shown.listed.person);
    Ok(page(&RecordPage {
        frame: here.frame(&app, TITLE, Some(Place::Memberships)).await?,
        href: href(membership.id),
        name: format!("{} …{}", person.name, person.last_four),
        marks: marks(&shown.listed),
        notices: notices(&shown),
        facts: vec![
            Fact::coded(Words::new("类别", "Kind"), membership.kind.label()),
            Fact::new(Words::new("加入日期", "Joined on"), membership.joined_on.to_string()),
            Fact::new(
                Words::new("编号", "Number"),
                membership.details.number.clone().unwrap_or_default(),
            ),
            Fact::coded(Words::new("所属机构", "Unit"), units.name(person.unit)),
            Fact::coded(Words::new("办理机构", "Taken in by"), units.name(membership.unit)),
        ],
        revealed: None,
        reveal: None,
        actions: actions(&shown),
        tables: Vec::new(),
        past: past(&app, &shown.past, &shown.history, |_| vec![MembershipStatus::Active.label()]),
        history: history(&app, &shown.history),
    }))
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let membership = &shown.listed.membership;
    let ended = membership.details.ended.as_ref().map(|ending| {
        let why = ending.why.label();
        let words = Words::made(
            format!("已于 {} 终止：{}。", ending.on, why.zh),
            format!("Ended on {}: {}.", ending.on, why.en),
        );
        Notice::new(Tone::Info, words)
    });
    let gone = (!membership.has_ended() && !shown.listed.stands).then(|| {
        let words = Words::new(
            "同意现在不成立，不会出现在任何名册中。",
            "Its consent does not stand now: it is in no roll.",
        );
        Notice::new(Tone::Warn, words)
    });
    ended.into_iter().chain(gone).collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let membership = &shown.listed.membership;
    let person = Action::link(
        people::href(membership.person),
        Words::new("志愿者页面", "The person's page"),
    );
    let end = Action::link(format!("{}/end", href(membership.id)), Words::new("退出", "Leave"));
    let end = (!membership.has_ended()).then(|| end.tone(Tone::Bad));
    end.into_iter().chain([person]).collect()
}
