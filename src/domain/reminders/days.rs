//! The days that a rule gives one thing, in their order, and where a holiday, the day of a death or another contact
//! moves them.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    decisions::Times,
    planning::Look,
    rules::{Repeat, Rule, When, WorkingDay},
    spans::Span,
    subjects::{Anchor, Item, Occurrence, Subject, Watch},
};
use crate::domain::feasts::Feast;

/// Whoever was in touch for one programme, no other is for so many days.
const CALM_DAYS: u64 = 7;
/// No holiday is longer than this with the weekends around it, and one day more.
const LONGEST_REST: usize = 15;
/// No rule makes more reminders than this for one thing: weekly for sixty years.
const MOST: i32 = 3_200;

/// One rule asked about one thing.
#[derive(Clone, Copy)]
pub(super) struct Asked<'r, 'a> {
    pub(super) rule: &'r Rule,
    pub(super) subject: &'a Subject,
    pub(super) item: &'a Item,
    pub(super) look: Look<'a>,
}

impl<'a> Asked<'a, 'a> {
    /// The days by the rule alone, in their order.
    pub(super) fn days(self) -> Box<dyn Iterator<Item = (Occurrence, NaiveDate)> + 'a> {
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

    fn feast(self, feast: Feast, year: i32, after: Span) -> Option<NaiveDate> {
        after.after(feast.day(year)?, self.look.calendar)
    }

    fn counted(self, anchor: Anchor, from: NaiveDate, span: Span) -> Option<NaiveDate> {
        let whole_years = span == Span { years: span.years, ..Span::default() };
        match (anchor, &self.subject.family) {
            (Anchor::Remembered, Some(family)) if whole_years => family.return_of(span.years),
            (Anchor::Born, _) => span
                .after(from, self.look.calendar)?
                .checked_sub_days(Days::new(self.subject.jitter.into())),
            _ => span.after(from, self.look.calendar),
        }
    }

    /// With the day by the rule alone, when it is shown, due and over; none beyond the calendar's end.
    pub(super) fn times(self, raw: NaiveDate) -> Option<Times> {
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
    fn unless_remembered(self, day: NaiveDate) -> NaiveDate {
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

    fn working(self, day: NaiveDate) -> Option<NaiveDate> {
        Some(match self.rule.working_day {
            WorkingDay::Never => day,
            WorkingDay::Before => self.look.calendar.previous_working(day),
            WorkingDay::After => self.look.calendar.next_working(day),
        })
    }

    /// Not before a week has gone by since another programme was in touch; open match cases do not wait.
    fn calm(self, due: NaiveDate) -> Option<NaiveDate> {
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

    /// What fell due before the rule was in force, or the subject known, is not planned.
    pub(super) fn start(self) -> NaiveDate {
        self.rule.in_force_from.max(self.subject.entered_on)
    }
}
