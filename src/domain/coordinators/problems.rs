//! What can be wrong with a coordinator, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn hospital_coordinator() -> Problem {
    let words = Words::new(
        "医院（OPO）协调员不能作为红十字会的见证人，请选择红十字会协调员。",
        "A hospital's coordinator does not witness for the Red Cross; choose one of the Red Cross.",
    );
    Problem::new("coordinator", "hospital_coordinator", words)
}

pub(super) fn not_yet_certified() -> Problem {
    let words = Words::new(
        "这一天该协调员尚未取得证件，请核对日期，或选择另一位协调员。",
        "Not certified yet on that day; check the day, or choose another coordinator.",
    );
    Problem::new("coordinator", "not_yet_certified", words)
}

pub(super) fn certificate_expired() -> Problem {
    let words = Words::new(
        "这一天该协调员的证件已到期；如已续期，请督导先在名册里登记新证件。",
        "The certificate had expired by that day; if it was renewed, have a supervisor enter the new one first.",
    );
    Problem::new("coordinator", "certificate_expired", words)
}

pub(super) fn banned() -> Problem {
    let words = Words::new(
        "该协调员已被终身禁止，请选择另一位协调员。",
        "This coordinator is banned for life; choose another.",
    );
    Problem::new("coordinator", "banned", words)
}

pub(super) fn no_certificate_for_the_banned() -> Problem {
    let words = Words::new(
        "该协调员已被终身禁止，不能续期；如属误记，请先撤回禁止。",
        "Banned for life; no certificate is renewed. If that was a mistake, take the ban back first.",
    );
    Problem::new("certificate", "banned", words)
}

pub(super) fn not_longer() -> Problem {
    let words = Words::new(
        "新证件的有效期须晚于现有证件；如是更正，请用“更正资料”。",
        "The new certificate has to last longer than the present one; to correct that, use amend.",
    );
    Problem::new("certified_until", "not_longer", words)
}

pub(super) fn ends_before_it_begins() -> Problem {
    let words = Words::new(
        "到期日早于起始日，请核对。",
        "The last day comes before the first; check both.",
    );
    Problem::new("certified_until", "before_first_day", words)
}

pub(super) fn known_training() -> Problem {
    let words = Words::new("这次培训已经记录过。", "This training has been written down already.");
    Problem::new("what", "known", words)
}

pub(super) fn already_banned() -> Problem {
    let words = Words::new("该协调员已被禁止，不必重复记录。", "Banned already; nothing to do.");
    Problem::new("reason", "already_banned", words)
}

pub(super) fn not_banned() -> Problem {
    let words = Words::new("该协调员未被禁止，没有可撤回的。", "Not banned; nothing to take back.");
    Problem::new("reason", "not_banned", words)
}
