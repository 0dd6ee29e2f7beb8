//! What can be wrong with a membership, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn merged() -> Problem {
    let words = Words::new(
        "此记录已并入另一条，请在那里办理。",
        "This record was merged into another; go on there.",
    );
    Problem::new("person", "merged", words)
}

pub(super) fn deceased() -> Problem {
    let words = Words::new("此人已故，不能加入。", "This person has died and cannot join.");
    Problem::new("person", "deceased", words)
}

pub(super) fn one_already() -> Problem {
    let words = Words::new(
        "此人已是此类别，不必重复加入。",
        "This person is one already; nothing needs to be done.",
    );
    Problem::new("kind", "one_already", words)
}

pub(super) fn no_consent() -> Problem {
    let words = Words::new(
        "没有可用的“成为会员或志愿者”同意；请先在其页面记录本人的单独同意（退出后再次加入须有新的同意）。",
        "There is no consent to membership to rest on; record hers first. After leaving it takes a new one.",
    );
    Problem::new("consent", "no_consent", words)
}

pub(super) fn no_consent_that_day() -> Problem {
    let words = Words::new(
        "加入之日尚无本人的同意；加入日期不得早于同意日期，同意日期须已知。",
        "She had not consented by that day; join on or after the day of the consent, which must be known.",
    );
    Problem::new("joined_on", "before_consent", words)
}

pub(super) fn ended() -> Problem {
    let words = Words::new(
        "已终止，不能再次终止；再次加入须有新的同意。",
        "It has ended already; joining again takes a new consent.",
    );
    Problem::new("status", "ended", words)
}
