//! Registrations and consents as a person's page shows them.

use uuid::Uuid;

use super::super::views::{
    Action, Badge, ConsentRow, Fact, NoticeRow, RegistrationCard, Standing, Tone,
};
use crate::domain::{
    consents::{Consent, ConsentStatus},
    gifts::{BodyGift, Tissue},
    masks::MaskedPerson,
    notices::Notice,
    programmes::{Organ, Programme},
    registrations::{Registration, RegistrationStatus, Stance},
    retention::RetentionList,
    signing::{FamilySignature, Proxy},
    words::Words,
};

/// One line a programme: the word that stands, else the last one.
pub fn standings(person: &MaskedPerson) -> Vec<Standing> {
    let of = |programme: Programme| {
        let words = person.registrations.iter().filter(|one| one.programme == programme);
        words.max_by_key(|one| (one.stands(), one.ended_on, one.id)).map(standing)
    };
    Programme::ALL.into_iter().filter_map(of).collect()
}

fn standing(one: &Registration) -> Standing {
    let status = match (one.stance, one.status) {
        (Stance::Refuses, _) if one.stands() => Badge::new(Tone::Bad, Stance::Refuses.label()),
        (_, RegistrationStatus::Active) => Badge::new(Tone::Good, one.status.label()),
        (_, RegistrationStatus::Paused) => Badge::new(Tone::Warn, one.status.label()),
        (_, RegistrationStatus::Withdrawn) => Badge::new(Tone::Plain, one.status.label()),
        (_, RegistrationStatus::Realised) => Badge::new(Tone::Info, one.status.label()),
    };
    Standing { programme: one.programme.label(), status }
}

/// What can be done to the registrations of one person by who looks at her page.
pub struct Doing {
    /// The person.
    pub person: Uuid,
    /// Her record's version.
    pub version: i64,
    /// Whether anything can be done.
    pub may: bool,
}

impl Doing {
    fn at(&self, what: &str, id: Uuid, step: &str) -> String {
        format!("/people/{}/{what}/{id}/{step}", self.person)
    }

    /// A button that posts with the version that the page shows.
    pub fn button(&self, href: String, words: Words) -> Action {
        Action::post(href, words).with("version", self.version.to_string())
    }

    /// One registration, or one refusal.
    pub fn registration(&self, one: &Registration) -> RegistrationCard {
        let actions = if self.may && one.stands() { self.steps(one) } else { Vec::new() };
        RegistrationCard {
            standing: standing(one),
            facts: registration_facts(one),
            actions,
            notices: Vec::new(),
        }
    }

    fn steps(&self, one: &Registration) -> Vec<Action> {
        let at = |step: &str| self.at("registrations", one.id, step);
        if one.stance == Stance::Refuses {
            let words = Words::new("撤销不同意", "Take the refusal back");
            return vec![Action::link(at("withdraw"), words)];
        }
        let pause = match one.status {
            RegistrationStatus::Paused => self.button(at("resume"), Words::new("恢复", "Resume")),
            _ => Action::link(at("pause"), Words::new("暂停", "Pause")),
        };
        vec![
            Action::link(at("amend"), Words::new("变更", "Amend")),
            pause,
            Action::link(at("withdraw"), Words::new("撤销", "Withdraw")).tone(Tone::Bad),
        ]
    }

    /// Who is to be told of the withdrawal of `one`, and who was; `executor` names a row, `account` who did it.
    pub fn notices(
        &self,
        one: &Registration,
        executor: impl Fn(Uuid) -> Option<String>,
        account: impl Fn(Uuid) -> Option<String>,
    ) -> Vec<NoticeRow> {
        let row = |(position, notice): (usize, &Notice)| {
            let gone = || "原执行人（已不在记录中）".to_owned();
            let whom = notice.executor.map(|id| executor(id).unwrap_or_else(gone));
            let (state, by) = match &notice.given {
                None => (Badge::new(Tone::Warn, Words::new("待通知", "owed")), String::new()),
                Some(given) => {
                    let words = Words::made(format!("已通知 {}", given.on), "told");
                    let by = given.by.and_then(&account).unwrap_or_default();
                    let receipt = given.receipt.iter().map(|text| format!(" · {text}"));
                    (Badge::new(Tone::Good, words), by + &receipt.collect::<String>())
                }
            };
            let tick = Words::new("登记已通知", "Tick off");
            let href = self.at("registrations", one.id, &format!("notices/{position}"));
            let actions = match &notice.given {
                None if self.may => vec![Action::link(href, tick)],
                _ => Vec::new(),
            };
            NoticeRow { to: notice.to.label(), whom: whom.unwrap_or_default(), state, by, actions }
        };
        (1..).zip(&one.details.notices).map(row).collect()
    }

    /// What can be added: an offer of each programme without a standing word, and a refusal.
    pub fn additions(&self, registrations: &[Registration]) -> Vec<Action> {
        if !self.may {
            return Vec::new();
        }
        let stands = |programme: Programme| {
            registrations.iter().any(|one| one.programme == programme && one.stands())
        };
        let free = Programme::ALL.into_iter().filter(|programme| !stands(*programme));
        let add = |programme: Programme| {
            let label = programme.label();
            let words = Words::made(format!("新增{}", label.zh), format!("Add {}", label.en));
            let href =
                format!("/people/{}/registrations/add?programme={}", self.person, programme.code());
            Action::link(href, words)
        };
        let refuse = Words::new("登记不同意捐献", "Record a refusal");
        let refuse = Action::link(format!("/people/{}/refuse", self.person), refuse);
        let papers = Words::new("打印登记卡或证书", "Print card or certificate");
        let papers = Action::link(format!("/people/{}/papers", self.person), papers);
        free.map(add).chain([refuse, papers]).collect()
    }

    /// One consent.
    pub fn consent(&self, one: &Consent) -> ConsentRow {
        let details = &one.details;
        let given = one.status == ConsentStatus::Given;
        let withdrawn = details.withdrawn_on.map(|day| format!(" {day}")).unwrap_or_default();
        let label = one.status.label();
        let status = Words::made(format!("{}{withdrawn}", label.zh), label.en);
        let withdraw = Words::new("撤回", "Withdraw");
        let withdraw = Action::link(self.at("consents", one.id, "withdraw"), withdraw);
        ConsentRow {
            purpose: one.purpose.label(),
            given_on: details.given_on.map_or("日期不详".to_owned(), |day| day.to_string()),
            way: details.way.label(),
            text: format!("{} · {}", details.text_version, start(&details.text_hash)),
            recipient: details.recipient.clone().unwrap_or_default(),
            status: Badge::new(if given { Tone::Good } else { Tone::Plain }, status),
            actions: (self.may && given).then_some(withdraw).into_iter().collect(),
        }
    }
}

/// Enough of a hash to compare it with a printed text's.
fn start(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// What was written down of a registration; what was not is left out, but for its day.
pub fn registration_facts(one: &Registration) -> Vec<Fact> {
    let details = &one.details;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    let said = match one.stance {
        Stance::Offers => Words::new("登记日期", "Registered on"),
        Stance::Refuses => Words::new("表示日期", "Said on"),
    };
    let mut facts = vec![Fact::new(said, day(one.registered_on).unwrap_or_default())];
    if one.programme == Programme::Organ && one.stance == Stance::Offers {
        facts.push(given(Words::new("器官", "Organs"), &details.organs, Organ::label));
    }
    if one.programme == Programme::Tissue && one.stance == Stance::Offers {
        facts.push(given(Words::new("组织", "Tissues"), &details.tissues, Tissue::label));
    }
    if one.programme == Programme::Body && one.stance == Stance::Offers {
        let whole = [BodyGift::WholeBody];
        let gifts = if details.gifts.is_empty() { &whole[..] } else { &details.gifts };
        facts.push(given(Words::new("捐献内容", "Given"), gifts, BodyGift::label));
    }
    let texts = [
        (Words::new("采样日期", "Sampled on"), day(details.sampled_on)),
        (Words::new("采样地点", "Sampled at"), details.sample_place.clone()),
        (Words::new("样本编号", "Sample no."), details.sample_number.clone()),
        (Words::new("分型日期", "Typed on"), day(details.typed_on)),
        (Words::new("入库日期", "Pooled on"), day(one.pooled_on)),
        (Words::new("GRID", "GRID"), details.grid.as_ref().map(|grid| grid.masked())),
        (Words::new("暂停至", "Paused until"), day(details.paused_until)),
        (Words::new("国家库登记号", "National registry no."), details.national_number.clone()),
        (Words::new("国家保留项目名单", "National lists"), lists(&details.lists)),
        (Words::new("其他组织", "Other tissue"), details.other_tissue.clone()),
        (Words::new("接受单位", "Receiving unit"), details.receiving_unit.clone()),
        (Words::new("用途", "Use"), details.use_limits.clone()),
        (Words::new("登记卡号", "Card no."), details.card_number.clone()),
        (Words::new("骨灰处理说明", "About the ashes"), details.ashes_words.clone()),
        (Words::new("受托人", "Proxy"), details.proxy.as_ref().map(proxy)),
        (Words::new("近亲属签名", "Relatives signed"), signatures(&details.family_signatures)),
        (Words::new("结束日期", "Ended on"), day(one.ended_on)),
        (Words::new("结束原因", "Why it ended"), details.end_reason.clone()),
        (Words::new("备注", "Remarks"), details.remark.clone()),
    ];
    facts.extend(texts.into_iter().filter_map(|(label, text)| Some(Fact::new(label, text?))));
    let coded = [
        (Words::new("样本类型", "Sample kind"), details.sample_kind.map(|kind| kind.label())),
        (Words::new("骨灰", "Ashes"), details.ashes.map(|ashes| ashes.label())),
        (Words::new("退出方式", "Exit"), details.exit.map(|exit| exit.label())),
        (Words::new("招募渠道", "Channel"), one.channel.map(|channel| channel.label())),
        (Words::new("登记方式", "Way"), details.way.map(|way| way.label())),
        (Words::new("家属", "Family"), details.family_aware.map(aware)),
        (
            Words::new("保密", "Confidential"),
            details.confidential.then_some(Words::new("要求保密", "asked for")),
        ),
    ];
    facts.extend(coded.into_iter().filter_map(|(label, words)| Some(Fact::coded(label, words?))));
    facts
}

/// What is given one by one, or all of it.
fn given<T: Copy>(label: Words, list: &[T], name: fn(T) -> Words) -> Fact {
    if list.is_empty() {
        return Fact::coded(label, Words::new("全部", "all"));
    }
    let labels: Vec<Words> = list.iter().map(|&one| name(one)).collect();
    let zh: Vec<&str> = labels.iter().map(|words| &*words.zh).collect();
    let en: Vec<&str> = labels.iter().map(|words| &*words.en).collect();
    Fact::coded(label, Words::made(zh.join("、"), en.join(", ")))
}

/// The national lists on which she stands, the latest first.
fn lists(lists: &[RetentionList]) -> Option<String> {
    let told: Vec<_> = lists.iter().rev().map(|list| list.words().zh.into_owned()).collect();
    (!told.is_empty()).then(|| told.join("；"))
}

fn proxy(proxy: &Proxy) -> String {
    let notarised = if proxy.notarised { "，委托书已公证" } else { "" };
    let relation = proxy.relation.label().zh;
    format!("{}（{relation}）{}{notarised}", proxy.name.as_str(), proxy.phone.as_str())
}

fn signatures(all: &[FamilySignature]) -> Option<String> {
    let line = |one: &FamilySignature| {
        let (relation, opinion) = (one.relation.label().zh, one.opinion.label().zh);
        format!("{}（{relation}）{opinion} {}", one.name.as_str(), one.signed_on)
    };
    let lines: Vec<String> = all.iter().map(line).collect();
    (!lines.is_empty()).then(|| lines.join("；"))
}

fn aware(aware: bool) -> Words {
    if aware { Words::new("知情", "knows") } else { Words::new("不知情", "does not know") }
}
