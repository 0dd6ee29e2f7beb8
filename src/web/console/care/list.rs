//! The ledgers of a scope, and the aid that waits for a second person.

use axum::{Router, extract::State, routing::get};

use super::{href, last_on, marks, story};
use crate::{
    domain::{
        care::{entries::What, masks::MaskedLedger},
        permissions::Permission,
        words::Words,
    },
    service::{App, care as service},
    web::console::{
        office::{Units, kinds_of_work},
        respond::{Here, Page, page},
        views::{
            Action, Badge, Case, CaseGroup, CasesPage, Cell, Fact, ListPage, Notice, Place, Table,
            Tone,
        },
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/care", get(list)).route("/care/approvals", get(approvals))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let listed = service::list(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, Words::new("关怀", "Care"), Some(Place::Care)).await?;
    let columns = vec![
        Words::new("台账", "Ledger"),
        Words::new("类别", "Kind"),
        Words::new("机构", "Unit"),
        Words::new("成员", "Members"),
        Words::new("最近联系", "Last contact"),
        Words::new("提示", "Notes"),
    ];
    let rows = listed.ledgers.iter().map(|ledger| {
        vec![
            Cell::Link { href: href(ledger.id), text: ledger.title.clone() },
            Cell::Coded(ledger.kind.label()),
            Cell::Coded(units.name(ledger.unit)),
            Cell::Number(ledger.members.len().to_string()),
            Cell::Number(last_on(ledger)),
            Cell::Badges(marks(ledger).into_iter().chain(asked_of(ledger)).collect()),
        ]
    });
    let mut table = Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows);
    table.empty = Words::new(
        "还没有台账；可从这里为捐献者家庭建立，或从志愿者页面建立",
        "No ledgers yet: open one here for a family, or from a person's page",
    );
    let mut actions = vec![
        Action::link("/care/new", Words::new("建立家庭台账", "Open a family's ledger"))
            .tone(Tone::Good),
    ];
    actions.push(Action::link("/commemorations", Words::new("缅怀活动", "Commemorations")));
    if caller.actor.may(Permission::AidApprove).is_ok() {
        actions.push(Action::link("/care/approvals", Words::new("救助审批", "Aid to approve")));
    }
    let mut notices = Vec::new();
    if listed.left_off > 0 {
        let words = Words::made(
            format!("另有 {} 本台账未列出，请从志愿者页面打开。", listed.left_off),
            format!("{} more are not listed; open them from the person's page.", listed.left_off),
        );
        notices.push(Notice::new(Tone::Info, words));
    }
    Ok(page(&ListPage {
        about: Some(Words::new(
            "人道关怀，不是补偿。待审批的排在最前，其后按最近更改排列。",
            "Humanitarian care, never compensation. What waits for approval comes first, then what was changed last.",
        )),
        notices,
        actions,
        ..ListPage::new(frame, vec![table])
    }))
}

/// Whom to think of: parents over sixty, children at school.
fn asked_of(ledger: &MaskedLedger) -> Vec<Badge> {
    let old = ledger.members.iter().any(|member| member.is_old_parent);
    let school = ledger.members.iter().any(|member| member.is_at_school);
    let badge = |there: bool, zh, en| there.then(|| Badge::new(Tone::Plain, Words::new(zh, en)));
    [badge(old, "60 岁以上父母", "Parent over 60"), badge(school, "在学子女", "Child at school")]
        .into_iter()
        .flatten()
        .collect()
}

async fn approvals(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let waiting = service::awaiting_approval(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let cases = waiting.iter().flat_map(|ledger| cases(&here, &units, ledger)).collect();
    let title = Words::new("救助审批", "Aid to approve");
    Ok(page(&CasesPage {
        frame: here.frame(&app, title, Some(Place::Care)).await?,
        about: Words::new(
            "救助由申请人以外的督导审批，批准之后才能发放。请先看过家庭的情况。",
            "A supervisor who did not ask for it decides; nothing is given before. Read the family's story first.",
        ),
        kinds: kinds_of_work(&caller.actor),
        groups: vec![CaseGroup { title: Words::new("待审批", "Waiting"), cases }],
    }))
}

/// Each aid of a ledger that waits.
fn cases(here: &Here, units: &Units, ledger: &MaskedLedger) -> Vec<Case> {
    let waiting = ledger.entries.iter().filter_map(|entry| match &entry.what {
        What::Aid(aid) if aid.awaits_approval() => Some((entry, &**aid)),
        _ => None,
    });
    waiting
        .map(|(entry, aid)| {
            let decide = story::decide(&here.by, ledger, entry);
            let status = match decide {
                Some(_) => Badge::new(Tone::Warn, aid.state().label()),
                None => Badge::new(
                    Tone::Info,
                    Words::new("由本人申请，须他人审批", "Yours: somebody else decides"),
                ),
            };
            let mut facts = vec![
                Fact::coded(Words::new("类别", "Kind"), ledger.kind.label()),
                Fact::coded(Words::new("机构", "Unit"), units.name(ledger.unit)),
                Fact::new(Words::new("申请日期", "Asked on"), entry.on.to_string()),
                Fact::new(Words::new("用途", "Need"), entry.words.clone().unwrap_or_default()),
            ];
            facts.extend(story::of_aid(aid));
            Case {
                id: entry.id.to_string(),
                title: ledger.title.clone(),
                href: Some(href(ledger.id)),
                status,
                facts,
                decide,
                actions: Vec::new(),
            }
        })
        .collect()
}
