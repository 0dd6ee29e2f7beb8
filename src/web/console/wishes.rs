//! What a person wishes for after her death: taken down and changed.

use axum::{Router, extract::State, routing::get};
use uuid::Uuid;

use super::{
    choices,
    ids::Ids,
    people::{done_or_again, form_answer, form_page, href, to_correct, version, version_text},
    register::entry,
    respond::{Done, Page, PageError},
    session::{Posted, Signed},
    views::{Fact, Form, FormPage, Values, wish_fields},
};
use crate::{
    domain::{
        masks::MaskedPerson,
        wishes::Wishes,
        words::{Problem, Words},
    },
    service::{App, people, wishes as service},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/people/{id}/wishes", get(ask).post(amend))
}

async fn ask(State(app): State<App>, Ids(id): Ids<Uuid>, by: Signed) -> Page {
    let (person, shown) = to_correct(&app, &by, id).await?;
    let template = asking(&app, &by, &shown.person, &values_of(&person.wishes), &[]).await?;
    Ok(form_answer(&template, &[]))
}

async fn amend(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let input = entry::wishes(&values);
    let amended = service::amend(&app, &by.caller, id, version(&values)?, &input).await;
    done_or_again(amended, &href(id), Done::Saved, async |problems| {
        let person = people::get(&app, &by.caller, id).await?.person;
        asking(&app, &by, &person, &values, problems).await
    })
    .await
}

async fn asking(
    app: &App,
    by: &Signed,
    person: &MaskedPerson,
    values: &Values,
    problems: &[Problem],
) -> Result<FormPage, PageError> {
    let action = format!("{}/wishes", href(person.id));
    let form = Form::new(action, by.form_token(), Words::new("保存意愿", "Save"))
        .with("version", version_text(values, person))
        .fields(wish_fields(values, &choices::for_wishes()))
        .problems(problems)
        .cancel(href(person.id));
    let about = Words::new(
        "每一项都可不填，随时可改。公开宣传须先有“宣传公开”的单独同意。",
        "Each may be left open and changed at any time. Publicity needs a consent of its own first.",
    );
    let title = Words::new("身后意愿", "Wishes");
    Ok(form_page(app, by, title, person, form).await?.about(about))
}

/// The wishes under the names of the form.
fn values_of(wishes: &Wishes) -> Values {
    let yes_no = |said: Option<bool>| said.map_or("", |yes| if yes { "yes" } else { "no" });
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let years = wishes.erase_after_years.map(|years| years.to_string());
    let pairs = [
        ("memorial", wishes.memorial.map_or("", |one| one.code()).to_owned()),
        ("pseudonym", text(&wishes.pseudonym)),
        ("publicity", yes_no(wishes.publicity).to_owned()),
        ("letters", yes_no(wishes.letters).to_owned()),
        ("data_after_death", wishes.data.map_or("", |one| one.code()).to_owned()),
        ("erase_after_years", years.unwrap_or_default()),
        ("data_words", text(&wishes.data_words)),
    ];
    Values::from(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// What was said, as a person's page shows it.
pub(super) fn facts(wishes: &Wishes) -> Vec<Fact> {
    let said = |yes: bool| {
        if yes { Words::new("同意", "yes") } else { Words::new("不同意", "no") }
    };
    let data = wishes.data.map(|data| match wishes.erase_after_years {
        Some(years) => Words::made(
            format!("{}（{years} 年）", data.label().zh),
            format!("{} ({years} years)", data.label().en),
        ),
        None => data.label(),
    });
    let coded = [
        (Words::new("纪念署名", "Memorial"), wishes.memorial.map(|memorial| memorial.label())),
        (Words::new("公开宣传", "Publicity"), wishes.publicity.map(said)),
        (Words::new("匿名书信", "Letters"), wishes.letters.map(said)),
        (Words::new("身后个人信息", "Personal data"), data),
    ];
    let coded = coded.into_iter().filter_map(|(label, words)| Some(Fact::coded(label, words?)));
    let texts = [
        (Words::new("化名", "Pseudonym"), wishes.pseudonym.clone()),
        (Words::new("个人信息说明", "About the data"), wishes.data_words.clone()),
    ];
    let texts = texts.into_iter().filter_map(|(label, text)| Some(Fact::new(label, text?)));
    coded.chain(texts).collect()
}
