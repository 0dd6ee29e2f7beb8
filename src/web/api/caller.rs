//! Who calls the API: the holder of a token, never a session's cookie. What a browser does not send
//! by itself, another site cannot make it send, hence no protection against cross-site requests.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};

use crate::{
    crypto::tokens::Token,
    domain::words::Words,
    service::{App, Caller, ServiceError, tokens},
    store::{Door, Origin},
    web::{
        error::{Told, problem, tell},
        request,
    },
};

/// The caller whose token stands in `Authorization: Bearer`.
pub(super) struct Bearer(pub Caller);

impl FromRequestParts<App> for Bearer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let token = token(&parts.headers).ok_or_else(unknown)?;
        let origin = Origin { account: None, door: Door::Api, request_id: request::id() };
        match tokens::authenticate(app, &origin, &token).await {
            Ok(caller) => Ok(Self(caller)),
            Err(ServiceError::SignedOut) => Err(unknown()),
            Err(other) => Err(problem(tell(other))),
        }
    }
}

fn token(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::received(token.trim()))
}

/// No token, or none of ours; which one is not said (RFC 6750, 3.1).
fn unknown() -> Response {
    let mut response = problem(Told {
        status: StatusCode::UNAUTHORIZED,
        code: "token",
        what: Words::new("没有有效的接口令牌。", "There is no valid API token."),
        remedy: Words::new(
            "请以 Authorization: Bearer 提供未过期的令牌。",
            "Send one that has not expired as Authorization: Bearer.",
        ),
        problems: Vec::new(),
        retry_after: None,
    });
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}
