//! Accounts, their sessions, and API tokens.

use lifelight::{
    crypto::{secret::Secret, tokens::Token},
    domain::permissions::{Permission, Role},
    service::{ServiceError, sessions, tokens},
};

use crate::{
    console_people::visitor::{Seen, Visitor},
    support::registry::{BAOJI, FENGHUA, JINPING, Registry, each_engine, origin},
};

/// The link that a page shows this once.
fn link_on(seen: &Seen) -> String {
    let (_, rest) = seen.text.split_once("/enter/").expect("a one-time link");
    rest.split('<').next().expect("a token").to_owned()
}

async fn signs_in(registry: &Registry, link: &str, password: &str) -> Result<(), ServiceError> {
    let password = Secret::new(password.to_owned());
    let token = Token::received(link);
    sessions::use_link(&registry.app, &origin(), &token, Some(&password)).await.map(drop)
}

#[tokio::test]
async fn an_account_is_created_amended_and_shut() {
    each_engine(async |registry| {
        let (administrator, caller) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        let unit = registry.unit(JINPING).to_string();
        let wrong =
            [("name", "王芳"), ("display_name", "合成甲"), ("role", ""), ("unit", unit.as_str())];
        let refused = administrator.post("/accounts/new", &wrong).await;
        assert_eq!((refused.status, refused.value("display_name")), (422, "合成甲"));
        let new = [
            ("name", "jinping-1"),
            ("display_name", "合成甲"),
            ("role", "coordinator"),
            ("unit", unit.as_str()),
        ];
        let shown = administrator.post("/accounts/new", &new).await;
        assert_eq!(shown.status, 200);
        shown.shows(&["http://localhost/enter/", "jinping-1", "只显示这一次"]);
        let first = link_on(&shown);
        assert_eq!(
            administrator.post("/accounts/new", &new).await.status,
            422,
            "the name is taken"
        );
        administrator.get("/accounts").await.shows(&["jinping-1", "合成甲", "锦屏街道"]);
        assert_eq!(administrator.get("/accounts").await.text.matches("待设密码").count(), 2);
        signs_in(registry, &first, "a long enough password").await.expect("the link works");
        // Only the administrator, whom this test made, has none now.
        assert_eq!(administrator.get("/accounts").await.text.matches("待设密码").count(), 1);

        let accounts =
            lifelight::service::accounts::list(&registry.app, &caller).await.expect("a list");
        let id = accounts
            .readable
            .iter()
            .find(|account| account.name == "jinping-1")
            .expect("it is there")
            .id;
        let (amend, link) = (format!("/accounts/{id}/amend"), format!("/accounts/{id}/link"));
        let sessions_page = format!("/accounts/{id}/sessions");
        let second = link_on(&administrator.post(&link, &[]).await);
        assert_ne!(first, second);

        let open = administrator.get(&sessions_page).await;
        open.shows(&["jinping-1", "/revoke"]);
        let (_, rest) =
            open.text.split_once(&format!("action=\"{sessions_page}/")).expect("a session");
        let revoke = format!("{sessions_page}/{}", rest.split('"').next().expect("its end"));
        assert_eq!(administrator.post(&revoke, &[]).await.location(), sessions_page);
        assert_eq!(administrator.post(&format!("{sessions_page}/revoke"), &[]).await.status, 303);

        let form = administrator.get(&amend).await;
        assert_eq!(form.value("display_name"), "合成甲");
        let version = form.value("version").to_owned();
        let fields = |status| {
            [
                ("version", version.as_str()),
                ("display_name", "合成乙"),
                ("role", "coordinator"),
                ("unit", unit.as_str()),
                ("status", status),
            ]
        };
        assert_eq!(administrator.post(&amend, &fields("")).await.status, 422);
        assert_eq!(administrator.post(&amend, &fields("disabled")).await.location(), "/accounts");
        assert_eq!(
            administrator.post(&amend, &fields("active")).await.status,
            409,
            "changed meanwhile"
        );
        administrator.get("/accounts").await.shows(&["停用", "合成乙"]);
        assert!(signs_in(registry, &second, "a long enough password").await.is_err());
        assert_eq!(administrator.post(&link, &[]).await.status, 422, "first enable it");

        // Nobody amends the own account, and no account of another office.
        let own = caller.actor.account_id().expect("an account");
        administrator.get("/accounts").await.hides(&[&format!("/accounts/{own}/amend")]);
        let (elsewhere, _) = Visitor::at(registry, Role::Administrator, BAOJI).await;
        assert_eq!(elsewhere.get(&amend).await.status, 404);
        assert_eq!(elsewhere.get(&sessions_page).await.status, 404);
        elsewhere.get("/accounts").await.hides(&["jinping-1"]);
    })
    .await;
}

#[tokio::test]
async fn the_own_account_shows_its_sessions_and_tokens() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (visitor, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        visitor.get("/account").await.shows(&["本次登录", "协调员", "锦屏街道", "/tokens"]);
        visitor.get("/tokens").await.shows(&["/tokens/new"]);
        let form = visitor.get("/tokens/new").await;
        form.shows(&["people_read", "ledgers_import"]);
        form.hides(&["accounts_manage", "audit_read"]);
        let fields = |label, permission, until| {
            [("label", label), ("permissions", permission), ("expires_at", until)]
        };
        for wrong in [
            fields("城市", "people_read", "2025-06-30"),
            fields("report", "people_read", "昨天"),
            fields("report", "people_read", "2027-01-01"),
        ] {
            assert_eq!(visitor.post("/tokens/new", &wrong).await.status, 422);
        }
        assert_eq!(
            visitor
                .post("/tokens/new", &fields("report", "accounts_manage", "2025-06-30"))
                .await
                .status,
            403
        );
        let shown =
            visitor.post("/tokens/new", &fields("report", "people_read", "2025年6月30日")).await;
        assert_eq!(shown.status, 200);
        shown.shows(&["只显示这一次", "2025-07-01 00:00"]);
        let secret = shown
            .text
            .split("<code>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .expect("a token");
        let by_token =
            tokens::authenticate(app, &origin(), &Token::received(secret)).await.expect("it works");
        assert!(by_token.actor.may(Permission::PeopleRead).is_ok());
        assert!(by_token.actor.may(Permission::PeopleWrite).is_err());

        let listed = visitor.get("/tokens").await;
        listed.shows(&["report", "查找和查看", "有效"]);
        listed.hides(&[secret]);
        let own = caller.actor.account_id().expect("an account");
        let id = tokens::list(app, &caller, own).await.expect("a list")[0].id;
        let (other, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        assert_eq!(other.post(&format!("/tokens/{id}/revoke"), &[]).await.status, 404);
        assert_eq!(visitor.post(&format!("/tokens/{id}/revoke"), &[]).await.location(), "/tokens");
        visitor.get("/tokens").await.shows(&["已吊销"]);
        assert!(tokens::authenticate(app, &origin(), &Token::received(secret)).await.is_err());
    })
    .await;
}
