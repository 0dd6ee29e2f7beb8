//! The three tracks of the offices, with the body, the cornea and tissues apart since they are counted
//! apart, and who may register for them.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::names::fold;
use super::words::Words;

/// What a person registers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// 造血干细胞 (Civil Code 1006 and the rules of the China Marrow Donor Program).
    StemCell,
    /// 人体器官 (Regulation on human organ donation and transplantation, in force 2024-05-01).
    Organ,
    /// 角膜, outside the organ regulation by its article 2.
    Cornea,
    /// 遗体 (in Ningbo the city's body donation regulation).
    Body,
    /// 组织: skin, bone and the like, outside the organ regulation by its article 2.
    Tissue,
}

impl Programme {
    /// All, in the order of forms and tables.
    pub const ALL: [Self; 5] =
        [Self::StemCell, Self::Organ, Self::Cornea, Self::Body, Self::Tissue];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::StemCell => "stem_cell",
            Self::Organ => "organ",
            Self::Cornea => "cornea",
            Self::Body => "body",
            Self::Tissue => "tissue",
        }
    }

    /// The programme with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|programme| programme.code() == code)
    }

    /// The label.
    pub fn label(self) -> Words {
        match self {
            Self::StemCell => Words::new("造血干细胞", "Stem cells"),
            Self::Organ => Words::new("人体器官", "Organs"),
            Self::Cornea => Words::new("角膜", "Corneas"),
            Self::Body => Words::new("遗体", "Body"),
            Self::Tissue => Words::new("组织", "Tissue"),
        }
    }
}

codes! {
    /// The organs that can be donated: those of article 2 of the organ regulation.
    Organ {
        /// 心脏.
        Heart = "heart", "心脏", "Heart";
        /// 肺脏.
        Lung = "lung", "肺脏", "Lung";
        /// 肝脏.
        Liver = "liver", "肝脏", "Liver";
        /// 肾脏.
        Kidney = "kidney", "肾脏", "Kidney";
        /// 胰腺.
        Pancreas = "pancreas", "胰腺", "Pancreas";
        /// 小肠.
        SmallIntestine = "small_intestine", "小肠", "Small intestine";
    }
}

impl Organ {
    /// Reads one organ's name as written on forms.
    pub fn from_heading(text: &str) -> Option<Self> {
        Some(match fold(text).replace(' ', "").as_str() {
            "心" | "心脏" => Self::Heart,
            "肺" | "肺脏" | "肺部" => Self::Lung,
            "肝" | "肝脏" => Self::Liver,
            "肾" | "肾脏" => Self::Kidney,
            "胰" | "胰腺" | "胰脏" => Self::Pancreas,
            "小肠" => Self::SmallIntestine,
            _ => return None,
        })
    }
}

/// The ages in full years at which one may register, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AgeRule {
    /// The youngest.
    pub min: i32,
    /// The oldest, if there is one.
    pub max: Option<i32>,
}

impl AgeRule {
    /// Registering is for adults: Civil Code 1006 asks for full capacity, and the national organ
    /// register for 18 years, so no office can go below.
    pub const ADULT: i32 = 18;

    /// Whether somebody of this age may register.
    pub fn admits(self, age: i32) -> bool {
        age >= self.min && self.max.is_none_or(|max| age <= max)
    }
}

/// What an office may decide about registering, in a `[rules]` table of its unit tree. What it
/// leaves out keeps the default. The nearest unit with rules decides alone, for itself and all
/// below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenRules")]
pub struct Rules {
    /// Entering the marrow registry: 18 to 45 nationally; some provinces stop earlier.
    pub stem_cell: AgeRule,
    /// Registering to give organs: 18 and above.
    pub organ: AgeRule,
    /// Registering to give corneas: 18 and above.
    pub cornea: AgeRule,
    /// Registering to give the body: 18 and above.
    pub body: AgeRule,
    /// Registering to give tissues: 18 and above.
    pub tissue: AgeRule,
    /// The age at which a volunteer leaves the marrow registry: at the 55th birthday as long
    /// publicised.
    pub stem_cell_exit_age: i32,
    /// Days after signing in which a volunteer may still step back before typing and pooling
    /// (静思期, handbook §1.1: 7).
    pub cooling_off_days: u32,
    /// Whether the family confirms a donation after death in writing even where the person had registered:
    /// off, since the law asks for it only where no will was expressed (Civil Code 1006(3)).
    pub family_confirms: bool,
    /// Whether relatives sign when somebody registers to give organs, corneas, the body or tissues: off, since
    /// the Ningbo regulation on body donation asks for the executor's consent alone; some regions ask for it.
    pub family_signs: bool,
}

impl Default for Rules {
    fn default() -> Self {
        let adults = AgeRule { min: AgeRule::ADULT, max: None };
        Self {
            stem_cell: AgeRule { max: Some(45), ..adults },
            organ: adults,
            cornea: adults,
            body: adults,
            tissue: adults,
            stem_cell_exit_age: 55,
            cooling_off_days: 7,
            family_confirms: false,
            family_signs: false,
        }
    }
}

impl Rules {
    /// The ages at which one may register for the programme.
    pub fn entry_age(&self, programme: Programme) -> AgeRule {
        match programme {
            Programme::StemCell => self.stem_cell,
            Programme::Organ => self.organ,
            Programme::Cornea => self.cornea,
            Programme::Body => self.body,
            Programme::Tissue => self.tissue,
        }
    }
}

/// [`Rules`] as written, everything optional.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRules {
    stem_cell: Option<WrittenAges>,
    organ: Option<WrittenAges>,
    cornea: Option<WrittenAges>,
    body: Option<WrittenAges>,
    tissue: Option<WrittenAges>,
    stem_cell_exit_age: Option<i32>,
    cooling_off_days: Option<u32>,
    family_confirms: Option<bool>,
    family_signs: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAges {
    min: Option<i32>,
    max: Option<i32>,
}

impl TryFrom<WrittenRules> for Rules {
    type Error = String;

    fn try_from(written: WrittenRules) -> Result<Self, String> {
        let ages = |written: Option<WrittenAges>, default: AgeRule| match written {
            None => Ok(default),
            Some(ages) => {
                let rule =
                    AgeRule { min: ages.min.unwrap_or(default.min), max: ages.max.or(default.max) };
                match rule.max {
                    _ if rule.min < AgeRule::ADULT => {
                        Err(format!("min {} is below {}", rule.min, AgeRule::ADULT))
                    }
                    Some(max) if max < rule.min => {
                        Err(format!("max {max} is below min {}", rule.min))
                    }
                    _ => Ok(rule),
                }
            }
        };
        let default = Self::default();
        let rules = Self {
            stem_cell: ages(written.stem_cell, default.stem_cell)?,
            organ: ages(written.organ, default.organ)?,
            cornea: ages(written.cornea, default.cornea)?,
            body: ages(written.body, default.body)?,
            tissue: ages(written.tissue, default.tissue)?,
            stem_cell_exit_age: written.stem_cell_exit_age.unwrap_or(default.stem_cell_exit_age),
            cooling_off_days: written.cooling_off_days.unwrap_or(default.cooling_off_days),
            family_confirms: written.family_confirms.unwrap_or(default.family_confirms),
            family_signs: written.family_signs.unwrap_or(default.family_signs),
        };
        match rules.stem_cell.max {
            Some(max) if rules.stem_cell_exit_age <= max => {
                Err(format!("stem_cell_exit_age {} is not above {max}", rules.stem_cell_exit_age))
            }
            _ => Ok(rules),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_lead_back() {
        for programme in Programme::ALL {
            assert_eq!(Programme::from_code(programme.code()), Some(programme));
        }
        for &organ in Organ::ALL {
            assert_eq!(Organ::from_code(organ.code()), Some(organ));
            assert_eq!(Organ::from_heading(&organ.label().zh), Some(organ));
        }
    }

    #[test]
    fn what_rules_leave_out_keeps_the_default() {
        assert_eq!(toml::from_str::<Rules>(""), Ok(Rules::default()));
        let rules: Rules = toml::from_str("stem_cell = { max = 40 }").unwrap();
        assert_eq!(rules.stem_cell, AgeRule { min: 18, max: Some(40) });
        assert!(rules.entry_age(Programme::StemCell).admits(40));
        assert!(!rules.entry_age(Programme::StemCell).admits(41));
        assert!(rules.entry_age(Programme::Body).admits(104));
        assert!(!rules.entry_age(Programme::Body).admits(17));
        let rules: Rules = toml::from_str("stem_cell = { min = 20 }").unwrap();
        assert_eq!(rules.stem_cell.max, Some(45));
    }

    #[test]
    fn rules_below_the_law_or_misspelt_are_refused() {
        for text in [
            "organ = { min = 16 }",
            "stem_cell = { max = 17 }",
            "kidney = {}",
            "body = { minimum = 20 }",
            "stem_cell_exit_age = 45",
        ] {
            assert!(toml::from_str::<Rules>(text).is_err(), "{text}");
        }
        // What is written out reads back.
        let rules = Rules::default();
        assert_eq!(toml::from_str::<Rules>(&toml::to_string(&rules).unwrap()), Ok(rules));
    }
}
