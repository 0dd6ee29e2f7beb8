//! A helper's own tasks: what to do for whom, masked, and telling what came of it.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use crate::{
    domain::{
        tasks::{TaskOutcome, inputs::ReportInput},
        words::{Problem, Words},
    },
    service::{
        App,
        tasks::{self as service, OwnTask},
    },
    web::console::{
        choices::each,
        ids::Ids,
        office::{Units, problems},
        people::{form_answer, version},
        respond::{self, Done, Here, Page, PageError, done, page},
        session::{Posted, Signed},
        views::{
            Action, Badge, Cell, Fact, Field, Form, FormPage, ListPage, Notice, Place, Table,
            TaskLine, Tone, Values, Width,
        },
    },
};

const MINE: Words = Words::new("我的任务", "My tasks");
const REPORT: Words = Words::new("任务", "Task");
const RETURN: Words = Words::new("退回任务", "Give the task back");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/tasks", get(list))
        .route("/tasks/{id}", get(ask_report).post(report))
        .route("/tasks/{id}/return", get(ask_return).post(give_back))
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let own = service::own(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let frame = here.frame(&app, MINE, Some(Place::Tasks)).await?;
    let columns = vec![
        Words::new("任务", "Task"),
        Words::new("姓名", "Name"),
        Words::new("乡镇（街道）", "Township"),
        Words::new("期限", "Due"),
        Words::new("提示", "Note"),
    ];
    let lines = super::own_lines(&app, &units, &own.tasks);
    let mut table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(lines.into_iter().map(row));
    table.empty = Words::new("现在没有任务，辛苦了", "No tasks now. Thank you");
    let mut template = ListPage::new(frame, vec![table]);
    template.about = Some(Words::new(
        "这里只有分派给您的任务。请为所见所闻保密；做不了的，及时退回。",
        "Only what was handed to you. Keep what you see and hear to yourself; give back what you cannot do.",
    ));
    if !own.serves {
        let words = Words::new(
            "您的账号尚未关联在队的队员，请联系协调员。",
            "Your account is not linked to a member who serves; ask a coordinator.",
        );
        template.notices.push(Notice::new(Tone::Warn, words));
    }
    Ok(page(&template))
}

fn row(line: TaskLine) -> Vec<Cell> {
    let name = match line.name.as_str() {
        "" => Cell::Text(String::new()),
        _ => Cell::Text(line.name),
    };
    vec![
        Cell::Link { href: line.href, text: format!("{} {}", line.kind.zh, line.kind.en) },
        name,
        Cell::Coded(line.beside),
        Cell::Number(line.due_on),
        Cell::Badges(line.marks),
    ]
}

async fn ask_report(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let today = Values::from(vec![("done_on".to_owned(), app.today().to_string())]);
    Ok(form_answer(&report_page(&app, &by, id, &today, &[]).await?, &[]))
}

async fn report(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let text = |name: &str| values.get(name).to_owned();
    let (outcome, done_on) = (text("outcome"), text("done_on"));
    let input = ReportInput { outcome, done_on, hours: text("hours"), note: text("note") };
    let reported = service::report(&app, &by.caller, id, version(&values)?, &input).await;
    match problems(reported)? {
        Ok(_) => Ok(done("/tasks", Done::Saved)),
        Err(found) => Ok(form_answer(&report_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn report_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let own = service::one(app, &by.caller, id).await?;
    let outcomes = each(TaskOutcome::ALL, TaskOutcome::code, TaskOutcome::label);
    let value = |name: &str| values.get(name).to_owned();
    let fields = vec![
        Field::radios("outcome", Words::new("结果", "What came of it"), outcomes, value("outcome"))
            .required()
            .width(Width::Full),
        Field::day("done_on", Words::new("日期", "Day"), value("done_on")).required(),
        Field::text("hours", Words::new("用时（小时）", "Hours"), value("hours"))
            .required()
            .most(4)
            .width(Width::Third)
            .hint("例如 2 或 1.5", "such as 2 or 1.5"),
        Field::area("note", Words::new("情况说明", "How it went"), value("note")).most(500).hint(
            "本人需要帮助的，请写明；不要写证件号码",
            "say what help is needed; no document numbers",
        ),
    ];
    let form = Form::new(format!("/tasks/{id}"), by.form_token(), Words::new("完成", "Done"))
        .with("version", values.get_or("version", &own.task.version.to_string()))
        .fields(fields)
        .problems(problems)
        .cancel("/tasks");
    let mut template = about(app, by, REPORT, &own, form).await?;
    let back = Action::link(format!("/tasks/{id}/return"), RETURN);
    let notice = match own.whom {
        Some(_) => {
            let words = Words::new("做不了这个任务？", "You cannot do it?");
            Notice::new(Tone::Plain, words).then(back)
        }
        None => {
            let words = Words::new(
                "此人现在不宜打扰，请不要前往或致电，退回任务即可。",
                "This person is to be left in peace: neither go nor call, give the task back.",
            );
            Notice::new(Tone::Bad, words).then(back)
        }
    };
    template.notices.push(notice);
    Ok(template)
}

async fn ask_return(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    Ok(form_answer(&return_page(&app, &by, id, &Values::default(), &[]).await?, &[]))
}

async fn give_back(
    State(app): State<App>,
    Ids(id): Ids<Uuid>,
    Posted { by, values }: Posted,
) -> Page {
    let note = values.get("note");
    let given = service::give_back(&app, &by.caller, id, version(&values)?, note).await;
    match problems(given)? {
        Ok(_) => Ok(done("/tasks", Done::Saved)),
        Err(found) => Ok(form_answer(&return_page(&app, &by, id, &values, &found).await?, &found)),
    }
}

async fn return_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let own = service::one(app, &by.caller, id).await?;
    let note = Field::area("note", Words::new("原因", "Why"), values.get("note"));
    let form = Form::new(format!("/tasks/{id}/return"), by.form_token(), RETURN)
        .with("version", values.get_or("version", &own.task.version.to_string()))
        .fields(vec![note.required().most(500).first()])
        .problems(problems)
        .cancel(format!("/tasks/{id}"));
    about(app, by, RETURN, &own, form).await
}

/// A page with one form about an own task; it tells no more of the person than the task does.
async fn about(
    app: &App,
    by: &Signed,
    title: Words,
    own: &OwnTask,
    form: Form,
) -> Result<FormPage, PageError> {
    let frame = respond::frame(app, by, title, Some(Place::Tasks)).await?;
    let units = Units::now(app, &by.caller).await?;
    let mut facts = vec![Fact::coded(Words::new("任务", "Task"), own.task.kind.label())];
    if let Some(whom) = &own.whom {
        let name = if whom.is_family {
            Words::new("家庭", "Family")
        } else {
            Words::new("姓名", "Name")
        };
        facts.push(Fact::masked(name, whom.name.clone()));
        let township = Words::new("乡镇（街道）", "Township");
        facts.push(Fact::coded(township, units.name(whom.unit)));
    }
    facts.push(Fact::new(Words::new("期限", "Due"), own.task.due_on.to_string()));
    let instructions = own.task.details.instructions.clone();
    facts.extend(instructions.map(|text| Fact::new(Words::new("要求", "Instructions"), text)));
    let late: Option<Badge> = super::overdue(&own.task, app.today());
    facts.extend(late.map(|badge| Fact::coded(Words::new("提示", "Note"), badge.words)));
    Ok(FormPage::new(frame, form).facts(facts))
}
