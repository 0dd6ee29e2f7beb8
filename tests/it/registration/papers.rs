//! The card for the wallet and the certificate.

use lifelight::domain::{
    intake::{Intake, RegistrationInput, RelativeInput},
    permissions::Role,
};

use super::{offer, offering, registered};
use crate::{
    console_people::visitor::Visitor,
    support::{
        people::{document, name, phone},
        registry::{FENGHUA, JINPING, each_engine},
    },
};

#[tokio::test]
async fn card_and_certificate_are_opened_for_a_reason() {
    each_engine(async |registry| {
        let (somebody, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let executor = |k: u32, agreed: &str| RelativeInput {
            name: name(800_000 + k),
            relation: "daughter".to_owned(),
            phone: phone(800_000 + k),
            agreed: agreed.to_owned(),
            ..RelativeInput::default()
        };
        let organ = RegistrationInput {
            organs: vec!["heart".to_owned(), "liver".to_owned()],
            card_number: "QG-0001".to_owned(),
            ..offer("organ")
        };
        let cornea =
            RegistrationInput { receiving_unit: "合成眼库".to_owned(), ..offer("cornea") };
        let intake = Intake {
            executors: vec![executor(1, "no"), executor(2, "yes")],
            ..offering(1, vec![cornea, organ])
        };
        let id = registered(&registry.app, &caller, &intake).await;
        let papers = format!("/people/{id}/papers");
        somebody.get(&format!("/people/{id}")).await.shows(&["打印登记卡或证书"]);
        let asked = somebody.get(&papers).await;
        asked.shows(&["登记卡", "登记证书（纪念证）", "本人要求查阅"]);
        asked.hides(&[&name(1)]);
        for fields in [
            &[("paper", "card")][..],
            &[("reason", "person_asked")],
            &[("paper", "x"), ("reason", "person_asked")],
        ] {
            let refused = somebody.post(&papers, fields).await;
            assert_eq!(refused.status, 422);
            refused.hides(&[&name(1)]);
        }
        let card = [("paper", "card"), ("reason", "person_asked")];
        let seen = somebody.post(&papers, &card).await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.headers["cache-control"], "no-store");
        seen.shows(&[
            &name(1),
            "QG-0001",
            "人体器官（心脏、肝脏）、角膜",
            "2025 年 6 月 1 日",
            &name(800_002),
            "154****0002",
            "合成眼库",
            "锦屏街道红十字会",
            "class=\"paper wallet\"",
        ]);
        seen.hides(&[&name(800_001), &phone(800_002), &document(1), "style=", "<script>"]);
        // A line to write on, until an office on the way up has a phone.
        seen.shows(&["锦屏街道红十字会　电话 ____"]);
        let (chief, _) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        for (unit, zh, phone) in
            [(FENGHUA, "奉化区", "0574-20000001"), (JINPING, "锦屏街道", "0574-20000002 转 8")]
        {
            let path = format!("/units/{}/amend", registry.unit(unit));
            let kept = [("zh", zh), ("en", "Synthetic"), ("phone", phone)];
            assert_eq!(chief.post(&path, &kept).await.location(), "/units");
            let line = format!("{zh}红十字会　电话 {phone}");
            somebody.post(&papers, &card).await.shows(&[&line]);
        }
        let full = [card[0], card[1], ("phones", "full")];
        somebody.post(&papers, &full).await.shows(&[&phone(800_002)]);
        let certificate = [("paper", "certificate"), ("reason", "person_asked")];
        let seen = somebody.post(&papers, &certificate).await;
        seen.shows(&["捐献志愿登记证书", &name(1), "以资纪念", "2025-06-02"]);
        let page = somebody.get(&format!("/people/{id}")).await;
        assert!(page.text.matches("查看完整信息").count() >= 3, "each opening is recorded");

        let nobody = registered(
            &registry.app,
            &caller,
            &Intake { refusals: vec!["body".to_owned()], ..offering(2, Vec::new()) },
        )
        .await;
        let none = somebody.post(&format!("/people/{nobody}/papers"), &card).await;
        assert_eq!(none.status, 422);
        none.shows(&["没有有效的捐献登记"]);
        let (auditor, _) = Visitor::at(registry, Role::Auditor, JINPING).await;
        assert_eq!(auditor.get(&papers).await.status, 403);
        assert_eq!(auditor.post(&papers, &card).await.status, 403);
    })
    .await;
}
