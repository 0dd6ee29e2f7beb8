//! What can be wrong with a member of the team, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn known_training() -> Problem {
    let words = Words::new("这次培训已经记录过。", "This training has been written down already.");
    Problem::new("what", "known", words)
}

pub(super) fn left_already() -> Problem {
    let words = Words::new("该队员已经离队。", "She has left already.");
    Problem::new("left_on", "left_already", words)
}

pub(super) fn left_before_joining() -> Problem {
    let words = Words::new("离队日早于入队日，请核对。", "Before she joined; check the day.");
    Problem::new("left_on", "before_joining", words)
}

pub(super) fn serves_already() -> Problem {
    let words = Words::new("该队员在队，不必恢复。", "She serves already; nothing to do.");
    Problem::new("status", "serves_already", words)
}

/// A member who left gets no tasks (field `member`).
pub fn serves_no_more() -> Problem {
    let words = Words::new(
        "该队员已离队，请选择在队的队员。",
        "This member has left; choose one who serves.",
    );
    Problem::new("member", "not_serving", words)
}

/// A member helps people of her own unit and below; this one belongs elsewhere (field `member`).
pub fn not_reached() -> Problem {
    let words = Words::new(
        "该队员不服务于此人所在的机构，请选择同一机构或其上级机构的队员。",
        "This member does not serve the person's unit; choose one of that unit or of one above it.",
    );
    Problem::new("member", "other_unit", words)
}

/// There is no such member within the caller's units (field `member`).
pub fn no_such_member() -> Problem {
    let words = Words::new("请从列表中选择队员。", "Choose a member from the list.");
    Problem::new("member", "unknown_member", words)
}
