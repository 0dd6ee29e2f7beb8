//! Putting guests on a list: many at once from the event, one from her own page or her family's ledger.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        care::masks::{MaskedLedger, MaskedMember},
        commemorations::{inputs::GuestInput, invitations::GuestKind},
        masks::MaskedPerson,
        words::{Problem, Words},
    },
    service::{App, care, commemorations as service, people},
    web::console::{
        ids::Ids,
        office::{id_in, problems},
        people::{done_or_again, form_answer, form_page, href as person_href},
        respond::{self, Done, Page, PageError, done},
        session::{Posted, Signed},
        views::{
            Action, Choice, Fact, Field, Form, FormPage, Notice, Place, Section, Tone, Values,
            Width,
        },
    },
};

const INVITE: Words = Words::new("列入邀请名单", "Put on the list");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/commemorations/{id}/invite", get(ask_many).post(many))
        .route("/people/{id}/invite", get(ask_person).post(person))
        .route("/care/{id}/invite", get(ask_ledger).post(ledger))
}

/// A guest as one value of a check box: `ledger:ID:MEMBER`, `member:ID`.
fn guest_value(kind: GuestKind, id: Uuid, member: Option<Uuid>) -> String {
    let member = member.map(|member| format!(":{member}")).unwrap_or_default();
    format!("{}:{id}{member}", kind.code())
}

fn guest_of(value: &str) -> GuestInput {
    let mut parts = value.splitn(3, ':').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    GuestInput { kind: next(), id: next(), member: next() }
}

async fn ask_many(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&many_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn many(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let guests: Vec<GuestInput> =
        values.all("guests").iter().map(|value| guest_of(value)).collect();
    let added = service::add(&app, &by.caller, id, &guests).await;
    done_or_again(added, &href(id), Done::Saved, async |problems| {
        many_page(&app, &by, id, &values, problems).await
    })
    .await
}

async fn many_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let suggested = service::suggested(app, &by.caller, id).await?;
    let chosen = values.all("guests");
    let of_ledger = |(ledger, members): &(MaskedLedger, Vec<MaskedMember>)| {
        members.iter().map(|member| ledger_choice(ledger, member)).collect::<Vec<_>>()
    };
    let families: Vec<Choice> = suggested.ledgers.iter().flat_map(of_ledger).collect();
    let team: Vec<Choice> = suggested
        .team
        .iter()
        .map(|member| {
            let value = guest_value(GuestKind::Member, member.id, None);
            Choice::new(value, Words::made(member.details.name.masked(), ""))
        })
        .collect();
    let mut sections = Vec::new();
    for (id, title, choices) in [
        (
            "families",
            Words::new("家庭、在世登记者和捐献者", "Families, registrants, donors"),
            families,
        ),
        ("team", Words::new("志愿服务队", "The volunteer team"), team),
    ] {
        if !choices.is_empty() {
            let label = Words::new("邀请谁", "Whom");
            let field = Field::checks("guests", label, choices, chosen.clone())
                .hint("每个家庭选一位接受联系的成员", "one member of each family");
            sections.push(Section::new(id, title, vec![field]));
        }
    }
    let nobody = sections.is_empty();
    let form = Form::new(format!("{}/invite", href(id)), by.form_token(), INVITE)
        .sections(sections.into_iter())
        .problems(problems)
        .cancel(href(id));
    let frame = respond::frame(app, by, INVITE, Some(Place::Care)).await?;
    let mut template = FormPage::new(frame, form)
        .about(Words::new(
            "只列出现在可以邀请的：已停止联系的家庭、不接受联系的成员、请勿联系的人不在其中。在世登记者也可以从其页面邀请。",
            "Only those who may be invited now; a living registrant can be invited from her own page too.",
        ))
        .facts(event_facts(&suggested.event.details.title, &suggested.event.on.to_string()));
    if nobody {
        let words = Words::new("没有可以增加的人。", "There is nobody to add.");
        template.notices.push(Notice::new(Tone::Info, words));
    }
    template.notices.extend(suggested.without_ledger.iter().take(10).map(without_ledger));
    Ok(template)
}

fn event_facts(title: &str, on: &str) -> Vec<Fact> {
    vec![
        Fact::new(Words::new("活动", "Commemoration"), title),
        Fact::new(Words::new("日期", "Day"), on),
    ]
}

/// A donor for whose family nobody has opened a ledger yet.
fn without_ledger(person: &MaskedPerson) -> Notice {
    let words = Words::made(
        format!(
            "{} …{} 已实现捐献，家庭还没有关怀台账，因此不能邀请。",
            person.name, person.last_four
        ),
        "She gave; her family has no care ledger yet and so cannot be invited.",
    );
    Notice::new(Tone::Info, words).then(Action::link(
        format!("/people/{}/care/new", person.id),
        Words::new("建立关怀台账", "Open a care ledger"),
    ))
}

fn ledger_choice(ledger: &MaskedLedger, member: &MaskedMember) -> Choice {
    let ways: Vec<_> = member.ways.iter().map(|way| way.label().zh).collect();
    let kinship = member.kinship.label();
    let words = Words::made(
        format!("{}：{}（{}，{}）", ledger.title, member.name, kinship.zh, ways.join("、")),
        kinship.en,
    );
    Choice::new(guest_value(GuestKind::Ledger, ledger.id, Some(member.id)), words)
}

/// The commemorations that are planned within the caller's units.
async fn planned(app: &App, by: &Signed, values: &Values) -> Result<Field, PageError> {
    let listed = service::list(app, &by.caller).await?;
    let today = app.today();
    let ahead = listed.iter().filter(|one| one.event.is_ahead(today));
    let choice = |one: &service::Listed| {
        let words = Words::made(
            format!("{} {}", one.event.on, one.event.details.title),
            one.event.feast.label().en,
        );
        Choice::new(one.event.id.to_string(), words)
    };
    let choices = std::iter::once(Choice::none()).chain(ahead.map(choice)).collect();
    Ok(Field::select("event", Words::new("活动", "Commemoration"), choices, values.get("event"))
        .required()
        .width(Width::Full)
        .hint("没有合适的，请先在“缅怀活动”里计划", "plan one first where none fits"))
}

fn no_event() -> Problem {
    let words = Words::new("请选择活动。", "Choose a commemoration.");
    Problem::new("event", "missing", words)
}

async fn ask_person(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&person_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn person(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let guest = guest_of(&guest_value(GuestKind::Person, id, None));
    let found = match id_in(&values, "event") {
        None => vec![no_event()],
        Some(event) => match problems(service::add(&app, &by.caller, event, &[guest]).await)? {
            Ok(_) => return Ok(done(&href(event), Done::Saved)),
            Err(found) => found,
        },
    };
    Ok(form_answer(&person_page(&app, &by, id, &values, &found).await?, &found))
}

async fn person_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let person = people::get(app, &by.caller, id).await?.person;
    let event = planned(app, by, values).await?;
    let form = Form::new(format!("{}/invite", person_href(id)), by.form_token(), INVITE)
        .fields(vec![event])
        .problems(problems)
        .cancel(person_href(id));
    form_page(app, by, INVITE, &person, form).await
}

async fn ask_ledger(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&ledger_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn ledger(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let guest = GuestInput {
        kind: GuestKind::Ledger.code().to_owned(),
        id: id.to_string(),
        member: values.get("member").to_owned(),
    };
    let found = match id_in(&values, "event") {
        None => vec![no_event()],
        Some(event) => match problems(service::add(&app, &by.caller, event, &[guest]).await)? {
            Ok(_) => return Ok(done(&href(event), Done::Saved)),
            Err(found) => found,
        },
    };
    Ok(form_answer(&ledger_page(&app, &by, id, &values, &found).await?, &found))
}

async fn ledger_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = care::get(app, &by.caller, id).await?.ledger;
    let event = planned(app, by, values).await?;
    let choice = |member: &MaskedMember| {
        let kinship = member.kinship.label();
        let words = Words::made(format!("{}（{}）", member.name, kinship.zh), kinship.en);
        Choice::new(member.id.to_string(), words)
    };
    let members: Vec<Choice> = ledger.members.iter().map(choice).collect();
    let fields = vec![
        event,
        Field::radios("member", Words::new("邀请谁", "Whom"), members, values.get("member"))
            .required()
            .width(Width::Full),
    ];
    let form = Form::new(format!("/care/{id}/invite"), by.form_token(), INVITE)
        .fields(fields)
        .problems(problems)
        .cancel(format!("/care/{id}"));
    let frame = respond::frame(app, by, INVITE, Some(Place::Care)).await?;
    Ok(FormPage::new(frame, form).facts(vec![
        Fact::masked(Words::new("台账", "Ledger"), ledger.title.clone()),
        Fact::coded(Words::new("类别", "Kind"), ledger.kind.label()),
    ]))
}
