//! A small HTTP client with a cookie jar. It does not follow redirects and keeps nothing back.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// One answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    /// E.g. 303.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body's bytes.
    pub body: Bytes,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.text()))
    }

    /// One header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A client of one server.
pub struct Http {
    base: String,
    headers: Vec<(String, String)>,
    cookies: Mutex<BTreeMap<String, String>>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Http {
    /// A client of `base`, e.g. `http://127.0.0.1:8080`, with an empty cookie jar.
    pub fn new(base: impl Into<String>) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { base: base.into(), headers: Vec::new(), cookies: Mutex::default(), client }
    }

    /// Sends this header with every request from now on.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What the server last set under this cookie name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], "").await
    }

    /// POST as a browser sends a form.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let pairs =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let form = pairs.collect::<Vec<_>>().join("&");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[kind], form).await
    }

    /// POST of JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string())
            .await
    }

    /// POST of a form with one file in it, as a browser uploads.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &[u8]),
    ) -> Reply {
        const BOUNDARY: &str = "lifelight-test-boundary-7f3a";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"");
            body.extend_from_slice(format!("{head}\r\n\r\n{value}\r\n").as_bytes());
        }
        let head = format!("form-data; name=\"{field}\"; filename=\"{name}\"");
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: {head}\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send(Method::POST, path, &[("content-type", &kind)], body).await
    }

    /// Any request.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        let request = request.body(Full::new(body.into())).expect("a well-formed request");
        let reply = self.client.request(request).await;
        let (head, body) = reply.unwrap_or_else(|error| panic!("{path}: {error:?}")).into_parts();
        self.keep_cookies(&head.headers);
        let body = body.collect().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        Reply { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes() }
    }

    fn cookie_header(&self) -> String {
        let jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for cookie in headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("cookies are ASCII");
            let pair = text.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie is name=value");
            if text.to_ascii_lowercase().contains("max-age=0") || value.is_empty() {
                jar.remove(name.trim());
            } else {
                jar.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

/// Percent-encodes everything but letters and digits.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::extract::Request;
    use axum::routing::any;

    /// Answers with the request's own head and body; sets and removes a cookie by path.
    async fn echo() -> Http {
        let router = Router::new().fallback(any(async |request: Request| {
            let (head, body) = request.into_parts();
            let body = body.collect().await.expect("a body").to_bytes();
            let seen = format!("{} {}\n{:?}\n", head.method, head.uri, head.headers);
            let cookie = match head.uri.path() {
                "/in" => "door=open; HttpOnly; Path=/",
                "/out" => "door=; Max-Age=0",
                _ => "other=1",
            };
            ([(header::SET_COOKIE, cookie)], seen + &String::from_utf8_lossy(&body))
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Http::new(format!("http://{address}")).with_header("x-always", "yes")
    }

    #[tokio::test]
    async fn cookies_come_back_until_they_are_removed() {
        let http = echo().await;
        let reply = http.get("/in").await;
        assert_eq!(
            (reply.status, reply.header("set-cookie")),
            (200, "door=open; HttpOnly; Path=/")
        );
        assert_eq!(http.cookie("door").as_deref(), Some("open"));
        let text = http.get("/out").await.text();
        assert!(text.contains("door=open") && text.contains(r#""x-always": "yes""#), "{text}");
        assert!(!http.get("/").await.text().contains("door"));
    }

    #[tokio::test]
    async fn bodies_arrive_as_a_browser_would_send_them() {
        let http = echo().await;
        let form = http.post_form("/f", &[("name", "张 三&"), ("b", "")]).await.text();
        assert!(form.ends_with("\nname=%E5%BC%A0%20%E4%B8%89%26&b="), "{form}");
        let json = http.post_json("/j", &serde_json::json!({"a": 1})).await.text();
        assert!(json.contains("application/json") && json.ends_with("{\"a\":1}"), "{json}");
        let file = http.post_file("/u", &[("unit", "330283")], ("file", "册.csv", b"a,b\n")).await;
        let text = file.text();
        assert!(text.contains("name=\"unit\"\r\n\r\n330283\r\n"), "{text}");
        assert!(text.contains(
            "filename=\"册.csv\"\r\nContent-Type: application/octet-stream\r\n\r\na,b\n\r\n--"
        ));
        let delete = http.send(Method::DELETE, "/d", &[("if-match", "7")], "").await.text();
        assert!(delete.starts_with("DELETE /d\n") && delete.contains("\"if-match\": \"7\""));
    }
}
