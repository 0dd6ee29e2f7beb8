//! How many people register for what, and when: volumes of a county like Fenghua, whose plan for
//! 2021–2025 asks for 400 stem-cell volunteers and 1,750 organ, cornea and body registrants in five
//! years, with the seasons of an office's work.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::{donations, draw::Draw};

/// Records that cases make through the services: four of reconciliations, six of merges.
const BY_CASES: u32 = 10;
/// The fewest and the most people of a demo.
pub const PEOPLE: std::ops::RangeInclusive<u32> = 100..=100_000;

/// What somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To enter the marrow registry.
    StemCell,
    /// To give organs, corneas or the body after death.
    AfterDeath,
    /// To say no.
    Refusal,
    /// She registered before 2021, and came over from the old ledger.
    OldLedger,
}

/// One person's place in the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// When the record is made.
    pub at: DateTime<Utc>,
    /// The day of the form.
    pub day: NaiveDate,
    /// What for.
    pub kind: Kind,
    /// The day the sample enters the pool.
    pub pooled_on: Option<NaiveDate>,
    /// The stream from which everything else about her is drawn.
    pub stream: u64,
}

/// What the demo is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// The day that the demo's clock shows.
    pub as_of: NaiveDate,
    /// The office's time zone.
    pub zone: Tz,
    /// The seed.
    pub seed: u64,
    /// How many records.
    pub people: u32,
}

impl Plan {
    /// The first day of the five years.
    pub fn first_day() -> NaiveDate {
        // Unwrap safety: the day is in the calendar.
        NaiveDate::from_ymd_opt(2021, 1, 1).expect("the day is in the calendar")
    }

    /// Why the demo cannot be drawn from this, in both languages.
    pub fn problem(&self) -> Option<&'static str> {
        if !PEOPLE.contains(&self.people) {
            return Some("演示人数须为 100 至 100000 the demo has 100 to 100000 people (--people)");
        }
        let months = 12 * self.as_of.year() + self.as_of.month0() as i32 - 12 * 2021;
        if !(6..12 * 30).contains(&months) {
            return Some(
                "演示日期须在 2021-07-01 至 2050-12-31 之间 the demo's day lies between 2021-07-01 and 2050-12-31 (--as-of)",
            );
        }
        None
    }

    /// The instant at which the demo's clock starts.
    pub fn opening(&self) -> DateTime<Utc> {
        self.at(self.as_of, 9 * 3600)
    }

    /// An instant of `day` in the office's time zone.
    pub fn at(&self, day: NaiveDate, seconds: u32) -> DateTime<Utc> {
        let local =
            day.and_time(chrono::NaiveTime::MIN) + chrono::Duration::seconds(i64::from(seconds));
        // In the hour that daylight saving skips, the same hour of UTC is as good as any.
        self.zone.from_local_datetime(&local).earliest().map_or(local.and_utc(), |at| at.to_utc())
    }

    /// Records that stories make through the services: those of cases, and one of each donation.
    pub fn by_stories(&self) -> u32 {
        BY_CASES + donations::calls(self).count() as u32
    }

    /// All seats, in the order in which the records are made.
    pub fn seats(&self) -> Vec<Seat> {
        let share = |per_mille: u32| self.people * per_mille / 1000;
        let (stem_cell, refusals) = (share(180), share(20));
        let rest = self.people - self.by_stories() - stem_cell - refusals;
        // In the smallest demos nobody comes from the old ledger.
        let after_death = share(715).min(rest);
        let old = rest - after_death;
        let mut draw = Draw::new(self.seed, u64::MAX);
        let mut seats = Vec::with_capacity(self.people as usize);
        seats.extend(self.pooled(
            self.spread(&mut draw, stem_cell, Kind::StemCell, STEM_CELL_SEASONS),
            &mut draw,
        ));
        seats.extend(self.spread(&mut draw, after_death, Kind::AfterDeath, AFTER_DEATH_SEASONS));
        seats.extend(self.spread(&mut draw, refusals, Kind::Refusal, [10; 12]));
        seats.extend(self.old_ledger(&mut draw, old));
        seats.sort_by_key(|seat| seat.at);
        for (stream, seat) in (1..).zip(&mut seats) {
            seat.stream = stream;
        }
        seats
    }

    /// `count` seats over the years, evenly but for the seasons.
    fn spread(&self, draw: &mut Draw, count: u32, kind: Kind, seasons: [u32; 12]) -> Vec<Seat> {
        let months = self.months(seasons);
        let total: u64 = months.iter().map(|month| month.weight).sum();
        let mut seats = Vec::new();
        for n in 0..u64::from(count) {
            // Each of as many equal parts of the whole gets one: years of one length get as many.
            let within = u64::from(draw.below(u32::try_from(total).unwrap_or(u32::MAX)));
            let mut left = (n * total + within) / u64::from(count);
            let mut day = Self::first_day();
            for month in &months {
                if left < month.weight {
                    day = month.first + Days::new(left * month.days / month.weight);
                    break;
                }
                left -= month.weight;
            }
            if day.weekday() == Weekday::Sun && day > Self::first_day() {
                day = day - Days::new(1);
            }
            seats.push(self.seat(draw, day, day, kind));
        }
        seats.sort_by_key(|seat| seat.at);
        seats
    }

    fn seat(&self, draw: &mut Draw, day: NaiveDate, entered: NaiveDate, kind: Kind) -> Seat {
        // Between half past eight and five.
        let at = self.at(entered, draw.between(17 * 1800, 17 * 3600));
        Seat { at, day, kind, pooled_on: None, stream: 0 }
    }

    /// Enters the samples into the pool: weeks later, so that the latest still wait, and a few never.
    fn pooled(&self, mut seats: Vec<Seat>, draw: &mut Draw) -> Vec<Seat> {
        let count = seats.len();
        let waiting = count * 13 / 432;
        let yesterday = self.as_of - Days::new(1);
        for (n, seat) in seats.iter_mut().enumerate() {
            let lost = n % 97 == 50;
            if n < count - waiting && !lost {
                let pooled = seat.day + Days::new(u64::from(draw.between(20, 75)));
                // Not before the cooling-off period is over, and not in the future.
                let pooled = pooled.min(yesterday);
                seat.pooled_on = Some(pooled).filter(|on| *on >= seat.day + Days::new(7));
            }
        }
        seats
    }

    /// People who registered before the five years, taken over in their first week.
    fn old_ledger(&self, draw: &mut Draw, count: u32) -> Vec<Seat> {
        let monday = Self::first_day() + Days::new(3);
        let mut seats = Vec::new();
        for _ in 0..count {
            let day = Self::first_day() - Days::new(u64::from(draw.between(30, 9 * 365)));
            let entered = monday + Days::new(u64::from(draw.below(5)));
            let mut seat = self.seat(draw, day, entered, Kind::OldLedger);
            seat.pooled_on = Some(day + Days::new(u64::from(draw.between(20, 29))));
            seats.push(seat);
        }
        seats
    }

    /// The months up to yesterday; the last one weighs what there is of it.
    fn months(&self, seasons: [u32; 12]) -> Vec<Month> {
        let mut months = Vec::new();
        let mut first = Self::first_day();
        while first < self.as_of {
            let next = first + Months::new(1);
            let whole = u64::try_from((next - first).num_days()).unwrap_or(1);
            let days = u64::try_from((next.min(self.as_of) - first).num_days()).unwrap_or(1);
            let weight = u64::from(seasons[first.month0() as usize]) * 100 * days / whole;
            months.push(Month { first, days, weight });
            first = next;
        }
        months
    }
}

struct Month {
    first: NaiveDate,
    days: u64,
    weight: u64,
}

/// Drives in spring and autumn, and around the World Blood Donor Day and the World Marrow Donor Day.
const STEM_CELL_SEASONS: [u32; 12] = [5, 4, 13, 10, 11, 13, 5, 5, 14, 9, 7, 4];
/// Qingming in April, the organ donation day of 11 June, the season from August to October.
const AFTER_DEATH_SEASONS: [u32; 12] = [6, 5, 11, 13, 9, 11, 6, 9, 9, 9, 7, 5];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn plan(people: u32, as_of: (i32, u32, u32)) -> Plan {
        let as_of = NaiveDate::from_ymd_opt(as_of.0, as_of.1, as_of.2).unwrap();
        Plan { as_of, zone: chrono_tz::Asia::Shanghai, seed: 2025, people }
    }

    #[test]
    fn the_volumes_are_those_of_the_county_plan() {
        let plan = plan(2400, (2025, 10, 31));
        let seats = plan.seats();
        assert_eq!(seats.len() as u32, 2400 - plan.by_stories());
        let mut years = BTreeMap::new();
        for seat in seats.iter().filter(|seat| seat.kind == Kind::StemCell) {
            *years.entry(seat.day.year()).or_insert(0) += 1;
        }
        for (year, count) in &years {
            assert!(
                (if *year == 2025 { 65..=85 } else { 80..=95 }).contains(count),
                "{year}: {count}"
            );
        }
        let stem_cell = seats.iter().filter(|seat| seat.kind == Kind::StemCell);
        let waiting = stem_cell.filter(|seat| seat.pooled_on.is_none()).count();
        assert!((15..=20).contains(&waiting), "{waiting}");
    }

    #[test]
    fn demos_of_every_size_have_their_seats_and_nobody_is_pooled_too_early() {
        for people in [100, 101, 137, 999, 2400] {
            let plan = plan(people, (2025, 10, 31));
            let seats = plan.seats();
            assert_eq!(seats.len(), (people - plan.by_stories()) as usize);
            let cooled =
                |seat: &Seat| seat.pooled_on.is_none_or(|on| on >= seat.day + Days::new(7));
            assert!(seats.iter().all(cooled), "{people}");
        }
    }

    #[test]
    fn nothing_happens_after_the_day_that_the_clock_shows() {
        for as_of in [(2021, 7, 1), (2022, 3, 1), (2024, 2, 29), (2030, 12, 31)] {
            let plan = plan(300, as_of);
            assert!(plan.problem().is_none());
            for seat in plan.seats() {
                assert!(seat.at < plan.opening() && seat.day < plan.as_of, "{seat:?}");
                assert!(
                    seat.pooled_on.is_none_or(|on| seat.day <= on && on < plan.as_of),
                    "{seat:?}"
                );
            }
        }
        assert!(plan(99, (2025, 1, 1)).problem().is_some());
        assert!(plan(300, (2021, 6, 30)).problem().is_some());
        assert!(plan(300, (2051, 1, 1)).problem().is_some());
    }
}
