//! Who belongs to a family. What is asked of them later (a parent over sixty, a child at school) is derived
//! from what is kept, as of a day, and never kept itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    contact::{ContactRule, Stops, Way},
    problems,
};
use crate::domain::{
    codes::codes,
    dates::age_on,
    names::{Name, fold},
    people::Relation,
    phones::Phone,
    words::Problem,
};

/// From this age a donor's parent is greeted at Double Ninth (handbook §3.6: 60 岁以上父母).
const OLD: i32 = 60;
/// Below this age nothing is kept without the guardian's consent (PIPL 31).
const CHILD: i32 = 14;

codes! {
    /// What a member is to the donor or registrant.
    Kinship {
        /// The living registrant or donor herself.
        Own = "own", "本人", "Herself";
        /// 配偶.
        Spouse = "spouse", "配偶", "Spouse";
        /// 父亲.
        Father = "father", "父亲", "Father";
        /// 母亲.
        Mother = "mother", "母亲", "Mother";
        /// 儿子.
        Son = "son", "儿子", "Son";
        /// 女儿.
        Daughter = "daughter", "女儿", "Daughter";
        /// 兄弟姐妹.
        Sibling = "sibling", "兄弟姐妹", "Sibling";
        /// 祖父母、外祖父母.
        Grandparent = "grandparent", "祖父母", "Grandparent";
        /// 孙子女、外孙子女.
        Grandchild = "grandchild", "孙子女", "Grandchild";
        /// 其他亲属.
        OtherRelative = "other_relative", "其他亲属", "Other relative";
        /// A friend, a neighbour, a guardian who is no relative.
        Other = "other", "其他", "Other";
    }
}

impl Kinship {
    /// Reads a cell: a code, or a relation in its everyday forms.
    pub fn from_heading(text: &str) -> Option<Self> {
        let text = fold(text).to_lowercase();
        let label = || Self::ALL.iter().copied().find(|kinship| kinship.label().zh == text);
        Self::from_code(&text)
            .or_else(label)
            .or_else(|| Some(Relation::from_heading(&text)?.into()))
    }
}

impl From<Relation> for Kinship {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Spouse => Self::Spouse,
            Relation::Son => Self::Son,
            Relation::Daughter => Self::Daughter,
            Relation::Grandchild => Self::Grandchild,
            Relation::Father => Self::Father,
            Relation::Mother => Self::Mother,
            Relation::Grandparent => Self::Grandparent,
            Relation::Brother | Relation::Sister => Self::Sibling,
            Relation::OtherRelative => Self::OtherRelative,
            Relation::Friend | Relation::Organisation | Relation::Other => Self::Other,
        }
    }
}

/// The guardian's consent to keeping a child's data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianConsent {
    /// Who gave it: a name, or what she is to the child.
    pub by: String,
    /// The day she signed.
    pub on: NaiveDate,
}

/// A member of a family.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Her id.
    pub id: Uuid,
    /// Her name.
    pub name: Name,
    /// What she is to the donor or registrant.
    pub kinship: Kinship,
    /// Her date of birth.
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// Her phone.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// Where she lives.
    #[serde(default)]
    pub address: Option<String>,
    /// Who may contact her.
    pub contact: ContactRule,
    /// How she may be contacted.
    #[serde(default)]
    pub ways: Vec<Way>,
    /// The school she goes to.
    #[serde(default)]
    pub school: Option<String>,
    /// Her guardian's consent.
    #[serde(default)]
    pub guardian_consent: Option<GuardianConsent>,
    /// When she asked for silence.
    #[serde(default)]
    pub stops: Stops,
}

impl std::fmt::Debug for GuardianConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GuardianConsent(…)")
    }
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Member(…)")
    }
}

impl Member {
    /// Her age in full years on `day`, where her date of birth is known.
    pub fn age_on(&self, day: NaiveDate) -> Option<i32> {
        self.birth_date.map(|birth| age_on(birth, day))
    }

    /// Whether she is a parent of sixty years or more on `day`.
    pub fn is_old_parent_on(&self, day: NaiveDate) -> bool {
        matches!(self.kinship, Kinship::Father | Kinship::Mother)
            && self.age_on(day).is_some_and(|age| age >= OLD)
    }

    /// Whether she is a child (or grandchild) who goes to school.
    pub fn is_at_school(&self) -> bool {
        matches!(self.kinship, Kinship::Son | Kinship::Daughter | Kinship::Grandchild)
            && self.school.is_some()
    }

    /// Whether she is under fourteen on `day`: her data needs her guardian's consent (PIPL 31).
    pub fn is_child_on(&self, day: NaiveDate) -> bool {
        self.age_on(day).is_some_and(|age| age < CHILD)
    }

    /// Everything that keeps her from being entered.
    pub(super) fn problems(&self, today: NaiveDate) -> Vec<Problem> {
        let mut problems = Vec::new();
        problems.extend(self.contact.check(&self.ways).err());
        // Who is at school may be a child: without the day of birth nobody could tell.
        if self.is_at_school() && self.birth_date.is_none() {
            problems.push(problems::birth_date_missing());
        }
        if self.is_child_on(today) && self.guardian_consent.is_none() {
            problems.push(problems::guardian_missing());
        }
        problems
    }
}
