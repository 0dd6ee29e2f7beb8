//! Whatever is called in whatever order, a case stays one that can have happened.

mod windows;

use chrono::{Days as Span, NaiveDate, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    attempts::{Attempt, AttemptResult, Whose},
    endings::{Ending, Reach, Review},
    reasons::Reason,
    steps::{Stage, Step},
    *,
};
use crate::domain::phones::Phone;

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn days() -> Days {
    Days { notice_on: ymd(2026, 1, 10), today: ymd(2026, 6, 1) }
}

/// A call on a case.
#[derive(Debug, Clone)]
enum Call {
    Attempt(Attempt),
    /// To a stage so many beyond where the case stands.
    Advance(usize, Day),
    End(Reason, Day, bool, Option<Reach>),
    ConditioningBegan(i64),
    Review(Review),
    /// Corrections.
    Recode(Reason, Day),
    Reopen,
    UndoStep,
}

/// So many days after the last that is known, or nobody knows.
type Day = Option<i64>;

fn day_of(course: &Course, after: Day) -> Option<NaiveDate> {
    let last = course.steps.iter().filter_map(Step::on).max().unwrap_or(days().notice_on);
    after.map(|after| last + TimeDelta::days(after))
}

fn end_of(course: &Course, reason: Reason, on: Day, words: bool, reach: Option<Reach>) -> Ending {
    let by = Some(Uuid::from_u128(u128::from(words)));
    let words = words.then(|| "原因".to_owned());
    Ending { words, reach, by, ..Ending::new(reason, day_of(course, on)) }
}

fn make(course: &mut Course, call: &Call) -> Result<(), Problem> {
    match call.clone() {
        Call::Attempt(attempt) => course.attempt(attempt),
        Call::Advance(skip, on) => {
            let reached = course.steps.len();
            let stage = Stage::STEPS[(reached + skip).min(Stage::STEPS.len() - 1)];
            let step = Step::reaching(stage, day_of(course, on)).unwrap();
            course.advance(step, days())
        }
        Call::End(reason, on, words, reach) => {
            course.end(end_of(course, reason, on, words, reach), days())
        }
        Call::ConditioningBegan(after) => {
            let on = day_of(course, Some(after)).unwrap();
            course.conditioning_began(on, days())
        }
        Call::Review(review) => course.review(review),
        Call::Recode(reason, on) => {
            course.recode(end_of(course, reason, on, true, None), days()).map(drop)
        }
        Call::Reopen => course.reopen().map(drop),
        Call::UndoStep => course.undo_step(),
    }
}

prop_compose! {
    fn attempt()(
        minutes in 0u64..200_000,
        whose in proptest::sample::select(Whose::ALL),
        result in proptest::sample::select(AttemptResult::ALL),
    ) -> Attempt {
        let start = days().notice_on.and_hms_opt(0, 0, 0).unwrap().and_utc();
        let at = start + std::time::Duration::from_secs(minutes * 60);
        let phone = Phone::parse("15400000001").unwrap();
        Attempt { id: Uuid::nil(), at, by: None, whose, phone, result, note: None }
    }
}

fn day() -> impl Strategy<Value = Day> {
    prop_oneof![8 => (0i64..25).prop_map(Some), 1 => (-40i64..160).prop_map(Some), 1 => Just(None)]
}

fn reach() -> impl Strategy<Value = Option<Reach>> {
    proptest::sample::select(vec![
        None,
        Some(Reach::ThisCase),
        Some(Reach::ForGood),
        Some(Reach::Until { day: ymd(2026, 4, 1) }),
    ])
}

prop_compose! {
    fn review()(
        by in proptest::option::of(0u128..3),
        on in proptest::option::of(0u64..140),
        stepped_back in any::<Option<bool>>(),
    ) -> Review {
        let on = on.map(|after| days().notice_on + Span::new(after));
        Review { on, by: by.map(Uuid::from_u128), stepped_back }
    }
}

/// Any reason, those that fit only one stage more often.
fn reason() -> impl Strategy<Value = Reason> {
    prop_oneof![3 => proptest::sample::select(Reason::ALL), 1 => Just(Reason::M4), 1 => Just(Reason::N4)]
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        2 => attempt().prop_map(Call::Attempt),
        10 => (prop_oneof![9 => Just(0usize), 1 => 1usize..9], day()).prop_map(|(n, on)| Call::Advance(n, on)),
        2 => (reason(), day(), any::<bool>(), reach()).prop_map(|(r, on, w, reach)| Call::End(r, on, w, reach)),
        1 => (-20i64..60).prop_map(Call::ConditioningBegan),
        2 => review().prop_map(Call::Review),
    ]
}

fn correction() -> impl Strategy<Value = Call> {
    prop_oneof![
        6 => call(),
        1 => (reason(), day()).prop_map(|(reason, on)| Call::Recode(reason, on)),
        1 => Just(Call::Reopen),
        1 => Just(Call::UndoStep),
    ]
}

/// What holds of every case, however it came about.
fn is_sound(course: &Course) -> Result<(), TestCaseError> {
    prop_assert_eq!(course.problems(days()), vec![], "{:?}", course);
    let stages: Vec<Stage> = course.steps.iter().map(Step::stage).collect();
    prop_assert_eq!(&stages[..], &Stage::STEPS[..stages.len()]);
    let on: Vec<NaiveDate> = course.steps.iter().filter_map(Step::on).collect();
    prop_assert!(on.is_sorted(), "{:?}", on);
    prop_assert!(on.iter().all(|on| days().notice_on <= *on && *on <= days().today));
    prop_assert!(course.attempts.is_sorted_by_key(|attempt| attempt.at));
    if let Some(ending) = &course.ending {
        prop_assert!(course.is_over() && stages.len() < 8);
        let same = ending
            .review
            .as_ref()
            .is_some_and(|review| review.by == ending.by && review.by.is_some());
        prop_assert!(!same, "reviewed by who recorded it");
    }
    Ok(())
}

/// The view of a day is a sound case, grows with the day and ends with the whole.
fn is_sound_on_every_day(course: &Course) -> Result<(), TestCaseError> {
    let on = |after: u64| days().notice_on + Span::new(after);
    let mut before = course.clone().as_of(on(0));
    for after in 0..=142 {
        let then = course.clone().as_of(on(after));
        is_sound(&then)?;
        prop_assert!(then.steps.starts_with(&before.steps), "a step was forgotten");
        prop_assert!(before.ending.is_none() || then.ending.is_some(), "an end was forgotten");
        let half = on(after / 2);
        prop_assert_eq!(then.clone().as_of(half), course.clone().as_of(half));
        before = then;
    }
    prop_assert_eq!(&before, course);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_calls_lead_to_a_case_that_cannot_be(calls in proptest::collection::vec(call(), 0..30)) {
        let mut course = Course::default();
        for call in &calls {
            let before = course.clone();
            let answer = make(&mut course, call);
            prop_assert!(answer.is_ok() || course == before, "refused, and yet changed: {:?}", call);
            if before.is_over() {
                prop_assert!(matches!(call, Call::Review(_)) || answer.is_err(), "{:?}", call);
                prop_assert_eq!((&course.steps, &course.attempts), (&before.steps, &before.attempts));
                prop_assert_eq!(course.ending.as_ref().map(|e| e.reason), before.ending.as_ref().map(|e| e.reason));
            }
            is_sound(&course)?;
        }
        is_sound_on_every_day(&course)?;
    }

    #[test]
    fn nor_do_corrections(calls in proptest::collection::vec(correction(), 0..40)) {
        let mut course = Course::default();
        for call in &calls {
            let before = course.clone();
            let answer = make(&mut course, call);
            prop_assert!(answer.is_ok() || course == before, "refused, and yet changed: {:?}", call);
            is_sound(&course)?;
        }
        is_sound_on_every_day(&course)?;
    }
}

#[test]
fn a_second_person_looks_again() {
    let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mut course = Course::default();
    let review = |by| Review { on: Some(ymd(2026, 2, 1)), by: Some(by), stepped_back: None };
    assert_eq!(course.review(review(second)).unwrap_err().code, "nothing_to_review");
    let ending = Ending { by: Some(first), ..Ending::new(Reason::N7, Some(ymd(2026, 1, 20))) };
    course.end(ending, days()).unwrap();
    assert!(course.awaits_review());
    let before = course.clone();
    assert_eq!(course.review(review(first)).unwrap_err().code, "same_person");
    assert_eq!(course, before);
    course.review(review(second)).unwrap();
    assert!(!course.awaits_review());
    assert_eq!(course.review(review(second)).unwrap_err().code, "nothing_to_review");
}
