//! What a member's record refers to: her unit, which has to be the caller's, and her account, which has to be a
//! helper's at that unit and nobody else's.

use uuid::Uuid;

use crate::{
    domain::{
        audit::SubjectKind,
        permissions::{Permission, Role, Scope},
        team::inputs::ReadMember,
        words::{Problem, Words},
    },
    service::{App, Caller, Result, ServiceError, accounts},
    store::{self, WriteTx, accounts::Account},
};

/// The accounts that a member of the caller's units may have: active ones of helpers. Those changed by hand are
/// left out and audited.
///
/// # Errors
/// [`ServiceError::Denied`], and what the database says.
pub async fn linkable(app: &App, caller: &Caller) -> Result<Vec<Account>> {
    let scope = caller.actor.may(Permission::TeamManage)?;
    let found = store::accounts::list(&mut *app.store.read().await?, &scope).await?;
    app.record_refused(caller, SubjectKind::Account, &found.refused).await?;
    let fits = |account: &Account| account.is_active() && account.role == Role::Helper;
    Ok(found.readable.into_iter().filter(fits).collect())
}

/// An account has to be the caller's, and a helper's. Somebody else's is answered like nobody's.
pub(super) async fn check_account(
    app: &App,
    caller: &Caller,
    scope: &Scope,
    account: Option<Uuid>,
) -> Result<Option<Account>> {
    let Some(id) = account else { return Ok(None) };
    let found = store::accounts::in_scope(&mut *app.store.read().await?, scope, id).await;
    match accounts::witness(app, caller, found.map_err(ServiceError::from)).await {
        Ok(account) if account.role == Role::Helper => Ok(Some(account)),
        Ok(_) => {
            let words = Words::new(
                "只能关联“志愿服务队员”角色的账号，请重新选择。",
                "Only an account in the role of a volunteer helper can be linked; choose another.",
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

/// Her unit, which has to be the caller's; the account has to be at that unit and hers alone. `own` is the row
/// that may have it.
pub(super) async fn check_places(
    tx: &mut WriteTx,
    scope: &Scope,
    caller: &Caller,
    read: &ReadMember,
    account: Option<&Account>,
    own: Option<Uuid>,
) -> Result<Uuid> {
    let mut problems = Vec::new();
    let unit = read.unit.unwrap_or(caller.actor.unit());
    if !store::units::is_within(tx, scope, unit).await? {
        let words = Words::new("请选择本机构或下级机构。", "Choose your own unit or one below it.");
        problems.push(Problem::new("unit", "unknown_unit", words));
    }
    if let Some(account) = account {
        if account.unit != unit {
            let words = Words::new(
                "此账号属于另一个机构；队员与其账号须在同一机构，请联系系统管理员先调整账号。",
                "The account is another unit's; member and account belong to one unit. Ask your administrator to move the account first.",
            );
            problems.push(Problem::new("account", "other_unit", words));
        }
        let holder = store::team::with_account(tx, account.id).await?;
        if holder.is_some() && holder != own {
            let words = Words::new(
                "此账号已关联另一位队员，请重新选择。",
                "This account is another member's; choose again.",
            );
            problems.push(Problem::new("account", "account_taken", words));
        }
    }
    if problems.is_empty() { Ok(unit) } else { Err(ServiceError::Invalid(problems)) }
}
