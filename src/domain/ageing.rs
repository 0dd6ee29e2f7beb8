//! Leaving the stem-cell register by age (超龄出库): on the exit age's birthday, 55 unless the office decided otherwise
//! (handbook §1.2). The day on which somebody is looked at again stands in plaintext beside her and the end of her
//! registration too, so that neither may be her birthday (blueprint §4).

use chrono::{Datelike, Days, NaiveDate};

use super::{
    programmes::Programme,
    reminders::stops::Stop,
    reminders::subjects::{Subject, Watch},
};

/// From the first look on she is looked at once so many days, and leaves with the first look on or after her birthday:
/// what is written down tells of a fortnight and of no day.
const LOOK_EVERY: u64 = 14;

/// What age means for somebody today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ageing {
    /// Nothing, as long as nobody changes her record: no offer of stem cells stands, her birth is not known, or a
    /// match case is under way and has to be over first.
    Never,
    /// Nothing yet: she is to be looked at on this day.
    LookOn(NaiveDate),
    /// She leaves.
    Now,
}

/// The first day of somebody of `age` full years.
pub fn birthday(birth: NaiveDate, age: i32) -> NaiveDate {
    let year = birth.year() + age;
    // Born on 29 February, in a common year: the first of March, as ages are counted.
    birth.with_year(year).or(NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(NaiveDate::MAX)
}

/// What age means for `subject` on `today`, where volunteers leave at `exit_age`.
pub fn of(subject: &Subject, exit_age: i32, today: NaiveDate) -> Ageing {
    let is_offer =
        |watch, programme| watch == Watch::Registration && programme == Some(Programme::StemCell);
    let stands = subject.items.iter().any(|item| {
        is_offer(item.watch, item.programme) && matches!(item.stop, None | Some(Stop::Paused))
    });
    let is_in_a_case =
        subject.items.iter().any(|item| item.watch == Watch::MatchCase && item.stop.is_none());
    let is_there = subject.lives == Some(true) && subject.stop != Some(Stop::Merged);
    match subject.birth_date {
        Some(birth) if stands && is_there && !is_in_a_case => {
            let leaves_on = birthday(birth, exit_age);
            if leaves_on <= today {
                return Ageing::Now;
            }
            let first = leaves_on - Days::new(subject.jitter.into());
            let waited = u64::try_from((today - first).num_days() + 1).unwrap_or(0);
            Ageing::LookOn(first + Days::new(waited.div_ceil(LOOK_EVERY) * LOOK_EVERY))
        }
        _ => Ageing::Never,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        dates::age_on,
        reminders::{SubjectKind, facts::Beside, subjects::Item},
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn volunteer(birth: &str, jitter: u32) -> Subject {
        let beside = Beside { jitter, ..Beside::default() };
        let item = Item::new(Uuid::nil(), Watch::Registration, Some(Programme::StemCell));
        Subject {
            lives: Some(true),
            birth_date: Some(day(birth)),
            items: vec![item],
            ..Subject::new(Uuid::nil(), SubjectKind::Person, Uuid::nil(), beside)
        }
    }

    #[test]
    fn nobody_leaves_before_her_birthday_and_everybody_within_a_fortnight_of_it() {
        proptest!(|(days in 0_u64..20_000, jitter in 0_u32..56, exit_age in 46..70)| {
            let birth = day("1950-01-01") + Days::new(days);
            let leaves_on = birthday(birth, exit_age);
            prop_assert_eq!(age_on(birth, leaves_on), exit_age);
            prop_assert_eq!(age_on(birth, leaves_on.pred_opt().unwrap()), exit_age - 1);
            let volunteer = volunteer(&birth.to_string(), jitter);
            let (mut today, mut looks) = (birth + Days::new(18 * 365), 0);
            while let Ageing::LookOn(next) = of(&volunteer, exit_age, today) {
                prop_assert!(next > today, "it goes on");
                prop_assert!(looks > 0 || next == leaves_on - Days::new(jitter.into()));
                (today, looks) = (next, looks + 1);
            }
            prop_assert_eq!(of(&volunteer, exit_age, today), Ageing::Now);
            prop_assert!(leaves_on <= today && today < leaves_on + Days::new(LOOK_EVERY));
            prop_assert!(looks <= 6);
        });
    }

    #[test]
    fn who_was_born_on_the_leap_day_leaves_on_the_first_of_march() {
        assert_eq!(birthday(day("1972-02-29"), 55), day("2027-03-01"));
        assert_eq!(birthday(day("1972-02-29"), 56), day("2028-02-29"));
        let volunteer = volunteer("1972-02-29", 0);
        assert_eq!(of(&volunteer, 55, day("2027-02-28")), Ageing::LookOn(day("2027-03-01")));
        assert_eq!(of(&volunteer, 55, day("2027-03-01")), Ageing::Now);
    }

    #[test]
    fn only_who_stands_in_the_register_leaves_it() {
        let today = day("2030-01-01");
        let old = volunteer("1970-06-01", 20);
        assert_eq!(of(&old, 55, today), Ageing::Now);
        let with = |change: &dyn Fn(&mut Subject)| {
            let mut changed = old.clone();
            change(&mut changed);
            of(&changed, 55, today)
        };
        assert_eq!(with(&|one| one.items[0].stop = Some(Stop::Paused)), Ageing::Now);
        // Whom nobody may call leaves too: nobody calls her for that.
        assert_eq!(with(&|one| one.stop = Some(Stop::DoNotContact)), Ageing::Now);
        assert_eq!(with(&|one| one.items[0].stop = Some(Stop::Withdrawn)), Ageing::Never);
        assert_eq!(with(&|one| one.items[0].stop = Some(Stop::Realised)), Ageing::Never);
        assert_eq!(with(&|one| one.items[0].programme = Some(Programme::Organ)), Ageing::Never);
        assert_eq!(with(&|one| one.birth_date = None), Ageing::Never);
        assert_eq!(with(&|one| one.lives = Some(false)), Ageing::Never);
        assert_eq!(with(&|one| one.stop = Some(Stop::Merged)), Ageing::Never);
        let case = |stop| {
            let case = Item::new(Uuid::max(), Watch::MatchCase, Some(Programme::StemCell));
            with(&|one| one.items.push(Item { stop, ..case.clone() }))
        };
        assert_eq!(case(None), Ageing::Never);
        assert_eq!(case(Some(Stop::Over)), Ageing::Now);
    }
}
