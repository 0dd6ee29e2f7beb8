//! Days on which those who gave are remembered and volunteers are called together (handbook §6, §8 宝4).

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::codes::codes;

codes! {
    /// A day of the year on which people come together.
    Feast {
        /// Tomb-sweeping day.
        Qingming = "qingming", "清明", "Qingming";
        /// The organ donation day of China, the 11th of June since 2017.
        OrganDay = "organ_day", "中国器官捐献日", "Organ donation day";
        /// World blood donor day, the 14th of June.
        BloodDonorDay = "blood_donor_day", "世界献血者日", "World blood donor day";
        /// World marrow donor day, the third Saturday of September.
        MarrowDonorDay = "marrow_donor_day", "世界骨髓捐献者日", "World marrow donor day";
        /// The double ninth, the day of the elders.
        DoubleNinth = "double_ninth", "重阳", "Double ninth";
        /// The winter solstice.
        WinterSolstice = "winter_solstice", "冬至", "Winter solstice";
        /// Any other day.
        Other = "other", "其他", "Another day";
    }
}

/// The double ninth by the lunar calendar, month and day, from 2024 on (handbook §6, two libraries agree).
const DOUBLE_NINTH: [(u32, u32); 12] = [
    (10, 11),
    (10, 29),
    (10, 18),
    (10, 8),
    (10, 26),
    (10, 16),
    (10, 5),
    (10, 24),
    (10, 12),
    (10, 1),
    (10, 20),
    (10, 9),
];
/// The year in which [`DOUBLE_NINTH`] begins.
const FIRST_NINTH: i32 = 2024;

impl Feast {
    /// Its day in a year of this century; none where it is not known, or for any other day.
    pub fn day_in(self, year: i32) -> Option<NaiveDate> {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        match self {
            Self::Qingming => day(4, solar_day(year, 4.81)?),
            Self::OrganDay => day(6, 11),
            Self::BloodDonorDay => day(6, 14),
            Self::MarrowDonorDay => NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Sat, 3),
            Self::DoubleNinth => {
                let at = usize::try_from(year - FIRST_NINTH).ok()?;
                DOUBLE_NINTH.get(at).and_then(|&(month, one)| day(month, one))
            }
            // The formula is a day late in 2021.
            Self::WinterSolstice => day(12, solar_day(year, 21.94)? - u32::from(year == 2021)),
            Self::Other => None,
        }
    }

    /// Its next day, `today` included.
    pub fn next(self, today: NaiveDate) -> Option<NaiveDate> {
        let years = [today.year(), today.year() + 1];
        years.into_iter().filter_map(|year| self.day_in(year)).find(|day| *day >= today)
    }

    /// Every feast that comes within `days` from `today`, the nearest first.
    pub fn coming(today: NaiveDate, days: u64) -> Vec<(NaiveDate, Self)> {
        let last = today + Days::new(days);
        let next = |feast: &Self| feast.next(today).map(|day| (day, *feast));
        let mut coming: Vec<_> =
            Self::ALL.iter().filter_map(next).filter(|(day, _)| *day <= last).collect();
        coming.sort_unstable();
        coming
    }
}

/// The day of the month on which a solar term falls in this century (寿星通式): `0.2422 y + C` less the leap
/// days, with the term's constant.
fn solar_day(year: i32, constant: f64) -> Option<u32> {
    let y = u32::try_from(year - 2000).ok().filter(|y| *y < 100)?;
    let day = (f64::from(y) * 0.2422 + constant).floor() as u32;
    day.checked_sub(y / 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Calendar;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn the_days_are_those_of_the_plan() {
        let qingming = [4, 4, 5, 5, 4, 4, 5, 5, 4, 4, 5, 5];
        let marrow = [21, 20, 19, 18, 16, 15, 21, 20, 18, 17, 16, 15];
        for (year, (april, september)) in (2024..).zip(qingming.into_iter().zip(marrow)) {
            assert_eq!(Feast::Qingming.day_in(year), Some(day(year, 4, april)), "{year}");
            assert_eq!(Feast::MarrowDonorDay.day_in(year), Some(day(year, 9, september)));
            assert!(!Calendar::shipped().is_working(day(year, 4, april)) || year > 2026, "{year}");
            assert!(Feast::DoubleNinth.day_in(year).is_some());
        }
        for (year, one) in [(2021, 21), (2024, 21), (2025, 21), (2026, 22), (2027, 22)] {
            assert_eq!(Feast::WinterSolstice.day_in(year), Some(day(year, 12, one)), "{year}");
        }
        assert_eq!(Feast::DoubleNinth.day_in(2025), Some(day(2025, 10, 29)));
        assert_eq!((Feast::DoubleNinth.day_in(2036), Feast::Other.day_in(2025)), (None, None));
        assert_eq!(Feast::Qingming.day_in(1999), None);
    }

    #[test]
    fn what_comes_is_told_in_its_order() {
        assert_eq!(Feast::Qingming.next(day(2025, 4, 4)), Some(day(2025, 4, 4)));
        assert_eq!(Feast::Qingming.next(day(2025, 4, 5)), Some(day(2026, 4, 5)));
        let coming = Feast::coming(day(2025, 6, 2), 30);
        assert_eq!(
            coming,
            [(day(2025, 6, 11), Feast::OrganDay), (day(2025, 6, 14), Feast::BloodDonorDay)]
        );
    }
}
