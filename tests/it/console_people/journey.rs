//! One volunteer's way through the console, and what her page shows after each step.

use lifelight::domain::permissions::Role;

use super::{
    registering::{as_posted, form, register},
    visitor::{Seen, Visitor},
};
use crate::support::{
    people::{document, name, phone},
    registry::{FENGHUA, JINPING, YUELIN, each_engine},
};

/// The address of the first button or link to `step`.
fn way(page: &Seen, step: &str) -> String {
    let end =
        page.text.find(&format!("/{step}\"")).unwrap_or_else(|| panic!("no {step}: {}", page.text));
    let start = page.text[..end].rfind('"').expect("an attribute");
    format!("{}/{step}", &page.text[start + 1..end])
}

/// Posts `fields` with the version that the page at `from` shows.
async fn step(visitor: &Visitor, from: &str, to: &str, fields: &[(&str, &str)]) -> Seen {
    let version = visitor.get(from).await.value("version").to_owned();
    let fields: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
    visitor.post(to, &fields).await
}

async fn good(visitor: &Visitor, from: &str, to: &str, fields: &[(&str, &str)]) {
    let seen = step(visitor, from, to, fields).await;
    assert_eq!(seen.status, 303, "{to}: {}", seen.text);
}

#[tokio::test]
async fn masked_until_a_reason_is_given_and_amended_with_everything_kept() {
    each_engine(async |registry| {
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let id = register(&somebody, 1, &registry.unit(JINPING).to_string()).await;
        let home = format!("/people/{id}");
        let secrets = [
            name(1),
            document(1),
            phone(1),
            "合成路1号".to_owned(),
            name(700_003),
            "合成街1之1号".to_owned(),
        ];
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let page = somebody.get(&home).await;
        page.hides(&secrets);
        page.shows(&["锦屏街道", &phone(1)[7..], "造血干细胞", "同意"]);
        let refused = somebody.post(&format!("{home}/reveal"), &[("reason", "curious")]).await;
        assert_eq!(refused.status, 422);
        refused.hides(&secrets);
        refused.shows(&["请选择原因"]);
        let revealed = somebody.post(&format!("{home}/reveal"), &[("reason", "contact")]).await;
        assert_eq!(revealed.headers["cache-control"], "no-store");
        revealed.shows(&secrets);
        revealed.shows(&["已显示完整信息", "查看完整信息", "电话或上门联系本人"]);
        assert_eq!(somebody.get(&format!("{home}/reveal")).await.location(), home);

        let amend = format!("{home}/amend");
        let asked = somebody.get(&amend).await;
        asked.shows(&secrets);
        let mut fields = form(1, "");
        fields.push(("version".to_owned(), asked.value("version").to_owned()));
        fields[2].1 = "合成改名".to_owned();
        fields[4].1 = "1".to_owned();
        let wrong = somebody.post(&amend, &as_posted(&fields)).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["合成改名", "id=\"f-phone_1-problem\""]);
        fields[4].1 = phone(2);
        assert_eq!(somebody.post(&amend, &as_posted(&fields)).await.location(), home);
        let late = somebody.post(&amend, &as_posted(&fields)).await;
        assert_eq!(late.status, 409);
        late.shows(&["此记录刚被他人更改"]);
        let seen = somebody.get(&home).await;
        seen.shows(&["更正资料", "变更资料", &phone(2)[7..]]);
        assert!(seen.text.matches("查看完整信息").count() >= 2, "opening the form is recorded");
        let unasked = somebody.post(&format!("{home}/past"), &[("reason", "")]).await;
        assert_eq!(unasked.status, 422);
        let past = somebody.post(&format!("{home}/past"), &[("reason", "correct_record")]).await;
        past.shows(&["更改前", secrets[0], "合成改名", &phone(2)]);
    })
    .await;
}

#[tokio::test]
async fn registrations_and_consents_come_change_and_end() {
    each_engine(async |registry| {
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let id = register(&somebody, 1, &registry.unit(JINPING).to_string()).await;
        let home = format!("/people/{id}");
        let at = |step: &str| format!("{home}/{step}");

        let organ = at("registrations/add?programme=organ");
        let none =
            step(&somebody, &organ, &at("registrations/add"), &[("programme", "organ")]).await;
        assert_eq!(none.status, 422);
        none.shows(&["请勾选全部器官"]);
        let fields = [
            ("programme", "organ"),
            ("organs", "heart"),
            ("card_no", "K-合成-1"),
            ("remarks", "合成备注"),
        ];
        good(&somebody, &organ, &at("registrations/add"), &fields).await;
        let twice = step(&somebody, &organ, &at("registrations/add"), &fields).await;
        assert_eq!(twice.status, 422);
        twice.shows(&["此项目已登记"]);
        assert_eq!(somebody.get(&at("registrations/add?programme=hair")).await.status, 404);
        let page = somebody.get(&home).await;
        page.shows(&["心脏", "K-合成-1"]);
        page.hides(&["合成备注"]);

        let stem = way(&page, "amend");
        assert!(stem.contains("/registrations/"), "{stem}");
        let sampled = [
            ("programme", "stem_cell"),
            ("stem_cell_sampled_on", "2025.5.1"),
            ("stem_cell_channel", "university"),
        ];
        good(&somebody, &stem, &stem, &sampled).await;
        let page = somebody.get(&home).await;
        page.shows(&["2025-05-01", "高校集中采样"]);
        good(&somebody, &home, &way(&page, "pause"), &[]).await;
        let page = somebody.get(&home).await;
        page.shows(&["暂停"]);
        good(&somebody, &home, &way(&page, "resume"), &[]).await;

        let ending = way(&somebody.get(&home).await, "withdraw");
        let end = [("ended_on", "tomorrow"), ("end_reason", "合成原因")];
        let wrong = step(&somebody, &ending, &ending, &end).await;
        assert_eq!(wrong.status, 422);
        wrong.shows(&["合成原因"]);
        good(&somebody, &ending, &ending, &[("ended_on", ""), ("end_reason", "合成原因")]).await;
        let page = somebody.get(&home).await;
        page.shows(&["已撤销", "撤销登记"]);
        page.hides(&["合成原因"]);

        let record = at("consents/add");
        let none = step(
            &somebody,
            &record,
            &record,
            &[("purpose", "passing_on"), ("given_on", "2099-1-1")],
        )
        .await;
        assert_eq!(none.status, 422);
        none.shows(&["请写明接收方名称", "href=\"#f-given_on\""]);
        let said = [("purpose", "publicity"), ("given_on", "2025-06-01"), ("way", "on_site")];
        good(&somebody, &record, &record, &said).await;
        let page = somebody.get(&home).await;
        page.shows(&["宣传公开", "2026-1 · "]);
        let mut links = page.text.split('"').filter(|link| link.contains("/consents/"));
        let withdraw =
            links.rfind(|link| link.ends_with("/withdraw")).expect("a button").to_owned();
        good(&somebody, &withdraw, &withdraw, &[("withdrawn_on", "2025-06-02")]).await;
        somebody.get(&home).await.shows(&["已撤回 2025-06-02"]);

        let refuse = at("refuse");
        assert_eq!(step(&somebody, &refuse, &refuse, &[]).await.status, 422);
        let all = [("refusals", "organ"), ("refusals", "body"), ("refused_on", "2025-06-02")];
        good(&somebody, &refuse, &refuse, &all).await;
        somebody.get(&home).await.shows(&["不同意捐献", "请勿联系", "撤销不同意"]);
    })
    .await;
}

#[tokio::test]
async fn phones_rules_transfers_and_merges() {
    each_engine(async |registry| {
        let unit = registry.unit(JINPING).to_string();
        let (somebody, _) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let id = register(&somebody, 1, &unit).await;
        let other = register(&somebody, 2, &registry.unit(YUELIN).to_string()).await;
        let home = format!("/people/{id}");
        let at = |step: &str| format!("{home}/{step}");

        good(&somebody, &home, &at("phones/1/verified"), &[]).await;
        somebody.get(&home).await.shows(&["最近核实", "2025-06-02"]);
        let invalid = at("phones/1/invalid");
        assert_eq!(step(&somebody, &invalid, &invalid, &[]).await.status, 422);
        good(&somebody, &invalid, &invalid, &[("reason", "somebody_else")]).await;
        somebody.get(&home).await.shows(&["号码易主", "没有可用的电话"]);
        assert_eq!(somebody.get(&at("phones/9/invalid")).await.status, 404);
        good(&somebody, &home, &at("do-not-contact"), &[("silent", "yes")]).await;
        let page = somebody.get(&home).await;
        page.shows(&["请勿联系", "不得致电、写信或上门"]);
        good(&somebody, &home, &at("do-not-contact"), &[("silent", "no")]).await;
        assert_eq!(somebody.post(&at("do-not-contact"), &[("silent", "yes")]).await.status, 409);

        let transfer = at("transfer");
        somebody.get(&transfer).await.shows(&["岳林街道", "宝鸡"]);
        assert_eq!(somebody.post(&transfer, &[("to", "")]).await.status, 422);
        assert_eq!(somebody.post(&transfer, &[("to", &unit)]).await.status, 422);
        let to = registry.unit(YUELIN).to_string();
        assert_eq!(somebody.post(&transfer, &[("to", &to)]).await.location(), home);
        let again = somebody.post(&transfer, &[("to", &to)]).await;
        assert_eq!(again.status, 422);
        again.shows(&["已有一项申请在等待处理"]);

        let merge = at("merge");
        somebody.get(&merge).await.shows(&["查找另一条记录"]);
        somebody.post(&merge, &[("q", "赵合零")]).await.shows(&["没有其他符合的记录"]);
        let found = somebody.post(&merge, &[("q", &document(2))]).await;
        found.shows(&[&other, "提议合并", "岳林街道"]);
        found.hides(&[&name(2)]);
        let fields = [("q", phone(2)), ("other", other), ("keep", "this".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(somebody.post(&merge, &fields).await.location(), home);
        assert_eq!(somebody.post(&merge, &fields).await.status, 422);
        somebody.get("/").await.shows(&["个合并等待复核"]);
    })
    .await;
}
