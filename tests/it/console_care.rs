//! The console's pages of care: a family's story from its opening to the outcome of aid, and what they never
//! show.

mod browser;

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::{Seen, Visitor},
    support::{
        people::{name, phone, register},
        registry::{FENGHUA, JINPING, YUELIN, each_engine},
    },
};

/// Posts `fields` to `path` with the version that its form shows.
async fn form(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Seen {
    let asked = visitor.get(path).await;
    assert_eq!(asked.status, 200, "{path}: {}", asked.text);
    let version = asked.tag("version").map(|_| asked.value("version").to_owned());
    let version = version.unwrap_or_default();
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    if asked.tag("lift").is_some() {
        fields.push(("lift", "yes"));
    }
    visitor.post(path, &fields).await
}

/// The same, and it is saved.
async fn good(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> String {
    let seen = form(visitor, path, fields).await;
    assert_eq!(seen.status, 303, "{path}: {}", seen.text);
    seen.location().to_owned()
}

/// What stands behind the first `before` up to a quote.
fn after<'a>(seen: &'a Seen, before: &str) -> &'a str {
    let (_, rest) = seen.text.split_once(before).unwrap_or_else(|| panic!("no {before}"));
    rest.split('"').next().unwrap_or_default()
}

/// Adds mother `n` with phone and visits; gives her id.
async fn mother(visitor: &Visitor, ledger: &str, n: u32) -> String {
    let (name, phone) = (name(n), phone(n));
    let fields = [
        ("name", name.as_str()),
        ("kinship", "mother"),
        ("birth_date", "1960-01-01"),
        ("phone", &phone),
        ("address", "合成路1号"),
        ("contact", "yes"),
        ("ways", "phone"),
        ("ways", "visit"),
    ];
    good(visitor, &format!("{ledger}/members/new"), &fields).await;
    after(&visitor.get(ledger).await, "id=\"member-").to_owned()
}

#[tokio::test]
async fn a_familys_story_is_written_and_aid_waits_for_a_second_person() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let donor = register(&registry.app, &caller, 1).await;
        let home = format!("/people/{donor}");
        clerk.get(&home).await.shows(&["建立关怀台账"]);
        let open = format!("{home}/care/new");
        let unnamed = form(&clerk, &open, &[("kind", "family")]).await;
        assert_eq!(unnamed.status, 422);
        unnamed.shows(&["id=\"f-title-problem\"", "此项必填"]);
        let ledger = good(&clerk, &open, &[("kind", "family"), ("title", "王家合成")]).await;
        clerk.get(&home).await.shows(&[&format!("href=\"{ledger}\""), "王**", "捐献者家庭"]);
        let seen = clerk.get(&ledger).await;
        seen.shows(&["还没有成员", "记走访", "申请救助", "停止联系"]);
        // Neither the donor's name and programmes nor the family's whole title.
        seen.hides(&["王家合成", &name(1), "造血干细胞"]);

        let mother = mother(&clerk, &ledger, 2).await;
        let seen = clerk.get(&ledger).await;
        seen.shows(&["60 岁以上父母", "154****0002", "可以联系：电话、上门", "已填"]);
        seen.hides(&[&name(2), &phone(2), "合成路"]);
        let visit = format!("{ledger}/tell/visit");
        let nobody = form(&clerk, &visit, &[("on", "2025-06-02"), ("words", "合成经过")]).await;
        assert_eq!(nobody.status, 422);
        nobody.shows(&["合成经过", "请选择是与哪位成员联系的"]);
        let paid = [("on", "2025-06-02"), ("members", mother.as_str()), ("words", "送去补偿款")];
        let refused = form(&clerk, &visit, &paid).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["送去补偿款", "民法典第一千零七条", "人道慰问", "困难救助"]);
        let said = format!("看望{}，送去米和油", name(2));
        let told = [("on", "2025-06-02"), ("members", mother.as_str()), ("words", &said)];
        good(&clerk, &visit, &told).await;
        let hard = [("on", "2025-06-01"), ("circumstances", "illness"), ("words", "住院")];
        good(&clerk, &format!("{ledger}/tell/hardship"), &hard).await;
        let autumn =
            [("on", "2024-10-11"), ("members", mother.as_str()), ("occasion", "double_ninth")];
        good(&clerk, &format!("{ledger}/tell/condolence"), &autumn).await;
        let seen = clerk.get(&ledger).await;
        seen.shows(&["送去米和油", "重阳慰问", "困难评估", "大病", "（母亲）"]);
        seen.hides(&[&name(2)]);
        assert_eq!(clerk.get(&format!("{ledger}/tell/aid")).await.status, 404);
        clerk.get("/care").await.shows(&["王**", "2025-06-02", "60 岁以上父母", &ledger]);

        let aid = format!("{ledger}/aid/new");
        let blank = form(&clerk, &aid, &[("on", "2025-06-02")]).await;
        assert_eq!(blank.status, 422);
        blank.shows(&["id=\"f-need-problem\"", "请填金额，或写明物资"]);
        let asked = [
            ("on", "2025-06-02"),
            ("amount", "2,000.50"),
            ("need", "大病之后生活困难"),
            ("source", "red_cross_fund"),
        ];
        good(&clerk, &aid, &asked).await;
        let seen = clerk.get(&ledger).await;
        seen.shows(&["待审批", "2000.50 元", "红十字人道救助资金"]);
        seen.hides(&["value=\"approve\""]);
        chief.get("/").await.shows(&["个家庭的救助待审批", "href=\"/care/approvals\""]);
        let waiting = chief.get("/care/approvals").await;
        waiting.shows(&["王**", "大病之后生活困难", "2000.50 元", "value=\"approve\""]);
        let decide = after(&waiting, &format!("action=\"{ledger}/aid/")).to_owned();
        let decide = format!("{ledger}/aid/{decide}");
        let version = waiting.value("version").to_owned();
        let no = [("version", version.as_str()), ("decision", "decline")];
        let wordless = chief.post(&decide, &no).await;
        assert_eq!(wordless.status, 422);
        wordless.shows(&["请用文字说明", "value=\"approve\""]);
        assert_eq!(clerk.post(&decide, &no).await.status, 403);
        let yes = [("version", version.as_str()), ("decision", "approve")];
        let approved = chief.post(&decide, &yes).await;
        assert_eq!((approved.status, approved.location()), (303, "/care/approvals"));
        let step = |name: &str| decide.replace("decision", name);
        let today = ("on", "2025-06-02");
        for (name, words, shown) in [
            ("giving", "", "已发放"),
            ("receipt", "收据合成", "已签收"),
            ("outcome", "好转", "已回访成效"),
        ] {
            good(&clerk, &step(name), &[today, ("words", words)]).await;
            clerk.get(&ledger).await.shows(&[shown, words]);
        }
        clerk.get(&ledger).await.shows(&["审批救助", "发放救助", "更改之前"]);
    })
    .await;
}

#[tokio::test]
async fn a_member_is_shown_for_a_reason_and_not_during_silence() {
    each_engine(async |registry| {
        let (clerk, _) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (sibling, _) = Visitor::at(registry, Role::Coordinator, YUELIN).await;
        let (helper, _) = Visitor::at(registry, Role::Helper, JINPING).await;
        let unit = registry.unit(JINPING).to_string();
        let family = [("title", "王家合成"), ("unit", unit.as_str())];
        let ledger = good(&clerk, "/care/new", &family).await;
        let member = mother(&clerk, &ledger, 1).await;
        let reveal = format!("{ledger}/members/{member}/reveal");
        let unsaid = clerk.post(&reveal, &[]).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["请选择原因，查看会记入审计"]);
        let full = clerk.post(&reveal, &[("reason", "contact")]).await;
        full.shows(&[&name(1), &phone(1), "合成路1号", "王家合成", "并记入审计"]);
        clerk.get(&ledger).await.shows(&["查看家庭成员完整信息"]);
        let amend = clerk.get(&format!("{ledger}/members/{member}/amend")).await;
        amend.shows(&[&phone(1), &name(1)]);
        let child = [
            ("name", "王合丙"),
            ("kinship", "son"),
            ("birth_date", "2015-01-01"),
            ("contact", "no"),
        ];
        let refused = form(&clerk, &format!("{ledger}/members/new"), &child).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["个人信息保护法第三十一条", "id=\"f-guardian_by-problem\"", "王合丙"]);
        let only = [("contact", "only_by"), ("ways", "phone")];
        good(&clerk, &format!("{ledger}/members/{member}/rule"), &only).await;
        clerk.get(&ledger).await.shows(&["仅限一位协调员联系 coordinator-"]);

        for silence in [format!("{ledger}/members/{member}/silence"), format!("{ledger}/silence")] {
            clerk.get(&silence).await.shows(&["立即生效", "不必说明理由"]);
            good(&clerk, &silence, &[("on", "2025-06-01")]).await;
            let seen = clerk.get(&ledger).await;
            seen.shows(&["已停止联系"]);
            seen.hides(&["查看完整信息的原因", &format!("members/{member}/amend")]);
            let refused = clerk.post(&reveal, &[("reason", "person_asked")]).await;
            assert_eq!(refused.status, 422);
            refused.shows(&["要求停止联系"]);
            refused.hides(&[&phone(1)]);
            assert_eq!(clerk.get(&format!("{ledger}/members/{member}/amend")).await.status, 422);
            let call = [("on", "2025-06-02"), ("members", member.as_str())];
            let refused = form(&clerk, &format!("{ledger}/tell/call"), &call).await;
            assert_eq!(refused.status, 422);
            refused.shows(&["家属主动"]);
            clerk.get(&silence).await.shows(&["恢复日期"]);
            good(&clerk, &silence, &[("on", "2025-06-02")]).await;
            clerk.get(&ledger).await.hides(&["badge bad\">已停止联系"]);
        }
        good(&clerk, &format!("{ledger}/amend"), &[("title", "李家合成"), ("kind", "family")])
            .await;
        let note = [("on", "2025-06-02"), ("words", "误记一条")];
        good(&clerk, &format!("{ledger}/tell/note"), &note).await;
        let seen = clerk.get(&ledger).await;
        seen.shows(&["李**", "误记一条"]);
        let undo = after(&seen, &format!("href=\"{ledger}/entries/")).to_owned();
        good(&clerk, &format!("{ledger}/entries/{undo}"), &[]).await;
        clerk.get(&ledger).await.hides(&["误记一条"]);

        assert_eq!(sibling.get(&ledger).await.status, 404);
        sibling.get("/care").await.hides(&["李**"]);
        for path in ["/care", "/care/new", "/care/approvals", &ledger] {
            assert_eq!(helper.get(path).await.status, 403, "{path}");
        }
        helper.get("/").await.hides(&["href=\"/care\""]);
    })
    .await;
}
