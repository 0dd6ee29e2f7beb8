//! Why a row is rejected, and what deserves a second look in one that is accepted.

use serde::Serialize;

use crate::domain::{retention::Unlisted, words::Words};

/// Why a row cannot be imported. In order of precedence: a row has one reason, the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No name, or what stands there is none.
    MissingName,
    /// No document number.
    MissingDocument,
    /// The spreadsheet has lost digits of the number for good.
    NumberLostDigits,
    /// The number is none of its kind: check digit, length, date of birth, characters.
    CheckDigit,
    /// The unit is not one of ours.
    UnknownUnit,
    /// A date that cannot be read, is not on the calendar, or in the future.
    BadDate,
    /// No date of registration (or sample).
    MissingDate,
    /// Not yet 18 on that day (Civil Code 1006: full capacity).
    #[serde(rename = "under_18")]
    Under18,
    /// Entered the pool before the sample was taken.
    PooledBeforeSampled,
    /// What the person wishes to donate cannot be told.
    UnknownWish,
    /// What came of a match case cannot be told.
    UnknownOutcome,
    /// The reason of a match case is missing, or not one of the list.
    UnknownReason,
    /// How the donor's will was expressed cannot be told.
    UnknownWill,
    /// What a member of a family is to the donor is missing, or cannot be told.
    UnknownRelation,
    /// A phone is none.
    BadPhone,
    /// Whether or how a member of a family may be contacted is missing, or cannot be told.
    UnknownContact,
    /// A phone or document number stands in the remark, where it would be read by everybody.
    NumberInRemark,
    /// A child under fourteen, whose guardian has to consent (PIPL 31).
    ChildWithoutGuardian,
    /// What the row tells cannot all be true.
    Contradiction,
    /// The volunteer cannot stand on the national list.
    Unlisted(Unlisted),
}

impl Reason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingName => "missing_name",
            Self::MissingDocument => "missing_document",
            Self::NumberLostDigits => "number_lost_digits",
            Self::CheckDigit => "check_digit",
            Self::UnknownUnit => "unknown_unit",
            Self::BadDate => "bad_date",
            Self::MissingDate => "missing_date",
            Self::Under18 => "under_18",
            Self::PooledBeforeSampled => "pooled_before_sampled",
            Self::UnknownWish => "unknown_wish",
            Self::UnknownOutcome => "unknown_outcome",
            Self::UnknownReason => "unknown_reason",
            Self::UnknownWill => "unknown_will",
            Self::UnknownRelation => "unknown_relation",
            Self::BadPhone => "bad_phone",
            Self::UnknownContact => "unknown_contact",
            Self::NumberInRemark => "number_in_remark",
            Self::ChildWithoutGuardian => "child_without_guardian",
            Self::Contradiction => "contradiction",
            Self::Unlisted(why) => why.code(),
        }
    }

    /// The reason in a few words, for a column of a spreadsheet.
    pub fn label(self) -> Words {
        match self {
            Self::MissingName => Words::new("缺姓名", "No name"),
            Self::MissingDocument => Words::new("缺证件号码", "No document number"),
            Self::NumberLostDigits => {
                Words::new("证件号码末位丢失", "Digits of the number are lost")
            }
            Self::CheckDigit => Words::new("证件号码有误", "Wrong document number"),
            Self::UnknownUnit => Words::new("所属单位不明", "Unknown unit"),
            Self::BadDate => Words::new("日期有误", "Wrong date"),
            Self::MissingDate => Words::new("缺日期", "No date"),
            Self::Under18 => Words::new("登记时未满 18 周岁", "Not yet 18"),
            Self::PooledBeforeSampled => Words::new("入库早于采样", "Pooled before sampled"),
            Self::UnknownWish => Words::new("捐献意愿不明", "Unknown wish"),
            Self::UnknownOutcome => Words::new("结论不明", "Unknown outcome"),
            Self::UnknownReason => Words::new("原因码不明", "Unknown reason"),
            Self::UnknownWill => Words::new("意愿表示方式不明", "Unknown will"),
            Self::UnknownRelation => Words::new("关系不明", "Unknown relation"),
            Self::BadPhone => Words::new("电话有误", "Wrong phone"),
            Self::UnknownContact => Words::new("可否联系不明", "Unknown contact"),
            Self::NumberInRemark => Words::new("备注里有号码", "A number in the remark"),
            Self::ChildWithoutGuardian => {
                Words::new("未满 14 周岁，缺监护人同意", "A child without her guardian's consent")
            }
            Self::Contradiction => Words::new("前后矛盾", "Contradictory"),
            Self::Unlisted(why) => why.label(),
        }
    }

    /// What to do about it, where the value itself does not tell more.
    pub fn remedy(self) -> Words {
        match self {
            Self::MissingName => Words::new("缺姓名，请补填", "The name is missing: fill it in"),
            Self::MissingDocument => {
                Words::new("缺证件号码，请补填", "The document number is missing: fill it in")
            }
            Self::NumberLostDigits => Words::new(
                "表格软件已丢失末几位:请把该列设为文本格式，再按证件原件重填",
                "The spreadsheet has lost the last digits: make the column text, then type the number from the document",
            ),
            Self::CheckDigit => Words::new(
                "证件号码有误，请按证件原件核对",
                "The document number is wrong: compare it with the document",
            ),
            Self::UnknownUnit => Words::new(
                "所属镇街(县区)为空或不在机构名录中，请填写名录中的名称",
                "The unit is missing or not among the known ones: write one of their names",
            ),
            Self::BadDate => Words::new(
                "日期看不懂，请写成 2024-03-05 的形式",
                "The date cannot be read: write it like 2024-03-05",
            ),
            Self::MissingDate => Words::new(
                "缺登记(采样)日期，请补填",
                "The date of registration or sample is missing: fill it in",
            ),
            Self::Under18 => Words::new(
                "按证件，登记(采样)当日未满 18 周岁，不能登记;日期如有误请改正",
                "Under 18 on that day by the document, so not eligible; correct the date if it is wrong",
            ),
            Self::PooledBeforeSampled => Words::new(
                "入库日期早于采样日期，请对照原件改正",
                "Entered the pool before the sample was taken: correct the dates from the originals",
            ),
            Self::UnknownWish => Words::new(
                "看不出捐献意愿，请写明器官、遗体、角膜或造血干细胞",
                "The wish cannot be told: write organ, body, cornea or stem cells",
            ),
            Self::UnknownOutcome => Words::new(
                "结论看不懂:初筛写 愿意、流失、未决或终止，再动员写 同意、拒绝、未决或终止，体检写 合格或不合格",
                "The outcome cannot be told: write willing, lost, pending or ended; agreed, refused, pending or ended; fit or unfit",
            ),
            Self::UnknownReason => Words::new(
                "缺原因码，或不在原因码表中(U1–U4、P1–P5、F1–F3、M1–M4、G1–G3、X1–X3、N1–N8、Z)",
                "The reason is missing, or not on the list (U1–U4, P1–P5, F1–F3, M1–M4, G1–G3, X1–X3, N1–N8, Z)",
            ),
            Self::UnknownWill => Words::new(
                "意愿表示方式看不懂，请写 生前登记、生前遗嘱 或 家属共同决定；不清楚的留空",
                "How the will was expressed cannot be told: write registered, testament or family, or leave it empty",
            ),
            Self::UnknownRelation => Words::new(
                "缺与捐献者的关系，或看不懂，请写 配偶、父亲、母亲、儿子、女儿、兄弟、姐妹、祖父、孙子 或 其他亲属",
                "The relation to the donor is missing or cannot be told: write spouse, father, mother, son, daughter, sibling, grandparent, grandchild or other_relative",
            ),
            Self::BadPhone => Words::new(
                "电话有误，请核对；没有可用电话的留空",
                "The phone is wrong: correct it, or leave it empty",
            ),
            Self::UnknownContact => Words::new(
                "看不出可否联系：请写 可以（电话、上门、信件、微信）或 不联系；要求停止联系的写 是、全家 或日期。只许某位协调员联系的，先写 不联系，导入后在台账页面指定",
                "Whether she may be contacted cannot be told: write yes (phone, visit, post, wechat) or no; for silence yes, family or a day. Where only one coordinator may, write no and name her on the ledger's page",
            ),
            Self::NumberInRemark => Words::new(
                "备注里有电话或证件号码，请移到电话一栏，备注里只写情况",
                "A phone or document number stands in the remark: move it to its column",
            ),
            Self::ChildWithoutGuardian => Words::new(
                "未满 14 周岁的子女须有监护人同意，请删去此行，导入后在台账页面录入",
                "A child under fourteen needs her guardian's consent: leave the row out and enter her on the ledger's page",
            ),
            Self::Unlisted(why) => why.remedy(),
            Self::Contradiction => Words::new(
                "这一行前后矛盾，请对照原始记录改正",
                "The row contradicts itself: correct it from the original record",
            ),
        }
    }
}

/// A reason, where it lies, and what to do. Never carries the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The reason.
    pub reason: Reason,
    /// The column of the cell, from 0; none where the sheet has no such column.
    pub column: Option<usize>,
    /// What to do about it.
    pub words: Words,
}

impl Rejection {
    pub(super) fn new(reason: Reason, column: Option<usize>) -> Self {
        Self { reason, column, words: reason.remedy() }
    }

    pub(super) fn told(reason: Reason, column: Option<usize>, words: Words) -> Self {
        Self { reason, column, words }
    }
}

impl Warning {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::NoUsablePhone,
        Self::SexConflictsWithId,
        Self::BirthConflictsWithId,
        Self::BodyWithoutExecutor,
        Self::AboveEntryAge,
        Self::Withdrawn,
        Self::Donated,
        Self::Deceased,
        Self::SomePhoneUnusable,
        Self::WishPartlyUnderstood,
        Self::PartlyRepeated,
        Self::BirthDateUnreadable,
        Self::UnitPartlyUnderstood,
        Self::RelativeUnreadable,
        Self::EndDateUnreadable,
        Self::OldDocumentNumber,
        Self::ReviewMissing,
        Self::ReasonUnexplained,
        Self::WitnessesMissing,
        Self::AskedForSilence,
        Self::DonorByNameOnly,
    ];
}

/// What deserves a second look in an accepted row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The person cannot be called.
    NoUsablePhone,
    /// Sex and document disagree.
    SexConflictsWithId,
    /// Date of birth and document disagree.
    BirthConflictsWithId,
    /// A body donation that nobody is there to carry out.
    BodyWithoutExecutor,
    /// Older at entry than the programme takes; history is kept as it was.
    AboveEntryAge,
    /// Imported as withdrawn.
    Withdrawn,
    /// Imported as having donated.
    Donated,
    /// Imported as deceased.
    Deceased,
    /// One of several phones cannot be used.
    SomePhoneUnusable,
    /// A part of the wish belongs to no programme and was left in the remark.
    WishPartlyUnderstood,
    /// One of the programmes stands in an earlier row already.
    PartlyRepeated,
    /// The date of birth cannot be read; the document's is taken, if it tells one.
    BirthDateUnreadable,
    /// Only one of several unit columns was understood.
    UnitPartlyUnderstood,
    /// A relative or executor without a readable name was left out.
    RelativeUnreadable,
    /// The date of withdrawal, donation or death cannot be read and was left out.
    EndDateUnreadable,
    /// A 15-digit number of before 2013 was brought to 18 digits.
    OldDocumentNumber,
    /// A reason that takes a case out of the rate names nobody who took the second look: it stays pending.
    ReviewMissing,
    /// Reason Z without words.
    ReasonUnexplained,
    /// Organs were recovered, and the sheet names fewer than two coordinators.
    WitnessesMissing,
    /// Somebody of a family asked not to be contacted.
    AskedForSilence,
    /// A family whose donor is told by name alone: it is not linked to her record.
    DonorByNameOnly,
}

impl Warning {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoUsablePhone => "no_usable_phone",
            Self::SexConflictsWithId => "sex_conflicts_with_id",
            Self::BirthConflictsWithId => "birth_conflicts_with_id",
            Self::BodyWithoutExecutor => "body_without_executor",
            Self::AboveEntryAge => "above_entry_age",
            Self::Withdrawn => "withdrawn",
            Self::Donated => "donated",
            Self::Deceased => "deceased",
            Self::SomePhoneUnusable => "some_phone_unusable",
            Self::WishPartlyUnderstood => "wish_partly_understood",
            Self::PartlyRepeated => "partly_repeated",
            Self::BirthDateUnreadable => "birth_date_unreadable",
            Self::UnitPartlyUnderstood => "unit_partly_understood",
            Self::RelativeUnreadable => "relative_unreadable",
            Self::EndDateUnreadable => "end_date_unreadable",
            Self::OldDocumentNumber => "old_document_number",
            Self::ReviewMissing => "review_missing",
            Self::ReasonUnexplained => "reason_unexplained",
            Self::WitnessesMissing => "witnesses_missing",
            Self::AskedForSilence => "asked_for_silence",
            Self::DonorByNameOnly => "donor_by_name_only",
        }
    }

    /// Whether it only says how something was understood, rather than that something is wrong.
    pub fn is_note(self) -> bool {
        (self > Self::AboveEntryAge && self < Self::ReviewMissing)
            || matches!(self, Self::AskedForSilence | Self::DonorByNameOnly)
    }

    /// What it means for people.
    pub fn words(self) -> Words {
        match self {
            Self::NoUsablePhone => Words::new("没有可用的电话", "No usable phone"),
            Self::SexConflictsWithId => Words::new("性别与证件不一致", "Sex and document disagree"),
            Self::BirthConflictsWithId => {
                Words::new("出生日期与证件不一致", "Date of birth and document disagree")
            }
            Self::BodyWithoutExecutor => {
                Words::new("遗体捐献没有执行人", "A body donation without an executor")
            }
            Self::AboveEntryAge => Words::new(
                "登记时已超过年龄上限，按历史登记保留",
                "Above the entry age then; kept as history",
            ),
            Self::Withdrawn => {
                Words::new("按已撤销导入，不再联系", "Imported as withdrawn, not to be contacted")
            }
            Self::Donated => Words::new("按已实现捐献导入", "Imported as having donated"),
            Self::Deceased => {
                Words::new("按已故导入，不再联系", "Imported as deceased, not to be contacted")
            }
            Self::SomePhoneUnusable => {
                Words::new("有一个号码不可用，未导入", "One of the phones is unusable")
            }
            Self::WishPartlyUnderstood => Words::new(
                "捐献意愿中有不属于四类的内容",
                "A part of the wish belongs to no programme",
            ),
            Self::PartlyRepeated => Words::new(
                "部分捐献项目前面已登记",
                "One of the programmes stands in an earlier row",
            ),
            Self::BirthDateUnreadable => {
                Words::new("出生日期看不懂，未采用", "The date of birth cannot be read")
            }
            Self::UnitPartlyUnderstood => {
                Words::new("所属单位只认出一部分", "Only a part of the unit was understood")
            }
            Self::RelativeUnreadable => Words::new(
                "亲友或执行人姓名看不懂，未导入",
                "A relative without a readable name was left out",
            ),
            Self::EndDateUnreadable => Words::new(
                "撤销或去世日期看不懂，未采用",
                "The date of withdrawal or death cannot be read",
            ),
            Self::OldDocumentNumber => Words::new(
                "15 位旧证号已换成 18 位",
                "An old 15-digit number was brought to 18 digits",
            ),
            Self::ReviewMissing => Words::new(
                "排除类原因码没有复核人，按未决导入",
                "A reason that excludes the case names no second reviewer: imported as pending",
            ),
            Self::ReasonUnexplained => {
                Words::new("原因码 Z 没有说明", "Reason Z without an explanation")
            }
            Self::WitnessesMissing => Words::new(
                "器官捐献只写了不足两名协调员，按台账原样保留",
                "Organs with fewer than two coordinators named; kept as the sheet has it",
            ),
            Self::AskedForSilence => {
                Words::new("要求不联系，按此导入", "Asked not to be contacted, and imported so")
            }
            Self::DonorByNameOnly => Words::new(
                "只有捐献者姓名，台账不与其登记记录关联",
                "The donor's name alone: the ledger is not linked to her record",
            ),
        }
    }
}
