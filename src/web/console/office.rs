//! What the pages of the office share: names of units, times in its zone, histories and decisions.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use uuid::Uuid;

use super::views::{Action, Choice, HistoryRow, PastRow, Values};
use crate::{
    domain::{
        audit::UnmaskReason,
        permissions::{Actor, Permission},
        words::{Problem, Words},
    },
    service::{
        App, Caller, Result, ServiceError,
        units::{self, Unit},
    },
    store::{audit::AuditLine, sealed_rows::Past},
};

/// All units, to name them and to offer those of a scope.
pub(super) struct Units(Vec<Unit>);

impl Units {
    /// The units as they are now.
    pub(super) async fn now(app: &App, caller: &Caller) -> Result<Self> {
        Ok(Self(units::list(app, caller).await?))
    }

    /// The unit with this id.
    pub(super) fn get(&self, id: Uuid) -> Option<&Unit> {
        self.0.iter().find(|unit| unit.id == id)
    }

    /// What the unit is called.
    pub(super) fn name(&self, id: Uuid) -> Words {
        self.get(id)
            .map_or(Words::new("", ""), |unit| Words::made(unit.zh.clone(), unit.en.clone()))
    }

    /// Whom to call about the unit: itself, or the nearest unit above that has a phone.
    pub(super) fn reached_by_phone(&self, id: Uuid) -> Option<(&Unit, &str)> {
        let unit = self.get(id)?;
        match &unit.phone {
            Some(phone) => Some((unit, phone)),
            None => self.reached_by_phone(unit.parent?),
        }
    }

    /// Every unit in the order of the tree, with its depth.
    pub(super) fn all(&self) -> Vec<(usize, &Unit)> {
        self.0.first().map_or(Vec::new(), |root| self.below(root.id))
    }

    /// `root` and the units below it, in the order of the tree, with their depth.
    pub(super) fn below(&self, root: Uuid) -> Vec<(usize, &Unit)> {
        let mut path: Vec<Uuid> = Vec::new();
        let mut below = Vec::new();
        for unit in &self.0 {
            // Every unit stands after its parent: going back up is dropping what is no parent of it.
            while path.last().is_some_and(|last| unit.parent != Some(*last)) {
                path.pop();
            }
            if unit.id == root || !path.is_empty() {
                below.push((path.len(), unit));
                path.push(unit.id);
            }
        }
        below
    }

    /// The same as choices of a form.
    pub(super) fn choices(&self, root: Uuid) -> Vec<Choice> {
        let choice = |(depth, unit): (usize, &Unit)| {
            Choice::new(unit.id.to_string(), Words::made(unit.zh.clone(), unit.en.clone()))
                .deep(depth)
        };
        self.below(root).into_iter().map(choice).collect()
    }
}

/// `at` as the office's clocks showed it.
pub(super) fn time(app: &App, at: DateTime<Utc>) -> String {
    at.with_timezone(&app.settings.zone).format("%Y-%m-%d %H:%M").to_string()
}

/// What was done to a record and by whom.
pub(super) fn history(app: &App, lines: &[AuditLine]) -> Vec<HistoryRow> {
    let row = |line: &AuditLine| HistoryRow {
        version: line.event.subject.map_or(0, |(_, _, version)| version),
        at: time(app, line.at),
        who: line.account_name.clone().unwrap_or_else(|| "命令行 command line".to_owned()),
        what: line.event.action.label(),
        reason: line.event.reason.map_or(Words::new("", ""), UnmaskReason::label),
    };
    lines.iter().map(row).collect()
}

/// What accounts are called, as far as the trail tells.
pub(super) fn names(history: &[AuditLine]) -> BTreeMap<Uuid, String> {
    history.iter().filter_map(|line| line.account.zip(line.account_name.clone())).collect()
}

/// What a record was, each version as `was` puts it in a few words.
pub(super) fn past<W>(
    app: &App,
    past: &[Past<W>],
    history: &[AuditLine],
    was: impl Fn(&W) -> Vec<Words>,
) -> Vec<PastRow> {
    let names = names(history);
    let row = |past: &Past<W>| PastRow {
        version: past.version,
        at: time(app, past.replaced_at),
        who: past.replaced_by.and_then(|by| names.get(&by).cloned()).unwrap_or_default(),
        was: was(&past.was),
    };
    past.iter().map(row).collect()
}

/// The instant at which `day` begins in the office's zone.
pub(super) fn start_of(app: &App, day: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    app.settings.zone.from_local_datetime(&midnight).earliest().map(|at| at.to_utc())
}

/// The id in the field `name`; none where it is empty or no id.
pub(super) fn id_in(values: &Values, name: &str) -> Option<Uuid> {
    Uuid::parse_str(values.get(name).trim()).ok()
}

/// Which of two ways was decided: the posted `decision` is `yes` or `no`.
///
/// # Errors
/// [`ServiceError::Invalid`] where it is neither.
pub(super) fn decided(values: &Values, yes: &str, no: &str) -> Result<bool> {
    match values.get("decision") {
        given if given == yes => Ok(true),
        given if given == no => Ok(false),
        _ => {
            let words = Words::new("请选择一种处理方式", "Choose one of the ways");
            Err(Problem::new("decision", "required", words).into())
        }
    }
}

/// What is wrong with the input, for the form to come back with; other errors go on.
pub(super) fn problems<T>(result: Result<T>) -> Result<std::result::Result<T, Vec<Problem>>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(ServiceError::Invalid(problems)) => Ok(Err(problems)),
        Err(other) => Err(other),
    }
}

/// The pages of work that waits which `actor` may open.
pub(super) fn kinds_of_work(actor: &Actor) -> Vec<Action> {
    [
        (Permission::TransfersDecide, "/transfers", Words::new("转移", "Transfers")),
        (Permission::MergesAsk, "/merges", Words::new("合并", "Merges")),
        (
            Permission::ReconciliationsDecide,
            "/reconciliations",
            Words::new("跨机构重复", "Held by two offices"),
        ),
        (Permission::CasesReview, "/match-cases/reviews", Words::new("原因码", "Reasons")),
        (Permission::ExportsApprove, "/exports", Words::new("导出", "Exports")),
        (Permission::AidApprove, "/care/approvals", Words::new("救助", "Aid")),
    ]
    .into_iter()
    .filter(|(permission, ..)| actor.may(*permission).is_ok())
    .map(|(_, href, words)| Action::link(href, words))
    .collect()
}
