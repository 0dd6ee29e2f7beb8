//! The real channels against receivers on this machine: what goes over the wire, and how answers are read.

use super::*;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use lifelight::{
    channels::{
        sms::SmsWebhook,
        smtp::{Smtp, Tls},
    },
    crypto::{
        secret::Secret,
        signatures::{Signed, verify},
    },
    domain::clock::StandingClock,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

const SECRET: &str = "a synthetic secret of the gateway";

fn message(means: ContactMeans, to: &str) -> Message {
    Message {
        id: Uuid::from_u128(7),
        means,
        to: to.to_owned(),
        subject: "合成问候".to_owned(),
        text: "【合成红十字会】您好！".to_owned(),
        template: "synthetic".to_owned(),
        version: 3,
    }
}

type Seen = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

async fn gateway(
    State(seen): State<Seen>,
    headers: HeaderMap,
    body: Bytes,
) -> axum::http::StatusCode {
    let mut seen = seen.lock().unwrap();
    seen.push((headers, body));
    let status = [202, 503, 400, 409][(seen.len() - 1) % 4];
    axum::http::StatusCode::from_u16(status).unwrap()
}

#[tokio::test]
async fn a_text_message_is_signed_and_its_answer_is_read() {
    let seen = Seen::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/messages", post(gateway)).with_state(seen.clone());
    let served = tokio::spawn(axum::serve(listener, router).into_future());
    let clock = Arc::new(StandingClock(at("2025-06-02T01:00:00Z")));
    let secret = Secret::new(SECRET.to_owned());
    let channel =
        SmsWebhook::new(&format!("http://{address}/messages"), secret.clone(), clock.clone());
    let channel = channel.expect("a gateway");
    let message = message(ContactMeans::Sms, &phone(1));
    assert_eq!(channel.send(&message).await, Ok(()));
    assert_eq!(channel.send(&message).await, Err(Refusal::Unreachable));
    assert_eq!(channel.send(&message).await, Err(Refusal::Rejected));
    assert_eq!(channel.send(&message).await, Ok(()), "it has it already");
    for (headers, body) in seen.lock().unwrap().iter() {
        let header = |name: &str| headers[name].to_str().expect("ASCII").to_owned();
        assert_eq!(header("idempotency-key"), message.id.to_string());
        let at: i64 = header("x-lifelight-timestamp").parse().expect("seconds");
        assert_eq!(at, 1_748_826_000);
        assert!(verify(&secret, Signed::Message, at, body, &header("x-lifelight-signature")));
        let body: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        let expected = serde_json::json!({
            "id": message.id, "to": message.to, "text": message.text, "template": "synthetic", "version": 3,
        });
        assert_eq!(body, expected);
    }
    served.abort();
    let _ = served.await;
    assert_eq!(channel.send(&message).await, Err(Refusal::Unreachable), "nobody listens");
    for (url, secret) in [
        ("http://gateway.example.org/", SECRET),
        ("ftp://127.0.0.1/", SECRET),
        ("", SECRET),
        ("https://gateway.example.org/", "too short"),
    ] {
        assert!(
            SmsWebhook::new(url, Secret::new(secret.to_owned()), clock.clone()).is_err(),
            "{url}"
        );
    }
}

/// A mail server that takes one mail and gives it back; `refusal` is its answer to the recipient.
async fn mail_server(listener: TcpListener, answer: &'static str) -> String {
    let (stream, _) = listener.accept().await.expect("somebody connects");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = String::new();
    write.write_all(b"220 synthetic\r\n").await.expect("sent");
    let mut in_data = false;
    while let Ok(Some(line)) = lines.next_line().await {
        mail += &line;
        mail += "\n";
        let reply = match (in_data, line.as_str()) {
            (true, ".") => {
                in_data = false;
                "250 taken"
            }
            (true, _) => continue,
            (_, line) if line.starts_with("EHLO") => "250 synthetic",
            (_, line) if line.starts_with("RCPT") => answer,
            (_, "DATA") => {
                in_data = true;
                "354 go on"
            }
            (_, "QUIT") => {
                let _ = write.write_all(b"221 bye\r\n").await;
                break;
            }
            _ => "250 ok",
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await.expect("sent");
        if !in_data && reply == "250 taken" {
            break;
        }
    }
    mail
}

#[tokio::test]
async fn a_mail_carries_its_id_and_its_text() {
    for (answer, expected) in [
        ("250 ok", Ok(())),
        ("550 no such mailbox", Err(Refusal::Rejected)),
        ("451 later", Err(Refusal::Unreachable)),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = tokio::spawn(mail_server(listener, answer));
        let from = "生命之光 <lifelight@example.org>";
        let smtp =
            Smtp::new("127.0.0.1", Some(port), Tls::None, from, None, None).expect("a server");
        let message = message(ContactMeans::Email, "synthetic1@example.com");
        assert_eq!(smtp.send(&message).await, expected, "{answer}");
        drop(smtp);
        if expected.is_ok() {
            let mail = server.await.expect("it ends");
            assert!(mail.contains(&format!("Message-ID: <{}@example.org>", message.id)), "{mail}");
            assert!(mail.contains("RCPT TO:<synthetic1@example.com>"), "{mail}");
        } else {
            server.abort();
        }
    }
    let open = Smtp::new("mail.example.org", None, Tls::None, "a@example.org", None, None);
    assert!(open.is_err(), "in the open only to this machine");
    assert!(Smtp::new("127.0.0.1", None, Tls::None, "nobody", None, None).is_err());
    let half = Smtp::new("127.0.0.1", None, Tls::None, "a@example.org", Some("user"), None);
    assert!(half.is_err(), "a user without a password");
}
