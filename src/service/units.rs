//! Organisational units: seen by everybody who is signed in, kept by administrators.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{App, Caller, Result, ServiceError};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        permissions::Permission,
        programmes::Rules,
        units::{Directory, Row, UnitKind, office_phone},
        words::{Problem, Words},
    },
    store::{Session, StoreError, WriteTx, units},
};

pub use units::Unit;

/// A unit that an administrator adds.
#[derive(Debug, Clone)]
pub struct NewUnit {
    /// The unit above.
    pub parent: Uuid,
    /// What it is.
    pub kind: UnitKind,
    /// Its division code; areas have none.
    pub code: Option<String>,
    /// What it is called.
    pub names: Names,
}

/// What a unit is called, and how it is reached.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// What else it is called in ledgers.
    pub aliases: Vec<String>,
    /// The office's phone, which is public; empty for none. Not said: it stays as it is.
    pub phone: Option<String>,
}

/// All units, each after its parent. Who runs which office is no secret.
///
/// # Errors
/// What the database says.
pub async fn list(app: &App, _caller: &Caller) -> Result<Vec<Unit>> {
    Ok(units::list(&mut *app.store.read().await?).await?)
}

/// Adds a unit within the caller's.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] where the parent is not the caller's;
/// [`ServiceError::Invalid`].
pub async fn add(app: &App, caller: &Caller, new: NewUnit) -> Result<Unit> {
    let scope = caller.actor.may(Permission::UnitsManage)?;
    let mut tx = app.store.write(&caller.origin).await?;
    units::lock(&mut tx).await?;
    if !units::is_within(&mut tx, &scope, new.parent).await? {
        return Err(ServiceError::Missing);
    }
    let parent = units::get(&mut tx, new.parent).await?;
    let code =
        new.code.as_deref().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
    let (phone, mut problems) = phone(new.names.phone.as_deref(), None);
    let Names { zh, en, aliases, .. } = tidy(new.names);
    let (id, parent_id) = (tx.new_id(), Some(parent.id));
    let unit = Unit { id, parent: parent_id, kind: new.kind, code, zh, en, aliases, phone };
    problems.extend(name_problems(&mut tx, &unit).await?);
    problems.extend(place_problem(&unit, &parent));
    problems.extend(code_problem(&unit, &parent));
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    match units::insert(&mut tx, &unit).await {
        Err(StoreError::Conflict) => {
            let words = Words::new("该代码已属于另一机构", "This code belongs to another unit");
            return Err(Problem::new("code", "taken", words).into());
        }
        inserted => inserted?,
    }
    tx.commit(event(Action::UnitAdded, &unit)).await?;
    Ok(unit)
}

/// Gives a unit of the caller's other names, or another phone. A name that is given up stays as an alias: ledgers keep
/// using it, and the shipped configuration finds the unit by it.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] where the unit is not the caller's;
/// [`ServiceError::Invalid`].
pub async fn amend(app: &App, caller: &Caller, id: Uuid, names: Names) -> Result<Unit> {
    let scope = caller.actor.may(Permission::UnitsManage)?;
    let mut tx = app.store.write(&caller.origin).await?;
    units::lock(&mut tx).await?;
    if !units::is_within(&mut tx, &scope, id).await? {
        return Err(ServiceError::Missing);
    }
    let before = units::get(&mut tx, id).await?;
    let mut names = names;
    names.aliases.push(before.zh.clone());
    let (phone, mut problems) = phone(names.phone.as_deref(), before.phone.clone());
    let Names { zh, en, aliases, .. } = tidy(names);
    let unit = Unit { zh, en, aliases, phone, ..before };
    problems.extend(name_problems(&mut tx, &unit).await?);
    if !problems.is_empty() {
        return Err(ServiceError::Invalid(problems));
    }
    units::amend(&mut tx, &unit).await?;
    tx.commit(event(Action::UnitAmended, &unit)).await?;
    Ok(unit)
}

/// The entry rules that hold at `unit`: those of the nearest unit above (or itself) that has any.
///
/// # Errors
/// What the database says.
pub async fn rules_for(app: &App, unit: Uuid) -> Result<Rules> {
    rules_within(app, &mut *app.store.read().await?, unit).await
}

/// The same, within a transaction.
pub(super) async fn rules_within(app: &App, session: &mut Session, unit: Uuid) -> Result<Rules> {
    if app.settings.rules.is_empty() {
        return Ok(Rules::default());
    }
    let above = units::ancestors(session, unit).await?;
    let mut codes = above.iter().filter_map(|unit| unit.code.as_ref());
    Ok(codes.find_map(|code| app.settings.rules.get(code)).copied().unwrap_or_default())
}

/// Finds units by what ledgers call them.
///
/// # Errors
/// What the database says.
pub async fn directory(app: &App) -> Result<Directory<Uuid>> {
    let units = units::list(&mut *app.store.read().await?).await?;
    Ok(Directory::new(units.into_iter().map(|unit| {
        let Unit { id: key, parent, code, zh, en, aliases, .. } = unit;
        Row { key, parent, code, zh, en, aliases }
    })))
}

fn event(action: Action, unit: &Unit) -> AuditEvent {
    AuditEvent::new(action).at(unit.id).about(SubjectKind::Unit, unit.id, 1)
}

/// Without surrounding spaces, empty and repeated aliases, and the name itself among them.
fn tidy(names: Names) -> Names {
    let (zh, en) = (names.zh.trim().to_owned(), names.en.trim().to_owned());
    let aliases: BTreeSet<String> =
        names.aliases.iter().map(|alias| alias.trim().to_owned()).collect();
    let aliases = aliases.into_iter().filter(|alias| !alias.is_empty() && *alias != zh).collect();
    Names { zh, en, aliases, phone: names.phone }
}

/// The phone that is `said`, or else the one there `was`; and what is wrong with it.
fn phone(said: Option<&str>, was: Option<String>) -> (Option<String>, Vec<Problem>) {
    match said.map_or(Ok(was), office_phone) {
        Ok(phone) => (phone, Vec::new()),
        Err(problem) => (None, vec![Problem::new("phone", problem.code(), problem.words())]),
    }
}

async fn name_problems(tx: &mut WriteTx, unit: &Unit) -> Result<Vec<Problem>> {
    let fits = |text: &str| {
        (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    let mut problems = Vec::new();
    let words =
        || Words::new("请填写名称，不超过 100 个字符", "Enter a name, 100 characters at most");
    if !fits(&unit.zh) {
        problems.push(Problem::new("zh", "name", words()));
    }
    if !fits(&unit.en) {
        problems.push(Problem::new("en", "name", words()));
    }
    if unit.aliases.len() > 20 || !unit.aliases.iter().all(|alias| fits(alias)) {
        let words = Words::new(
            "别名最多 20 个，每个不超过 100 个字符",
            "20 aliases at most, of 100 characters at most",
        );
        problems.push(Problem::new("aliases", "aliases", words));
    }
    let siblings = units::list(tx).await?;
    let siblings =
        siblings.iter().filter(|other| other.parent == unit.parent && other.id != unit.id);
    let taken: BTreeSet<&String> = siblings.flat_map(names).collect();
    if names(unit).any(|name| taken.contains(name)) {
        let words = Words::new(
            "同一上级下已有机构使用此名称或别名",
            "A unit beside it has this name or alias already",
        );
        problems.push(Problem::new("zh", "taken", words));
    }
    Ok(problems)
}

fn names(unit: &Unit) -> impl Iterator<Item = &String> {
    unit.aliases.iter().chain([&unit.zh, &unit.en])
}

/// The levels of the tree, as the shipped configuration is held to them.
fn place_problem(unit: &Unit, parent: &Unit) -> Option<Problem> {
    let good = match (parent.kind, unit.kind) {
        (UnitKind::Area | UnitKind::Township, UnitKind::Area) => false,
        (UnitKind::Area, UnitKind::Township) => true,
        (above, below) => below > above,
    };
    let words = Words::new(
        "该级别的机构不能设在所选上级之下",
        "A unit of this kind cannot stand below the chosen one",
    );
    (!good).then(|| Problem::new("kind", "level", words))
}

/// Codes cannot be changed later, so a slip of the hand is caught here: GB/T 2260 gives two digits
/// each to province, city and county, GB/T 10114 three more to the township.
fn code_problem(unit: &Unit, parent: &Unit) -> Option<Problem> {
    let above = parent.code.as_deref().unwrap_or_default();
    let shared = match parent.kind {
        UnitKind::Province => 2,
        UnitKind::City => 4,
        UnitKind::County => 6,
        UnitKind::National | UnitKind::Township | UnitKind::Area => 0,
    };
    let digits = if unit.kind == UnitKind::Township { 9 } else { 6 };
    let good = match &unit.code {
        None => unit.kind == UnitKind::Area,
        Some(code) => {
            code.len() == digits
                && code.bytes().all(|byte| byte.is_ascii_digit())
                && code.starts_with(above.get(..shared).unwrap_or_default())
        }
    };
    let words = Words::new(
        "代码为 6 位数字，镇(街道)9 位，须以上级代码开头;只有功能区可以没有代码",
        "A code has 6 digits, a township's 9, and begins like the one above; only areas have none",
    );
    (!good).then(|| Problem::new("code", "code", words))
}

/// The unit directly below `unit` in which each unit lies. `units` are all, each after its parent.
pub(super) fn child_of(units: &[Unit], unit: Uuid) -> BTreeMap<Uuid, Uuid> {
    let mut child_of = BTreeMap::new();
    for one in units {
        if let Some(parent) = one.parent {
            if parent == unit {
                child_of.insert(one.id, one.id);
            } else if let Some(child) = child_of.get(&parent).copied() {
                child_of.insert(one.id, child);
            }
        }
    }
    child_of
}
