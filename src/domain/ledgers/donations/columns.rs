//! The columns of a sheet of donations.

use crate::domain::ledgers::fixed::columns;

columns! {
    /// What a column of a sheet of donations that took place holds.
    DonationColumn as Donation {
        /// The unit for which the donation counts.
        Unit = "unit", ["所属单位", "管理单位", "登记机构", "所属分会", "所属镇街", "所属县区", "镇街", "县区", "单位"];
        /// The donor's name.
        DonorName = "donor_name",
            ["捐献者姓名", "捐献人姓名", "捐献者", "捐献人", "逝者姓名", "姓名"];
        /// The donor's document.
        DonorDocument = "donor_document",
            ["捐献者证件号码", "捐献者身份证号", "捐献者身份证号码", "捐献人证件号码", "捐献人身份证号",
             "捐献人身份证号码", "捐献者证件号", "证件号码", "身份证号码", "身份证号", "证件号"];
        /// What was given.
        Programme = "programme",
            ["捐献项目", "捐献类别", "捐献种类", "捐献类型", "实现捐献项目", "实现项目", "捐献内容"];
        /// The day on which it took place.
        DonatedOn = "donated_on",
            ["捐献日期", "实现捐献日期", "捐献实现日期", "实现日期", "捐献时间", "实现时间"];
        /// How the will was expressed.
        Expressed = "will_expressed",
            ["意愿表示方式", "意愿表达方式", "意愿方式", "意愿表示", "意愿来源", "捐献意愿表示方式"];
        /// Who received it.
        ReceivingUnit = "receiving_unit", ["接收单位", "接受单位", "接收机构", "接收站"];
        /// One of those who witnessed or accompanied it; more may stand in one cell.
        Coordinator1 = "coordinator_1",
            ["协调员", "协调员1", "协调员一", "见证人", "见证人1", "见证人一", "见证协调员", "协调员姓名"];
        /// Another one.
        Coordinator2 = "coordinator_2", ["协调员2", "协调员二", "见证人2", "见证人二"];
        /// The number of the certificate that the family was given.
        Certificate = "certificate_number",
            ["捐献证书编号", "证书编号", "证书号", "荣誉证书编号", "捐献证书号", "纪念证书编号"];
        /// Remarks.
        Remark = "remark", ["备注", "说明", "情况说明"];
    }
}
