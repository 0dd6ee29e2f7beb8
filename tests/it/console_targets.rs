//! The board and the targets through the real router.

mod browser;

use lifelight::{domain::permissions::Role, service::targets as service};

use crate::{
    console_people::visitor::Visitor,
    imports::desk::entered,
    rates::{sheet, worked_example},
    support::registry::{BAOJI, FENGHUA, JINPING, NINGBO, YUELIN, each_engine},
};

#[tokio::test]
async fn the_board_shows_every_target_with_its_words() {
    each_engine(async |registry| {
        service::install(&registry.app).await.expect("written");
        let (chief, caller) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        entered(&registry.app, &caller, "cases.csv", sheet(&worked_example()).as_bytes()).await;
        let seen = chief.get("/board").await;
        seen.shows(&[
            "宁波市奉化区红十字事业发展“十四五”规划",
            "≥ 400 人",
            "≥ 1750 人",
            "&#60; 20 %",
            "若照过去的进度",
            "If the pace of the past continues",
            "每年初筛流失率",
            "10/53",
            "有效库容率",
            "新增造血干细胞捐献入库志愿者400人以上",
            "规划没有目标数，只作读数",
            "<svg",
            "漏斗图",
            "年终与中期评估",
            "进度和预测算到 2025-05 月底",
        ]);
        let detail = chief.get("/board/persons_pooled").await;
        detail.shows(&["各下级机构", "锦屏街道", "各月", "2021-01"]);
        chief.get("/board/persons_pooled?month=2025-03").await.shows(&["2025年3月"]);
        assert_eq!(chief.get("/board/nothing").await.status, 404);
        chief.get("/board/coverage").await.shows(&["回访与关怀覆盖率", "应做"]);
        chief.get("/targets").await.shows(&["目标与分解", "≥ 1750 人", "规划"]);

        let (city, _) = Visitor::at(registry, Role::StatisticsReader, NINGBO).await;
        let seen = city.get("/board").await;
        seen.shows(&["奉化区", "10/53", "下级的分子少于 5，不显示"]);
        let unit = registry.unit(JINPING);
        let below = city.get(&format!("/board/remobilisation_refusal?unit={unit}")).await;
        below.shows(&["&#60;5"]);
        let (other, _) = Visitor::at(registry, Role::Coordinator, BAOJI).await;
        other.get("/board").await.shows(&[
            "宝鸡市红十字事业发展规划纲要",
            "≥ 3000 份",
            "≥ 10000 人",
        ]);
        let foreign = format!("/board?unit={unit}");
        assert_eq!(other.get(&foreign).await.status, 404);
        let (helper, _) = Visitor::at(registry, Role::Helper, FENGHUA).await;
        for page in ["/board", "/targets", "/board/persons_pooled", "/board/coverage"] {
            assert_eq!(helper.get(page).await.status, 403, "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn broken_down_and_planned_anew_through_the_forms() {
    each_engine(async |registry| {
        let app = &registry.app;
        service::install(app).await.expect("written");
        let (chief, caller) = Visitor::at(registry, Role::Supervisor, FENGHUA).await;
        let id = crate::targets::target(app, &caller, None, "persons_pooled").await;
        let home = format!("/targets/{id}");
        chief.get(&home).await.shows(&["≥ 400 人", "分解到下级", "调整目标", "各版本"]);
        let form = format!("{home}/breakdown");
        let asked = chief.get(&form).await;
        asked.shows(&["平均分解", "按近三年占比", "锦屏街道 人口", "最大余数法"]);
        let refused = chief
            .post(
                &format!("{form}/preview"),
                &[("version", "1"), ("method", "blend"), ("population_0", "六百")],
            )
            .await;
        assert_eq!((refused.status, refused.value("population_0")), (422, "六百"));
        let preview = chief
            .post(
                &format!("{form}/preview"),
                &[("version", "1"), ("method", "evenly"), ("cap_0", "20")],
            )
            .await;
        assert_eq!(
            (preview.status, preview.value("value_0"), preview.value("value_1")),
            (200, "20", "35")
        );
        preview.shows(&["合计与目标 400 一致", "尚未保存"]);
        chief.get(&home).await.hides(&["下级目标：合计"]);
        let values: Vec<(String, String)> = (0..12)
            .map(|n| (format!("value_{n}"), if n == 0 { "30" } else { "33" }.to_owned()))
            .collect();
        let mut fields: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.extend([
            ("version", "1"),
            ("method", "evenly"),
            ("effective_on", "2025-6-1"),
            ("document", "合成文〔2025〕1号"),
        ]);
        let refused = chief.post(&form, &fields).await;
        assert_eq!(
            (refused.status, refused.value("value_0"), refused.value("document")),
            (422, "30", "合成文〔2025〕1号")
        );
        refused.shows(&["下级合计比目标 400 少 7"]);
        fields.extend([("accept_difference", "yes"), ("reason", "合成：一镇待并")]);
        let saved = chief.post(&form, &fields).await;
        assert_eq!((saved.status, saved.location()), (303, home.as_str()));
        chief.get(&home).await.shows(&["下级目标：合计 393，少 7", "锦屏街道", "逐个填写"]);
        chief.get("/board").await.shows(&["下级目标合计比本级目标少 7"]);

        let form = format!("{home}/replan");
        chief.get(&form).await.shows(&["旧目标、文件和日期一直保留", "≥ 400 人"]);
        let refused = chief
            .post(
                &form,
                &[
                    ("version", "1"),
                    ("value", "320"),
                    ("effective_on", "2025-06-01"),
                    ("document", "合成文〔2025〕2号"),
                ],
            )
            .await;
        assert_eq!((refused.status, refused.value("value")), (422, "320"));
        let fields = [
            ("version", "1"),
            ("value", "320"),
            ("effective_on", "2025-06-01"),
            ("document", "合成文〔2025〕2号"),
            ("reason", "合成：中期评估"),
        ];
        assert_eq!(chief.post(&form, &fields).await.location(), home);
        chief.get(&home).await.shows(&[
            "≥ 320 人",
            "≥ 400 人",
            "原目标（第 1 版）",
            "合成：中期评估",
            "合成文〔2025〕2号",
        ]);
        chief.get("/board").await.shows(&["≥ 320 人", "原目标（第 1 版）"]);

        let (township, own) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let below = crate::targets::target(app, &own, None, "persons_pooled").await;
        township.get(&format!("/targets/{below}")).await.hides(&["调整目标", "分解到下级"]);
        let refused = township.post(&format!("/targets/{below}/replan"), &fields).await;
        assert_eq!(refused.status, 403);
        let (sibling, _) = Visitor::at(registry, Role::Supervisor, YUELIN).await;
        for page in ["", "/breakdown", "/replan"] {
            assert_eq!(sibling.get(&format!("/targets/{below}{page}")).await.status, 404, "{page}");
        }
        let (clerk, _) = Visitor::at(registry, Role::Coordinator, FENGHUA).await;
        let seen = clerk.get(&home).await;
        seen.hides(&["分解到下级", "/replan"]);
        assert_eq!(clerk.get(&format!("{home}/breakdown")).await.status, 403);
    })
    .await;
}
