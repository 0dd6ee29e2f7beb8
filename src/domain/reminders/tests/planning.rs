//! When, and why not.

use proptest::prelude::*;

use super::*;

const YEARLY: &str = "code = \"yearly\"\nwatches = \"registration\"\nanchor = \"pooled\"\nafter = { years = 1 }\n\
     repeat = { every = { years = 1 } }\nworking_day = \"after\"\nlead = { days = 14 }\n\
     too_late_after = { days = 60 }\ntone = \"appeal\"";

#[test]
fn it_repeats_and_moves_to_a_working_day() {
    let rules = rules(YEARLY);
    let volunteer = volunteer(Anchor::Pooled, "2024-02-29");
    // The 28th of February 2025 is a Friday, that of 2026 a day of make-up work.
    let said_in = |today| said(&rules, &volunteer, look(today, "2024-03-01"));
    assert_eq!(said_in("2025-02-01"), [(Some("2025-02-28".to_owned()), Decision::Ahead)]);
    let due = (Some("2025-02-28".to_owned()), Decision::Due);
    let next = (Some("2026-02-28".to_owned()), Decision::Ahead);
    assert_eq!(said_in("2025-02-14"), [due.clone(), next.clone()]);
    assert_eq!(said_in("2025-04-29"), [due, next.clone()]);
    let missed = (Some("2025-02-28".to_owned()), Decision::Missed);
    assert_eq!(said_in("2025-04-30"), [missed, next]);
    // Four years on there is a 29th again.
    let all = said(&rules, &volunteer, look("2028-03-01", "2028-02-01"));
    assert_eq!(all[3], (Some("2028-02-29".to_owned()), Decision::Due));
}

#[test]
fn nothing_from_before_the_rule_the_record_or_the_last_look() {
    let rules = rules(YEARLY);
    let mut volunteer = volunteer(Anchor::Pooled, "2018-06-04");
    volunteer.entered_on = day("2022-01-01");
    let all = said(&rules, &volunteer, look("2025-07-01", "2025-05-01"));
    let passed = all.iter().filter(|(_, decision)| *decision == Decision::Passed).count();
    // Due 2019–2021 before she was there, 2022–2024 over when she was last looked at.
    assert_eq!(passed, 6);
    assert_eq!(all[6], (Some("2025-06-04".to_owned()), Decision::Due));
    let later = rules.starting(day("2025-06-05"));
    let all = said(&later, &volunteer, look("2025-07-01", "2025-05-01"));
    assert_eq!(all[6].1, Decision::Passed);
}

#[test]
fn conditions_hold_on_the_day_it_is_due() {
    let rules = rules(
        "code = \"elders\"\nwatches = \"registration\"\nfeast = \"double_ninth\"\nonly_if = [\"aged_70\"]\n\
         working_day = \"never\"\ntoo_late_after = { days = 20 }\ntone = \"care\"",
    );
    let mut volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    volunteer.birth_date = Some(day("1955-10-30"));
    // Double ninth of 2025 is the 29th of October: she is seventy the day after.
    let all = said(&rules, &volunteer, look("2025-11-10", "2025-01-01"));
    assert_eq!(all[1].1, Decision::Unless(Condition::Aged70));
    volunteer.birth_date = Some(day("1955-10-29"));
    let all = said(&rules, &volunteer, look("2025-11-10", "2025-01-01"));
    assert_eq!(all[1].1, Decision::Due);
}

#[test]
fn an_anniversary_has_its_day_to_itself() {
    let text = [
        "code = \"year\"\nwatches = \"care_ledger\"\nanchor = \"remembered\"\nafter = { years = 1 }\n\
         repeat = { every = { years = 1 } }\nanniversary = true\nworking_day = \"never\"\nlead = { days = 7 }\n\
         too_late_after = { days = 14 }\ntone = \"condolence\"",
        "code = \"autumn\"\nwatches = \"care_ledger\"\nfeast = \"mid_autumn\"\nworking_day = \"after\"\n\
         too_late_after = { days = 14 }\ntone = \"care\"",
    ]
    .map(rule)
    .concat();
    let rules = Rules::load(&text, "test.toml").unwrap();
    // Mid-Autumn of 2026 is Friday the 25th of September, a day off; work is on Monday the 28th.
    let family = family("2024-09-28", false);
    let all = said(&rules, &family, look("2026-10-05", "2026-09-01"));
    assert!(all.contains(&(Some("2026-09-28".to_owned()), Decision::Due)), "{all:?}");
    let autumn = all.iter().filter(|(_, decision)| *decision == Decision::Due).count();
    assert_eq!(autumn, 2);
    assert!(all.contains(&(Some("2026-09-29".to_owned()), Decision::Due)), "{all:?}");
    // By the lunar calendar: the 26th of the eighth month.
    let lunar = super::family("2024-09-28", true);
    let all = said(&rules, &lunar, look("2025-10-20", "2025-09-01"));
    assert_eq!(all[0], (Some("2025-10-17".to_owned()), Decision::Due));
}

#[test]
fn no_condolence_to_the_living_no_appeal_to_the_dead() {
    let condolence = rules(
        "code = \"c\"\nwatches = \"care_ledger\"\nanchor = \"remembered\"\nafter = { days = 7 }\n\
         working_day = \"never\"\ntoo_late_after = { days = 14 }\ntone = \"condolence\"",
    );
    let bereaved = family("2025-06-01", false);
    let when = look("2025-06-08", "2025-06-01");
    assert_eq!(said(&condolence, &bereaved, when)[0].1, Decision::Due);
    let mistaken = Subject { lives: Some(true), ..bereaved };
    assert_eq!(said(&condolence, &mistaken, when)[0].1, Decision::Stop(Stop::LivingNotDead));
    let appeal = rules(YEARLY);
    let mut dead = volunteer(Anchor::Pooled, "2024-06-04");
    dead.lives = Some(false);
    let when = look("2025-06-08", "2025-06-01");
    assert_eq!(said(&appeal, &dead, when)[0].1, Decision::Stop(Stop::DeadNotLiving));
}

#[test]
fn two_programmes_do_not_call_in_one_week() {
    let rules = rules(YEARLY);
    let mut volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    let contact = |on: &str, programme| Contact { on: day(on), programme };
    let due =
        |volunteer: &Subject| said(&rules, volunteer, look("2025-06-04", "2025-06-01"))[0].clone();
    volunteer.contacts = vec![contact("2025-06-02", Some(Programme::StemCell))];
    assert_eq!(due(&volunteer), (Some("2025-06-04".to_owned()), Decision::Due));
    volunteer.contacts = vec![contact("2025-06-02", Some(Programme::Organ))];
    assert_eq!(due(&volunteer), (Some("2025-06-09".to_owned()), Decision::Due));
    volunteer.contacts = vec![contact("2025-05-20", Some(Programme::Organ))];
    assert_eq!(due(&volunteer), (Some("2025-06-04".to_owned()), Decision::Due));
}

#[test]
fn who_gave_her_word_for_several_programmes_is_greeted_once() {
    let rules = rules(
        &YEARLY
            .replace("\"pooled\"", "\"registered\"")
            .replace("working_day", "programmes = [\"organ\", \"body\"]\nworking_day"),
    );
    let of = |n: u128, programme, on: &str| {
        let item = Item::new(Uuid::from_u128(n), Watch::Registration, Some(programme));
        item.day(Anchor::Registered, Some(day(on)))
    };
    let mut person = subject(SubjectKind::Person, of(1, Programme::Organ, "2024-06-10"));
    person.items.push(of(2, Programme::Body, "2024-06-04"));
    person.items.push(of(3, Programme::StemCell, "2024-06-01"));
    let asked = |person: &Subject| {
        let all = explain(&rules, person, look("2025-06-04", "2025-06-01"));
        all.iter().map(|one| (one.item.as_u128(), one.decision)).collect::<Vec<_>>()
    };
    assert_eq!(asked(&person), [(2, Decision::Due), (2, Decision::Ahead)]);
    person.items[1].stop = Some(Stop::Withdrawn);
    assert_eq!(asked(&person)[0], (1, Decision::Due));
}

proptest! {
    /// Looked at every day or after weeks without a look: what is made in time is made, what is not is missed,
    /// and nothing is made twice or forgotten.
    #[test]
    fn every_occurrence_is_made_once(
        entered in 0_u64..400, pooled in 0_u64..400, looks in prop::collection::vec(1_u64..120, 1..30)
    ) {
        let rules = rules(YEARLY);
        let from = day("2021-01-01");
        let mut volunteer = volunteer(Anchor::Pooled, "2021-01-01");
        volunteer.entered_on = from + chrono::Days::new(entered);
        let pooled = from + chrono::Days::new(pooled);
        volunteer.items[0].days = vec![(Anchor::Pooled, pooled)];
        let mut made = std::collections::BTreeSet::new();
        let mut missed = std::collections::BTreeSet::new();
        let (mut since, mut today) = (volunteer.entered_on, volunteer.entered_on);
        for gap in looks {
            today = today + chrono::Days::new(gap);
            let look = Look { calendar: Calendar::shipped(), today, since };
            for one in explain(&rules, &volunteer, look) {
                let nth = one.occurrence.unwrap();
                match one.decision {
                    Decision::Due => { made.insert(nth); }
                    Decision::Missed if !made.contains(&nth) => { missed.insert(nth); }
                    _ => {}
                }
            }
            since = today;
        }
        prop_assert!(made.is_disjoint(&missed));
        // Straight from the words: each year's day since she was there whose showing has begun.
        let expected = (1..).map(|nth| {
            let raw = pooled.checked_add_months(chrono::Months::new(12 * nth)).unwrap();
            (nth, raw, Calendar::shipped().next_working(raw))
        });
        let expected: std::collections::BTreeSet<_> = expected
            .take_while(|(_, _, due)| *due - chrono::Days::new(14) <= today)
            .filter(|(_, raw, _)| *raw >= volunteer.entered_on)
            .map(|(nth, ..)| super::super::Occurrence(nth as i32))
            .collect();
        let all: std::collections::BTreeSet<_> = made.union(&missed).copied().collect();
        prop_assert_eq!(all, expected);
    }

    /// Between two wakings nothing changes: sleeping costs nothing.
    #[test]
    fn nothing_happens_while_it_sleeps(pooled in 0_u64..400, at in 0_u64..900, nap in 0_u64..400) {
        let rules = rules(YEARLY);
        let volunteer = volunteer(Anchor::Pooled, &(day("2021-01-01") + chrono::Days::new(pooled)).to_string());
        let today = day("2021-06-01") + chrono::Days::new(at);
        let now = Look { calendar: Calendar::shipped(), today, since: today };
        let wake = plan(&rules, &volunteer, now).wake_on.unwrap();
        prop_assert!(wake > today);
        let nap = (today + chrono::Days::new(nap)).min(wake.pred_opt().unwrap());
        let of = |today| {
            let look = Look { calendar: Calendar::shipped(), today, since: now.today };
            let all = explain(&rules, &volunteer, look).into_iter();
            all.map(|one| (one.occurrence, one.decision)).collect::<Vec<_>>()
        };
        prop_assert_eq!(of(today), of(nap));
    }
}
