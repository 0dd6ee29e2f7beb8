//! Writing down what happened, and taking back what was written down by mistake.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{act, href, ledger_form};
use crate::{
    domain::{
        care::{
            entries::{Circumstance, EntryKind, Occasion},
            inputs::EntryInput,
            masks::MaskedLedger,
        },
        words::{Problem, Words},
    },
    service::{
        App, ServiceError,
        care::{self as service, entries},
    },
    web::console::{
        choices::each,
        ids::Ids,
        people::{done_or_again, form_answer, version},
        respond::{Done, Page, PageError},
        session::{Posted, Signed},
        views::{Choice, Fact, Field, FormPage, Values, Width},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/care/{id}/tell/{kind}", get(ask).post(tell))
        .route("/care/{id}/entries/{entry}/undo", get(ask_undo).post(undo))
}

/// The kind in the address; aid has a form of its own.
fn kind_of(code: &str) -> Result<EntryKind, ServiceError> {
    let kind = EntryKind::from_code(code).filter(|kind| *kind != EntryKind::Aid);
    kind.ok_or(ServiceError::Missing)
}

async fn ask(State(app): State<App>, Ids((id, kind)): Ids<(Uuid, String)>, by: Signed) -> Page {
    let kind = kind_of(&kind)?;
    Ok(form_answer(&tell_page(&app, &by, id, kind, &Values::default(), &[]).await?, &[]))
}

async fn tell(
    State(app): State<App>,
    Ids((id, kind)): Ids<(Uuid, String)>,
    Posted { by, values }: Posted,
) -> Page {
    let kind = kind_of(&kind)?;
    let ids =
        |name: &str| values.all(name).iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let input = EntryInput {
        kind: kind.code().to_owned(),
        on: values.get("on").to_owned(),
        members: ids("members"),
        came: values.get("came") == "yes",
        words: values.get("words").to_owned(),
        occasion: values.get("occasion").to_owned(),
        circumstances: values.all("circumstances"),
    };
    let told = entries::tell(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(told, &href(id), Done::Saved, async |problems| {
        tell_page(&app, &by, id, kind, &values, problems).await
    })
    .await
}

async fn tell_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    kind: EntryKind,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let path = format!("tell/{}", kind.code());
    let form = act(by, &ledger, values, &path, Words::new("保存", "Save"))
        .fields(fields(app, &ledger, kind, values))
        .problems(problems);
    let title = Words::made(verb(kind), format!("Write down: {}", kind.label().en));
    Ok(ledger_form(app, by, title, &ledger, form).await?.about(meaning(kind)))
}

/// To write such a thing down, in Chinese.
pub fn verb(kind: EntryKind) -> String {
    match kind {
        EntryKind::Note => "记事".to_owned(),
        EntryKind::Hardship => "评估困难".to_owned(),
        _ => format!("记{}", kind.label().zh),
    }
}

fn fields(app: &App, ledger: &MaskedLedger, kind: EntryKind, values: &Values) -> Vec<Field> {
    let today = app.today().to_string();
    let day = Words::new("日期", "Day");
    let mut fields = vec![
        Field::day("on", day, values.get_or("on", &today)).required().width(Width::Half).first(),
    ];
    if kind == EntryKind::Condolence {
        let occasions = std::iter::once(Choice::none())
            .chain(each(Occasion::ALL, Occasion::code, Occasion::label))
            .collect();
        let label = Words::new("慰问时节", "Occasion");
        fields.push(Field::select("occasion", label, occasions, values.get("occasion")).required());
    }
    if kind == EntryKind::Hardship {
        let all = each(Circumstance::ALL, Circumstance::code, Circumstance::label);
        let label = Words::new("困难的情形", "What makes life hard");
        fields.push(
            Field::checks("circumstances", label, all, values.all("circumstances")).required(),
        );
    }
    let is_contact = matches!(kind, EntryKind::Visit | EntryKind::Call | EntryKind::Condolence);
    if !ledger.members.is_empty() && is_contact {
        let members = ledger
            .members
            .iter()
            .map(|member| {
                let kinship = member.kinship.label();
                let words = Words::made(format!("{}（{}）", member.name, kinship.zh), kinship.en);
                Choice::new(member.id.to_string(), words)
            })
            .collect();
        let label = Words::new("与哪些成员", "With whom");
        fields.push(Field::checks("members", label, members, values.all("members")).required());
    }
    if is_contact {
        let came = Words::new("家属主动来访或来电", "They came or called themselves");
        fields.push(Field::tick("came", came, values.get("came") == "yes").width(Width::Full));
    }
    let words = Field::area("words", Words::new("经过", "In words"), values.get("words"))
        .most(1000)
        .hint("不写电话和证件号码", "no phone or document numbers");
    let needed = matches!(kind, EntryKind::Wish | EntryKind::Note);
    fields.push(if needed { words.required() } else { words });
    fields
}

/// What to keep in mind while writing it down.
fn meaning(kind: EntryKind) -> Words {
    match kind {
        EntryKind::Visit | EntryKind::Call => Words::new(
            "先问候，再谈事由；对方不愿意的，就此停止。",
            "Greet first, then say why; where they would rather not, stop there.",
        ),
        EntryKind::Condolence => Words::new(
            "人道慰问，不是补偿：记录中不用补偿、报酬等说法。",
            "Humanitarian condolence, never compensation: the record does not speak of payment.",
        ),
        EntryKind::Hardship => Words::new(
            "如实记下因灾、大病、就学、抚养赡养等困难，是申请救助的依据。",
            "What makes life hard, as it is: aid is asked for on this ground.",
        ),
        EntryKind::Wish => Words::new(
            "家属的心愿，如纪念、刻名、书信。",
            "What the family wishes: remembrance, a name in stone, a letter.",
        ),
        EntryKind::Note | EntryKind::Aid => {
            Words::new("其他值得记住的事。", "Anything else worth remembering.")
        }
    }
}

async fn ask_undo(State(app): State<App>, Ids((id, entry)): Ids<(Uuid, Uuid)>, by: Signed) -> Page {
    Ok(form_answer(&undo_page(&app, &by, id, entry, &Values::default(), &[]).await?, &[]))
}

async fn undo(
    State(app): State<App>,
    Ids((id, entry)): Ids<(Uuid, Uuid)>,
    Posted { by, values }: Posted,
) -> Page {
    let undone = entries::take_back(&app, &by.caller, id, entry, version(&values)?).await;
    done_or_again(undone, &href(id), Done::Removed, async |problems| {
        undo_page(&app, &by, id, entry, &values, problems).await
    })
    .await
}

async fn undo_page(
    app: &App,
    by: &Signed,
    id: Uuid,
    entry: Uuid,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let ledger = service::get(app, &by.caller, id).await?.ledger;
    let known = ledger.entry(entry).ok_or(ServiceError::Missing)?;
    let path = format!("entries/{entry}/undo");
    let form = act(by, &ledger, values, &path, Words::new("撤回", "Take it back"))
        .dangerous()
        .problems(problems);
    let title = Words::new("撤回误记", "Take back");
    let about = Words::new(
        "只用于误记。原来的记录保留在历史中。",
        "Only for mistakes. What was recorded stays in the history.",
    );
    let mut template = ledger_form(app, by, title, &ledger, form).await?.about(about);
    let what = known.what.label();
    let what = Words::made(format!("{} {}", known.on, what.zh), what.en);
    template.facts.push(Fact::coded(Words::new("将撤回", "Will be taken back"), what));
    Ok(template)
}
