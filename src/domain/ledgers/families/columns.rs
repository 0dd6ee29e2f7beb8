//! The columns of a sheet of donors' families.

use crate::domain::ledgers::fixed::columns;

columns! {
    /// What a column of a sheet of donors' families holds.
    FamilyColumn as Family {
        /// The unit that cares.
        Unit = "unit", ["所属单位", "管理单位", "关怀单位", "所属分会", "所属镇街", "所属县区", "镇街", "县区", "单位"];
        /// The donor's name.
        DonorName = "donor_name", ["捐献者姓名", "捐献人姓名", "捐献者", "捐献人", "逝者姓名"];
        /// The donor's document.
        DonorDocument = "donor_document",
            ["捐献者证件号码", "捐献者身份证号", "捐献者身份证号码", "捐献人证件号码", "捐献人身份证号",
             "捐献人身份证号码", "捐献者证件号", "逝者身份证号"];
        /// The day that the family remembers: of death, or of the donation.
        DiedOn = "died_on",
            ["去世日期", "逝世日期", "离世日期", "死亡日期", "捐献日期", "去世或捐献日期", "纪念日期"];
        /// Whether its return is counted by the lunar calendar.
        Lunar = "lunar", ["按农历", "是否按农历", "农历忌日", "是否农历", "是否农历忌日", "农历"];
        /// The member's name.
        MemberName = "member_name",
            ["家属姓名", "成员姓名", "亲属姓名", "家庭成员姓名", "家庭成员", "家属", "姓名"];
        /// What she is to the donor.
        Relation = "relation",
            ["与捐献者关系", "与捐献人关系", "与逝者关系", "关系", "亲属关系", "家属关系", "称谓"];
        /// Her phone.
        Phone = "phone",
            ["家属电话", "联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "亲属电话", "家属手机"];
        /// Her date of birth.
        BirthDate = "birth_date", ["家属出生日期", "出生日期", "出生年月日", "成员出生日期"];
        /// Where she lives.
        Address = "address", ["家属住址", "住址", "地址", "现住址", "家庭住址", "联系地址"];
        /// Whether she may be contacted.
        Contact = "contact",
            ["是否可以联系", "可否联系", "是否愿意联系", "是否同意联系", "联系意愿", "能否联系"];
        /// How she may be contacted.
        Ways = "ways", ["联系途径", "可联系途径", "愿意的联系途径", "怎样联系", "联系形式", "可接受的联系方式"];
        /// Whether, or since when, she has asked not to be contacted.
        Silence = "silence",
            ["要求不联系", "是否要求不联系", "是否要求停止联系", "要求停止联系", "请勿联系", "是否请勿联系", "免打扰"];
        /// Remarks.
        Remark = "remark", ["备注", "说明", "家庭情况"];
    }
}
