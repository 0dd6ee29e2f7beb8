//! Clients: each asks again as soon as it has its answer, all on keep-alive connections.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{HeaderName, Request, StatusCode, header},
};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::task::JoinSet;

/// What is asked: a POST of JSON to one address, or a GET where the body is empty.
#[derive(Clone)]
pub struct Target {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    /// Who asks: a token of the API, or the cookie of a session.
    who: Option<(HeaderName, String)>,
}

/// One run of the clients.
pub struct Lap {
    /// From the first request to the last answer.
    pub took: Duration,
    /// Every answer that was not an error.
    pub answers: Vec<Bytes>,
}

impl Lap {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.answers.len() as f64 / self.took.as_secs_f64()
    }
}

impl Target {
    /// POST to `path` at `address`.
    pub fn new(address: SocketAddr, path: &str, who: Option<(HeaderName, String)>) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { client, url: format!("http://{address}{path}"), who }
    }

    /// Sends all of `bodies`, so many at a time.
    pub async fn lap(&self, clients: usize, bodies: Vec<Vec<u8>>) -> Lap {
        let waiting = Arc::new(Mutex::new(bodies));
        let began = Instant::now();
        let mut running = JoinSet::new();
        for _ in 0..clients {
            let (target, waiting) = (self.clone(), Arc::clone(&waiting));
            running.spawn(async move {
                let mut answers = Vec::new();
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                while let Some(body) = next() {
                    answers.push(target.ask(body).await);
                }
                answers
            });
        }
        let answers = running.join_all().await.concat();
        Lap { took: began.elapsed(), answers }
    }

    async fn ask(&self, body: Vec<u8>) -> Bytes {
        let mut request = match body.is_empty() {
            true => Request::get(&self.url),
            false => Request::post(&self.url).header(header::CONTENT_TYPE, "application/json"),
        };
        if let Some((name, value)) = &self.who {
            request = request.header(name, value);
        }
        let request = request.body(Full::from(body)).expect("a well-formed request");
        let answer = self.client.request(request).await.expect("an answer");
        let (status, answer) = (answer.status(), answer.into_body());
        let body = answer.collect().await.expect("a whole answer").to_bytes();
        let is_good = matches!(status, StatusCode::OK | StatusCode::CREATED);
        assert!(is_good, "{status}: {}", String::from_utf8_lossy(&body));
        body
    }
}
