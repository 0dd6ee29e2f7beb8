//! Who is at the page: extractors that authenticate, and that take forms only from our own pages.
//! There is no other way to a posted form, so that none can be forged from another site.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    Form,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    response::Response,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::{respond, views::Values};
use crate::{
    crypto::tokens::Token,
    service::{
        App, Caller, ServiceError,
        sessions::{self, SignedIn},
    },
    store::{Door, Origin},
    web::request,
};

/// The cookie that holds the session's token.
const COOKIE: &str = "lifelight";

/// Somebody at the console who need not be signed in.
pub struct Visitor {
    /// The request, for the audit trail.
    pub origin: Origin,
    /// Where the request comes from, to slow down guessing.
    pub address: IpAddr,
    /// Whether the page came over TLS (a proxy in front says so).
    pub secure: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let secure = parts.headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
        Ok(Self {
            origin: Origin { account: None, door: Door::Console, request_id: request::id() },
            address: peer.map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0.ip()),
            secure,
        })
    }
}

/// Somebody who is signed in.
pub struct Signed {
    /// The account and its session.
    pub signed_in: SignedIn,
    /// Who acts, for the services.
    pub caller: Caller,
    token: Token,
}

impl Signed {
    /// The token that every form of this session repeats.
    pub fn form_token(&self) -> String {
        self.token.form_token()
    }

    /// Whether a posted form is this session's own.
    pub fn owns_form(&self, given: &str) -> bool {
        self.token.accepts_form_token(given)
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
        let jar = CookieJar::from_headers(&parts.headers);
        let Some(cookie) = jar.get(COOKIE) else { return Err(respond::to_sign_in()) };
        let token = Token::received(cookie.value());
        match sessions::authenticate(app, &visitor.origin, &token).await {
            Ok(signed_in) => {
                let caller = signed_in.caller(&visitor.origin);
                Ok(Self { signed_in, caller, token })
            }
            Err(ServiceError::SignedOut) => Err(respond::to_sign_in()),
            Err(other) => Err(respond::error(other)),
        }
    }
}

/// A form that a signed-in account posted from one of its own pages.
pub struct Posted {
    /// Who posted.
    pub by: Signed,
    /// What.
    pub values: Values,
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let by = Signed::from_request_parts(&mut parts, app).await?;
        let values = posted_values(Request::from_parts(parts, body), app).await?;
        if !by.owns_form(values.get("csrf")) {
            return Err(respond::forged());
        }
        Ok(Self { by, values })
    }
}

/// A form that a visitor posted: before signing in there is no session to hold a token, so the browser
/// must say that the page was ours.
pub struct PostedByVisitor {
    /// Who posted.
    pub by: Visitor,
    /// What.
    pub values: Values,
}

impl FromRequest<App> for PostedByVisitor {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(by) = Visitor::from_request_parts(&mut parts, app).await;
        let values = posted_values(Request::from_parts(parts, body), app).await?;
        Ok(Self { by, values })
    }
}

async fn posted_values(request: Request, app: &App) -> Result<Values, Response> {
    if is_foreign(request.headers()) {
        return Err(respond::forged());
    }
    match Form::<Vec<(String, String)>>::from_request(request, app).await {
        Ok(Form(pairs)) => Ok(Values::from(pairs).with_candidate_taken()),
        Err(rejection) => Err(respond::unreadable_form(rejection.status())),
    }
}

/// Whether the browser says that another site's page posted this.
pub fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text(header::HOST.as_str())) {
        (Some(site), ..) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split("://").nth(1) != Some(host),
        (None, Some(_), None) => true,
        (None, None, _) => false,
    }
}

/// The cookie that keeps somebody signed in until the browser closes or the session ends.
pub fn cookie(token: &Token, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, token.expose().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .build()
}

/// The cookie that takes it away again.
pub fn no_cookie() -> Cookie<'static> {
    Cookie::build((COOKIE, "")).path("/").removal().build()
}
