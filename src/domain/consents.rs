//! Consent, purpose by purpose (Personal Information Protection Law 14, 23, 25, 29: separate consent
//! for sensitive data, for passing on and for publication; each may be withdrawn).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{codes::codes, registrations::Way};

codes! {
    /// What a person agrees to.
    Purpose {
        /// Enrolment as a stem-cell volunteer.
        Enrolment = "enrolment", "造血干细胞志愿捐献入库", "Stem-cell enrolment";
        /// Organ donation.
        Organ = "organ", "人体器官捐献", "Organ donation";
        /// Body, cornea or tissue donation: all three are outside the organ regulation (its article 2) and are
        /// handed to a receiving unit, so one text names who processes what; organs have a text of their own.
        Body = "body", "遗体、角膜或组织捐献", "Body, cornea or tissue donation";
        /// That the family may be contacted.
        FamilyContact = "family_contact", "联络家属", "Contact with the family";
        /// Publicity.
        Publicity = "publicity", "宣传公开", "Publicity";
        /// Membership of the Red Cross.
        Membership = "membership", "成为会员或志愿者", "Membership";
        /// Passing data to a named recipient.
        PassingOn = "passing_on", "向指定接收方提供信息", "Passing to a named recipient";
    }
}

impl Purpose {
    /// The version and the words that this office asks for today. A past text is kept by its hash.
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Enrolment => (
                "2026-1",
                "本人自愿登记为造血干细胞捐献志愿者,同意采集样本、分型并将资料提交中国造血干细胞捐献者资料库,知悉可随时退出。",
            ),
            Self::Organ => (
                "2026-1",
                "本人自愿在身故后捐献所选器官,同意红十字会为登记、查询与见证处理本人信息,知悉可随时变更或撤销。",
            ),
            Self::Body => (
                "2026-2",
                "本人自愿在身故后捐献所登记的遗体、角膜或组织，同意红十字会、接收单位与执行人为实现捐献处理本人信息，知悉可随时变更或撤销。",
            ),
            Self::FamilyContact => {
                ("2026-1", "本人同意红十字会在联系不上本人或办理捐献时联络所填亲友。")
            }
            Self::Publicity => {
                ("2026-1", "本人同意红十字会在宣传与缅怀中公开本人姓名与事迹,可随时撤回。")
            }
            // Names what it covers: `domain::memberships::covers` says the same, text by text.
            Self::Membership => (
                "2026-2",
                "本人同意红十字会将本人的姓名、性别、电话、所属机构、会员或志愿者类别和加入日期用于办理会员或志愿者及其名册，不含任何捐献登记信息；退出或撤回不影响捐献登记。",
            ),
            Self::PassingOn => {
                ("2026-1", "本人同意红十字会将登记信息提供给所列接收方,用于所列目的。")
            }
        }
    }
}

codes! {
    /// Whether a consent holds.
    ConsentStatus {
        /// Given.
        Given = "given", "已同意", "Given";
        /// Withdrawn.
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

/// One consent of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// What for.
    pub purpose: Purpose,
    /// Whether it holds.
    pub status: ConsentStatus,
    /// What is sealed.
    pub details: ConsentDetails,
}

/// The sealed part of a consent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConsentDetails {
    /// The version of the text that was shown.
    pub text_version: String,
    /// SHA-256 of that text, as hexadecimal digits.
    pub text_hash: String,
    /// The day it was given; unknown in old ledgers.
    pub given_on: Option<NaiveDate>,
    /// The way it was given.
    pub way: Way,
    /// The recipient, for [`Purpose::PassingOn`].
    pub recipient: Option<String>,
    /// The day it was withdrawn, if known.
    pub withdrawn_on: Option<NaiveDate>,
}
