//! How a task's row is bound: its plaintext columns are associated data of its seal.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    crypto::sealing::Place,
    domain::tasks::{Task, TaskDetails, TaskKind, TaskState},
    store::{Result, db::Row},
};

/// The plaintext columns of a row.
pub(super) struct Head {
    id: Uuid,
    version: i64,
    /// Whom it is about, under whose key it is sealed.
    pub person: Uuid,
    unit: Uuid,
    member: Uuid,
    kind: TaskKind,
    due_on: NaiveDate,
    state: TaskState,
}

impl Head {
    pub fn of(task: &Task) -> Self {
        let Task { id, version, person, unit, member, kind, due_on, state, .. } = *task;
        Self { id, version, person, unit, member, kind, due_on, state }
    }

    /// None where a code was changed to one that is none.
    pub fn read(row: &Row) -> Result<Option<Self>> {
        let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
        let codes = TaskKind::from_code(&kind).zip(TaskState::from_code(&state));
        let Some((kind, state)) = codes else { return Ok(None) };
        Ok(Some(Self {
            id: row.get("id")?,
            version: row.get("version")?,
            person: row.get("person_id")?,
            unit: row.get("unit_id")?,
            member: row.get("member_id")?,
            kind,
            due_on: row.get("due_on")?,
            state,
        }))
    }

    pub fn place(&self) -> Place {
        Place::new("tasks", self.id, "sealed", self.version)
            .bind("person_id", self.person.as_bytes())
            .bind("unit_id", self.unit.as_bytes())
            .bind("member_id", self.member.as_bytes())
            .bind("kind", self.kind.code().as_bytes())
            .bind("due_on", self.due_on.to_string().as_bytes())
            .bind("state", self.state.code().as_bytes())
    }

    pub fn with(self, details: TaskDetails) -> Task {
        let Self { id, version, person, unit, member, kind, due_on, state } = self;
        Task { id, version, person, unit, member, kind, due_on, state, details }
    }
}

/// The place of a task that was replaced.
pub(super) fn past_place(id: Uuid, version: i64) -> Place {
    Place::new("past_tasks", id, "sealed", version)
}
