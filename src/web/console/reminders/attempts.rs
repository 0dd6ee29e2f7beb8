//! A reminder that asks for the whole protocol: every number, what came of each call, and what is still missing.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::one::{again, back};
use crate::{
    domain::{
        match_cases::attempts::AttemptResult,
        reminders::attempts::{Answer, TriedInput},
        words::{Problem, Words},
    },
    service::{
        App,
        reminders::{
            attempts::{self as service, Rounds},
            opening::OpenedReminder,
        },
    },
    web::console::{
        choices::each,
        ids::Ids,
        match_cases::{self, call},
        office,
        people::version,
        respond::{Done, Page, done},
        session::Posted,
        views::{AttemptRow, Choice, Field, ResultButton, RoundsCard, Values},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reminders/{id}/attempts", get(back).post(record))
}

async fn record(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    // An answer is a result of its own: she was reached, and said so.
    let (result, answer) = match Answer::from_code(values.get("result")) {
        Some(answer) => (AttemptResult::Reached.code().to_owned(), answer.code().to_owned()),
        None => (text("result"), String::new()),
    };
    let input = TriedInput {
        version: version(&values)?,
        number: text("number"),
        new_phone: text("new_phone"),
        result,
        answer,
        paused_until: text("paused_until"),
        note: text("note"),
    };
    match office::problems(service::record(&app, &by.caller, id, &input).await)? {
        Ok(()) => Ok(done("/reminders", Done::Called)),
        Err(found) => again(&app, &by, id, &values, &found).await,
    }
}

/// The numbers, what is missing, and what can come of a call.
pub(super) fn card(rounds: &Rounds, values: &Values, problems: &[Problem]) -> RoundsCard {
    let next = rounds.next.map(|at| call::key(at, &rounds.numbers[at])).unwrap_or_default();
    let chosen = values.get_or("number", &next);
    let Rounds { numbers, tried, person, .. } = rounds;
    let mut fields = call::fields(values, problems);
    fields.push(paused_until(values));
    RoundsCard {
        numbers: call::numbers(numbers, tried, rounds.next, person, chosen),
        new_chosen: chosen == call::NEW_NUMBER,
        missing: rounds.missing.iter().map(|one| one.words()).collect(),
        results: results(),
        fields,
    }
}

/// The attempts so far, masked, the newest first.
pub(super) fn before(app: &App, opened: &OpenedReminder) -> Vec<AttemptRow> {
    let names = office::names(&opened.history);
    match_cases::attempts(app, &opened.reminder.details.attempts, &names)
}

/// What she said, where she was met or written to.
pub(super) fn answered(values: &Values) -> Field {
    let none = Choice::new("", Words::new("没有联系上", "not reached"));
    let said = each(Answer::ALL, Answer::code, Answer::label);
    let choices = std::iter::once(none).chain(said).collect();
    let label = Words::new("本人的答复", "What she said");
    Field::select("answer", label, choices, values.get("answer"))
}

/// Until when she pauses.
pub(super) fn paused_until(values: &Values) -> Field {
    let label = Words::new("要求暂停的，暂停至（不填为不定期）", "Where she pauses: until");
    Field::day("paused_until", label, values.get("paused_until"))
}

fn results() -> Vec<(Words, Vec<ResultButton>)> {
    let said = |value, key, words| ResultButton { value, key, words };
    let plain = |result: AttemptResult, key| said(result.code(), key, result.label());
    let answer = |answer: Answer, key| said(answer.code(), key, answer.label());
    vec![
        (
            Words::new("本人接听", "The volunteer answered"),
            vec![
                answer(Answer::StillWilling, "1"),
                plain(AttemptResult::CallBack, "2"),
                answer(Answer::Pauses, "9"),
                answer(Answer::Withdraws, "0"),
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
