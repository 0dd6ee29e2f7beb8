//! One ledger: who belongs to the family, masked until a reason is given, and its story.

use std::collections::BTreeMap;

use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::get};
use uuid::Uuid;

use super::{TITLE, href, marks, refused, story, tell};
use crate::{
    domain::{
        audit::UnmaskReason,
        care::{
            Story,
            contact::ContactRule,
            entries::EntryKind,
            masks::{MaskedLedger, MaskedMember},
            members::Member,
        },
        permissions::Permission,
        words::Words,
    },
    service::{
        App,
        care::{self as service, Shown, members::Revealed},
    },
    web::console::{
        commemorations,
        ids::Ids,
        office::{Units, history, names, past, problems},
        people::href as person_href,
        reminders,
        respond::{self, Here, Page, PageError, page, page_with},
        session::{Posted, Signed},
        tasks,
        views::{Action, Badge, CarePage, Fact, Frame, MemberCard, Notice, Place, Reveal, Tone},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/{id}", get(show))
        .route("/care/{id}/members/{member}/reveal", get(mask_again).post(reveal))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Care)).await?;
    Ok(page(&care_page(&app, &here.by, frame, &shown, None).await?))
}

/// Reloading a page that showed a member in full shows her masked.
async fn mask_again(Ids((id, _)): Ids<(Uuid, Uuid)>) -> Redirect {
    Redirect::to(&href(id))
}

async fn reveal(
    State(app): State<App>,
    Ids((id, member)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let frame = respond::frame(&app, &by, TITLE, Some(Place::Care)).await?;
    let Some(reason) = UnmaskReason::from_code(values.get("reason")) else {
        let shown = service::get(&app, &by.caller, id).await?;
        let mut template = care_page(&app, &by, frame, &shown, None).await?;
        let card = template.members.iter_mut().find(|card| card.id == member.to_string());
        if let Some(reveal) = card.and_then(|card| card.reveal.as_mut()) {
            *reveal = Reveal::without_reason();
        }
        return Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template));
    };
    let revealed = service::members::reveal(&app, &by.caller, id, member, reason).await;
    match problems(revealed)? {
        Ok(revealed) => {
            let shown = service::get(&app, &by.caller, id).await?;
            let full = Some((&revealed, reason));
            Ok(page(&care_page(&app, &by, frame, &shown, full).await?))
        }
        Err(problems) => refused(&app, &by, id, problems).await,
    }
}

/// The page of the ledger shown, with one member in full where she was revealed.
///
/// # Errors
/// What the database says.
pub(super) async fn care_page(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
    full: Option<(&Revealed, UnmaskReason)>,
) -> Result<CarePage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let (ledger, names) = (&shown.ledger, names(&shown.history));
    let card = |member: &MaskedMember| {
        let full = full.filter(|(revealed, _)| revealed.member.id == member.id);
        card(by, ledger, member, &names, full)
    };
    Ok(CarePage {
        frame,
        name: full.map_or(ledger.title.clone(), |(revealed, _)| revealed.title.clone()),
        href: href(ledger.id),
        marks: marks(ledger),
        facts: vec![
            Fact::coded(Words::new("类别", "Kind"), ledger.kind.label()),
            Fact::coded(Words::new("机构", "Unit"), units.name(ledger.unit)),
            Fact::new(Words::new("成员", "Members"), ledger.members.len().to_string()),
        ],
        notices: notices(ledger),
        actions: actions(by, ledger),
        members: ledger.members.iter().map(card).collect(),
        member_actions: vec![Action::link(
            format!("{}/members/new", href(ledger.id)),
            Words::new("增加成员", "Add a member"),
        )],
        tasks: tasks::of_ledger(app, by, ledger.id).await?,
        past: past(app, &shown.past, &shown.history, was),
        story: story::whole(by, ledger, &names, commemorations::story(app, by, ledger.id).await?),
        history: history(app, &shown.history),
    })
}

fn notices(ledger: &MaskedLedger) -> Vec<Notice> {
    let silent = ledger.silent_since.map(|since| {
        let words = Words::made(
            format!("家属自 {since} 起要求停止联系：不打电话、不上门、不寄信，也不显示联系方式。"),
            format!("The family has asked for silence since {since}: no calls, visits or letters, and no contacts are shown."),
        );
        Notice::new(Tone::Bad, words)
    });
    let erasure = ledger.erasure.map(|ask| {
        let reason = ask.reason.label();
        let words = Words::made(
            format!("{} 已申请删除（{}），由另一位督导确认后不可恢复。", ask.on, reason.zh),
            format!(
                "To be erased for good ({}), asked for on {}; another supervisor confirms.",
                reason.en, ask.on
            ),
        );
        Notice::new(Tone::Warn, words)
    });
    silent.into_iter().chain(erasure).collect()
}

/// What can be written down, and what can be changed.
fn actions(by: &Signed, ledger: &MaskedLedger) -> Vec<Action> {
    let base = href(ledger.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let told = EntryKind::ALL.iter().filter(|kind| **kind != EntryKind::Aid).map(|kind| {
        let label = kind.label();
        let words = Words::made(tell::verb(*kind), label.en);
        link(&format!("tell/{}", kind.code()), words)
    });
    let mut actions: Vec<Action> = told.collect();
    if let Some(first) = actions.first_mut() {
        first.tone = Tone::Good;
    }
    actions.push(link("aid/new", Words::new("申请救助", "Ask for aid")));
    if ledger.silent_since.is_none() && !ledger.members.is_empty() {
        actions.push(link("invite", Words::new("邀请参加缅怀活动", "Invite")));
    }
    if ledger.silent_since.is_none() && by.caller.actor.may(Permission::TeamManage).is_ok() {
        actions.push(link("tasks/new", Words::new("分派任务", "Hand out a task")));
    }
    actions.push(match ledger.silent_since {
        None => link("silence", Words::new("停止联系", "Stop all contact")).tone(Tone::Bad),
        Some(_) => link("silence", Words::new("恢复联系", "Contact is welcome again")),
    });
    actions.push(link("amend", Words::new("更改台账", "Amend")));
    actions.push(reminders::why_link(&base));
    if by.caller.actor.may(Permission::CareErase).is_ok() {
        let words = match ledger.erasure {
            None => Words::new("申请删除台账", "Ask to erase it"),
            Some(_) => Words::new("确认或撤销删除", "Decide on its erasure"),
        };
        actions.push(link("erase", words).tone(Tone::Bad));
    }
    let person = ledger.person.filter(|_| by.caller.actor.may(Permission::PeopleRead).is_ok());
    actions.extend(person.map(|person| {
        Action::link(person_href(person), Words::new("登记页面", "Record in the registry"))
    }));
    actions
}

fn card(
    by: &Signed,
    ledger: &MaskedLedger,
    member: &MaskedMember,
    names: &BTreeMap<Uuid, String>,
    full: Option<(&Revealed, UnmaskReason)>,
) -> MemberCard {
    let base = format!("{}/members/{}", href(ledger.id), member.id);
    let silent = member.silent_since.is_some() || ledger.silent_since.is_some();
    let may_reveal =
        full.is_none() && !silent && by.caller.actor.may(Permission::PeopleUnmask).is_ok();
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let silence = match member.silent_since {
        None => link("silence", Words::new("停止联系", "Stop contact")).tone(Tone::Bad),
        Some(_) => link("silence", Words::new("恢复联系", "Welcome again")),
    };
    let amend = may_reveal.then(|| link("amend", Words::new("更正资料", "Amend")));
    let rule = link("rule", Words::new("联系约定", "Rule of contact"));
    let whole = full.map(|(revealed, _)| &revealed.member);
    let mut facts = vec![Fact::coded(Words::new("联系约定", "Contact"), rule_of(member, names))];
    facts.extend(whole.map_or_else(|| masked_facts(member), whole_facts));
    MemberCard {
        id: member.id.to_string(),
        name: whole.map_or(member.name.clone(), |member| member.name.as_str().to_owned()),
        kinship: member.kinship.label(),
        marks: member_marks(member),
        facts,
        revealed: full.map(|(_, reason)| reason.label()),
        reveal_href: format!("{base}/reveal"),
        reveal: may_reveal.then(Reveal::asking),
        actions: [Some(rule), amend, Some(silence)].into_iter().flatten().collect(),
    }
}

/// Who may contact a member, and how.
fn rule_of(member: &MaskedMember, names: &BTreeMap<Uuid, String>) -> Words {
    let kind = member.contact.kind().label();
    let only = match member.contact {
        ContactRule::OnlyBy { account } => names.get(&account).map(|name| format!(" {name}")),
        ContactRule::Yes | ContactRule::No => None,
    };
    let only = only.unwrap_or_default();
    if member.ways.is_empty() {
        return Words::made(format!("{}{only}", kind.zh), format!("{}{only}", kind.en));
    }
    let zh: Vec<_> = member.ways.iter().map(|way| way.label().zh).collect();
    let en: Vec<_> = member.ways.iter().map(|way| way.label().en).collect();
    Words::made(
        format!("{}{only}：{}", kind.zh, zh.join("、")),
        format!("{}{only}: {}", kind.en, en.join(", ")),
    )
}

fn member_marks(member: &MaskedMember) -> Vec<Badge> {
    let badge =
        |there: bool, tone: Tone, zh, en| there.then(|| Badge::new(tone, Words::new(zh, en)));
    [
        badge(member.silent_since.is_some(), Tone::Bad, "已停止联系", "No contact"),
        badge(member.is_old_parent, Tone::Plain, "60 岁以上父母", "Parent over 60"),
        badge(member.is_at_school, Tone::Plain, "在学", "At school"),
        badge(member.is_child, Tone::Info, "未满 14 周岁", "Under 14"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn masked_facts(member: &MaskedMember) -> Vec<Fact> {
    let (phone, address) = (Words::new("电话", "Phone"), Words::new("住址", "Address"));
    let on_file = member.has_address.then(|| Fact::masked(address, "已填 on file"));
    let age = member.age_band.clone().map(|age| Fact::new(Words::new("年龄段", "Age"), age));
    let phone = member.phone.clone().map(|number| Fact::masked(phone, number));
    let consent = member
        .guardian_consented_on
        .map(|on| Fact::new(Words::new("监护人同意", "Guardian consented"), on.to_string()));
    age.into_iter().chain(phone).chain(on_file).chain(consent).collect()
}

fn whole_facts(member: &Member) -> Vec<Fact> {
    let consent = member.guardian_consent.as_ref();
    [
        (Words::new("出生日期", "Date of birth"), member.birth_date.map(|day| day.to_string())),
        (Words::new("电话", "Phone"), member.phone.as_ref().map(|phone| phone.as_str().to_owned())),
        (Words::new("住址", "Address"), member.address.clone()),
        (Words::new("学校", "School"), member.school.clone()),
        (
            Words::new("监护人同意", "Guardian consented"),
            consent.map(|consent| format!("{} {}", consent.on, consent.by)),
        ),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some(Fact::new(label, text?)))
    .collect()
}

/// How much was told, and whether contact had been stopped.
fn was(story: &Story) -> Vec<Words> {
    let (members, entries) = (story.members.len(), story.entries.len());
    let size = Words::made(
        format!("成员 {members} 人，记录 {entries} 条"),
        format!("{members} members, {entries} entries"),
    );
    let silent = story.is_silenced().then(|| Words::new("已停止联系", "no contact"));
    [size].into_iter().chain(silent).collect()
}
