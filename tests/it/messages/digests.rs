//! The morning digest and the calendar feed: counts, and nobody's name.

use super::*;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt;
use lifelight::{
    service::{
        ServiceError, calendar_feeds as feeds,
        messages::{digest, set_digest},
        sessions::{self, SignedIn},
    },
    web,
};
use tower::ServiceExt;

use crate::support::registry::origin;

/// Somebody new in `role`, signed in.
async fn signed_in(registry: &Registry, role: Role, unit: &str) -> (SignedIn, Caller) {
    let caller = registry.caller(role, unit).await;
    let account = caller.actor.account_id().expect("an account");
    let mut tx = registry.app.store.write(&origin()).await.expect("it can be written");
    let purpose = lifelight::service::accounts::LinkPurpose::SignIn;
    let valid = lifelight::service::accounts::LINK_VALID;
    let link = store::tokens::issue_link(&mut tx, account, purpose, valid).await.expect("a link");
    tx.commit_unseen().await.expect("kept");
    let opened = sessions::use_link(&registry.app, &origin(), &link, None).await.expect("in");
    let signed = sessions::authenticate(&registry.app, &origin(), &opened.token).await.expect("in");
    (signed, caller)
}

#[tokio::test]
async fn the_digest_comes_once_a_day_to_whoever_wants_it_and_names_nobody() {
    each_engine(async |registry| {
        let mail = Recorder::new();
        let email: Arc<dyn Channel> = mail.clone();
        let channels = Channels { email: Some(email), ..Channels::default() };
        let app = registry.app.clone().with_channels(channels.clone());
        let console = Some("https://lifelight.example.org".to_owned());
        let app = set(&app, MessageSettings { console, ..MessageSettings::default() });
        let other = registry.another_instance().await.with_channels(channels);
        let (wants, by) = signed_in(registry, Role::Coordinator, JINPING).await;
        let (_does_not, _) = signed_in(registry, Role::Supervisor, FENGHUA).await;
        let (auditor, _) = signed_in(registry, Role::Auditor, FENGHUA).await;
        let refused = set_digest(&app, &auditor.caller(&origin()), "synthetic@example.org").await;
        assert!(matches!(refused, Err(ServiceError::Denied(_))));
        let wrong = set_digest(&app, &wants.caller(&origin()), "not an address").await;
        assert!(matches!(wrong, Err(ServiceError::Invalid(_))));
        set_digest(&app, &wants.caller(&origin()), " synthetic@example.org ")
            .await
            .expect("it is set");

        // No way to reach them but the office's: their messages stay tasks.
        for n in 0..3 {
            let mut intake = sampled(n);
            (intake.email, intake.phones) = (String::new(), Vec::new());
            enter(&app, &by, &intake).await;
        }
        plan(&app).await;
        registry.clock.set(at("2025-06-02T23:59:00Z"));
        assert_eq!(digest(&app, &job("digest")).await.expect("it runs"), 0, "it is still night");
        registry.clock.set(at("2025-06-03T00:00:00Z"));
        let by_job = job("digest");
        let both = tokio::join!(digest(&app, &by_job), digest(&other, &by_job));
        assert_eq!(both.0.expect("it runs") + both.1.expect("it runs"), 1);
        tokio::join!(go(&app), go(&other));
        registry.clock.advance(Duration::hours(3));
        assert_eq!(digest(&app, &job("digest")).await.expect("it runs"), 0);
        go(&app).await;
        let taken = mail.taken();
        let [message] = taken.as_slice() else { panic!("{} mails", taken.len()) };
        assert_eq!(message.to, "synthetic@example.org");
        assert!(message.text.contains("逾期未办：3"), "{}", message.text);
        for name in ["赵", "钱", "孙", "合"] {
            assert!(!message.text.contains(name), "{name}");
        }

        registry.clock.set(at("2025-06-04T00:00:00Z"));
        assert_eq!(digest(&app, &job("digest")).await.expect("it runs"), 1, "another day");
        // Not delivered on its day, it is not delivered at all.
        registry.clock.set(at("2025-06-05T00:00:00Z"));
        assert_eq!(go(&app).await, Tally { cancelled: 1, ..Tally::default() });
        let again = wants;
        set_digest(&app, &again.caller(&origin()), "").await.expect("it is ended");
        assert_eq!(digest(&app, &job("digest")).await.expect("it runs"), 0);
        assert_eq!(mail.taken().len(), 1);
        other.store.db().close().await;
    })
    .await;
}

async fn fetch(app: &App, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let answer = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let status = answer.status();
    let body = answer.into_body().collect().await.expect("a body").to_bytes();
    (status, String::from_utf8(body.to_vec()).expect("text"))
}

#[tokio::test]
async fn the_calendar_shows_counts_to_whoever_has_its_address_until_it_is_revoked() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (somebody, by) = signed_in(registry, Role::Coordinator, JINPING).await;
        sampled_people(app, &by, 3).await;
        plan(app).await;
        let token = feeds::open(app, &origin(), &somebody).await.expect("a feed");
        let path = format!("/calendar/{}.ics", token.expose());
        let (status, text) = fetch(app, &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text.starts_with("BEGIN:VCALENDAR"), "{text}");
        assert!(text.contains("采样致谢") && text.contains("× 3"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20250602"), "{text}");
        for name in ["赵", "钱", "孙", "154", "sample_thanks"] {
            assert!(!text.contains(name), "{name} in {text}");
        }
        let uids = |text: &str| -> Vec<String> {
            text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
        };
        registry.clock.advance(Duration::hours(2));
        assert_eq!(uids(&fetch(app, &path).await.1), uids(&text), "the same entries");
        let seen = feeds::own(app, &by).await.expect("it is told");
        assert!(seen.expect("there is one").used_at.is_some());

        let (elsewhere, _) = signed_in(registry, Role::Coordinator, "330213002").await;
        let theirs = feeds::open(app, &origin(), &elsewhere).await.expect("a feed");
        let (_, text) = fetch(app, &format!("/calendar/{}.ics", theirs.expose())).await;
        assert!(!text.contains("BEGIN:VEVENT"), "not their people: {text}");

        let second = feeds::open(app, &origin(), &somebody).await.expect("another address");
        assert_eq!(fetch(app, &path).await.0, StatusCode::NOT_FOUND, "the first is over");
        feeds::revoke(app, &somebody.caller(&origin())).await.expect("it is revoked");
        let path = format!("/calendar/{}.ics", second.expose());
        assert_eq!(fetch(app, &path).await.0, StatusCode::NOT_FOUND);
        for path in ["/calendar/x.ics", "/calendar/x"] {
            assert_eq!(fetch(app, path).await.0, StatusCode::NOT_FOUND);
        }
    })
    .await;
}
