//! What can be wrong with a donation, and what to do about it.

use super::{families::Kin, stages::Stage};
use crate::domain::words::{Problem, Words};

pub(super) fn over() -> Problem {
    let words = Words::new(
        "此捐献已办结；如有差错，请用“撤回上一步”或“重新办理”。",
        "This donation is closed; take the last step back where something is wrong.",
    );
    Problem::new("stage", "donation_over", words)
}

pub(super) fn not_next(next: Option<Stage>, asked: Stage) -> Problem {
    let Some(next) = next else { return over() };
    let words = Words::made(
        format!("还不能记录“{}”；下一步是“{}”。", asked.label().zh, next.label().zh),
        format!("“{}” cannot be recorded yet; next comes “{}”.", asked.label().en, next.label().en),
    );
    Problem::new("stage", "not_next", words)
}

pub(super) fn refused_in_life() -> Problem {
    let words = Words::new(
        "本人生前已表示不同意捐献：任何人不得捐献，也不得再征求家属意见。",
        "The person refused in life: nobody may donate, nor may the family be asked.",
    );
    Problem::new("will", "refused_in_life", words)
}

pub(super) fn before_call(field: &'static str) -> Problem {
    let words = Words::new("日期早于报案日，请核对。", "Before the call came in; check the day.");
    Problem::new(field, "before_call", words)
}

pub(super) fn in_future(field: &'static str) -> Problem {
    let words = Words::new("日期在今天之后，请核对。", "After today; check the day.");
    Problem::new(field, "in_future", words)
}

pub(super) fn before_last_step(field: &'static str) -> Problem {
    let words =
        Words::new("日期早于上一步，请核对。", "Before the step that came first; check the day.");
    Problem::new(field, "before_last_step", words)
}

pub(super) fn family_objects() -> Problem {
    let words = Words::new(
        "有亲属不同意，不能共同决定捐献；请以“亲属反对”结束办理。",
        "A relative objects, so there is no joint decision; end it with “The family objects”.",
    );
    Problem::new("family", "family_objects", words)
}

pub(super) fn kin_missing(kin: Kin) -> Problem {
    let words = Words::made(
        format!("缺少{}的书面同意；如无此亲属，请勾选“无”。", kin.label().zh),
        format!(
            "The written consent of the {} is missing; tick “none” where there is none.",
            kin.label().en.to_lowercase()
        ),
    );
    Problem::new("family", "kin_missing", words)
}

pub(super) fn kin_both(kin: Kin) -> Problem {
    let words = Words::made(
        format!("{}既有签名又勾选了“无”，请核对。", kin.label().zh),
        format!("The {} signed and is ticked as none; check.", kin.label().en.to_lowercase()),
    );
    Problem::new("family", "kin_both", words)
}

pub(super) fn nobody_to_decide() -> Problem {
    let words = Words::new(
        "没有配偶、成年子女或父母可以共同决定，不能捐献。",
        "There is no spouse, adult child or parent who could decide; it cannot go on.",
    );
    Problem::new("family", "nobody_to_decide", words)
}

pub(super) fn two_coordinators() -> Problem {
    let words = Words::new(
        "至少指派两名不同的红十字会协调员。",
        "Assign at least two different Red Cross coordinators.",
    );
    Problem::new("coordinators", "two_coordinators", words)
}

pub(super) fn no_witness_record() -> Problem {
    let words =
        Words::new("请先填写见证记录，再签名。", "Write the witness record before signing.");
    Problem::new("witness", "no_record", words)
}

pub(super) fn witnessed_by_signing() -> Problem {
    let words = Words::new(
        "见证只能由两名协调员各自登录签名完成。",
        "Only the signatures of two coordinators, each under her own account, complete the witnessing.",
    );
    Problem::new("stage", "sign_instead", words)
}

pub(super) fn signed_already() -> Problem {
    let words = Words::new(
        "同一人不能签名两次；须由另一名协调员签名。",
        "Nobody signs twice; the other coordinator has to sign.",
    );
    Problem::new("witness", "signed_already", words)
}

pub(super) fn not_assigned() -> Problem {
    let words = Words::new(
        "只有被指派的协调员本人登录后才能签名。",
        "Only an assigned coordinator can sign, under her own account.",
    );
    Problem::new("witness", "not_assigned", words)
}

pub(super) fn no_organs() -> Problem {
    let words = Words::new("请勾选所获取的器官。", "Tick the organs that were recovered.");
    Problem::new("organs", "missing", words)
}

pub(super) fn appearance() -> Problem {
    let words = Words::new(
        "获取后须恢复遗体外观（条例第十九条），确认后才能签名。",
        "The body's appearance has to be restored first (article 19).",
    );
    Problem::new("appearance_restored", "appearance", words)
}

pub(super) fn words_missing() -> Problem {
    Problem::new(
        "words",
        "required",
        Words::new("选“其他”须写明原因。", "“Other” has to be explained."),
    )
}

pub(super) fn not_ended() -> Problem {
    Problem::new(
        "stage",
        "not_ended",
        Words::new("尚未结束，无须重新办理。", "It has not ended; there is nothing to reopen."),
    )
}

pub(super) fn no_step() -> Problem {
    let words = Words::new("没有可以撤回的步骤。", "There is no step to take back.");
    Problem::new("stage", "no_step", words)
}
