//! The questions about what a person wishes for after her death; none has to be answered.

use super::choices::{Choice, WishChoices};
use super::controls::Width;
use super::fields::Field;
use super::values::Values;
use crate::domain::words::Words;

/// All of them, with `values` shown again.
pub fn wish_fields(values: &Values, choices: &WishChoices) -> Vec<Field> {
    let text = |name: &str, label: Words, most: usize| {
        Field::text(name, label, values.get(name)).most(most)
    };
    let unsaid = |list: &[Choice]| {
        let unsaid = Choice::new("", Words::new("未说明", "not said"));
        std::iter::once(unsaid).chain(list.iter().cloned()).collect::<Vec<_>>()
    };
    let yes_no = || Choice::yes_no(Words::new("同意", "agrees"), Words::new("不同意", "does not"));
    let radios = |name: &str, label: Words, list: Vec<Choice>| {
        Field::radios(name, label, list, values.get(name)).width(Width::Full)
    };
    vec![
        radios(
            "memorial",
            Words::new("纪念碑、纪念网站署名", "Name on a memorial"),
            unsaid(&choices.memorials),
        ),
        text("pseudonym", Words::new("化名", "Pseudonym"), 60)
            .hint("选择“用化名”时填写", "where a pseudonym is chosen"),
        radios("publicity", Words::new("公开宣传", "Publicity"), yes_no())
            .hint("须另有“宣传公开”的同意", "needs the consent “Publicity”"),
        radios("letters", Words::new("转交匿名书信", "Letters without names"), yes_no()),
        radios(
            "data_after_death",
            Words::new("身后个人信息", "Personal data after death"),
            unsaid(&choices.data),
        ),
        text("erase_after_years", Words::new("满多少年删除", "Erased after years"), 3)
            .width(Width::Third)
            .hint("选择删除时填写，1–100", "where they are to be erased, 1 to 100"),
        Field::area(
            "data_words",
            Words::new("个人信息的其他安排", "Anything else about the data"),
            values.get("data_words"),
        )
        .most(500),
    ]
}
