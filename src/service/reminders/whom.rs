//! Masked names of those whom reminders are about.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    domain::{
        care::masks::MaskedLedger,
        masks::MaskedPerson,
        permissions::Scope,
        person::Person,
        reminders::{Reminder, SubjectKind},
    },
    service::{App, Result},
    store::{self, Session},
};

/// Masked names of those whom reminders are about.
pub(super) struct Whom(BTreeMap<Uuid, String>);

impl Whom {
    pub(super) async fn load(
        session: &mut Session,
        scope: &Scope,
        reminders: &[Reminder],
        app: &App,
    ) -> Result<Self> {
        let of = |kind| {
            let mut ids: Vec<Uuid> =
                reminders.iter().filter(|one| one.kind == kind).map(|one| one.subject).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let mut names = BTreeMap::new();
        let people = store::people::load(session, scope, &of(SubjectKind::Person)).await?;
        names.extend(people.iter().flatten().map(|person| (person.id, masked(person, app))));
        for ids in of(SubjectKind::Ledger).chunks(400) {
            let ledgers = store::care::load(session, scope, ids).await?;
            names.extend(
                ledgers
                    .into_iter()
                    .flatten()
                    .map(|ledger| (ledger.id, MaskedLedger::of(ledger, app.today()).title)),
            );
        }
        for ids in of(SubjectKind::Coordinator).chunks(400) {
            let found = store::coordinators::load(session, scope, ids).await?;
            names.extend(found.iter().flatten().map(|one| (one.id, one.details.name.masked())));
        }
        for id in of(SubjectKind::Account) {
            let account = store::accounts::in_scope(session, scope, id).await?;
            names.insert(id, account.name);
        }
        Ok(Self(names))
    }

    pub(super) fn of(&self, reminder: &Reminder) -> Option<String> {
        self.0.get(&reminder.subject).cloned()
    }
}

fn masked(person: &Person, app: &App) -> String {
    let masked = MaskedPerson::of(person, app.today());
    format!("{} · {}", masked.name, masked.last_four)
}
