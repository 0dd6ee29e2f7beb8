//! Reads a calendar from its TOML file.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Calendar, FIXED, is_weekend};
use crate::domain::words::Words;

/// What is wrong with a calendar's file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", reason.zh, reason.en)]
pub struct CalendarProblem {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Words,
}

/// Where in the text something is wrong, and what.
type Fault = (Range<usize>, Words);

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    feasts: Vec<Feasts>,
    #[serde(default)]
    notices: Vec<Notice>,
}

/// The days of a year's feasts that the solar calendar does not fix.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Feasts {
    spring_festival: Spanned<Datetime>,
    qingming: Spanned<Datetime>,
    dragon_boat: Spanned<Datetime>,
    mid_autumn: Spanned<Datetime>,
}

/// What the State Council announced for a year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    year: Spanned<i32>,
    source: Spanned<String>,
    off: Vec<Spanned<Datetime>>,
    #[serde(default)]
    work: Vec<Spanned<Datetime>>,
}

impl Calendar {
    /// Reads a calendar's file, written like `config/calendar/china.toml`; `file` is its name for
    /// error messages. What is written here is all that is known: the shipped years are not added.
    pub fn load(text: &str, file: &str) -> Result<Self, CalendarProblem> {
        let place = |(span, reason): Fault| {
            let line = text.get(..span.start).map_or(0, |before| before.matches('\n').count()) + 1;
            CalendarProblem { file: file.to_owned(), line, reason }
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let reason = Words::made(format!("无法读取:{}", error.message()), error.message());
            place((error.span().unwrap_or_default(), reason))
        })?;
        let mut calendar = Self { exceptions: BTreeMap::new(), notices: BTreeMap::new() };
        for notice in written.notices {
            calendar.announce(notice).map_err(place)?;
        }
        let mut years = HashSet::new();
        for feasts in written.feasts {
            let span = feasts.spring_festival.span();
            let year = calendar.reckon(feasts).map_err(place)?;
            if !years.insert(year) {
                return Err(place((span, twice())));
            }
        }
        Ok(calendar)
    }

    /// Takes in a notice.
    fn announce(&mut self, notice: Notice) -> Result<(), Fault> {
        let year = *notice.year.as_ref();
        if notice.source.as_ref().trim().is_empty() {
            let reason = Words::new("请写明通知的名称和文号", "name the notice and its number");
            return Err((notice.source.span(), reason));
        }
        let off = notice.off.iter().map(|written| (written, false));
        for (written, works) in off.chain(notice.work.iter().map(|written| (written, true))) {
            let day = day(written)?;
            let reason = if day.year() != year && (day.year() + 1, day.month()) != (year, 12) {
                Words::new(
                    "日期应在这一年，或上一年 12 月",
                    "a date must be of this year or of the December before",
                )
            } else if works && !is_weekend(day) {
                Words::new(
                    "调休上班的日期应是周六或周日",
                    "a make-up working day is a Saturday or a Sunday",
                )
            } else if self.exceptions.insert(day, works).is_some() {
                twice()
            } else {
                continue;
            };
            return Err((written.span(), reason));
        }
        // Half a year forgotten would be a year of wrong deadlines. These three are in every notice.
        for month in [1, 5, 10] {
            let day = NaiveDate::from_ymd_opt(year, month, 1);
            if day.is_none_or(|day| self.exceptions.get(&day) != Some(&false)) {
                let reason = Words::made(
                    format!("放假日期 off 缺 {month} 月 1 日，请对照通知补全"),
                    format!("off lacks {year}-{month:02}-01: complete it from the notice"),
                );
                return Err((notice.year.span(), reason));
            }
        }
        match self.notices.insert(year, notice.source.into_inner()) {
            Some(_) => Err((notice.year.span(), twice())),
            None => Ok(()),
        }
    }

    /// Reckons the days off of a year, unless a notice has settled them. Returns the year.
    fn reckon(&mut self, written: Feasts) -> Result<i32, Fault> {
        let spring = day(&written.spring_festival)?;
        let year = spring.year();
        let fixed =
            FIXED.iter().filter_map(|(month, day)| NaiveDate::from_ymd_opt(year, *month, *day));
        let eve = spring.pred_opt();
        let mut feasts: Vec<_> = fixed.chain(eve).chain(spring.iter_days().take(3)).collect();
        for written in [&written.qingming, &written.dragon_boat, &written.mid_autumn] {
            let feast = day(written)?;
            if feast.year() != year {
                let reason = Words::new(
                    "同一行的节日应在同一年",
                    "the feasts of one entry must be of one year",
                );
                return Err((written.span(), reason));
            }
            feasts.push(feast);
        }
        if self.notices.contains_key(&year) {
            return Ok(year);
        }
        feasts.sort_unstable();
        feasts
            .retain(|feast| is_weekend(*feast) || self.exceptions.insert(*feast, false).is_some());
        for lost in feasts {
            let free = |day: &NaiveDate| !is_weekend(*day) && !self.exceptions.contains_key(day);
            let made_up = lost.iter_days().find(free);
            self.exceptions.extend(made_up.map(|day| (day, false)));
        }
        Ok(year)
    }
}

/// A date without a time of day.
fn day(written: &Spanned<Datetime>) -> Result<NaiveDate, Fault> {
    let read = match *written.as_ref() {
        Datetime { date: Some(date), time: None, offset: None } => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        }
        _ => None,
    };
    let reason = Words::new("这里应是日期，如 2026-10-01", "a date like 2026-10-01 belongs here");
    read.ok_or((written.span(), reason))
}

fn twice() -> Words {
    Words::new("日期或年份重复", "this date or year stands twice")
}
