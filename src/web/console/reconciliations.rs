//! Two offices hold the same document: their common parent says whether it is one person.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    ids::Ids,
    merges::{rows, side, title},
    office::{Units, decided, kinds_of_work, time},
    respond::{Done, Here, Page, done, page},
    session::Posted,
    views::{
        Action, Badge, Case, CaseGroup, CasePage, CasesPage, Decide, Decision, Fact, Frame, Place,
        Tone,
    },
};
use crate::{
    domain::words::Words,
    service::{
        App, ServiceError,
        reconciliations::{self as service, Pair},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reconciliations", get(list))
        .route("/reconciliations/{id}", get(show).post(decide))
}

const TITLE: Words = Words::new("跨机构重复", "Held by two offices");

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let pairs = service::list(&app, caller).await?;
    let group = CaseGroup {
        title: Words::new("等待处理", "Waiting"),
        cases: pairs.iter().map(|pair| case(&app, &units, pair)).collect(),
    };
    Ok(page(&CasesPage {
        frame: here.frame(&app, TITLE, Some(Place::Today)).await?,
        about: Words::new(
            "两个机构登记了同一证件号码,双方都不知道对方;由共同的上级判断是否同一人。",
            "Two offices hold one document and neither is told of the other: their common parent settles it.",
        ),
        kinds: kinds_of_work(&caller.actor),
        groups: vec![group],
    }))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let pairs = service::list(&app, &here.by.caller).await?;
    let pair = pairs.iter().find(|pair| pair.task.id == id).ok_or(ServiceError::Missing)?;
    let units = Units::now(&app, &here.by.caller).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Today)).await?;
    Ok(page(&compared(&app, &units, frame, pair)))
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let same = decided(&form.values, "same", "different")?;
    service::decide(&app, &form.by.caller, id, same).await?;
    Ok(done("/reconciliations", Done::Decided))
}

/// One pair in the list; it is settled on its own page, where both records stand side by side.
fn case(app: &App, units: &Units, pair: &Pair) -> Case {
    Case {
        id: pair.task.id.to_string(),
        title: format!("{} ↔ {}", title(pair.other.as_ref()), title(pair.person.as_ref())),
        href: Some(format!("/reconciliations/{}", pair.task.id)),
        status: Badge::new(Tone::Warn, Words::new("待处理", "Waiting")),
        facts: facts(app, units, pair),
        decide: None,
        actions: Vec::new(),
    }
}

fn facts(app: &App, units: &Units, pair: &Pair) -> Vec<Fact> {
    vec![
        Fact::coded(Words::new("共同上级", "Common parent"), units.name(pair.task.unit)),
        Fact::new(Words::new("发现时间", "Found"), time(app, pair.task.created_at)),
    ]
}

/// Both records side by side.
fn compared(app: &App, units: &Units, frame: Frame, pair: &Pair) -> CasePage {
    let decisions = vec![
        Decision::new(
            "same",
            Words::new("是同一人,提议合并", "One person: propose a merge"),
            Tone::Good,
        ),
        Decision::new("different", Words::new("不是同一人", "Two people"), Tone::Bad),
    ];
    CasePage {
        frame,
        about: Words::new(
            "判断为同一人时,提议把后登记的并入先登记的,由另一人复核;否则两条都保留。",
            "If it is one person, a merge into the earlier record is proposed, which somebody else confirms; otherwise both stay.",
        ),
        facts: facts(app, units, pair),
        notices: Vec::new(),
        left: side(Words::new("先登记", "Earlier"), pair.task.other),
        right: side(Words::new("后登记", "Later"), pair.task.person),
        rows: rows(units, pair.other.as_ref(), pair.person.as_ref()),
        decide: Some(Decide {
            action: format!("/reconciliations/{}", pair.task.id),
            fields: Vec::new(),
            decisions,
        }),
        actions: vec![Action::link("/reconciliations", Words::new("返回", "Back"))],
    }
}
