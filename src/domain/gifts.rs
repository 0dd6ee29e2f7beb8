//! What is given after death beside organs: tissues one by one, what of the body, and where the ashes go.

use super::codes::codes;
use super::names::fold;

codes! {
    /// The tissues that can be donated one by one; the cornea is a programme of its own, since it is counted
    /// apart (handbook §3.3; Chongqing regulation on body and organ donation, article 52).
    Tissue {
        /// 皮肤.
        Skin = "skin", "皮肤", "Skin";
        /// 骨骼.
        Bone = "bone", "骨骼", "Bone";
        /// 血管.
        BloodVessel = "blood_vessel", "血管", "Blood vessel";
        /// 心脏瓣膜.
        HeartValve = "heart_valve", "心脏瓣膜", "Heart valve";
        /// Another one, which has to be named in words.
        Other = "other", "其他", "Other";
    }
}

impl Tissue {
    /// Reads one tissue's name as written on forms and in ledgers; what stands for no one tissue is none.
    pub fn from_heading(text: &str) -> Option<Self> {
        Some(match fold(text).replace(' ', "").as_str() {
            "皮肤" | "皮" => Self::Skin,
            "骨骼" | "骨头" | "骨" => Self::Bone,
            "血管" => Self::BloodVessel,
            "心脏瓣膜" | "心瓣膜" | "瓣膜" => Self::HeartValve,
            _ => return None,
        })
    }
}

codes! {
    /// What of the body is given (handbook §3.3).
    BodyGift {
        /// 整具遗体.
        WholeBody = "whole_body", "整具遗体", "Whole body";
        /// 脑组织, for brain banks.
        BrainTissue = "brain_tissue", "脑组织", "Brain tissue";
    }
}

codes! {
    /// Where the ashes go after use and cremation, as the person wishes (handbook §3.3).
    Ashes {
        /// Returned to the family.
        Returned = "returned", "家属领回", "Returned to the family";
        /// Buried with others'.
        CommonBurial = "common_burial", "统一安葬", "Common burial";
        /// Under a tree.
        TreeBurial = "tree_burial", "树葬", "Tree burial";
        /// In the donors' memorial park.
        MemorialPark = "memorial_park", "礼敬园（纪念园）安葬", "Memorial park";
        /// Otherwise, which has to be said in words.
        Other = "other", "其他", "Other";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_lead_back() {
        for &tissue in Tissue::ALL {
            assert_eq!(Tissue::from_code(tissue.code()), Some(tissue));
            let named = (tissue != Tissue::Other).then_some(tissue);
            assert_eq!(Tissue::from_heading(&tissue.label().zh), named);
        }
        assert_eq!(Tissue::from_heading("骨髓"), None, "stem cells are no bone");
    }
}
