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

/// What rules say this moment of some subjects, and what these are called, masked.
pub(in crate::service) struct Standing {
    now: BTreeMap<Uuid, (Subject, Plan)>,
    names: BTreeMap<Uuid, String>,
}

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
        let (mut now, mut names) = (BTreeMap::new(), BTreeMap::new());
        for chunk in ids.chunks(200) {
            let watches = store::watches::of(session, chunk).await?;
            for (watch, subject) in
                subjects::load_named(app, session, actor, &watches, &mut names).await?
            {
                let look = Look {
                    calendar: &app.settings.calendar,
                    today: app.today(),
                    since: watch.seen_on,
                };
                let plan = plan(&app.settings.reminders, &subject, look);
                now.insert(watch.subject, (subject, plan));
            }
        }
        Ok(Self { now, names })
    }

    /// The reminder as planning would leave it this moment; none where no rule speaks of it any more.
    pub(in crate::service) fn of(&self, reminder: &Reminder) -> Option<Reminder> {
        let (subject, plan) = self.now.get(&reminder.subject)?;
        let planned = plan
            .occurrences
            .iter()
            .find(|planned| planned.keys().any(|key| key == reminder.key()))?;
        let mut after = reminder.clone();
        after.follow(subject, planned);
        Some(after)
    }

    /// Whom it is about, masked: a name with what tells forty 张* apart, what a family is called, an account.
    pub(in crate::service) fn whom(&self, reminder: &Reminder) -> Option<&str> {
        self.names.get(&reminder.subject).map(String::as_str)
    }

    /// The programme of the thing that the reminder is about, where it is for one.
    pub(in crate::service) fn programme(&self, reminder: &Reminder) -> Option<Programme> {
        let (subject, _) = self.now.get(&reminder.subject)?;
        let mut items = subject.items.iter();
        items.find(|item| item.id == reminder.details.item).and_then(|item| item.programme)
    }
}
