//! A registration: one programme a person offers to donate to, or refuses.
//!
//! A withdrawal never deletes: it ends the registration and leaves its history
//! (Ningbo regulation on body donation: the registrant may change or revoke at any time).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    codes::codes,
    gifts::{Ashes, BodyGift, Tissue},
    grids::Grid,
    notices::Notice,
    programmes::{Organ, Programme},
    retention::RetentionList,
    signing::{FamilySignature, Proxy},
};

codes! {
    /// What the person says to a programme (Civil Code 1006: consent and refusal both bind).
    Stance {
        /// Offers to donate.
        Offers = "offers", "同意捐献", "Offers";
        /// Refuses, which binds everyone after death too.
        Refuses = "refuses", "不同意捐献", "Refuses";
    }
}

codes! {
    /// Where a registration stands.
    RegistrationStatus {
        /// In force.
        Active = "active", "有效", "Active";
        /// In force later again.
        Paused = "paused", "暂停", "Paused";
        /// Ended by the person's will.
        Withdrawn = "withdrawn", "已撤销", "Withdrawn";
        /// Ended because the donation took place.
        Realised = "realised", "已实现捐献", "Realised";
    }
}

codes! {
    /// How the person came to register.
    Channel {
        /// At a blood donation vehicle or station.
        BloodService = "blood_service", "献血车(站)", "Blood service";
        /// In a drive at a school or university.
        University = "university", "高校集中采样", "University drive";
        /// Through an employer.
        Employer = "employer", "单位组织", "Employer";
        /// In the community.
        Community = "community", "社区宣传", "Community";
        /// Booked online.
        Online = "online", "网上预约", "Online";
        /// Another way.
        Other = "other", "其他", "Other";
    }
}

impl Channel {
    /// The channel of a ledger's cell; anything unknown is [`Channel::Other`], empty is none.
    pub fn from_heading(text: &str) -> Option<Self> {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match text.trim() {
            "" => None,
            _ if has(&["献血", "血站", "采血"]) => Some(Self::BloodService),
            _ if has(&["高校", "学校", "大学", "校园"]) => Some(Self::University),
            _ if has(&["单位", "企业", "机关"]) => Some(Self::Employer),
            _ if has(&["社区", "宣传", "村"]) => Some(Self::Community),
            _ if has(&["网", "线上", "微信", "小程序"]) => Some(Self::Online),
            _ => Some(Self::Other),
        }
    }
}

codes! {
    /// The way a registration was made.
    Way {
        /// At the office.
        OnSite = "on_site", "现场", "On site";
        /// At the person's home.
        AtHome = "at_home", "上门", "At home";
        /// By a proxy.
        ByProxy = "by_proxy", "委托", "By proxy";
        /// Online.
        Online = "online", "网上", "Online";
        /// From an older ledger; how it was made is not known.
        Ledger = "ledger", "历史台账", "From a ledger";
    }
}

codes! {
    /// What was taken for typing.
    SampleKind {
        /// Blood.
        Blood = "blood", "血样", "Blood";
        /// A swab of the cheek.
        Swab = "swab", "口腔拭子", "Swab";
    }
}

codes! {
    /// How a registration ended.
    Exit {
        /// The person left.
        OwnWish = "own_wish", "本人退出", "Own wish";
        /// Past the exit age (handbook §1.2: 55 by default).
        AgedOut = "aged_out", "超龄出库", "Aged out";
        /// Unfit for good.
        Medical = "medical", "健康原因退库", "Medical";
    }
}

/// One programme's registration of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that registered it; stays when the person moves on.
    pub unit: Uuid,
    /// The programme.
    pub programme: Programme,
    /// Offer or refusal.
    pub stance: Stance,
    /// Where it stands.
    pub status: RegistrationStatus,
    /// The day the form was signed, or the sample taken. Unknown in some old ledgers.
    pub registered_on: Option<NaiveDate>,
    /// The day the stem-cell volunteer entered the national pool (入库日期): the date that counts.
    pub pooled_on: Option<NaiveDate>,
    /// The day it ended, if known.
    pub ended_on: Option<NaiveDate>,
    /// How the person was recruited.
    pub channel: Option<Channel>,
    /// What is sealed.
    pub details: RegistrationDetails,
}

/// The sealed part of a registration.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistrationDetails {
    /// The organs offered one by one; empty means all.
    pub organs: Vec<Organ>,
    /// The tissues offered one by one; empty means all.
    pub tissues: Vec<Tissue>,
    /// Which tissue [`Tissue::Other`] is, in words.
    pub other_tissue: Option<String>,
    /// What of the body; empty means the whole body, as every form before the choice meant.
    pub gifts: Vec<BodyGift>,
    /// Where the ashes go.
    pub ashes: Option<Ashes>,
    /// The wish about the ashes in words.
    pub ashes_words: Option<String>,
    /// The office's own card number.
    pub card_number: Option<String>,
    /// The national registry's number.
    pub national_number: Option<String>,
    /// The day the sample was taken.
    pub sampled_on: Option<NaiveDate>,
    /// Where it was taken.
    pub sample_place: Option<String>,
    /// What was taken.
    pub sample_kind: Option<SampleKind>,
    /// The sample's number.
    pub sample_number: Option<String>,
    /// The unit that receives cornea or body.
    pub receiving_unit: Option<String>,
    /// What the donation may be used for.
    pub use_limits: Option<String>,
    /// Whether the person asks for confidentiality.
    pub confidential: bool,
    /// Whether the family knows: none where nobody wrote it down.
    pub family_aware: Option<bool>,
    /// The way it was made.
    pub way: Option<Way>,
    /// The day the sample was typed. The types themselves are never kept.
    pub typed_on: Option<NaiveDate>,
    /// The Global Registration Identifier for Donors.
    pub grid: Option<Grid>,
    /// Until when it is paused; none where nobody can tell.
    pub paused_until: Option<NaiveDate>,
    /// How it ended, where not by a withdrawal alone.
    pub exit: Option<Exit>,
    /// Why it ended, if the person wished to say.
    pub end_reason: Option<String>,
    /// Remarks.
    pub remark: Option<String>,
    /// Who is to be told of its withdrawal, and who was.
    pub notices: Vec<Notice>,
    /// Who brought the form, where it was made by proxy.
    pub proxy: Option<Proxy>,
    /// What relatives signed.
    pub family_signatures: Vec<FamilySignature>,
    /// The national lists on which the volunteer stands, by year.
    pub lists: Vec<RetentionList>,
}

impl std::fmt::Debug for RegistrationDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RegistrationDetails(…)")
    }
}

impl RegistrationDetails {
    /// Whether the whole body is given, not brain tissue alone.
    pub fn whole_body(&self) -> bool {
        self.gifts.is_empty() || self.gifts.contains(&BodyGift::WholeBody)
    }
}

impl Registration {
    /// Whether the person's word stands: active, or paused.
    pub fn stands(&self) -> bool {
        matches!(self.status, RegistrationStatus::Active | RegistrationStatus::Paused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_that_were_sealed_before_still_open() {
        let older =
            r#"{"organs":["heart"],"card_number":"K1","confidential":true,"way":"by_proxy"}"#;
        let details: RegistrationDetails = serde_json::from_str(older).unwrap();
        assert_eq!(details.organs, [Organ::Heart]);
        assert!(details.confidential && details.whole_body() && details.proxy.is_none());
        assert!(details.notices.is_empty() && details.family_signatures.is_empty());
        let again: RegistrationDetails =
            serde_json::from_str(&serde_json::to_string(&details).unwrap()).unwrap();
        assert!(again == details);
    }
}
