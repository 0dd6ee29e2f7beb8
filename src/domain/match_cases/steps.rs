//! The steps of a match case, in the one order in which they can happen. Each holds only what is true
//! from then on; a case without any has been notified, or is being contacted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::donations::Collection;
use crate::domain::codes::codes;

codes! {
    /// How far a case has come.
    Stage {
        /// The notice has arrived.
        Notified = "notified", "待联络", "Notified";
        /// Somebody has tried to reach the volunteer.
        Contacting = "contacting", "联络中", "Contacting";
        /// Reached, and willing: the first screening is passed.
        Willing = "willing", "初筛愿意", "Willing";
        /// Talked to in person, and given the time to think.
        Talked = "talked", "已再动员面谈", "Re-mobilisation talk held";
        /// Agreed in writing to high-resolution typing.
        Agreed = "agreed", "再动员同意", "Agreed";
        /// High-resolution typing matches.
        Typed = "typed", "高分辨相合", "High-resolution match";
        /// Fit at the physical examination.
        Examined = "examined", "体检合格", "Fit";
        /// Signed the consent to donate; the day of collection is set.
        Consented = "consented", "已签捐献同意书", "Consented";
        /// Mobilising injections have begun.
        Mobilised = "mobilised", "动员中", "Mobilising";
        /// Cells were collected.
        Collected = "collected", "已采集", "Collected";
        /// The donation is complete.
        Donated = "donated", "已捐献", "Donated";
    }
}

/// One step with what is known of it. Days are unknown only in old ledgers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Said yes when first asked.
    Willing {
        /// The day.
        on: Option<NaiveDate>,
    },
    /// The talk of re-mobilisation was held (再动员谈话记录).
    Talked {
        /// The day.
        on: Option<NaiveDate>,
    },
    /// Agreed in writing.
    Agreed {
        /// The day.
        on: Option<NaiveDate>,
    },
    /// High-resolution typing came back as a match. The types themselves are never kept.
    Typed {
        /// The day of the result.
        on: Option<NaiveDate>,
    },
    /// Found fit.
    Examined {
        /// The day of the conclusion.
        on: Option<NaiveDate>,
    },
    /// Signed the consent to donate.
    Consented {
        /// The day.
        on: Option<NaiveDate>,
        /// The day on which collection is planned.
        collection_planned_on: Option<NaiveDate>,
        /// The day on which the patient's conditioning (清髓) began: from then on only a donation saves
        /// her life.
        conditioning_began_on: Option<NaiveDate>,
    },
    /// The first mobilising injection.
    Mobilised {
        /// The day.
        on: Option<NaiveDate>,
    },
    /// Cells were collected.
    Collected(Collection),
    /// Everything was handed over; the donor went home.
    Donated {
        /// The day.
        on: Option<NaiveDate>,
    },
}

impl Step {
    /// The stage that it reaches.
    pub fn stage(&self) -> Stage {
        match self {
            Self::Willing { .. } => Stage::Willing,
            Self::Talked { .. } => Stage::Talked,
            Self::Agreed { .. } => Stage::Agreed,
            Self::Typed { .. } => Stage::Typed,
            Self::Examined { .. } => Stage::Examined,
            Self::Consented { .. } => Stage::Consented,
            Self::Mobilised { .. } => Stage::Mobilised,
            Self::Collected(_) => Stage::Collected,
            Self::Donated { .. } => Stage::Donated,
        }
    }

    /// The day on which it happened.
    pub fn on(&self) -> Option<NaiveDate> {
        match self {
            Self::Willing { on }
            | Self::Talked { on }
            | Self::Agreed { on }
            | Self::Typed { on }
            | Self::Examined { on }
            | Self::Consented { on, .. }
            | Self::Mobilised { on }
            | Self::Donated { on } => *on,
            Self::Collected(collection) => collection.on,
        }
    }

    /// The step that reaches `stage` on a day; none for the stages before the first answer.
    pub fn reaching(stage: Stage, on: Option<NaiveDate>) -> Option<Self> {
        Some(match stage {
            Stage::Notified | Stage::Contacting => return None,
            Stage::Willing => Self::Willing { on },
            Stage::Talked => Self::Talked { on },
            Stage::Agreed => Self::Agreed { on },
            Stage::Typed => Self::Typed { on },
            Stage::Examined => Self::Examined { on },
            Stage::Consented => {
                Self::Consented { on, collection_planned_on: None, conditioning_began_on: None }
            }
            Stage::Mobilised => Self::Mobilised { on },
            Stage::Collected => Self::Collected(Collection { on, ..Collection::default() }),
            Stage::Donated => Self::Donated { on },
        })
    }
}

impl Stage {
    /// The steps in their order.
    pub const STEPS: [Self; 9] = [
        Self::Willing,
        Self::Talked,
        Self::Agreed,
        Self::Typed,
        Self::Examined,
        Self::Consented,
        Self::Mobilised,
        Self::Collected,
        Self::Donated,
    ];

    /// What can be reached next; none after the donation.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Notified | Self::Contacting => Some(Self::Willing),
            _ => {
                let here = Self::STEPS.iter().position(|stage| *stage == self)?;
                Self::STEPS.get(here + 1).copied()
            }
        }
    }
}
