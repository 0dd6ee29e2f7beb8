//! One honour: masked, in full for a reason, and its proof to print.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Redirect,
    routing::{get, post},
};
use uuid::Uuid;

use super::{badge, handed_to, href};
use crate::{
    domain::{
        audit::UnmaskReason,
        honours::{HandedTo, HonourStatus},
        words::Words,
    },
    service::{
        App,
        honours::{self as service, Proof, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        people,
        respond::{Here, Page, PageError, frame, page, page_with},
        session::{Posted, Signed},
        views::{Action, Fact, Frame, Notice, Place, PrintPage, RecordPage, Reveal, Tone},
    },
};

/// What the page is called; it names nobody.
const TITLE: Words = Words::new("荣誉与待遇", "Honour or benefit");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/honours/{id}", get(show))
        .route("/honours/{id}/reveal", get(mask_again).post(reveal))
        .route("/honours/{id}/proof", post(proof).get(mask_again))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Honours)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown, None).await?))
}

/// Reloading a page that showed everything shows it masked.
async fn mask_again(Ids(id): Ids<Uuid>) -> Redirect {
    Redirect::to(&href(id))
}

async fn reveal(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let frame = frame(&app, &by, TITLE, Some(Place::Honours)).await?;
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        let shown = service::get(&app, &by.caller, id).await?;
        let mut template = record(&app, &by, frame, &shown, None).await?;
        template.reveal = template.reveal.map(|_| Reveal::without_reason());
        return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template));
    };
    let whole = service::unmask(&app, &by.caller, id, reason).await?;
    let shown = service::get(&app, &by.caller, id).await?;
    Ok(page(&record(&app, &by, frame, &shown, Some((&whole, reason))).await?))
}

async fn record(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
    full: Option<(&Proof, UnmaskReason)>,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let honour = &shown.listed.honour;
    let mut facts = vec![
        Fact::coded(Words::new("项目", "What"), honour.kind.label()),
        Fact::new(Words::new("日期", "Day"), honour.issued_on.to_string()),
        Fact::coded(Words::new("颁发机构", "Issued by"), units.name(honour.unit)),
        Fact::coded(Words::new("领取人", "Handed to"), handed_to(honour)),
    ];
    if let Some(policy) = &shown.listed.policy {
        facts.push(Fact::coded(Words::new("政策", "Policy"), policy.words.clone()));
        facts.push(Fact::coded(Words::new("依据", "Legal basis"), policy.basis.clone()));
    }
    if let Some((whole, _)) = full {
        facts.extend(in_full(whole));
    }
    Ok(RecordPage {
        href: href(honour.id),
        name: shown.listed.person.name.clone(),
        marks: vec![badge(honour.status)],
        notices: notices(shown),
        facts,
        revealed: full.map(|(_, reason)| reason.label()),
        reveal: full.is_none().then(Reveal::asking),
        actions: actions(shown),
        tables: Vec::new(),
        past: past(app, &shown.past, &shown.history, |_| vec![HonourStatus::Issued.label()]),
        history: history(app, &shown.history),
        frame,
    })
}

fn in_full(proof: &Proof) -> Vec<Fact> {
    let details = &proof.honour.details;
    let mut facts = vec![
        Fact::new(Words::new("捐献者", "Donor"), proof.donor.clone()),
        Fact::new(Words::new("编号", "Number"), details.number.clone().unwrap_or_default()),
    ];
    if let HandedTo::Relative { name, .. } = &details.handed_to {
        facts.push(Fact::new(Words::new("亲属姓名", "Relative"), name.as_str()));
    }
    facts
        .push(Fact::new(Words::new("说明", "In words"), details.words.clone().unwrap_or_default()));
    let why = details.revoked.as_ref().map(|revocation| revocation.why.clone());
    facts.extend(why.map(|why| Fact::new(Words::new("作废原因", "Why revoked"), why)));
    facts
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let revoked = shown.listed.honour.details.revoked.as_ref();
    let said = revoked.map(|revocation| {
        let words = Words::made(
            format!("已于 {} 作废，请收回已发出的证明。", revocation.on),
            format!("Revoked on {}: take the paper back.", revocation.on),
        );
        Notice::new(Tone::Warn, words)
    });
    said.into_iter().collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let honour = &shown.listed.honour;
    let base = href(honour.id);
    let person =
        Action::link(people::href(honour.person), Words::new("志愿者页面", "The person's page"));
    if honour.status == HonourStatus::Revoked {
        return vec![person];
    }
    let proof = Action::post(format!("{base}/proof"), Words::new("打印证明", "Print the proof"));
    let revoke = Action::link(format!("{base}/revoke"), Words::new("作废", "Revoke"));
    vec![proof.tone(Tone::Good), revoke.tone(Tone::Bad), person]
}

/// The proof shows names in full: printing it is recorded. A revoked one is not printed.
async fn proof(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    let shown = service::get(&app, &by.caller, id).await?;
    if shown.listed.honour.status == HonourStatus::Revoked {
        return Err(super::forms::revoked().into());
    }
    let whole = service::unmask(&app, &by.caller, id, UnmaskReason::Memorial).await?;
    let units = Units::now(&app, &by.caller).await?;
    let honour = &whole.honour;
    let mut facts = vec![Fact::new(Words::new("捐献者", "Donor"), whole.donor.clone())];
    if let HandedTo::Relative { relation, name } = &honour.details.handed_to {
        facts.push(Fact::new(Words::new("亲属", "Relative"), name.as_str()));
        facts.push(Fact::coded(Words::new("与捐献者关系", "Relation"), relation.label()));
    }
    let number = honour.details.number.clone().unwrap_or_default();
    facts.push(Fact::new(Words::new("编号", "Number"), number));
    if let Some(policy) = &whole.policy {
        facts.push(Fact::coded(Words::new("待遇", "Benefit"), policy.words.clone()));
        facts.push(Fact::coded(Words::new("依据", "Legal basis"), policy.basis.clone()));
    }
    let words = honour.details.words.clone();
    facts.extend(words.map(|words| Fact::new(Words::new("说明", "In words"), words)));
    facts.push(Fact::coded(Words::new("出具机构", "Issued by"), units.name(honour.unit)));
    facts.push(Fact::new(Words::new("日期", "Day"), honour.issued_on.to_string()));
    Ok(page(&PrintPage {
        frame: frame(&app, &by, honour.kind.label(), Some(Place::Honours)).await?,
        day: app.today().to_string(),
        by: by.signed_in.account().display_name.clone(),
        about: None,
        notices: Vec::new(),
        facts,
        actions: Vec::new(),
        tables: Vec::new(),
        back: href(id),
    }))
}
