//! The members and volunteers of a unit, masked.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{href, marks};
use crate::{
    domain::{memberships::MembershipKind, permissions::Permission, words::Words},
    service::{
        App,
        memberships::{self as service, Listed},
    },
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{Action, Cell, Field, Filter, ListPage, Place, Table},
    },
};

const TITLE: Words = Words::new("会员与志愿者", "Members and volunteers");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/memberships", get(list))
}

/// What the address says.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    unit: String,
}

async fn list(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let own = caller.actor.unit();
    let unit = Uuid::parse_str(&asked.unit).unwrap_or(own);
    let members = service::list(&app, caller, Some(unit)).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Memberships)).await?;
    let columns = vec![
        Words::new("姓名", "Name"),
        Words::new("类别", "Kind"),
        Words::new("所属机构", "Unit"),
        Words::new("加入日期", "Joined on"),
        Words::new("状态", "State"),
    ];
    let mut table = Table::new(&frame.csrf, counted(&members.counts), columns)
        .rows(members.listed.iter().map(|one| row(&units, one)));
    table.empty = Words::new("这里还没有会员或志愿者", "No members or volunteers here yet");
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "登记者另行同意后成为的会员和志愿者，姓名已遮盖；从其页面加入。名单须申请导出。",
        "Registrants who became members or volunteers on a consent of its own, masked; join from a person's page. A list in full is an export.",
    ));
    template.filter = Some(Filter {
        action: "/memberships".to_owned(),
        fields: vec![Field::select(
            "unit",
            Words::new("机构及下级", "Unit and below"),
            units.choices(own),
            unit.to_string(),
        )],
    });
    if caller.actor.may(Permission::ExportsAsk).is_ok() {
        let words = Words::new("申请导出名册", "Ask for an export");
        template.actions = vec![Action::link(format!("/exports/new?unit={unit}"), words)];
    }
    Ok(page(&template))
}

/// How many of each kind stand.
fn counted(counts: &[(MembershipKind, i64)]) -> Words {
    let zh = |(kind, count): &(MembershipKind, i64)| format!("{} {count} 人", kind.label().zh);
    let en = |(kind, count): &(MembershipKind, i64)| format!("{}: {count}", kind.label().en);
    let all = |one: &dyn Fn(&(MembershipKind, i64)) -> String, join: &str| {
        counts.iter().map(one).collect::<Vec<_>>().join(join)
    };
    Words::made(all(&zh, "，"), all(&en, ", "))
}

fn row(units: &Units, one: &Listed) -> Vec<Cell> {
    let (membership, person) = (&one.membership, &one.person);
    vec![
        Cell::Link {
            href: href(membership.id),
            text: format!("{} …{}", person.name, person.last_four),
        },
        Cell::Coded(membership.kind.label()),
        Cell::Coded(units.name(person.unit)),
        Cell::Number(membership.joined_on.to_string()),
        Cell::Badges(marks(one)),
    ]
}
