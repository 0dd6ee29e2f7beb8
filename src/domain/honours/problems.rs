//! What can be wrong with an honour, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn merged() -> Problem {
    let words = Words::new(
        "此记录已并入另一条，请在那里办理。",
        "This record was merged into another; go on there.",
    );
    Problem::new("person", "merged", words)
}

pub(super) fn nothing_given() -> Problem {
    let words = Words::new(
        "登记中没有已实现的捐献；荣誉证书和奖章只授予已实现捐献者，可改用“表彰”。",
        "No donation has taken place by the record; certificates and medals are for those who gave. An award may fit.",
    );
    Problem::new("kind", "nothing_given", words)
}

pub(super) fn no_policy() -> Problem {
    let words = Words::new(
        "没有这条政策，或它不适用于此人所在地区；请从所列政策中选择。",
        "There is no such policy for this person's region; choose one of those listed.",
    );
    Problem::new("policy", "not_in_list", words)
}

pub(super) fn not_eligible() -> Problem {
    let words = Words::new(
        "按登记，此人的捐献不符合这条政策的条件。",
        "By the record, what this person gave does not meet the policy.",
    );
    Problem::new("policy", "not_eligible", words)
}

pub(super) fn no_such_relative() -> Problem {
    let words = Words::new(
        "这条政策不适用于所选的人，请核对与捐献者的关系。",
        "The policy is not for the one chosen; check her relation to the donor.",
    );
    Problem::new("relation", "not_eligible", words)
}

pub(super) fn donor_died() -> Problem {
    let words = Words::new(
        "捐献者已故，请填写领取的亲属。",
        "The donor has died; name the relative to whom it was handed.",
    );
    Problem::new("handed_to", "deceased", words)
}

pub(super) fn priority_by_policy() -> Problem {
    let words = Words::new(
        "亲属优先移植证明只依据器官捐献人亲属优先的政策出具。",
        "A proof of priority rests on the policy for relatives of organ donors alone.",
    );
    Problem::new("policy", "other_kind", words)
}

pub(super) fn issued_already() -> Problem {
    let words = Words::new(
        "同一人的这项待遇已办理过；如有差错，请先作废原来的一条。",
        "This benefit was arranged for the same one already; revoke that one first where it is wrong.",
    );
    Problem::new("policy", "issued_already", words)
}

pub(super) fn revoked() -> Problem {
    let words = Words::new("已作废，不能再次作废。", "It was revoked already.");
    Problem::new("status", "revoked", words)
}
