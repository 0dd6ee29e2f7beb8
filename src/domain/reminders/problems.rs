//! What can be wrong with what somebody does to a reminder.

use chrono::NaiveDate;

use crate::domain::words::{Problem, Words};

pub(super) fn not_open() -> Problem {
    Problem::new(
        "status",
        "not_open",
        Words::new(
            "这条提醒已经办结或停止；请返回清单。",
            "This reminder is done or stopped: go back to the list.",
        ),
    )
}

/// Of a reminder that asks for no protocol.
pub(crate) fn no_protocol() -> Problem {
    let words = Words::new(
        "这条提醒不用逐次登记拨打；请直接记结果。",
        "Attempts are not written down one by one here: say what came of it.",
    );
    Problem::new("number", "no_protocol", words)
}

pub(super) fn put_off_to_the_past() -> Problem {
    Problem::new(
        "due_on",
        "in_the_past",
        Words::new("改期请选今天或以后的日期。", "Choose today or a later day."),
    )
}

pub(super) fn put_off_to_before(planned: NaiveDate) -> Problem {
    Problem::new(
        "due_on",
        "not_later",
        Words::made(
            format!("改期请选 {planned} 之后的日期；要提前办，现在就可以办。"),
            format!("Choose a day after {planned}: it can be done earlier without being put off."),
        ),
    )
}

pub(super) fn put_off_too_far() -> Problem {
    Problem::new(
        "due_on",
        "too_far",
        Words::new("最多改期一年。", "It can be put off by a year at most."),
    )
}

pub(super) fn with_team() -> Problem {
    Problem::new(
        "status",
        "with_team",
        Words::new(
            "这条提醒由服务队在办；要自己办，请先收回任务。",
            "The volunteer team has this reminder: take the task back to do it yourself.",
        ),
    )
}
