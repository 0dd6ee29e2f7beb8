//! What cannot be done cannot be done at the console either: each refusal in words, and nothing written.

use lifelight::{
    domain::coordinators::inputs::{BanInput, CoordinatorInput},
    service::care,
};

use super::*;
use crate::console_people::visitor::Visitor;

/// One thing that cannot be done: who tries, where, with which fields, and what she is told.
struct Cannot<'a> {
    who: &'a Visitor,
    path: &'static str,
    fields: &'a [(&'a str, &'a str)],
    told: &'a str,
}

/// Each is refused with its words, and the donation stays at its version.
async fn cannot(app: &App, keeper: &Caller, id: Uuid, table: &[Cannot<'_>]) {
    for Cannot { who, path, fields, told } in table {
        let at = version(app, keeper, id).await;
        let text = at.to_string();
        let fields: Vec<_> = fields.iter().copied().chain([("version", text.as_str())]).collect();
        let seen = who.post(&format!("/donations/{id}/{path}"), &fields).await;
        assert_eq!(seen.status, 422, "{told}: {}", seen.text);
        seen.shows(&[told]);
        assert_eq!(version(app, keeper, id).await, at, "{told}: nothing was written");
    }
}

async fn signatures(app: &App, caller: &Caller, id: Uuid) -> usize {
    let shown = service::get(app, caller, id).await.expect("it");
    shown.donation.course.witness.map_or(0, |record| record.signatures.len())
}

#[tokio::test]
async fn a_witness_record_is_closed_by_nobody_alone_and_by_nobody_uncertified() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let (_, id) = to_be_signed(registry, &cast, 1).await;
        let stranger = registry.caller(Role::Supervisor, JINPING).await;
        certified(registry, &cast.chief, &stranger, 3).await;
        let one = Visitor::of(app, &cast.one).await;
        let other = Visitor::of(app, &cast.other).await;
        let chief = Visitor::of(app, &cast.chief).await;
        let stranger = Visitor::of(app, &stranger).await;
        let sign = |who, told| Cannot { who, path: "sign", fields: &[], told };
        let witnessed = [("stage", "witnessed"), ("on", "2025-06-02")];
        let certified = [("stage", "certified"), ("on", "2025-06-02")];
        let step = |fields, told| Cannot { who: &one, path: "step", fields, told };

        let table = [
            sign(&chief, "您的账号没有关联协调员证件"),
            sign(&stranger, "只有被指派的协调员本人登录后才能签名"),
            step(&witnessed, "见证"),
            step(&certified, "还不能记录“"),
        ];
        cannot(app, &cast.one, id, &table).await;
        assert_eq!(signatures(app, &cast.one, id).await, 0);
        let at = version(app, &cast.one, id).await.to_string();
        let signed = one.post(&format!("/donations/{id}/sign"), &[("version", &at)]).await;
        assert_eq!(signed.status, 303, "{}", signed.text);

        // One signature closes nothing, however often she comes back.
        let table = [sign(&one, "同一人不能签名两次"), step(&certified, "还不能记录“")];
        cannot(app, &cast.one, id, &table).await;
        let [_, second] = cast.register;
        let ban = BanInput { on: "2025-06-01".to_owned(), reason: "合成原因".to_owned() };
        register::ban(app, &cast.chief, second, 1, &ban).await.expect("banned");
        cannot(app, &cast.one, id, &[sign(&other, "该协调员已被终身禁止")]).await;
        register::lift_ban(app, &cast.chief, second, 2, "误记").await.expect("lifted");
        registry.clock.set("2026-01-05T01:00:00Z".parse().expect("an instant"));
        let late = Visitor::of(app, &cast.other).await;
        cannot(app, &cast.one, id, &[sign(&late, "证件已到期")]).await;
        assert_eq!(signatures(app, &cast.one, id).await, 1);
    })
    .await;
}

#[tokio::test]
async fn only_certified_coordinators_of_the_red_cross_look_and_are_assigned_at_the_console() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let person = registered(app, &cast.uncertified, 2, &["organ"], true).await;
        let call = call(&["organ"], "2025-06-01");
        let id = service::open(app, &cast.uncertified, person, &call).await.expect("a call")[0];
        let uncertified = Visitor::of(app, &cast.uncertified).await;
        let look = Cannot {
            who: &uncertified,
            path: "will",
            fields: &[],
            told: "只有证件在有效期内的红十字会协调员",
        };
        cannot(app, &cast.uncertified, id, &[look]).await;

        let hospital = registry.caller(Role::Coordinator, JINPING).await;
        let account = hospital.actor.account_id().expect("an account").to_string();
        let input = CoordinatorInput { account, kind: "hospital".to_owned(), ..coordinator_of(4) };
        let of_hospital = register::add(app, &cast.chief, &input).await.expect("entered");
        let [first, _] = cast.register;
        service::hand_to(app, &cast.uncertified, id, 1, first).await.expect("handed to");
        service::look(app, &cast.one, id, 2).await.expect("a look");
        for stage in [Stage::Assessed, Stage::EthicsApproved] {
            advance(app, &cast.one, id, &step(stage, "2025-06-01")).await.expect("a step");
        }
        let one = Visitor::of(app, &cast.one).await;
        let (first, of_hospital) = (first.to_string(), of_hospital.to_string());
        let stage = [("stage", "assigned"), ("on", "2025-06-01")];
        let alone = [stage[0], stage[1], ("coordinators", first.as_str())];
        let twice = [stage[0], stage[1], alone[2], alone[2]];
        let with_hospital = [stage[0], stage[1], alone[2], ("coordinators", of_hospital.as_str())];
        let assign = |fields, told| Cannot { who: &one, path: "step", fields, told };
        let table = [
            assign(&stage, "至少指派两名不同的红十字会协调员"),
            assign(&alone, "至少指派两名不同的红十字会协调员"),
            assign(&twice, "至少指派两名不同的红十字会协调员"),
            assign(&with_hospital, "只能选证件有效、已关联账号的红十字会协调员"),
            Cannot { who: &one, path: "sign", fields: &[], told: "还不能记录“" },
        ];
        cannot(app, &cast.one, id, &table).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_goes_on_after_a_refusal_or_without_the_familys_joint_consent() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let one = Visitor::of(app, &cast.one).await;
        let step = |fields, told| Cannot { who: &one, path: "step", fields, told };
        let assessed = [("stage", "assessed"), ("on", "2025-06-02")];
        let family = ("stage", "family_confirmed");
        let signed = [
            family,
            ("signature_1_kin", "spouse"),
            ("signature_1_name", "王合一"),
            ("signature_1_opinion", "agrees"),
            ("signature_1_on", "2025-06-02"),
        ];

        // Refused in life: the look ended it, and no consent of a family revives it.
        let person = registered(app, &cast.one, 3, &["organ"], false).await;
        let refused = service::open(app, &cast.one, person, &call(&["organ"], "2025-06-01"))
            .await
            .expect("a call")[0];
        service::look(app, &cast.one, refused, 1).await.expect("a look");
        let table = [step(&assessed, "不同意捐献"), step(&signed, "不同意捐献")];
        cannot(app, &cast.one, refused, &table).await;

        // No will: the family decides together, or nothing goes on.
        let person = registered(app, &cast.one, 4, &["cornea"], true).await;
        let open = service::open(app, &cast.one, person, &call(&["organ"], "2025-06-01"))
            .await
            .expect("a call")[0];
        service::look(app, &cast.one, open, 1).await.expect("a look");
        let objects: Vec<_> = signed
            .iter()
            .map(|&(name, value)| (name, if value == "agrees" { "objects" } else { value }))
            .collect();
        let nobody =
            [family, ("nobody", "spouse"), ("nobody", "adult_child"), ("nobody", "parent")];
        let both: Vec<_> = signed.iter().copied().chain([("nobody", "spouse")]).collect();
        let table = [
            step(&assessed, "还不能记录“"),
            step(&signed, "的书面同意"),
            step(&objects, "有亲属不同意"),
            step(&both, "既有签名又勾选了"),
            step(&nobody, "没有配偶、成年子女或父母可以共同决定"),
        ];
        cannot(app, &cast.one, open, &table).await;
        // What was typed comes back with the refusal.
        let at = version(app, &cast.one, open).await.to_string();
        let fields: Vec<_> = signed.iter().copied().chain([("version", at.as_str())]).collect();
        let again = one.post(&format!("/donations/{open}/step"), &fields).await;
        assert_eq!(again.value("signature_1_name"), "王合一");
    })
    .await;
}

#[tokio::test]
async fn aid_is_neither_approved_by_who_asked_nor_given_unapproved() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (chief, caller) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let unit = registry.unit(JINPING).to_string();
        let opened = chief.post("/care/new", &[("title", "王家合成"), ("unit", &unit)]).await;
        let ledger = opened.location().to_owned();
        let asked = [
            ("version", "1"),
            ("on", "2025-06-02"),
            ("amount", "2000"),
            ("need", "大病之后生活困难"),
            ("source", "red_cross_fund"),
        ];
        assert_eq!(chief.post(&format!("{ledger}/aid/new"), &asked).await.status, 303);
        let id = ledger.strip_prefix("/care/").and_then(|id| id.parse().ok()).expect("an id");
        let aid = care::get(app, &caller, id).await.expect("a ledger").ledger.entries[0].id;
        let at = ("version", "2");
        let yes = ("decision", "approve");
        let today = ("on", "2025-06-02");
        for (step, fields, told) in [
            ("decision", vec![at, yes], "救助须由申请人以外的人审批"),
            ("giving", vec![at, today], "还没有经第二人批准，不能发放"),
            ("receipt", vec![at, today, ("words", "收据合成")], "还没有发放"),
            ("outcome", vec![at, today, ("words", "好转")], "请先记录签收"),
        ] {
            let seen = chief.post(&format!("{ledger}/aid/{aid}/{step}"), &fields).await;
            assert_eq!(seen.status, 422, "{step}: {}", seen.text);
            seen.shows(&[told]);
            let shown = care::get(app, &caller, id).await.expect("a ledger").ledger;
            assert_eq!((shown.version, shown.awaiting), (2, 1), "{step}: nothing was written");
        }
    })
    .await;
}
