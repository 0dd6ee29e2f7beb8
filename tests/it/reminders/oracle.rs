//! What should have happened, listed naively from the words of `config/reminders/plans.toml`: every day, for every
//! thing and every rule from scratch, without a plan that looks ahead. Nothing here calls the planner.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use lifelight::domain::{
    calendar::Calendar,
    feasts,
    programmes::Programme,
    reminders::{
        Reminder, ReminderState,
        conditions::Condition,
        rules::{Rule, Rules, Tone, When, WorkingDay},
        spans::Span,
        subjects::{Anchor, Watch},
    },
};
use uuid::Uuid;

/// The thing, the rule's code, which occurrence.
pub type Key = (Uuid, String, i32);

/// Something that a rule may watch.
#[derive(Clone)]
pub struct Thing {
    pub id: Uuid,
    pub watch: Watch,
    pub programme: Option<Programme>,
    pub days: Vec<(Anchor, NaiveDate)>,
    /// Withdrawn, refused or paused.
    pub stopped: bool,
    /// Withdrawn or refused: for good.
    pub ended: bool,
}

impl Thing {
    pub fn on(&self, anchor: Anchor) -> Option<NaiveDate> {
        self.days.iter().find(|(known, _)| *known == anchor).map(|(_, day)| *day)
    }
}

/// What the test itself did to somebody.
#[derive(Clone)]
pub struct Known {
    pub entered: NaiveDate,
    /// Dead, not to be contacted, or a family that asked for silence.
    pub in_peace: bool,
    /// By how many days what hangs on an age is brought forward.
    pub early: u32,
    pub reached: Option<NaiveDate>,
    /// The death that a family remembers; true: by the lunar calendar.
    pub remembered: Option<(NaiveDate, bool)>,
    pub parents: Vec<NaiveDate>,
    pub things: Vec<Thing>,
}

/// One occurrence as the rule has it today.
#[derive(Clone, Debug)]
pub struct Slot {
    pub due: NaiveDate,
    pub appears: NaiveDate,
    pub last: NaiveDate,
    /// It fell due before the rule or the subject was there.
    from_before: bool,
    /// Everything is so that the rule asks for.
    holds: bool,
    stopped: bool,
}

impl Slot {
    fn is_today(&self, day: NaiveDate) -> bool {
        self.is_wanted() && self.appears <= day && day <= self.last
    }

    fn is_wanted(&self) -> bool {
        self.holds && !self.from_before && !self.stopped
    }
}

/// What has to stand in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Open,
    /// It was open, and its day was put into the future: it waits, open or dropped.
    Ahead,
    Done,
    Missed,
    Stopped,
    /// Stopped or dropped: more than one reason at once.
    Ended,
    /// Corrected or stopped while nobody looked, and over since: missed, ended, or never made.
    Unsure,
}

/// One subject's reminders as they should be.
pub struct Book {
    pub known: Known,
    slots: BTreeMap<Key, Slot>,
    /// What should have been there on some day since the last look.
    should: BTreeSet<(Key, NaiveDate)>,
    last_look: NaiveDate,
    changed: bool,
    /// Rules of feasts for whoever gave her word for any of several programmes: she is greeted once a year, whichever
    /// of her words stands.
    once: BTreeSet<String>,
    /// The days to which somebody put what.
    put_off: BTreeMap<Key, NaiveDate>,
    pub told: BTreeMap<Key, (Told, Slot)>,
}

impl Book {
    pub fn new(known: Known, rules: &Rules, until: NaiveDate) -> Self {
        let slots = slots(&known, rules, until);
        let last_look = known.entered;
        let (should, told) = (BTreeSet::new(), BTreeMap::new());
        let once = rules.all().iter().filter(|rule| greets_once(rule));
        let once = once.map(|rule| rule.code.clone()).collect();
        let put_off = BTreeMap::new();
        Self { known, slots, should, last_look, changed: true, once, put_off, told }
    }

    /// What the oracle calls a reminder.
    pub fn key_of(&self, one: &Reminder) -> Key {
        let details = &one.details;
        let once = self.once.contains(&details.rule);
        let item = if once { self.known.things[0].id } else { details.item };
        (item, details.rule.clone(), details.occurrence.0)
    }

    /// Something was changed.
    pub fn know(&mut self, rules: &Rules, until: NaiveDate) {
        self.slots = slots(&self.known, rules, until);
        for (key, to) in &self.put_off {
            // Put off, it is shown and due on that day; where the rule's own day is later, on that.
            if let Some(slot) = self.slots.get_mut(key).filter(|slot| *to > slot.due) {
                (slot.due, slot.appears, slot.last) = (*to, *to, slot.last.max(*to));
            }
        }
        self.changed = true;
    }

    /// Somebody puts off what is shown.
    pub fn put_off(&mut self, key: Key, to: NaiveDate) {
        let (_, slot) = self.told.get_mut(&key).expect("it is shown");
        (slot.due, slot.appears, slot.last) = (to, to, slot.last.max(to));
        self.put_off.insert(key, to);
    }

    /// A day passes, whether somebody looks or not.
    pub fn pass(&mut self, day: NaiveDate) {
        let today = self.slots.iter().filter(|(_, slot)| slot.is_today(day));
        self.should.extend(today.map(|(key, slot)| (key.clone(), slot.last)));
    }

    /// Somebody looks.
    pub fn look(&mut self, day: NaiveDate) {
        for (key, slot) in &self.slots {
            let (is_over, should) =
                (slot.last < day, self.should.contains(&(key.clone(), slot.last)));
            let known = self.told.get(key);
            let Some((now, before)) = known else {
                let told = match () {
                    () if !slot.is_wanted() => continue,
                    () if slot.is_today(day) => Told::Open,
                    () if is_over && should => Told::Missed,
                    () if is_over && self.changed && slot.last >= self.last_look => Told::Unsure,
                    () => continue,
                };
                self.told.insert(key.clone(), (told, slot.clone()));
                continue;
            };
            let is_ended = matches!(now, Told::Stopped | Told::Ended);
            let next = match now {
                Told::Done | Told::Missed | Told::Unsure => continue,
                // What was over while it was stopped is not brought up again.
                now if is_ended && (slot.from_before || is_over) => {
                    let in_outage = self.changed && slot.last >= self.last_look;
                    if slot.is_wanted() && (should || in_outage) { Told::Unsure } else { *now }
                }
                // Its day passed while nobody looked, and was put into the future meanwhile.
                Told::Open | Told::Ahead if slot.appears > day && before.last < day => Told::Unsure,
                _ if slot.from_before => {
                    if is_over {
                        Told::Unsure
                    } else {
                        Told::Ended
                    }
                }
                // It ended while nobody looked, for two reasons.
                _ if is_over && !slot.is_wanted() => Told::Unsure,
                // It had ended before its new day came, and nobody is woken by the day of a stopped one.
                Told::Ended if slot.stopped => Told::Ended,
                _ if slot.stopped && slot.appears <= day => Told::Stopped,
                _ if slot.stopped => Told::Ended,
                _ if slot.appears > day => Told::Ahead,
                _ if !slot.holds => Told::Ended,
                Told::Open if is_over => Told::Missed,
                _ if is_over => Told::Unsure,
                _ => Told::Open,
            };
            self.told.insert(key.clone(), (next, slot.clone()));
        }
        let looked_before = self.last_look.succ_opt() == Some(day);
        // A day was taken back, or the rule is gone.
        let gone = self.told.iter_mut().filter(|(key, _)| !self.slots.contains_key(*key));
        for (_, (told, slot)) in gone {
            *told = match *told {
                // Taken back on its last day or before, or after it: who knows, where nobody looked?
                Told::Open if slot.last < day && looked_before => Told::Missed,
                Told::Open if slot.last < day => Told::Unsure,
                Told::Ahead if slot.last < day => Told::Unsure,
                Told::Open | Told::Ahead | Told::Stopped => Told::Ended,
                other => other,
            };
        }
        self.should.clear();
        (self.last_look, self.changed) = (day, false);
    }

    /// What is open and shown.
    pub fn shown(&self, day: NaiveDate) -> Vec<Key> {
        let shown = |(told, slot): &(Told, Slot)| *told == Told::Open && slot.is_today(day);
        self.told.iter().filter(|(_, one)| shown(one)).map(|(key, _)| key.clone()).collect()
    }

    /// Holds what is in the registry against what should be; the number compared, or what differs.
    pub fn compare(&self, found: &[Reminder]) -> Result<usize, String> {
        let mut rows = BTreeMap::new();
        for one in found {
            let key = self.key_of(one);
            if rows.insert(key.clone(), one).is_some() {
                return Err(format!("doubled: {key:?}"));
            }
        }
        for (key, (told, slot)) in &self.told {
            let Some(row) = rows.remove(key) else {
                if *told == Told::Unsure {
                    continue;
                }
                return Err(format!("lost: {key:?} {told:?} {slot:?}"));
            };
            let fits = match told {
                Told::Open => row.state == ReminderState::Open && row.appears_on == slot.appears,
                Told::Done => row.state == ReminderState::Done,
                Told::Missed => row.state == ReminderState::Missed,
                Told::Stopped => row.state == ReminderState::Stopped,
                Told::Ended => {
                    matches!(row.state, ReminderState::Stopped | ReminderState::Dropped)
                }
                Told::Ahead => {
                    matches!(row.state, ReminderState::Open | ReminderState::Dropped)
                }
                Told::Unsure => true,
            };
            let is_dated = matches!(told, Told::Open | Told::Done | Told::Missed);
            if !fits || (is_dated && (row.due_on, row.details.last_on) != (slot.due, slot.last)) {
                let (state, from, due) = (row.state, row.appears_on, row.due_on);
                return Err(format!(
                    "{key:?}: is {state:?} from {from} due {due} until {}, should be {told:?} {slot:?}",
                    row.details.last_on
                ));
            }
        }
        match rows.into_iter().next() {
            Some((key, row)) => {
                Err(format!("made for nothing: {key:?} {:?} {}", row.state, row.due_on))
            }
            None => Ok(self.told.len()),
        }
    }
}

/// Every occurrence of every rule for somebody, until a day.
fn slots(known: &Known, rules: &Rules, until: NaiveDate) -> BTreeMap<Key, Slot> {
    // What is due after the last day may appear before it, and what was there may be corrected to a day years later.
    let until = until + Days::new(3 * 365);
    let mut slots = BTreeMap::new();
    for thing in &known.things {
        for rule in rules.all() {
            let concerns = rule.programmes.is_empty()
                || thing.programme.is_some_and(|one| rule.programmes.contains(&one));
            if rule.watches != thing.watch || !concerns || !is_the_one(known, thing, rule) {
                continue;
            }
            for (nth, day) in days(known, thing, rule, until) {
                let slot = slot(known, thing, rule, day);
                let id = if greets_once(rule) { known.things[0].id } else { thing.id };
                slots.insert((id, rule.code.clone(), nth), slot);
            }
        }
    }
    slots
}

fn greets_once(rule: &Rule) -> bool {
    let several = rule.watches == Watch::Registration && rule.programmes.len() != 1;
    several && matches!(rule.when, When::Feast { .. })
}

/// Who gave her word for several of a rule's programmes is looked at once: at the word that stands longest.
fn is_the_one(known: &Known, thing: &Thing, rule: &Rule) -> bool {
    if rule.watches != Watch::Registration || rule.programmes.len() == 1 {
        return true;
    }
    let began = |one: &Thing| {
        one.days.iter().filter(|(anchor, _)| *anchor != Anchor::Born).map(|(_, day)| *day).min()
    };
    let rank = |one: &Thing| (one.stopped, began(one).is_none(), began(one), one.id);
    let others = known.things.iter().filter(|one| {
        one.watch == rule.watches
            && (rule.programmes.is_empty()
                || one.programme.is_some_and(|own| rule.programmes.contains(&own)))
    });
    others.map(rank).min() == Some(rank(thing))
}

/// The days of a rule as it counts them, before anything moves them.
fn days(known: &Known, thing: &Thing, rule: &Rule, until: NaiveDate) -> Vec<(i32, NaiveDate)> {
    let mut days = Vec::new();
    match &rule.when {
        When::Feast { feast, after } => {
            let Some(began) =
                thing.days.iter().filter(|(a, _)| *a != Anchor::Born).map(|d| d.1).min()
            else {
                return days;
            };
            for year in known.entered.year()..=until.year() + 1 {
                let feast = feast.day(year).expect("it is kept every year");
                // The day on which something began is its own.
                let day = counted(feast, *after);
                if day > began {
                    days.push((year, day));
                }
            }
        }
        When::Anchored { anchor, after, repeat } => {
            let Some(day) = thing.on(*anchor) else { return days };
            let times = repeat.map_or(1, |repeat| repeat.times.unwrap_or(u32::MAX));
            for nth in 0.. {
                if nth >= times {
                    break;
                }
                let span = repeat.map_or(*after, |repeat| added(*after, repeat.every, nth));
                let lunar = known.remembered.is_some_and(|(_, lunar)| lunar);
                let day = if *anchor == Anchor::Remembered && span.years > 0 && lunar {
                    feasts::lunar_return(day, span.years).expect("within the almanac")
                } else {
                    counted(day, span)
                };
                let day = match anchor {
                    Anchor::Born => day - Days::new(known.early.into()),
                    _ => day,
                };
                if day > until {
                    break;
                }
                days.push((nth as i32 + 1, day));
            }
        }
    }
    days
}

fn added(after: Span, every: Span, times: u32) -> Span {
    let n = times as i32;
    Span {
        years: after.years + every.years * n,
        months: after.months + every.months * n,
        weeks: after.weeks + every.weeks * n,
        days: after.days + every.days * n,
        working_days: after.working_days + every.working_days * n,
    }
}

/// Years and months first (a day that the month lacks is its last), then days, then working days one by one.
fn counted(day: NaiveDate, span: Span) -> NaiveDate {
    let months = day.year() * 12 + day.month0() as i32 + span.years * 12 + span.months;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
    let mut date = day.day();
    let mut day = loop {
        if let Some(found) = NaiveDate::from_ymd_opt(year, month, date) {
            break found;
        }
        date -= 1;
    };
    day += chrono::Duration::days((span.weeks * 7 + span.days).into());
    for _ in 0..span.working_days.abs() {
        day = step(day, span.working_days > 0);
        while !works(day) {
            day = step(day, span.working_days > 0);
        }
    }
    day
}

fn step(day: NaiveDate, forward: bool) -> NaiveDate {
    if forward { day + Days::new(1) } else { day - Days::new(1) }
}

fn works(day: NaiveDate) -> bool {
    Calendar::shipped().is_working(day)
}

/// What it asks for is judged as of the day by the rule alone, and so is what is from before and too late: neither
/// a day off nor somebody's day of remembrance makes another case of it.
fn slot(known: &Known, thing: &Thing, rule: &Rule, day: NaiveDate) -> Slot {
    let is_off = |day| rule.working_day != WorkingDay::Never && !works(day);
    let is_anniversary =
        |day| rule.tone != Tone::Office && !rule.anniversary && returns(known, day);
    let mut due = day;
    while is_off(due) || is_anniversary(due) {
        due = step(due, rule.working_day != WorkingDay::Before);
    }
    let back = Span {
        years: -rule.lead.years,
        months: -rule.lead.months,
        weeks: -rule.lead.weeks,
        days: -rule.lead.days,
        working_days: -rule.lead.working_days,
    };
    let holds = |condition: &Condition| match condition {
        Condition::NotPooled => thing.on(Anchor::Pooled).is_none_or(|pooled| pooled > day),
        // Of the day on which somebody was reached the month is kept.
        Condition::Unverified => known.reached.is_none_or(|reached| {
            let month = reached.with_day(1).expect("every month has a first");
            counted(month, Span { months: 6, ..Span::default() }) <= day
        }),
        Condition::Bereaved => known.remembered.is_some(),
        Condition::ParentsOver60 => known
            .parents
            .iter()
            .any(|birth| counted(*birth, Span { years: 60, ..Span::default() }) <= day),
        other => panic!("the oracle was not told of {other:?}"),
    };
    Slot {
        due,
        appears: counted(due, back),
        last: counted(due.max(day), rule.too_late_after),
        from_before: day < rule.in_force_from.max(known.entered),
        holds: rule.only_if.iter().all(holds),
        stopped: thing.stopped || (known.in_peace && rule.tone != Tone::Office),
    }
}

/// Whether the day of a death returns on `day`.
fn returns(known: &Known, day: NaiveDate) -> bool {
    let Some((death, lunar)) = known.remembered else { return false };
    (1..=day.year() - death.year() + 1).any(|nth| {
        let years = Span { years: nth, ..Span::default() };
        let back =
            if lunar { feasts::lunar_return(death, nth) } else { Some(counted(death, years)) };
        back == Some(day)
    })
}
