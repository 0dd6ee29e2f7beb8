//! The SMS gateway: a signed webhook. `docs/sms-webhook.md` is the contract.

use std::sync::Arc;

use axum::http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    crypto::{
        secret::Secret,
        signatures::{Signed, sign},
    },
    domain::{
        clock::Clock,
        messages::{Message, Refusal},
    },
    service::messages::channels::{Channel, Sending},
};

/// So much of an answer is read before the connection is given back.
const ANSWER: usize = 64 * 1024;

type Body = Full<axum::body::Bytes>;

/// A gateway that takes messages by HTTP.
pub struct SmsWebhook {
    url: Uri,
    secret: Secret<String>,
    clock: Arc<dyn Clock>,
    client: Client<HttpsConnector<HttpConnector>, Body>,
}

/// Why a gateway cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmsProblem {
    /// The address is no `https://` address.
    #[error(
        "sms.url: 须为 https:// 地址（本机可用 http://）/ has to be an https:// address (http:// only to this machine)"
    )]
    Address,
    /// The secret is too short to sign with.
    #[error("sms.secret_file: 密钥至少 32 个字符 / the secret has 32 characters at least")]
    Secret,
    /// The certificates of this machine cannot be read.
    #[error("读不到本机的根证书 / the machine's root certificates cannot be read: {0}")]
    Certificates(std::io::Error),
}

impl SmsWebhook {
    /// A gateway at `url`.
    ///
    /// # Errors
    /// [`SmsProblem`].
    pub fn new(
        url: &str,
        secret: Secret<String>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SmsProblem> {
        let url: Uri = url.parse().map_err(|_| SmsProblem::Address)?;
        let local = matches!(url.host(), Some("127.0.0.1" | "[::1]" | "localhost"));
        match url.scheme_str() {
            Some("https") => {}
            Some("http") if local => {}
            _ => return Err(SmsProblem::Address),
        }
        if secret.expose().chars().count() < 32 {
            return Err(SmsProblem::Secret);
        }
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(SmsProblem::Certificates)?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(https);
        Ok(Self { url, secret, clock, client })
    }

    async fn post(&self, message: &Message) -> Result<(), Refusal> {
        let body = serde_json::to_vec(&Outgoing::from(message)).map_err(|_| Refusal::Rejected)?;
        let at = self.clock.now().timestamp();
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header("idempotency-key", message.id.to_string())
            .header("x-lifelight-timestamp", at)
            .header("x-lifelight-signature", sign(&self.secret, Signed::Message, at, &body))
            .body(Full::new(body.into()))
            .map_err(|_| Refusal::Rejected)?;
        // What went wrong may name the address, nothing else; it is not logged.
        let answer = self.client.request(request).await.map_err(|_| Refusal::Unreachable)?;
        let status = answer.status();
        let _ = Limited::new(answer.into_body(), ANSWER).collect().await;
        judge(status)
    }
}

/// What a gateway's answer means.
fn judge(status: StatusCode) -> Result<(), Refusal> {
    match status {
        // It has it, or had it already.
        StatusCode::CONFLICT => Ok(()),
        _ if status.is_success() => Ok(()),
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_EARLY
        | StatusCode::TOO_MANY_REQUESTS
        // A wrong secret is the office's mistake, not the message's: it waits until it is mended.
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN => Err(Refusal::Unreachable),
        _ if status.is_server_error() => Err(Refusal::Unreachable),
        _ => Err(Refusal::Rejected),
    }
}

#[derive(Serialize)]
struct Outgoing<'a> {
    id: Uuid,
    to: &'a str,
    text: &'a str,
    template: &'a str,
    version: u32,
}

impl<'a> From<&'a Message> for Outgoing<'a> {
    fn from(message: &'a Message) -> Self {
        let Message { id, to, text, template, version, .. } = message;
        Self { id: *id, to, text, template, version: *version }
    }
}

impl Channel for SmsWebhook {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(self.post(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_whether_to_try_again() {
        for (status, expected) in [
            (200, Ok(())),
            (202, Ok(())),
            (204, Ok(())),
            (409, Ok(())),
            (400, Err(Refusal::Rejected)),
            (422, Err(Refusal::Rejected)),
            (301, Err(Refusal::Rejected)),
            (401, Err(Refusal::Unreachable)),
            (408, Err(Refusal::Unreachable)),
            (429, Err(Refusal::Unreachable)),
            (500, Err(Refusal::Unreachable)),
            (503, Err(Refusal::Unreachable)),
        ] {
            assert_eq!(judge(StatusCode::from_u16(status).unwrap()), expected, "{status}");
        }
    }
}
