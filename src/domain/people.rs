//! People: what is recorded of a person beside name, document and phone.

use super::codes::codes;
use super::names::fold;

codes! {
    /// Sex as recorded on documents (GB/T 2261.1).
    Sex {
        /// 男.
        Male = "male", "男", "Male";
        /// 女.
        Female = "female", "女", "Female";
        /// Unknown or not stated.
        Unknown = "unknown", "未知", "Unknown";
    }
}

impl Sex {
    /// Reads a cell: 男, 女, M, 1 and so on (0 and 9 of GB/T 2261.1 are unknown and not stated).
    pub fn from_heading(text: &str) -> Option<Self> {
        match fold(text).to_lowercase().as_str() {
            "男" | "男性" | "m" | "male" | "1" => Some(Self::Male),
            "女" | "女性" | "f" | "female" | "2" => Some(Self::Female),
            "" | "未知" | "不详" | "未说明" | "unknown" | "0" | "9" => Some(Self::Unknown),
            _ => None,
        }
    }
}

codes! {
    /// What a relative, executor or contact is to the person: the groups of GB/T 4761, with parents
    /// and siblings told apart as ledgers do, and the non-relatives that Ningbo's body donation
    /// regulation admits as executors (close acquaintances; an employer, village or care home).
    Relation {
        /// 配偶.
        Spouse = "spouse", "配偶", "Spouse";
        /// 儿子.
        Son = "son", "儿子", "Son";
        /// 女儿.
        Daughter = "daughter", "女儿", "Daughter";
        /// 孙子女、外孙子女.
        Grandchild = "grandchild", "孙子女", "Grandchild";
        /// 父亲.
        Father = "father", "父亲", "Father";
        /// 母亲.
        Mother = "mother", "母亲", "Mother";
        /// 祖父母、外祖父母.
        Grandparent = "grandparent", "祖父母", "Grandparent";
        /// 兄弟.
        Brother = "brother", "兄弟", "Brother";
        /// 姐妹.
        Sister = "sister", "姐妹", "Sister";
        /// 其他亲属.
        OtherRelative = "other_relative", "其他亲属", "Other relative";
        /// 朋友、同学、同事、邻居.
        Friend = "friend", "朋友", "Friend";
        /// 单位、村(居)委会、养老机构.
        Organisation = "organisation", "单位", "Organisation";
        /// Anything else, or not said.
        Other = "other", "其他", "Other";
    }
}

impl Relation {
    /// Reads a cell: 父亲, 配偶, 女儿 and their everyday forms.
    pub fn from_heading(text: &str) -> Option<Self> {
        Some(match fold(text).replace(' ', "").as_str() {
            "配偶" | "丈夫" | "妻子" | "夫" | "妻" | "夫妻" | "爱人" | "老公" | "老婆" => {
                Self::Spouse
            }
            "儿子" | "子" | "长子" | "次子" | "独生子" => Self::Son,
            "女儿" | "女" | "长女" | "次女" | "独生女" => Self::Daughter,
            "孙子" | "孙女" | "外孙" | "外孙女" | "外孙子" | "孙子女" => {
                Self::Grandchild
            }
            "父亲" | "父" | "爸爸" => Self::Father,
            "母亲" | "母" | "妈妈" => Self::Mother,
            "祖父" | "祖母" | "爷爷" | "奶奶" | "外祖父" | "外祖母" | "外公" | "外婆"
            | "祖父母" => Self::Grandparent,
            "兄弟" | "兄" | "弟" | "哥哥" | "弟弟" | "哥" => Self::Brother,
            "姐妹" | "姊妹" | "姐" | "妹" | "姐姐" | "妹妹" => Self::Sister,
            "亲属" | "亲戚" | "其他亲属" | "儿媳" | "媳妇" | "女婿" | "公公" | "婆婆" | "岳父"
            | "岳母" | "叔叔" | "伯父" | "姑姑" | "舅舅" | "阿姨" | "侄子" | "侄女" | "外甥"
            | "外甥女" | "堂兄弟" | "表兄弟" => Self::OtherRelative,
            "朋友" | "同学" | "同事" | "邻居" | "室友" | "战友" => Self::Friend,
            "单位" | "村委会" | "居委会" | "村(居)委会" | "社区" | "养老机构" | "养老院" => {
                Self::Organisation
            }
            "其他" | "其它" => Self::Other,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_lead_back() {
        for &sex in Sex::ALL {
            assert_eq!(Sex::from_code(sex.code()), Some(sex));
            assert_eq!(Sex::from_heading(&sex.label().zh), Some(sex));
        }
        for &relation in Relation::ALL {
            assert_eq!(Relation::from_code(relation.code()), Some(relation));
            assert_eq!(Relation::from_heading(&relation.label().zh), Some(relation));
        }
        assert_eq!(Relation::from_heading(" 女　儿\n"), Some(Relation::Daughter));
        assert_eq!(Relation::from_heading("父母"), None);
    }
}
