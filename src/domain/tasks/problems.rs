//! What can be wrong with a task, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn not_open() -> Problem {
    let words = Words::new(
        "此任务已不在您手上，请刷新任务列表。",
        "This task is no longer with you; reload your list.",
    );
    Problem::new("status", "not_open", words)
}

pub(super) fn over() -> Problem {
    let words = Words::new("此任务已完成或已收回。", "This task is done or was withdrawn already.");
    Problem::new("status", "over", words)
}

pub(super) fn merged() -> Problem {
    let words = Words::new(
        "此记录已并入另一条，请在那里分派。",
        "This record was merged into another; hand the task out there.",
    );
    Problem::new("person", "merged", words)
}

pub(super) fn deceased() -> Problem {
    let words =
        Words::new("此人已故，不能分派任务。", "This person has died; no task can be handed out.");
    Problem::new("person", "deceased", words)
}

pub(super) fn do_not_contact() -> Problem {
    let words = Words::new(
        "此人要求请勿联系，不能分派任务。",
        "This person is not to be contacted; no task can be handed out.",
    );
    Problem::new("person", "do_not_contact", words)
}

pub(super) fn nothing_stands() -> Problem {
    let words = Words::new(
        "此人的登记已全部撤销，不再打扰，不能分派任务。",
        "This person has withdrawn everything and is left in peace; no task can be handed out.",
    );
    Problem::new("person", "nothing_stands", words)
}

pub(super) fn silenced() -> Problem {
    let words = Words::new(
        "家属要求停止联系，不能分派任务。",
        "The family asked for silence; no task can be handed out.",
    );
    Problem::new("person", "silenced", words)
}

pub(super) fn nobody_to_contact() -> Problem {
    let words = Words::new(
        "没有可由队员联系的家属（都不联系、已停止联系，或仅限一位协调员），不能分派任务。",
        "No member of the family may be contacted by the team: nobody at all, or one coordinator alone.",
    );
    Problem::new("person", "nobody_to_contact", words)
}
