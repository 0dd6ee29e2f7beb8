//! The stages of a donation after death, in the one order in which each legal track allows them.

use crate::domain::{codes::codes, programmes::Programme};

codes! {
    /// How far a donation has come.
    Stage {
        /// Somebody called in: the hospital, the family, the executor, a home for the elderly.
        Called = "called", "已报案", "Called in";
        /// What the person said in life has been looked up.
        WillChecked = "will_checked", "已核意愿", "Will looked up";
        /// Spouse, adult children and parents have signed together.
        FamilyConfirmed = "family_confirmed", "家属共同书面同意", "Family's joint consent";
        /// Medically suitable.
        Assessed = "assessed", "医学评估通过", "Medically suitable";
        /// Approved by the hospital's ethics committee.
        EthicsApproved = "ethics_approved", "伦理审查通过", "Ethics approved";
        /// Red Cross coordinators are assigned.
        Assigned = "assigned", "已指派协调员", "Coordinators assigned";
        /// Death has been determined.
        Determined = "determined", "已判定死亡", "Death determined";
        /// Two coordinators have witnessed the recovery.
        Witnessed = "witnessed", "已见证获取", "Recovery witnessed";
        /// The receiving unit has accepted.
        Accepted = "accepted", "接收单位同意接收", "Accepted by the receiving unit";
        /// Handed over, with its proof.
        HandedOver = "handed_over", "已移交", "Handed over";
        /// The certificate of honour is with the family.
        Certified = "certified", "已颁证", "Certificate given";
        /// Farewell and burial are arranged.
        LaidToRest = "laid_to_rest", "丧葬已办妥", "Laid to rest";
        /// Use and final rites have been reported back to the family.
        ReportedBack = "reported_back", "已回告家属", "Reported back to the family";
        /// It took place before this registry; an older ledger tells of it, and nothing else does.
        FromLedger = "from_ledger", "历年台账记载", "Told by an older ledger";
    }
}

/// The process that a programme's law prescribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Process {
    /// Organs: regulation on human organ donation and transplantation, articles 9, 14, 17–19.
    Recovery,
    /// Body, cornea and tissue: handed over to a receiving unit (Ningbo regulation on body donation).
    Handover,
}

impl Process {
    /// The process of `programme`; stem cells are given in life.
    pub fn of(programme: Programme) -> Option<Self> {
        match programme {
            Programme::StemCell => None,
            Programme::Organ => Some(Self::Recovery),
            Programme::Cornea | Programme::Body | Programme::Tissue => Some(Self::Handover),
        }
    }

    /// Its stages in order, with the family's joint consent where that is asked for.
    pub fn stages(self, asks_family: bool) -> impl Iterator<Item = Stage> {
        use Stage::*;
        let rest: &[Stage] = match self {
            Self::Recovery => {
                &[Assessed, EthicsApproved, Assigned, Determined, Witnessed, Certified, LaidToRest]
            }
            Self::Handover => &[Accepted, HandedOver, Certified, ReportedBack],
        };
        let family = asks_family.then_some(FamilyConfirmed);
        [Called, WillChecked].into_iter().chain(family).chain(rest.iter().copied())
    }

    /// The stage at which the donation has taken place.
    pub fn realised_at(self) -> Stage {
        match self {
            Self::Recovery => Stage::Witnessed,
            Self::Handover => Stage::HandedOver,
        }
    }
}
