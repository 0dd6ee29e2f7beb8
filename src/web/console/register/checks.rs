//! A field is checked as it is left: what is wrong with it, and what is worth knowing.

use axum::{
    Json,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    super::{office, respond::PageError, session::Posted, views::Values},
    entry,
};
use crate::{
    domain::words::{Problem, Words},
    service::{App, Caller, ServiceError, intake},
};

/// Who is being amended, and so is no news.
#[derive(Deserialize)]
pub struct Except {
    #[serde(default)]
    except: String,
}

/// What `app.js` writes beside the fields; problems and hints name theirs.
#[derive(Serialize)]
pub struct Checked {
    problems: Vec<Problem>,
    hints: Vec<Hint>,
}

/// What is worth knowing, with a way to it.
#[derive(Serialize)]
struct Hint {
    #[serde(flatten)]
    what: Problem,
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
}

/// `field` was left; posted with it are the fields it is to be judged with.
pub async fn check(
    State(app): State<App>,
    Query(Except { except }): Query<Except>,
    Posted { by, values }: Posted,
) -> Result<Json<Checked>, PageError> {
    let field = values.get("field");
    let dry = intake::check(&app, &by.caller, &entry::of_field(&values, field)).await;
    let (problems, warnings) = match office::problems(dry)? {
        Ok(warnings) => (Vec::new(), warnings),
        Err(problems) => (at_hand(&values, field, problems), Vec::new()),
    };
    let warnings = at_hand(&values, field, warnings).into_iter();
    let mut hints: Vec<Hint> = warnings.map(|what| Hint { what, href: None }).collect();
    if matches!(field, "document_number" | "document_kind") {
        hints.extend(known(&app, &by.caller, &values, &except).await?);
    }
    Ok(Json(Checked { problems, hints }))
}

/// Those of `problems` that are about what was posted. Where the age is wrong and the document alone
/// tells it, that is said at the field which was left.
fn at_hand(values: &Values, field: &str, problems: Vec<Problem>) -> Vec<Problem> {
    let posted = |name: &str| values.pairs().iter().any(|(known, _)| known == name);
    let mut at_hand = entry::placed(values, problems);
    for problem in &mut at_hand {
        let told_by_document = problem.field == "birth_date" && values.get("birth_date").is_empty();
        if told_by_document && problem.code != "missing" {
            problem.field = field.to_owned().into();
        }
    }
    at_hand.retain(|problem| posted(&problem.field));
    at_hand
}

/// The record in scope that has this document already. Of records elsewhere nothing is said.
async fn known(
    app: &App,
    caller: &Caller,
    values: &Values,
    except: &str,
) -> Result<Option<Hint>, ServiceError> {
    let (kind, number) = (values.get("document_kind"), values.get("document_number"));
    let known = match office::problems(intake::known(app, caller, kind, number).await)? {
        Ok(known) => known,
        Err(_) => return Ok(None),
    };
    Ok(known.filter(|id| Uuid::parse_str(except).ok() != Some(*id)).map(|id| Hint {
        what: Problem::new("document_number", "known", known_words()),
        href: Some(format!("/people/{id}")),
    }))
}

/// What to say of a document that is registered already.
pub fn known_words() -> Words {
    Words::new(
        "此证件已在册,打开该记录可新增登记项目",
        "This document is registered already; open the record to add a programme",
    )
}
