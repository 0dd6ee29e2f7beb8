//! Whether reminders still stand by what is known this moment: asked before one is shown, and before one is sent.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::subjects;
use crate::{
    domain::{
        permissions::Actor,
        programmes::Programme,
        reminders::{
            Reminder,
            planning::{Look, Plan, plan},
            subjects::Subject,
        },
    },
    service::{App, Result},
    store::{self, Session},
};

/// What rules say this moment of some subjects.
pub(in crate::service) struct Standing(BTreeMap<Uuid, (Subject, Plan)>);

impl Standing {
    /// What rules say of these subjects, as far as the actor's scope reaches.
    pub(in crate::service) async fn load(
        app: &App,
        session: &mut Session,
        actor: &Actor,
        subjects: &[Uuid],
    ) -> Result<Self> {
        let mut ids = subjects.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut now = BTreeMap::new();
        for chunk in ids.chunks(200) {
            let watches = store::watches::of(session, chunk).await?;
            for (watch, subject) in subjects::load(app, session, actor, &watches).await? {
                let look = Look {
                    calendar: &app.settings.calendar,
                    today: app.today(),
                    since: watch.seen_on,
                };
                let plan = plan(&app.settings.reminders, &subject, look);
                now.insert(watch.subject, (subject, plan));
            }
        }
        Ok(Self(now))
    }

    /// The reminder as planning would leave it this moment; none where no rule speaks of it any more.
    pub(in crate::service) fn of(&self, reminder: &Reminder) -> Option<Reminder> {
        let (subject, plan) = self.0.get(&reminder.subject)?;
        let details = &reminder.details;
        let planned = plan.occurrences.iter().find(|planned| {
            (planned.item, &planned.rule, planned.occurrence)
                == (details.item, &details.rule, details.occurrence)
        })?;
        let mut after = reminder.clone();
        after.follow(subject, planned);
        Some(after)
    }

    /// The programme of the thing that the reminder is about, where it is for one.
    pub(in crate::service) fn programme(&self, reminder: &Reminder) -> Option<Programme> {
        let (subject, _) = self.0.get(&reminder.subject)?;
        let mut items = subject.items.iter();
        items.find(|item| item.id == reminder.details.item).and_then(|item| item.programme)
    }
}
