use super::*;
use crate::domain::{
    ledgers::{cells::Cell, layout::Layout},
    programmes::Programme,
};

fn what(path: &[&str]) -> Option<What> {
    let path: Vec<String> = path.iter().map(|&text| text.to_owned()).collect();
    understand(&path).map(|meaning| meaning.what)
}

#[test]
fn headings_of_many_offices() {
    use Column::*;
    let cases: [(&str, Column); 70] = [
        ("序号", Sequence),
        ("性别", Sex),
        ("民 族", Ethnicity),
        ("身份证号码(18位)", DocumentNumber),
        ("*证件号码", DocumentNumber),
        ("身份证", DocumentNumber),
        ("公民身份号码", DocumentNumber),
        ("证件类型", DocumentKind),
        ("证件种类", DocumentKind),
        ("出生年月", BirthDate),
        ("出生日期", BirthDate),
        ("文化程度", Education),
        ("学历", Education),
        ("工作单位(学校)", Employer),
        ("单位", Employer),
        ("所在单位", Employer),
        ("户籍地址", HouseholdAddress),
        ("户籍所在地", HouseholdAddress),
        ("身份证地址", HouseholdAddress),
        ("所属镇(街道)", Unit),
        ("所属镇街", Unit),
        ("镇街", Unit),
        ("所属县区", Unit),
        ("县(区)", Unit),
        ("乡镇(街道)", Unit),
        ("管理单位", Unit),
        ("填报单位", Unit),
        ("所属分会", Unit),
        ("血型", BloodType),
        ("采样日期", SampledOn),
        ("采样时间", SampledOn),
        ("采集血样日期", SampledOn),
        ("入库日期", PooledOn),
        ("入库时间", PooledOn),
        ("入中华骨髓库日期", PooledOn),
        ("登记日期", RegisteredOn),
        ("登记时间", RegisteredOn),
        ("报名日期", RegisteredOn),
        ("填表日期", RegisteredOn),
        ("志愿登记日期", RegisteredOn),
        ("撤销日期", WithdrawnOn),
        ("招募来源", RecruitmentChannel),
        ("登记方式", RecruitmentChannel),
        ("捐献意愿", Wish),
        ("登记类型", Wish),
        ("捐献项目", Wish),
        ("意愿类别", Wish),
        ("人体器官", WishMark(Programme::Organ)),
        ("角膜捐献", WishMark(Programme::Cornea)),
        ("接收单位", ReceivingUnit),
        ("接受站", ReceivingUnit),
        ("家属是否知情", FamilyAware),
        ("备注", Remark),
        ("编号", CardNumber),
        ("登记卡号", CardNumber),
        ("中华骨髓库编号", NationalNumber),
        ("入库编号", NationalNumber),
        ("愿捐项目", Wish),
        ("拟捐献器官组织", Wish),
        ("户籍所在镇街", Unit),
        ("登记单位", Unit),
        ("入库登记日期", PooledOn),
        ("加入骨髓库时间", PooledOn),
        ("遗体接收站", ReceivingUnit),
        ("家属签字", Ignored),
        ("年龄", Ignored),
        ("经办人", Ignored),
        ("采样地点", Ignored),
        ("怎样改正", Ignored),
        ("电子邮箱", Email),
    ];
    for (heading, column) in cases {
        assert_eq!(what(&[heading]), Some(What::Column(column)), "{heading}");
    }
    for heading in ["联系电话", "手机号码", "备用电话", "联系方式", "移动电话"]
    {
        assert_eq!(what(&[heading]), Some(What::Part(Part::Phone)), "{heading}");
    }
    for heading in ["本台账为虚构数据,仅供软件测试", "王测试", "锦屏街道", "1"]
    {
        assert_eq!(what(&[heading]), None, "{heading}");
    }
}

#[test]
fn groups_give_meaning() {
    let executor = |part| Some((Some(Subject::Executor), What::Part(part)));
    let first = |part| Some((Some(Subject::Relative(Kin::First)), What::Part(part)));
    let of = |path: &[&str]| {
        let path: Vec<String> = path.iter().map(|&text| text.to_owned()).collect();
        understand(&path).map(|meaning| (meaning.subject, meaning.what))
    };
    assert_eq!(of(&["执行人"]), executor(Part::Name));
    assert_eq!(of(&["执行人姓名"]), executor(Part::Name));
    assert_eq!(of(&["执行人", "联系电话"]), executor(Part::Phone));
    assert_eq!(of(&["执行人身份证号"]), executor(Part::Document));
    assert_eq!(of(&["亲友联系人", "姓名"]), first(Part::Name));
    assert_eq!(of(&["家属姓名"]), first(Part::Name));
    assert_eq!(
        of(&["亲友2", "电话"]),
        Some((Some(Subject::Relative(Kin::Second)), What::Part(Part::Phone)))
    );
    assert_eq!(of(&["亲友", "性别"]).map(|(_, what)| what), Some(What::Column(Column::Ignored)));
    assert_eq!(of(&["执行人签名日期"]).map(|(_, what)| what), Some(What::Column(Column::Ignored)));
    assert_eq!(what(&["采样", "日期"]), Some(What::Column(Column::SampledOn)));
    assert_eq!(what(&["证件", "类型"]), Some(What::Column(Column::DocumentKind)));
    assert_eq!(what(&["证件", "号码"]), Some(What::Column(Column::DocumentNumber)));
    assert_eq!(what(&["捐献意愿", "遗体"]), Some(What::Column(Column::WishMark(Programme::Body))));
    assert_eq!(what(&["志愿者基本信息", "姓名"]), Some(What::Part(Part::Name)));
    assert_eq!(of(&["与登记人关系"]), Some((None, What::Part(Part::Relation))));
}

#[test]
fn the_heading_of_every_column_leads_back() {
    for column in Column::all() {
        let what = Layout::new(&[vec![Cell::text(&column.heading())]]);
        assert_eq!(what.columns, [Some(column)], "{}", column.heading());
    }
}
