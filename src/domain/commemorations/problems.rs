//! What can be wrong with a commemoration or an invitation, and what to do about it.

use crate::domain::words::{Problem, Words};

fn problem(field: &'static str, code: &'static str, zh: &'static str, en: &'static str) -> Problem {
    Problem::new(field, code, Words::new(zh, en))
}

pub(super) fn not_planned() -> Problem {
    problem(
        "state",
        "not_planned",
        "活动已举行或已取消，不能再更改；需要的话请另建一场活动。",
        "It was held or cancelled and is not changed any more; plan another one where needed.",
    )
}

pub(super) fn cancelled() -> Problem {
    problem("state", "cancelled", "活动已取消。", "It was cancelled.")
}

pub(super) fn lies_ahead() -> Problem {
    problem(
        "on",
        "lies_ahead",
        "活动日期还没有到；日期有误的，请先更改活动。",
        "Its day lies ahead; where the day is wrong, change the event first.",
    )
}

pub(super) fn not_ahead() -> Problem {
    problem(
        "state",
        "not_ahead",
        "活动已过、已举行或已取消，不能再邀请。",
        "It is over, was held or cancelled: nobody is invited any more.",
    )
}

pub(super) fn in_future() -> Problem {
    problem("on", "future", "日期在今天之后，请核对。", "After today; check the day.")
}

pub(super) fn asked_already() -> Problem {
    problem(
        "invitation",
        "asked",
        "已经邀请过，或邀请已撤回、已结束。",
        "She was asked already, or the invitation is withdrawn or over.",
    )
}

pub(super) fn not_asked() -> Problem {
    problem(
        "invitation",
        "not_asked",
        "还没有邀请，或邀请已撤回、已结束；请先记录邀请。",
        "She was not asked yet, or the invitation is withdrawn or over; record the asking first.",
    )
}

pub(super) fn withdrawn() -> Problem {
    problem("invitation", "withdrawn", "邀请已撤回。", "The invitation is withdrawn.")
}

pub(super) fn over() -> Problem {
    problem(
        "invitation",
        "over",
        "邀请已撤回或已记录结果。",
        "It is withdrawn already, or its outcome is known.",
    )
}

pub(super) fn listed_already() -> Problem {
    problem("guests", "listed", "已在邀请名单上。", "She stands on the list already.")
}

pub(super) fn people() -> Problem {
    problem(
        "people",
        "people",
        "到场人数须为 0（未到场）至 50 的整数。",
        "How many came: a whole number from 0 (nobody) to 50.",
    )
}

pub(super) fn nobody_chosen() -> Problem {
    problem("guests", "missing", "请至少选择一位。", "Choose at least one.")
}

pub(super) fn no_such_member() -> Problem {
    problem(
        "member",
        "missing",
        "没有这位家庭成员，请从台账中重新选择。",
        "There is no such member; choose again from the ledger.",
    )
}

pub(super) fn member_not_invited() -> Problem {
    problem(
        "member",
        "not_to_be_contacted",
        "这位成员不接受联系，不能邀请；请选其他成员。",
        "This member is not to be contacted and is not invited; choose another one.",
    )
}

pub(super) fn person_not_invited() -> Problem {
    problem(
        "guests",
        "not_to_be_invited",
        "本人已要求请勿联系、登记已全部撤销、已故或记录已合并，不能邀请。",
        "She asked not to be contacted, withdrew everything, died, or her record was merged: she is not invited.",
    )
}

pub(super) fn left_the_team() -> Problem {
    problem("guests", "left", "这位队员已离队。", "This member has left the team.")
}

pub(super) fn silent_then() -> Problem {
    problem(
        "on",
        "silent",
        "对方当天要求停止联系，不能记录为邀请；请核对日期。",
        "Silence had been asked for on that day; check the day.",
    )
}

pub(super) fn way_unwanted() -> Problem {
    problem(
        "way",
        "way",
        "这位成员没有同意以此方式联系，请改用其同意的方式。",
        "This member did not agree to be contacted so; use a way she agreed to.",
    )
}

/// Whoever is to be invited is not to be seen from here: managed elsewhere by now, erased, or her record was
/// changed outside the service.
pub fn out_of_reach() -> Problem {
    problem(
        "guests",
        "out_of_reach",
        "此人或台账已转到别的机构、已删除或记录校验失败，不能办理；可以撤回邀请。",
        "She is managed elsewhere by now, erased, or her record failed its integrity check: the invitation can only be withdrawn.",
    )
}
