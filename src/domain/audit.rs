//! What the audit trail says: who did what to which record, never any personal data.

use uuid::Uuid;

use super::codes::codes;

codes! {
    /// What was done.
    Action {
        /// A person and her registrations were entered.
        PersonRegistered = "person_registered", "登记", "Registered";
        /// Identity or contacts changed.
        PersonAmended = "person_amended", "变更资料", "Details amended";
        /// A programme was added to a known person.
        RegistrationAdded = "registration_added", "新增登记项目", "Registration added";
        /// A registration changed.
        RegistrationAmended = "registration_amended", "变更登记", "Registration amended";
        /// A registration was paused.
        RegistrationPaused = "registration_paused", "暂停登记", "Registration paused";
        /// A paused registration was taken up again.
        RegistrationResumed = "registration_resumed", "恢复登记", "Registration resumed";
        /// A volunteer past the exit age left the stem-cell register.
        RegistrationAgedOut = "registration_aged_out", "超龄出库", "Left the register by age";
        /// A registration was withdrawn.
        RegistrationWithdrawn = "registration_withdrawn", "撤销登记", "Registration withdrawn";
        /// Somebody was told of a withdrawal.
        NoticeGiven = "notice_given", "登记已通知", "Notice of a withdrawal given";
        /// What a person wishes for after her death was taken down.
        WishesAmended = "wishes_amended", "变更身后意愿", "Wishes amended";
        /// A refusal was recorded.
        RefusalRecorded = "refusal_recorded", "登记不同意捐献", "Refusal recorded";
        /// A consent was recorded.
        ConsentRecorded = "consent_recorded", "记录同意", "Consent recorded";
        /// A consent was withdrawn.
        ConsentWithdrawn = "consent_withdrawn", "撤回同意", "Consent withdrawn";
        /// Do-not-contact was set or lifted.
        ContactRuleChanged = "contact_rule_changed", "更改免打扰", "Do-not-contact changed";
        /// A death was told apart from any donation.
        DeathRecorded = "death_recorded", "登记身故", "Death recorded";
        /// A death that was recorded by mistake was taken back.
        DeathRevoked = "death_revoked", "撤回误记的身故", "Death taken back";
        /// A record was read unmasked.
        PersonUnmasked = "person_unmasked", "查看完整信息", "Read in full";
        /// A transfer was asked.
        TransferAsked = "transfer_asked", "申请转移", "Transfer asked";
        /// A transfer was accepted.
        TransferAccepted = "transfer_accepted", "接收转移", "Transfer accepted";
        /// A transfer was declined.
        TransferDeclined = "transfer_declined", "退回转移", "Transfer declined";
        /// A merge was proposed.
        MergeAsked = "merge_asked", "提议合并", "Merge proposed";
        /// Two records became one.
        MergeConfirmed = "merge_confirmed", "确认合并", "Merge confirmed";
        /// A proposed merge was declined.
        MergeDeclined = "merge_declined", "否决合并", "Merge declined";
        /// A merge was taken back.
        MergeUndone = "merge_undone", "撤回合并", "Merge undone";
        /// Two offices' records were settled.
        ReconciliationDecided = "reconciliation_decided", "处理跨机构重复", "Reconciliation decided";
        /// A notice was entered as a match case.
        CaseOpened = "case_opened", "登记初配案例", "Match case opened";
        /// A match case went on: a call, a step, what came after.
        CaseAdvanced = "case_advanced", "推进初配案例", "Match case advanced";
        /// A match case ended.
        CaseEnded = "case_ended", "结束初配案例", "Match case ended";
        /// A match case or its reason was corrected.
        CaseCorrected = "case_corrected", "更正初配案例", "Match case corrected";
        /// A second person decided on the reason of a match case.
        CaseReviewed = "case_reviewed", "复核原因码", "Reason reviewed";
        /// The name and number of the next call were shown to her whose task it is.
        CallOpened = "call_opened", "打开联络任务", "Call opened";
        /// The rates of a cohort were closed.
        RatesClosed = "rates_closed", "指标封账", "Rates closed";
        /// Statistics were published.
        ReleasePublished = "release_published", "发布统计", "Statistics published";
        /// A supervisor asked for a person to be erased.
        PersonErasureAsked = "person_erasure_asked", "申请删除志愿者", "Erasure of a person asked for";
        /// A person is not erased after all.
        PersonErasureDeclined = "person_erasure_declined", "不删除志愿者", "Person kept";
        /// A person was erased.
        PersonErased = "person_erased", "删除志愿者", "Person erased";
        /// What is counted was counted anew from the records.
        CountsVerified = "counts_verified", "核对统计", "Counts verified";
        /// A plan's targets were read from its file.
        PlanInstalled = "plan_installed", "载入规划目标", "Plan's targets read";
        /// A target was broken down to the units below.
        TargetBrokenDown = "target_broken_down", "分解目标", "Target broken down";
        /// A target was given by the unit above.
        TargetSet = "target_set", "下达目标", "Target set";
        /// A target was planned anew.
        TargetReplanned = "target_replanned", "调整目标", "Target planned anew";
        /// A coordinator was entered into the register.
        CoordinatorAdded = "coordinator_added", "登记协调员", "Coordinator added";
        /// A coordinator's details were amended.
        CoordinatorAmended = "coordinator_amended", "变更协调员资料", "Coordinator amended";
        /// A coordinator got a new certificate.
        CertificateRenewed = "certificate_renewed", "协调员证件续期", "Certificate renewed";
        /// A training was written down.
        TrainingRecorded = "training_recorded", "记录培训", "Training recorded";
        /// A coordinator was banned for life.
        CoordinatorBanned = "coordinator_banned", "终身禁止协调员", "Coordinator banned";
        /// A ban that was entered by mistake was taken back.
        BanLifted = "ban_lifted", "撤回误记的禁止", "Ban taken back";
        /// A call about a donation was entered.
        DonationOpened = "donation_opened", "登记捐献报案", "Donation opened";
        /// A donation that took place came from an older ledger.
        DonationImported = "donation_imported", "导入历年捐献", "Donation imported";
        /// Somebody looked up what a person said in life.
        WillLookedUp = "will_looked_up", "查询捐献意愿", "Will looked up";
        /// A donation went on.
        DonationAdvanced = "donation_advanced", "推进捐献实现", "Donation advanced";
        /// A coordinator signed a witness record.
        DonationWitnessed = "donation_witnessed", "签名见证", "Witness record signed";
        /// A donation was not realised.
        DonationEnded = "donation_ended", "捐献未实现", "Donation not realised";
        /// A donation was corrected.
        DonationCorrected = "donation_corrected", "更正捐献实现", "Donation corrected";
        /// An entry of the memorial was drafted.
        MemorialDrafted = "memorial_drafted", "起草缅怀条目", "Memorial entry drafted";
        /// An entry of the memorial was amended.
        MemorialAmended = "memorial_amended", "更正缅怀条目", "Memorial entry amended";
        /// A second person approved an entry of the memorial.
        MemorialApproved = "memorial_approved", "批准缅怀条目", "Memorial entry approved";
        /// An entry of the memorial was withdrawn.
        MemorialWithdrawn = "memorial_withdrawn", "撤下缅怀条目", "Memorial entry withdrawn";
        /// An entry of the memorial was put into a batch for the park, or taken out.
        MemorialEngraved = "memorial_engraved", "调整刻名批次", "Engraving batch changed";
        /// An entry of the memorial was read in full.
        MemorialRead = "memorial_read", "查看缅怀条目全文", "Memorial entry read in full";
        /// The roll of the memorial was shown.
        MemorialRollShown = "memorial_roll_shown", "查看缅怀名录", "Memorial roll shown";
        /// The names of a batch were listed for the park.
        EngravingListed = "engraving_listed", "打印刻名清单", "Engraving list printed";
        /// A commemoration was planned.
        CommemorationPlanned = "commemoration_planned", "计划缅怀活动", "Commemoration planned";
        /// A commemoration was changed.
        CommemorationAmended = "commemoration_amended", "变更缅怀活动", "Commemoration amended";
        /// A commemoration took place, or its report was written anew.
        CommemorationHeld = "commemoration_held", "记录缅怀活动", "Commemoration held";
        /// A commemoration was cancelled.
        CommemorationCancelled = "commemoration_cancelled", "取消缅怀活动", "Commemoration cancelled";
        /// Somebody came onto the list of a commemoration.
        GuestListed = "guest_listed", "列入邀请名单", "Guest listed";
        /// Somebody was invited to a commemoration, answered, came or did not.
        InvitationMarked = "invitation_marked", "记录邀请", "Invitation marked";
        /// An invitation was withdrawn.
        InvitationWithdrawn = "invitation_withdrawn", "撤回邀请", "Invitation withdrawn";
        /// The names and contacts of those to be invited were shown.
        CallListShown = "call_list_shown", "查看邀请联络单", "Call list shown";
        /// An honour or benefit was issued.
        HonourIssued = "honour_issued", "颁发荣誉或办理待遇", "Honour or benefit issued";
        /// An honour or benefit was revoked.
        HonourRevoked = "honour_revoked", "作废荣誉或待遇", "Honour or benefit revoked";
        /// An honour was read in full, or its proof was printed.
        HonourRead = "honour_read", "查看或打印荣誉证明", "Honour read in full or printed";
        /// Rules of reminders were changed: everybody is looked at anew.
        ReminderRulesChanged = "reminder_rules_changed", "提醒规则变更", "Reminder rules changed";
        /// Reminders were made, moved or stopped.
        RemindersPlanned = "reminders_planned", "排定提醒", "Reminders planned";
        /// A reminder was opened: its subject and her number were shown to her whose task it is.
        ReminderOpened = "reminder_opened", "打开提醒", "Reminder opened";
        /// A reminder was done.
        ReminderDone = "reminder_done", "办结提醒", "Reminder done";
        /// A reminder was put off.
        ReminderPutOff = "reminder_put_off", "提醒改期", "Reminder put off";
        /// An attempt to reach somebody about a reminder was written down.
        ReminderTried = "reminder_tried", "登记联系尝试", "Attempt written down";
        /// A reminder was handed over.
        ReminderHandedOver = "reminder_handed_over", "转交提醒", "Reminder handed over";
        /// Somebody became a member or volunteer of the Red Cross.
        MembershipBegun = "membership_begun", "加入会员或志愿者", "Became a member or volunteer";
        /// A membership ended.
        MembershipEnded = "membership_ended", "终止会员或志愿者", "Membership ended";
        /// An export was asked for.
        ExportAsked = "export_asked", "申请导出", "Export asked for";
        /// A second person decided on an export.
        ExportDecided = "export_decided", "审批导出", "Export decided on";
        /// A file of people was given out.
        ExportGiven = "export_given", "下载导出文件", "Exported file given out";
        /// An account exported more people in a day than is usual.
        ExportsExceeded = "exports_exceeded", "一天导出人数过多", "Too many people exported in a day";
        /// A message was handed over.
        MessageSent = "message_sent", "发出消息", "Message sent";
        /// A message could not be handed over, however often it was tried.
        MessageFailed = "message_failed", "消息发送失败", "Message failed";
        /// A message that failed is to be tried again.
        MessageRetried = "message_retried", "重发消息", "Message tried again";
        /// The gateway told what became of a message.
        ReceiptTaken = "receipt_taken", "收到消息回执", "Receipt of a message taken";
        /// Somebody asked for the morning digest, changed its address, or ended it.
        DigestChanged = "digest_changed", "变更每日摘要", "Morning digest changed";
        /// A calendar feed was opened.
        CalendarIssued = "calendar_issued", "开通日历订阅", "Calendar feed opened";
        /// A calendar feed was revoked.
        CalendarRevoked = "calendar_revoked", "撤销日历订阅", "Calendar feed revoked";
        /// A member joined the volunteer team.
        MemberAdded = "member_added", "登记服务队队员", "Team member added";
        /// A member's details were amended.
        MemberAmended = "member_amended", "变更队员资料", "Team member amended";
        /// A member left the team.
        MemberLeft = "member_left", "队员离队", "Team member left";
        /// A member who had left serves again.
        MemberCameBack = "member_came_back", "队员归队", "Team member came back";
        /// A task was handed to a member of the team.
        TaskHanded = "task_handed", "分派任务", "Task handed out";
        /// A member reported a task done.
        TaskDone = "task_done", "完成任务", "Task done";
        /// A member gave a task back.
        TaskReturned = "task_returned", "退回任务", "Task given back";
        /// A task was taken back.
        TaskWithdrawn = "task_withdrawn", "收回任务", "Task taken back";
        /// A care ledger was opened.
        CareOpened = "care_opened", "建立关怀台账", "Care ledger opened";
        /// A care ledger, its members or who may contact them were changed, or an entry was taken back.
        CareAmended = "care_amended", "变更关怀台账", "Care ledger amended";
        /// A visit, a call, condolences, hardship, a wish or a note was written down.
        CareTold = "care_told", "记录关怀", "Care recorded";
        /// All contact was stopped on request, with the family or with one of its members.
        CareSilenced = "care_silenced", "停止联系", "Contact stopped";
        /// Contact is welcome again.
        CareResumed = "care_resumed", "恢复联系", "Contact resumed";
        /// A member of a family was read unmasked.
        CareUnmasked = "care_unmasked", "查看家庭成员完整信息", "Family member read in full";
        /// A supervisor asked for a care ledger to be erased.
        CareErasureAsked = "care_erasure_asked", "申请删除关怀台账", "Erasure of a care ledger asked for";
        /// A care ledger is not erased after all.
        CareErasureDeclined = "care_erasure_declined", "不删除关怀台账", "Care ledger kept";
        /// A care ledger was erased.
        CareErased = "care_erased", "删除关怀台账", "Care ledger erased";
        /// Aid was asked for.
        AidRequested = "aid_requested", "申请救助", "Aid requested";
        /// A second person decided on aid.
        AidDecided = "aid_decided", "审批救助", "Aid decided on";
        /// Aid was given.
        AidGiven = "aid_given", "发放救助", "Aid given";
        /// The family signed for aid, or its outcome was written down.
        AidFollowed = "aid_followed", "救助签收或回访", "Aid signed for or followed up";
        /// A supervision visit was planned, or entered as made.
        SupervisionPlanned = "supervision_planned", "计划督导", "Supervision planned";
        /// A supervision visit was made.
        SupervisionHeld = "supervision_held", "开展督导", "Supervision made";
        /// A supervision visit is not made.
        SupervisionCancelled = "supervision_cancelled", "取消督导", "Supervision cancelled";
        /// A finding of a supervision visit was written down or corrected.
        FindingRecorded = "finding_recorded", "记录督导问题", "Finding recorded";
        /// A finding was reported to be put right.
        RectificationReported = "rectification_reported", "报告整改", "Rectification reported";
        /// The office above closed a finding, or sent the report back.
        RectificationAnswered = "rectification_answered", "确认整改", "Rectification answered";
        /// A report was issued, or an issued one corrected.
        ReportIssued = "report_issued", "签发报表", "Report issued";
        /// A report or its draft was looked at.
        ReportRead = "report_read", "查看报表", "Report read";
        /// A report was given out as a file or a page to print.
        ReportGiven = "report_given", "下载或打印报表", "Report given out";
        /// A ledger was handed in.
        ImportStarted = "import_started", "上传台账", "Ledger uploaded";
        /// A ledger's rows were entered.
        ImportCommitted = "import_committed", "导入台账", "Ledger imported";
        /// A ledger was thrown away.
        ImportDiscarded = "import_discarded", "放弃台账", "Ledger discarded";
        /// The rejected rows were downloaded.
        RejectsDownloaded = "rejects_downloaded", "下载退回的行", "Rejected rows downloaded";
        /// A unit was added.
        UnitAdded = "unit_added", "新增机构", "Unit added";
        /// A unit was changed.
        UnitAmended = "unit_amended", "变更机构", "Unit amended";
        /// An account was created.
        AccountCreated = "account_created", "新建账号", "Account created";
        /// An account was changed, disabled or enabled.
        AccountAmended = "account_amended", "变更账号", "Account amended";
        /// A one-time link was made for an account.
        LinkIssued = "link_issued", "签发一次性链接", "One-time link issued";
        /// A password was set.
        PasswordSet = "password_set", "设置密码", "Password set";
        /// Somebody signed in.
        SignedIn = "signed_in", "登录", "Signed in";
        /// A sign-in failed.
        SignInFailed = "sign_in_failed", "登录失败", "Sign-in failed";
        /// Somebody signed out, or a session was revoked.
        SessionEnded = "session_ended", "退出登录", "Session ended";
        /// An API token was made.
        TokenIssued = "token_issued", "签发接口令牌", "API token issued";
        /// An API token was revoked.
        TokenRevoked = "token_revoked", "吊销接口令牌", "API token revoked";
        /// Somebody had a job run at once.
        JobAsked = "job_asked", "手动运行任务", "Job run by hand";
        /// A record did not open: it was changed outside the service.
        IntegrityFailed = "integrity_failed", "记录校验失败", "Record failed its integrity check";
        /// A backup was made.
        BackupMade = "backup_made", "备份", "Backup made";
        /// A backup was restored.
        BackupRestored = "backup_restored", "恢复备份", "Backup restored";
        /// The demo office was filled.
        DemoFilled = "demo_filled", "生成演示数据", "Demo filled";
    }
}

codes! {
    /// Why a record is read in full. A closed list, since a free text could name somebody.
    UnmaskReason {
        /// To call the person.
        Contact = "contact", "电话或上门联系本人", "To contact the person";
        /// To check who somebody is.
        VerifyIdentity = "verify_identity", "核对身份", "To verify identity";
        /// To correct the record.
        CorrectRecord = "correct_record", "更正资料", "To correct the record";
        /// Because the person asked for her data (PIPL 45).
        PersonAsked = "person_asked", "本人要求查阅", "The person asked for it";
        /// Because the family or executor asked (PIPL 49).
        FamilyAsked = "family_asked", "家属或执行人要求", "Family or executor asked";
        /// To carry out a donation.
        Donation = "donation", "办理捐献", "To carry out a donation";
        /// To remember those who gave: names for the park, honours, commemorations.
        Memorial = "memorial", "缅怀与褒扬", "To remember and honour";
        /// To look after members and volunteers of the Red Cross, and to give out their roll.
        Membership = "membership", "会员与志愿者事务", "Matters of members and volunteers";
    }
}

codes! {
    /// What an event is about.
    SubjectKind {
        /// A person in the registry.
        Person = "person", "志愿者", "Person";
        /// An account.
        Account = "account", "账号", "Account";
        /// An organisational unit.
        Unit = "unit", "机构", "Unit";
        /// What a unit is to reach.
        Target = "target", "目标", "Target";
        /// A match case.
        MatchCase = "match_case", "初配案例", "Match case";
        /// A donation coordinator.
        Coordinator = "coordinator", "协调员", "Coordinator";
        /// A donation after death.
        Donation = "donation", "捐献实现", "Donation";
        /// An entry of the memorial.
        Memorial = "memorial", "缅怀条目", "Memorial entry";
        /// A commemoration.
        Commemoration = "commemoration", "缅怀活动", "Commemoration";
        /// An invitation to a commemoration.
        Invitation = "invitation", "邀请", "Invitation";
        /// An honour or benefit.
        Honour = "honour", "荣誉与待遇", "Honour or benefit";
        /// A membership.
        Membership = "membership", "会员与志愿者", "Membership";
        /// An export of people.
        Export = "export", "导出", "Export";
        /// A supervision visit.
        Supervision = "supervision", "督导检查", "Supervision visit";
        /// A report.
        Report = "report", "报表", "Report";
        /// A member of the volunteer team.
        Member = "member", "服务队队员", "Team member";
        /// A task of the volunteer team.
        Task = "task", "志愿服务任务", "Task";
        /// A reminder.
        Reminder = "reminder", "提醒", "Reminder";
        /// A care ledger.
        CareLedger = "care_ledger", "关怀台账", "Care ledger";
        /// A release of statistics.
        Release = "release", "公开统计", "Release";
        /// An import.
        Import = "import", "导入", "Import";
        /// A transfer.
        Transfer = "transfer", "转移", "Transfer";
        /// A merge.
        Merge = "merge", "合并", "Merge";
        /// A reconciliation.
        Reconciliation = "reconciliation", "跨机构重复", "Reconciliation";
        /// An API token.
        Token = "token", "接口令牌", "API token";
        /// A scheduled job.
        Job = "job", "定时任务", "Job";
    }
}

/// One line of the trail; who, when and through which door are added by the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// What was done.
    pub action: Action,
    /// The unit that it concerns; who may read the event follows from it.
    pub unit: Option<Uuid>,
    /// The record and its version after the event.
    pub subject: Option<(SubjectKind, Uuid, i64)>,
    /// The stated reason.
    pub reason: Option<UnmaskReason>,
    /// How many rows, where the event is about many.
    pub rows: Option<i64>,
}

impl AuditEvent {
    /// An event about nothing in particular.
    pub fn new(action: Action) -> Self {
        Self { action, unit: None, subject: None, reason: None, rows: None }
    }

    /// The unit that it concerns.
    #[must_use]
    pub fn at(mut self, unit: Uuid) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The record it is about, with its version after the event.
    #[must_use]
    pub fn about(mut self, kind: SubjectKind, id: Uuid, version: i64) -> Self {
        self.subject = Some((kind, id, version));
        self
    }

    /// The stated reason.
    #[must_use]
    pub fn because(mut self, reason: UnmaskReason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(mut self, rows: i64) -> Self {
        self.rows = Some(rows);
        self
    }
}
