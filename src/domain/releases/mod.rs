//! What an office publishes about itself: once a quarter, a fixed list of tables, from which no small group can be
//! computed, not even together with everything it ever published (docs/publication.md).
//!
//! [`catalogue`] turns what was posted into tables and the sums that link them; [`building`] decides with
//! [`super::disclosure`] what stays blank, writes the file, and has the auditor try to break it together with all
//! earlier ones. A file that was published never changes.

pub mod body;
pub mod building;
pub mod catalogue;
pub mod material;
pub mod places;
pub mod reading;

use serde::{Deserialize, Serialize};

/// The rules under which a release was made. Fixed in the program and changed only from one plan year to the
/// next, with a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Which counts are protected as small: below `counts` registrations and persons, below `outcomes` those of
    /// outcomes and reasons. Zero is small.
    pub k: Thresholds,
    /// What the published figures have to allow a small group to be: nothing and 2k - 1.
    pub cover: String,
    /// What stands in the place of a count that is not shown, whatever the reason.
    pub blank: String,
    /// From how many registrations of the year before on counties are shown by the quarter: of the whole, and of
    /// each county.
    pub quarterly_counties: (u64, u64),
    /// The version.
    pub version: String,
}

/// Below which counts are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Registrations and persons.
    pub counts: u64,
    /// Outcomes, reasons, health.
    pub outcomes: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            k: Thresholds { counts: 5, outcomes: 10 },
            cover: "[0, 2k-1]".to_owned(),
            blank: "—".to_owned(),
            quarterly_counties: (5000, 100),
            version: "2026-1".to_owned(),
        }
    }
}

/// The guarantee as the public reads it, in Chinese and English.
pub const GUARANTEE: crate::domain::words::Words = crate::domain::words::Words::new(
    "凡显示的数字都是准确的，并且可以相加。对于我们没有显示的、少于 5 人（结果与原因类少于 10 人）的每一个群体：把我们发布过的全部数字放在一起，既可能这个群体一个人也没有，也可能有 9 人（19 人）。这一点由另一个程序仅凭已发布的文件核对过。",
    "Every figure shown is exact and figures add up. For every group of fewer than 5 (10 for outcomes and reasons) volunteers that we do not show, all figures we have ever published taken together are compatible with that group being empty and with it having 9 (19) members. This was checked by a separate program with the published files only.",
);
