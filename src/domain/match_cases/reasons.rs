//! Why a match case ended: a closed list, exclusive and exhaustive, mapped to the codes of EMDIS and
//! WMDA (`D_STAT_REASON`, `REASON`). How a code counts is not said here but by each rate's definition.

use crate::domain::codes::codes;

/// The version of the list: cases keep the one under which they were coded.
pub const REASONS_VERSION: &str = "2026-1";

codes! {
    /// Why a match case ended.
    Reason {
        /// No such number any more.
        U1 = "U1", "停机或空号", "Number out of service";
        /// The number is somebody else's by now.
        U2 = "U2", "号码易主或非本人", "Number belongs to somebody else";
        /// Nobody answers; the protocol is exhausted.
        U3 = "U3", "无人接听或拒接(规程用尽)", "No answer, protocol exhausted";
        /// Relatives cannot or will not pass it on.
        U4 = "U4", "亲友无法或拒绝转告", "Relatives cannot or will not pass it on";
        /// Unwilling, no reason given.
        P1 = "P1", "本人不愿(未说明)", "Unwilling, no reason given";
        /// Fear, worry about health.
        P2 = "P2", "担心健康或恐惧", "Fear or worry about health";
        /// No time for work or study.
        P3 = "P3", "工作学习或时间不便", "No time for work or study";
        /// Did not know at enrolment: signed by another, enrolled as a group.
        P4 = "P4", "入库时不知情、代签或集体登记", "Uninformed at enrolment";
        /// Asks to leave the registry.
        P5 = "P5", "要求退库", "Asks to leave the registry";
        /// Parents object.
        F1 = "F1", "父母反对", "Parents object";
        /// The spouse objects.
        F2 = "F2", "配偶反对", "Spouse objects";
        /// Other relatives object.
        F3 = "F3", "其他家属反对", "Other relatives object";
        /// Permanent medical reason.
        M1 = "M1", "永久性健康原因", "Permanent medical reason";
        /// Temporary medical reason.
        M2 = "M2", "暂时性健康原因", "Temporary medical reason";
        /// Pregnant, nursing or trying for a child.
        M3 = "M3", "妊娠、哺乳或备孕", "Pregnancy or nursing";
        /// Unfit at the physical examination.
        M4 = "M4", "体检不合格", "Unfit at examination";
        /// Abroad.
        G1 = "G1", "出国出境", "Abroad";
        /// Elsewhere in the country, cannot come back.
        G2 = "G2", "外地不能返回", "Elsewhere, cannot return";
        /// In the forces, bound by secrecy, detained.
        G3 = "G3", "服役、涉密或在押等", "Service, secrecy or detention";
        /// Past the exit age.
        X1 = "X1", "超龄", "Too old";
        /// Died.
        X2 = "X2", "死亡", "Died";
        /// Has donated, or is reserved for another patient.
        X3 = "X3", "已捐献或被他患预留", "Donated, or reserved for another patient";
        /// The patient's state changed, or the patient died.
        N1 = "N1", "患者病情变化或去世", "Patient's condition, or death";
        /// The search was stopped, or the transplant has taken place.
        N2 = "N2", "停止检索或已移植", "Search stopped or transplanted";
        /// Another donor was chosen.
        N3 = "N3", "已选其他供者", "Another donor chosen";
        /// High-resolution typing does not match.
        N4 = "N4", "高分辨不合", "High-resolution mismatch";
        /// Sample or laboratory.
        N5 = "N5", "样本或实验室原因", "Sample or laboratory";
        /// Passed to another branch of the registry.
        N6 = "N6", "转他分库", "Passed to another branch";
        /// Sent by mistake, or twice.
        N7 = "N7", "误发或重复", "Sent by mistake or twice";
        /// The request ran out.
        N8 = "N8", "请求过期", "Request expired";
        /// Another reason, in words.
        Z = "Z", "其他(须说明)", "Other, in words";
    }
}

codes! {
    /// The kind of a reason: the letter of its code.
    ReasonGroup {
        /// Unreachable.
        Unreachable = "U", "联系不上", "Unreachable";
        /// The person's own will.
        Personal = "P", "本人意愿", "Personal";
        /// The family's objection: no international code has it, in fact it comes first.
        Family = "F", "家属反对", "Family objects";
        /// Health.
        Medical = "M", "健康原因", "Medical";
        /// Gone away.
        Gone = "G", "外出", "Away";
        /// No longer eligible.
        Ineligible = "X", "资格终止", "Not eligible any more";
        /// The patient's side, or the system.
        PatientSide = "N", "患者方或系统", "Patient's side or system";
        /// Something else.
        Other = "Z", "其他", "Other";
    }
}

impl Reason {
    /// Its kind.
    pub fn group(self) -> ReasonGroup {
        ReasonGroup::from_code(&self.code()[..1]).unwrap_or(ReasonGroup::Other)
    }

    /// Whether it may take a case out of a denominator, so that it says nothing before a second person
    /// has looked (handbook §2.2b, §2.3).
    pub fn needs_second_person(self) -> bool {
        self.group() == ReasonGroup::PatientSide || self == Self::X3
    }

    /// Whether it has to be explained in words.
    pub fn needs_words(self) -> bool {
        self == Self::Z
    }

    /// Whether the person or her family refuses, so that the refusal's reach has to be asked.
    pub fn is_refusal(self) -> bool {
        matches!(self.group(), ReasonGroup::Personal | ReasonGroup::Family)
    }

    /// The code of EMDIS and WMDA: `D_STAT_REASON` for the donor's side, `REASON` for the patient's.
    /// There is none for being passed on or sent by mistake, nor one for families.
    pub fn emdis(self) -> Option<&'static str> {
        Some(match self {
            Self::U1 | Self::U2 | Self::U3 | Self::U4 => "UC",
            Self::P1 | Self::P2 | Self::P3 | Self::P4 | Self::P5 => "PR",
            Self::F1 | Self::F2 | Self::F3 => "PR",
            Self::M1 | Self::M2 | Self::M3 | Self::M4 => "MR",
            Self::G1 | Self::G2 | Self::G3 => "MO",
            Self::X1 => "DO",
            Self::X2 => "DD",
            Self::X3 => "TX",
            Self::N1 => "BCC",
            Self::N2 => "STP",
            Self::N3 => "FND",
            Self::N4 => "MM",
            Self::N5 => "LAB",
            Self::N8 => "EX",
            Self::Z => "OT",
            Self::N6 | Self::N7 => return None,
        })
    }
}

codes! {
    /// How far a refusal reaches (handbook §2.2b).
    ReachKind {
        /// Only this case.
        ThisCase = "this_case", "仅此案例", "This case only";
        /// Until a day.
        Until = "until", "到某日为止", "Until a day";
        /// For good: never to be asked again.
        ForGood = "for_good", "永久", "For good";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_kind_and_every_kind_a_reason() {
        for group in ReasonGroup::ALL {
            assert!(Reason::ALL.iter().any(|reason| reason.group() == *group), "{group:?}");
        }
        for reason in Reason::ALL {
            assert!(reason.code().starts_with(reason.group().code()));
        }
    }

    #[test]
    fn what_takes_cases_out_needs_a_second_person() {
        let needing: Vec<&str> =
            Reason::ALL.iter().filter(|r| r.needs_second_person()).map(|r| r.code()).collect();
        assert_eq!(needing, ["X3", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"]);
    }
}
