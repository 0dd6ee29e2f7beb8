//! What a person wishes for after her death beside the donation itself: her name on the memorial, publicity,
//! letters, and what becomes of her data (PIPL 49: what the person arranged goes before what relatives ask).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    codes::codes,
    consents::{ConsentStatus, Purpose},
    intake::Checks,
    person::Person,
    words::{Problem, Words},
};

codes! {
    /// The name on a memorial, in stone or online.
    Memorial {
        /// Her own name.
        OwnName = "own_name", "用本名", "Own name";
        /// Another one, which has to be said.
        Pseudonym = "pseudonym", "用化名", "Pseudonym";
        /// None at all.
        NoName = "none", "不留名", "No name";
    }
}

codes! {
    /// What becomes of her personal data after death.
    DataAfterDeath {
        /// Kept as the law asks for.
        Keep = "keep", "保留", "Keep";
        /// Kept, but not used any more.
        Restrict = "restrict", "限制使用", "Restrict";
        /// Erased after some years.
        Erase = "erase", "满年限后删除", "Erase after some years";
    }
}

/// The wishes; what was not said is none.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// The name on a memorial.
    pub memorial: Option<Memorial>,
    /// The pseudonym.
    pub pseudonym: Option<String>,
    /// Whether her story may be told in public; only with a consent of its own.
    pub publicity: Option<bool>,
    /// Whether letters between the family and who received may be passed on, without names.
    pub letters: Option<bool>,
    /// What becomes of her data.
    pub data: Option<DataAfterDeath>,
    /// After how many years they are erased.
    pub erase_after_years: Option<u32>,
    /// Anything else about her data.
    pub data_words: Option<String>,
}

impl std::fmt::Debug for Wishes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wishes(…)")
    }
}

/// The wishes as written. What is left out is not said; to change them all are said again.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WishesInput {
    /// `own_name`, `pseudonym` or `none`.
    pub memorial: String,
    /// Which pseudonym.
    #[schema(max_length = 60)]
    pub pseudonym: String,
    /// Whether her story may be told in public: `yes` (which needs the consent `publicity`), `no` or empty.
    pub publicity: String,
    /// Whether letters may be passed on without names: `yes`, `no` or empty.
    pub letters: String,
    /// What becomes of her data: `keep`, `restrict`, `erase`.
    pub data: String,
    /// After how many years they are erased, 1 to 100; for `erase`.
    pub erase_after_years: String,
    /// Anything else about her data.
    #[schema(max_length = 500)]
    pub data_words: String,
}

impl std::fmt::Debug for WishesInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WishesInput(…)")
    }
}

impl WishesInput {
    /// The wishes; every problem goes to `checks`.
    pub fn read(&self, checks: &mut Checks) -> Wishes {
        let memorial = checks.code("memorial", &self.memorial, Memorial::from_code);
        let pseudonym = checks.text("pseudonym", &self.pseudonym, 60);
        if memorial == Some(Memorial::Pseudonym) && pseudonym.is_none() {
            let words = Words::new("请写明用什么化名。", "Say which pseudonym.");
            checks.push("pseudonym", "missing", words);
        }
        let data = checks.code("data_after_death", &self.data, DataAfterDeath::from_code);
        let years = self.erase_after_years.trim();
        let years = checks.code("erase_after_years", years, |text| {
            text.parse::<u32>().ok().filter(|years| (1..=100).contains(years))
        });
        if data == Some(DataAfterDeath::Erase) && self.erase_after_years.trim().is_empty() {
            let words =
                Words::new("请填写满多少年后删除（1–100）。", "After how many years (1 to 100)?");
            checks.push("erase_after_years", "missing", words);
        }
        Wishes {
            memorial,
            pseudonym: pseudonym.filter(|_| memorial == Some(Memorial::Pseudonym)),
            publicity: yes_or_no("publicity", &self.publicity, checks),
            letters: yes_or_no("letters", &self.letters, checks),
            data,
            erase_after_years: years.filter(|_| data == Some(DataAfterDeath::Erase)),
            data_words: checks.text("data_words", &self.data_words, 500),
        }
    }
}

fn yes_or_no(field: &'static str, text: &str, checks: &mut Checks) -> Option<bool> {
    checks.code(field, text, |text| match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    })
}

impl Person {
    /// Takes down her wishes.
    ///
    /// # Errors
    /// Where she wishes for publicity without having consented to it (PIPL 25).
    pub fn wish(&mut self, wishes: Wishes) -> Result<(), Problem> {
        if wishes.publicity == Some(true) && !self.consents_to(Purpose::Publicity) {
            let words = Words::new(
                "公开宣传须有“宣传公开”的单独同意：请先征得并记录该项同意，再填写这项意愿。",
                "Publicity needs the consent “Publicity”: ask for it and record it first.",
            );
            return Err(Problem::new("publicity", "no_consent", words));
        }
        self.wishes = wishes;
        Ok(())
    }

    /// Whether a consent to `purpose` holds.
    pub fn consents_to(&self, purpose: Purpose) -> bool {
        let mut consents = self.consents.iter();
        consents.any(|one| one.purpose == purpose && one.status == ConsentStatus::Given)
    }

    /// Without the consent, nothing is told in public any more.
    pub(super) fn unpublish_without_consent(&mut self) {
        if self.wishes.publicity == Some(true) && !self.consents_to(Purpose::Publicity) {
            self.wishes.publicity = Some(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn read(input: &WishesInput) -> Result<Wishes, Vec<(String, &'static str)>> {
        let mut checks = Checks::new(NaiveDate::from_ymd_opt(2025, 6, 2).unwrap());
        let wishes = input.read(&mut checks);
        checks.finish(Some(wishes)).map_err(|problems| {
            problems.into_iter().map(|problem| (problem.field.into_owned(), problem.code)).collect()
        })
    }

    fn input(pairs: &[(&str, &str)]) -> WishesInput {
        let json: serde_json::Map<String, serde_json::Value> =
            pairs.iter().map(|&(key, value)| (key.to_owned(), value.into())).collect();
        serde_json::from_value(json.into()).unwrap()
    }

    #[test]
    fn each_wish_is_optional_and_understood() {
        assert_eq!(read(&WishesInput::default()), Ok(Wishes::default()));
        let all = input(&[
            ("memorial", "pseudonym"),
            ("pseudonym", "合成化名"),
            ("letters", "no"),
            ("data", "erase"),
            ("erase_after_years", "30"),
        ]);
        let all = read(&all).unwrap();
        assert_eq!(all.pseudonym.as_deref(), Some("合成化名"));
        assert_eq!((all.letters, all.erase_after_years), (Some(false), Some(30)));
        let dropped = read(&input(&[("memorial", "none"), ("pseudonym", "合成")])).unwrap();
        assert_eq!(dropped.pseudonym, None, "no name is no name");
    }

    #[test]
    fn what_is_missing_or_wrong_names_its_field() {
        for (pairs, field, code) in [
            (&[("memorial", "pseudonym")][..], "pseudonym", "missing"),
            (&[("memorial", "mine")], "memorial", "not_in_list"),
            (&[("data", "erase")], "erase_after_years", "missing"),
            (&[("data", "erase"), ("erase_after_years", "0")], "erase_after_years", "not_in_list"),
            (&[("data", "burn")], "data_after_death", "not_in_list"),
            (&[("letters", "maybe")], "letters", "not_in_list"),
        ] {
            assert_eq!(read(&input(pairs)), Err(vec![(field.to_owned(), code)]));
        }
    }
}
