//! When a job is due: cron text, read in the office's time zone.

use std::{collections::BTreeMap, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use croner::Cron;
use serde::Deserialize;

use super::Job;
use crate::domain::words::Words;

/// The days of the week as cron counts them.
const WEEKDAYS: [(&str, &str); 7] = [
    ("日", "Sundays"),
    ("一", "Mondays"),
    ("二", "Tuesdays"),
    ("三", "Wednesdays"),
    ("四", "Thursdays"),
    ("五", "Fridays"),
    ("六", "Saturdays"),
];

/// A schedule: five fields of cron (minute, hour, day of month, month, day of week).
#[derive(Debug, Clone)]
pub struct Schedule {
    text: String,
    cron: Cron,
}

impl Schedule {
    /// Reads cron text; none where it is none, or names no day that ever comes.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.split(' ').count() != 5 {
            return None;
        }
        let cron = Cron::from_str(&text).ok()?;
        cron.find_next_occurrence(&DateTime::<Utc>::UNIX_EPOCH, false).ok()?;
        Some(Self { text, cron })
    }

    /// The cron text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When that is, in words where it is as simple as an hour, a day or a week; else the cron text.
    pub fn words(&self) -> Words {
        let parts: Vec<&str> = self.text.split(' ').collect();
        let number = |text: &str| text.parse::<u32>().ok();
        let [minute, hour, "*", "*", weekday] = parts[..] else { return self.as_text() };
        match (number(minute), hour, number(hour), weekday, number(weekday)) {
            (Some(minute), "*", _, "*", _) => {
                Words::made(format!("每小时第 {minute} 分"), format!("hourly, at minute {minute}"))
            }
            (Some(minute), _, Some(hour), "*", _) => Words::made(
                format!("每天 {hour:02}:{minute:02}"),
                format!("daily at {hour:02}:{minute:02}"),
            ),
            (Some(minute), _, Some(hour), _, Some(weekday)) => {
                let (zh, en) = WEEKDAYS[weekday as usize % 7];
                Words::made(
                    format!("每周{zh} {hour:02}:{minute:02}"),
                    format!("{en} at {hour:02}:{minute:02}"),
                )
            }
            _ => self.as_text(),
        }
    }

    fn as_text(&self) -> Words {
        Words::made(self.text.clone(), "")
    }

    /// The next instant after `now`, as clocks in `zone` show it.
    pub fn next_after(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let next = self.cron.find_next_occurrence(&now.with_timezone(&zone), false);
        // `read` has seen that there are occurrences: only at the end of all calendars there is no next one.
        next.map_or(now + Duration::days(365_000), |next| next.to_utc())
    }
}

/// When each job runs at this installation.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Timetable(BTreeMap<Job, Option<Schedule>>);

/// What is wrong with a timetable, with the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// There is no such job.
    #[error(
        "没有任务 there is no job “{0}”. 可用的任务 the jobs are: {list}.",
        list = Job::ALL.iter().map(|job| job.code()).collect::<Vec<_>>().join(", ")
    )]
    NoJob(String),
    /// This is no schedule.
    #[error(
        "任务 {0} 的时间表有误 the schedule of {0} is none. 请写五段 cron(分 时 日 月 周)，如 \"30 2 * * *\"，或写 \"off\" 停用 \
         write five fields of cron (minute, hour, day, month, weekday) such as \"30 2 * * *\", or \"off\"."
    )]
    NoSchedule(&'static str),
}

impl Default for Timetable {
    fn default() -> Self {
        Self(Job::ALL.iter().map(|job| (*job, Schedule::read(job.usual()))).collect())
    }
}

impl TryFrom<BTreeMap<String, String>> for Timetable {
    type Error = Mistake;

    fn try_from(written: BTreeMap<String, String>) -> Result<Self, Mistake> {
        let mut table = Self::default();
        for (code, text) in written {
            let job = Job::from_code(&code).ok_or(Mistake::NoJob(code))?;
            let schedule = match text.trim() {
                "off" => None,
                text => Some(Schedule::read(text).ok_or(Mistake::NoSchedule(job.code()))?),
            };
            table.0.insert(job, schedule);
        }
        Ok(table)
    }
}

impl Timetable {
    /// The schedule of `job`; none where it is switched off.
    pub fn of(&self, job: Job) -> Option<&Schedule> {
        self.0.get(&job)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia::Shanghai, Europe::Berlin};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn every_job_has_a_usual_schedule() {
        for &job in Job::ALL {
            assert!(Timetable::default().of(job).is_some(), "{}", job.code());
        }
    }

    #[test]
    fn a_night_is_counted_in_the_zone_of_the_office() {
        let nightly = Schedule::read("30  2 * * *").expect("a schedule");
        assert_eq!(nightly.text(), "30 2 * * *");
        let due = at("2025-06-02T18:30:00Z");
        assert_eq!(nightly.next_after(at("2025-06-02T01:00:00Z"), Shanghai), due);
        // The instant itself has been: what ran at it is not due again.
        assert_eq!(nightly.next_after(due, Shanghai), at("2025-06-03T18:30:00Z"));
        // 02:30 does not exist on the night of 30 March 2025 in Berlin, and comes once all the same.
        let spring = nightly.next_after(at("2025-03-29T12:00:00Z"), Berlin);
        assert!(
            spring > at("2025-03-30T00:00:00Z") && spring <= at("2025-03-30T02:00:00Z"),
            "{spring}"
        );
    }

    #[test]
    fn simple_schedules_have_words() {
        for (text, zh, en) in [
            ("5 2 * * *", "每天 02:05", "daily at 02:05"),
            ("0 * * * *", "每小时第 0 分", "hourly, at minute 0"),
            ("0 3 * * 7", "每周日 03:00", "Sundays at 03:00"),
            ("*/5 * * * *", "*/5 * * * *", ""),
            ("0 3 1 * *", "0 3 1 * *", ""),
            ("0 3,4 * * *", "0 3,4 * * *", ""),
        ] {
            let words = Schedule::read(text).expect("a schedule").words();
            assert_eq!((words.zh.as_ref(), words.en.as_ref()), (zh, en));
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_its_remedy() {
        for text in ["", "nightly", "30 2 * *", "0 30 2 * * *", "61 2 * * *", "0 0 31 2 *"] {
            assert!(Schedule::read(text).is_none(), "{text}");
        }
        let table = |code: &str, text: &str| {
            Timetable::try_from(BTreeMap::from([(code.to_owned(), text.to_owned())]))
        };
        let off = table("backup", "off").expect("a table");
        assert!(off.of(Job::Backup).is_none() && off.of(Job::CleanUp).is_some());
        assert_eq!(table("backup", "x").err(), Some(Mistake::NoSchedule("backup")));
        let unknown = table("bakup", "off").expect_err("a mistake").to_string();
        assert!(unknown.contains("bakup") && unknown.contains("clean_up, backup"), "{unknown}");
    }
}
