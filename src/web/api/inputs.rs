//! What comes in: bodies, ids in paths and query parameters. What cannot be read is answered with a
//! problem document that names the field and never quotes a value, since it may be a person's.

use std::{error::Error, fmt, marker::PhantomData};

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Multipart, Path, Query, Request},
    http::{StatusCode, request::Parts},
    response::Response,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::codes::NOT_IN_LIST;
use crate::{
    domain::words::{Problem, Words},
    service::ServiceError,
    web::error::{Told, problem, tell},
};

/// A JSON body.
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(Record(body))) => Ok(Self(body)),
            Err(rejection) => Err(match rejection.status() {
                StatusCode::UNPROCESSABLE_ENTITY => unreadable(&rejection, "body"),
                status => refused(status),
            }),
        }
    }
}

/// A JSON object: serde alone would read an array as the fields in their order.
struct Record<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Record<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

/// A form with a file, read as a stream.
pub(super) struct Form(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let form = Multipart::from_request(request, state).await;
        form.map(Self).map_err(|_| refused(StatusCode::UNSUPPORTED_MEDIA_TYPE))
    }
}

/// The ids in the path. What is no id names nothing: 404, as for one that nobody has.
pub(super) struct Ids<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Ids<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(problem(tell(ServiceError::Missing))),
        }
    }
}

/// The query parameters: ids, codes and times only, since addresses are written down everywhere.
pub(super) struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(unreadable(&rejection, "query")),
        }
    }
}

/// What the API answers to a request of which it could not read the body at all, or that it has no
/// route for.
pub(super) fn refused(status: StatusCode) -> Response {
    let (code, what, remedy) = match status {
        StatusCode::NOT_FOUND => (
            "no_such_route",
            Words::new("没有这个地址。", "There is nothing at this address."),
            Words::new("请核对 /api/v1/openapi.json。", "See /api/v1/openapi.json."),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "method",
            Words::new("此地址不支持这个方法。", "This address does not take this method."),
            Words::new("支持的方法见 Allow 标头。", "The header Allow names those it takes."),
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            "too_large",
            Words::new("提交的内容过大,没有保存。", "The body is too large; nothing was saved."),
            Words::new("请分批提交。", "Send less at a time."),
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (
            "content_type",
            Words::new(
                "提交内容的类型不对,没有保存。",
                "The body has the wrong content type; nothing was saved.",
            ),
            Words::new(
                "请按 /api/v1/openapi.json 所列类型提交。",
                "Send the type named in /api/v1/openapi.json.",
            ),
        ),
        _ => (
            "syntax",
            Words::new(
                "提交的内容无法读取,没有保存。",
                "The body cannot be read; nothing was saved.",
            ),
            Words::new("请核对语法与编码。", "Check its syntax and encoding."),
        ),
    };
    problem(Told { status, code, what, remedy, problems: Vec::new(), retry_after: None })
}

/// There is no such field in `whole`.
pub(super) fn unknown_field(whole: &'static str) -> Problem {
    let words = Words::new("没有这一项,请核对名称。", "There is no such field; check its name.");
    Problem::new(whole, "unknown_field", words)
}

/// The answer to input that can be read but is not what is expected; `whole` names it where no field
/// is known.
fn unreadable(rejection: &(dyn Error + 'static), whole: &'static str) -> Response {
    // The innermost error is the reader's own, without what axum says before it.
    let innermost = std::iter::successors(Some(rejection), |&error| error.source()).last();
    let message = innermost.map(ToString::to_string).unwrap_or_default();
    problem(tell(ServiceError::Invalid(vec![told(&message, whole)])))
}

/// What the reader's `message` says: `path: what, expected what at line 1 column 2`. Only the path,
/// the field and the kind of error are taken from it.
fn told(message: &str, whole: &'static str) -> Problem {
    const KINDS: [&str; 4] = ["missing field", "unknown field", "duplicate field", NOT_IN_LIST];
    let is_kind = |what: &str| KINDS.iter().any(|kind| what.starts_with(kind));
    let (path, what) = match message.split_once(": ") {
        Some((path, what)) if is_kind(what) || known_part(path) == path => (known_part(path), what),
        _ => ("", message),
    };
    let named = what.split('`').nth(1).filter(|name| is_kind(what) && is_name(name));
    let (code, words) = match KINDS.iter().position(|kind| what.starts_with(kind)) {
        Some(0) => ("missing", Words::new("缺少此项。", "This field is missing.")),
        Some(1) => ("unknown_field", unknown_field(whole).words),
        Some(2) => ("duplicate_field", Words::new("此项出现了两次。", "This field appears twice.")),
        Some(_) => (
            "not_in_list",
            Words::new("不在可选项中，请重新选择。", "Not one of the choices; choose again."),
        ),
        None => {
            ("wrong_type", Words::new("类型或格式不对。", "This has the wrong type or format."))
        }
    };
    let field = match (path, named) {
        ("", None) => whole.to_owned(),
        ("", Some(name)) => name.to_owned(),
        // The path of an unknown field ends in it.
        (path, Some(name)) if path == name || path.ends_with(&format!(".{name}")) => {
            path.to_owned()
        }
        (path, Some(name)) => format!("{path}.{name}"),
        (path, None) => path.to_owned(),
    };
    Problem::new(field, code, words)
}

/// The beginning of `path` that is one of field names, as in `registrations[0].programme`. Whatever
/// else stands in it was sent by the caller and is not repeated.
fn known_part(path: &str) -> &str {
    let is_known = |part: &str| {
        let (name, places) = part.split_once('[').unwrap_or((part, ""));
        is_name(name) && places.chars().all(|c| c.is_ascii_digit() || c == '[' || c == ']')
    };
    let mut end = 0;
    for part in path.split('.').take_while(|part| is_known(part)) {
        end += part.len() + usize::from(end > 0);
    }
    &path[..end]
}

/// Whether `text` may be the name of a field as we write them.
fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_the_reader_says_only_field_and_kind_are_told() {
        for (message, field, code) in [
            ("missing field `name` at line 1 column 2", "name", "missing"),
            ("phones[0]: missing field `number`", "phones[0].number", "missing"),
            (
                "phones[0].tel: unknown field `tel`, expected `number`",
                "phones[0].tel",
                "unknown_field",
            ),
            ("张三: unknown field `张三`, expected `name`", "body", "unknown_field"),
            ("phones[0].330299: unknown field `330299`", "phones[0]", "unknown_field"),
            ("sheets.合成 1.columns.3: not in the list", "sheets", "not_in_list"),
            ("invalid type: string \"zhang: san\", expected i64", "body", "wrong_type"),
            ("unit: UUID parsing failed: found `z` at 1", "unit", "wrong_type"),
            ("zhang san: li si", "body", "wrong_type"),
            ("", "body", "wrong_type"),
        ] {
            let problem = told(message, "body");
            assert_eq!((&*problem.field, problem.code), (field, code), "{message}");
        }
    }
}
