//! When enough was tried, and until when a case is held.

use chrono::{NaiveDate, TimeZone};
use chrono_tz::Asia::Shanghai;
use uuid::Uuid;

use super::ymd;
use crate::domain::{
    calendar::Calendar,
    match_cases::{
        Course,
        attempts::{Attempt, AttemptResult, Number, Protocol, Shortfall, Whose},
        deadlines::{Urgency, Windows},
        endings::Ending,
        reasons::Reason,
        steps::{Stage, Step},
    },
    phones::Phone,
};

/// Attempts on these numbers at these times of March 2025 in Shanghai.
fn tried(calls: &[(&str, (u32, u32, u32), AttemptResult)]) -> Vec<Attempt> {
    let attempt =
        |(phone, (day, hour, minute), result): &(&str, (u32, u32, u32), AttemptResult)| {
            let at = Shanghai.with_ymd_and_hms(2025, 3, *day, *hour, *minute, 0).unwrap().to_utc();
            let (phone, whose) = (Phone::parse(phone).unwrap(), Whose::Own);
            Attempt { id: Uuid::nil(), at, by: None, whose, phone, result: *result, note: None }
        };
    calls.iter().map(attempt).collect()
}

#[test]
fn when_somebody_counts_as_unreachable() {
    use AttemptResult::{Disconnected, NoAnswer, WillNotPassOn, WrongPerson};
    const OWN: &str = "15400000001";
    const KIN: &str = "15400000002";
    let numbers = [(Whose::Own, OWN), (Whose::Relative1, KIN)];
    let numbers =
        numbers.map(|(whose, phone)| Number { whose, phone: Phone::parse(phone).unwrap() });
    let missing = |calls: &[(&str, (u32, u32, u32), AttemptResult)], of: usize| -> Vec<String> {
        let shortfalls = Protocol::default().shortfalls(&numbers[..of], &tried(calls), Shanghai);
        let told = |shortfall: &Shortfall| match shortfall {
            Shortfall::Number { whose, tried, rounds, .. } => {
                format!("{} {tried}/{rounds}", whose.code())
            }
            Shortfall::Days { tried, days } => format!("days {tried}/{days}"),
            Shortfall::OfficeHoursOnly => "hours".to_owned(),
        };
        assert!(
            shortfalls.iter().all(|s| !s.words().zh.contains(OWN) && !s.words().en.contains(OWN))
        );
        shortfalls.iter().map(told).collect()
    };
    let call = |day, hour, minute| (OWN, (day, hour, minute), NoAnswer);
    assert_eq!(missing(&[], 2), ["own 0/3", "relative_1 0/3", "days 0/3", "hours"]);
    assert_eq!(missing(&[], 0), [""; 0]);
    // 3 March 2025 is a Monday, 8 March a Saturday.
    assert_eq!(missing(&[call(3, 9, 0), call(4, 9, 0), call(5, 18, 0)], 1), [""; 0]);
    assert_eq!(missing(&[call(3, 9, 0), call(4, 9, 0), call(5, 17, 59)], 1), ["hours"]);
    assert_eq!(missing(&[call(3, 9, 0), call(4, 9, 0), call(8, 9, 0)], 1), [""; 0]);
    assert_eq!(missing(&[call(3, 9, 0), call(3, 10, 0), call(8, 9, 0)], 1), ["days 2/3"]);
    assert_eq!(missing(&[call(3, 9, 0), call(8, 9, 0)], 1), ["own 2/3", "days 2/3"]);
    // In London it is the day before.
    assert_eq!(missing(&[call(3, 9, 0), call(4, 7, 0), call(5, 19, 0)], 1), [""; 0]);
    for dead in [Disconnected, WrongPerson, WillNotPassOn] {
        assert_eq!(missing(&[(OWN, (3, 9, 0), dead)], 1), [""; 0]);
        let one_rings = [(KIN, (3, 9, 0), dead), call(3, 9, 0), call(4, 9, 0), call(5, 19, 0)];
        assert_eq!(missing(&one_rings, 2), [""; 0]);
        assert_eq!(missing(&one_rings[..3], 2), ["own 2/3", "days 2/3", "hours"]);
    }
}

#[test]
fn windows_close_after_working_days() {
    let notice_on = ymd(2025, 3, 3);
    let mut course = Course::default();
    let found = |course: &Course, today: NaiveDate| {
        let deadline = Windows::default().deadline(notice_on, course, today, Calendar::shipped());
        deadline.map(|deadline| (deadline.on, deadline.urgency, deadline.left))
    };
    // 20 working days are left of March, 22 in April (a feast, a Sunday of work), 18 until 29 May.
    let on = ymd(2025, 5, 29);
    for (today, urgency, left) in [
        (notice_on, Urgency::InTime, 60),
        (ymd(2025, 5, 14), Urgency::InTime, 11),
        (ymd(2025, 5, 15), Urgency::Soon, 10),
        (on, Urgency::Soon, 0),
        (ymd(2025, 5, 30), Urgency::Over, 0),
    ] {
        assert_eq!(found(&course, today), Some((on, urgency, left)), "{today}");
    }
    // From the agreement on, 53: 7 in March, 22 in April, 19 in May, 5 in June.
    for (stage, day) in [(Stage::Willing, 5), (Stage::Talked, 10), (Stage::Agreed, 20)] {
        course.steps.extend(Step::reaching(stage, Some(ymd(2025, 3, day))));
    }
    assert_eq!(found(&course, ymd(2025, 6, 6)), Some((ymd(2025, 6, 9), Urgency::Soon, 1)));
    assert_eq!(found(&course, ymd(2025, 6, 10)), Some((ymd(2025, 6, 9), Urgency::Over, 0)));
    let mut ended = course.clone();
    ended.ending = Some(Ending::new(Reason::P1, None));
    assert_eq!(found(&ended, notice_on), None);
    for stage in [Stage::Typed, Stage::Examined, Stage::Consented] {
        assert!(found(&course, notice_on).is_some());
        course.steps.extend(Step::reaching(stage, None));
    }
    assert_eq!(found(&course, notice_on), None);
}
