//! Days on which those who gave are remembered and volunteers are called together (handbook §6, §8 宝4), and
//! when they are: feasts of the lunar calendar and solar terms are reckoned, so that any year is known.

mod almanac;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use self::almanac::{LunarDay, lunar, term};
use super::codes::codes;

codes! {
    /// A day of the year on which people come together.
    Feast {
        /// The first of the first lunar month.
        SpringFestival = "spring_festival", "春节", "Spring Festival";
        /// The fifteenth of the first lunar month.
        Lantern = "lantern", "元宵", "Lantern Festival";
        /// Tomb-sweeping day.
        Qingming = "qingming", "清明", "Qingming";
        /// World Red Cross day, the 8th of May.
        RedCrossDay = "red_cross_day", "世界红十字日", "World Red Cross day";
        /// The spring in which students graduate: the 15th of May, so that they are met before they leave in June.
        Graduation = "graduation", "毕业季", "Graduation season";
        /// The organ donation day of China, the 11th of June since 2017.
        OrganDay = "organ_day", "中国器官捐献日", "Organ donation day";
        /// World blood donor day, the 14th of June.
        BloodDonorDay = "blood_donor_day", "世界献血者日", "World blood donor day";
        /// The fifth of the fifth lunar month.
        DragonBoat = "dragon_boat", "端午", "Dragon Boat Festival";
        /// The fifteenth of the seventh lunar month.
        Zhongyuan = "zhongyuan", "中元", "Zhongyuan";
        /// The 1st of September, when school starts.
        SchoolStart = "school_start", "开学", "Start of school";
        /// World first aid day, the second Saturday of September.
        FirstAidDay = "first_aid_day", "世界急救日", "World first aid day";
        /// World marrow donor day, the third Saturday of September.
        MarrowDonorDay = "marrow_donor_day", "世界骨髓捐献者日", "World marrow donor day";
        /// The fifteenth of the eighth lunar month.
        MidAutumn = "mid_autumn", "中秋", "Mid-Autumn";
        /// The double ninth, the day of the elders.
        DoubleNinth = "double_ninth", "重阳", "Double ninth";
        /// The winter solstice.
        WinterSolstice = "winter_solstice", "冬至", "Winter solstice";
        /// Any other day.
        Other = "other", "其他", "Another day";
    }
}

/// The solar terms used here, counted as the almanac counts them: from the winter solstice before the year.
const QINGMING: isize = 7;
const WINTER_SOLSTICE: isize = 24;

impl Feast {
    /// The day in the solar year `year`; none for [`Feast::Other`] and outside the years 1–9998.
    pub fn day(self, year: i32) -> Option<NaiveDate> {
        let fixed = |month, day| NaiveDate::from_ymd_opt(year, month, day);
        let saturday = |nth| NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Sat, nth);
        match self {
            Self::SpringFestival => lunar(year, 1, 1),
            Self::Lantern => lunar(year, 1, 15),
            Self::Qingming => term(year, QINGMING),
            Self::RedCrossDay => fixed(5, 8),
            Self::Graduation => fixed(5, 15),
            Self::OrganDay => fixed(6, 11),
            Self::BloodDonorDay => fixed(6, 14),
            Self::DragonBoat => lunar(year, 5, 5),
            Self::Zhongyuan => lunar(year, 7, 15),
            Self::SchoolStart => fixed(9, 1),
            Self::FirstAidDay => saturday(2),
            Self::MarrowDonorDay => saturday(3),
            Self::MidAutumn => lunar(year, 8, 15),
            Self::DoubleNinth => lunar(year, 9, 9),
            Self::WinterSolstice => term(year, WINTER_SOLSTICE),
            Self::Other => None,
        }
    }

    /// Days on which an office calls people together, in the order of the year; the other feasts belong to the
    /// families.
    pub const GATHERINGS: &[Self] = &[
        Self::Qingming,
        Self::RedCrossDay,
        Self::OrganDay,
        Self::BloodDonorDay,
        Self::FirstAidDay,
        Self::MarrowDonorDay,
        Self::DoubleNinth,
        Self::WinterSolstice,
        Self::Other,
    ];

    /// Its next day, `today` included.
    pub fn next(self, today: NaiveDate) -> Option<NaiveDate> {
        let years = [today.year(), today.year() + 1];
        years.into_iter().filter_map(|year| self.day(year)).find(|day| *day >= today)
    }

    /// Every gathering that comes within `days` from `today`, the nearest first.
    pub fn coming(today: NaiveDate, days: u64) -> Vec<(NaiveDate, Self)> {
        let last = today + Days::new(days);
        let next = |feast: &Self| feast.next(today).map(|day| (day, *feast));
        let mut coming: Vec<_> =
            Self::GATHERINGS.iter().filter_map(next).filter(|(day, _)| *day <= last).collect();
        coming.sort_unstable();
        coming
    }
}

/// The `nth` return of a day by the lunar calendar, as families count the day of a death (农历忌日). A leap month
/// that the year lacks gives way to the ordinary month, the thirtieth of a short month to the twenty-ninth
/// (handbook §6). None outside the years 1–9998.
pub fn lunar_return(day: NaiveDate, nth: i32) -> Option<NaiveDate> {
    LunarDay::of(day)?.after(nth)
}

/// The `nth` return of a day by the solar calendar; the 29th of February falls on the 28th in common years
/// (handbook §6).
pub fn solar_return(day: NaiveDate, nth: i32) -> Option<NaiveDate> {
    let year = day.year().checked_add(nth)?;
    day.with_year(year).or_else(|| day.checked_sub_days(Days::new(1))?.with_year(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    /// Handbook §6, checked there against two almanacs: Spring Festival, Qingming, Mid-Autumn, World Marrow
    /// Donor Day, Double Ninth.
    #[test]
    fn feasts_of_the_handbook() {
        let rows = [
            (2024, [(2, 10), (4, 4), (9, 17), (9, 21), (10, 11)]),
            (2025, [(1, 29), (4, 4), (10, 6), (9, 20), (10, 29)]),
            (2026, [(2, 17), (4, 5), (9, 25), (9, 19), (10, 18)]),
            (2027, [(2, 6), (4, 5), (9, 15), (9, 18), (10, 8)]),
            (2028, [(1, 26), (4, 4), (10, 3), (9, 16), (10, 26)]),
            (2029, [(2, 13), (4, 4), (9, 22), (9, 15), (10, 16)]),
            (2030, [(2, 3), (4, 5), (9, 12), (9, 21), (10, 5)]),
            (2031, [(1, 23), (4, 5), (10, 1), (9, 20), (10, 24)]),
            (2032, [(2, 11), (4, 4), (9, 19), (9, 18), (10, 12)]),
            (2033, [(1, 31), (4, 4), (9, 8), (9, 17), (10, 1)]),
            (2034, [(2, 19), (4, 5), (9, 27), (9, 16), (10, 20)]),
            (2035, [(2, 8), (4, 5), (9, 16), (9, 15), (10, 9)]),
        ];
        let feasts = [
            Feast::SpringFestival,
            Feast::Qingming,
            Feast::MidAutumn,
            Feast::MarrowDonorDay,
            Feast::DoubleNinth,
        ];
        for (year, days) in rows {
            for (feast, (month, date)) in feasts.into_iter().zip(days) {
                assert_eq!(feast.day(year), Some(day(year, month, date)), "{feast:?} {year}");
            }
        }
    }

    #[test]
    fn other_feasts() {
        for (feast, year, month, date) in [
            (Feast::Lantern, 2026, 3, 3),
            (Feast::RedCrossDay, 2026, 5, 8),
            (Feast::OrganDay, 2026, 6, 11),
            (Feast::BloodDonorDay, 2026, 6, 14),
            (Feast::DragonBoat, 2026, 6, 19),
            (Feast::Zhongyuan, 2026, 8, 27),
            (Feast::FirstAidDay, 2026, 9, 12),
            (Feast::WinterSolstice, 2025, 12, 21),
            (Feast::WinterSolstice, 2026, 12, 22),
        ] {
            assert_eq!(feast.day(year), Some(day(year, month, date)), "{feast:?} {year}");
        }
        assert_eq!(Feast::Other.day(2026), None);
        assert_eq!((Feast::Qingming.day(0), Feast::SpringFestival.day(10_000)), (None, None));
    }

    #[test]
    fn every_feast_lies_in_its_year() {
        for year in 1990..2100 {
            for &feast in Feast::ALL.iter().filter(|feast| **feast != Feast::Other) {
                assert_eq!(feast.day(year).map(|day| day.year()), Some(year), "{feast:?}");
            }
        }
    }

    #[test]
    fn days_that_return() {
        assert_eq!(solar_return(day(2024, 2, 29), 1), Some(day(2025, 2, 28)));
        assert_eq!(solar_return(day(2024, 2, 29), 4), Some(day(2028, 2, 29)));
        // 2024-03-05 is the 25th of the first month; so is 2025-02-22.
        assert_eq!(lunar_return(day(2024, 3, 5), 1), Some(day(2025, 2, 22)));
        // 2023-04-05 is the 15th of the leap second month, which 2024 has not: its second month has.
        assert_eq!(lunar_return(day(2023, 4, 5), 1), Some(day(2024, 3, 24)));
        // The 30th of a month that is short next year falls on its 29th.
        let months = (1..=12).filter(|&month| lunar(2024, month, 30).is_some());
        let mut shorter = months.filter(|&month| lunar(2025, month, 30).is_none());
        let month = shorter.next().unwrap();
        let last = lunar(2024, month, 30).unwrap();
        assert_eq!(lunar_return(last, 1), lunar(2025, month, 29));
        assert_eq!(lunar_return(day(2024, 3, 5), 0), Some(day(2024, 3, 5)));
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
