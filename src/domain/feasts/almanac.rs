//! The lunar years of the almanac. Each is reckoned once: its new moons take astronomy, and the planner asks for a
//! family's days again and again.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::{Datelike, Days, NaiveDate};
use tyme4rs::tyme::{
    lunar::{LunarMonth, LunarYear},
    solar::{SolarDay, SolarTerm},
};

/// At most one entry a year of the almanac.
static YEARS: RwLock<BTreeMap<i32, Arc<[Month]>>> = RwLock::new(BTreeMap::new());

/// A month of a lunar year.
struct Month {
    /// 1–12; of a leap month the number of the one before it, negative.
    number: i8,
    first: NaiveDate,
    /// 29 or 30.
    days: u32,
}

/// A day of the lunar calendar.
pub(super) struct LunarDay {
    year: i32,
    month: i8,
    day: u32,
}

impl LunarDay {
    /// The lunar day on which `day` falls; none outside the years of the almanac.
    pub fn of(day: NaiveDate) -> Option<Self> {
        [day.year(), day.year() - 1].into_iter().find_map(|year| {
            let months = months(year)?;
            let month = months.iter().rev().find(|month| month.first <= day)?;
            let past = u32::try_from((day - month.first).num_days()).ok()?;
            (past < month.days).then_some(Self { year, month: month.number, day: past + 1 })
        })
    }

    /// The same day `years` later. A leap month that the year lacks gives way to the ordinary month, the thirtieth of
    /// a short month to the twenty-ninth.
    pub fn after(&self, years: i32) -> Option<NaiveDate> {
        let months = months(self.year.checked_add(years)?)?;
        let with = |number| months.iter().find(|month| month.number == number);
        let month = with(self.month).or_else(|| with(self.month.abs()))?;
        month.first.checked_add_days(Days::new((self.day.min(month.days) - 1).into()))
    }
}

/// A day of an ordinary lunar month; none where the month is too short.
pub(super) fn lunar(year: i32, month: i8, day: u32) -> Option<NaiveDate> {
    let months = months(year)?;
    let month = months.iter().find(|known| known.number == month)?;
    (day <= month.days).then(|| month.first + Days::new((day - 1).into()))
}

/// The day of a solar term, counted from the winter solstice before the year.
pub(super) fn term(year: i32, index: isize) -> Option<NaiveDate> {
    in_almanac(year)?;
    solar(SolarTerm::from_index(year as isize, index).get_solar_day())
}

fn months(year: i32) -> Option<Arc<[Month]>> {
    in_almanac(year)?;
    let known = YEARS.read().unwrap_or_else(PoisonError::into_inner).get(&year).cloned();
    if known.is_some() {
        return known;
    }
    let months: Arc<[Month]> = reckoned(year as isize)?.into();
    YEARS.write().unwrap_or_else(PoisonError::into_inner).insert(year, Arc::clone(&months));
    Some(months)
}

fn reckoned(year: isize) -> Option<Vec<Month>> {
    let months = LunarYear::new(year).ok()?.get_months();
    months.iter().map(month).collect()
}

fn month(month: &LunarMonth) -> Option<Month> {
    Some(Month {
        number: i8::try_from(month.get_month_with_leap()).ok()?,
        first: solar(month.get_first_julian_day().get_solar_day())?,
        days: u32::try_from(month.get_day_count()).ok()?,
    })
}

fn in_almanac(year: i32) -> Option<()> {
    (1..=9998).contains(&year).then_some(())
}

fn solar(day: SolarDay) -> Option<NaiveDate> {
    let year = i32::try_from(day.get_year()).ok()?;
    NaiveDate::from_ymd_opt(year, day.get_month() as u32, day.get_day() as u32)
}

#[cfg(test)]
mod tests {
    use tyme4rs::tyme::lunar;

    use super::*;

    /// The same asked of the library day by day.
    fn asked(day: NaiveDate, years: i32) -> Option<NaiveDate> {
        let (month, date) = (day.month() as usize, day.day() as usize);
        let first = SolarDay::new(day.year() as isize, month, date).ok()?.get_lunar_day();
        let year = first.get_year() + years as isize;
        in_almanac(i32::try_from(year).ok()?)?;
        let month = first.get_lunar_month().get_month_with_leap();
        let leap = LunarYear::new(year).ok()?.get_leap_month();
        let month = if month < 0 && leap != month.unsigned_abs() { -month } else { month };
        let last = LunarMonth::new(year, month).ok()?.get_day_count();
        solar(lunar::LunarDay::new(year, month, first.get_day().min(last)).ok()?.get_solar_day())
    }

    #[test]
    fn what_was_kept_is_what_the_library_says() {
        let begin = NaiveDate::from_ymd_opt(1949, 10, 1).expect("a day");
        for nth in 0..2_000 {
            let day = begin + Days::new(nth * 23);
            for years in [0, 1, 3, 19] {
                let kept = LunarDay::of(day).and_then(|lunar| lunar.after(years));
                assert_eq!(kept, asked(day, years), "{day} {years}");
            }
        }
    }

    #[test]
    fn outside_the_almanac_there_is_nothing() {
        let day = |year| NaiveDate::from_ymd_opt(year, 6, 1).expect("a day");
        assert!(LunarDay::of(day(-5)).is_none());
        assert!(LunarDay::of(day(10_500)).is_none());
        let late = LunarDay::of(day(9_997)).expect("within");
        assert!((late.after(1).is_some(), late.after(2)) == (true, None));
        assert_eq!((lunar(0, 1, 1), lunar(9_999, 1, 1)), (None, None));
    }
}
