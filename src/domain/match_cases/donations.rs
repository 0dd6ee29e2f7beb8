//! The collection itself, and how the donor is afterwards.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;

codes! {
    /// What was collected.
    Product {
        /// Peripheral blood stem cells.
        Pbsc = "pbsc", "外周血造血干细胞", "Peripheral blood stem cells";
        /// Bone marrow.
        Marrow = "marrow", "骨髓", "Bone marrow";
        /// Donor lymphocytes, a later gift to the same patient.
        Lymphocytes = "lymphocytes", "淋巴细胞", "Donor lymphocytes";
    }
}

impl Product {
    /// For how many months the donor gives no blood afterwards (WMDA practice: 6 after peripheral
    /// stem cells, 12 after marrow).
    pub fn blood_pause_months(self) -> u32 {
        match self {
            Self::Marrow => 12,
            Self::Pbsc | Self::Lymphocytes => 6,
        }
    }

    /// The least number of months until the next gift of this kind (national registry's figures at
    /// WMDA: 3 for stem cells, 1 for lymphocytes).
    pub fn months_until_next(self) -> u32 {
        match self {
            Self::Pbsc | Self::Marrow => 3,
            Self::Lymphocytes => 1,
        }
    }
}

/// One collection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Collection {
    /// The first day of collecting. Unknown only in old ledgers.
    pub on: Option<NaiveDate>,
    /// The last day, where it took more than one.
    pub until: Option<NaiveDate>,
    /// What was collected.
    pub product: Option<Product>,
}

impl Collection {
    /// Until when the donor gives no blood; none while day or product is unknown.
    pub fn blood_pause_until(&self) -> Option<NaiveDate> {
        let last = self.until.or(self.on)?;
        last.checked_add_months(Months::new(self.product?.blood_pause_months()))
    }

    /// The first day of a next gift; none while day or product is unknown.
    pub fn next_from(&self) -> Option<NaiveDate> {
        let last = self.until.or(self.on)?;
        last.checked_add_months(Months::new(self.product?.months_until_next()))
    }
}

codes! {
    /// What kinds of harm WMDA asks registries to report as serious (S(P)EAR: serious adverse events
    /// and reactions in donors).
    SeriousKind {
        /// The donor died.
        Death = "death", "死亡", "Death";
        /// Life was in danger.
        LifeThreatening = "life_threatening", "危及生命", "Life-threatening";
        /// Taken to hospital, or kept there longer.
        Hospitalised = "hospitalised", "住院或延长住院", "Hospital stay, or a longer one";
        /// Lasting or significant disability.
        Disability = "disability", "持续或显著的残疾", "Lasting disability";
        /// Cancer afterwards.
        Malignancy = "malignancy", "捐后恶性肿瘤", "Malignancy after donation";
        /// An autoimmune disease afterwards.
        Autoimmune = "autoimmune", "捐后自身免疫病", "Autoimmune disease after donation";
        /// Otherwise important in a doctor's judgement.
        Important = "important", "其他重要医学事件", "Otherwise medically important";
    }
}

/// Something that went wrong for the donor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdverseEvent {
    /// The day it was noticed.
    pub on: NaiveDate,
    /// Why it is serious; none where it is not.
    pub serious: Option<SeriousKind>,
    /// What happened.
    pub text: String,
}

impl std::fmt::Debug for AdverseEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdverseEvent(…)")
    }
}

/// A blood count, in the units of Chinese laboratories.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct BloodCount {
    /// The day.
    pub on: NaiveDate,
    /// White cells, 10⁹/L.
    pub white_cells: Option<f64>,
    /// Haemoglobin, g/L.
    pub haemoglobin: Option<f64>,
    /// Platelets, 10⁹/L.
    pub platelets: Option<f64>,
}

impl std::fmt::Debug for BloodCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BloodCount(…)")
    }
}

/// How the donor is after the collection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Aftercare {
    /// Blood counts, oldest first.
    pub counts: Vec<BloodCount>,
    /// What went wrong.
    pub adverse: Vec<AdverseEvent>,
    /// The day on which the donor said that she had recovered.
    pub recovered_on: Option<NaiveDate>,
    /// Until when the donor's insurance runs.
    pub insured_until: Option<NaiveDate>,
}
