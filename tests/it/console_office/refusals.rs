//! Whom the pages refuse: visitors, forged forms, and roles that have no business there.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::registry::{FENGHUA, each_engine},
};

const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// Every page, with the roles that may open it.
const PAGES: [(&str, &[Role]); 37] = [
    ("/transfers", &[Role::Coordinator, Role::Supervisor]),
    ("/merges", &[Role::Coordinator, Role::Supervisor]),
    ("/reconciliations", &[Role::Coordinator, Role::Supervisor]),
    ("/imports", &[Role::Coordinator, Role::Supervisor]),
    ("/board", &[Role::Coordinator, Role::Supervisor, Role::StatisticsReader]),
    ("/board/coverage", &[Role::Coordinator, Role::Supervisor]),
    ("/targets", &[Role::Coordinator, Role::Supervisor, Role::StatisticsReader]),
    ("/coordinators", &[Role::Coordinator, Role::Supervisor]),
    ("/coordinators/new", &[Role::Supervisor]),
    ("/donations", &[Role::Coordinator, Role::Supervisor]),
    ("/donations/new", &[Role::Coordinator, Role::Supervisor]),
    ("/memorials", &[Role::Coordinator, Role::Supervisor]),
    ("/memorials/roll", &[Role::Coordinator, Role::Supervisor]),
    ("/honours", &[Role::Coordinator, Role::Supervisor]),
    ("/commemorations", &[Role::Coordinator, Role::Supervisor]),
    ("/commemorations/new", &[Role::Coordinator, Role::Supervisor]),
    ("/memberships", &[Role::Coordinator, Role::Supervisor]),
    ("/exports", &[Role::Coordinator, Role::Supervisor, Role::Administrator]),
    ("/exports/new", &[Role::Coordinator, Role::Supervisor]),
    ("/supervisions", &[Role::Coordinator, Role::Supervisor]),
    ("/supervisions/new", &[Role::Coordinator, Role::Supervisor]),
    ("/reports", &[Role::Coordinator, Role::Supervisor, Role::StatisticsReader]),
    ("/releases", &[Role::Coordinator, Role::Supervisor, Role::StatisticsReader]),
    ("/team", &[Role::Coordinator, Role::Supervisor]),
    ("/team/new", &[Role::Coordinator, Role::Supervisor]),
    ("/tasks", &[Role::Helper]),
    ("/accounts", &[Role::Administrator]),
    ("/accounts/new", &[Role::Administrator]),
    ("/jobs", &[Role::Supervisor, Role::Administrator]),
    ("/audit", &[Role::Auditor]),
    ("/units", &Role::ALL),
    ("/account", &Role::ALL),
    ("/account/digest", &[Role::Coordinator, Role::Supervisor]),
    ("/account/calendar", &[Role::Coordinator, Role::Supervisor]),
    ("/messages", &[Role::Coordinator, Role::Supervisor]),
    ("/tokens", &Role::ALL),
    ("/tokens/new", &Role::ALL),
];

/// Everything that is posted but for the upload, which has a test of its own.
const POSTS: [&str; 98] = [
    "/releases",
    "/transfers/{id}",
    "/merges/{id}",
    "/merges/{id}/undo",
    "/reconciliations/{id}",
    "/imports/{id}/columns",
    "/imports/{id}/commit",
    "/imports/{id}/discard",
    "/imports/{id}/rejects",
    "/targets/{id}/breakdown",
    "/targets/{id}/breakdown/preview",
    "/targets/{id}/replan",
    "/supervisions/new",
    "/supervisions/{id}/hold",
    "/supervisions/{id}/cancel",
    "/supervisions/{id}/finding",
    "/supervisions/{id}/rectify",
    "/supervisions/{id}/answer",
    "/reports",
    "/reports/draft/issue",
    "/reports/draft/copy",
    "/reports/{id}/copy",
    "/coordinators/new",
    "/coordinators/{id}/amend",
    "/coordinators/{id}/reveal",
    "/coordinators/{id}/renew",
    "/coordinators/{id}/training",
    "/coordinators/{id}/ban",
    "/coordinators/{id}/unban",
    "/donations/new",
    "/people/{id}/donations/new",
    "/donations/{id}/will",
    "/donations/{id}/handlers",
    "/donations/{id}/step",
    "/donations/{id}/witness",
    "/donations/{id}/sign",
    "/donations/{id}/end",
    "/donations/{id}/undo",
    "/people/{id}/death",
    "/people/{id}/death/revoke",
    "/people/{id}/erase",
    "/people/{id}/memorials/new",
    "/memorials/{id}/amend",
    "/memorials/{id}/approve",
    "/memorials/{id}/withdraw",
    "/memorials/{id}/engrave",
    "/memorials/{id}/reveal",
    "/memorials/engravings/{id}",
    "/people/{id}/honours/new",
    "/honours/{id}/reveal",
    "/honours/{id}/proof",
    "/honours/{id}/revoke",
    "/commemorations/new",
    "/commemorations/{id}/amend",
    "/commemorations/{id}/hold",
    "/commemorations/{id}/cancel",
    "/commemorations/{id}/invite",
    "/commemorations/{id}/calls",
    "/commemorations/{id}/guests/{id}/ask",
    "/commemorations/{id}/guests/{id}/answer",
    "/commemorations/{id}/guests/{id}/attend",
    "/commemorations/{id}/guests/{id}/withdraw",
    "/people/{id}/invite",
    "/care/{id}/invite",
    "/care/{id}/erase",
    "/people/{id}/memberships/new",
    "/memberships/{id}/end",
    "/exports/new",
    "/exports/{id}/decision",
    "/exports/{id}/file",
    "/team/new",
    "/team/{id}/amend",
    "/team/{id}/reveal",
    "/team/{id}/training",
    "/team/{id}/leave",
    "/team/{id}/come-back",
    "/people/{id}/tasks/new",
    "/care/{id}/tasks/new",
    "/reminders/{id}/team",
    "/reminders/{id}/attempts",
    "/team/tasks/{id}/withdraw",
    "/tasks/{id}",
    "/tasks/{id}/return",
    "/units/{id}/add",
    "/units/{id}/amend",
    "/accounts/new",
    "/accounts/{id}/amend",
    "/accounts/{id}/link",
    "/accounts/{id}/sessions/revoke",
    "/accounts/{id}/sessions/{id}/revoke",
    "/account/sessions/{id}/revoke",
    "/jobs/clean_up/run",
    "/account/digest",
    "/account/calendar",
    "/account/calendar/revoke",
    "/messages/{id}/retry",
    "/tokens/new",
    "/tokens/{id}/revoke",
];

#[tokio::test]
async fn each_page_opens_to_its_roles_alone() {
    each_engine(async |registry| {
        let nobody = Visitor::new(&registry.app);
        for (page, _) in PAGES {
            assert_eq!(nobody.get(page).await.location(), "/sign-in", "{page}");
        }
        for role in Role::ALL {
            let (visitor, _) = Visitor::at(registry, role, FENGHUA).await;
            for (page, roles) in PAGES {
                let expected = if roles.contains(&role) { 200 } else { 403 };
                assert_eq!(visitor.get(page).await.status, expected, "{page} for {role:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_form_is_taken_but_from_our_own_page() {
    each_engine(async |registry| {
        let nobody = Visitor::new(&registry.app);
        for role in [Role::Supervisor, Role::Administrator] {
            let (visitor, _) = Visitor::at(registry, role, FENGHUA).await;
            let token = visitor.form_token();
            for post in POSTS {
                let post = post.replace("{id}", NOBODY);
                let own = [("sec-fetch-site", "same-origin")];
                assert_eq!(
                    visitor.post_as(&post, &[], &own).await.status,
                    403,
                    "{post} without token"
                );
                let guess = [("csrf", "guess")];
                assert_eq!(
                    visitor.post_as(&post, &guess, &own).await.status,
                    403,
                    "{post} with a guess"
                );
                for foreign in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")]
                {
                    let answer = visitor.post_as(&post, &[("csrf", &token)], &[foreign]).await;
                    assert_eq!(answer.status, 403, "{post} from elsewhere");
                }
                assert_eq!(
                    nobody.post_as(&post, &[("csrf", &token)], &own).await.location(),
                    "/sign-in"
                );
            }
        }
    })
    .await;
}
