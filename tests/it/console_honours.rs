//! The console's pages of honours and benefits, through the real router.

mod browser;

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::{
        memorials::gave,
        people::name,
        registry::{JINPING, each_engine},
    },
};

#[tokio::test]
async fn a_benefit_is_found_issued_printed_and_revoked_through_the_forms() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        clerk.get("/honours").await.shows(&[
            "还没有已实现捐献的人",
            "第十八条第（四）项",
            "800 mL",
        ]);
        let person = gave(&registry.app, &caller, 1).await;
        let (home, own) = (format!("/people/{person}"), name(1));
        let seen = clerk.get("/honours").await;
        seen.shows(&["钱**", "未办理", "终身免交临床用血费用"]);
        seen.hides(&[&own, "154"]);
        clerk.get(&home).await.shows(&["荣誉与待遇", "颁发荣誉或办理待遇"]);
        let new = format!("{home}/honours/new");
        let form = clerk.get(&new).await;
        form.shows(&["待遇办理", "zj_blood_family", "捐献是无偿的"]);
        form.hides(&["organ_priority"]);
        let fields = [
            ("kind", "benefit"),
            ("issued_on", "2025年6月1日"),
            ("number", "合成 1"),
            ("policy", "zj_blood_family"),
            ("handed_to", "relative"),
            ("relation", "mother"),
            ("name", "合成亲属"),
        ];
        let wrong = clerk.post(&new, &fields[..4]).await;
        assert_eq!((wrong.status, wrong.value("number")), (422, "合成 1"));
        let made = clerk.post(&new, &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let honour = made.location().to_owned();
        let seen = clerk.get(&honour).await;
        seen.shows(&["钱**", "待遇办理", "母亲", "打印证明"]);
        seen.hides(&[&own, "合成亲属", "合成 1"]);
        assert_eq!(clerk.post(&format!("{honour}/reveal"), &[]).await.status, 422);
        let reveal = [("reason", "memorial")];
        clerk.post(&format!("{honour}/reveal"), &reveal).await.shows(&[&own, "合成亲属"]);
        let proof = clerk.post(&format!("{honour}/proof"), &[]).await;
        proof.shows(&[&own, "合成亲属", "母亲", "800 毫升", "锦屏街道", "data-print"]);
        assert_eq!(clerk.get(&format!("{honour}/proof")).await.location(), honour);
        let revoke = format!("{honour}/revoke");
        clerk.get(&revoke).await.shows(&["误记或不再成立"]);
        assert_eq!(clerk.post(&revoke, &[("version", "1")]).await.status, 422);
        let why = [("version", "1"), ("why", "合成：误记")];
        assert_eq!(clerk.post(&revoke, &why).await.location(), honour);
        clerk.get(&honour).await.shows(&["已作废", "请收回已发出的证明"]);
        assert_eq!(clerk.post(&format!("{honour}/proof"), &[]).await.status, 422);
        clerk.get("/honours").await.shows(&["已作废", "未办理"]);
    })
    .await;
}
