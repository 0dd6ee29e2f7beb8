//! Reads rules from their TOML file, and finds what is wrong with them before anybody is reminded of anything.

use std::{collections::BTreeSet, ops::Range};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::{Spanned, value::Datetime};

use super::{
    conditions::Condition,
    rules::{Assignee, Means, Repeat, Rule, Rules, Tone, When, WorkingDay},
    spans::Span,
    subjects::{Anchor, Watch},
};
use crate::domain::{feasts::Feast, programmes::Programme, words::Words};

/// What is wrong with a file of rules, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", reason.zh, reason.en)]
pub struct RuleProblem {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Words,
}

/// Words that no title may carry: it stands in lists, digests and calendars (handbook §3.6).
const SENSITIVE: &[&str] = &["遗体", "骨髓", "HIV", "艾滋", "捐献", "body", "marrow", "donat"];

type Fault = (Range<usize>, Words);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    rules: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: Spanned<String>,
    version: Spanned<u32>,
    in_force_from: Spanned<Datetime>,
    watches: Watch,
    #[serde(default)]
    programmes: Vec<Programme>,
    anchor: Option<Spanned<Anchor>>,
    feast: Option<Spanned<Feast>>,
    #[serde(default)]
    after: Option<Spanned<Span>>,
    repeat: Option<Spanned<Again>>,
    #[serde(default)]
    only_if: Vec<Spanned<Condition>>,
    working_day: WorkingDay,
    #[serde(default)]
    anniversary: Option<Spanned<bool>>,
    #[serde(default)]
    lead: Option<Spanned<Span>>,
    too_late_after: Spanned<Span>,
    escalate_after: Option<Spanned<Span>>,
    #[serde(default)]
    protocol: Option<Spanned<bool>>,
    #[serde(default = "by_hand")]
    means: Spanned<Means>,
    tone: Spanned<Tone>,
    assignee: Assignee,
    title_zh: Spanned<Text>,
    title_en: Spanned<Text>,
    guidance_zh: Spanned<Text>,
    guidance_en: Spanned<Text>,
}

fn by_hand() -> Spanned<Means> {
    Spanned::new(0..0, Means::Task)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Again {
    every: Span,
    times: Option<u32>,
}

/// Words that are there.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.trim() {
            "" => Err(D::Error::custom("words are missing")),
            trimmed => Ok(Self(trimmed.to_owned())),
        }
    }
}

pub(super) fn load(text: &str, file: &str) -> Result<Rules, RuleProblem> {
    let place = |(span, reason): Fault| {
        let line = text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
        RuleProblem { file: file.to_owned(), line, reason }
    };
    let written: Written = toml::from_str(text).map_err(|error| {
        let reason = Words::made(format!("无法读取：{}", error.message()), error.message());
        place((error.span().unwrap_or_default(), reason))
    })?;
    let mut codes = BTreeSet::new();
    let mut rules = Vec::new();
    for entry in written.rules {
        if !codes.insert(entry.code.as_ref().clone()) {
            let reason = Words::new("代码重复", "this code stands here twice");
            return Err(place((entry.code.span(), reason)));
        }
        rules.push(entry.read().map_err(place)?);
    }
    Ok(Rules(rules))
}

impl Entry {
    fn read(self) -> Result<Rule, Fault> {
        let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let code = self.code.as_ref();
        if !(1..=40).contains(&code.len()) || !code.bytes().all(is_code) {
            return Err((
                self.code.span(),
                Words::new(
                    "代码用小写字母、数字和下划线，最多 40 个",
                    "a code is up to 40 lower case letters, digits and _",
                ),
            ));
        }
        if *self.version.as_ref() == 0 {
            return Err((self.version.span(), Words::new("版本从 1 起", "versions count from 1")));
        }
        self.check_titles()?;
        self.check_tone()?;
        let in_force_from = day(&self.in_force_from)?;
        let when = self.when()?;
        let lead = forward(self.lead.as_ref())?.unwrap_or_default();
        let anniversary = self.anniversary()?;
        let too_late_after = forward(Some(&self.too_late_after))?.unwrap_or_default();
        let escalate_after = forward(self.escalate_after.as_ref())?;
        let protocol = self.protocol()?;
        Ok(Rule {
            version: self.version.into_inner(),
            in_force_from,
            watches: self.watches,
            programmes: self.programmes,
            when,
            only_if: self.only_if.into_iter().map(Spanned::into_inner).collect(),
            working_day: self.working_day,
            anniversary,
            lead,
            too_late_after,
            escalate_after,
            protocol,
            means: self.means.into_inner(),
            tone: self.tone.into_inner(),
            assignee: self.assignee,
            title: Words::made(self.title_zh.into_inner().0, self.title_en.into_inner().0),
            guidance: Words::made(self.guidance_zh.into_inner().0, self.guidance_en.into_inner().0),
            code: self.code.into_inner(),
        })
    }

    fn when(&self) -> Result<When, Fault> {
        let after = self.after.as_ref().map_or(Ok(Span::default()), believable)?;
        match (&self.anchor, &self.feast) {
            (Some(anchor), None) => {
                let watched = self.watches.anchors();
                if !watched.contains(anchor.as_ref()) {
                    let known: Vec<&str> = watched.iter().map(|anchor| anchor.code()).collect();
                    let known = known.join(", ");
                    let reason = Words::made(
                        format!("{} 没有这个日期，可用：{known}", self.watches.code()),
                        format!("{} has no such day, only {known}", self.watches.code()),
                    );
                    return Err((anchor.span(), reason));
                }
                let repeat = self.repeat.as_ref().map(again).transpose()?;
                if let Some(repeat) =
                    self.repeat.as_ref().filter(|_| *anchor.as_ref() == Anchor::Listed)
                {
                    let reason = Words::new(
                        "名单每年都来，不用 repeat",
                        "a list comes every year by itself",
                    );
                    return Err((repeat.span(), reason));
                }
                Ok(When::Anchored { anchor: *anchor.as_ref(), after, repeat })
            }
            (None, Some(feast)) => {
                if *feast.as_ref() == Feast::Other {
                    let reason = Words::new("这个节日没有日期", "this feast has no day");
                    return Err((feast.span(), reason));
                }
                if let Some(repeat) = &self.repeat {
                    let reason =
                        Words::new("节日每年都有，不用 repeat", "a feast repeats by itself");
                    return Err((repeat.span(), reason));
                }
                Ok(When::Feast { feast: *feast.as_ref(), after })
            }
            (Some(anchor), Some(_)) => Err((
                anchor.span(),
                Words::new("anchor 和 feast 只能写一个", "either anchor or feast, not both"),
            )),
            (None, None) => Err((
                self.code.span(),
                Words::new("须写 anchor 或 feast", "an anchor or a feast is missing"),
            )),
        }
    }

    /// Families are told a week ahead (issue of care: an anniversary is not a routine call).
    fn anniversary(&self) -> Result<bool, Fault> {
        let Some(anniversary) = self.anniversary.as_ref().filter(|flag| *flag.as_ref()) else {
            return Ok(false);
        };
        let remembers =
            self.anchor.as_ref().is_some_and(|anchor| *anchor.as_ref() == Anchor::Remembered);
        let lead = self.lead.as_ref().map_or(Span::default(), |lead| *lead.as_ref());
        let ahead = lead.days + 7 * lead.weeks >= 7;
        if !remembers || self.working_day != WorkingDay::Never || !ahead {
            return Err((
                anniversary.span(),
                Words::new(
                    "周年须以 remembered 起算、working_day 为 never、lead 至少 7 天",
                    "an anniversary counts from `remembered`, never moves and has a lead of 7 days at least",
                ),
            ));
        }
        Ok(true)
    }

    /// Attempts are made by people, at the numbers of a volunteer and of her relatives.
    fn protocol(&self) -> Result<bool, Fault> {
        let Some(protocol) = self.protocol.as_ref().filter(|flag| *flag.as_ref()) else {
            return Ok(false);
        };
        let calls = self.watches == Watch::Registration
            && *self.means.as_ref() == Means::Task
            && *self.tone.as_ref() != Tone::Office;
        if calls {
            return Ok(true);
        }
        let reason = Words::new(
            "规程只用于人工联系登记者（watches 为 registration、means 为 task、不是内务）",
            "the protocol is for calling registrants: watches registration, means task, no office work",
        );
        Err((protocol.span(), reason))
    }

    /// Nothing in lists, digests or calendars tells of health.
    fn check_titles(&self) -> Result<(), Fault> {
        for title in [&self.title_zh, &self.title_en] {
            let text = title.as_ref().0.to_lowercase();
            if let Some(word) = SENSITIVE.iter().find(|word| text.contains(&word.to_lowercase())) {
                let reason = Words::made(
                    format!("标题不能有敏感词“{word}”"),
                    format!("a title must not carry the word {word}"),
                );
                return Err((title.span(), reason));
            }
        }
        Ok(())
    }

    /// The sanity lock, asked of the rule itself.
    fn check_tone(&self) -> Result<(), Fault> {
        let office = matches!(self.watches, Watch::Certificate | Watch::Account | Watch::Donation);
        let reason = match self.tone.as_ref() {
            Tone::Condolence if self.watches != Watch::CareLedger => {
                Words::new("慰唁只对关怀台账", "condolence is for care ledgers alone")
            }
            tone if office && *tone != Tone::Office => Words::new(
                "证书、账号和身后捐献只有内务（office）",
                "certificates, accounts and donations after death are office work",
            ),
            Tone::Office if *self.means.as_ref() == Means::Message => {
                return Err((
                    self.means.span(),
                    Words::new("内务不发消息", "office work sends no message"),
                ));
            }
            Tone::Condolence if *self.means.as_ref() == Means::Message => {
                return Err((
                    self.means.span(),
                    Words::new("慰唁由人去说，不发消息", "condolence is spoken, not sent"),
                ));
            }
            _ => return Ok(()),
        };
        Err((self.tone.span(), reason))
    }
}

fn day(written: &Spanned<Datetime>) -> Result<NaiveDate, Fault> {
    let date = written.as_ref().date.filter(|_| written.as_ref().time.is_none());
    date.and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
        .ok_or_else(|| {
            (written.span(), Words::new("请写日期，如 2026-01-01", "write a date like 2026-01-01"))
        })
}

fn believable(span: &Spanned<Span>) -> Result<Span, Fault> {
    if span.as_ref().is_believable() {
        return Ok(*span.as_ref());
    }
    Err((span.span(), Words::new("这段时间太长", "this span is too long")))
}

fn forward(span: Option<&Spanned<Span>>) -> Result<Option<Span>, Fault> {
    let Some(span) = span else { return Ok(None) };
    if believable(span)?.is_forward() {
        return Ok(Some(*span.as_ref()));
    }
    Err((span.span(), Words::new("这里不能写负数", "nothing may be negative here")))
}

fn again(written: &Spanned<Again>) -> Result<Repeat, Fault> {
    let Again { every, times } = *written.as_ref();
    let fits = every.is_forward() && !every.is_zero() && every.is_believable();
    if !fits || times.is_some_and(|times| times == 0) {
        return Err((
            written.span(),
            Words::new(
                "重复的间隔须大于零、次数至少一次",
                "what repeats needs a span above nothing, and once at least",
            ),
        ));
    }
    Ok(Repeat { every, times })
}
