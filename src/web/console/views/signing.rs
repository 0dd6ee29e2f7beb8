//! The part of the registration form about who signs beside the registrant: a proxy, and relatives.

use super::choices::{Choice, RegisterChoices};
use super::controls::Width;
use super::fields::Field;
use super::register::asked;
use super::sections::Section;
use super::values::Values;
use crate::domain::words::Words;

/// Who brought the form.
pub(super) fn proxy(values: &Values, choices: &RegisterChoices) -> Section {
    let text = |name: &str| values.get(name).to_owned();
    let relation = Words::new("与本人关系", "Relation");
    let tick = |name: &str, label: Words| {
        Field::tick(name, label, values.has(name, "yes")).width(Width::Half)
    };
    let fields = vec![
        Field::text("proxy_name", Words::new("受托人姓名", "Proxy's name"), text("proxy_name"))
            .most(60)
            .width(Width::Third)
            .check(""),
        Field::select(
            "proxy_relation",
            relation,
            asked(&choices.relations),
            text("proxy_relation"),
        )
        .width(Width::Third),
        Field::phone("proxy_phone", Words::new("受托人电话", "Proxy's phone"), text("proxy_phone"))
            .most(40)
            .width(Width::Third)
            .check(""),
        tick(
            "proxy_authorisation_seen",
            Words::new("已查验书面委托书", "Written authorisation seen"),
        ),
        tick("proxy_notarised", Words::new("委托书已公证", "It is notarised")),
    ];
    let open = values.get("way") == "by_proxy" || values.any("proxy_");
    Section::new("proxy", Words::new("受托人", "Proxy"), fields)
        .about("登记方式为“委托”时填写", "where the registration is made by proxy")
        .folded(open)
}

/// What relatives signed: asked for where the office's rules say so, optional elsewhere.
pub(super) fn family(values: &Values, choices: &RegisterChoices) -> Section {
    let opinions = vec![
        Choice::none(),
        Choice::new("agrees", Words::new("同意", "Agrees")),
        Choice::new("objects", Words::new("不同意", "Objects")),
    ];
    let row = |n: &str| {
        let name = |part: &str| format!("family_{n}_{part}");
        let said = |part: &str| values.get(&name(part)).to_owned();
        let pick = |part: &str, label: Words, list: Vec<Choice>| {
            Field::select(name(part), label, list, said(part)).width(Width::Quarter)
        };
        vec![
            Field::text(name("name"), Words::new("姓名", "Name"), said("name"))
                .most(60)
                .width(Width::Quarter),
            pick("relation", Words::new("关系", "Relation"), asked(&choices.relations)),
            pick("opinion", Words::new("意见", "Opinion"), opinions.clone()),
            Field::day(name("signed_on"), Words::new("签名日期", "Signed on"), said("signed_on"))
                .width(Width::Quarter),
        ]
    };
    Section::new("family", Words::new("近亲属签名", "Relatives' signatures"), Vec::new())
        .about(
            "本地区规定须签名的，至少填写一位；其他地区可不填",
            "at least one where the region asks for it; optional elsewhere",
        )
        .folded(values.any("family_1") || values.any("family_2"))
        .rows("family", Words::new("亲属", "Relative"), values.rows("family"), 1, row)
}
