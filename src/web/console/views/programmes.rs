//! The part of the registration form about the programmes: what is given, to whom, and what
//! is refused.

use super::choices::{Choice, RegisterChoices};
use super::controls::Width;
use super::fields::Field;
use super::register::asked;
use super::sections::Section;
use super::values::Values;
use crate::domain::words::Words;

/// The heading over the switches.
pub(super) fn heading() -> Section {
    Section::new("programmes", Words::new("登记项目", "Programmes"), Vec::new()).about(
        "可同时登记多项；勾选后填写该项内容",
        "any number; tick one to fill in its particulars",
    )
}

fn programme(code: &str, title: Words, values: &Values, fields: Vec<Field>) -> Section {
    Section::new(code, title, fields).switched("programmes", code, values.has("programmes", code))
}

/// Blood stem cells (handbook §1.3).
pub(super) fn stem_cell(values: &Values, choices: &RegisterChoices) -> Section {
    let text = |name: &str, label: Words| {
        Field::text(name, label, values.get(name)).most(80).width(Width::Third)
    };
    let pick = |name: &str, label: Words, list: &[Choice]| {
        Field::select(name, label, asked(list), values.get(name)).width(Width::Third)
    };
    let day = |name: &str, label: Words| Field::day(name, label, values.get(name));
    let fields = vec![
        day("stem_cell_sampled_on", Words::new("采样日期", "Sampled on"))
            .check("document_kind document_number birth_date"),
        text("stem_cell_sample_place", Words::new("采样地点", "Place"))
            .suggest(&choices.sample_places),
        pick("stem_cell_sample_kind", Words::new("样本类型", "Sample kind"), &choices.sample_kinds),
        text("stem_cell_sample_no", Words::new("样本编号", "Sample no.")).most(40),
        pick("stem_cell_channel", Words::new("招募渠道", "Channel"), &choices.channels),
        day("stem_cell_typed_on", Words::new("分型日期", "Typed on"))
            .check("stem_cell_sampled_on registered_on"),
        day("stem_cell_pooled_on", Words::new("入库日期", "Pooled on"))
            .check("stem_cell_sampled_on registered_on"),
        text("national_no", Words::new("国家库登记号", "National registry no.")).most(40).check(""),
        text("grid", Words::new("全球登记标识 GRID", "GRID")).most(30).check(""),
    ];
    programme("stem_cell", Words::new("造血干细胞", "Blood stem cells"), values, fields)
}

/// Organs: all of them, or each by name.
pub(super) fn organ(values: &Values, choices: &RegisterChoices) -> Section {
    let all = values.has("organs_all", "yes");
    let each = Words::new("或逐项选择", "or each by name");
    let fields = vec![
        Field::tick("organs_all", Words::new("全部器官", "All organs"), all).width(Width::Full),
        Field::checks("organs", each, choices.organs.clone(), values.all("organs")),
    ];
    programme("organ", Words::new("人体器官", "Organs"), values, fields)
}

/// Corneas.
pub(super) fn cornea(values: &Values) -> Section {
    programme("cornea", Words::new("眼角膜", "Cornea"), values, Vec::new())
}

/// Tissues: all of them, or each by name; who receives them is asked like of the body.
pub(super) fn tissue(values: &Values, choices: &RegisterChoices) -> Section {
    let all = values.has("tissues_all", "yes");
    let each = Words::new("或逐项选择", "or each by name");
    let other = Words::new("其他组织的名称", "Which other tissue");
    let text = |name: &str, label: Words| Field::text(name, label, values.get(name)).most(120);
    let fields = vec![
        Field::tick("tissues_all", Words::new("全部组织", "All tissues"), all).width(Width::Full),
        Field::checks("tissues", each, choices.tissues.clone(), values.all("tissues")),
        text("other_tissue", other).most(80).hint("选择“其他”时填写", "where “other” is chosen"),
        text("tissue_receiving_unit", Words::new("接受单位", "Receiving unit")),
    ];
    programme("tissue", Words::new("组织", "Tissue"), values, fields)
}

/// The body: who receives it, what for, how private (Ningbo regulation on body donation).
pub(super) fn body(values: &Values, choices: &RegisterChoices) -> Section {
    let gifts = Words::new("捐献内容", "What is given");
    let ashes = Words::new("火化后骨灰", "Ashes");
    let wish = Words::new("骨灰处理说明", "About the ashes");
    let mut fields = vec![
        Field::checks("body_gifts", gifts, choices.body_gifts.clone(), values.all("body_gifts"))
            .hint("不勾选即为整具遗体", "none ticked means the whole body"),
        Field::select("ashes", ashes, asked(&choices.ashes), values.get("ashes")),
        Field::text("ashes_words", wish, values.get("ashes_words"))
            .most(200)
            .hint("选择“其他”时填写", "where “other” is chosen"),
    ];
    fields.extend(terms(values, choices));
    programme("body", Words::new("遗体", "Body"), values, fields)
}

/// Who receives the body or the corneas, what for, how private.
pub(super) fn terms(values: &Values, choices: &RegisterChoices) -> Vec<Field> {
    let text = |name: &str, label: Words| Field::text(name, label, values.get(name)).most(120);
    let confidential = Words::new("要求保密", "Asks for confidentiality");
    vec![
        text("body_receiving_unit", Words::new("接受单位", "Receiving unit"))
            .suggest(&choices.receiving_units),
        text("body_uses", Words::new("用途", "Use")).suggest(&choices.body_uses),
        Field::tick("confidential", confidential, values.has("confidential", "yes"))
            .width(Width::Full),
    ]
}

/// Executors, whom body and cornea donation need.
pub(super) fn executors(values: &Values, choices: &RegisterChoices) -> Section {
    let opinions =
        Choice::yes_no(Words::new("同意执行", "agrees"), Words::new("不同意", "does not"));
    let row = |n: &str| {
        let name = |part: &str| format!("executor_{n}_{part}");
        let pick = |part: &str, label: Words, list: Vec<Choice>| {
            Field::select(name(part), label, list, values.get(&name(part))).width(Width::Quarter)
        };
        let said = |part: &str| values.get(&name(part)).to_owned();
        vec![
            Field::text(name("name"), Words::new("姓名", "Name"), said("name"))
                .most(60)
                .width(Width::Quarter)
                .check(""),
            pick("relation", Words::new("关系", "Relation"), asked(&choices.relations)),
            Field::phone(name("phone"), Words::new("电话", "Phone"), said("phone"))
                .most(40)
                .width(Width::Quarter)
                .check(""),
            pick("opinion", Words::new("执行意见", "Opinion"), opinions.clone()),
            Field::day(name("signed_on"), Words::new("签名日期", "Signed on"), said("signed_on"))
                .check(""),
            Field::text(
                name("document_number"),
                Words::new("证件号码（可不填）", "Document, optional"),
                said("document_number"),
            )
            .most(40)
            .check(""),
            Field::text(name("address"), Words::new("住址", "Address"), said("address"))
                .most(200)
                .width(Width::Full),
        ]
    };
    let asked_for = ["body", "cornea"].iter().any(|code| values.has("programmes", code));
    Section::new("executors", Words::new("执行人", "Executors"), Vec::new())
        .about(
            "登记遗体或角膜时填写，按顺位排列；不同意执行的不计。单位、村（居）委会、养老机构只写名称，关系选“单位”",
            "for body or cornea donation, in order; who does not agree does not count. An organisation needs its name only",
        )
        .folded(asked_for || values.any("executor_"))
        .rows("executors", Words::new("执行人", "Executor"), values.rows("executor"), 1, row)
}

/// “Did not agree”, which binds everyone after death (Civil Code 1006).
pub(super) fn refusal(values: &Values, choices: &RegisterChoices) -> Section {
    let refused = values.get("refused_on");
    let fields = vec![
        Field::checks(
            "refusals",
            Words::new("不同意捐献", "Does not agree to give"),
            choices.programmes.clone(),
            values.all("refusals"),
        ),
        Field::day("refused_on", Words::new("表示日期", "Said on"), refused).check(""),
    ];
    Section::new("refusal", Words::new("不同意捐献的表示", "Refusal"), fields)
        .about(
            "本人明确表示不同意的，任何人不得捐献其器官或遗体，也不再征求",
            "what a person refused nobody may give, nor ask for again",
        )
        .folded(values.any("refus"))
}
