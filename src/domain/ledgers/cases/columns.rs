//! The columns of a sheet of match cases.

use crate::domain::ledgers::fixed::columns;

columns! {
    /// What a column of a sheet of match cases holds.
    CaseColumn as Case {
        /// The number the national registry gave the case.
        CaseNo = "case_no", ["案例编号", "案例号", "初配编号", "检索编号", "编号"];
        /// The unit that managed the volunteer on the day of the notice.
        Unit = "unit", ["所属单位", "管理单位", "所属分会", "所属镇街", "所属县区", "镇街", "县区", "单位"];
        /// The volunteer's document.
        VolunteerDocument = "volunteer_document",
            ["志愿者证件号码", "证件号码", "身份证号码", "身份证号", "证件号", "志愿者身份证号", "志愿者身份证号码"];
        /// The day of the notice.
        NoticeOn = "notice_on", ["通知日期", "初配通知日期", "初配日期", "初筛通知日期"];
        /// What came of the first screening.
        ScreeningOutcome = "screening_outcome", ["初筛结论", "初筛结果", "联络结论", "联络结果"];
        /// When.
        ScreeningOn = "screening_on", ["初筛日期", "初筛结论日期", "联络日期", "联络结论日期"];
        /// Why the volunteer was lost at the first screening.
        Reason = "reason", ["初筛原因码", "原因码", "原因", "初筛原因", "流失原因", "流失原因码"];
        /// The day of the talk.
        RemobilisedOn = "remobilised_on", ["再动员日期", "再动员谈话日期", "面谈日期"];
        /// What came of it.
        RemobilisationOutcome = "remobilisation_outcome", ["再动员结论", "再动员结果"];
        /// Why the volunteer refused.
        RemobilisationReason = "remobilisation_reason",
            ["再动员原因码", "再动员原因", "再动员拒绝原因", "反悔原因", "反悔原因码"];
        /// The day of the written agreement.
        AgreedOn = "agreed_on", ["同意日期", "书面同意日期", "高分辨同意日期"];
        /// What came of the physical examination.
        ExamOutcome = "exam_outcome", ["体检结论", "体检结果"];
        /// The day on which the case ended.
        EndedOn = "ended_on", ["终止日期", "结束日期", "结案日期"];
        /// Why it ended.
        EndedReason = "ended_reason", ["终止原因码", "终止原因", "结束原因", "结案原因"];
        /// The day of the collection.
        CollectedOn = "collected_on", ["采集日期", "捐献日期"];
        /// Who took the second look.
        SecondReviewer = "second_reviewer", ["复核人", "第二复核人", "二审人"];
        /// Remarks; they explain reason Z.
        Remark = "remark", ["备注", "说明", "原因说明"];
    }
}
