//! Benefits as data (`config/benefits/zhejiang.toml`): what the law gives to those who gave and to their
//! families, and who they are. Closed, typed fields: a mistake is refused at start with file, line and reason.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::Spanned;

use crate::domain::{
    codes::codes,
    people::Relation,
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{RegistrationStatus, Stance},
    words::Words,
};

codes! {
    /// Who may have a benefit, by what was given.
    Eligible {
        /// Who gave stem cells, herself.
        StemCellDonor = "stem_cell_donor", "造血干细胞捐献者本人", "Who gave stem cells";
        /// Her spouse, parents and children.
        StemCellDonorFamily = "stem_cell_donor_family", "造血干细胞捐献者的配偶、父母、子女",
            "Spouse, parents, children of who gave stem cells";
        /// Spouse, lineal and near collateral relatives of an organ donor.
        OrganDonorRelatives = "organ_donor_relatives", "器官捐献人的配偶、直系血亲、三代以内旁系血亲",
            "Spouse, lineal and near collateral relatives of an organ donor";
        /// Spouse, parents and children of who gave body or cornea.
        BodyDonorFamily = "body_donor_family", "遗体、角膜捐献者的配偶、父母、子女",
            "Spouse, parents, children of who gave body or cornea";
    }
}

/// Spouse, parents, children.
const CLOSE: &[Relation] =
    &[Relation::Spouse, Relation::Father, Relation::Mother, Relation::Son, Relation::Daughter];
/// Spouse, lineal relatives, collateral relatives within three generations. Whether another relative is within
/// three generations, the office looks up in her papers.
const NEAR: &[Relation] = &[
    Relation::Spouse,
    Relation::Father,
    Relation::Mother,
    Relation::Son,
    Relation::Daughter,
    Relation::Grandchild,
    Relation::Grandparent,
    Relation::Brother,
    Relation::Sister,
    Relation::OtherRelative,
];

impl Eligible {
    /// What has to have been given: any of these.
    pub fn programmes(self) -> &'static [Programme] {
        match self {
            Self::StemCellDonor | Self::StemCellDonorFamily => &[Programme::StemCell],
            Self::OrganDonorRelatives => &[Programme::Organ],
            Self::BodyDonorFamily => &[Programme::Body, Programme::Cornea],
        }
    }

    /// The relatives who may have it; none where it is for the donor herself.
    pub fn relatives(self) -> &'static [Relation] {
        match self {
            Self::StemCellDonor => &[],
            Self::StemCellDonorFamily | Self::BodyDonorFamily => CLOSE,
            Self::OrganDonorRelatives => NEAR,
        }
    }

    /// Whether `person` gave what it takes; a benefit of her own ends with her life.
    pub fn is_met(self, person: &Person) -> bool {
        let alive = person.status == PersonStatus::Living;
        (alive || !self.relatives().is_empty())
            && self.programmes().iter().any(|programme| has_given(person, *programme))
    }
}

/// Whether a donation of `programme` took place.
pub fn has_given(person: &Person, programme: Programme) -> bool {
    person.registrations.iter().any(|one| {
        one.programme == programme
            && one.stance == Stance::Offers
            && one.status == RegistrationStatus::Realised
    })
}

/// A benefit that the law gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its code.
    pub code: String,
    /// The division for whose people it holds; none for the whole country.
    pub region: Option<String>,
    /// From when on it is in force; none where that is not known.
    pub in_force_from: Option<NaiveDate>,
    /// Who may have it.
    pub eligible: Vec<Eligible>,
    /// The most, in millilitres of blood.
    pub limit_ml: Option<u32>,
    /// What it gives.
    pub words: Words,
    /// Its legal basis.
    pub basis: Words,
}

impl Policy {
    /// Whether it holds on `today` for people of a unit; `codes` are the unit's division code and those above.
    pub fn holds(&self, codes: &[String], today: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|from| from <= today)
            && self.region.as_ref().is_none_or(|region| codes.contains(region))
    }

    /// Who of the closed list may have it for what `person` gave.
    pub fn met_by(&self, person: &Person) -> Vec<Eligible> {
        self.eligible.iter().copied().filter(|eligible| eligible.is_met(person)).collect()
    }
}

/// Every policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Policies(Vec<Policy>);

/// Policies that cannot be used; the message names file, line and reason.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct PolicyError {
    file: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    region: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "day")]
    in_force_from: Option<NaiveDate>,
    eligible: Spanned<Vec<Eligible>>,
    limit_ml: Option<Spanned<u32>>,
    zh: Spanned<String>,
    en: Spanned<String>,
    basis_zh: Spanned<String>,
    basis_en: Spanned<String>,
}

/// A TOML date.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let day = toml::value::Datetime::deserialize(deserializer)?;
    let day = day.to_string().parse();
    day.map(Some).map_err(|_| D::Error::custom("expected a day such as 2024-05-01"))
}

impl Policies {
    /// The policies that ship with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Policies> = LazyLock::new(|| {
            let text = include_str!("../../../config/benefits/zhejiang.toml");
            // Unwrap safety: the shipped file is read by a test.
            Policies::load(text, "config/benefits/zhejiang.toml").unwrap()
        });
        &SHIPPED
    }

    /// Policies from the text of a file.
    ///
    /// # Errors
    /// [`PolicyError`], which names file, line and reason.
    pub fn load(text: &str, file: &str) -> Result<Self, PolicyError> {
        let wrong = |reason: String| PolicyError { file: file.to_owned(), reason };
        let parsed: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut codes = BTreeSet::new();
        for entry in &parsed.policy {
            entry.check(&mut codes).map_err(|(at, what)| {
                let line = text[..at.min(text.len())].lines().count().max(1);
                wrong(format!("line {line}: {what}"))
            })?;
        }
        Ok(Self(parsed.policy.into_iter().map(Entry::read).collect()))
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Policy] {
        &self.0
    }

    /// The policy of a code.
    pub fn get(&self, code: &str) -> Option<&Policy> {
        self.0.iter().find(|policy| policy.code == code)
    }
}

impl Entry {
    /// What is wrong, and at which byte of the file.
    fn check<'a>(&'a self, codes: &mut BTreeSet<&'a str>) -> Result<(), (usize, &'static str)> {
        let is_code = |text: &str| {
            (1..=40).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        // The end of the value stands on the same line as the field.
        let at = |span: std::ops::Range<usize>| span.end;
        let code = self.code.as_ref();
        if !is_code(code) {
            return Err((at(self.code.span()), "a code is lower case letters, digits and _"));
        }
        if !codes.insert(code) {
            return Err((at(self.code.span()), "this code stands here twice"));
        }
        if let Some(region) = &self.region {
            let text = region.as_ref();
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || ![6, 9].contains(&text.len()) {
                return Err((at(region.span()), "a region is a division code of 6 or 9 digits"));
            }
        }
        if self.eligible.as_ref().is_empty() {
            return Err((at(self.eligible.span()), "somebody has to be eligible"));
        }
        if let Some(limit) = self.limit_ml.as_ref().filter(|limit| *limit.as_ref() == 0) {
            return Err((at(limit.span()), "a limit of nothing is no benefit"));
        }
        for words in [&self.zh, &self.en, &self.basis_zh, &self.basis_en] {
            if words.as_ref().trim().is_empty() {
                return Err((at(words.span()), "words are missing"));
            }
        }
        Ok(())
    }

    fn read(self) -> Policy {
        Policy {
            code: self.code.into_inner(),
            region: self.region.map(Spanned::into_inner),
            in_force_from: self.in_force_from,
            eligible: self.eligible.into_inner(),
            limit_ml: self.limit_ml.map(Spanned::into_inner),
            words: Words::made(self.zh.into_inner(), self.en.into_inner()),
            basis: Words::made(self.basis_zh.into_inner(), self.basis_en.into_inner()),
        }
    }
}
