//! What a consent to membership covers, as data: text by text, since each person agreed to the text of her day.

use crate::domain::codes::codes;

codes! {
    /// What may be told of a member. Nothing of her health, of what she registered for or gave, of her wishes:
    /// what is not in this list is in no list of members.
    Covered {
        /// Her name.
        Name = "name", "姓名", "Name";
        /// Her sex.
        Sex = "sex", "性别", "Sex";
        /// The first phone that is of use.
        Phone = "phone", "电话", "Phone";
        /// The unit that manages her.
        Unit = "unit", "所属机构", "Unit";
        /// Member or volunteer.
        Kind = "kind", "类别", "Kind";
        /// The day on which she joined.
        JoinedOn = "joined_on", "加入日期", "Joined on";
    }
}

/// Each version of the text and what it covers. The first named no fields, so it is read narrowly (PIPL 6): what a
/// roll cannot do without. The second names what it covers.
const TEXTS: [(&str, &[Covered]); 2] = [
    ("2026-1", &[Covered::Name, Covered::Unit, Covered::Kind, Covered::JoinedOn]),
    ("2026-2", Covered::ALL),
];

/// What the text of this version covers; nothing where there is no such text.
pub fn covers(text_version: &str) -> &'static [Covered] {
    TEXTS.iter().find(|(version, _)| *version == text_version).map_or(&[], |(_, covered)| *covered)
}
