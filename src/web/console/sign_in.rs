//! Signing in by name and password or by a link that works once, and signing out.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::{
    respond::{self, Done, Page, done, frame_for_visitor, page, page_with},
    session::{Posted, PostedByVisitor, Signed, cookie, no_cookie},
    views::{EnterPage, ErrorPage, Frame, SignInPage, Values},
};
use crate::{
    crypto::{secret::Secret, tokens::Token},
    domain::words::{Problem, Words},
    service::{
        App, ServiceError,
        accounts::{LinkPurpose, password_rules},
        sessions::{self, Link, Opened},
    },
    web::request,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(show).post(sign_in))
        .route("/enter/{token}", get(open_link))
        .route("/enter", post(use_link))
        .route("/sign-out", post(sign_out))
}

async fn show(signed: Result<Signed, Response>, headers: HeaderMap) -> Response {
    if signed.is_ok() {
        return Redirect::to("/").into_response();
    }
    let frame = Frame { notice: respond::notice(&headers), ..frame() };
    page(&SignInPage::new(frame, "", None))
}

async fn sign_in(State(app): State<App>, PostedByVisitor { by, values }: PostedByVisitor) -> Page {
    let name = values.get("user_name");
    let password = secret(&values, "password");
    match sessions::sign_in(&app, &by.origin, name, &password, by.address).await {
        Ok(opened) => Ok(entered(&opened, by.secure)),
        Err(ServiceError::SignInFailed) => Ok(refused(name)),
        Err(ServiceError::Throttled(seconds)) => Ok(throttled(name, seconds)),
        Err(other) => Err(other.into()),
    }
}

/// Opening a link changes nothing: mail scanners open every link they see.
async fn open_link(State(app): State<App>, Path(token): Path<String>) -> Page {
    match sessions::link(&app, &Token::received(&*token)).await {
        Ok(link) => Ok(page(&enter_page(link, &token, &[]))),
        Err(ServiceError::SignedOut) => Ok(link_is_dead()),
        Err(other) => Err(other.into()),
    }
}

async fn use_link(State(app): State<App>, PostedByVisitor { by, values }: PostedByVisitor) -> Page {
    let text = values.get("token");
    let token = Token::received(text);
    let link = match sessions::link(&app, &token).await {
        Ok(link) => link,
        Err(ServiceError::SignedOut) => return Ok(link_is_dead()),
        Err(other) => return Err(other.into()),
    };
    let again = |problems: &[Problem]| {
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &enter_page(link.clone(), text, problems))
    };
    let password = secret(&values, "password");
    if link.purpose == LinkPurpose::SetPassword && password != secret(&values, "password_again") {
        return Ok(again(&[differs()]));
    }
    match sessions::use_link(&app, &by.origin, &token, Some(&password)).await {
        Ok(opened) => Ok(entered(&opened, by.secure)),
        Err(ServiceError::Invalid(problems)) => Ok(again(&problems)),
        Err(ServiceError::SignedOut) => Ok(link_is_dead()),
        Err(other) => Err(other.into()),
    }
}

async fn sign_out(State(app): State<App>, Posted { by, .. }: Posted) -> Page {
    sessions::sign_out(&app, &by.caller.origin, &by.signed_in).await?;
    Ok(with_cookie(done("/sign-in", Done::SignedOut), no_cookie()))
}

fn frame() -> Frame {
    frame_for_visitor(Words::new("登录", "Sign in"))
}

fn secret(values: &Values, name: &str) -> Secret<String> {
    Secret::new(values.get(name).to_owned())
}

/// On to today's page, signed in.
fn entered(opened: &Opened, secure: bool) -> Response {
    with_cookie(Redirect::to("/").into_response(), cookie(&opened.token, secure))
}

fn with_cookie(response: Response, cookie: Cookie<'static>) -> Response {
    (CookieJar::new().add(cookie), response).into_response()
}

fn refused(name: &str) -> Response {
    let trouble = Some(SignInPage::refused());
    page_with(StatusCode::UNAUTHORIZED, &SignInPage::new(frame(), name, trouble))
}

fn throttled(name: &str, seconds: i64) -> Response {
    let trouble = Some(SignInPage::throttled(seconds));
    let template = SignInPage::new(frame(), name, trouble);
    let mut response = page_with(StatusCode::TOO_MANY_REQUESTS, &template);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn enter_page(link: Link, token: &str, problems: &[Problem]) -> EnterPage {
    match link.purpose {
        LinkPurpose::SignIn => EnterPage::enter(frame(), link.name, token),
        LinkPurpose::SetPassword => {
            EnterPage::set_password(frame(), link.name, token, password_rules(), problems)
        }
    }
}

fn differs() -> Problem {
    let words = Words::new("两次输入的密码不一致", "The two passwords differ");
    Problem::new("password_again", "differs", words)
}

/// The link was used, has run out or was replaced. Which of them is nobody's business.
fn link_is_dead() -> Response {
    let template = ErrorPage {
        frame: frame(),
        status: StatusCode::GONE.as_u16(),
        what: Words::new("此链接已使用过或已失效", "This link was used already or no longer works"),
        remedy: Words::new(
            "请联系本单位管理员取得新的一次性链接",
            "Ask your administrator for a new one-time link",
        ),
        request_id: request::id(),
        action: None,
    };
    page_with(StatusCode::GONE, &template)
}
