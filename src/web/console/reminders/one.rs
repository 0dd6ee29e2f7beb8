//! One reminder: opened for its own reason, done with one key, put off or handed over.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Redirect,
    routing::{get, post},
};
use uuid::Uuid;

use super::{attempts, href, team::HAND};
use crate::{
    domain::{
        contact_ledger::ContactMeans,
        dates::parse_day,
        permissions::Permission,
        reminders::{
            Outcome, ReminderState, SubjectKind, attempts::Answer, inputs::OutcomeInput,
            rules::Tone as Manner,
        },
        words::{Problem, Words},
    },
    service::{
        App,
        reminders::{
            acts as service,
            opening::{self, OpenedReminder, Reachable},
        },
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{self, Units, id_in},
        people::version,
        respond::{self, Done, Page, PageError, done, page, page_with},
        session::{Posted, Signed},
        tasks,
        views::{
            Action, Badge, Choice, Fact, Field, Notice, Place, ReminderPage, ResultButton, Tone,
            Values,
        },
    },
};

/// What the page is called; it names nobody.
const TITLE: Words = Words::new("提醒", "Reminder");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reminders/{id}", get(back).post(open))
        .route("/reminders/{id}/done", get(back).post(report))
        .route("/reminders/{id}/put-off", get(back).post(put_off))
        .route("/reminders/{id}/hand-over", post(hand_over))
}

/// A page that showed somebody is not shown again by its address alone.
pub(super) async fn back(Ids(_): Ids<Uuid>) -> Redirect {
    Redirect::to("/reminders")
}

async fn open(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    Ok(page(&whole(&app, &by, id, &Values::default(), &[]).await?))
}

async fn report(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| Some(values.get(name).to_owned()).filter(|text| !text.is_empty());
    let input = OutcomeInput {
        version: version(&values)?,
        outcome: values.get("outcome").to_owned(),
        means: text("means"),
        on: text("on"),
        note: text("note"),
        answer: text("answer"),
        paused_until: text("paused_until"),
    };
    match office::problems(service::done(&app, &by.caller, id, &input).await)? {
        Ok(()) => Ok(done("/reminders", Done::Saved)),
        Err(found) => again(&app, &by, id, &values, &found).await,
    }
}

async fn put_off(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let day = parse_day(values.get("due_on"), chrono::NaiveDate::MAX)
        .map_err(|problem| vec![Problem::new("due_on", problem.code(), problem.words())]);
    let result = match day {
        Ok(to) => {
            let version = version(&values)?;
            office::problems(service::put_off(&app, &by.caller, id, version, to).await)?
        }
        Err(problems) => Err(problems),
    };
    match result {
        Ok(()) => Ok(done("/reminders", Done::Saved)),
        Err(found) => again(&app, &by, id, &values, &found).await,
    }
}

async fn hand_over(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let to = match values.get("assignee") {
        "me" => by.caller.actor.account_id(),
        _ => id_in(&values, "assignee"),
    };
    let handed = service::hand_over(&app, &by.caller, id, version(&values)?, to).await;
    match office::problems(handed)? {
        Ok(()) => Ok(done("/reminders", Done::Saved)),
        Err(found) => again(&app, &by, id, &values, &found).await,
    }
}

/// The page once more, with what was typed and what is wrong with it.
pub(super) async fn again(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Page {
    let template = whole(app, by, id, values, problems).await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
}

async fn whole(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<ReminderPage, PageError> {
    let opened = opening::open(app, &by.caller, id).await?;
    let units = Units::now(app, &by.caller).await?;
    let reminder = &opened.reminder;
    let is_open = reminder.state == ReminderState::Open && !opened.is_anothers;
    Ok(ReminderPage {
        frame: respond::frame(app, by, TITLE, Some(Place::Reminders)).await?,
        href: href(id),
        version: reminder.version.to_string(),
        title: opened.rule.title.clone(),
        guidance: opened.rule.guidance.clone(),
        marks: marks(&opened),
        notices: notices(&opened),
        facts: vec![
            Fact::masked(Words::new("对象", "Whom"), opened.whom.clone()),
            Fact::coded(Words::new("机构", "Unit"), units.name(reminder.unit)),
            Fact::new(Words::new("到期", "Due"), reminder.due_on.to_string()),
            Fact::new(Words::new("最迟", "No later than"), reminder.details.last_on.to_string()),
        ],
        reachable: opened.reachable.iter().map(|one| reachable(one, &opened)).collect(),
        rounds: opened.rounds.as_ref().map(|rounds| attempts::card(rounds, values, problems)),
        before: attempts::before(app, &opened),
        problems: problems.to_vec(),
        results: if is_open { results(&opened) } else { Vec::new() },
        fields: fields(&opened, values),
        due_on: Field::day("due_on", Words::new("改到", "Put off to"), values.get("due_on")),
        assignee: assignee(app, by, &opened).await?,
        about: about(by, &opened),
        history: office::history(app, &opened.history),
    })
}

fn marks(opened: &OpenedReminder) -> Vec<Badge> {
    let state = opened.reminder.state;
    let tone = match state {
        ReminderState::Open => Tone::Info,
        ReminderState::Done => Tone::Good,
        ReminderState::Missed => Tone::Warn,
        ReminderState::Stopped | ReminderState::Dropped => Tone::Plain,
    };
    vec![Badge::new(tone, state.label()), Badge::new(Tone::Plain, opened.rule.tone.label())]
}

fn notices(opened: &OpenedReminder) -> Vec<Notice> {
    let mut notices = Vec::new();
    let details = &opened.reminder.details;
    if details.task.is_some() {
        let words = Words::new(
            "这条提醒由服务队在办：任务完成即办结，退回或收回后回到清单。",
            "The volunteer team has this reminder: done with the task, back on the list when the task comes back.",
        );
        notices.push(Notice::new(Tone::Info, words));
    } else if opened.is_anothers {
        let words = Words::new(
            "这条提醒由别人在办；转给自己之后才显示联系方式。",
            "Somebody else has this reminder: take it over to see whom to contact.",
        );
        notices.push(Notice::new(Tone::Info, words));
    } else if opened.reminder.state == ReminderState::Open
        && opened.rule.is_contact()
        && opened.reachable.is_empty()
    {
        let words = Words::new(
            "此刻不应联系：对方已要求停止联系、已撤销或已故，或没有可以联系的人。",
            "Nobody is to be contacted now: silence was asked for, it was withdrawn, she died, or nobody may be reached.",
        );
        notices.push(Notice::new(Tone::Bad, words));
    }
    if let Some(ended) = details.ended_by {
        notices.push(Notice::new(Tone::Info, ended.words()));
    }
    if let Some(report) = &details.report {
        let outcome = report.outcome.label();
        let note = report.note.clone().unwrap_or_default();
        let answer = report.answer.map_or(Words::new("", ""), Answer::label);
        let words = Words::made(
            format!("{}：{} {} {note}", report.on, outcome.zh, answer.zh),
            format!("{}: {} {}", report.on, outcome.en, answer.en),
        );
        notices.push(Notice::new(Tone::Good, words));
    }
    notices
}

fn reachable(one: &Reachable, opened: &OpenedReminder) -> (String, Words, String) {
    let kinship = one.kinship.map_or(Words::new("", ""), |kinship| kinship.label());
    // Where every attempt counts, the numbers stand in the list of them.
    let phone = one.phone.clone().filter(|_| opened.rounds.is_none());
    (one.name.clone(), kinship, phone.unwrap_or_default())
}

/// What can come of it, each a key away.
fn results(opened: &OpenedReminder) -> Vec<ResultButton> {
    let fits = |outcome: &Outcome| opened.rule.is_contact() != (*outcome == Outcome::Settled);
    let keys = ["1", "2", "3", "4", "5"];
    let outcomes = Outcome::chosen().filter(fits);
    outcomes
        .zip(keys)
        .map(|(outcome, key)| ResultButton { value: outcome.code(), key, words: outcome.label() })
        .collect()
}

fn fields(opened: &OpenedReminder, values: &Values) -> Vec<Field> {
    let mut fields = Vec::new();
    if opened.rule.is_contact() {
        let by_hand = [ContactMeans::Call, ContactMeans::Visit, ContactMeans::Letter];
        let usual = match opened.rule.tone {
            Manner::Condolence => ContactMeans::Visit,
            _ => ContactMeans::Call,
        };
        let means = each(&by_hand, ContactMeans::code, ContactMeans::label);
        let value = values.get_or("means", usual.code());
        fields.push(Field::radios("means", Words::new("联系方式", "How"), means, value));
    }
    if opened.rule.protocol {
        fields.push(attempts::answered(values));
    }
    // Where attempts are written down too, it is one form: these stand beside the calls.
    if opened.rounds.is_none() {
        fields.extend(opened.rule.protocol.then(|| attempts::paused_until(values)));
        let note = Field::area("note", Words::new("备注", "Note"), values.get("note"));
        fields.push(note.most(500));
    }
    let on = Words::new("日期（不填为今天）", "Day (today if empty)");
    fields.push(Field::day("on", on, values.get("on")));
    fields
}

/// Who may have it: herself, nobody in particular, colleagues of the unit.
async fn assignee(app: &App, by: &Signed, opened: &OpenedReminder) -> Result<Field, PageError> {
    let mut choices = vec![
        Choice::new("me", Words::new("我来办", "Myself")),
        Choice::new("", Words::new("不指定，谁先办都行", "Whoever takes it first")),
    ];
    for (id, name) in service::colleagues(app, &by.caller, &opened.reminder).await? {
        choices.push(Choice::new(id.to_string(), Words::made(name, "")));
    }
    Ok(Field::select("assignee", Words::new("交给", "To"), choices, "me"))
}

fn about(by: &Signed, opened: &OpenedReminder) -> Vec<Action> {
    let subject = opened.reminder.subject;
    let page = match opened.reminder.kind {
        SubjectKind::Person => format!("/people/{subject}"),
        SubjectKind::Ledger => format!("/care/{subject}"),
        SubjectKind::Coordinator => format!("/coordinators/{subject}"),
        SubjectKind::Account => "/accounts".to_owned(),
    };
    let mut actions = vec![
        Action::link(page, Words::new("打开档案", "Open the record")),
        Action::link("/reminders", Words::new("返回清单", "Back to the list")),
    ];
    if by.caller.actor.may(Permission::TeamManage).is_ok() {
        actions.extend(match opened.reminder.details.task {
            Some(task) => {
                Some(Action::link(tasks::href(task), Words::new("服务队的任务", "The team's task")))
            }
            // Nobody is sent to whom nobody may call.
            None => (!opened.reachable.is_empty() && !opened.rule.protocol)
                .then(|| Action::link(format!("{}/team", href(opened.reminder.id)), HAND)),
        });
    }
    actions
}
