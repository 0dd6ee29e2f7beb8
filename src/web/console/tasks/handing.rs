//! The coordinators' pages: handing a task out, one task, taking it back.

use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use uuid::Uuid;

use super::{href, marks};
use crate::{
    domain::{
        tasks::{About, Task, TaskKind, TaskState, inputs::TaskInput},
        team::Member,
        words::{Problem, Words},
    },
    service::{
        App,
        tasks::{self as service, Shown, Whom},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{Units, history, past, problems},
        people::{self, form_answer, form_page, version},
        respond::{self, Done, Here, Page, PageError, done, page},
        session::{Posted, Signed},
        views::{
            Action, Choice, Fact, Field, Form, FormPage, Frame, Place, RecordPage, Tone, Values,
            Width,
        },
    },
};

const HAND_OUT: Words = Words::new("分派任务", "Hand out a task");
const TITLE: Words = Words::new("志愿服务任务", "Task");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/people/{id}/tasks/new", get(ask).post(hand_out))
        .route("/care/{id}/tasks/new", get(ask_for_family).post(hand_out_to_family))
        .route("/team/tasks/{id}", get(show))
        .route("/team/tasks/{id}/withdraw", post(withdraw))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let about = About::Person(id);
    Ok(form_answer(&new_page(&app, &by, about, &Values::default(), &[]).await?, &[]))
}

async fn hand_out(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let handed = service::hand_out(&app, &by.caller, id, &input(&values)).await;
    handed_or_again(&app, &by, About::Person(id), &values, handed).await
}

async fn ask_for_family(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let about = About::Ledger(id);
    Ok(form_answer(&new_page(&app, &by, about, &Values::default(), &[]).await?, &[]))
}

async fn hand_out_to_family(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let handed = service::hand_out_to_family(&app, &by.caller, id, &input(&values)).await;
    handed_or_again(&app, &by, About::Ledger(id), &values, handed).await
}

async fn handed_or_again(
    app: &App,
    by: &Signed,
    about: About,
    values: &Values,
    handed: crate::service::Result<Uuid>,
) -> Page {
    match problems(handed)? {
        Ok(_) => Ok(done(&format!("{}#tasks", home(about)), Done::Saved)),
        Err(found) => Ok(form_answer(&new_page(app, by, about, values, &found).await?, &found)),
    }
}

/// What the form says.
pub(in crate::web::console) fn input(values: &Values) -> TaskInput {
    let text = |name: &str| values.get(name).to_owned();
    TaskInput {
        member: text("member"),
        kind: text("kind"),
        due_on: text("due_on"),
        instructions: text("instructions"),
    }
}

/// The page of whom a task is about.
fn home(about: About) -> String {
    match about {
        About::Person(id) => people::href(id),
        About::Ledger(id) => format!("/care/{id}"),
    }
}

async fn new_page(
    app: &App,
    by: &Signed,
    about: About,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let home = home(about);
    let form =
        Form::new(format!("{home}/tasks/new"), by.form_token(), Words::new("分派", "Hand out"))
            .problems(problems)
            .cancel(home);
    task_page(app, by, about, values, form).await
}

/// The page on which a task about `about` is handed out; `form` says what is posted and where.
pub(in crate::web::console) async fn task_page(
    app: &App,
    by: &Signed,
    about: About,
    values: &Values,
    form: Form,
) -> Result<FormPage, PageError> {
    let (whom, members) = service::offer(app, &by.caller, about).await?;
    let choice = |one: &Member| {
        let skills = one.details.skills.as_deref().map(|text| format!("（{text}）"));
        let zh = format!("{}{}", one.details.name.as_str(), skills.unwrap_or_default());
        Choice::new(one.id.to_string(), Words::made(zh, ""))
    };
    let members: Vec<Choice> =
        std::iter::once(Choice::none()).chain(members.iter().map(choice)).collect();
    let kinds = each(TaskKind::ALL, TaskKind::code, TaskKind::label);
    let value = |name: &str| values.get(name).to_owned();
    let fields = vec![
        Field::radios("kind", Words::new("任务", "Task"), kinds, value("kind"))
            .required()
            .width(Width::Full),
        Field::select("member", Words::new("队员", "Member"), members, value("member"))
            .required()
            .hint(
                "只列出在队且服务于此机构的队员",
                "members who serve, and serve this unit",
            ),
        Field::day("due_on", Words::new("完成期限", "Due"), value("due_on")).required(),
        Field::area("instructions", Words::new("要求", "Instructions"), value("instructions"))
            .most(500)
            .hint(
                "队员只看得到遮盖的姓名、乡镇和这里的文字（如带什么）；请勿写证件号码或完整电话",
                "the helper sees the masked name, the township and this (what to bring); no document or whole phone numbers",
            ),
    ];
    let form = form.fields(fields);
    match about {
        About::Person(id) => {
            let person = crate::service::people::get(app, &by.caller, id).await?.person;
            form_page(app, by, HAND_OUT, &person, form).await
        }
        About::Ledger(_) => {
            let frame = respond::frame(app, by, HAND_OUT, Some(Place::Care)).await?;
            let units = Units::now(app, &by.caller).await?;
            Ok(FormPage::new(frame, form).facts(whom_facts(&units, &whom)))
        }
    }
}

/// Whom a task is about, masked.
fn whom_facts(units: &Units, whom: &Whom) -> Vec<Fact> {
    let name =
        if whom.is_family { Words::new("家庭", "Family") } else { Words::new("姓名", "Name") };
    vec![
        Fact::masked(name, whom.name.clone()),
        Fact::coded(Words::new("归属机构", "Unit"), units.name(whom.unit)),
    ]
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Team)).await?;
    Ok(page(&record(&app, &here.by, frame, &shown).await?))
}

async fn withdraw(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    service::withdraw(&app, &by.caller, id, version(&values)?).await?;
    Ok(done(&href(id), Done::Saved))
}

async fn record(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
) -> Result<RecordPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let task = &shown.told.task;
    Ok(RecordPage {
        frame,
        href: href(task.id),
        name: format!("{} · {}", task.kind.label().zh, shown.whom.name),
        marks: marks(task, app.today()),
        notices: Vec::new(),
        facts: facts(&units, shown),
        revealed: None,
        reveal: None,
        actions: actions(task),
        tables: Vec::new(),
        past: past(app, &shown.past, &shown.history, was),
        history: history(app, &shown.history),
    })
}

fn facts(units: &Units, shown: &Shown) -> Vec<Fact> {
    let task = &shown.told.task;
    let details = &task.details;
    let mut facts = whom_facts(units, &shown.whom);
    facts.push(Fact::new(Words::new("队员", "Member"), shown.told.member.clone()));
    facts.push(Fact::new(Words::new("期限", "Due"), task.due_on.to_string()));
    let instructions = details.instructions.clone();
    facts.extend(instructions.map(|text| Fact::new(Words::new("要求", "Instructions"), text)));
    if let Some(outcome) = details.outcome {
        facts.push(Fact::coded(Words::new("结果", "Outcome"), outcome.label()));
        let day = details.done_on.map(|on| on.to_string()).unwrap_or_default();
        facts.push(Fact::new(Words::new("完成日期", "Done on"), day));
        let hours = details.hours.map(|hours| hours.to_string()).unwrap_or_default();
        facts.push(Fact::new(Words::new("用时（小时）", "Hours"), hours));
    }
    let note = match task.state {
        TaskState::Returned | TaskState::Withdrawn => Words::new("退回原因", "Why given back"),
        _ => Words::new("情况说明", "How it went"),
    };
    facts.extend(details.note.clone().map(|text| Fact::new(note, text)));
    facts
}

fn actions(task: &Task) -> Vec<Action> {
    let home = home(task.about);
    let back = match task.about {
        About::Person(_) => Words::new("返回此人", "Back to the person"),
        About::Ledger(_) => Words::new("返回关怀台账", "Back to the care ledger"),
    };
    let back = Action::link(home.clone(), back);
    let version = task.version.to_string();
    let withdraw = |words: Words| {
        Action::post(format!("{}/withdraw", href(task.id)), words)
            .with("version", version.clone())
            .tone(Tone::Bad)
    };
    let again = Action::link(format!("{home}/tasks/new"), HAND_OUT);
    match task.state {
        TaskState::Handed => vec![withdraw(Words::new("收回任务", "Take it back")), back],
        TaskState::Returned => {
            vec![again, withdraw(Words::new("不再办理，收回", "Settle it")), back]
        }
        TaskState::Done | TaskState::Withdrawn => vec![back],
    }
}

fn was(task: &Task) -> Vec<Words> {
    vec![task.state.label(), Words::made(task.due_on.to_string(), "")]
}
