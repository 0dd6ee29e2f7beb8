//! What forms and calls say about an export, as texts; read here, every problem told at once.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ExportKind, Filter, problems};
use crate::domain::{
    intake::Checks, memberships::MembershipKind, names::fold, tasks::inputs::has_number,
    words::Problem,
};

/// The longest purpose, in characters.
const PURPOSE: u64 = 120;
/// The Red Cross Society of China was founded in this year.
const FIRST_YEAR: i32 = 1904;
/// Words that would tell whoever reads the file what its people registered for; the registry's own name is one.
const OF_DONATION: [&str; 14] = [
    "捐献",
    "器官",
    "遗体",
    "角膜",
    "骨髓",
    "干细胞",
    "移植",
    "生命之光",
    "donat",
    "marrow",
    "stem cell",
    "cornea",
    "transplant",
    "lifelight",
];

/// A request. What is empty is not said.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExportInput {
    /// `members`.
    pub kind: String,
    /// The unit whose people, with the units below it; empty for the caller's own.
    pub unit: String,
    /// Only those who joined in this year, four digits; empty for all.
    pub year: String,
    /// Only `member` or only `volunteer`; empty for both.
    pub membership: String,
    /// What for, at most 120 characters. It stands in the file, so it may not tell of donation.
    pub purpose: String,
}

/// [`ExportInput`], read.
pub struct ReadExport {
    /// What is exported.
    pub kind: ExportKind,
    /// What for.
    pub purpose: String,
    /// Whom.
    pub filter: Filter,
}

impl ExportInput {
    /// The request, of the unit `own` where none is named.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, own: Uuid, today: NaiveDate) -> Result<ReadExport, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let mut refused = Vec::new();
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let kind = checks.code("kind", &self.kind, ExportKind::from_code);
        let unit = checks.id("unit", &self.unit).unwrap_or(own);
        let year = self.year(&mut checks);
        let membership = checks.code("membership", &self.membership, MembershipKind::from_code);
        let purpose = checks.required_text("purpose", &self.purpose, PURPOSE);
        let said = fold(&self.purpose).to_lowercase();
        if OF_DONATION.iter().any(|word| said.contains(word)) {
            refused.push(problems::tells_programme());
        }
        if has_number(&self.purpose) {
            refused.push(problems::names_somebody());
        }
        let filter = Filter { unit, year, membership };
        let read = kind.zip(purpose).map(|(kind, purpose)| ReadExport { kind, purpose, filter });
        match checks.finish(read) {
            Ok(read) if refused.is_empty() => Ok(read),
            Ok(_) => Err(refused),
            Err(problems) => Err(refused.into_iter().chain(problems).collect()),
        }
    }

    fn year(&self, checks: &mut Checks) -> Option<i32> {
        let text = fold(&self.year).trim_end_matches('年').trim().to_owned();
        if text.is_empty() {
            return None;
        }
        let years = FIRST_YEAR..=checks.today().year();
        let year = text.parse().ok().filter(|year| years.contains(year));
        if year.is_none() {
            checks.push("year", "year", problems::year());
        }
        year
    }
}
