//! The console's pages of the memorial, through the real router.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::{
        memorials::{consents_to, died},
        people::{name, register},
        registry::{FENGHUA, JINPING, each_engine},
    },
};

#[tokio::test]
async fn an_entry_is_drafted_approved_engraved_and_withdrawn_through_the_forms() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        clerk.get("/memorials").await.shows(&["没有待审核的条目", "还没有刻名批次"]);
        let living = register(app, &caller, 2).await;
        clerk.get(&format!("/people/{living}")).await.hides(&["起草缅怀条目"]);
        let person = died(app, &caller, 1).await;
        let home = format!("/people/{person}");
        let own = name(1);
        clerk.get(&home).await.shows(&["起草缅怀条目"]);
        let new = format!("{home}/memorials/new");
        clerk.get(&new).await.shows(&["化名", "家属书面同意", "不写捐献项目、死因、受者"]);
        let fields = [
            ("naming", "own_name"),
            ("consent", "own"),
            ("words", "合成生平"),
            ("died_in", "2025"),
        ];
        let refused = clerk.post(&new, &fields).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["请改填家属的书面同意", "合成生平"]);
        consents_to(app, &caller, person, "publicity").await;
        let entry = clerk.post(&new, &fields).await;
        assert_eq!(entry.status, 303, "{}", entry.text);
        let entry = entry.location().to_owned();
        let seen = clerk.get(&entry).await;
        seen.shows(&["待审核", "本人生前同意", "起草缅怀条目"]);
        seen.hides(&[&own, "合成生平", "审核</a>"]);
        assert_eq!(clerk.get(&format!("{entry}/approve")).await.status, 403);
        assert_eq!(clerk.post(&format!("{entry}/reveal"), &[]).await.status, 422);
        let reveal = [("reason", "memorial")];
        clerk.post(&format!("{entry}/reveal"), &reveal).await.shows(&[&own, "合成生平"]);

        let form = clerk.get(&format!("{entry}/amend")).await;
        assert_eq!((form.value("version"), form.value("died_in")), ("1", "2025"));
        let amended = [&fields[..], &[("version", "1")]].concat();
        assert_eq!(clerk.post(&format!("{entry}/amend"), &amended).await.location(), entry);

        chief.get("/memorials").await.shows(&["待审核", "钱**"]);
        let form = chief.get(&format!("{entry}/approve")).await;
        form.shows(&[&own, "合成生平", "逐字核对"]);
        assert_eq!(form.value("version"), "2");
        let approve = format!("{entry}/approve");
        assert_eq!(chief.post(&approve, &[("version", "2")]).await.location(), entry);
        clerk.get("/memorials/roll").await.shows(&[&own, "–2025", "合成生平"]);

        let batch = [("version", "3"), ("on", "2026-04-05"), ("feast", "qingming")];
        let half = [("version", "3"), ("on", "2026-04-05")];
        assert_eq!(clerk.post(&format!("{entry}/engrave"), &half).await.status, 422);
        assert_eq!(clerk.post(&format!("{entry}/engrave"), &batch).await.location(), entry);
        let list = "/memorials/engravings/2026-04-05-qingming";
        clerk.get("/memorials").await.shows(&[list]);
        let masked = clerk.get(list).await;
        masked.shows(&["钱**", "2026-04-05 清明", "姓名已遮盖"]);
        masked.hides(&[&own]);
        let whole = clerk.post(list, &[]).await;
        whole.shows(&[&own, "–2025", "data-print"]);
        whole.hides(&["合成生平", "造血干细胞", "154"]);
        assert_eq!(clerk.get("/memorials/engravings/park").await.status, 404);

        clerk.get(&format!("{entry}/withdraw")).await.shows(&["任何人不必说明理由"]);
        assert_eq!(clerk.post(&format!("{entry}/withdraw"), &[]).await.location(), entry);
        clerk.get(&entry).await.shows(&["已于 2025-06-02 撤下"]);
        clerk.get(list).await.shows(&["请通知园区撤除"]);
        clerk.get("/memorials/roll").await.hides(&[&own]);
        assert_eq!(clerk.post(&format!("{entry}/withdraw"), &[]).await.status, 422);
        clerk.get(&home).await.shows(&["已撤下", "起草缅怀条目"]);
    })
    .await;
}
