//! Somebody at the console: sends what a browser would send, and reads what it would show.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, Request, header},
};
use http_body_util::BodyExt;
use lifelight::{
    crypto::tokens::Token,
    domain::permissions::Role,
    service::{
        App, Caller,
        accounts::{LINK_VALID, LinkPurpose},
        sessions,
    },
    store::tokens,
    web,
};
use tower::ServiceExt;

use crate::support::registry::{Registry, origin};

/// An answer as a browser sees it.
pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Bytes,
}

impl Seen {
    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The value of the first input of this name.
    pub fn value(&self, name: &str) -> &str {
        let tag = self.tag(name).unwrap_or_else(|| panic!("no input {name} in {}", self.text));
        tag.split_once("value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""))
    }

    /// The first input of this name, as it is written.
    pub fn tag(&self, name: &str) -> Option<&str> {
        let at = self.text.find(&format!("name=\"{name}\""))?;
        let start = self.text[..at].rfind('<')?;
        Some(&self.text[start..start + self.text[start..].find('>')?])
    }

    /// Whether it shows all of these.
    pub fn shows(&self, all: &[&str]) {
        for words in all {
            assert!(self.text.contains(words), "no “{words}” in {} {}", self.status, self.text);
        }
    }

    /// Whether it shows none of these.
    pub fn hides(&self, all: &[&str]) {
        for words in all {
            assert!(!self.text.contains(words), "“{words}” is in {}", self.text);
        }
    }
}

/// A browser of somebody.
pub struct Visitor {
    router: Router,
    cookie: Option<Token>,
}

impl Visitor {
    /// Nobody yet.
    pub fn new(app: &App) -> Self {
        Self { router: web::router(app.clone()), cookie: None }
    }

    /// Somebody new in `role`, signed in.
    pub async fn at(registry: &Registry, role: Role, unit: &str) -> (Self, Caller) {
        let caller = registry.caller(role, unit).await;
        (Self::of(&registry.app, &caller).await, caller)
    }

    /// Whose account `caller` is, signed in.
    pub async fn of(app: &App, caller: &Caller) -> Self {
        let link = link(app, caller, LinkPurpose::SignIn).await;
        let opened = sessions::use_link(app, &origin(), &link, None).await;
        let token = opened.expect("a fresh link signs in").token;
        Self { cookie: Some(token), ..Self::new(app) }
    }

    /// Goes on with another session.
    pub fn with(&self, token: &str) -> Self {
        Self { router: self.router.clone(), cookie: Some(Token::received(token)) }
    }

    /// What every form of this session repeats.
    pub fn form_token(&self) -> String {
        self.cookie.as_ref().map(Token::form_token).unwrap_or_default()
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Posts a form of this session's own page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let csrf = self.form_token();
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        self.post_as(path, &fields, &[("sec-fetch-site", "same-origin")]).await
    }

    /// Posts exactly these fields with these headers.
    pub async fn post_as(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Seen {
        let encoded =
            |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
        let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        let add = |request: axum::http::request::Builder, (name, value): &(&str, &str)| {
            request.header(*name, *value)
        };
        self.send(headers.iter().fold(request, add), Body::from(body)).await
    }

    /// Sends any request of this session.
    pub async fn send(&self, mut request: axum::http::request::Builder, body: Body) -> Seen {
        if let Some(token) = &self.cookie {
            request = request.header(header::COOKIE, format!("lifelight={}", token.expose()));
        }
        let request = request.header(header::HOST, "localhost").body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole answer").to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Seen { status: parts.status.as_u16(), headers: parts.headers, text, bytes }
    }
}

/// A one-time link of `caller`'s account.
pub async fn link(app: &App, caller: &Caller, purpose: LinkPurpose) -> Token {
    let account = caller.actor.account_id().expect("an account");
    let mut tx = app.store.write(&origin()).await.expect("it can be written");
    let link = tokens::issue_link(&mut tx, account, purpose, LINK_VALID).await.expect("a link");
    tx.commit_unseen().await.expect("it can be committed");
    link
}
