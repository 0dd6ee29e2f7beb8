//! The tree of offices.

use lifelight::domain::permissions::Role;

use crate::{
    console_people::visitor::Visitor,
    support::registry::{BAOJI, FENGHUA, JINPING, each_engine},
};

#[tokio::test]
async fn everybody_sees_the_tree_and_its_administrators_keep_their_part() {
    each_engine(async |registry| {
        let (helper, _) = Visitor::at(registry, Role::Helper, JINPING).await;
        let (administrator, _) = Visitor::at(registry, Role::Administrator, FENGHUA).await;
        let (fenghua, jinping) = (registry.unit(FENGHUA), registry.unit(JINPING));
        let (add, amend) = (format!("/units/{fenghua}/add"), format!("/units/{jinping}/amend"));
        let seen = helper.get("/units").await;
        seen.shows(&["奉化区", "锦屏街道", "330213001", "宝鸡市"]);
        seen.hides(&["/amend", "/add"]);
        for path in [&add, &amend] {
            assert_eq!(helper.get(path).await.status, 403);
            assert_eq!(
                helper.post(path, &[("zh", "甲"), ("en", "A"), ("kind", "area")]).await.status,
                403
            );
        }
        let kept = administrator.get("/units").await;
        kept.shows(&[&add, &amend]);
        let elsewhere = format!("/units/{}/amend", registry.unit(BAOJI));
        kept.hides(&[&elsewhere]);
        assert_eq!(administrator.get(&elsewhere).await.status, 404);
        assert_eq!(administrator.post(&elsewhere, &[("zh", "甲"), ("en", "A")]).await.status, 404);

        let unfinished =
            administrator.post(&add, &[("zh", "合成新区"), ("en", ""), ("kind", "")]).await;
        assert_eq!((unfinished.status, unfinished.value("zh")), (422, "合成新区"));
        let refused = administrator
            .post(
                &add,
                &[("zh", "合成新区"), ("en", "New Area"), ("kind", "township"), ("code", "1")],
            )
            .await;
        assert_eq!(refused.status, 422);
        refused.shows(&["代码为 6 位数字"]);
        let fields = [
            ("zh", "合成新区"),
            ("en", "New Area"),
            ("kind", "area"),
            ("aliases", "新区\n合成区、经开"),
            ("phone", " 0574-20000001 "),
        ];
        let unreachable: Vec<_> = fields
            .iter()
            .copied()
            .filter(|(name, _)| *name != "phone")
            .chain([("phone", "12")])
            .collect();
        let refused = administrator.post(&add, &unreachable).await;
        assert_eq!((refused.status, refused.value("phone")), (422, "12"));
        refused.shows(&["id=\"f-phone-problem\""]);
        assert_eq!(administrator.post(&add, &fields).await.location(), "/units");
        administrator.get("/units").await.shows(&[
            "合成新区",
            "合成区、新区、经开",
            "0574-20000001",
        ]);

        let form = administrator.get(&amend).await;
        assert_eq!(form.value("zh"), "锦屏街道");
        let fields = [("zh", "锦屏新街道"), ("en", "Jinping New"), ("aliases", "锦屏")];
        assert_eq!(administrator.post(&amend, &fields).await.location(), "/units");
        administrator.get("/units").await.shows(&["锦屏新街道", "锦屏、锦屏街道"]);
    })
    .await;
}
