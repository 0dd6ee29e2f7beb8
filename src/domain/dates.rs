//! Days and months as people write them, and ages.

use chrono::{Datelike, NaiveDate};

use super::names::{fold, is_placeholder, is_quote};
use super::words::Words;

/// No date in these ledgers is earlier: the oldest people they name were born later.
pub const EARLIEST_YEAR: i32 = 1850;

/// Reads a day: 2024-03-05, 2024/3/5, 2024.3.5, `2024. 03. 05`, 2024年3月5日, 20240305, full-width
/// too; a time of day behind it is dropped. Days after `today` are refused, since ledgers record
/// what has happened.
pub fn parse_day(text: &str, today: NaiveDate) -> Result<NaiveDate, DateProblem> {
    match parts(text)?[..] {
        [year, month, day] => match calendar(year, month, day)? {
            date if date > today => Err(DateProblem::Future),
            date => Ok(date),
        },
        [_, _] => Err(DateProblem::NoDay),
        _ => Err(DateProblem::Unreadable),
    }
}

/// Reads a month, as birth columns have them: 1999.06, 1999年6月, 199906; of a whole day its month.
pub fn parse_month(text: &str) -> Result<(i32, u32), DateProblem> {
    let date = match parts(text)?[..] {
        [year, month] => calendar(year, month, 1)?,
        [year, month, day] => calendar(year, month, day)?,
        _ => return Err(DateProblem::Unreadable),
    };
    Ok((date.year(), date.month()))
}

/// Full years of age (周岁) on `day`, counted by the calendar and complete on the birthday. Whoever
/// was born on 29 February has it on 1 March in common years, so that no age comes a day early.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> i32 {
    let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
    day.year() - birth.year() - i32::from(before_birthday)
}

/// The numbers of a written date, the four-digit year first.
fn parts(text: &str) -> Result<Vec<u32>, DateProblem> {
    let folded = fold(text);
    if is_placeholder(&folded) {
        return Err(DateProblem::Missing);
    }
    let day = match folded.find(':') {
        Some(colon) => {
            let end = folded[..colon].rfind([' ', 'T']).ok_or(DateProblem::Unreadable)?;
            &folded[..end]
        }
        None => &folded,
    };
    let compact: String = day.chars().filter(|c| *c != ' ' && !is_quote(*c)).collect();
    let digits = compact.strip_suffix(".0").unwrap_or(&compact);
    let written = match digits.len() {
        6 | 8 if digits.bytes().all(|b| b.is_ascii_digit()) => {
            let (year, rest) = digits.split_at(4);
            let (month, day) = rest.split_at(2);
            [year, month, day].into_iter().filter(|part| !part.is_empty()).collect()
        }
        _ => compact
            .trim_end_matches(['日', '号', '月', '.'])
            .split(['-', '/', '.', '年', '月'])
            .collect::<Vec<_>>(),
    };
    let plain = |(at, part): (usize, &&str)| {
        part.bytes().all(|b| b.is_ascii_digit())
            && if at == 0 { part.len() == 4 } else { (1..=2).contains(&part.len()) }
    };
    if !written.iter().enumerate().all(plain) {
        return Err(DateProblem::Unreadable);
    }
    written.into_iter().map(|part| part.parse().map_err(|_| DateProblem::Unreadable)).collect()
}

fn calendar(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateProblem> {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    match date {
        None => Err(DateProblem::NotOnCalendar),
        Some(date) if date.year() < EARLIEST_YEAR => Err(DateProblem::TooEarly),
        Some(date) => Ok(date),
    }
}

/// Why a text is not a day or month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// Nothing, or only a word for nothing.
    Missing,
    /// Not in a form that can be read without guessing.
    Unreadable,
    /// Year and month without the day.
    NoDay,
    /// 13th month, 30 February and the like.
    NotOnCalendar,
    /// Before 1850.
    TooEarly,
    /// After today.
    Future,
}

impl DateProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::NoDay => "no_day",
            Self::NotOnCalendar => "not_on_calendar",
            Self::TooEarly => "too_early",
            Self::Future => "future",
        }
    }

    /// What to do about it.
    pub fn words(self) -> Words {
        match self {
            Self::Missing => Words::new("缺日期，请补填", "The date is missing: fill it in"),
            Self::Unreadable => Words::new(
                "日期看不懂，请写成 2024-03-05 的形式",
                "The date cannot be read: write it like 2024-03-05",
            ),
            Self::NoDay => Words::new("只有年月，请补上日", "Only year and month: add the day"),
            Self::NotOnCalendar => Words::new(
                "日历上没有这一天，请对照原件改正",
                "There is no such day: correct it from the original",
            ),
            Self::TooEarly => Words::new(
                "年份早于 1850 年，请对照原件改正",
                "The year is before 1850: correct it from the original",
            ),
            Self::Future => Words::new(
                "日期在今天之后，请对照原件改正",
                "The date is in the future: correct it from the original",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(text: &str) -> Result<NaiveDate, DateProblem> {
        parse_day(text, ymd(2026, 3, 1))
    }

    #[test]
    fn one_day_in_every_hand() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            "2024.3.5",
            "2024. 03. 05",
            "2024年3月5日",
            "2024 年 03 月 05 日",
            "20240305",
            "２０２４－０３－０５",
            "２０２４年３月５日",
            "\u{a0}2024–03–05\n",
            "'2024-03-05",
            "2024-03-05 00:00:00",
            "2024-03-05T08:30:00.000Z",
            "2024. 03. 05 8：30",
            "20240305.0",
            "2024年3月5号",
        ] {
            assert_eq!(read(text), Ok(ymd(2024, 3, 5)), "{text}");
        }
    }

    #[test]
    fn what_is_no_day() {
        for (text, problem) in [
            ("", DateProblem::Missing),
            (" - ", DateProblem::Missing),
            ("不详", DateProblem::Missing),
            ("2023.13.45", DateProblem::NotOnCalendar),
            ("2023-02-30", DateProblem::NotOnCalendar),
            ("2023年3月", DateProblem::NoDay),
            ("24.3.5", DateProblem::Unreadable),
            ("5/3/2024", DateProblem::Unreadable),
            ("去年", DateProblem::Unreadable),
            ("45000", DateProblem::Unreadable),
            ("2024--3-5", DateProblem::Unreadable),
            ("1024-03-05", DateProblem::TooEarly),
            ("2026-03-02", DateProblem::Future),
        ] {
            assert_eq!(read(text), Err(problem), "{text}");
        }
        assert_eq!(read("2026-03-01"), Ok(ymd(2026, 3, 1)));
    }

    #[test]
    fn months() {
        for text in [
            "1992.08",
            "1992年08月",
            "1992年8月",
            "199208",
            "1992-08-15",
            "１９９２．０８",
            "1992/8",
        ] {
            assert_eq!(parse_month(text), Ok((1992, 8)), "{text}");
        }
        assert_eq!(parse_month("1992.13"), Err(DateProblem::NotOnCalendar));
        assert_eq!(parse_month("1992"), Err(DateProblem::Unreadable));
    }

    #[test]
    fn ages() {
        assert_eq!(age_on(ymd(2008, 3, 1), ymd(2026, 2, 28)), 17);
        assert_eq!(age_on(ymd(2008, 3, 1), ymd(2026, 3, 1)), 18);
        assert_eq!(age_on(ymd(2008, 2, 29), ymd(2026, 2, 28)), 17);
        assert_eq!(age_on(ymd(2008, 2, 29), ymd(2026, 3, 1)), 18);
        assert_eq!(age_on(ymd(2008, 2, 29), ymd(2028, 2, 29)), 20);
    }

    proptest! {
        #[test]
        fn every_written_day_reads_back(days in 0..60_000_i32) {
            let day = ymd(1860, 1, 1) + chrono::Days::new(days as u64);
            for form in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y. %m. %d", "%Y年%-m月%-d日", "%Y%m%d"] {
                prop_assert_eq!(read(&day.format(form).to_string()), Ok(day));
            }
            prop_assert_eq!(parse_month(&day.format("%Y.%m").to_string()), Ok((day.year(), day.month())));
        }

        #[test]
        fn anything_may_be_written(text in "\\PC{0,24}") {
            let _ = (read(&text), parse_month(&text));
        }
    }
}
