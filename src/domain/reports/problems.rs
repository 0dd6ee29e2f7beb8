//! What can be wrong with a report, and what to do about it.

use chrono::NaiveDate;

use super::ReportKind;
use crate::domain::words::{Problem, Words};

pub(super) fn period(kind: ReportKind) -> Problem {
    let example = match kind {
        ReportKind::Monthly => "2025-03",
        ReportKind::Quarterly => "2025-Q3",
        ReportKind::Yearly => "2025",
        ReportKind::MidTerm => "2021-01..2023-06",
    };
    let words = Words::made(
        format!("{}的期间请写成 {example} 的样子。", kind.label().zh),
        format!("The period of a {} is written like {example}.", kind.label().en.to_lowercase()),
    );
    Problem::new("period", "period", words)
}

/// The period is not over.
pub fn too_early(last: NaiveDate) -> Problem {
    let words = Words::made(
        format!("期间到 {last} 才结束，结束后才能签发；现在只能看草稿。"),
        format!("The period ends on {last}; until then there is a draft only."),
    );
    Problem::new("period", "too_early", words)
}

/// The figures are those of the last edition.
pub fn nothing_changed() -> Problem {
    let words = Words::new(
        "与上一版相比没有任何变化，不必重新签发。",
        "Nothing differs from the last edition; there is nothing to correct.",
    );
    Problem::new("reason", "nothing_changed", words)
}

/// The figures changed since they were read.
pub fn stale() -> Problem {
    let words = Words::new(
        "您查看之后数据又有变化，请重新核对草稿后再签发。",
        "The figures changed since you looked; check the draft again, then issue it.",
    );
    Problem::new("sha256", "stale", words)
}

/// A report of this unit and time was not issued yet.
pub fn not_issued() -> Problem {
    let words = Words::new("这一期报表尚未签发。", "This report has not been issued.");
    Problem::new("period", "not_issued", words)
}

/// The unit is not the reader's.
pub fn unknown_unit() -> Problem {
    let words = Words::new("请选择本机构或下级机构。", "Choose your own unit or one below it.");
    Problem::new("unit", "unknown_unit", words)
}
