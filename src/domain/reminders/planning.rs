//! Which reminders rules make for a subject, and why not others: a pure function of what is known, of the
//! calendar, and of the days of this look and of the last one.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Key, Reminder,
    conditions::Condition,
    rules::{Repeat, Rule, Rules, When, WorkingDay},
    spans::Span,
    stops::{self, Stop},
    subjects::{Anchor, Item, Occurrence, Subject, Watch},
};
use crate::domain::{calendar::Calendar, feasts::Feast, words::Words};

/// Whoever was in touch for one programme, no other is for so many days.
const CALM_DAYS: u64 = 7;
/// No holiday is longer than this with the weekends around it, and one day more.
const LONGEST_REST: usize = 15;
/// No rule makes more reminders than this for one thing: weekly for sixty years.
const MOST: i32 = 3_200;

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

/// When a reminder is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first day on which it is shown.
    pub appears_on: NaiveDate,
    /// The day by which it is to be done.
    pub due: NaiveDate,
    /// The day by the rule alone, where another was taken.
    pub moved_from: Option<NaiveDate>,
    /// The last day on which it makes sense.
    pub last_on: NaiveDate,
}

impl Times {
    /// The day by the rule alone.
    pub fn by_rule(self) -> NaiveDate {
        self.moved_from.unwrap_or(self.due)
    }

    /// The same where somebody put it off to `day`.
    pub fn put_off_to(self, day: NaiveDate) -> Self {
        Self { appears_on: day, due: day, last_on: self.last_on.max(day), ..self }
    }

    /// The day on which `decision` will be another though nothing changes.
    pub fn wake_on(self, decision: Decision) -> Option<NaiveDate> {
        match decision {
            Decision::Ahead => Some(self.appears_on),
            Decision::Due => self.last_on.succ_opt(),
            _ => None,
        }
    }
}

/// What the planner judges one occurrence by, besides its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// The day of the look.
    today: NaiveDate,
    /// The day of the last one.
    since: NaiveDate,
    /// Its day by the rule alone was before the rule or the subject was there.
    from_before: bool,
    /// Why she is to be left in peace.
    stop: Option<Stop>,
    /// What the rule asks for and is not so.
    unless: Option<Condition>,
}

impl Grounds {
    /// What the planner says of an occurrence with these days.
    pub fn decide(self, times: Times) -> Decision {
        if self.from_before || times.last_on < self.since {
            return Decision::Passed;
        }
        if let Some(stop) = self.stop {
            return Decision::Stop(stop);
        }
        if times.due > times.last_on {
            return Decision::Stop(Stop::AskedLately);
        }
        if times.appears_on > self.today {
            return Decision::Ahead;
        }
        if let Some(unless) = self.unless {
            return Decision::Unless(unless);
        }
        if self.is_over(times) { Decision::Missed } else { Decision::Due }
    }

    /// Whether it would be too late.
    pub fn is_over(self, times: Times) -> bool {
        self.today > times.last_on
    }
}

/// What the planner says to one occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", content = "of", rename_all = "snake_case")]
pub enum Decision {
    /// It is to be done.
    Due,
    /// Its day has not come.
    Ahead,
    /// It fell due before the rule or the subject was there, or was over when the service last looked.
    Passed,
    /// It is too late: the service did not look in time.
    Missed,
    /// The day from which the rule counts is not known.
    NoDay(Anchor),
    /// The rule is for other programmes.
    OtherProgramme,
    /// Something that the rule asks for is not so.
    Unless(Condition),
    /// She is to be left in peace.
    Stop(Stop),
}

impl Decision {
    /// Why, in words.
    pub fn words(self) -> Words {
        match self {
            Self::Due => Words::new("该办了", "It is to be done"),
            Self::Ahead => Words::new("时间未到", "Its day has not come"),
            Self::Passed => Words::new(
                "到期日早于规则生效、建档或上次检查",
                "It fell due before the rule, the record or the last look",
            ),
            Self::Missed => Words::new("已过办理期限", "It is too late"),
            Self::NoDay(anchor) => {
                let Words { zh, en } = anchor.label();
                Words::made(format!("缺{zh}"), format!("This day is not known: {en}"))
            }
            Self::OtherProgramme => Words::new("不属于本规则的项目", "Another programme"),
            Self::Unless(condition) => {
                let Words { zh, en } = condition.label();
                Words::made(format!("条件不满足：{zh}"), format!("This is not so: {en}"))
            }
            Self::Stop(stop) => stop.label(),
        }
    }
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
            let others = others(rule, subject, item);
            Asked { rule, subject, item, look, others }.explain(&mut all);
        }
    }
    all
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

/// One rule asked about one thing.
struct Asked<'r, 'a> {
    rule: &'r Rule,
    subject: &'a Subject,
    item: &'a Item,
    look: Look<'a>,
    others: Vec<Uuid>,
}

impl<'r> Asked<'r, '_> {
    fn explain(&self, all: &mut Vec<Explained<'r>>) {
        let say = |occurrence, times, decision, grounds| Explained {
            rule: self.rule,
            item: self.item.id,
            occurrence,
            times,
            decision,
            grounds,
            others: self.others.clone(),
        };
        let programmes = &self.rule.programmes;
        if !programmes.is_empty()
            && !self.item.programme.is_some_and(|own| programmes.contains(&own))
        {
            return all.push(say(None, None, Decision::OtherProgramme, None));
        }
        if let When::Anchored { anchor, .. } = self.rule.when
            && self.item.on(anchor).is_none()
        {
            return all.push(say(None, None, Decision::NoDay(anchor), None));
        }
        for (occurrence, raw) in self.days() {
            let Some(times) = self.times(raw) else { break };
            let grounds = self.grounds(times);
            let decision = grounds.decide(times);
            all.push(say(Some(occurrence), Some(times), decision, Some(grounds)));
            if times.appears_on > self.look.today && decision != Decision::Passed {
                break;
            }
        }
    }

    /// The days by the rule alone, in their order.
    fn days(&self) -> Box<dyn Iterator<Item = (Occurrence, NaiveDate)> + '_> {
        match self.rule.when {
            // A year's list is an occurrence of its own, as a feast is.
            When::Anchored { anchor: Anchor::Listed, after, .. } => {
                Box::new(self.item.lists.iter().filter_map(move |list| {
                    let day = after.after(list.received_on, self.look.calendar)?;
                    Some((Occurrence(list.year), day))
                }))
            }
            When::Anchored { anchor, after, repeat } => {
                let Some(from) = self.item.on(anchor) else { return Box::new(std::iter::empty()) };
                let most = repeat.map_or(1, |repeat| repeat.times.map_or(MOST, |n| n as i32));
                let every = repeat.map_or(Span::default(), |Repeat { every, .. }| every);
                Box::new((1..=most.min(MOST)).map_while(move |nth| {
                    let day = self.counted(anchor, from, after.and(every, nth - 1))?;
                    Some((Occurrence(nth), day))
                }))
            }
            When::Feast { feast, after } => {
                let began = self.item.began_on().unwrap_or(NaiveDate::MIN);
                let start = self.start().max(began);
                let last = self.look.today.max(start).year() + 2;
                Box::new((start.year() - 1..=last).filter_map(move |year| {
                    let day = self.feast(feast, year, after).filter(|day| *day > began)?;
                    Some((Occurrence(year), day))
                }))
            }
        }
    }

    fn feast(&self, feast: Feast, year: i32, after: Span) -> Option<NaiveDate> {
        after.after(feast.day(year)?, self.look.calendar)
    }

    fn counted(&self, anchor: Anchor, from: NaiveDate, span: Span) -> Option<NaiveDate> {
        let whole_years = span == Span { years: span.years, ..Span::default() };
        match (anchor, &self.subject.family) {
            (Anchor::Remembered, Some(family)) if whole_years => family.return_of(span.years),
            (Anchor::Born, _) => span
                .after(from, self.look.calendar)?
                .checked_sub_days(Days::new(self.subject.jitter.into())),
            _ => span.after(from, self.look.calendar),
        }
    }

    fn times(&self, raw: NaiveDate) -> Option<Times> {
        let kept = self.working(self.unless_remembered(raw))?;
        let calm = self.calm(kept)?;
        let Rule { lead, too_late_after, .. } = *self.rule;
        let calendar = self.look.calendar;
        Some(Times {
            appears_on: Span::default().and(lead, -1).after(calm, calendar)?,
            due: calm,
            moved_from: (calm != raw).then_some(raw),
            // A day moved on because another programme was in touch does not make a late word timely.
            last_on: too_late_after.after(kept.max(raw), calendar)?,
        })
    }

    /// No other contact falls on the day of a death.
    fn unless_remembered(&self, day: NaiveDate) -> NaiveDate {
        let Some(family) = self.subject.family.as_ref() else { return day };
        if self.rule.anniversary || !self.rule.is_contact() {
            return day;
        }
        let step = |day: NaiveDate| match self.rule.working_day {
            WorkingDay::Before => day.pred_opt(),
            WorkingDay::After | WorkingDay::Never => day.succ_opt(),
        };
        let mut days = std::iter::successors(Some(day), |day| step(*day)).take(LONGEST_REST);
        // Moving to a working day must not lead back onto it.
        days.find(|day| self.working(*day).is_some_and(|moved| !family.remembers_on(moved)))
            .unwrap_or(day)
    }

    fn working(&self, day: NaiveDate) -> Option<NaiveDate> {
        Some(match self.rule.working_day {
            WorkingDay::Never => day,
            WorkingDay::Before => self.look.calendar.previous_working(day),
            WorkingDay::After => self.look.calendar.next_working(day),
        })
    }

    /// Not before a week has gone by since another programme was in touch; open match cases do not wait.
    fn calm(&self, due: NaiveDate) -> Option<NaiveDate> {
        if !self.rule.is_contact() || self.rule.watches == Watch::MatchCase {
            return Some(due);
        }
        let others = self.subject.contacts.iter().filter(|c| c.programme != self.item.programme);
        let Some(free) = others.map(|contact| contact.on + Days::new(CALM_DAYS)).max() else {
            return Some(due);
        };
        if due.max(self.look.today) >= free {
            return Some(due);
        }
        match self.rule.working_day {
            WorkingDay::Never => Some(free),
            WorkingDay::Before | WorkingDay::After => Some(self.look.calendar.next_working(free)),
        }
    }

    fn start(&self) -> NaiveDate {
        self.rule.in_force_from.max(self.subject.entered_on)
    }

    fn grounds(&self, times: Times) -> Grounds {
        let Look { today, since, .. } = self.look;
        let by_rule = times.by_rule();
        let mut asked = self.rule.only_if.iter().copied();
        Grounds {
            today,
            since,
            from_before: by_rule < self.start(),
            stop: stops::check(self.rule.tone, self.subject).err().or(self.item.stop),
            unless: asked.find(|condition| !condition.holds(self.subject, self.item, by_rule)),
        }
    }
}
