//! The console's pages of the volunteer team, through the real router: the roster, handing out, a helper's day.

mod browser;

use lifelight::{domain::permissions::Role, service::Caller};
use uuid::Uuid;

use crate::{
    console_people::visitor::{Seen, Visitor},
    support::{
        people::{register, secrets_of},
        registry::{JINPING, Registry, YUELIN, each_engine},
        team::{add_member, member_of},
    },
};

async fn clerk(registry: &Registry) -> (Visitor, Caller) {
    Visitor::at(registry, Role::Coordinator, JINPING).await
}

async fn helper(registry: &Registry) -> (Visitor, Caller) {
    Visitor::at(registry, Role::Helper, JINPING).await
}

/// Hands a visit to `member` through the form of `person`.
async fn hand_out(visitor: &Visitor, person: Uuid, member: Uuid) -> Seen {
    let member = member.to_string();
    let fields = [
        ("kind", "visit"),
        ("member", member.as_str()),
        ("due_on", "2025-06-10"),
        ("instructions", "合成：送上慰问信"),
    ];
    visitor.post(&format!("/people/{person}/tasks/new"), &fields).await
}

#[tokio::test]
async fn a_member_is_entered_trained_and_leaves_through_the_forms() {
    each_engine(async |registry| {
        let (somebody, _) = clerk(registry).await;
        let (_, caller) = helper(registry).await;
        somebody.get("/team").await.shows(&["还没有队员", "href=\"/team/new\""]);
        let account = caller.actor.account_id().expect("an account").to_string();
        let (input, unit) = (member_of(1), registry.unit(JINPING).to_string());
        let fields = [
            ("name", input.name.as_str()),
            ("phone", input.phone.as_str()),
            ("unit", unit.as_str()),
            ("account", account.as_str()),
            ("joined_on", "2024年3月5日"),
            ("skills", "方言"),
        ];
        somebody.get("/team/new").await.shows(&["合成志愿服务队员", "不关联"]);
        let wrong = somebody.post("/team/new", &fields[1..]).await;
        assert_eq!((wrong.status, wrong.value("skills")), (422, "方言"));
        let made = somebody.post("/team/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let home = made.location().to_owned();
        let twice = somebody.post("/team/new", &fields).await;
        assert_eq!(twice.status, 422);
        twice.shows(&["已关联另一位队员"]);

        let seen = somebody.get(&home).await;
        seen.shows(&[&input.name, "在队", "154****0801", "方言", "锦屏街道", "登记服务队队员"]);
        seen.hides(&[&input.phone]);
        let title = seen.text.split("</title>").next().unwrap_or_default();
        assert!(!title.contains(&input.name), "a title stays in the browser's history");
        let reveal = format!("{home}/reveal");
        assert_eq!(somebody.post(&reveal, &[]).await.status, 422);
        somebody.post(&reveal, &[("reason", "contact")]).await.shows(&[&input.phone]);
        assert_eq!(somebody.get(&reveal).await.location(), home);

        let training =
            [("version", "1"), ("on", "2025-05-01"), ("what", "合成培训"), ("hours", "2")];
        somebody.get(&format!("{home}/training")).await.shows(&["例如 6 或 1.5"]);
        assert_eq!(somebody.post(&format!("{home}/training"), &training).await.location(), home);
        assert_eq!(somebody.post(&format!("{home}/training"), &training).await.status, 409);
        somebody.get(&home).await.shows(&["共 2 小时", "合成培训", "更改之前"]);

        let form = somebody.get(&format!("{home}/amend")).await;
        assert_eq!((form.value("phone"), form.value("version")), (input.phone.as_str(), "2"));
        let amended = [&fields[..5], &[("skills", "驾驶"), ("version", "2")]].concat();
        assert_eq!(somebody.post(&format!("{home}/amend"), &amended).await.location(), home);
        let early = [("version", "3"), ("left_on", "2024-01-01")];
        let refused = somebody.post(&format!("{home}/leave"), &early).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["早于入队日"]);
        somebody
            .get(&format!("{home}/leave"))
            .await
            .shows(&["服务小时和培训记录保留", "2025-06-02"]);
        let long = "长".repeat(201);
        let much = [("version", "3"), ("left_on", "2025-06-02"), ("why", long.as_str())];
        assert_eq!(somebody.post(&format!("{home}/leave"), &much).await.status, 422);
        let left = [("version", "3"), ("left_on", "2025-06-02"), ("why", "合成：搬家")];
        assert_eq!(somebody.post(&format!("{home}/leave"), &left).await.location(), home);
        somebody.get(&home).await.shows(&["已离队", "归队", "合成：搬家", "未关联"]);
        let back = somebody.post(&format!("{home}/come-back"), &[("version", "4")]).await;
        assert_eq!(back.location(), home);
        let seen = somebody.get("/team").await;
        seen.shows(&[&input.name, "在队"]);
        seen.hides(&["已关联"]);
    })
    .await;
}

#[tokio::test]
async fn a_helper_sees_her_tasks_masked_and_tells_what_came_of_them() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (somebody, caller) = clerk(registry).await;
        let (her, helping) = helper(registry).await;
        her.get("/").await.shows(&["我的任务", "现在没有任务", "href=\"/tasks\""]);
        her.get("/tasks").await.shows(&["尚未关联在队的队员"]);
        let member = add_member(app, &caller, 1, Some(&helping)).await;
        let person = register(app, &caller, 1).await;
        let home = format!("/people/{person}");
        somebody.get(&home).await.shows(&["志愿服务任务", "没有任务", "分派任务"]);
        let form = somebody.get(&format!("{home}/tasks/new")).await;
        form.shows(&[&member_of(1).name, "走访", "电话问候", "请勿写证件号码"]);
        form.hides(&secrets_of(1).iter().map(String::as_str).collect::<Vec<_>>());
        let wrong = somebody.post(&format!("{home}/tasks/new"), &[("kind", "other")]).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["id=\"f-member-problem\"", "id=\"f-due_on-problem\""]);
        for _ in 0..2 {
            let handed = hand_out(&somebody, person, member).await;
            assert_eq!((handed.status, handed.location()), (303, format!("{home}#tasks").as_str()));
        }
        let seen = somebody.get(&home).await;
        seen.shows(&["已分派", &member_of(1).name, "/team/tasks/"]);

        let secrets = secrets_of(1);
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let day = her.get("/").await;
        day.shows(&["走访 钱**", "锦屏街道", "2025-06-10"]);
        day.hides(&["没有待办", "/people/"]);
        let list = her.get("/tasks").await;
        list.shows(&["钱**", "锦屏街道", "2025-06-10"]);
        let path = list.text.split("href=\"/tasks/").nth(1).expect("a task");
        let path = format!("/tasks/{}", path.split('"').next().expect("its end"));
        let task = her.get(&path).await;
        task.shows(&["钱**", "合成：送上慰问信", "退回任务", "顺利完成"]);
        for seen in [&day, &list, &task] {
            seen.hides(&secrets);
            seen.hides(&["154****", &person.to_string()]);
        }

        let unsaid = her.post(&path, &[("version", "1"), ("note", "合成记事")]).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["合成记事", "id=\"f-outcome-problem\"", "id=\"f-hours-problem\""]);
        let report = [
            ("version", "1"),
            ("outcome", "needs_help"),
            ("done_on", "2025-06-02"),
            ("hours", "１.５"),
            ("note", "合成：需要轮椅"),
        ];
        assert_eq!(her.post(&path, &report).await.location(), "/tasks");
        assert_eq!(her.get(&path).await.status, 404, "it is no longer hers");
        let list = her.get("/tasks").await;
        let path = list.text.split("href=\"/tasks/").nth(1).expect("the other task");
        let path = format!("/tasks/{}", path.split('"').next().expect("its end"));
        her.get(&format!("{path}/return")).await.shows(&["钱**", "原因"]);
        let unsaid = her.post(&format!("{path}/return"), &[("version", "1")]).await;
        assert_eq!(unsaid.status, 422);
        let back = [("version", "1"), ("note", "合成：路远")];
        assert_eq!(her.post(&format!("{path}/return"), &back).await.location(), "/tasks");

        somebody.get("/").await.shows(&["个任务被队员退回"]);
        let team = somebody.get("/team").await;
        team.shows(&["退回的任务", "已退回", "1.5"]);
        let told = path.replace("/tasks/", "/team/tasks/");
        let shown = somebody.get(&told).await;
        shown.shows(&["合成：路远", "退回原因", "不再办理，收回", "退回任务"]);
        let settled = somebody.post(&format!("{told}/withdraw"), &[("version", "2")]).await;
        assert_eq!(settled.location(), told);
        somebody.get(&told).await.shows(&["已收回"]);
        somebody.get("/").await.hides(&["个任务被队员退回"]);
        let page = somebody.get(&home).await;
        page.shows(&["已完成", "本人需要帮助", "已收回"]);
        let done = page.text.split("href=\"/team/tasks/").nth(2).expect("the task that was done");
        let done = format!("/team/tasks/{}", done.split('"').next().expect("its end"));
        somebody.get(&done).await.shows(&["合成：需要轮椅", "1.5", "完成任务"]);
    })
    .await;
}

#[tokio::test]
async fn a_helper_is_told_not_to_go_and_comes_to_no_other_page() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (somebody, caller) = clerk(registry).await;
        let (her, helping) = helper(registry).await;
        let member = add_member(app, &caller, 1, Some(&helping)).await;
        let person = register(app, &caller, 1).await;
        hand_out(&somebody, person, member).await;
        let home = format!("/people/{person}");
        let silent = [("version", "1"), ("silent", "yes")];
        somebody.post(&format!("{home}/do-not-contact"), &silent).await;
        somebody.get(&home).await.hides(&["分派任务"]);
        let refused = somebody.get(&format!("{home}/tasks/new")).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["此人要求请勿联系"]);
        let list = her.get("/tasks").await;
        list.shows(&["请勿前往，请退回"]);
        list.hides(&["钱**", "锦屏街道</td>"]);
        let path = list.text.split("href=\"/tasks/").nth(1).expect("a task");
        let path = format!("/tasks/{}", path.split('"').next().expect("its end"));
        let task = her.get(&path).await;
        task.shows(&["请不要前往或致电", "退回任务"]);
        task.hides(&["钱**", "慰问信"]);

        let told = path.replace("/tasks/", "/team/tasks/");
        let others = ["/team", "/team/new", "/find", "/calls", "/coordinators", &home, &told];
        for page in others {
            assert_eq!(her.get(page).await.status, 403, "{page}");
        }
        assert_eq!(hand_out(&her, person, member).await.status, 403);
        let (other, _) = helper(registry).await;
        for page in [path.clone(), format!("{path}/return")] {
            assert_eq!(other.get(&page).await.status, 404, "{page}");
            assert_eq!(other.post(&page, &[("version", "1")]).await.status, 404, "{page}");
            assert_eq!(somebody.get(&page).await.status, 403, "{page}");
        }
        let (sibling, _) = Visitor::at(registry, Role::Supervisor, YUELIN).await;
        for page in [told.clone(), format!("/team/{member}"), format!("/team/{member}/amend")] {
            assert_eq!(sibling.get(&page).await.status, 404, "{page}");
        }
        let taken = sibling.post(&format!("{told}/withdraw"), &[("version", "1")]).await;
        assert_eq!(taken.status, 404);
    })
    .await;
}
