//! The kinds of identity documents and the words by which ledgers name them.

use serde::{Deserialize, Serialize};

use crate::domain::names::fold;
use crate::domain::words::Words;

/// The documents by which a person can register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 居民身份证 (GB 11643-1999).
    ResidentId,
    /// 港澳台居民居住证: numbered like a resident ID, with address code 810000, 820000 or 830000.
    ResidencePermit,
    /// 港澳居民来往内地通行证: H or M and 8 digits; old cards append 2 digits of renewal.
    HongKongMacauTravelPermit,
    /// 台湾居民来往大陆通行证: 8 digits; old cards append 2 digits of renewal.
    TaiwanTravelPermit,
    /// 护照: 5 to 17 letters and digits.
    Passport,
    /// 外国人永久居留身份证: since 2023 numbered like a resident ID but starting with 9; old cards,
    /// still valid, have 3 letters and 12 digits.
    ForeignPermanentResident,
}

impl DocumentKind {
    /// All, in the order of forms.
    pub const ALL: [Self; 6] = [
        Self::ResidentId,
        Self::ResidencePermit,
        Self::HongKongMacauTravelPermit,
        Self::TaiwanTravelPermit,
        Self::Passport,
        Self::ForeignPermanentResident,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::ResidentId => "resident_id",
            Self::ResidencePermit => "residence_permit",
            Self::HongKongMacauTravelPermit => "hong_kong_macau_travel_permit",
            Self::TaiwanTravelPermit => "taiwan_travel_permit",
            Self::Passport => "passport",
            Self::ForeignPermanentResident => "foreign_permanent_resident",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The label.
    pub fn label(self) -> Words {
        match self {
            Self::ResidentId => Words::new("居民身份证", "Resident ID card"),
            Self::ResidencePermit => Words::new(
                "港澳台居民居住证",
                "Residence permit for Hong Kong, Macau and Taiwan residents",
            ),
            Self::HongKongMacauTravelPermit => Words::new(
                "港澳居民来往内地通行证",
                "Mainland travel permit for Hong Kong and Macau residents",
            ),
            Self::TaiwanTravelPermit => {
                Words::new("台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents")
            }
            Self::Passport => Words::new("护照", "Passport"),
            Self::ForeignPermanentResident => {
                Words::new("外国人永久居留身份证", "Foreign permanent resident ID card")
            }
        }
    }

    /// Reads a cell or heading that names one kind, in its official or everyday words or as code.
    /// None if it names none, several, or one that is not accepted (a Hong Kong identity card, a
    /// mainlander's 往来港澳通行证).
    pub fn from_heading(text: &str) -> Option<Self> {
        let text = fold(text).to_lowercase().replace(' ', "");
        if let Some(kind) = Self::from_code(&text) {
            return Some(kind);
        }
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let permanent = has(&["永久居留", "永居", "五星卡", "permanentresident"]);
        let elsewhere = has(&["香港", "澳门", "港澳", "台湾", "往来"]);
        let named = [
            (
                Self::ResidentId,
                has(&["身份证", "身份号码", "residentid", "idcard"]) && !permanent && !elsewhere,
            ),
            (Self::ResidencePermit, has(&["居住证", "residencepermit"])),
            (
                Self::HongKongMacauTravelPermit,
                has(&["回乡证", "港澳居民来往", "港澳来往内地", "港澳居民通行证", "港澳通行证"])
                    && !has(&["往来"]),
            ),
            (
                Self::TaiwanTravelPermit,
                has(&["台胞证", "台湾居民来往", "台湾来往大陆", "台湾通行证"]),
            ),
            (Self::Passport, has(&["护照", "passport"])),
            (Self::ForeignPermanentResident, permanent),
        ];
        let mut kinds = named.into_iter().filter(|(_, named)| *named).map(|(kind, _)| kind);
        kinds.next().filter(|_| kinds.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_lead_back() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_code(kind.code()), Some(kind));
            assert_eq!(DocumentKind::from_heading(kind.code()), Some(kind));
            assert_eq!(DocumentKind::from_heading(&kind.label().zh), Some(kind));
        }
    }

    #[test]
    fn everyday_words() {
        use DocumentKind::*;
        for (text, kind) in [
            ("身份证", Some(ResidentId)),
            (" 身 份 证\n号码", Some(ResidentId)),
            ("公民身份号码", Some(ResidentId)),
            ("港澳居民居住证", Some(ResidencePermit)),
            ("回乡证", Some(HongKongMacauTravelPermit)),
            ("台胞证", Some(TaiwanTravelPermit)),
            ("外国护照", Some(Passport)),
            ("ＰＡＳＳＰＯＲＴ", Some(Passport)),
            ("外国人永久居留证", Some(ForeignPermanentResident)),
            ("身份证或护照", None),
            ("香港身份证", None),
            ("往来港澳通行证", None),
            ("军官证", None),
            ("", None),
        ] {
            assert_eq!(DocumentKind::from_heading(text), kind, "{text}");
        }
    }
}
