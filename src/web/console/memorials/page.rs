//! One entry: masked, or in full for a reason that is recorded.

use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::get};
use uuid::Uuid;

use super::{href, list::years, marks};
use crate::{
    domain::{
        audit::UnmaskReason,
        memorials::{MemorialConsent, MemorialEntry, MemorialStatus},
        words::Words,
    },
    service::{
        App,
        memorials::{self as service, Line, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, past},
        people,
        respond::{Here, Page, PageError, frame, page, page_with},
        session::{Posted, Signed},
        views::{Action, Fact, Frame, Notice, Place, RecordPage, Reveal, Tone},
    },
};

/// What the page is called; it names nobody.
const TITLE: Words = Words::new("缅怀条目", "Memorial entry");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/memorials/{id}", get(show))
        .route("/memorials/{id}/reveal", get(mask_again).post(reveal))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Memorials)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown, None).await?))
}

/// Reloading a page that showed everything shows it masked.
async fn mask_again(Ids(id): Ids<Uuid>) -> Redirect {
    Redirect::to(&href(id))
}

async fn reveal(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let frame = frame(&app, &by, TITLE, Some(Place::Memorials)).await?;
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
    full: Option<(&MemorialEntry, UnmaskReason)>,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let entry = &shown.listed.entry;
    let mut facts = vec![
        Fact::coded(Words::new("归属机构", "Unit"), units.name(shown.listed.person.unit)),
        Fact::coded(Words::new("署名", "Named by"), entry.details.naming.label()),
        Fact::coded(Words::new("同意", "Consent"), entry.details.consent.whose().label()),
        Fact::coded(
            Words::new("刻名批次", "Batch"),
            entry.engraving.map_or(Words::new("", ""), |batch| batch.label()),
        ),
    ];
    if let Some((whole, _)) = full {
        facts.extend(in_full(whole));
    }
    Ok(RecordPage {
        href: href(entry.id),
        name: shown.listed.person.name.clone(),
        marks: marks(&shown.listed),
        notices: notices(shown),
        facts,
        revealed: full.map(|(_, reason)| reason.label()),
        reveal: full.is_none().then(Reveal::asking),
        actions: actions(shown),
        tables: Vec::new(),
        past: past(app, &shown.past, &shown.history, |was| {
            vec![was.naming.label(), was.consent.whose().label()]
        }),
        history: history(app, &shown.history),
        frame,
    })
}

/// What an entry says, in full.
pub(super) fn in_full(entry: &MemorialEntry) -> Vec<Fact> {
    let details = &entry.details;
    let line = Line {
        shown_as: details.shown_as.as_str().to_owned(),
        born_in: details.born_in,
        died_in: details.died_in,
        words: None,
    };
    let mut facts = vec![
        Fact::new(Words::new("展示姓名", "Shown as"), line.shown_as.clone()),
        Fact::new(Words::new("生卒年", "Years"), years(&line)),
        Fact::new(Words::new("生平", "In words"), details.words.clone().unwrap_or_default()),
    ];
    if let MemorialConsent::Family { relation, name, on, paper } = &details.consent {
        facts.extend([
            Fact::coded(Words::new("同意人关系", "Relation"), relation.label()),
            Fact::new(Words::new("同意人", "Relative"), name.as_str()),
            Fact::new(Words::new("签署日期", "Signed on"), on.to_string()),
            Fact::new(Words::new("原件散列", "Paper"), paper.clone().unwrap_or_default()),
        ]);
    }
    if let Some(withdrawal) = &details.withdrawn {
        facts.push(Fact::new(
            Words::new("撤下原因", "Why withdrawn"),
            withdrawal.why.clone().unwrap_or_default(),
        ));
    }
    facts
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let entry = &shown.listed.entry;
    if let Some(withdrawal) = &entry.details.withdrawn {
        let with = match withdrawal.with_consent {
            true => "，随本人撤回“宣传公开”同意",
            false => "",
        };
        let words = Words::made(
            format!("已于 {} 撤下{with}。须有新的同意并另行起草才能再次列入。", withdrawal.on),
            format!("Withdrawn on {}; it takes a new consent and a new entry.", withdrawal.on),
        );
        return vec![Notice::new(Tone::Info, words)];
    }
    let hindrance = shown.listed.hindrance.as_ref();
    hindrance.map(|problem| Notice::new(Tone::Bad, problem.words.clone())).into_iter().collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let entry = &shown.listed.entry;
    let base = href(entry.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let person =
        Action::link(people::href(entry.person), Words::new("志愿者页面", "The person's page"));
    if entry.is_withdrawn() {
        return vec![person];
    }
    let approve = shown
        .may_approve
        .then(|| link("approve", Words::new("审核", "Look and approve")).tone(Tone::Good));
    let engrave = (entry.status == MemorialStatus::Approved)
        .then(|| link("engrave", Words::new("刻名批次", "Engraving batch")));
    let amend = entry.engraving.is_none().then(|| link("amend", Words::new("更正", "Amend")));
    let withdraw = link("withdraw", Words::new("撤下", "Withdraw")).tone(Tone::Bad);
    approve.into_iter().chain(engrave).chain(amend).chain([withdraw, person]).collect()
}
