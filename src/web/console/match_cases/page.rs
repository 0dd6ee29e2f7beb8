//! One case: how far it has come, what was tried, how it ended, and what can be done next.

use std::collections::BTreeMap;

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{attempts, due, href, marks, reviews};
use crate::{
    domain::{
        match_cases::{
            Course, MatchCase,
            donations::{Aftercare, Product},
            endings::{Ending, Reach},
            steps::{Stage, Step},
        },
        permissions::Permission,
        words::Words,
    },
    service::{
        App,
        match_cases::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, names, past},
        people,
        respond::{Here, Page, PageError, page},
        session::Signed,
        views::{Action, Fact, Frame, MatchCasePage, Notice, Place, StageRow, Tone},
    },
};

/// What the page is called; it does not name the volunteer.
pub(super) const TITLE: Words = Words::new("初配案例", "Match case");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/match-cases/{id}", get(show))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Calls)).await?;
    Ok(page(&case_page(&app, &here.by, frame, &shown).await?))
}

/// The page of the case shown.
///
/// # Errors
/// What the database says.
pub(super) async fn case_page(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
) -> Result<MatchCasePage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let (case, course) = (&shown.case, &shown.case.course);
    let names = names(&shown.history);
    // Who has answered, or whose case is over, is not looked for any more.
    let asked = !course.is_over() && course.reached().is_none();
    let mut facts = vec![
        Fact::new(Words::new("初配通知日期", "Notice"), case.notice_on.to_string()),
        Fact::new(Words::new("案例编号", "Number"), course.number.clone().unwrap_or_default()),
        Fact::coded(Words::new("通知时的归属机构", "Unit at the notice"), units.name(case.unit)),
    ];
    if let Some(Step::Consented { collection_planned_on, conditioning_began_on, .. }) =
        course.step(Stage::Consented)
    {
        let mut day = |label: Words, on: &Option<chrono::NaiveDate>| {
            facts.extend(on.map(|on| Fact::new(label, on.to_string())));
        };
        day(Words::new("计划采集日期", "Collection planned on"), collection_planned_on);
        day(Words::new("清髓开始日期", "Conditioning began on"), conditioning_began_on);
    }
    if course.from_ledger {
        facts.push(Fact::coded(Words::new("来源", "From"), Words::new("台账导入", "a ledger")));
    }
    Ok(MatchCasePage {
        frame,
        name: shown.person.name.clone(),
        person: people::href(case.person),
        brief: people::beside_name(&units, &shown.person),
        marks: people::marks(&shown.person).into_iter().chain(marks(course)).collect(),
        notices: notices(shown),
        facts,
        due: due(shown.deadline),
        stages: stages(case),
        actions: actions(by, shown),
        ending: course.ending.as_ref().map(|one| ending(one, &names)).unwrap_or_default(),
        decide: reviews::decide(by, case),
        shortfalls: shown.shortfalls.iter().filter(|_| asked).map(|one| one.words()).collect(),
        attempts: attempts(app, &course.attempts, &names),
        aftercare: course.step(Stage::Collected).map(|step| aftercare(step, &course.aftercare)),
        history: history(app, &shown.history),
        past: past(app, &shown.past, &shown.history, was),
    })
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let course = &shown.case.course;
    let incident = Words::new(
        "患者清髓开始后志愿者退出:属重大事件,请立即上报省级管理中心。",
        "The volunteer stepped back after the patient's conditioning began: a major incident, to be reported at once.",
    );
    let awaited = !course.is_over() && course.step(Stage::Collected).is_none();
    let running = course.conditioning_began_on().filter(|_| awaited).map(|on| {
        let words = Words::made(
            format!("患者已于 {on} 开始清髓:此刻起只有这次捐献能救其生命。"),
            format!("The patient's conditioning began on {on}: from now on only this donation saves that life."),
        );
        Notice::new(Tone::Warn, words)
    });
    let incident = course.is_major_incident().then(|| Notice::new(Tone::Bad, incident));
    let thanks = Words::new(
        "捐献已完成。感谢这位捐献者,请按时问候:采集后 1–2 天、1 周、1 个月(查血常规)、3 个月、半年、一年,此后每年。",
        "Donated. Thank this donor, and ask how she is: after 1–2 days, a week, a month (with a blood count), 3 and 6 months, a year, then every year.",
    );
    let thanks = (course.stage() == Stage::Donated).then(|| Notice::new(Tone::Good, thanks));
    let again = shown.gives_again_from.filter(|_| awaited).map(|from| {
        let words = Words::made(
            format!("此人捐献过。再次采集不早于 {from}，并须另经医学评估。"),
            format!(
                "Has given before. No collection before {from}, and only after a new assessment."
            ),
        );
        Notice::new(Tone::Warn, words)
    });
    incident.into_iter().chain(running).chain(again).chain(thanks).collect()
}

/// All stages with what is done, where the case stands and what is to come.
fn stages(case: &MatchCase) -> Vec<StageRow> {
    let course = &case.course;
    let here = course.stage();
    let over = course.is_over();
    let row = |stage: Stage| {
        let (class, state) = match stage {
            _ if stage < here || (stage == here && stage == Stage::Donated) => {
                ("done", Words::new("已完成", "done"))
            }
            _ if stage == here && over => ("ended", Words::new("结束于此", "ended here")),
            _ if stage == here => ("here", Words::new("当前", "now")),
            _ if over => ("ahead", Words::new("未到", "not reached")),
            _ => ("ahead", Words::new("待进行", "to come")),
        };
        let on = match stage {
            Stage::Notified => Some(case.notice_on),
            _ => course.step(stage).and_then(Step::on),
        };
        let on = on.map(|day| day.to_string()).unwrap_or_default();
        StageRow { stage: stage.label(), on, class, state }
    };
    Stage::ALL.iter().copied().map(row).collect()
}

fn actions(by: &Signed, shown: &Shown) -> Vec<Action> {
    let (course, base) = (&shown.case.course, href(shown.case.id));
    if by.caller.actor.may(Permission::CasesWork).is_err() {
        return Vec::new();
    }
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let mut actions = Vec::new();
    let collected = course.step(Stage::Collected).is_some();
    if !course.is_over() {
        let call = Action::post(format!("/calls/{}", shown.case.id), Words::new("拨打", "Call"));
        let (to_call, to_step) = match course.reached() {
            None => (Tone::Good, Tone::Plain),
            Some(_) => (Tone::Plain, Tone::Good),
        };
        actions.push(call.tone(to_call));
        if let Some(next) = course.next().map(Stage::label) {
            let words = Words::made(format!("下一步:{}", next.zh), format!("Next: {}", next.en));
            actions.push(link("step", words).tone(to_step));
        }
        if can_condition(course) {
            actions.push(link("conditioning", Words::new("患者开始清髓", "Conditioning began")));
        }
        if !collected {
            actions.push(link("end", Words::new("结束案例", "End")));
        }
    }
    if collected {
        actions.push(link("aftercare", Words::new("记录捐后情况", "Aftercare")));
    }
    if course.ending.is_some() {
        actions.push(link("recode", Words::new("更正原因码", "Code the end anew")));
    }
    if course.ending.is_some() || course.reached().is_some() {
        actions.push(link("undo", Words::new("撤回上一项", "Take back")));
    }
    actions
}

/// Consent is given and nothing is known of the patient's conditioning yet.
pub(super) fn can_condition(course: &Course) -> bool {
    let consent = course.step(Stage::Consented);
    let open = matches!(consent, Some(Step::Consented { conditioning_began_on: None, .. }));
    open && !course.is_over() && course.step(Stage::Collected).is_none()
}

fn yes_no(yes: bool) -> Words {
    if yes { Words::new("是", "yes") } else { Words::new("否", "no") }
}

/// Everything said about the end of a case.
pub(super) fn ending(one: &Ending, names: &BTreeMap<Uuid, String>) -> Vec<Fact> {
    let label = one.reason.label();
    let reason = Words::made(format!("{} {}", one.reason.code(), label.zh), label.en);
    let day =
        |label: Words, on: Option<chrono::NaiveDate>| on.map(|on| Fact::new(label, on.to_string()));
    let said = |label: Words, yes: Option<bool>| yes.map(|yes| Fact::coded(label, yes_no(yes)));
    let who = |by: Option<Uuid>| by.and_then(|by| names.get(&by).cloned());
    let reach = one.reach.map(|reach| {
        let kind = reach.kind().label();
        let words = match reach {
            Reach::Until { day } => {
                Words::made(format!("{}:{day}", kind.zh), format!("{}: {day}", kind.en))
            }
            _ => kind,
        };
        Fact::coded(Words::new("拒绝的范围", "How far it reaches"), words)
    });
    let review = one.review.as_ref();
    [
        Some(Fact::coded(Words::new("原因", "Reason"), reason)),
        Some(Fact::new(
            Words::new("结束日期", "Ended on"),
            one.on.map(|on| on.to_string()).unwrap_or_default(),
        )),
        one.words.clone().map(|words| Fact::new(Words::new("说明", "In words"), words)),
        reach,
        day(Words::new("复查日期", "Look again on"), one.recheck_on),
        said(Words::new("本人亲口表达", "Said by herself"), one.own_words),
        said(Words::new("本人是否仍愿意", "Willing herself"), one.still_willing),
        one.evidence.clone().map(|hash| Fact::new(Words::new("凭证摘要", "Evidence"), hash)),
        who(one.by).map(|name| Fact::new(Words::new("经办", "Recorded by"), name)),
        review.map(|review| {
            let on = review.on.map(|on| on.to_string()).unwrap_or_default();
            let by = who(review.by).unwrap_or_default();
            Fact::new(Words::new("复核", "Reviewed"), format!("{on} {by}").trim().to_owned())
        }),
        review.and_then(|review| said(Words::new("判为反悔", "Stepped back"), review.stepped_back)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What was collected and how the donor is since.
fn aftercare(step: &Step, care: &Aftercare) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Step::Collected(collection) = step {
        let product = collection.product.map(Product::label).unwrap_or(Words::new("", ""));
        facts.push(Fact::coded(Words::new("采集物", "Product"), product));
        let pause = collection.blood_pause_until().map(|day| day.to_string());
        let label = Words::new("此前不宜献血", "No blood donation until");
        facts.push(Fact::new(label, pause.unwrap_or_default()));
    }
    for count in &care.counts {
        let value = |name: &str, value: Option<f64>| value.map(|value| format!("{name} {value}"));
        let values = [
            value("WBC", count.white_cells),
            value("Hb", count.haemoglobin),
            value("PLT", count.platelets),
        ];
        let values: Vec<String> = values.into_iter().flatten().collect();
        let line = format!("{} {}", count.on, values.join(" · "));
        facts.push(Fact::new(Words::new("血常规", "Blood count"), line));
    }
    for event in &care.adverse {
        let label = match event.serious {
            Some(kind) => {
                let kind = kind.label();
                Words::made(format!("严重不良事件({})", kind.zh), format!("Serious: {}", kind.en))
            }
            None => Words::new("不适", "Adverse event"),
        };
        facts.push(Fact::new(label, format!("{} {}", event.on, event.text)));
    }
    let day = |on: Option<chrono::NaiveDate>| on.map(|on| on.to_string()).unwrap_or_default();
    facts.push(Fact::new(Words::new("自述恢复", "Recovered on"), day(care.recovered_on)));
    facts.push(Fact::new(Words::new("保险至", "Insured until"), day(care.insured_until)));
    facts
}

/// Its stage, and how it had ended.
fn was(course: &Course) -> Vec<Words> {
    marks(course).into_iter().map(|badge| badge.words).collect()
}
