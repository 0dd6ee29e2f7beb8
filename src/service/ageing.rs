//! Volunteers who are past the exit age leave the stem-cell register by themselves: whoever the planner looks at, in the
//! transaction in which it looks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, Caller, Result, commemorations, units};
use crate::{
    domain::{
        ageing::{self, Ageing},
        audit::{Action, AuditEvent, SubjectKind},
        permissions::Permission,
        reminders::subjects::Subject,
    },
    store::{self, WriteTx},
};

/// What came of a look.
#[derive(Default)]
pub(super) struct Aged {
    /// Those who left. Their records have changed: they are to be looked at anew.
    pub left: Vec<Uuid>,
    /// When the others are to be looked at again.
    pub look_on: BTreeMap<Uuid, NaiveDate>,
}

/// Has those of `subjects` leave who are of age, as a withdrawal by nobody: what else they offer stands, and whether
/// they may be called stays as it was, for they did not ask for silence.
///
/// # Errors
/// What the database says.
pub(super) async fn follow<'s>(
    app: &App,
    caller: &Caller,
    tx: &mut WriteTx,
    subjects: impl Iterator<Item = &'s Subject>,
) -> Result<Aged> {
    let scope = caller.actor.may(Permission::PeopleWrite)?;
    let today = app.today();
    let (mut aged, mut ages) = (Aged::default(), BTreeMap::new());
    for subject in subjects.filter(|subject| subject.birth_date.is_some()) {
        let exit_age = match ages.get(&subject.unit) {
            Some(known) => *known,
            None => {
                let rules = units::rules_within(app, tx, subject.unit).await?;
                ages.insert(subject.unit, rules.stem_cell_exit_age);
                rules.stem_cell_exit_age
            }
        };
        match ageing::of(subject, exit_age, today) {
            Ageing::Never => {}
            Ageing::LookOn(day) => {
                aged.look_on.insert(subject.id, day);
            }
            Ageing::Now => {
                let before = store::people::get(tx, &scope, subject.id).await?;
                let mut after = before.clone();
                after.age_out(today)?;
                let saved = store::people::save(tx, &before, after).await?;
                commemorations::follow_person(app, caller, tx, &scope, &saved).await?;
                let event = AuditEvent::new(Action::RegistrationAgedOut).at(saved.unit);
                tx.note(event.about(SubjectKind::Person, saved.id, saved.version)).await?;
                aged.left.push(saved.id);
            }
        }
    }
    Ok(aged)
}
