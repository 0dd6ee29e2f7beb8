//! What a coordinator's record refers to: her unit and her account, which have to be the caller's, and her
//! document, which nobody else may have.

use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        coordinators::inputs::ReadCoordinator,
        permissions::{Permission, Role, Scope},
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, accounts},
    store::{self, WriteTx, accounts::Account},
};

/// The accounts that a coordinator of the caller's units may have: active ones of coordinators and
/// supervisors. Those changed by hand are left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn linkable(app: &App, caller: &Caller) -> Result<Vec<Account>> {
    let scope = caller.actor.may(Permission::CoordinatorsManage)?;
    let found = store::accounts::list(&mut *app.store.read().await?, &scope).await?;
    app.record_refused(caller, SubjectKind::Account, &found.refused).await?;
    let fits = |account: &Account| account.is_active() && may_coordinate(account.role);
    Ok(found.readable.into_iter().filter(fits).collect())
}

fn may_coordinate(role: Role) -> bool {
    matches!(role, Role::Coordinator | Role::Supervisor)
}

/// An account has to be the caller's, and a coordinator's or supervisor's. Somebody else's is answered like
/// nobody's.
pub(super) async fn check_account(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    account: Option<Uuid>,
) -> Result<()> {
    let Some(id) = account else { return Ok(()) };
    let found = store::accounts::in_scope(&mut *app.store.read().await?, scope, id).await;
    match accounts::witness(app, caller, found.map_err(ServiceError::from)).await {
        Ok(account) if may_coordinate(account.role) => Ok(()),
        Ok(_) => {
            let words = Words::new(
                "只能关联协调员或督导的账号，请重新选择。",
                "Only an account of a coordinator or supervisor can be linked; choose another.",
            );
            Err(Problem::new("account", "unfit_account", words).into())
        }
        Err(ServiceError::Missing | ServiceError::Tampered(_)) => {
            let words = Words::new(
                "没有这个账号，请从列表中选择本机构及下级机构的账号。",
                "There is no such account; choose one of your units from the list.",
            );
            Err(Problem::new("account", "unknown_account", words).into())
        }
        Err(other) => Err(other),
    }
}

/// Her unit, which has to be the caller's; document and account have to be hers alone, wherever the other
/// one stands. `own` is the row that may have them.
pub(super) async fn check_places(
    tx: &mut WriteTx,
    scope: &Scope,
    caller: &Caller,
    read: &ReadCoordinator,
    own: Option<Uuid>,
) -> Result<Uuid> {
    let mut problems = Vec::new();
    let unit = read.unit.unwrap_or(caller.actor.unit());
    if !store::units::is_within(tx, scope, unit).await? {
        let words = Words::new("请选择本机构或下级机构。", "Choose your own unit or one below it.");
        problems.push(Problem::new("unit", "unknown_unit", words));
    }
    let holder = store::coordinators::with_document(tx, &read.document).await?;
    if holder.is_some() && holder != own {
        let words = Words::new(
            "名册中已有此证件号码的协调员；同一人只登记一次，请先在名册中查找，找不到请联系上级机构。",
            "A coordinator with this document stands in the register already; look there, or ask the office above.",
        );
        problems.push(Problem::new("document_number", "known", words));
    }
    if let Some(account) = read.account {
        let holder = store::coordinators::with_account(tx, account).await?;
        if holder.is_some() && holder != own {
            let words = Words::new(
                "此账号已关联另一位协调员，请重新选择。",
                "This account is another coordinator's; choose again.",
            );
            problems.push(Problem::new("account", "account_taken", words));
        }
    }
    if problems.is_empty() { Ok(unit) } else { Err(ServiceError::Invalid(problems)) }
}
