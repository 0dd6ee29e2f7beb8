//! The two doors, the way out, and forms that are not ours.

use chrono::Duration;
use lifelight::{domain::permissions::Role, service::accounts::LinkPurpose};

use super::visitor::{Seen, Visitor, link};
use crate::support::registry::{JINPING, each_engine};

const PASSWORD: &str = "合成密码十二个字以上啊啊";

/// The session that an answer opened.
fn session(seen: &Seen) -> String {
    let cookies = seen.headers.get_all("set-cookie").iter();
    let texts: Vec<&str> = cookies.map(|value| value.to_str().expect("ASCII")).collect();
    let cookie = texts.iter().find_map(|text| text.strip_prefix("lifelight=")).expect("a cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{part}");
    }
    cookie.split(';').next().expect("a value").to_owned()
}

#[tokio::test]
async fn a_link_is_opened_used_once_and_its_password_signs_in() {
    each_engine(async |registry| {
        let (app, nobody) = (&registry.app, Visitor::new(&registry.app));
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let link = link(app, &caller, LinkPurpose::SetPassword).await;
        let path = format!("/enter/{}", link.expose());
        for _ in 0..2 {
            nobody.get(&path).await.shows(&["设置密码", "12 至 200 个字符"]);
        }
        let enter = async |one: &str, two: &str| {
            let fields = [("token", link.expose()), ("password", one), ("password_again", two)];
            nobody.post("/enter", &fields).await
        };
        let differs = enter(PASSWORD, "another").await;
        assert_eq!(differs.status, 422);
        differs.shows(&["两次输入的密码不一致"]);
        let short = enter("short", "short").await;
        assert_eq!(short.status, 422);
        short.shows(&["密码至少 12 个字符"]);
        let opened = enter(PASSWORD, PASSWORD).await;
        assert_eq!((opened.status, opened.location()), (303, "/"));
        let somebody = nobody.with(&session(&opened));
        assert_eq!(somebody.get("/").await.status, 200);
        assert_eq!(enter(PASSWORD, PASSWORD).await.status, 410);
        assert_eq!(nobody.get(&path).await.status, 410);

        let name = "coordinator-0";
        let sign_in = async |password: &str| {
            nobody.post("/sign-in", &[("user_name", name), ("password", password)]).await
        };
        let again = sign_in(PASSWORD).await;
        assert_eq!((again.status, again.location()), (303, "/"));
        let somebody = nobody.with(&session(&again));
        assert_eq!(somebody.get("/sign-in").await.location(), "/");
        let out = somebody.post("/sign-out", &[]).await;
        assert_eq!((out.status, out.location()), (303, "/sign-in"));
        assert_eq!(somebody.get("/").await.location(), "/sign-in");
    })
    .await;
}

#[tokio::test]
async fn wrong_passwords_say_nothing_and_soon_have_to_wait() {
    each_engine(async |registry| {
        registry.caller(Role::Coordinator, JINPING).await;
        let nobody = Visitor::new(&registry.app);
        let guess = async |name: &str| {
            nobody.post("/sign-in", &[("user_name", name), ("password", "a guess of mine")]).await
        };
        let (known, unknown) = (guess("coordinator-0").await, guess("nobody-here").await);
        assert_eq!((known.status, unknown.status), (401, 401));
        assert_eq!(known.text.replace("coordinator-0", "nobody-here"), unknown.text);
        known.shows(&["用户名或密码不正确"]);
        for _ in 0..8 {
            guess("coordinator-0").await;
        }
        let told = guess("coordinator-0").await;
        assert_eq!(told.status, 429);
        let seconds = told.headers["retry-after"].to_str().expect("ASCII");
        told.shows(&[&format!("请 {seconds} 秒后再试"), "value=\"coordinator-0\""]);
        registry.clock.advance(Duration::minutes(20));
        assert_eq!(guess("coordinator-0").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused() {
    each_engine(async |registry| {
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let ours = [("sec-fetch-site", "same-origin")];
        for path in ["/register", "/register/draft", "/register/check", "/find", "/sign-out"] {
            assert_eq!(somebody.post_as(path, &[("q", "")], &ours).await.status, 403, "{path}");
            let wrong = [("csrf", "another session's")];
            assert_eq!(somebody.post_as(path, &wrong, &ours).await.status, 403, "{path}");
        }
        let csrf = somebody.get("/find").await.value("csrf").to_owned();
        for headers in
            [[("sec-fetch-site", "cross-site")], [("origin", "https://elsewhere.example")]]
        {
            let seen = somebody.post_as("/find", &[("csrf", &csrf)], &headers).await;
            assert_eq!(seen.status, 403);
            let fields = [("user_name", "a"), ("password", "b")];
            let nobody = Visitor::new(&registry.app);
            assert_eq!(nobody.post_as("/sign-in", &fields, &headers).await.status, 403);
        }
        assert_eq!(somebody.post_as("/find", &[("csrf", &csrf)], &ours).await.status, 200);
    })
    .await;
}
