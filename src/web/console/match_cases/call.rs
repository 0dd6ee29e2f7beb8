//! One call: whom to ask for and how, every number, and a key for whatever came of it.

use axum::{Router, extract::State, http::StatusCode, response::Redirect, routing::post};
use uuid::Uuid;

use super::{attempts, due, href};
use crate::{
    domain::{
        masks::MaskedPerson,
        match_cases::{
            attempts::{AttemptResult, Number, Whose},
            inputs::AttemptInput,
        },
        people::Sex,
        phones::Phone,
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        match_cases::{self as cases, calls as service},
    },
    web::console::{
        ids::Ids,
        office::{self, Units},
        people::{self, version},
        respond::{self, Done, Page, PageError, done, page, page_with},
        session::{Posted, Signed},
        views::{Badge, CallNumber, CallPage, Field, Place, ResultButton, Tone, Values, Width},
    },
};

/// The volunteer said yes: reached, and willing.
const WILLING: &str = "willing";
/// The volunteer said no: reached, and the form for the end follows.
const REFUSES: &str = "refuses";
/// What the form calls “a number that is not in the list”.
pub(in crate::web::console) const NEW_NUMBER: &str = "";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/calls/{id}", post(open).get(back))
        .route("/calls/{id}/result", post(record).get(back))
}

/// Reloading a call shows the list: a call is opened for a reason, each time.
async fn back() -> Redirect {
    Redirect::to("/calls")
}

async fn open(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    Ok(page(&call_page(&app, &by, id, &Values::default(), &[]).await?))
}

async fn record(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let (result, answer) = match values.get("result") {
        WILLING => (AttemptResult::Reached.code().to_owned(), WILLING.to_owned()),
        REFUSES => (AttemptResult::Reached.code().to_owned(), String::new()),
        _ => (text("result"), text("answer")),
    };
    let (number, new_phone, note) = (text("number"), text("new_phone"), text("note"));
    let input = AttemptInput { number, new_phone, result, answer, note };
    let recorded = service::record(&app, &by.caller, id, version(&values)?, &input).await;
    let recorded = match recorded {
        // The note is not lost, and the attempt that somebody else made meanwhile stands beside it.
        Err(ServiceError::Conflict) => Err(changed_meanwhile().into()),
        other => other,
    };
    match office::problems(recorded)? {
        Ok(_) if values.get("result") == REFUSES => {
            Ok(done(&format!("{}/end", href(id)), Done::Called))
        }
        Ok(_) => Ok(done("/calls", Done::Called)),
        Err(problems) => {
            let template = call_page(&app, &by, id, &values, &problems).await?;
            let status = if is_stale(&problems) {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            Ok(page_with(status, &template))
        }
    }
}

fn changed_meanwhile() -> Problem {
    let words = Words::new(
        "此案例刚被更改:请看“以前打过”,这次通话还没有记录的,请再按一次结果。",
        "The case was changed just now: look at “tried before”, and press the result again if this call is not there.",
    );
    Problem::new("result", "changed_meanwhile", words)
}

fn is_stale(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.code == "changed_meanwhile")
}

async fn call_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<CallPage, PageError> {
    let call = service::open(app, &by.caller, id).await?;
    let shown = cases::get(app, &by.caller, id).await?;
    let units = Units::now(app, &by.caller).await?;
    let version = call.case.version.to_string();
    let next = call.next.map(|index| key(index, &call.numbers[index])).unwrap_or_default();
    let chosen = values.get_or("number", &next);
    let stage = Badge::new(Tone::Info, call.case.course.stage().label());
    let marks = people::marks(&shown.person).into_iter().chain([stage]);
    let (address, address_en) = address(&shown.person, &call.name);
    let frame = respond::frame(app, by, Words::new("拨打", "Call"), Some(Place::Calls)).await?;
    Ok(CallPage {
        office: red_cross(&frame.office),
        frame,
        id: id.to_string(),
        version: if is_stale(problems) {
            version
        } else {
            values.get_or("version", &version).to_owned()
        },
        address,
        address_en,
        brief: people::beside_name(&units, &shown.person),
        marks: marks.chain(due(call.deadline).and_then(|due| due.badge)).collect(),
        problems: problems.to_vec(),
        numbers: numbers(&call.numbers, &call.tried, call.next, &shown.person, chosen),
        new_chosen: chosen == NEW_NUMBER,
        to_relative: call.next.is_some_and(|next| call.numbers[next].whose != Whose::Own),
        fields: fields(values, problems),
        results: results(),
        before: attempts(app, &call.case.course.attempts, &office::names(&shown.history)),
        name: call.name,
    })
}

/// Who calls, as she says it.
fn red_cross(office: &Words) -> Words {
    if office.zh.contains("红十字") {
        return office.clone();
    }
    Words::made(format!("{}红十字会", office.zh), format!("the Red Cross of {}", office.en))
}

/// Surname and title, or the whole name where these are not known.
fn address(person: &MaskedPerson, name: &str) -> (String, String) {
    let surname = person.name.trim_end_matches('*');
    match person.sex {
        Sex::Unknown => (name.to_owned(), name.to_owned()),
        _ if name.is_ascii() => (name.to_owned(), name.to_owned()),
        Sex::Female => (format!("{surname}女士"), format!("Ms {surname}")),
        Sex::Male => (format!("{surname}先生"), format!("Mr {surname}")),
    }
}

/// The numbers that can be dialled, each with how often it was tried; `next` is dialled next, `chosen` was posted.
pub(in crate::web::console) fn numbers(
    numbers: &[Number],
    tried: &[usize],
    next: Option<usize>,
    person: &MaskedPerson,
    chosen: &str,
) -> Vec<CallNumber> {
    let numbers = numbers.iter().zip(tried).enumerate();
    numbers
        .map(|(index, (number, tried))| CallNumber {
            chosen: chosen == key(index, number),
            index: key(index, number),
            whose: number.whose.label(),
            who: relative(number, person),
            shown: grouped(&number.phone),
            digits: number.phone.as_str().to_owned(),
            tried: *tried,
            next: next == Some(index),
        })
        .collect()
}

/// What the form posts of a number: its place, and its end in case the list changes meanwhile.
pub(in crate::web::console) fn key(index: usize, number: &Number) -> String {
    format!("{index}-{}", number.phone.last_four())
}

/// Relation and masked name of the relative whose number it is.
fn relative(number: &Number, person: &MaskedPerson) -> String {
    if number.whose == Whose::Own {
        return String::new();
    }
    let masked = number.phone.masked();
    let found = person.relatives.iter().find(|one| one.phone.as_deref() == Some(&masked));
    found.map_or(String::new(), |one| {
        let relation = one.relation.map(|relation| relation.label().zh).unwrap_or_default();
        format!("{relation} {}", one.name).trim().to_owned()
    })
}

/// A number as people read it out.
pub(super) fn grouped(phone: &Phone) -> String {
    let digits = phone.as_str();
    match (phone.is_mobile(), digits.get(..3), digits.get(3..7), digits.get(7..)) {
        (true, Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => digits.to_owned(),
    }
}

/// What was noted, and a number learnt in the call.
pub(in crate::web::console) fn fields(values: &Values, problems: &[Problem]) -> Vec<Field> {
    let note = Field::area("note", Words::new("备注", "Note"), values.get("note"))
        .most(500)
        .hint("例如约定的时间;不写病情", "e.g. when to call again; nothing about health");
    let phone = Words::new("通话中得知的新号码", "A number learnt in this call");
    let phone = Field::phone("new_phone", phone, values.get("new_phone"))
        .most(20)
        .width(Width::Full)
        .hint("存为本人号码", "kept as the volunteer's own");
    let mut fields = vec![note, phone];
    for field in &mut fields {
        let said = problems.iter().find(|problem| problem.field == field.name);
        field.problem = said.map(|problem| problem.words.clone());
    }
    fields
}

/// What can come of a call, by who answered.
fn results() -> Vec<(Words, Vec<ResultButton>)> {
    // All alike: neither answer is the wanted one.
    let said = |value, key, words| ResultButton { value, key, words };
    let plain = |result: AttemptResult, key| said(result.code(), key, result.label());
    let thinking = Words::new("联系上了,还要想一想", "Reached, wants to think");
    vec![
        (
            Words::new("本人接听", "The volunteer answered"),
            vec![
                said(AttemptResult::Reached.code(), "1", thinking),
                plain(AttemptResult::CallBack, "2"),
                said(WILLING, "9", Words::new("愿意", "Willing")),
                said(REFUSES, "0", Words::new("不愿意…", "Not willing…")),
            ],
        ),
        (
            Words::new("没有接通", "Nobody answered"),
            vec![
                plain(AttemptResult::NoAnswer, "3"),
                plain(AttemptResult::TurnedAway, "4"),
                plain(AttemptResult::Disconnected, "5"),
            ],
        ),
        (
            Words::new("别人接听", "Somebody else answered"),
            vec![
                plain(AttemptResult::WrongPerson, "6"),
                plain(AttemptResult::WillPassOn, "7"),
                plain(AttemptResult::WillNotPassOn, "8"),
            ],
        ),
    ]
}
