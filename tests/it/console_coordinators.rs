//! The console's pages of the coordinators' register, through the real router.

use lifelight::{domain::permissions::Role, service::Caller};

use crate::{
    console_people::visitor::{Seen, Visitor},
    support::{
        coordinators::{add_coordinator, coordinator_of},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

async fn chief(registry: &Registry) -> (Visitor, Caller) {
    Visitor::at(registry, Role::Supervisor, FENGHUA).await
}

/// Posts `fields` to `step` of the coordinator at `home` with the version that its form shows.
async fn step(visitor: &Visitor, home: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let path = format!("{home}/{step}");
    let asked = visitor.get(&path).await;
    assert_eq!(asked.status, 200, "{path}: {}", asked.text);
    let version = asked.value("version").to_owned();
    let fields: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    visitor.post(&path, &fields).await
}

#[tokio::test]
async fn a_coordinator_is_entered_trained_renewed_and_banned_through_the_forms() {
    each_engine(async |registry| {
        let (somebody, _) = chief(registry).await;
        somebody
            .get("/coordinators")
            .await
            .shows(&["名册里还没有协调员", "href=\"/coordinators/new\""]);
        let input = coordinator_of(1);
        let unit = registry.unit(JINPING).to_string();
        let fields = [
            ("name", input.name.as_str()),
            ("phone", input.phone.as_str()),
            ("document_number", input.document_number.as_str()),
            ("kind", "red_cross"),
            ("number", input.number.as_str()),
            ("certified_from", "2023年1月1日"),
            ("certified_until", "2025-08-31"),
            ("unit", unit.as_str()),
        ];
        let form = somebody.get("/coordinators/new").await;
        form.shows(&["中红字〔2011〕65 号", "红十字会协调员", "不关联", "合成督导"]);
        let wrong: Vec<_> =
            fields.iter().copied().filter(|(name, _)| *name != "certified_until").collect();
        let refused = somebody.post("/coordinators/new", &wrong).await;
        assert_eq!((refused.status, refused.value("name")), (422, input.name.as_str()));
        refused.shows(&["id=\"f-certified_until-problem\"", "此项必填"]);
        let made = somebody.post("/coordinators/new", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let home = made.location().to_owned();
        let twice = somebody.post("/coordinators/new", &fields).await;
        assert_eq!(twice.status, 422);
        twice.shows(&["同一人只登记一次"]);

        let seen = somebody.get(&home).await;
        seen.shows(&[
            &input.name,
            "90 天后到期",
            "****0001",
            "锦屏街道",
            "还没有培训记录",
            "登记协调员",
        ]);
        seen.hides(&[&input.document_number, &input.phone, &input.number]);
        let title = seen.text.split("</title>").next().unwrap_or_default();
        assert!(!title.contains(&input.name), "a title stays in the browser's history");
        somebody.get("/coordinators").await.shows(&[
            &input.name,
            "90 天后到期",
            "0 位的证件已到期",
        ]);
        somebody.get("/").await.shows(&["href=\"/coordinators\"", "协调员的证件即将到期"]);

        let half =
            step(&somebody, &home, "training", &[("what", "合成复训"), ("hours", "六")]).await;
        assert_eq!(half.status, 422);
        half.shows(&["合成复训", "id=\"f-hours-problem\"", "例如 1.5"]);
        let training = [("on", "2025-05-01"), ("what", "合成复训"), ("hours", "６.５")];
        assert_eq!(step(&somebody, &home, "training", &training).await.location(), home);
        let new = [
            ("number", "XT-330299-9999"),
            ("certified_from", "2025-09-01"),
            ("certified_until", "2028-08-31"),
        ];
        assert_eq!(step(&somebody, &home, "renew", &new).await.location(), home);
        let again = step(&somebody, &home, "renew", &new).await;
        assert_eq!(again.status, 422);
        again.shows(&["须晚于现有证件"]);
        somebody.get(&home).await.shows(&[
            "共 6.5 小时",
            "2025-08-31",
            "****9999",
            "更改之前",
            "有效",
        ]);

        let unsaid = step(&somebody, &home, "ban", &[("on", "2025-06-01")]).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["请写明原因"]);
        let ban = [("on", "2025-06-01"), ("reason", "合成原因")];
        assert_eq!(step(&somebody, &home, "ban", &ban).await.location(), home);
        let seen = somebody.get(&home).await;
        seen.shows(&["终身禁止", "合成原因", "撤回误记的禁止"]);
        seen.hides(&["证件续期</", &format!("{home}/renew")]);
        assert_eq!(somebody.get(&format!("{home}/renew")).await.status, 404);
        assert_eq!(step(&somebody, &home, "unban", &[("reason", "误记")]).await.location(), home);
        somebody.get(&home).await.shows(&["撤回的误记禁止", "误记", "终身禁止协调员"]);
    })
    .await;
}

#[tokio::test]
async fn details_are_shown_for_a_reason_and_corrected() {
    each_engine(async |registry| {
        let (somebody, caller) = chief(registry).await;
        let id = add_coordinator(&registry.app, &caller, 1).await;
        let (home, input) = (format!("/coordinators/{id}"), coordinator_of(1));
        let reveal = format!("{home}/reveal");
        assert_eq!(somebody.post(&reveal, &[]).await.status, 422);
        let whole = somebody.post(&reveal, &[("reason", "contact")]).await;
        whole.shows(&[&input.document_number, &input.phone, &input.number, "重新遮盖"]);
        assert_eq!(somebody.get(&reveal).await.location(), home);
        somebody.get(&home).await.shows(&["查看完整信息", "电话或上门联系本人"]);

        let form = somebody.get(&format!("{home}/amend")).await;
        assert_eq!(form.value("document_number"), input.document_number);
        let version = form.value("version").to_owned();
        let unit = registry.unit(FENGHUA).to_string();
        let fields = [
            ("version", version.as_str()),
            ("name", "赵合改"),
            ("document_number", &input.document_number),
            ("kind", "hospital"),
            ("number", &input.number),
            ("certified_from", "2023-01-01"),
            ("certified_until", "2025-12-31"),
            ("unit", unit.as_str()),
        ];
        let saved = somebody.post(&format!("{home}/amend"), &fields).await;
        assert_eq!((saved.status, saved.location()), (303, home.as_str()), "{}", saved.text);
        somebody.get(&home).await.shows(&["赵合改", "医院（OPO）协调员", "变更协调员资料"]);
        assert_eq!(somebody.post(&format!("{home}/amend"), &fields).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn others_read_only_or_see_nothing() {
    each_engine(async |registry| {
        let (_, caller) = chief(registry).await;
        let app = &registry.app;
        let mut input = coordinator_of(1);
        input.unit = registry.unit(JINPING).to_string();
        let id =
            lifelight::service::coordinators::add(app, &caller, &input).await.expect("entered");
        let home = format!("/coordinators/{id}");
        let (clerk, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let seen = clerk.get(&home).await;
        seen.shows(&[&input.name]);
        seen.hides(&["证件续期", "终身禁止", &format!("{home}/amend")]);
        for step in ["amend", "renew", "training", "ban", "unban"] {
            assert_eq!(clerk.get(&format!("{home}/{step}")).await.status, 403, "{step}");
            let posted = clerk.post(&format!("{home}/{step}"), &[("version", "1")]).await;
            assert_eq!(posted.status, 403, "{step}");
        }
        clerk.get("/coordinators").await.hides(&["/coordinators/new"]);
        assert_eq!(clerk.get("/coordinators/new").await.status, 403);
        let (sibling, _) = Visitor::at(registry, Role::Supervisor, YUELIN).await;
        sibling.get("/coordinators").await.hides(&[&input.name]);
        for step in ["", "/amend", "/renew", "/training", "/ban", "/unban"] {
            assert_eq!(sibling.get(&format!("{home}{step}")).await.status, 404, "{step}");
        }
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let (other, _) = Visitor::at(registry, role, JINPING).await;
            for page in ["/coordinators", home.as_str(), "/coordinators/new"] {
                let seen = other.get(page).await;
                assert_eq!(seen.status, 403, "{role:?} {page}");
                seen.hides(&["href=\"/coordinators\""]);
            }
        }
    })
    .await;
}
