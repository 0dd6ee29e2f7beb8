//! Transfers between units: those offered to mine, to be accepted or declined, and those of mine
//! that wait elsewhere.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{Units, decided, kinds_of_work, time},
    respond::{Done, Here, Page, done, page},
    session::Posted,
    views::{Badge, Case, CaseGroup, CasesPage, Decide, Decision, Fact, Place, Tone},
};
use crate::{
    domain::words::Words,
    service::{
        App,
        transfers::{self as service, Waiting},
    },
    store::transfers::Transfer,
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/transfers", get(list)).route("/transfers/{id}", post(decide))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let units = Units::now(&app, caller).await?;
    let incoming = service::incoming(&app, caller).await?;
    let outgoing = service::outgoing(&app, caller).await?;
    let groups = vec![
        CaseGroup {
            title: Words::new("等待本机构接收", "Waiting for us"),
            cases: incoming.iter().map(|waiting| offered(&app, &units, waiting)).collect(),
        },
        CaseGroup {
            title: Words::new("本机构转出,等待对方接收", "Ours, waiting elsewhere"),
            cases: outgoing.iter().map(|transfer| away(&app, &units, transfer)).collect(),
        },
    ];
    Ok(page(&CasesPage {
        frame: here.frame(&app, Words::new("转移", "Transfers"), Some(Place::Today)).await?,
        about: Words::new(
            "接收后由接收机构管理此人,原机构不再能查看。",
            "Once accepted, the receiving unit manages the person and the other no longer sees her.",
        ),
        kinds: kinds_of_work(&caller.actor),
        groups,
    }))
}

async fn decide(State(app): State<App>, Ids(id): Ids<Uuid>, form: Posted) -> Page {
    let accept = decided(&form.values, "accept", "decline")?;
    service::decide(&app, &form.by.caller, id, accept).await?;
    Ok(done("/transfers", Done::Decided))
}

/// A transfer to one of the caller's units, with the person masked.
fn offered(app: &App, units: &Units, waiting: &Waiting) -> Case {
    let mut facts = ways(app, units, &waiting.transfer);
    let title = match &waiting.person {
        Some(person) => {
            facts.push(Fact::masked(person.document_kind.label(), person.document.clone()));
            let phones: Vec<&str> =
                person.phones.iter().map(|phone| phone.number.as_str()).collect();
            facts.push(Fact::masked(Words::new("电话", "Phones"), phones.join("、")));
            person.name.clone()
        }
        None => "记录未通过完整性校验 The record failed its integrity check".to_owned(),
    };
    let decisions = vec![
        Decision::new("accept", Words::new("接收", "Accept"), Tone::Good),
        Decision::new("decline", Words::new("退回", "Decline"), Tone::Bad),
    ];
    let id = waiting.transfer.id.to_string();
    Case {
        title,
        href: None,
        status: Badge::new(Tone::Warn, Words::new("待接收", "Waiting")),
        facts,
        // A damaged record cannot move: first it has to be mended.
        decide: waiting.person.is_some().then(|| Decide {
            action: format!("/transfers/{id}"),
            fields: Vec::new(),
            decisions,
        }),
        actions: Vec::new(),
        id,
    }
}

/// A transfer away from one of the caller's units.
fn away(app: &App, units: &Units, transfer: &Transfer) -> Case {
    Case {
        id: transfer.id.to_string(),
        title: "查看此人 Open the person".to_owned(),
        href: Some(format!("/people/{}", transfer.person)),
        status: Badge::new(Tone::Info, Words::new("等待对方", "Waiting there")),
        facts: ways(app, units, transfer),
        decide: None,
        actions: Vec::new(),
    }
}

fn ways(app: &App, units: &Units, transfer: &Transfer) -> Vec<Fact> {
    vec![
        Fact::coded(Words::new("转出机构", "From"), units.name(transfer.from)),
        Fact::coded(Words::new("接收机构", "To"), units.name(transfer.to)),
        Fact::new(Words::new("提出时间", "Asked"), time(app, transfer.asked_at)),
    ]
}
