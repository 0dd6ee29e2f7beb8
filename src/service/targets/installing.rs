//! The plans' own targets: version 1 of each is written when the program first meets the plan.

use super::super::{App, start};
use crate::{
    domain::{
        audit::{Action, AuditEvent},
        targets::{Target, plans::Plan},
        words::Words,
    },
    store::{self, StoreError, WriteTx},
};

/// Why the plans' targets could not be written. Printed, it says what to do.
#[derive(Debug, thiserror::Error)]
pub enum NotInstalled {
    /// The file asks for another number than version 1 has.
    #[error("{}\n{}", .0.zh, .0.en)]
    Differs(Words),
    /// The unit does not exist.
    #[error("{}\n{}", .0.zh, .0.en)]
    NoUnit(Words),
    /// What the store says.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes version 1 of every target of the plans whose unit is there; what is there already stays. A unit that is
/// missing is passed over where the plans are the shipped ones, since an office of its own does not have them.
///
/// # Errors
/// [`NotInstalled::Differs`] where a file was edited after it had been loaded; [`NotInstalled::NoUnit`].
pub async fn install(app: &App) -> Result<u64, NotInstalled> {
    let mut tx = app.store.write(&start::origin("start")).await?;
    // As with the offices: of two instances that start at once, one writes.
    store::units::lock(&mut tx).await?;
    let mut written = 0;
    for plan in &app.settings.plans {
        match store::units::by_code(&mut tx, &plan.unit).await? {
            Some(unit) => written += of_plan(app, &mut tx, plan, unit.id).await?,
            None if app.settings.plans_are_shipped() => {}
            None => {
                let (code, unit) = (&plan.code, &plan.unit);
                return Err(NotInstalled::NoUnit(Words::made(
                    format!(
                        "规划 {code} 的机构 {unit} 不在机构树中；请核对规划文件的 unit，或先用 --office 载入该机构。"
                    ),
                    format!(
                        "The unit {unit} of the plan {code} does not exist; check `unit` in its file, or load the office with --office first."
                    ),
                )));
            }
        }
    }
    if written == 0 {
        tx.commit_unseen().await?;
    } else {
        let rows = i64::try_from(written).unwrap_or(i64::MAX);
        tx.commit(AuditEvent::new(Action::PlanInstalled).rows(rows)).await?;
    }
    Ok(written)
}

async fn of_plan(
    app: &App,
    tx: &mut WriteTx,
    plan: &Plan,
    unit: uuid::Uuid,
) -> Result<u64, NotInstalled> {
    let mut known = Vec::new();
    for target in store::targets::of_plan(tx, &plan.code, unit).await? {
        known.push(target.map_err(StoreError::Tampered)?);
    }
    let mut written = 0;
    for indicator in &plan.indicators {
        let same = |one: &&Target| one.indicator == indicator.code && one.years == plan.years;
        if let Some(known) = known.iter().find(same) {
            let past = store::targets::past(tx, known).await?;
            let first = past.last().map_or(&known.terms, |past| &past.was);
            if Target::differs(first, indicator) {
                return Err(NotInstalled::Differs(Words::made(
                    format!(
                        "规划 {} 的指标 {} 已按原来的目标数载入，规划文件里的数后来改了。请改回文件，在“目标”页调整目标：旧值会一直保留。",
                        plan.code, indicator.code
                    ),
                    format!(
                        "The target {} of the plan {} was loaded with another number than its file has now. Put the file back and plan the target anew on the page 目标: what it was stays in sight.",
                        indicator.code, plan.code
                    ),
                )));
            }
        } else if let Some(target) =
            Target::of_plan(tx.new_id(), plan, indicator, unit, app.today())
        {
            store::targets::insert(tx, &target).await?;
            written += 1;
        }
    }
    Ok(written)
}
