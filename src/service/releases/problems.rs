//! Why nothing is published, in words.

use crate::{
    domain::{
        disclosure::audit::Finding,
        periods::Quarter,
        releases::building::Refusal,
        words::{Problem, Words},
    },
    service::ServiceError,
};

pub(super) fn period() -> Problem {
    let words = Words::new(
        "请写成 2025-Q4 的样子：年份和季度。",
        "Write it like 2025-Q4: year and quarter.",
    );
    Problem::new("period", "period", words)
}

pub(super) fn not_over(period: Quarter) -> Problem {
    let words = Words::made(
        format!("{}还没有结束，{} 之后才能发布。", period.label().zh, period.last_day()),
        format!("{period} is not over: it can be published after {}.", period.last_day()),
    );
    Problem::new("period", "not_over", words)
}

pub(super) fn published(period: Quarter, last: Quarter) -> Problem {
    let words = match period == last {
        true => Words::made(
            format!("{}已经发布，不能再次发布；文件可在公开统计中下载。", period.label().zh),
            format!("{period} is published already, and only once; its file can be downloaded."),
        ),
        false => Words::made(
            format!("已经发布到 {last}，不能再发布 {period}：请发布 {}。", last.next()),
            format!(
                "Published up to {last} already, {period} cannot be any more: publish {}.",
                last.next()
            ),
        ),
    };
    Problem::new("period", "published", words)
}

pub(super) fn meanwhile() -> Problem {
    let words = Words::new(
        "刚才已有另一季发布，因此没有发布。请重新预览。",
        "Another quarter was published just now, so this one was not: look at the preview again.",
    );
    Problem::new("period", "meanwhile", words)
}

pub(super) fn kind() -> Problem {
    let words = Words::new(
        "由市或县（市、区）发布：请选择这样的机构。",
        "A city or a county publishes: choose one.",
    );
    Problem::new("unit", "kind", words)
}

pub(super) fn unnamed() -> Problem {
    let words = Words::new("请用机构代码指明由谁发布。", "Say by its code which office publishes.");
    Problem::new("unit", "unnamed", words)
}

pub(super) fn overlapping() -> Problem {
    let words = Words::new(
        "上级或下级机构已经发布公开统计：两份相互重叠的统计放在一起会泄露人数，只能由其中一个发布。",
        "An office above or below publishes already: two that overlap would tell small groups together, so only one of them may.",
    );
    Problem::new("unit", "overlapping", words)
}

/// What the service says of a refusal.
pub(super) fn refused(refusal: Refusal) -> ServiceError {
    let (code, zh, en) = match &refusal {
        Refusal::Order(next) => (
            "order",
            format!("应先发布 {next}：各季依次发布。"),
            format!("Publish {next} first: quarters are published one after the other."),
        ),
        Refusal::Broken(findings) => (
            "broken",
            format!(
                "复核程序从文件中推算出了不该知道的数字（{} 处，首处：{}），因此没有发布。",
                findings.len(),
                first(findings)
            ),
            format!(
                "The auditor computed what should not be known ({} places, first {}): nothing is published.",
                findings.len(),
                first(findings)
            ),
        ),
        Refusal::Changed(id) => (
            "changed",
            format!(
                "{id} 与已发布时不一致，因此没有发布。请运行 lifelight statistics verify 核对。"
            ),
            format!(
                "{id} is not what it was when it was published: nothing is published. Run lifelight statistics verify."
            ),
        ),
        Refusal::Draft(_) => (
            "figures",
            format!("数字前后不符，因此没有发布：{refusal}"),
            format!("The figures do not fit together, nothing is published: {refusal}"),
        ),
        _ => (
            "refused",
            format!("隐私保护计算没有完成，因此没有发布：{refusal}"),
            format!("What has to stay blank could not be found, nothing is published: {refusal}"),
        ),
    };
    Problem::new("period", code, Words::made(zh, en)).into()
}

fn first(findings: &[Finding]) -> String {
    findings.first().map_or_else(String::new, |finding| match finding {
        Finding::Chain { release, .. } => release.clone(),
        Finding::Small(id)
        | Finding::Changed(id)
        | Finding::Unknown(id)
        | Finding::Unbalanced(id)
        | Finding::Exact(id, _)
        | Finding::Narrow(id, ..) => id.to_string(),
    })
}
