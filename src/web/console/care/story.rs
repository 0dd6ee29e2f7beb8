//! What happened with a family, as its page tells it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::href;
use crate::{
    domain::{
        care::{
            aid::{Aid, AidState, yuan},
            entries::{Entry, What},
            masks::MaskedLedger,
        },
        permissions::Permission,
        words::Words,
    },
    web::console::{
        session::Signed,
        views::{Action, Badge, Decide, Decision, Fact, Field, StoryRow, Tone},
    },
};

/// Everything that happened, newest first, and among it to what they were `invited`.
pub fn whole(
    by: &Signed,
    ledger: &MaskedLedger,
    names: &BTreeMap<Uuid, String>,
    invited: Vec<StoryRow>,
) -> Vec<StoryRow> {
    let told = ledger.entries.iter().map(|entry| row(by, ledger, entry, names));
    let mut rows: Vec<StoryRow> = told.chain(invited).collect();
    rows.sort_by(|one, other| other.on.cmp(&one.on));
    rows
}

fn row(
    by: &Signed,
    ledger: &MaskedLedger,
    entry: &Entry,
    names: &BTreeMap<Uuid, String>,
) -> StoryRow {
    let with: Vec<String> = entry
        .members
        .iter()
        .filter_map(|id| ledger.member(*id))
        .map(|member| format!("{}（{}）", member.name, member.kinship.label().zh))
        .collect();
    let came =
        entry.came.then(|| Badge::new(Tone::Plain, Words::new("家属主动", "They came themselves")));
    let (facts, state) = match &entry.what {
        What::Aid(aid) => (of_aid(aid), Some(badge(aid.state()))),
        What::Hardship { circumstances } => {
            let zh: Vec<_> = circumstances.iter().map(|one| one.label().zh).collect();
            let en: Vec<_> = circumstances.iter().map(|one| one.label().en).collect();
            let what = Words::made(zh.join("、"), en.join(", "));
            (vec![Fact::coded(Words::new("情形", "Circumstances"), what)], None)
        }
        _ => (Vec::new(), None),
    };
    StoryRow {
        id: entry.id.to_string(),
        on: entry.on.to_string(),
        what: entry.what.label(),
        who: entry.by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
        with: with.join("、"),
        words: entry.words.clone().unwrap_or_default(),
        marks: came.into_iter().chain(state).collect(),
        facts,
        decide: decide(by, ledger, entry),
        actions: actions(by, ledger, entry),
    }
}

fn badge(state: AidState) -> Badge {
    let tone = match state {
        AidState::Requested => Tone::Warn,
        AidState::Declined => Tone::Bad,
        AidState::Approved | AidState::Given => Tone::Info,
        AidState::Receipted | AidState::Closed => Tone::Good,
    };
    Badge::new(tone, state.label())
}

/// Amount, source, and each step that was taken.
pub fn of_aid(aid: &Aid) -> Vec<Fact> {
    let amount = aid.gift().fen().map(|fen| format!("{} 元", yuan(fen)));
    let text = |label: Words, text: Option<String>| text.map(|text| Fact::new(label, text));
    let day = |on: chrono::NaiveDate, words: Option<&String>| {
        [on.to_string()].into_iter().chain(words.cloned()).collect::<Vec<_>>().join(" ")
    };
    let decision = aid.decision().map(|one| {
        let label = match one.approved {
            true => Words::new("已批准", "Approved"),
            false => Words::new("未批准", "Declined"),
        };
        Fact::new(label, day(one.on, one.words.as_ref()))
    });
    [
        text(Words::new("金额", "Amount"), amount),
        text(Words::new("物资", "Goods"), aid.gift().goods().map(str::to_owned)),
        Some(Fact::coded(Words::new("资金来源", "Paid by"), aid.source().label())),
        text(Words::new("来源说明", "Source in words"), aid.source_words().map(str::to_owned)),
        decision,
        aid.giving().map(|one| Fact::new(Words::new("发放", "Given"), one.on.to_string())),
        aid.receipted().map(|one| {
            Fact::new(Words::new("签收", "Signed for"), day(one.on, one.words.as_ref()))
        }),
        aid.came_of_it()
            .map(|one| Fact::new(Words::new("成效", "Outcome"), day(one.on, one.words.as_ref()))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The second person's decision; none for whoever asked for the aid, and once it was decided on.
pub fn decide(by: &Signed, ledger: &MaskedLedger, entry: &Entry) -> Option<Decide> {
    let What::Aid(aid) = &entry.what else { return None };
    let actor = &by.caller.actor;
    let own = actor.account_id() == Some(aid.asked_by());
    if own || !aid.awaits_approval() || actor.may(Permission::AidApprove).is_err() {
        return None;
    }
    let words = Words::new("审批意见（不批准时必填）", "In words; needed where it is declined");
    let opinion = Field::area(opinion(entry.id), words, "").most(1000);
    Some(Decide {
        action: format!("{}/aid/{}/decision", href(ledger.id), entry.id),
        fields: vec![Field::hidden("version", ledger.version.to_string()), opinion],
        decisions: vec![
            Decision::new("approve", Words::new("批准", "Approve"), Tone::Good),
            Decision::new("decline", Words::new("不批准", "Decline"), Tone::Bad),
        ],
    })
}

/// The input of what is said about a decision: several may stand on one page, each under a name of its own.
pub fn opinion(aid: Uuid) -> String {
    format!("words-{aid}")
}

fn actions(by: &Signed, ledger: &MaskedLedger, entry: &Entry) -> Vec<Action> {
    if by.caller.actor.may(Permission::CareWork).is_err() {
        return Vec::new();
    }
    let base = href(ledger.id);
    let next = |step: &str, words: Words| {
        Action::link(format!("{base}/aid/{}/{step}", entry.id), words).tone(Tone::Good)
    };
    let undo = Action::link(
        format!("{base}/entries/{}/undo", entry.id),
        Words::new("撤回误记", "Take back"),
    );
    match &entry.what {
        What::Aid(aid) => match aid.state() {
            AidState::Requested => vec![undo],
            AidState::Approved => vec![next("giving", Words::new("记录发放", "Given"))],
            AidState::Given => vec![next("receipt", Words::new("记录签收", "Signed for"))],
            AidState::Receipted => vec![next("outcome", Words::new("记录成效", "Outcome"))],
            AidState::Declined | AidState::Closed => Vec::new(),
        },
        _ => vec![undo],
    }
}
