//! The joint written consent of spouse, adult children and parents (Civil Code 1006(3), organ regulation
//! 9): each of them that lives, on paper, none against it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::problems;
use crate::domain::{codes::codes, names::Name, words::Problem};

codes! {
    /// Those who decide together.
    Kin {
        /// Husband or wife.
        Spouse = "spouse", "配偶", "Spouse";
        /// A child of full age.
        AdultChild = "adult_child", "成年子女", "Adult child";
        /// Father or mother.
        Parent = "parent", "父母", "Parent";
    }
}

codes! {
    /// What a relative says, in writing.
    Opinion {
        /// Agrees.
        Agrees = "agrees", "同意", "Agrees";
        /// Is against it.
        Objects = "objects", "不同意", "Objects";
    }
}

/// One relative's word.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Which of them.
    pub kin: Kin,
    /// Her name.
    pub name: Name,
    /// What she says.
    pub opinion: Opinion,
    /// The day on which she signed.
    pub on: NaiveDate,
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// The checklist of a family: who signed, and of which kin nobody is left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JointConsent {
    /// The signatures.
    pub signatures: Vec<Signature>,
    /// Kin of whom none lives, or none ever did.
    pub nobody: Vec<Kin>,
}

impl JointConsent {
    /// The last day on which somebody signed.
    pub fn signed_on(&self) -> Option<NaiveDate> {
        self.signatures.iter().map(|signature| signature.on).max()
    }

    /// Whether all have agreed.
    ///
    /// # Errors
    /// Where somebody objects, a kin is missing or told both ways, or nobody is left to decide.
    pub fn check(&self) -> Result<(), Problem> {
        if self.signatures.iter().any(|signature| signature.opinion == Opinion::Objects) {
            return Err(problems::family_objects());
        }
        for &kin in Kin::ALL {
            let signed = self.signatures.iter().any(|signature| signature.kin == kin);
            match (signed, self.nobody.contains(&kin)) {
                (false, false) => return Err(problems::kin_missing(kin)),
                (true, true) => return Err(problems::kin_both(kin)),
                _ => {}
            }
        }
        if self.signatures.is_empty() {
            return Err(problems::nobody_to_decide());
        }
        Ok(())
    }
}
