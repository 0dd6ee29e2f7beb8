//! The units of a release: the publishing unit takes the city's place, whatever it is; units below it of the kind
//! county or area the counties', townships the townships'.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;

codes! {
    /// Which place a unit takes in the tables.
    Level {
        /// Who publishes.
        Root = "root", "全域", "Whole";
        /// Counties, and functional areas beside them.
        County = "county", "县(市、区)", "County";
        /// Townships, and functional areas within a county.
        Township = "township", "镇(街道)", "Township";
    }
}

/// A unit of the tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its code; that of an area is the code above with the area's name.
    pub code: String,
    /// English.
    pub en: String,
    /// Which place it takes.
    pub level: Level,
    /// The code of the place above; none of the root.
    pub parent: Option<String>,
    /// Chinese.
    pub zh: String,
}

/// The places of a release, the root first, then by their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    all: Vec<Place>,
    /// Places that register people themselves though there are others below them.
    own: Vec<usize>,
}

/// The code of what a place registers itself, as against those below it.
pub fn own_code(place: &str) -> String {
    format!("{place}/own")
}

impl Places {
    /// The root and what is below it in any order; none without a root. `own` are the codes of places that have
    /// others below and have ever registered anybody themselves.
    pub fn new(mut all: Vec<Place>, own: &[String]) -> Option<Self> {
        all.sort_by(|one, other| (one.level, &one.code).cmp(&(other.level, &other.code)));
        if all.first()?.level != Level::Root {
            return None;
        }
        let has_below =
            |place: &Place| all.iter().any(|one| one.parent.as_ref() == Some(&place.code));
        let is_own = |place: &Place| own.contains(&place.code) && has_below(place);
        let own = (0..all.len()).filter(|at| is_own(&all[*at])).collect();
        Some(Self { all, own })
    }

    /// Who publishes.
    pub fn root(&self) -> &Place {
        &self.all[0]
    }

    /// All, the root first.
    pub fn all(&self) -> &[Place] {
        &self.all
    }

    /// Where the place of this code stands.
    pub fn find(&self, code: &str) -> Option<usize> {
        self.all.iter().position(|place| place.code == code)
    }

    /// The places directly below `at` that stand at `level`.
    pub fn below(&self, at: usize, level: Level) -> Vec<usize> {
        let code = Some(&self.all[at].code);
        let is_below =
            |one: &usize| self.all[*one].parent.as_ref() == code && self.all[*one].level == level;
        (0..self.all.len()).filter(is_below).collect()
    }

    /// Whether the place registers people itself, beside those below it.
    pub fn registers(&self, at: usize) -> bool {
        self.own.contains(&at)
    }

    /// Whether `at` is `top` or lies below it.
    pub fn is_within(&self, at: usize, top: usize) -> bool {
        let mut one = Some(at);
        for _ in 0..=self.all.len() {
            match one {
                Some(place) if place == top => return true,
                Some(place) => {
                    one = self.all[place].parent.as_ref().and_then(|code| self.find(code))
                }
                None => return false,
            }
        }
        false
    }
}
