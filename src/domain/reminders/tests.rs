mod faults;
mod lists;
mod loading;
mod planning;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    conditions::Condition,
    decisions::Decision,
    facts::Beside,
    planning::{Explained, Look, explain, plan},
    rules::Rules,
    stops::Stop,
    subjects::{Anchor, Contact, Family, Item, Subject, SubjectKind, Watch},
};
use crate::domain::{calendar::Calendar, programmes::Programme};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Somebody who lives, in the registry since 2020.
fn subject(kind: SubjectKind, item: Item) -> Subject {
    let beside = Beside { entered_on: day("2020-01-01"), ..Beside::default() };
    Subject {
        lives: Some(true),
        items: vec![item],
        ..Subject::new(Uuid::nil(), kind, Uuid::nil(), beside)
    }
}

fn volunteer(anchor: Anchor, on: &str) -> Subject {
    let item = Item::new(Uuid::nil(), Watch::Registration, Some(Programme::StemCell));
    subject(SubjectKind::Person, item.day(anchor, Some(day(on))))
}

fn family(died_on: &str, lunar: bool) -> Subject {
    let item = Item::new(Uuid::nil(), Watch::CareLedger, None);
    let item = item.day(Anchor::Remembered, Some(day(died_on)));
    Subject {
        lives: Some(false),
        family: Some(Family {
            bereaved: true,
            remembered: Some((day(died_on), lunar)),
            parents: Vec::new(),
            at_school: false,
        }),
        ..subject(SubjectKind::Ledger, item)
    }
}

fn rule(fields: &str) -> String {
    format!(
        "[[rules]]\nversion = 1\nin_force_from = 2020-01-01\nassignee = \"coordinator\"\n\
         title_zh = \"问候\"\ntitle_en = \"Greeting\"\nguidance_zh = \"问候\"\nguidance_en = \"Greet\"\n{fields}\n"
    )
}

fn rules(fields: &str) -> Rules {
    Rules::load(&rule(fields), "test.toml").unwrap_or_else(|problem| panic!("{problem}"))
}

fn look(today: &str, since: &str) -> Look<'static> {
    Look { calendar: Calendar::shipped(), today: day(today), since: day(since) }
}

/// The days due and what is said of them.
fn said(rules: &Rules, subject: &Subject, look: Look<'_>) -> Vec<(Option<String>, Decision)> {
    let told = |one: Explained<'_>| (one.times.map(|times| times.due.to_string()), one.decision);
    explain(rules, subject, look).into_iter().map(told).collect()
}
