//! Rules as data (`config/reminders/plans.toml`): closed, typed fields and no language of their own. A mistake is
//! refused at start with file, line and reason.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{
    conditions::Condition,
    load::RuleProblem,
    spans::Span,
    subjects::{Anchor, Watch},
};
use crate::domain::{codes::codes, feasts::Feast, programmes::Programme, words::Words};

codes! {
    /// How one speaks, and to whom it must never be spoken.
    Tone {
        /// Thanks; only to the living.
        Thanks = "thanks", "致谢", "Thanks";
        /// A question or a request; only to the living.
        Appeal = "appeal", "联系核实", "Request";
        /// How is she? To donors who live, and to families.
        Care = "care", "关怀", "Care";
        /// To the family of somebody who died.
        Condolence = "condolence", "慰唁", "Condolence";
        /// What the office has to settle; nobody is approached.
        Office = "office", "内务", "Office work";
    }
}

codes! {
    /// How it is done.
    Means {
        /// A coordinator calls, visits or writes.
        Task = "task", "人工办理", "A coordinator does it";
        /// A message is sent; where that is not possible, it is a task.
        Message = "message", "发送消息", "A message is sent";
    }
}

codes! {
    /// What happens when the day is no working day.
    WorkingDay {
        /// The last working day before.
        Before = "before", "提前到工作日", "The working day before";
        /// The first working day after.
        After = "after", "顺延到工作日", "The working day after";
        /// It never moves.
        Never = "never", "不移动", "Never moved";
    }
}

codes! {
    /// Who gets the task.
    Assignee {
        /// The coordinators of the unit.
        Coordinator = "coordinator", "协调员", "Coordinator";
        /// The supervisors above.
        Supervisor = "supervisor", "督导", "Supervisor";
        /// Who keeps accounts.
        Administrator = "administrator", "管理员", "Administrator";
    }
}

/// When a rule's reminders are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Counted from a day of the thing watched.
    Anchored {
        /// Which day.
        anchor: Anchor,
        /// How long after it the first is due.
        after: Span,
        /// How they repeat.
        repeat: Option<Repeat>,
    },
    /// Every year at a feast.
    Feast {
        /// Which feast.
        feast: Feast,
        /// How long after it; before it where negative.
        after: Span,
    },
}

/// How a rule's reminders repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// How far apart they are.
    pub every: Span,
    /// How many there are; none: as long as the rule's conditions hold.
    pub times: Option<u32>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its code, for ever the same.
    pub code: String,
    /// Its version.
    pub version: u32,
    /// Nothing is planned that fell due before this day.
    pub in_force_from: NaiveDate,
    /// What it watches.
    pub watches: Watch,
    /// For which programmes; empty: all.
    pub programmes: Vec<Programme>,
    /// When its reminders are due.
    pub when: When,
    /// What has to be so.
    pub only_if: Vec<Condition>,
    /// What happens on days off.
    pub working_day: WorkingDay,
    /// An anniversary: no other contact falls on its day.
    pub anniversary: bool,
    /// How long before it is due it is shown.
    pub lead: Span,
    /// How long after it was due it still makes sense.
    pub too_late_after: Span,
    /// How long after it was due supervisors see it; none: never.
    pub escalate_after: Option<Span>,
    /// Not reached only once every number was tried as often as the office's protocol asks (handbook §2.3 U3).
    pub protocol: bool,
    /// How it is done.
    pub means: Means,
    /// How one speaks.
    pub tone: Tone,
    /// Who gets the task.
    pub assignee: Assignee,
    /// What it is called in lists: nothing that tells of health.
    pub title: Words,
    /// What to do and to say.
    pub guidance: Words,
}

impl Rule {
    /// Whether somebody is approached.
    pub fn is_contact(&self) -> bool {
        self.tone != Tone::Office
    }
}

/// All rules of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules(pub(super) Vec<Rule>);

impl Rules {
    /// The plans that come with the program (handbook §3.6).
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Rules> = LazyLock::new(|| {
            let text = include_str!("../../../config/reminders/plans.toml");
            // Unwrap safety: the shipped file is read by a test.
            Rules::load(text, "config/reminders/plans.toml").unwrap()
        });
        &SHIPPED
    }

    /// Rules from the text of a file.
    ///
    /// # Errors
    /// [`RuleProblem`], which names file, line and reason.
    pub fn load(text: &str, file: &str) -> Result<Self, RuleProblem> {
        super::load::load(text, file)
    }

    /// The same rules, as an office has them that begins with them on `day`: nothing is planned from before.
    #[must_use]
    pub fn starting(mut self, day: NaiveDate) -> Self {
        for rule in &mut self.0 {
            rule.in_force_from = rule.in_force_from.max(day);
        }
        self
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Rule] {
        &self.0
    }

    /// The rule of a code.
    pub fn get(&self, code: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.code == code)
    }
}
