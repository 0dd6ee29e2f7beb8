//! What can be wrong with an export, and what to do about it.

use super::DAYS;
use crate::domain::words::{Problem, Words};

pub(super) fn nobody() -> Problem {
    let words = Words::new(
        "没有符合条件且同意仍有效的人，请放宽条件。",
        "Nobody fits whose consent stands; widen the filter.",
    );
    Problem::new("unit", "nobody", words)
}

pub(super) fn tells_programme() -> Problem {
    let words = Words::new(
        "用途会写进文件，不能提到捐献项目或捐献登记；请改写，例如“会员大会通知”。",
        "The purpose stands in the file, which may not tell of donation; say it otherwise, e.g. “notice of the members' meeting”.",
    );
    Problem::new("purpose", "tells_programme", words)
}

pub(super) fn names_somebody() -> Problem {
    let words =
        Words::new("请勿写入证件号码或电话。", "Leave out document numbers and phone numbers.");
    Problem::new("purpose", "personal_number", words)
}

pub(super) fn year() -> Words {
    Words::new(
        "请填四位年份，例如 2025；不限则留空。",
        "A year of four digits such as 2025, or empty.",
    )
}

/// The unit is not the caller's.
pub fn foreign_unit() -> Problem {
    let words = Words::new("请从列表中选择机构。", "Choose a unit from the list.");
    Problem::new("unit", "not_in_list", words)
}

/// There are more rows than a file holds.
pub fn too_large() -> Problem {
    let words = Words::new(
        "人数超过一个文件所能容纳的；请按机构或年份分开导出。",
        "More people than a file holds; export by unit or year.",
    );
    Problem::new("unit", "too_large", words)
}

pub(super) fn not_waiting() -> Problem {
    let words =
        Words::new("只有待审批的导出可以处理。", "Only an export that waits can be decided on.");
    Problem::new("status", "not_waiting", words)
}

pub(super) fn second_person() -> Problem {
    let words = Words::new(
        "须由另一人审批（可以是上级机构的督导），申请人不能批准。",
        "Somebody else has to decide, who may sit in an office above; whoever asked cannot.",
    );
    Problem::new("export", "second_person", words)
}

pub(super) fn not_hers() -> Problem {
    let words = Words::new("只有申请人可以下载。", "Only who asked for it gets the file.");
    Problem::new("export", "not_hers", words)
}

pub(super) fn still_waiting() -> Problem {
    let words = Words::new("尚待另一人审批。", "It still waits for a second person.");
    Problem::new("status", "waiting", words)
}

pub(super) fn declined() -> Problem {
    let words = Words::new(
        "未获批准；如仍需要，请另行申请。",
        "It was declined; ask anew where it is needed.",
    );
    Problem::new("status", "declined", words)
}

pub(super) fn given_already() -> Problem {
    let words = Words::new(
        "每次申请只能下载一次；如仍需要，请另行申请。",
        "A file is given out once; ask anew where it is needed.",
    );
    Problem::new("status", "given_already", words)
}

pub(super) fn lapsed() -> Problem {
    let words = Words::made(
        format!("已超过 {DAYS} 天的下载期限；如仍需要，请另行申请。"),
        format!("The {DAYS} days to fetch it are over; ask anew where it is needed."),
    );
    Problem::new("status", "lapsed", words)
}

pub(super) fn more_people() -> Problem {
    let words = Words::new(
        "现在的人数多于申请时的，请另行申请。",
        "There are more people now than were asked for; ask anew.",
    );
    Problem::new("export", "more_people", words)
}
