//! The yearly national list: one occurrence a list, whichever day it came.

use super::*;
use crate::domain::{reminders::Occurrence, retention::RetentionList};

const LISTED: &str = "code = \"list\"\nwatches = \"registration\"\nprogrammes = [\"stem_cell\"]\nanchor = \"listed\"\n\
     after = { days = 90 }\nonly_if = [\"no_open_case\"]\nworking_day = \"never\"\nlead = { days = 90 }\n\
     too_late_after = { months = 6 }\nprotocol = true\ntone = \"appeal\"";

fn listed(lists: &[(i32, &str)]) -> Subject {
    let item = Item::new(Uuid::nil(), Watch::Registration, Some(Programme::StemCell));
    let lists: Vec<RetentionList> = lists
        .iter()
        .map(|(year, on)| RetentionList { year: *year, received_on: day(on) })
        .collect();
    let last = lists.last().map(|list| list.received_on);
    let item = Item { lists, ..item }.day(Anchor::Listed, last);
    subject(SubjectKind::Person, item)
}

fn occurrences(subject: &Subject, today: &str, since: &str) -> Vec<(Option<i32>, Decision)> {
    let rules = rules(LISTED);
    let all = explain(&rules, subject, look(today, since));
    all.into_iter().map(|one| (one.occurrence.map(|Occurrence(n)| n), one.decision)).collect()
}

#[test]
fn each_years_list_is_an_occurrence_of_its_own() {
    let none = occurrences(&listed(&[]), "2026-03-02", "2026-03-01");
    assert_eq!(none, [(None, Decision::NoDay(Anchor::Listed))]);
    let one = listed(&[(2025, "2025-03-01")]);
    assert_eq!(occurrences(&one, "2025-03-01", "2025-03-01"), [(Some(2025), Decision::Due)]);
    assert_eq!(occurrences(&one, "2025-12-01", "2025-03-01"), [(Some(2025), Decision::Missed)]);
    // A list for the next year that came in December is not this year's.
    let two = listed(&[(2025, "2025-03-01"), (2026, "2025-12-20")]);
    let both = [(Some(2025), Decision::Missed), (Some(2026), Decision::Due)];
    assert_eq!(occurrences(&two, "2025-12-21", "2025-03-02"), both);
    let later = [(Some(2025), Decision::Passed), (Some(2026), Decision::Due)];
    assert_eq!(occurrences(&two, "2025-12-21", "2025-12-20"), later);
    let times = plan(&rules(LISTED), &one, look("2025-03-01", "2025-03-01")).occurrences[0].times;
    assert_eq!((times.appears_on, times.due), (day("2025-03-01"), day("2025-05-30")));
}

#[test]
fn who_is_asked_in_a_match_case_is_not_asked_beside_it() {
    let mut subject = listed(&[(2025, "2025-03-01")]);
    let case = Item::new(Uuid::max(), Watch::MatchCase, Some(Programme::StemCell));
    subject.items.push(case);
    let said = |subject: &Subject| occurrences(subject, "2025-03-02", "2025-03-01")[0].1;
    assert_eq!(said(&subject), Decision::Unless(Condition::NoOpenCase));
    subject.items[1].stop = Some(Stop::Over);
    assert_eq!(said(&subject), Decision::Due);
    subject.stop = Some(Stop::DoNotContact);
    assert_eq!(said(&subject), Decision::Stop(Stop::DoNotContact));
}

#[test]
fn a_list_tells_nothing_of_when_her_word_began() {
    assert_eq!(listed(&[(2025, "2025-03-01")]).items[0].began_on(), None);
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_line() {
    for (change, by, expected) in [
        (
            "too_late_after",
            "repeat = { every = { years = 1 } }\ntoo_late_after",
            "test.toml:17: 名单每年都来",
        ),
        ("protocol = true", "protocol = true\nmeans = \"message\"", "规程只用于人工联系"),
        ("\"appeal\"", "\"office\"", "规程只用于人工联系"),
        ("\"listed\"", "\"collected\"", "registration 没有这个日期"),
    ] {
        assert!(LISTED.contains(change), "{change}");
        let text = rule(&LISTED.replace(change, by));
        let said = Rules::load(&text, "test.toml").unwrap_err().to_string();
        assert!(said.contains(expected), "{by}: {said}");
    }
    assert!(Rules::shipped().get("retention_list").is_some_and(|rule| rule.protocol));
}
