//! The steps of a donation after the look-up, each with what is true from then on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{families::JointConsent, stages::Stage};

/// One step.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// The family has signed together.
    FamilyConfirmed {
        /// The day of the last signature.
        on: NaiveDate,
        /// Who signed.
        consent: JointConsent,
    },
    /// Medically suitable.
    Assessed {
        /// The day.
        on: NaiveDate,
    },
    /// Approved by the ethics committee.
    EthicsApproved {
        /// The day.
        on: NaiveDate,
    },
    /// At least two coordinators are assigned.
    Assigned {
        /// The day.
        on: NaiveDate,
        /// Their ids in the coordinators' register.
        coordinators: Vec<Uuid>,
    },
    /// Death has been determined, by a physician who takes no part in the recovery.
    Determined {
        /// The day.
        on: NaiveDate,
    },
    /// The recovery was witnessed; the record of it stands beside the steps.
    Witnessed {
        /// The day.
        on: NaiveDate,
    },
    /// A receiving unit has accepted.
    Accepted {
        /// The day.
        on: NaiveDate,
        /// Which one.
        receiving_unit: String,
    },
    /// Handed over.
    HandedOver {
        /// The day.
        on: NaiveDate,
        /// The number of the receiving unit's proof (接受证明), with which funeral benefits are claimed.
        proof_number: String,
    },
    /// The certificate is with the family.
    Certified {
        /// The day.
        on: NaiveDate,
        /// Its number.
        number: Option<String>,
    },
    /// Farewell and burial.
    LaidToRest {
        /// The day.
        on: NaiveDate,
        /// How and where.
        words: Option<String>,
    },
    /// Executor and family know what became of it (Ningbo regulation: they have a right to ask).
    ReportedBack {
        /// The day.
        on: NaiveDate,
        /// What it was used for.
        used_for: String,
        /// Cremation, ashes, tree burial or memorial park.
        rites: Option<String>,
    },
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Step({})", self.stage().code())
    }
}

impl Step {
    /// The stage that it reaches.
    pub fn stage(&self) -> Stage {
        match self {
            Self::FamilyConfirmed { .. } => Stage::FamilyConfirmed,
            Self::Assessed { .. } => Stage::Assessed,
            Self::EthicsApproved { .. } => Stage::EthicsApproved,
            Self::Assigned { .. } => Stage::Assigned,
            Self::Determined { .. } => Stage::Determined,
            Self::Witnessed { .. } => Stage::Witnessed,
            Self::Accepted { .. } => Stage::Accepted,
            Self::HandedOver { .. } => Stage::HandedOver,
            Self::Certified { .. } => Stage::Certified,
            Self::LaidToRest { .. } => Stage::LaidToRest,
            Self::ReportedBack { .. } => Stage::ReportedBack,
        }
    }

    /// The day on which it happened.
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::FamilyConfirmed { on, .. }
            | Self::Assessed { on }
            | Self::EthicsApproved { on }
            | Self::Assigned { on, .. }
            | Self::Determined { on }
            | Self::Witnessed { on }
            | Self::Accepted { on, .. }
            | Self::HandedOver { on, .. }
            | Self::Certified { on, .. }
            | Self::LaidToRest { on, .. }
            | Self::ReportedBack { on, .. } => *on,
        }
    }
}
