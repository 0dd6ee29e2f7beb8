//! Merges of two records of one person: looked at side by side, confirmed by a second person, and
//! taken back.

mod pairs;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

pub(super) use pairs::{rows, side, title};

use super::{
    ids::Ids,
    office::{Units, decided, kinds_of_work, problems, time},
    respond::{self, Done, Here, Page, done, page, page_with},
    session::Posted,
    views::{
        Action, Badge, Case, CaseGroup, CasePage, CasesPage, Decide, Decision, Fact, Frame, Notice,
        Place, Tone,
    },
};
use crate::{
    domain::{
        permissions::{Actor, Permission},
        words::Words,
    },
    service::{
        App, Caller, Result, ServiceError,
        merges::{self as service, Pair},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/merges", get(list))
        .route("/merges/{id}", get(show).post(decide))
        .route("/merges/{id}/undo", post(undo))
}

const TITLE: Words = Words::new("合并", "Merges");

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let (waiting, merged): (Vec<Pair>, Vec<Pair>) =
        service::list(&app, caller).await?.into_iter().partition(waits);
    let cases = |pairs: &[Pair]| pairs.iter().map(|pair| case(&app, &units, pair)).collect();
    let groups = vec![
        CaseGroup {
            title: Words::new("等待复核", "Waiting for a second look"),
            cases: cases(&waiting),
        },
        CaseGroup {
            title: Words::new("已合并,可撤回", "Merged, can be taken back"),
            cases: cases(&merged),
        },
    ];
    Ok(page(&CasesPage {
        frame: here.frame(&app, TITLE, Some(Place::Today)).await?,
        about: Words::new(
            "同一人有两条记录时合并为一条,由提议人以外的人复核。",
            "Two records of one person become one; somebody else than the proposer confirms.",
        ),
        kinds: kinds_of_work(&caller.actor),
        groups,
    }))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let pair = one(&app, &here.by.caller, id).await?;
    let units = Units::now(&app, &here.by.caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Today)).await?;
    Ok(page(&compared(&app, &units, &here.by.caller.actor, frame, &pair)))
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let confirm = decided(&form.values, "confirm", "decline")?;
    match problems(service::decide(&app, &form.by.caller, id, confirm).await)? {
        Ok(()) => Ok(done("/merges", Done::Decided)),
        Err(problems) => again(&app, &form, id, problems).await,
    }
}

async fn undo(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    match problems(service::undo(&app, &form.by.caller, id).await)? {
        Ok(()) => Ok(done("/merges", Done::Removed)),
        Err(problems) => again(&app, &form, id, problems).await,
    }
}

/// The comparison once more, with what stands in the way.
async fn again(
    app: &App,
    form: &Posted,
    id: Uuid,
    problems: Vec<crate::domain::words::Problem>,
) -> Result<Response, respond::PageError> {
    let caller = &form.by.caller;
    let pair = one(app, caller, id).await?;
    let units = Units::now(app, caller).await?;
    let frame = respond::frame(app, &form.by, TITLE, Some(Place::Today)).await?;
    let mut page = compared(app, &units, &caller.actor, frame, &pair);
    page.notices.extend(problems.into_iter().map(|problem| Notice::new(Tone::Bad, problem.words)));
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn one(app: &App, caller: &Caller, id: Uuid) -> Result<Pair> {
    let pairs = service::list(app, caller).await?;
    pairs.into_iter().find(|pair| pair.merge.id == id).ok_or(ServiceError::Missing)
}

fn waits(pair: &Pair) -> bool {
    pair.merge.status == "asked"
}

fn status(pair: &Pair) -> Badge {
    if waits(pair) {
        Badge::new(Tone::Warn, Words::new("待复核", "Waiting"))
    } else {
        Badge::new(Tone::Good, Words::new("已合并", "Merged"))
    }
}

/// One merge in the list; it is decided on its own page, where both records stand side by side.
fn case(app: &App, units: &Units, pair: &Pair) -> Case {
    let unit = |person: &Option<_>| {
        person.as_ref().map_or(Words::new("", ""), |person: &crate::domain::masks::MaskedPerson| {
            units.name(person.unit)
        })
    };
    Case {
        id: pair.merge.id.to_string(),
        title: format!("{} ← {}", title(pair.kept.as_ref()), title(pair.dropped.as_ref())),
        href: Some(format!("/merges/{}", pair.merge.id)),
        status: status(pair),
        facts: vec![
            Fact::coded(Words::new("保留记录的机构", "Unit of the kept record"), unit(&pair.kept)),
            Fact::coded(Words::new("并入记录的机构", "Unit of the other"), unit(&pair.dropped)),
            Fact::new(Words::new("提出时间", "Proposed"), time(app, pair.merge.asked_at)),
        ],
        decide: None,
        actions: Vec::new(),
    }
}

/// Both records side by side, with what this account may decide.
fn compared(app: &App, units: &Units, actor: &Actor, frame: Frame, pair: &Pair) -> CasePage {
    let href = format!("/merges/{}", pair.merge.id);
    let may = actor.may(Permission::MergesDecide).is_ok();
    let own = pair.merge.asked_by.is_some() && pair.merge.asked_by == actor.account_id();
    let whole = pair.kept.is_some() && pair.dropped.is_some();
    let mut notices = Vec::new();
    if waits(pair) && (own || !may) {
        let words = Words::new(
            "须由提议人以外的督导复核。",
            "A supervisor other than the proposer has to confirm.",
        );
        notices.push(Notice::new(Tone::Info, words));
    }
    let decisions = vec![
        Decision::new("confirm", Words::new("是同一人,合并", "One person: merge"), Tone::Good),
        Decision::new("decline", Words::new("不合并", "Decline"), Tone::Bad),
    ];
    let mut actions = vec![Action::link("/merges", Words::new("返回", "Back"))];
    if !waits(pair) && may && whole {
        let words = Words::new("撤回合并", "Take the merge back");
        actions.insert(0, Action::post(format!("{href}/undo"), words).tone(Tone::Bad));
    }
    CasePage {
        frame,
        about: Words::new(
            "合并后右边记录的登记、同意、亲友和电话并入左边;可以撤回。",
            "Registrations, consents, relatives and phones of the right record go into the left one; this can be taken back.",
        ),
        facts: vec![
            Fact::coded(Words::new("状态", "Status"), status(pair).words),
            Fact::new(Words::new("提出时间", "Proposed"), time(app, pair.merge.asked_at)),
        ],
        notices,
        left: side(Words::new("保留", "Kept"), pair.merge.kept),
        right: side(Words::new("并入", "Goes into it"), pair.merge.dropped),
        rows: rows(units, pair.kept.as_ref(), pair.dropped.as_ref()),
        decide: (waits(pair) && may && !own && whole).then(|| Decide {
            action: href.clone(),
            fields: Vec::new(),
            decisions,
        }),
        actions,
    }
}
