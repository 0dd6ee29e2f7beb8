//! Receipts through the real router: signed, once, and never against what is known.

use super::*;
use axum::{body::Body, http::Request};
use lifelight::{
    crypto::{
        secret::Secret,
        signatures::{Signed, sign},
    },
    web,
};
use tower::ServiceExt;

const SECRET: &str = "a synthetic secret of the gateway";

async fn post(app: &App, at: i64, body: &str, signature: &str) -> u16 {
    let request = Request::post("/hooks/sms-receipts")
        .header("x-lifelight-timestamp", at)
        .header("x-lifelight-signature", signature)
        .body(Body::from(body.to_owned()))
        .expect("a request");
    web::router(app.clone()).oneshot(request).await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_receipt_counts_only_where_the_gateway_signed_it() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let people = sampled_people(&registry.app, &by, 1).await;
        let channel = Recorder::new();
        let secret = Secret::new(SECRET.to_owned());
        let channels = Channels { receipts: Some(secret.clone()), ..sms(&channel) };
        let app = registry.app.clone().with_channels(channels);
        plan(&app).await;
        let id = reminder(&app, &by, people[0]).await.id;
        let now = app.store.clock().now().timestamp();
        let delivered = format!("{{\"id\":\"{id}\",\"status\":\"delivered\"}}");
        let failed = delivered.replace("delivered", "failed");
        let signed = |at: i64, body: &str| sign(&secret, Signed::Receipt, at, body.as_bytes());
        let good = async |body: &str| post(&app, now, body, &signed(now, body)).await;
        assert_eq!(good(&delivered).await, 404, "it was not sent yet");
        go(&app).await;

        let outgoing = sign(&secret, Signed::Message, now, delivered.as_bytes());
        let other = Secret::new("another secret, as long as it is".to_owned());
        let foreign = sign(&other, Signed::Receipt, now, delivered.as_bytes());
        let long_ago = signed(now - 301, &delivered);
        for (at, signature) in [
            (now, ""),
            (now, "sha256=00"),
            (now, outgoing.as_str()),
            (now, foreign.as_str()),
            (now - 301, long_ago.as_str()),
            (now + 1, signed(now, &delivered).as_str()),
        ] {
            assert_eq!(post(&app, at, &delivered, signature).await, 401);
        }
        let nowhere = post(&registry.app, now, &delivered, &signed(now, &delivered)).await;
        assert_eq!(nowhere, 404, "without a gateway there is no such door");
        let receipt =
            async || contacts_of(&app, &by, people[0]).await.expect("a ledger")[0].details.receipt;
        assert_eq!(receipt().await, Some(Receipt::Sent), "nothing of that counted");

        assert_eq!(good(&failed).await, 204);
        assert_eq!(receipt().await, Some(Receipt::Failed));
        assert_eq!(good(&delivered).await, 204);
        assert_eq!(good(&delivered).await, 204, "twice is once");
        assert_eq!(good(&failed).await, 204, "what arrived does not un-arrive");
        assert_eq!(receipt().await, Some(Receipt::Delivered));
        for body in [
            "{}",
            "not JSON",
            &delivered.replace("delivered", "sent"),
            &delivered.replace("}", ",\"to\":\"x\"}"),
        ] {
            assert_eq!(good(body).await, 422, "{body}");
        }
        let told = actions(registry, id).await;
        assert_eq!(told.iter().filter(|one| **one == Action::ReceiptTaken).count(), 2);
        let long = format!("{{\"id\":\"{}\"}}", "x".repeat(5000));
        assert_eq!(good(&long).await, 413);
    })
    .await;
}
