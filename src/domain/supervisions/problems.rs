//! What can be wrong with a visit, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn not_planned() -> Problem {
    let words = Words::new(
        "此次督导已开展或已取消，请刷新页面查看现状。",
        "The visit was made or cancelled already; load the page anew.",
    );
    Problem::new("state", "not_planned", words)
}

pub(super) fn not_held() -> Problem {
    let words = Words::new(
        "请先登记督导已开展，再记录发现的问题。",
        "Record first that the visit was made, then what was found.",
    );
    Problem::new("state", "not_held", words)
}

pub(super) fn due_before_visit() -> Problem {
    let words = Words::new(
        "整改期限早于督导当天，请核对。",
        "The day to rectify comes before the visit; check it.",
    );
    Problem::new("due_on", "before_visit", words)
}

pub(super) fn too_many_findings() -> Problem {
    let words = Words::new(
        "一次督导的问题已达上限，请另立一次督导记录。",
        "This visit holds as many findings as it can; record another visit.",
    );
    Problem::new("text", "too_many", words)
}

pub(super) fn reported_already() -> Problem {
    let words = Words::new(
        "这个问题已有整改报告，不能再改；请新增一条。",
        "Something was reported about this finding, so it stays; write down another one.",
    );
    Problem::new("finding", "reported", words)
}

pub(super) fn nothing_to_rectify() -> Problem {
    let words = Words::new(
        "这个问题现在不需要整改报告，请刷新页面查看现状。",
        "Nothing is to be rectified here now; load the page anew.",
    );
    Problem::new("finding", "nothing_to_rectify", words)
}

pub(super) fn rectified_before_visit() -> Problem {
    let words =
        Words::new("整改日期早于督导当天，请核对。", "Rectified before the visit; check the day.");
    Problem::new("on", "before_visit", words)
}

pub(super) fn nothing_to_confirm() -> Problem {
    let words = Words::new(
        "这个问题没有待确认的整改报告，请刷新页面查看现状。",
        "No report of this finding waits; load the page anew.",
    );
    Problem::new("finding", "nothing_to_confirm", words)
}

pub(super) fn no_such_finding() -> Problem {
    let words = Words::new(
        "没有这个编号的问题，请从督导页面进入。",
        "There is no finding with this number; come from the visit's page.",
    );
    Problem::new("finding", "unknown", words)
}

/// The office visited is not below the one that visits.
pub fn not_below() -> Problem {
    let words = Words::new("请选择本机构的下级机构。", "Choose a unit below your own.");
    Problem::new("unit", "not_below", words)
}

/// Somebody of those who go is no account of the office's.
pub fn unknown_account() -> Problem {
    let words = Words::new("请从列表中选择参加督导的人员。", "Choose those who go from the list.");
    Problem::new("who", "unknown_account", words)
}
