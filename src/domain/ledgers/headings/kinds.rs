//! The families of headings: dates, numbers, places, wishes. Each answers what a heading means and
//! whether its words leave no doubt.

use super::{What, has};
use crate::domain::{
    ledgers::columns::{Column, Part},
    programmes::Programme,
};

/// Headings of dates.
pub(super) fn date(text: &str) -> Option<(What, bool)> {
    let has = |words: &[&str]| has(text, words);
    let is = |words: &[&str]| words.contains(&text);
    let dated = has(&["日期", "时间", "年月", "date"]) || text.ends_with('日');
    let events: [(&[&str], Column); 8] = [
        (&["出生", "生日", "birth"], Column::BirthDate),
        (&["撤销", "撤回", "退出", "退库", "注销", "取消"], Column::WithdrawnOn),
        (&["去世", "死亡", "逝世", "身故", "病故"], Column::DiedOn),
        (&["实现", "捐献完成", "干细胞采集", "干细胞捐献日", "干细胞捐献时"], Column::DonatedOn),
        (&["入库", "入骨髓库", "入中华骨髓库"], Column::PooledOn),
        (&["采样", "采血", "留样", "血样", "样本", "抽血", "采集"], Column::SampledOn),
        (
            &["登记", "报名", "填表", "申请", "签署", "签订", "办理", "加入", "受理", "志愿"],
            Column::RegisteredOn,
        ),
        (&["填报", "建档"], Column::RegisteredOn),
    ];
    let event = events.into_iter().find(|(words, _)| has(words)).map(|(_, column)| column);
    match event {
        Some(column) if dated => Some((What::Column(column), true)),
        Some(Column::BirthDate) if has(&["出生", "生日"]) && !has(&["地"]) => {
            Some((What::Column(Column::BirthDate), true))
        }
        Some(column) if is(&["采样", "入库"]) => Some((What::Column(column), false)),
        None if is(&["日期", "时间"]) => Some((What::Column(Column::RegisteredOn), false)),
        None if dated => Some((What::Column(Column::Ignored), false)),
        _ => None,
    }
}

/// Headings of documents and numbers.
pub(super) fn number(text: &str) -> Option<(What, bool)> {
    let has = |words: &[&str]| has(text, words);
    let is = |words: &[&str]| words.contains(&text);
    let some = |column, sure| Some((What::Column(column), sure));
    if has(&["身份证", "证件"]) && has(&["地址", "住址"]) {
        return some(Column::HouseholdAddress, true);
    }
    if has(&["有效期"]) {
        return some(Column::Ignored, true);
    }
    if has(&["证件", "证照"]) && has(&["类型", "种类", "名称", "类别"]) {
        return some(Column::DocumentKind, true);
    }
    if has(&["骨髓库", "国家库", "cmdp", "入库", "检索", "供者", "志愿者编", "全国"])
        && has(&["号", "编码"])
    {
        return some(Column::NationalNumber, true);
    }
    if has(&[
        "登记卡",
        "捐献卡",
        "志愿卡",
        "卡号",
        "登记证",
        "捐献证",
        "证书",
        "登记编号",
        "登记号",
        "档案",
    ]) {
        return some(Column::CardNumber, true);
    }
    let documents = [
        "身份证",
        "证件",
        "证号",
        "身份号",
        "护照",
        "通行证",
        "台胞证",
        "居住证",
        "居留",
        "idcard",
        "idno",
        "idnumber",
    ];
    if has(&documents) {
        return some(Column::DocumentNumber, has(&["号", "id"]) || is(&["身份证", "证件"]));
    }
    match text {
        "号码" => some(Column::DocumentNumber, false),
        "编号" | "编码" => some(Column::CardNumber, false),
        "序号" | "序" | "no" | "顺序号" | "流水号" | "行次" => {
            some(Column::Sequence, true)
        }
        _ => None,
    }
}

/// Headings of places: employers, receiving and managing units, addresses.
pub(super) fn place(text: &str) -> Option<(What, bool)> {
    let without_quarters = text.replace("社区", "").replace("小区", "");
    let has = |words: &[&str]| has(text, words);
    let is = |words: &[&str]| words.contains(&text);
    let some = |column, sure| Some((What::Column(column), sure));
    if has(&["接收", "接受"]) && has(&["单位", "站", "机构", "医院", "学校"]) {
        return some(Column::ReceivingUnit, true);
    }
    // 户籍所在镇街 and 登记单位 stand in where no column says 所属.
    const LEVELS: [&str; 6] = ["镇街", "街道", "乡镇", "县区", "区县", "县市区"];
    let home = has(&["户籍", "户口", "地址", "住址", "住所", "居住", "现住", "通讯地"]);
    if home && LEVELS.iter().any(|level| text.ends_with(level)) {
        return some(Column::Unit, false);
    }
    if has(&["户籍", "户口"]) {
        return some(Column::HouseholdAddress, true);
    }
    if home {
        return Some((What::Part(Part::Address), true));
    }
    if has(&["采样", "采血", "经办"]) {
        return some(Column::Ignored, true);
    }
    if has(&["工作单位", "学校", "院校", "就读", "所在单位", "单位名称"]) || is(&["单位", "职业"])
    {
        return some(Column::Employer, true);
    }
    let level = ["镇", "街", "县", "区", "乡", "单位", "分会", "机构", "红会", "红十字", "地市"];
    let of_level = level.iter().any(|word| without_quarters.contains(word));
    // 镇街, 街道(镇), 县市区: made of nothing but names of levels.
    let levels_only =
        text.chars().count() > 1 && text.chars().all(|c| "镇乡街道县区市".contains(c));
    let alone = levels_only || is(&["属地", "辖区", "地区", "区域", "片区", "分会"]);
    let managed = of_level && has(&["所属", "归属", "所在", "管理", "隶属", "属地"]);
    if alone || managed {
        return some(Column::Unit, true);
    }
    let reporting = of_level && has(&["登记", "填报", "上报", "报送"]);
    (reporting || is(&["县", "区", "镇", "所在地"])).then_some((What::Column(Column::Unit), false))
}

/// Headings of what people wish to donate.
pub(super) fn wish(text: &str) -> Option<(What, bool)> {
    let has = |words: &[&str]| has(text, words);
    let bare = ["捐献", "捐赠", "志愿", "登记", "人体"]
        .iter()
        .fold(text.to_owned(), |left, word| left.replace(word, ""));
    let programme = match bare.as_str() {
        "器官" => Some(Programme::Organ),
        "遗体" | "大体" => Some(Programme::Body),
        "角膜" | "眼角膜" => Some(Programme::Cornea),
        // 组织 alone is mostly an organisation.
        "组织" if text != bare => Some(Programme::Tissue),
        "造血干细胞" | "骨髓" | "造干" | "干细胞" => Some(Programme::StemCell),
        _ => None,
    };
    if let Some(programme) = programme {
        return Some((What::Column(Column::WishMark(programme)), true));
    }
    let kinds = ["类型", "类别", "种类", "项目", "内容", "范围", "方式", "部位"];
    if has(&["状态", "确认", "来源"]) {
        return None;
    }
    let named = ["意愿", "器官名称", "自愿捐", "愿捐", "拟捐", "捐献器官", "捐献组织", "器官组织"];
    if has(&named) || has(&["捐献", "捐赠", "志愿", "业务"]) && has(&kinds) {
        return Some((What::Column(Column::Wish), true));
    }
    if text.contains("登记") && has(&["类型", "类别", "种类", "项目", "内容"]) {
        return Some((What::Column(Column::Wish), true));
    }
    let alone = ["类型", "类别", "种类", "项目", "捐献"].contains(&text);
    alone.then_some((What::Column(Column::Wish), false))
}
