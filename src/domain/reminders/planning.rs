//! Which reminders rules make for a subject, and why not others: a pure function of what is known, of the
//! calendar, and of the days of this look and of the last one.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Key, Reminder,
    days::Asked,
    decisions::{Decision, Grounds, Times},
    rules::{Rule, Rules, When},
    stops,
    subjects::{Item, Occurrence, Subject, Watch},
};
use crate::domain::calendar::Calendar;

/// What the planner stands on.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Working days.
    pub calendar: &'a Calendar,
    /// Today.
    pub today: NaiveDate,
    /// The day of the last look: what was over by then is not missed now.
    pub since: NaiveDate,
}

/// What the planner says of one rule, one thing and one occurrence.
#[derive(Debug, Clone)]
pub struct Explained<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// The thing.
    pub item: Uuid,
    /// The occurrence; none where the rule never gets to one.
    pub occurrence: Option<Occurrence>,
    /// When; none where the rule never gets to a day.
    pub times: Option<Times>,
    /// What the planner says.
    pub decision: Decision,
    /// By what it was judged; none where the rule never gets to a day.
    grounds: Option<Grounds>,
    /// The other things of hers for which the same greeting may have been made: she is greeted once.
    pub others: Vec<Uuid>,
}

impl Explained<'_> {
    /// Whether `reminder` was made of it.
    pub fn is_of(&self, reminder: &Reminder) -> bool {
        let (item, rule, occurrence) = reminder.key();
        rule == self.rule.code
            && Some(occurrence) == self.occurrence
            && (item == self.item || self.others.contains(&item))
    }
}

/// One occurrence with its days, as it is taken over into a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The thing.
    pub item: Uuid,
    /// The rule's code.
    pub rule: String,
    /// The rule's version.
    pub rule_version: u32,
    /// The occurrence.
    pub occurrence: Occurrence,
    /// When.
    pub times: Times,
    /// What the planner says.
    pub decision: Decision,
    /// By what: asked again of one that somebody put off.
    pub grounds: Grounds,
    /// The other things of hers for which the same greeting may have been made.
    pub others: Vec<Uuid>,
}

impl Planned {
    /// Which thing, rule and occurrence it is; of a greeting that may have been made for another of her registrations,
    /// those too.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        let items = std::iter::once(&self.item).chain(&self.others);
        items.map(|item| (*item, self.rule.clone(), self.occurrence))
    }
}

/// What rules make for a subject today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Every occurrence that has a day, whatever is said of it.
    pub occurrences: Vec<Planned>,
    /// The next day on which to look again; none: only once something changes.
    pub wake_on: Option<NaiveDate>,
}

/// The plan of a subject.
pub fn plan(rules: &Rules, subject: &Subject, look: Look<'_>) -> Plan {
    let mut plan = Plan::default();
    for explained in explain(rules, subject, look) {
        let (Some(occurrence), Some(times), Some(grounds)) =
            (explained.occurrence, explained.times, explained.grounds)
        else {
            continue;
        };
        let wake = times.wake_on(explained.decision);
        plan.wake_on = [plan.wake_on, wake].into_iter().flatten().min();
        plan.occurrences.push(Planned {
            item: explained.item,
            rule: explained.rule.code.clone(),
            rule_version: explained.rule.version,
            occurrence,
            times,
            decision: explained.decision,
            grounds,
            others: explained.others,
        });
    }
    plan
}

/// What is to be said of every rule and everything of the subject that it watches, in the order of the rules.
pub fn explain<'r>(rules: &'r Rules, subject: &Subject, look: Look<'_>) -> Vec<Explained<'r>> {
    let mut all = Vec::new();
    for rule in rules.all() {
        for item in watched(rule, subject) {
            explain_one(Asked { rule, subject, item, look }, &mut all);
        }
    }
    all
}

fn explain_one<'r>(asked: Asked<'r, '_>, all: &mut Vec<Explained<'r>>) {
    let Asked { rule, subject, item, look } = asked;
    let others = others(rule, subject, item);
    let say = |occurrence, times, decision, grounds| Explained {
        rule,
        item: item.id,
        occurrence,
        times,
        decision,
        grounds,
        others: others.clone(),
    };
    let programmes = &rule.programmes;
    if !programmes.is_empty() && !item.programme.is_some_and(|own| programmes.contains(&own)) {
        return all.push(say(None, None, Decision::OtherProgramme, None));
    }
    if let When::Anchored { anchor, .. } = rule.when
        && item.on(anchor).is_none()
    {
        return all.push(say(None, None, Decision::NoDay(anchor), None));
    }
    for (occurrence, by_rule) in asked.days() {
        let Some(times) = asked.times(by_rule) else { break };
        let grounds = grounds(asked, by_rule);
        let decision = grounds.decide(times);
        all.push(say(Some(occurrence), Some(times), decision, Some(grounds)));
        if times.appears_on > look.today && decision != Decision::Passed {
            break;
        }
    }
}

fn grounds(asked: Asked<'_, '_>, by_rule: NaiveDate) -> Grounds {
    let Asked { rule, subject, item, look } = asked;
    let mut needed = rule.only_if.iter().copied();
    Grounds {
        today: look.today,
        since: look.since,
        from_before: by_rule < asked.start(),
        stop: stops::check(rule.tone, subject).err().or(item.stop),
        unless: needed.find(|condition| !condition.holds(subject, item, by_rule)),
    }
}

/// What of the subject a rule looks at. Of somebody who is registered for several of its programmes that is the
/// registration that has stood longest: she is greeted once, not once for each.
fn watched<'s>(rule: &Rule, subject: &'s Subject) -> Vec<&'s Item> {
    let watched = subject.items.iter().filter(|item| item.watch == rule.watches);
    if rule.watches != Watch::Registration || rule.programmes.len() == 1 {
        return watched.collect();
    }
    let fits = |item: &&Item| {
        rule.programmes.is_empty()
            || item.programme.is_some_and(|own| rule.programmes.contains(&own))
    };
    let longest =
        |item: &&Item| (item.stop.is_some(), item.began_on().is_none(), item.began_on(), item.id);
    // Where none fits, each says why.
    match watched.clone().filter(fits).min_by_key(longest) {
        Some(item) => vec![item],
        None => watched.collect(),
    }
}

/// Who takes one of several words back just before a feast, or gives another, is greeted for the year once all the same.
fn others(rule: &Rule, subject: &Subject, item: &Item) -> Vec<Uuid> {
    let once = rule.watches == Watch::Registration
        && rule.programmes.len() != 1
        && matches!(rule.when, When::Feast { .. });
    let others = subject.items.iter().filter(|one| one.watch == rule.watches && one.id != item.id);
    others.filter(|_| once).map(|one| one.id).collect()
}
