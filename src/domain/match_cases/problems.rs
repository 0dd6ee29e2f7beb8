//! What can be wrong with a case, and what to do about it.

use super::steps::Stage;
use crate::domain::words::{Problem, Words};

pub(super) fn over() -> Problem {
    let words = Words::new(
        "案例已结束;如有差错，请用“更正”。",
        "The case is over; use correct where something is wrong.",
    );
    Problem::new("stage", "case_over", words)
}

pub(super) fn not_next(next: Option<Stage>, asked: Stage) -> Problem {
    let words = match next {
        Some(next) => Words::made(
            format!("还不能记录“{}”;下一步是“{}”。", asked.label().zh, next.label().zh),
            format!(
                "“{}” cannot be recorded yet; next comes “{}”.",
                asked.label().en,
                next.label().en
            ),
        ),
        None => over().words,
    };
    Problem::new("stage", "not_next", words)
}

pub(super) fn before_notice(field: &'static str) -> Problem {
    let words =
        Words::new("日期早于初配通知日，请核对。", "Before the day of the notice; check the day.");
    Problem::new(field, "before_notice", words)
}

pub(super) fn in_future(field: &'static str) -> Problem {
    Problem::new(
        field,
        "in_future",
        Words::new("日期在今天之后，请核对。", "After today; check the day."),
    )
}

pub(super) fn before_last_step(field: &'static str) -> Problem {
    let words =
        Words::new("日期早于上一步，请核对。", "Before the step that came first; check the day.");
    Problem::new(field, "before_last_step", words)
}

pub(super) fn reason_unfit() -> Problem {
    let words = Words::new(
        "此原因码不适用于当前环节:体检不合格只在体检环节，高分辨不合只在同意之后，采集后不再终止。",
        "This reason does not fit the stage: M4 only at the examination, N4 only after agreement, none after collection.",
    );
    Problem::new("reason", "reason_unfit", words)
}

pub(super) fn words_missing() -> Problem {
    Problem::new(
        "words",
        "required",
        Words::new("选“其他”须写明原因。", "“Other” has to be explained."),
    )
}

pub(super) fn reach_missing() -> Problem {
    let words = Words::new(
        "请选择拒绝的范围:仅此案例、到某日为止，或永久。",
        "Choose how far the refusal reaches: this case, until a day, or for good.",
    );
    Problem::new("reach", "required", words)
}

pub(super) fn reach_unfit() -> Problem {
    let words = Words::new("只有拒绝才有范围。", "Only a refusal has a reach.");
    Problem::new("reach", "reach_unfit", words)
}

pub(super) fn leaving_is_for_good() -> Problem {
    let words = Words::new("要求退库即永久。", "Leaving the registry is for good.");
    Problem::new("reach", "for_good", words)
}

pub(super) fn until_past() -> Problem {
    let words =
        Words::new("截止日须在结束日之后。", "The day has to come after the end of the case.");
    Problem::new("reach_until", "until_past", words)
}

pub(super) fn not_ended() -> Problem {
    Problem::new("stage", "not_ended", Words::new("案例尚未结束。", "The case has not ended."))
}

pub(super) fn no_step() -> Problem {
    let words = Words::new("没有可以撤回的步骤。", "There is no step to take back.");
    Problem::new("stage", "no_step", words)
}

pub(super) fn nothing_to_review() -> Problem {
    let words = Words::new("此案例没有待复核的原因码。", "There is no reason here to be reviewed.");
    Problem::new("review", "nothing_to_review", words)
}

pub(super) fn same_person() -> Problem {
    let words = Words::new("复核须由另一人进行。", "Somebody else has to take the second look.");
    Problem::new("review", "same_person", words)
}

pub(super) fn result_unfit() -> Problem {
    let words = Words::new(
        "“不愿转告”只用于亲友的号码，请核对拨打的是谁的号码。",
        "Only a relative can decline to pass it on; check whose number it was.",
    );
    Problem::new("result", "result_unfit", words)
}
