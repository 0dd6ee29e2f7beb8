//! The units of the Red Cross and of the country: who manages whom, and by which names people
//! call them. Which units there are is written in `config/offices/*.toml`, not here: a functional
//! area is a unit though it has no administrative code.

mod directory;
mod offices;

pub use directory::{Directory, Resolution, Row};
pub use offices::{OfficeProblem, load_office, shipped_offices};

use super::codes::codes;
use super::phones::{Phone, PhoneProblem};
use super::programmes::Rules;

/// The phone of an office as it is to be printed: what was written, without surrounding spaces. It has to be one
/// that can be dialled, of a mainland landline with its area code; none where nothing is written.
///
/// # Errors
/// Why it is none.
pub fn office_phone(text: &str) -> Result<Option<String>, PhoneProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Phone::parse(text)?;
    // An extension may be written behind it, and no more.
    if text.chars().count() > 40 || text.chars().any(char::is_control) {
        return Err(PhoneProblem::Characters);
    }
    Ok(Some(text.to_owned()))
}

codes! {
    /// The levels of units (GB/T 2260 down to counties, GB/T 10114 for townships).
    UnitKind {
        /// The country.
        National = "national", "全国", "Nation";
        /// 省、自治区、直辖市.
        Province = "province", "省", "Province";
        /// 设区的市.
        City = "city", "市", "City";
        /// 县、县级市、市辖区.
        County = "county", "县(市、区)", "County";
        /// 镇、乡、街道.
        Township = "township", "镇(街道)", "Township";
        /// 功能区: manages people but is no administrative division.
        Area = "area", "功能区", "Functional area";
    }
}

/// A unit of an office's tree and all below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSpec {
    /// The administrative code; functional areas may have none.
    pub code: Option<String>,
    /// The level.
    pub kind: UnitKind,
    /// The official Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// Other names that ledgers use: short, former, misspelt.
    pub aliases: Vec<String>,
    /// The office's phone, which is public.
    pub phone: Option<String>,
    /// The units directly below.
    pub children: Vec<UnitSpec>,
    /// Rules that hold here and below, instead of those further up.
    pub rules: Option<Rules>,
}
