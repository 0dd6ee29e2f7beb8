//! What happened with a family, one entry a thing: visits, calls, condolences, hardship, wishes, aid.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{aid::Aid, problems, wording};
use crate::domain::{
    codes::codes,
    words::{Problem, Words},
};

codes! {
    /// On what occasion condolences were brought (handbook §3.6).
    Occasion {
        /// 春节、腊月.
        SpringFestival = "spring_festival", "春节", "Spring Festival";
        /// 清明.
        Qingming = "qingming", "清明", "Qingming";
        /// 重阳.
        DoubleNinth = "double_ninth", "重阳", "Double Ninth";
        /// 开学前.
        School = "school", "开学", "Start of school";
        /// 百日.
        HundredDays = "hundred_days", "百日", "Hundredth day";
        /// 周年.
        Anniversary = "anniversary", "周年", "Anniversary";
        /// 生日.
        Birthday = "birthday", "生日", "Birthday";
        /// 生病、住院.
        Illness = "illness", "生病住院", "Illness";
        /// 丧事.
        Bereavement = "bereavement", "吊唁", "Bereavement";
        /// Any other.
        Other = "other", "其他", "Other";
    }
}

codes! {
    /// What makes life hard for a family (handbook §3.6: 因灾、大病、抚养赡养致困).
    Circumstance {
        /// A grave illness.
        Illness = "illness", "大病", "Illness";
        /// An accident or a disaster.
        Accident = "accident", "意外或灾害", "Accident";
        /// A child's schooling.
        Schooling = "schooling", "子女就学", "Schooling";
        /// Somebody to be supported: old parents, small children.
        Support = "support", "抚养赡养", "Support of dependants";
        /// Anything else, said in words.
        Other = "other", "其他", "Other";
    }
}

codes! {
    /// What an entry is.
    EntryKind {
        /// Somebody was visited.
        Visit = "visit", "走访", "Visit";
        /// Somebody was called, by phone or WeChat.
        Call = "call", "电话或微信", "Call";
        /// Condolences were brought or sent.
        Condolence = "condolence", "慰问", "Condolence";
        /// Hardship was assessed.
        Hardship = "hardship", "困难评估", "Hardship assessed";
        /// The family has a wish.
        Wish = "wish", "心愿", "Wish";
        /// Anything else worth remembering.
        Note = "note", "记事", "Note";
        /// Aid.
        Aid = "aid", "人道救助", "Humanitarian aid";
    }
}

/// What an entry is, with what only such an entry has.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// Somebody was visited.
    Visit,
    /// Somebody was called, by phone or WeChat.
    Call,
    /// Condolences were brought or sent.
    Condolence {
        /// On what occasion.
        occasion: Occasion,
    },
    /// Hardship was assessed.
    Hardship {
        /// What makes life hard, at least one.
        circumstances: Vec<Circumstance>,
    },
    /// The family has a wish.
    Wish,
    /// Anything else worth remembering.
    Note,
    /// Aid; the entry's words say what it is needed for.
    Aid(Box<Aid>),
}

impl What {
    /// Its kind.
    pub fn kind(&self) -> EntryKind {
        match self {
            Self::Visit => EntryKind::Visit,
            Self::Call => EntryKind::Call,
            Self::Condolence { .. } => EntryKind::Condolence,
            Self::Hardship { .. } => EntryKind::Hardship,
            Self::Wish => EntryKind::Wish,
            Self::Note => EntryKind::Note,
            Self::Aid(_) => EntryKind::Aid,
        }
    }

    /// Whether the office and the family met, spoke or wrote.
    pub fn is_contact(&self) -> bool {
        matches!(self, Self::Visit | Self::Call | Self::Condolence { .. })
    }

    /// What it is called: of condolences the occasion too.
    pub fn label(&self) -> Words {
        let kind = self.kind().label();
        match self {
            Self::Condolence { occasion } => {
                let occasion = occasion.label();
                Words::made(format!("{}慰问", occasion.zh), format!("{}: {}", kind.en, occasion.en))
            }
            _ => kind,
        }
    }
}

/// One thing that happened.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// The day; of aid, the day on which it was asked for.
    pub on: NaiveDate,
    /// The account of who was there and wrote it down; none for the operator.
    pub by: Option<Uuid>,
    /// With whom: members of the family.
    #[serde(default)]
    pub members: Vec<Uuid>,
    /// The family came by itself, or called: the office did not seek it out.
    #[serde(default)]
    pub came: bool,
    /// In words.
    #[serde(default)]
    pub words: Option<String>,
    /// What it is.
    pub what: What,
}

impl std::fmt::Debug for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().code())
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entry(…)")
    }
}

impl Entry {
    /// Everything that is wrong with it in itself. What the family said of its own hardship, its wishes and
    /// notes may speak of compensation (somebody may have asked for it); what the office did may not.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let said = self.words.as_deref().is_some_and(|words| !words.trim().is_empty());
        let needs_words = match &self.what {
            What::Wish | What::Note | What::Aid(_) => true,
            What::Hardship { circumstances } => circumstances.contains(&Circumstance::Other),
            What::Condolence { occasion } => *occasion == Occasion::Other,
            What::Visit | What::Call => false,
        };
        // The form asks for it under another name.
        let field = if matches!(self.what, What::Aid(_)) { "need" } else { "words" };
        if needs_words && !said {
            problems.push(problems::words_missing(field));
        }
        if matches!(&self.what, What::Hardship { circumstances } if circumstances.is_empty()) {
            problems.push(problems::circumstances_missing());
        }
        if let Some(words) = &self.words {
            problems.extend(wording::no_numbers(field, words).err());
            if self.what.is_contact() || matches!(self.what, What::Aid(_)) {
                problems.extend(wording::humanitarian(field, words).err());
            }
        }
        if let What::Aid(aid) = &self.what {
            problems.extend(aid.problems());
        }
        problems
    }

    /// Every text of it, to be told with names masked.
    pub(super) fn texts_mut(&mut self) -> Vec<&mut String> {
        let mut texts: Vec<&mut String> = self.words.iter_mut().collect();
        if let What::Aid(aid) = &mut self.what {
            texts.extend(aid.texts_mut());
        }
        texts
    }
}
