//! What can be wrong with a breakdown or a new plan, and the remedy.

use crate::domain::words::{Problem, Words};

pub(super) fn same_value() -> Problem {
    let words = Words::new(
        "与现行目标相同，没有什么可调整。",
        "It is the target as it stands: there is nothing to change.",
    );
    Problem::new("value", "same_value", words)
}

pub(super) fn no_past() -> Problem {
    let words = Words::new(
        "各下级近三年都没有数，不能按占比分解；请改用平均分解或逐个填写。",
        "None of the units brought anything in the last three years: break down evenly or by hand.",
    );
    Problem::new("method", "no_past", words)
}

pub(super) fn no_population(n: usize) -> Problem {
    let words = Words::new("按人口分解须填人口数。", "The blend needs the number of people.");
    Problem::new(format!("parts[{n}].population"), "missing", words)
}

pub(super) fn no_children() -> Problem {
    let words =
        Words::new("没有下级单位可以分解。", "There are no units below to break it down to.");
    Problem::new("parts", "no_children", words)
}

pub(super) fn floors(by: u64) -> Problem {
    let words = Words::made(
        format!("各下级的下限合计超出目标 {by}，请降低下限。"),
        format!("The floors add up to {by} more than the target; lower them."),
    );
    Problem::new("parts", "floors", words)
}

pub(super) fn caps(by: u64) -> Problem {
    let words = Words::made(
        format!("各下级的上限合计（占比为零的只能取下限）比目标少 {by}，请提高上限。"),
        format!("The caps leave {by} of the target to nobody; raise them."),
    );
    Problem::new("parts", "caps", words)
}

pub(super) fn sum(whole: u64, by: i64) -> Problem {
    let (zh, en) = if by > 0 { ("多", "more") } else { ("少", "less") };
    let by = by.unsigned_abs();
    let words = Words::made(
        format!(
            "下级合计比目标 {whole} {zh} {by}。请调整；确要保留差额的，勾选“接受差额”并写明理由。"
        ),
        format!(
            "The parts add up to {by} {en} than the target {whole}. Adjust them, or accept the difference and say why."
        ),
    );
    Problem::new("accept_difference", "sum", words)
}

pub(super) fn number(field: String) -> Problem {
    let words = Words::new("请填不带小数的数，如 120。", "Write a whole number such as 120.");
    Problem::new(field, "number", words)
}

pub(super) fn share(field: String) -> Problem {
    let words = Words::new(
        "请填百分数，最多两位小数，如 20 或 7.5。",
        "Write per cent with two decimals at most, such as 20 or 7.5.",
    );
    Problem::new(field, "number", words)
}

pub(super) fn unit(field: String) -> Problem {
    let words = Words::new(
        "各下级单位都要出现一次，不多不少。",
        "Each unit directly below stands here once, and no other.",
    );
    Problem::new(field, "units", words)
}

pub(super) fn cap_below_floor(n: usize) -> Problem {
    let words = Words::new("上限不能小于下限。", "The cap is below the floor.");
    Problem::new(format!("parts[{n}].cap"), "cap", words)
}

pub(super) fn outside_the_plan() -> Problem {
    let words = Words::new(
        "生效日期应在规划期内。",
        "The day from which it holds lies within the years of the plan.",
    );
    Problem::new("effective_on", "outside_the_plan", words)
}
