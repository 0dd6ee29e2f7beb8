//! What the simulation once found wrong, each in the smallest case that shows it.

use super::{super::*, *};

const YEARLY: &str = "code = \"yearly\"\nwatches = \"registration\"\nanchor = \"pooled\"\nafter = { years = 1 }\n\
     working_day = \"after\"\ntoo_late_after = { days = 60 }\ntone = \"appeal\"";

fn planned(rules: &Rules, subject: &Subject, look: Look<'_>) -> Planned {
    plan(rules, subject, look).occurrences.remove(0)
}

#[test]
fn what_fell_due_before_she_was_there_is_told_by_the_rules_own_day() {
    let rules = rules(YEARLY);
    // Due on Saturday the 7th of June 2025, put on Monday the 9th.
    let mut volunteer = volunteer(Anchor::Pooled, "2024-06-07");
    let on = look("2025-06-10", "2025-06-01");
    for (entered, decision) in [("2025-06-07", Decision::Due), ("2025-06-08", Decision::Passed)] {
        volunteer.entered_on = day(entered);
        assert_eq!(said(&rules, &volunteer, on), [(Some("2025-06-09".to_owned()), decision)]);
    }
}

#[test]
fn what_was_over_while_she_was_left_in_peace_is_stopped_and_not_missed() {
    let rules = rules(YEARLY);
    let volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    let first = planned(&rules, &volunteer, look("2025-06-04", "2025-06-01"));
    let made = Reminder::new(Uuid::nil(), &volunteer, &first);
    assert_eq!(made.state, ReminderState::Open);
    let silent = Subject { stop: Some(Stop::DoNotContact), ..volunteer.clone() };
    let mut stopped = made.clone();
    stopped.follow(&silent, &planned(&rules, &silent, look("2025-06-06", "2025-06-04")));
    assert_eq!(stopped.state, ReminderState::Stopped);
    let ended_by = stopped.details.ended_by;
    // Silence is lifted months later: whoever lifted it had it looked at until then.
    stopped.follow(&volunteer, &planned(&rules, &volunteer, look("2025-12-01", "2025-11-30")));
    assert_eq!((stopped.state, stopped.details.ended_by), (ReminderState::Stopped, ended_by));
    // Where nobody looked and nobody was silent, it is missed.
    let mut open = made;
    open.follow(&volunteer, &planned(&rules, &volunteer, look("2025-12-01", "2025-06-04")));
    assert_eq!(open.state, ReminderState::Missed);
}

#[test]
fn what_was_put_off_beyond_its_last_day_stops_with_her_silence() {
    let rules = rules(YEARLY);
    let volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    let first = planned(&rules, &volunteer, look("2025-06-04", "2025-06-01"));
    let mut reminder = Reminder::new(Uuid::nil(), &volunteer, &first);
    reminder.put_off(day("2025-10-15"), day("2025-06-04")).unwrap();
    let now = look("2025-09-01", "2025-08-31");
    reminder.follow(&volunteer, &planned(&rules, &volunteer, now));
    assert_eq!(reminder.state, ReminderState::Open);
    let silent = Subject { stop: Some(Stop::DoNotContact), ..volunteer.clone() };
    reminder.follow(&silent, &planned(&rules, &silent, now));
    assert_eq!(reminder.state, ReminderState::Stopped);
    assert_eq!(reminder.details.ended_by, Some(Decision::Stop(Stop::DoNotContact)));
    reminder.follow(&volunteer, &planned(&rules, &volunteer, now));
    assert_eq!((reminder.state, reminder.details.ended_by), (ReminderState::Open, None));
    // And it is missed once the day to which it was put off has passed.
    let late = look("2025-10-16", "2025-10-15");
    reminder.follow(&volunteer, &planned(&rules, &volunteer, late));
    assert_eq!(reminder.state, ReminderState::Missed);
}

#[test]
fn what_was_put_off_and_then_turned_out_to_be_from_before_her_time_is_dropped_and_not_missed() {
    let rules = rules(YEARLY);
    let mut volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    let first = planned(&rules, &volunteer, look("2025-06-04", "2025-06-01"));
    let mut reminder = Reminder::new(Uuid::nil(), &volunteer, &first);
    reminder.put_off(day("2025-10-15"), day("2025-06-04")).unwrap();
    // The day on which she was pooled is corrected to one before she was in the registry.
    volunteer.items[0].days[0].1 = day("2018-06-04");
    for today in ["2025-06-05", "2025-10-16"] {
        reminder.follow(&volunteer, &planned(&rules, &volunteer, look(today, "2025-06-04")));
        let (state, by) = (reminder.state, reminder.details.ended_by);
        assert_eq!((state, by), (ReminderState::Dropped, Some(Decision::Passed)), "{today}");
    }
}

#[test]
fn what_is_put_off_waits_for_its_day_and_is_judged_on_it() {
    let rules = rules(&format!("{YEARLY}\nonly_if = [\"unverified\"]"));
    let volunteer = volunteer(Anchor::Pooled, "2024-06-04");
    let first = planned(&rules, &volunteer, look("2025-06-04", "2025-06-01"));
    let mut reminder = Reminder::new(Uuid::nil(), &volunteer, &first);
    for not_later in ["2025-06-04", "2025-06-03"] {
        assert!(reminder.put_off(day(not_later), day("2025-06-02")).is_err(), "{not_later}");
    }
    reminder.put_off(day("2025-06-20"), day("2025-06-04")).unwrap();
    // And back again, to another day after its own.
    reminder.put_off(day("2025-06-10"), day("2025-06-04")).unwrap();
    let before = planned(&rules, &volunteer, look("2025-06-09", "2025-06-04"));
    let (times, decision) = reminder.judged(&before);
    assert_eq!((decision, times.wake_on(decision)), (Decision::Ahead, Some(day("2025-06-10"))));
    let on = planned(&rules, &volunteer, look("2025-06-10", "2025-06-09"));
    reminder.follow(&volunteer, &on);
    let (times, decision) = reminder.judged(&on);
    assert_eq!((decision, times.wake_on(decision)), (Decision::Due, Some(day("2025-08-04"))));
    assert_eq!((reminder.state, reminder.due_on), (ReminderState::Open, day("2025-06-10")));
    assert_eq!(reminder.details.planned_for, Some(day("2025-06-04")));
}

#[test]
fn a_contact_moved_off_an_anniversary_over_a_long_holiday_is_not_lost() {
    let rules = rules(
        "code = \"greeting\"\nwatches = \"care_ledger\"\nanchor = \"opened\"\nafter = { days = 30 }\n\
         working_day = \"after\"\ntoo_late_after = { days = 3 }\ntone = \"care\"",
    );
    // The 1st of October, a day of remembrance and the first of eight days off.
    let mut family = family("2024-10-01", false);
    family.items[0].days.push((Anchor::Opened, day("2025-09-01")));
    let due = (Some("2025-10-09".to_owned()), Decision::Due);
    for today in ["2025-10-09", "2025-10-12"] {
        assert_eq!(said(&rules, &family, look(today, "2025-09-30")), std::slice::from_ref(&due));
    }
    let late = said(&rules, &family, look("2025-10-13", "2025-09-30"));
    assert_eq!(late[0].1, Decision::Missed);
}

#[test]
fn a_greeting_is_of_every_word_of_hers_and_a_yearly_check_of_its_own() {
    let feast = rules(
        "code = \"spring\"\nwatches = \"registration\"\nprogrammes = [\"organ\", \"body\"]\n\
         feast = \"spring_festival\"\nworking_day = \"never\"\ntoo_late_after = { days = 9 }\ntone = \"thanks\"",
    );
    let of = |n: u128, programme| {
        let item = Item::new(Uuid::from_u128(n), Watch::Registration, Some(programme));
        item.day(Anchor::Registered, Some(day("2024-06-04")))
    };
    let mut person = subject(SubjectKind::Person, of(1, Programme::Organ));
    person.items.push(of(2, Programme::Body));
    let now = look("2026-02-17", "2026-02-16");
    let this_year = |subject: &Subject| {
        let mut all = plan(&feast, subject, now).occurrences.into_iter();
        all.find(|one| one.occurrence == Occurrence(2026)).unwrap()
    };
    let keys = |subject: &Subject| -> Vec<u128> {
        this_year(subject).keys().map(|(item, ..)| item.as_u128()).collect()
    };
    assert_eq!(keys(&person), [1, 2]);
    let one = this_year(&person);
    let mut made = Reminder::new(Uuid::nil(), &person, &one);
    // She takes the first back: the same greeting is of the second now.
    person.items[0].stop = Some(Stop::Withdrawn);
    assert_eq!(keys(&person), [2, 1]);
    made.follow(&person, &this_year(&person));
    assert_eq!(made.details.item, Uuid::from_u128(2));
    let yearly = rules(&YEARLY.replace("\"pooled\"", "\"registered\""));
    assert!(plan(&yearly, &person, now).occurrences.iter().all(|one| one.others.is_empty()));
}
