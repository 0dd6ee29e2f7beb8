//! A caller of the API. What it gets is held against the description: every answer's status and type
//! have to be documented, and no problem may quote what was sent.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use chrono::Duration;
use http_body_util::BodyExt;
use lifelight::domain::permissions::{MATRIX, Permission, Role};
use lifelight::domain::{clock::Clock, intake::Intake};
use lifelight::service::App;
use lifelight::store::tokens;
use lifelight::web;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::http::Reply;
use crate::support::registry::{Registry, origin};

/// Somebody who calls with a token, or with none.
pub struct Client {
    router: Router,
    token: Option<String>,
    /// The account of the token; nil without one.
    pub account: Uuid,
    called: Mutex<BTreeSet<String>>,
}

impl Client {
    /// Somebody new in `role` at the unit with this code, with a token that names every permission.
    pub async fn new(registry: &Registry, role: Role, unit: &str) -> Self {
        let all: Vec<Permission> = MATRIX.iter().map(|(permission, _)| *permission).collect();
        Self::with(registry, role, unit, &all).await
    }

    /// The same with a token that names only `permissions`.
    pub async fn with(
        registry: &Registry,
        role: Role,
        unit: &str,
        permissions: &[Permission],
    ) -> Self {
        let caller = registry.caller(role, unit).await;
        let account = caller.actor.account_id().expect("an account calls");
        let until = registry.clock.now() + Duration::days(30);
        let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
        let made = tokens::insert(&mut tx, account, "test", permissions, until).await;
        let (token, _) = made.expect("a token is made");
        tx.commit_unseen().await.expect("it can be committed");
        Self { account, ..Self::anybody(&registry.app, Some(token.expose())) }
    }

    /// Whoever calls with `token`.
    pub fn anybody(app: &App, token: Option<&str>) -> Self {
        let (router, token) = (web::router(app.clone()), token.map(str::to_owned));
        Self { router, token, account: Uuid::nil(), called: Mutex::default() }
    }

    /// The calls of the description that were answered with what was asked for.
    pub fn called(&self) -> BTreeSet<String> {
        self.called.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, &[], Vec::new()).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[JSON], body.to_string()).await
    }

    /// PUT of JSON.
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, &[JSON], body.to_string()).await
    }

    /// Any request below `/api/v1`.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(&method).uri(format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a well-formed request");
        let (head, body) =
            self.router.clone().oneshot(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let reply = Reply { status: head.status.as_u16(), headers: head.headers, body };
        self.hold_against_the_description(&method, path, &reply);
        reply
    }

    fn hold_against_the_description(&self, method: &Method, path: &str, reply: &Reply) {
        let kind = reply.header("content-type");
        if reply.status >= 400 {
            assert_eq!(kind, "application/problem+json", "{method} {path}: {}", reply.text());
            let problem = reply.json();
            assert_eq!(problem["status"], reply.status);
            let id = format!("urn:lifelight:request:{}", reply.header("x-request-id"));
            assert_eq!(problem["instance"], id);
        }
        let Some(call) = described(method, path) else {
            assert!(matches!(reply.status, 404 | 405), "{method} {path} is not described");
            return;
        };
        let told = &call["responses"][reply.status.to_string()];
        assert!(told.is_object(), "{method} {path} answers {}: {}", reply.status, reply.text());
        match told["content"].as_object() {
            Some(content) => assert!(content.contains_key(kind), "{method} {path} answers {kind}"),
            None => assert!(reply.body.is_empty(), "{method} {path} has a body"),
        }
        if reply.status < 300 {
            let id = call["operationId"].as_str().expect("every call has a name").to_owned();
            self.called.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
    }
}

/// The header of a JSON body.
pub const JSON: (&str, &str) = ("content-type", "application/json");

/// The description of every call.
pub static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(web::api::description()).expect("it is JSON"));

fn described(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let paths = DESCRIPTION["paths"].as_object().expect("there are paths");
    let fits = |pattern: &str| {
        let (wanted, given): (Vec<_>, Vec<_>) =
            (pattern.split('/').collect(), path.split('/').collect());
        wanted.len() == given.len()
            && wanted.iter().zip(given).all(|(w, g)| w.starts_with('{') || *w == g)
    };
    let literal = paths.get(path);
    let item = literal
        .or_else(|| paths.iter().find(|(pattern, _)| fits(pattern)).map(|(_, item)| item))?;
    item.get(method.as_str().to_lowercase())
}

/// An intake as the body of a request.
pub fn body_of(intake: &Intake) -> Value {
    serde_json::to_value(intake).expect("an intake is JSON")
}
