//! What was done in the period: follow-ups that fell due, and supervision visits.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    domain::{
        audit,
        permissions::Scope,
        reminders::{ReminderState, subjects::SubjectKind},
        reports::{Cell, Column, Of, Section},
        supervisions::{FindingState, Visit, VisitState},
        words::Words,
    },
    service::{App, Caller, Result},
    store::{self, Session, sealed_rows::Opened, units::Unit},
};

/// What was read of it.
pub(super) struct Work {
    reminders: Vec<(SubjectKind, ReminderState, i64)>,
    visits: Vec<Opened<Visit>>,
}

impl Work {
    /// Reads it for `from` to `to`. The caller has seen that the unit is within `scope`.
    pub(super) async fn read(
        tx: &mut Session,
        scope: &Scope,
        unit: Uuid,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Self> {
        Ok(Self {
            reminders: store::reminders::coverage(tx, scope, unit, from, to).await?,
            visits: store::supervisions::between(tx, scope, unit, from, to).await?,
        })
    }

    /// How many follow-ups fell due, and how many of them were done.
    pub(super) fn follow_ups(&self) -> Section {
        let columns = vec![
            Column::new("due", Words::new("应办", "Due")),
            Column::new("done", Words::new("已办", "Done")),
            Column::new("missed", Words::new("已错过", "Missed")),
            Column::new("open", Words::new("仍待办", "Still open")),
            Column::new("share", Words::new("覆盖率", "Coverage")),
        ];
        let title = Words::new("回访与提醒", "Follow-ups and reminders");
        let mut section = Section::new("follow_ups", title, columns);
        for &kind in SubjectKind::ALL {
            let count = |state: ReminderState| -> i64 {
                let of = self.reminders.iter().filter(|one| (one.0, one.1) == (kind, state));
                of.map(|(_, _, count)| count).sum()
            };
            let [done, missed, open] =
                [ReminderState::Done, ReminderState::Missed, ReminderState::Open].map(count);
            let due = done + missed + open;
            let share = (due > 0).then(|| done as f64 / due as f64);
            let mut cells = [due, done, missed, open].map(Cell::Count).to_vec();
            cells.push(Cell::share(share));
            section.push(kind.code(), kind.label(), Of::Whole, cells);
        }
        section
    }

    /// The visits made in the period by the office visited. Those that cannot be read are left out and audited.
    pub(super) async fn visits(
        self,
        app: &App,
        caller: &Caller,
        units: &[Unit],
        today: NaiveDate,
    ) -> Result<Section> {
        let visits = app.readable(caller, audit::SubjectKind::Supervision, self.visits).await?;
        let columns = vec![
            Column::new("visits", Words::new("督导次数", "Visits")),
            Column::new("findings", Words::new("发现问题", "Findings")),
            Column::new("asked", Words::new("要求整改", "To be rectified")),
            Column::new("closed", Words::new("已整改", "Rectified")),
            Column::new("reported", Words::new("待确认", "To be confirmed")),
            Column::new("overdue", Words::new("逾期", "Overdue")),
        ];
        let title = Words::new("督导检查", "Supervision visits");
        let mut section = Section::new("supervisions", title, columns).note(Words::new(
            "本期开展的督导；整改情况截至编制当天。",
            "Visits made in the period; what was put right is as of the day of this report.",
        ));
        let held = |visit: &&Visit| visit.state == VisitState::Held;
        let cells = |of: &[&Visit]| {
            let count =
                |state: FindingState| -> usize { of.iter().map(|visit| visit.count(state)).sum() };
            let findings: usize = of.iter().map(|visit| visit.details.findings.len()).sum();
            let all = of.iter().flat_map(|visit| &visit.details.findings);
            let overdue = all.filter(|finding| finding.is_overdue(today)).count();
            [
                of.len(),
                findings,
                findings - count(FindingState::Noted),
                count(FindingState::Closed),
                count(FindingState::Reported),
                overdue,
            ]
            .map(Cell::count)
            .to_vec()
        };
        let all: Vec<&Visit> = visits.iter().filter(held).collect();
        section.push("all", Words::new("合计", "All"), Of::Whole, cells(&all));
        for unit in units {
            let of: Vec<&Visit> = all.iter().copied().filter(|one| one.unit == unit.id).collect();
            if !of.is_empty() {
                let words = Words::made(unit.zh.clone(), unit.en.clone());
                section.push(unit.id.to_string(), words, Of::Below, cells(&of));
            }
        }
        Ok(section)
    }
}
