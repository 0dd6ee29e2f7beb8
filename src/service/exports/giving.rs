//! Giving a file out: made from what is true now, every person in it noted in the trail, and kept nowhere.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{content, event, files, one, reach};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind, UnmaskReason},
        exports::{A_DAY, Export, FileKind, sheets::Sheet},
        permissions::Permission,
    },
    service::{App, Caller, Result, ServiceError, memberships::Roll},
    store::{self, Session},
};

/// A file as it is given out.
pub struct File {
    /// What it is.
    pub kind: FileKind,
    /// Its name, which tells nobody's and no programme.
    pub name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// The file of the export `id`, once. Who withdrew her consent since the request, or has died, is not in it.
///
/// # Errors
/// Where the caller did not ask for it, it is not ready, its time is over, nobody is left, or there are more people
/// than were found at the request.
pub async fn fetch(
    app: &App,
    caller: &Caller,
    id: Uuid,
    version: i64,
    kind: FileKind,
) -> Result<File> {
    let asks = caller.actor.may(Permission::ExportsAsk)?;
    let (by, today) = (caller.actor.account_id(), app.today());
    let act = async {
        let mut tx = app.store.write(&caller.origin).await?;
        let before = one(&mut tx, caller, &asks, id).await?;
        let scope = reach(caller, before.kind)?;
        before.may_fetch(by, today)?;
        if before.version != version {
            return Err(ServiceError::Conflict);
        }
        let asked_at = store::exports::asked_at(&mut tx, id).await?;
        let filter = &before.details.filter;
        let roll = content(&mut tx, &scope, before.kind, filter, asked_at).await?;
        let people = i64::try_from(roll.people().len()).unwrap_or(i64::MAX);
        let mut after = before.clone();
        after.give(by, people, today)?;
        let sheet = sheet(app, &mut tx, &after, &roll).await?;
        let bytes = files::make(kind, &sheet)?;
        let total = store::exports::given_on(&mut tx, before.account, today).await? + people;
        for &(kind, id) in &roll.refused {
            let refused = AuditEvent::new(Action::IntegrityFailed).at(caller.actor.unit());
            tx.note(refused.about(kind, id, 0)).await?;
        }
        for person in roll.people() {
            let unmasked = AuditEvent::new(Action::PersonUnmasked).at(person.unit);
            let unmasked = unmasked.about(SubjectKind::Person, person.id, person.version);
            tx.note(unmasked.because(UnmaskReason::Membership)).await?;
        }
        let saved = store::exports::save(&mut tx, &before, after).await?;
        if total > A_DAY {
            let many = AuditEvent::new(Action::ExportsExceeded).at(saved.unit).rows(total);
            tx.note(many.about(SubjectKind::Account, saved.account, 1)).await?;
        }
        tx.commit(event(Action::ExportGiven, &saved).rows(people)).await?;
        if total > A_DAY {
            tracing::warn!(account = %saved.account, people = total, request_id = caller.origin.request_id, "an account exported unusually many people in a day");
        }
        let name = format!("{}-{today}.{}", saved.kind.code(), kind.code());
        Ok(File { kind, name, bytes })
    };
    app.witness(caller, act.await).await
}

/// What stands in the file. Nothing in it tells that it comes from a registry of donation.
async fn sheet(app: &App, session: &mut Session, export: &Export, roll: &Roll) -> Result<Sheet> {
    let units = store::units::list(session).await?;
    let units: Vec<(Uuid, String)> = units.into_iter().map(|unit| (unit.id, unit.zh)).collect();
    let unit = |id: Uuid| {
        let found = units.iter().find(|(unit, _)| *unit == id);
        found.map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let details = &export.details;
    let ids: Vec<Uuid> = [Some(export.account), details.decided_by].into_iter().flatten().collect();
    let names = store::exports::askers(session, &ids).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let at = session.now.with_timezone(&app.settings.zone).format("%Y-%m-%d %H:%M").to_string();
    let by = format!("{} {}", unit(export.unit), name(export.account));
    let any = || "不限".to_owned();
    let (columns, rows) = roll.table(&units);
    let filter = &details.filter;
    let about = vec![
        ("用途", details.purpose.clone()),
        ("范围", unit(filter.unit)),
        ("年份", filter.year.map_or_else(any, |year| year.to_string())),
        ("类别", filter.membership.map_or_else(any, |kind| kind.label().zh.into_owned())),
        ("人数", roll.people().len().to_string()),
        ("导出人", by.clone()),
        ("审批人", details.decided_by.map(name).unwrap_or_else(|| "无须审批".to_owned())),
        ("导出时间", at.clone()),
        ("编号", export.id.to_string()),
    ];
    let watermark = format!(
        "仅供 {by} 于 {at} 起用于：{}。不得转发或另作他用，用完请删除。{}",
        details.purpose, export.id
    );
    let title = export.kind.label().zh.into_owned();
    Ok(Sheet { title, about, watermark, columns, rows })
}
