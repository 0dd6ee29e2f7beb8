//! How a case ends, and coding an end anew.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    forms::{case_form, version_text},
    href,
};
use crate::{
    domain::{
        match_cases::{
            Course, Days,
            endings::{Ending, Reach},
            inputs::EndInput,
            reasons::{ReachKind, Reason, ReasonGroup},
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        match_cases::{self as service, Shown},
    },
    web::console::{
        choices::each,
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{Done, Here, Page, PageError},
        session::{Posted, Signed},
        views::{
            Action, Choice, Field, Form, FormPage, Notice, Place, Section, Tone, Values, Width,
        },
    },
};

const END: Words = Words::new("结束案例", "End the case");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/match-cases/{id}/end", get(ask_end).post(end))
        .route("/match-cases/{id}/recode", get(ask_recode).post(recode))
}

async fn ask_end(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    if shown.case.course.is_over() {
        return Err(ServiceError::Missing.into());
    }
    let today = Values::from(vec![("on".to_owned(), app.today().to_string())]);
    let mut template = end_page(&app, &here.by, &shown, &today, &[]).await?;
    // Who comes from a refusal on the phone reads that the call is recorded.
    template.frame = here.frame(&app, END, Some(Place::Calls)).await?;
    Ok(form_answer(&template, &[]))
}

async fn end(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let ended = service::end(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    done_or_again(ended, &href(id), Done::Saved, async |problems| {
        let shown = service::get(&app, &by.caller, id).await?;
        end_page(&app, &by, &shown, &values, problems).await
    })
    .await
}

async fn ask_recode(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let shown = service::get(&app, &by.caller, id).await?;
    let was = shown.case.course.ending.as_ref().ok_or(ServiceError::Missing)?;
    let values = values_of(was);
    Ok(form_answer(&recode_page(&app, &by, &shown, &values, &[]).await?, &[]))
}

async fn recode(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let recoded = service::recode(&app, &by.caller, id, version(&values)?, &input(&values)).await;
    done_or_again(recoded, &href(id), Done::Saved, async |problems| {
        let shown = service::get(&app, &by.caller, id).await?;
        recode_page(&app, &by, &shown, &values, problems).await
    })
    .await
}

fn input(values: &Values) -> EndInput {
    let text = |name: &str| values.get(name).to_owned();
    EndInput {
        on: text("on"),
        reason: text("reason"),
        words: text("words"),
        reach: text("reach"),
        reach_until: text("reach_until"),
        recheck_on: text("recheck_on"),
        own_words: text("own_words"),
        still_willing: text("still_willing"),
        evidence: text("evidence"),
    }
}

/// An end under the names of the form.
fn values_of(was: &Ending) -> Values {
    let day = |on: Option<chrono::NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
    let yes_no = |said: Option<bool>| match said {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    };
    let until = match was.reach {
        Some(Reach::Until { day }) => day.to_string(),
        _ => String::new(),
    };
    let reach = was.reach.map(|reach| reach.kind().code().to_owned()).unwrap_or_default();
    let pairs = [
        ("on", day(was.on)),
        ("reason", was.reason.code().to_owned()),
        ("words", was.words.clone().unwrap_or_default()),
        ("reach", reach),
        ("reach_until", until),
        ("recheck_on", day(was.recheck_on)),
        ("own_words", yes_no(was.own_words)),
        ("still_willing", yes_no(was.still_willing)),
        ("evidence", was.evidence.clone().unwrap_or_default()),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

async fn end_page(
    app: &App,
    by: &Signed,
    shown: &Shown,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let form = form(app, by, "end", END, shown, values).problems(problems);
    let about = Words::new(
        "本人怎样决定都好:不追问,不劝说,谢谢她当年的登记。",
        "Whatever she decides is right: no pressing, no persuading. Thank her for having registered.",
    );
    let mut template = case_form(app, by, END, shown, form).await?.about(about);
    template.notices.extend(not_yet_unreachable(shown));
    Ok(template)
}

async fn recode_page(
    app: &App,
    by: &Signed,
    shown: &Shown,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let submit = Words::new("更正原因码", "Code it anew");
    let form = form(app, by, "recode", submit, shown, values).problems(problems);
    let about = Words::new(
        "原来的记录保留在历史中，需要复核的原因码会重新等待复核。因原来的结束而暂停或撤销的登记先行恢复，此后另有改动的除外，再按新的原因处理。已设的“请勿联系”不会解除，需要时请到其页面解除。",
        "What it was stays in the history, and a reason that needs it is reviewed again. A registration that the end paused or withdrew stands again, unless something was changed since; then the new reason applies to it. Do-not-contact stays: it is lifted on her page.",
    );
    let title = Words::new("更正原因码", "Code the end anew");
    Ok(case_form(app, by, title, shown, form).await?.about(about))
}

/// Said before somebody chooses “unreachable” too early.
fn not_yet_unreachable(shown: &Shown) -> Option<Notice> {
    let missing = shown.shortfalls.len();
    let words = Words::made(
        format!("还不能记为“联系不上”(U):联络规程尚缺 {missing} 项"),
        format!("Not yet unreachable (U): {missing} things of the protocol are missing"),
    );
    let list = Action::link(href(shown.case.id), Words::new("查看", "Look"));
    (missing > 0 && !shown.case.course.from_ledger)
        .then(|| Notice::new(Tone::Info, words).then(list))
}

/// The reasons that exist at the case's stage, by their kind.
fn reasons(course: &Course, days: Days) -> Vec<(Words, Vec<Choice>)> {
    let open = Course { ending: None, ..course.clone() };
    let fits = |reason: Reason| {
        let tried = open.clone().end(Ending::new(reason, None), days);
        tried.err().is_none_or(|problem| problem.code != "reason_unfit")
    };
    let choice = |reason: &Reason| {
        let label = reason.label();
        Choice::new(reason.code(), Words::made(format!("{} {}", reason.code(), label.zh), label.en))
    };
    let group = |group: &ReasonGroup| {
        let all = Reason::ALL.iter().filter(|reason| reason.group() == *group && fits(**reason));
        let label = group.label();
        (Words::made(format!("{} {}", group.code(), label.zh), label.en), all.map(choice).collect())
    };
    ReasonGroup::ALL.iter().map(group).filter(|(_, all): &(_, Vec<_>)| !all.is_empty()).collect()
}

fn form(app: &App, by: &Signed, step: &str, submit: Words, shown: &Shown, values: &Values) -> Form {
    let get = |name: &str| values.get(name).to_owned();
    let days = Days { notice_on: shown.case.notice_on, today: app.today() };
    let yes_no = || Choice::yes_no(Words::new("是", "yes"), Words::new("否", "no"));
    let reasons = reasons(&shown.case.course, days);
    let reach = each(ReachKind::ALL, ReachKind::code, ReachKind::label);
    let why = vec![
        Field::grouped("reason", Words::new("原因", "Reason"), reasons, get("reason"))
            .required()
            .width(Width::TwoThirds),
        Field::day("on", Words::new("结束日期", "Ended on"), get("on")).required(),
        Field::area("words", Words::new("说明", "In words"), get("words"))
            .most(500)
            .hint("选 Z 时必填", "has to be filled in for Z"),
    ];
    let far = vec![
        Field::radios("reach", Words::new("范围", "Reach"), reach, get("reach"))
            .width(Width::TwoThirds),
        Field::day("reach_until", Words::new("截止日期", "Until"), get("reach_until")),
    ];
    let own = Words::new("是否本人亲口表达", "Did she say it herself?");
    let willing = Words::new("本人是否仍愿意", "Is she willing herself?");
    let recheck = Words::new("复查日期", "Look again on");
    let evidence = Words::new("谈话记录扫描件的 SHA-256", "SHA-256 of the scanned record");
    let more = vec![
        Field::radios("own_words", own, yes_no(), get("own_words")),
        Field::radios("still_willing", willing, yes_no(), get("still_willing"))
            .hint("家属反对时填写", "where the family objects"),
        Field::day("recheck_on", recheck, get("recheck_on"))
            .hint("暂时性健康原因填写", "for passing reasons of health"),
        Field::text("evidence", evidence, get("evidence")).most(64).width(Width::TwoThirds),
    ];
    Form::new(format!("{}/{step}", href(shown.case.id)), by.form_token(), submit)
        .with("version", version_text(values, shown))
        .section(Section::new("why", Words::new("原因", "Why"), why))
        .section(
            Section::new("far", Words::new("拒绝的范围", "How far a refusal reaches"), far)
                .about("只在本人或家属拒绝时填写(P、F)", "only where she or the family refuses"),
        )
        .section(Section::new("more", Words::new("补充", "More"), more))
}
