//! What a column of a ledger can hold: the fields of handbook 1.3 and 3.3 that offices keep.

use serde::{Deserialize, Serialize};

use super::{cases::CaseColumn, donations::DonationColumn, families::FamilyColumn, report::Holds};
use crate::domain::programmes::Programme;

/// What a column holds. Its code, such as `document_number` or `relative_2_phone`, stands in the
/// report and in [`super::Overrides`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Column {
    /// 序号: a running number.
    Sequence,
    /// 姓名 of the volunteer.
    Name,
    /// 性别.
    Sex,
    /// 出生年月.
    BirthDate,
    /// 民族.
    Ethnicity,
    /// 文化程度.
    Education,
    /// 工作单位(学校).
    Employer,
    /// 证件类型.
    DocumentKind,
    /// 证件号码.
    DocumentNumber,
    /// 联系电话; there may be several.
    Phone,
    /// 现住址.
    Address,
    /// 户籍地址.
    HouseholdAddress,
    /// 邮箱.
    Email,
    /// 血型.
    BloodType,
    /// 所属镇街 or 所属县区; there may be several, from the widest to the narrowest.
    Unit,
    /// 登记日期.
    RegisteredOn,
    /// 采样日期.
    SampledOn,
    /// 入库日期.
    PooledOn,
    /// 招募来源.
    RecruitmentChannel,
    /// 登记卡号, 编号.
    CardNumber,
    /// 国家库登记号.
    NationalNumber,
    /// 接收单位.
    ReceivingUnit,
    /// 家属是否知情.
    FamilyAware,
    /// 捐献意愿 in words; there may be several.
    Wish,
    /// A column of one programme, ticked by those who wish it.
    WishMark(Programme),
    /// 状态.
    Status,
    /// 撤销日期.
    WithdrawnOn,
    /// 实现捐献日期.
    DonatedOn,
    /// 去世日期.
    DiedOn,
    /// 备注.
    Remark,
    /// Something of the first or second relative or friend.
    Relative(Kin, Part),
    /// Something of the executor.
    Executor(Part),
    /// Something of a match case.
    Case(CaseColumn),
    /// Something of a donation that took place.
    Donation(DonationColumn),
    /// Something of a donor's family.
    Family(FamilyColumn),
    /// Known, and of no use here: age, signature, photo.
    Ignored,
}

/// Which relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kin {
    /// The first, or the only one.
    First,
    /// The second.
    Second,
}

/// What a column tells of a relative or executor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// 姓名.
    Name,
    /// 关系.
    Relation,
    /// 电话.
    Phone,
    /// 住址.
    Address,
    /// 证件号码.
    Document,
}

impl Part {
    const ALL: [Self; 5] = [Self::Name, Self::Relation, Self::Phone, Self::Address, Self::Document];

    fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Relation => "relation",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Document => "document",
        }
    }
}

impl Column {
    const PLAIN: [(Self, &'static str); 30] = [
        (Self::Sequence, "sequence"),
        (Self::Name, "name"),
        (Self::Sex, "sex"),
        (Self::BirthDate, "birth_date"),
        (Self::Ethnicity, "ethnicity"),
        (Self::Education, "education"),
        (Self::Employer, "employer"),
        (Self::DocumentKind, "document_kind"),
        (Self::DocumentNumber, "document_number"),
        (Self::Phone, "phone"),
        (Self::Address, "address"),
        (Self::HouseholdAddress, "household_address"),
        (Self::Email, "email"),
        (Self::BloodType, "blood_type"),
        (Self::Unit, "unit"),
        (Self::RegisteredOn, "registered_on"),
        (Self::SampledOn, "sampled_on"),
        (Self::PooledOn, "pooled_on"),
        (Self::RecruitmentChannel, "recruitment_channel"),
        (Self::CardNumber, "card_number"),
        (Self::NationalNumber, "national_number"),
        (Self::ReceivingUnit, "receiving_unit"),
        (Self::FamilyAware, "family_aware"),
        (Self::Wish, "wish"),
        (Self::Status, "status"),
        (Self::WithdrawnOn, "withdrawn_on"),
        (Self::DonatedOn, "donated_on"),
        (Self::DiedOn, "died_on"),
        (Self::Remark, "remark"),
        (Self::Ignored, "ignored"),
    ];

    /// Every column there is, in the order in which a form offers them.
    pub fn all() -> impl Iterator<Item = Self> {
        let marks = Programme::ALL.map(Self::WishMark);
        let relatives =
            [Kin::First, Kin::Second].map(|kin| Part::ALL.map(|part| Self::Relative(kin, part)));
        let plain = Self::PLAIN.map(|(column, _)| column);
        let executor = Part::ALL.map(Self::Executor);
        plain.into_iter().chain(marks).chain(relatives.into_iter().flatten()).chain(executor)
    }

    /// Every column of a sheet whose rows are these, in the order in which a form offers them.
    pub fn of(holds: Holds) -> Vec<Self> {
        let fixed: Vec<Self> = match holds {
            Holds::People => return Self::all().collect(),
            Holds::MatchCases => CaseColumn::ALL.iter().copied().map(Self::Case).collect(),
            Holds::Donations => DonationColumn::ALL.iter().copied().map(Self::Donation).collect(),
            Holds::Families => FamilyColumn::ALL.iter().copied().map(Self::Family).collect(),
            Holds::RetentionList => vec![Self::NationalNumber, Self::DocumentNumber, Self::Name],
        };
        fixed.into_iter().chain([Self::Ignored]).collect()
    }

    /// The columns of sheets of all kinds.
    pub fn every() -> impl Iterator<Item = Self> {
        let fixed = [Holds::MatchCases, Holds::Donations, Holds::Families].into_iter();
        Self::all().chain(fixed.flat_map(Self::of).filter(|column| *column != Self::Ignored))
    }

    /// The stable code.
    pub fn code(self) -> String {
        match self {
            Self::Case(column) => format!("case_{}", column.code()),
            Self::Donation(column) => format!("donation_{}", column.code()),
            Self::Family(column) => format!("family_{}", column.code()),
            Self::WishMark(programme) => format!("wish_{}", programme.code()),
            Self::Relative(Kin::First, part) => format!("relative_1_{}", part.code()),
            Self::Relative(Kin::Second, part) => format!("relative_2_{}", part.code()),
            Self::Executor(part) => format!("executor_{}", part.code()),
            plain => {
                let known = Self::PLAIN.iter().find(|(column, _)| *column == plain);
                known.map_or_else(String::new, |(_, code)| (*code).to_owned())
            }
        }
    }

    /// The column with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::every().find(|column| column.code() == code)
    }

    /// The heading by which it is always understood.
    pub fn heading(self) -> String {
        let of = |whose: &str, part: Part| {
            let part = match part {
                Part::Name => "姓名",
                Part::Relation => "关系",
                Part::Phone => "电话",
                Part::Address => "住址",
                Part::Document => "证件号码",
            };
            format!("{whose}{part}")
        };
        let plain = match self {
            Self::WishMark(Programme::StemCell) => "造血干细胞",
            Self::WishMark(Programme::Organ) => "器官",
            Self::WishMark(Programme::Cornea) => "角膜",
            Self::WishMark(Programme::Body) => "遗体",
            Self::WishMark(Programme::Tissue) => "人体组织",
            Self::Relative(Kin::First, part) => return of("亲友1", part),
            Self::Relative(Kin::Second, part) => return of("亲友2", part),
            Self::Executor(part) => return of("执行人", part),
            Self::Case(column) => column.heading(),
            Self::Donation(column) => column.heading(),
            Self::Family(column) => column.heading(),
            Self::Sequence => "序号",
            Self::Name => "姓名",
            Self::Sex => "性别",
            Self::BirthDate => "出生年月",
            Self::Ethnicity => "民族",
            Self::Education => "文化程度",
            Self::Employer => "工作单位",
            Self::DocumentKind => "证件类型",
            Self::DocumentNumber => "证件号码",
            Self::Phone => "联系电话",
            Self::Address => "现住址",
            Self::HouseholdAddress => "户籍地址",
            Self::Email => "电子邮箱",
            Self::BloodType => "血型",
            Self::Unit => "所属镇街",
            Self::RegisteredOn => "登记日期",
            Self::SampledOn => "采样日期",
            Self::PooledOn => "入库日期",
            Self::RecruitmentChannel => "招募来源",
            Self::CardNumber => "登记卡号",
            Self::NationalNumber => "国家库登记号",
            Self::ReceivingUnit => "接收单位",
            Self::FamilyAware => "家属是否知情",
            Self::Wish => "捐献意愿",
            Self::Status => "登记状态",
            Self::WithdrawnOn => "撤销日期",
            Self::DonatedOn => "实现捐献日期",
            Self::DiedOn => "去世日期",
            Self::Remark => "备注",
            Self::Ignored => "不导入",
        };
        plain.to_owned()
    }

    /// Whether several columns may hold it. Of all others only the first counts.
    pub(super) fn repeats(self) -> bool {
        matches!(
            self,
            Self::Phone
                | Self::Unit
                | Self::Wish
                | Self::Remark
                | Self::Status
                | Self::Ignored
                | Self::Relative(_, Part::Phone)
                | Self::Executor(Part::Phone)
        )
    }
}

impl From<Column> for String {
    fn from(column: Column) -> Self {
        column.code()
    }
}

impl TryFrom<String> for Column {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::from_code(&code).ok_or("no such column")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_lead_back_and_are_distinct() {
        let codes: HashSet<String> = Column::every().map(Column::code).collect();
        assert_eq!(codes.len(), Column::every().count());
        for column in Column::every() {
            assert!(!column.code().is_empty());
            assert_eq!(Column::from_code(&column.code()), Some(column));
        }
        assert_eq!(Column::Relative(Kin::Second, Part::Phone).code(), "relative_2_phone");
        let read: Column = serde_json::from_str("\"wish_body\"").unwrap();
        assert_eq!(read, Column::WishMark(Programme::Body));
        assert!(serde_json::from_str::<Column>("\"password\"").is_err());
    }
}
