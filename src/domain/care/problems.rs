//! What can be wrong with a care ledger, and what to do about it.

use super::contact::Way;
use crate::domain::words::{Problem, Words};

fn problem(field: &'static str, code: &'static str, zh: &'static str, en: &'static str) -> Problem {
    Problem::new(field, code, Words::new(zh, en))
}

pub(super) fn in_future(field: &'static str) -> Problem {
    problem(field, "future", "日期在今天之后，请核对。", "After today; check the day.")
}

pub(super) fn words_missing(field: &'static str) -> Problem {
    problem(field, "required", "请用文字说明。", "Say it in words.")
}

pub(super) fn compensation(field: &'static str) -> Problem {
    problem(
        field,
        "compensation",
        "捐献遵循自愿、无偿原则（民法典第一千零七条），记录中不得使用补偿、赔偿、报酬、买卖等说法；请改写为“人道慰问”或“困难救助”，并说明实际困难。",
        "Donation is voluntary and free of charge (Civil Code 1007): a record may not speak of compensation, payment or trade. Write “humanitarian condolence” or “hardship aid”, and what the hardship is.",
    )
}

pub(super) fn number_in_words(field: &'static str) -> Problem {
    problem(
        field,
        "number",
        "文字中有电话或证件号码：请删去，联系方式填在家庭成员里，会自动遮盖。",
        "There is a phone or document number in the words: remove it; contacts stand with the member, where they are masked.",
    )
}

pub(super) fn no_such_member() -> Problem {
    problem(
        "member",
        "missing",
        "没有这位家庭成员，请重新打开台账。",
        "There is no such member; open the ledger again.",
    )
}

pub(super) fn unknown_member() -> Problem {
    problem(
        "members",
        "missing",
        "所选成员不在这个家庭里，请重新选择。",
        "Somebody chosen does not belong to this family; choose again.",
    )
}

pub(super) fn no_such_entry() -> Problem {
    problem(
        "entry",
        "missing",
        "没有这条记录，请重新打开台账。",
        "There is no such entry; open the ledger again.",
    )
}

pub(super) fn birth_date_missing() -> Problem {
    problem(
        "birth_date",
        "required",
        "在学子女须填出生日期：未满 14 周岁的须有监护人同意。",
        "Of a child at school the date of birth is needed: under 14 a guardian has to consent.",
    )
}

pub(super) fn guardian_missing() -> Problem {
    problem(
        "guardian_by",
        "guardian",
        "未满 14 周岁：须先取得监护人同意（个人信息保护法第三十一条），请填写由谁、哪天同意；没有同意的，请不要录入这个孩子的信息。",
        "Under 14: the guardian has to consent first (PIPL 31). Say who did and when; without it, do not enter this child.",
    )
}

pub(super) fn no_way() -> Problem {
    problem(
        "ways",
        "required",
        "请选择对方同意的联系方式；都不同意的，请选“不联系”。",
        "Choose the ways she agreed to; where there is none, choose not to be contacted.",
    )
}

pub(super) fn silenced() -> Problem {
    problem(
        "on",
        "silenced",
        "这个家庭已要求停止联系，此后不得联系，也不显示联系方式；对方自己来访或来电的，请勾选“家属主动”；对方愿意恢复的，请先解除。",
        "The family has asked for silence: no contact since, and no contacts are shown. Where they came or called themselves, tick so; where they welcome contact again, lift it first.",
    )
}

pub(super) fn member_stopped() -> Problem {
    problem(
        "members",
        "stopped",
        "这位成员已要求停止联系，此后不得联系，也不显示联系方式；其本人主动来的，请勾选“家属主动”；愿意恢复的，请先解除。",
        "This member has asked for silence: no contact since, and no contacts are shown. Where she came herself, tick so; where she welcomes contact again, lift it first.",
    )
}

pub(super) fn not_to_be_contacted() -> Problem {
    problem(
        "members",
        "not_to_be_contacted",
        "这位成员不接受联系，请联系其他成员。",
        "This member is not to be contacted; turn to another one.",
    )
}

pub(super) fn by_somebody_else() -> Problem {
    problem(
        "members",
        "only_by",
        "这位成员只接受指定协调员的联系，请转告该协调员。",
        "Only the coordinator named may contact this member; tell that colleague.",
    )
}

pub(super) fn way_unwanted(ways: &[Way]) -> Problem {
    let list = |each: fn(&Way) -> String| ways.iter().map(each).collect::<Vec<_>>();
    let zh = list(|way| way.label().zh.into_owned()).join("、");
    let en = list(|way| way.label().en.into_owned()).join(", ");
    let words = Words::made(
        format!("这位成员没有同意以{zh}联系，请改用其同意的方式，或先更新联系约定。"),
        format!(
            "This member did not agree to be contacted so ({en}); use a way she agreed to, or change the rule first."
        ),
    );
    Problem::new("members", "way", words)
}

pub(super) fn with_whom() -> Problem {
    problem(
        "members",
        "required",
        "请选择是与哪位成员联系的。",
        "Choose with which members it was.",
    )
}

pub(super) fn stopped_already() -> Problem {
    problem("on", "stopped_already", "已经停止联系。", "Contact is stopped already.")
}

pub(super) fn not_stopped() -> Problem {
    problem("on", "not_stopped", "并没有停止联系。", "Contact was not stopped.")
}

pub(super) fn before_last_lift() -> Problem {
    problem(
        "on",
        "before_last_lift",
        "日期早于上次恢复联系的日期，请核对。",
        "Before contact was last welcome again; check the day.",
    )
}

pub(super) fn before_stop() -> Problem {
    problem(
        "on",
        "before_stop",
        "日期早于停止联系的日期，请核对。",
        "Before contact was stopped; check the day.",
    )
}

pub(super) fn before_last_step() -> Problem {
    problem(
        "on",
        "before_last_step",
        "日期早于上一步，请核对。",
        "Before the step that came first; check the day.",
    )
}

pub(super) fn circumstances_missing() -> Problem {
    problem(
        "circumstances",
        "required",
        "请选择困难的情形，至少一项。",
        "Choose at least one circumstance.",
    )
}

pub(super) fn amount() -> Problem {
    problem(
        "amount",
        "amount",
        "金额须在 0.01 元与 1000 万元之间，请核对。",
        "The amount has to be from 0.01 to 10 million yuan; check it.",
    )
}

pub(super) fn same_person() -> Problem {
    problem(
        "decision",
        "same_person",
        "救助须由申请人以外的人审批。",
        "Somebody else than who asked for the aid has to decide.",
    )
}

pub(super) fn decided_already() -> Problem {
    problem("decision", "decided", "这项救助已经审批过。", "This aid was decided on already.")
}

pub(super) fn not_approved() -> Problem {
    problem(
        "aid",
        "not_approved",
        "这项救助还没有经第二人批准，不能发放。",
        "A second person has not approved this aid yet; it cannot be given.",
    )
}

pub(super) fn declined() -> Problem {
    problem(
        "aid",
        "declined",
        "这项救助未获批准，不能发放；情况有变化的，请重新申请。",
        "This aid was declined and cannot be given; where things have changed, ask again.",
    )
}

pub(super) fn given_already() -> Problem {
    problem("aid", "given", "这项救助已经发放。", "This aid was given already.")
}

pub(super) fn not_given() -> Problem {
    problem("aid", "not_given", "这项救助还没有发放。", "This aid was not given yet.")
}

pub(super) fn receipted_already() -> Problem {
    problem("aid", "receipted", "这项救助已经签收。", "This aid was signed for already.")
}

pub(super) fn not_receipted() -> Problem {
    problem(
        "aid",
        "not_receipted",
        "请先记录签收，再记录成效。",
        "Record the receipt first, then what came of it.",
    )
}

pub(super) fn outcome_known() -> Problem {
    problem("aid", "outcome", "成效已经记录。", "The outcome was recorded already.")
}

pub(super) fn erasure_asked() -> Problem {
    problem(
        "erasure",
        "asked",
        "已申请删除，等待另一位督导确认。",
        "That was asked for already; another supervisor has to confirm it.",
    )
}

pub(super) fn erasure_not_asked() -> Problem {
    problem("erasure", "not_asked", "没有待确认的删除申请。", "Nobody asked for it to be erased.")
}

pub(super) fn erasure_same_person() -> Problem {
    problem(
        "decision",
        "same_person",
        "删除须由申请人以外的督导确认。",
        "Somebody else than who asked for it has to confirm.",
    )
}

pub(super) fn aid_under_way() -> Problem {
    problem(
        "erasure",
        "aid_under_way",
        "还有救助在办（待审批、待发放或待签收），请先办结，再删除台账。",
        "Aid is under way (to be approved, given or signed for); settle it first.",
    )
}
