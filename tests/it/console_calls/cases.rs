//! One case from the notice to the donation, or to its end, through its forms.

use super::{coordinator, good, noticed, step};
use crate::support::{
    people::{name, phone, register},
    registry::each_engine,
};

#[tokio::test]
async fn a_case_goes_step_by_step_to_the_donation_and_beyond() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let case = noticed(&somebody, registry, &caller, 1).await;
        let seen = somebody.get(&case).await;
        seen.shows(&["CMDP-1", "2025-05-26", "锦屏街道", "待联络", "还不能判定联系不上"]);
        seen.shows(&["aria-current=\"step\"", "已捐献", "待进行", "登记初配案例"]);
        seen.hides(&[&name(1), &phone(1), "患者开始清髓", "记录捐后情况"]);
        for missing in ["conditioning", "aftercare", "undo", "recode"] {
            assert_eq!(somebody.get(&format!("{case}/{missing}")).await.status, 404, "{missing}");
        }

        let early = step(&somebody, &case, "step", &[("on", "2025-5-1")]).await;
        assert_eq!(early.status, 422);
        early.shows(&["早于初配通知日", "2025-5-1", "id=\"f-on-problem\""]);
        let today = [("on", "2025-06-02")];
        for _ in 0..5 {
            good(&somebody, &case, "step", &today).await;
        }
        let planned = [("on", "2025-06-02"), ("collection_planned_on", "2025-07-01")];
        good(&somebody, &case, "step", &planned).await;
        somebody.get(&case).await.shows(&["已签捐献同意书", "患者开始清髓"]);
        good(&somebody, &case, "conditioning", &today).await;
        let seen = somebody.get(&case).await;
        seen.shows(&["只有这次捐献能救其生命"]);
        seen.hides(&["href=\"/conditioning"]);
        good(&somebody, &case, "step", &today).await;
        let unsaid = step(&somebody, &case, "step", &today).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["采集物"]);
        good(&somebody, &case, "step", &[("on", "2025-06-02"), ("product", "pbsc")]).await;
        let seen = somebody.get(&case).await;
        seen.shows(&["外周血造血干细胞", "2025-12-02"]);
        seen.hides(&["结束案例"]);

        let half = step(&somebody, &case, "aftercare", &[("adverse_text", "合成:腰酸")]).await;
        assert_eq!(half.status, 422);
        half.shows(&["合成:腰酸", "id=\"f-adverse_on-problem\""]);
        let care = [("count_on", "2025-06-02"), ("white_cells", "5.1")];
        good(&somebody, &case, "aftercare", &care).await;
        good(&somebody, &case, "step", &today).await;
        let seen = somebody.get(&case).await;
        seen.shows(&["WBC 5.1", "感谢这位捐献者", "更改之前"]);
        seen.hides(&["下一步:", "action=\"/calls/"]);
        assert_eq!(somebody.get(&format!("{case}/step")).await.status, 404);
        assert_eq!(somebody.get(&format!("{case}/end")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_how_far_it_reaches_and_can_be_coded_anew_and_taken_back() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let case = noticed(&somebody, registry, &caller, 1).await;
        let asked = somebody.get(&format!("{case}/end")).await;
        asked.shows(&["<optgroup label=\"P 本人意愿", "P2 担心健康或恐惧", "还不能记为"]);
        asked.hides(&["N4 高分辨不合", "M4 体检不合格"]);

        let refusal = [("on", "2025-06-02"), ("reason", "P2"), ("words", "合成说明")];
        let unsaid = step(&somebody, &case, "end", &refusal).await;
        assert_eq!(unsaid.status, 422);
        unsaid.shows(&["合成说明", "id=\"f-reach-problem\"", "请选择拒绝的范围"]);
        let silent = [("on", "2025-06-02"), ("reason", "U3")];
        let early = step(&somebody, &case, "end", &silent).await;
        assert_eq!(early.status, 422);
        early.shows(&["还不能判定联系不上", "须拨满 3 轮"]);

        let until = [("reach", "until"), ("reach_until", "2026-06-02"), ("own_words", "yes")];
        let fields: Vec<_> = refusal.into_iter().chain(until).collect();
        good(&somebody, &case, "end", &fields).await;
        let seen = somebody.get(&case).await;
        seen.shows(&["已结束 P2", "合成说明", "到某日为止:2026-06-02", "本人亲口表达", "结束于此"]);
        seen.hides(&["还不能判定联系不上", "结束案例"]);
        somebody.get("/calls").await.hides(&[&case]);

        let form = somebody.get(&format!("{case}/recode")).await;
        form.shows(&["合成说明", "value=\"P2\" selected", "value=\"until\" checked"]);
        form.shows(&["登记先行恢复", "再按新的原因处理"]);
        let anew = [("on", "2025-06-02"), ("reason", "P3"), ("reach", "this_case")];
        good(&somebody, &case, "recode", &anew).await;
        somebody.get(&case).await.shows(&["已结束 P3", "已结束 P2", "更正初配案例"]);
        somebody.get(&format!("{case}/undo")).await.shows(&[
            "将撤回",
            "P3",
            "登记随之恢复",
            "“请勿联系”不会解除",
        ]);
        good(&somebody, &case, "undo", &[]).await;
        somebody.get(&case).await.shows(&["待联络", "结束案例"]);
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_entered_once_and_stands_on_the_persons_page() {
    each_engine(async |registry| {
        let (somebody, caller) = coordinator(registry).await;
        let person = register(&registry.app, &caller, 1).await;
        let (home, new) =
            (format!("/people/{person}"), format!("/people/{person}/match-cases/new"));
        somebody.get(&home).await.shows(&["初配案例", "没有初配通知", &new]);
        let ahead = somebody.post(&new, &[("notice_on", "2025-7-1")]).await;
        assert_eq!(ahead.status, 422);
        ahead.shows(&["2025-7-1", "id=\"f-notice_on-problem\""]);
        let notice = [("notice_on", "2025-05-26"), ("number", "合成-1")];
        let case = somebody.post(&new, &notice).await.location().to_owned();
        let twice = somebody.post(&new, &notice).await;
        assert_eq!(twice.status, 422);
        twice.shows(&["已登记为案例"]);
        somebody.get(&home).await.shows(&[&format!("href=\"{case}\""), "合成-1", "待联络"]);
        let revealed = somebody.post(&format!("{home}/reveal"), &[("reason", "contact")]).await;
        revealed.shows(&[&format!("href=\"{case}\"")]);
    })
    .await;
}
