//! Installs the trees of the configured offices.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Result, Unit, WriteTx, insert, list, lock, sql};
use crate::domain::units::{UnitKind, UnitSpec};

/// Adds what is missing of the offices' trees, below a national root that the first use creates, and
/// gives the number of units added. A unit with a code is known by it, one without by its parent and
/// any of its names. Nothing is deleted or renamed: what an administrator changed stays. A phone is taken over
/// where the unit has none.
///
/// # Errors
/// What the database says.
pub async fn install(tx: &mut WriteTx, offices: &[UnitSpec]) -> Result<i64> {
    lock(tx).await?;
    let known = list(tx).await?;
    let mut added = 0;
    let root = match known.first() {
        Some(root) => root.id,
        None => {
            added += 1;
            let root = national(tx.new_id());
            insert(tx, &root).await?;
            root.id
        }
    };
    let mut by_code: HashMap<String, Uuid> = HashMap::new();
    let mut by_name: HashMap<(Uuid, String), Uuid> = HashMap::new();
    for unit in known {
        match (unit.code, unit.parent) {
            (Some(code), _) => {
                by_code.insert(code, unit.id);
            }
            (None, Some(parent)) => {
                let names = unit.aliases.into_iter().chain([unit.zh]);
                by_name.extend(names.map(|name| ((parent, name), unit.id)));
            }
            (None, None) => {}
        }
    }
    let mut waiting: Vec<(Uuid, &UnitSpec)> =
        offices.iter().rev().map(|office| (root, office)).collect();
    while let Some((parent, spec)) = waiting.pop() {
        let found = match &spec.code {
            Some(code) => by_code.get(code),
            None => by_name.get(&(parent, spec.zh.clone())),
        };
        let id = match found {
            Some(&id) => {
                fill_in_phone(tx, id, spec.phone.as_deref()).await?;
                id
            }
            None => {
                added += 1;
                let unit = specified(tx.new_id(), parent, spec);
                insert(tx, &unit).await?;
                match unit.code {
                    Some(code) => by_code.insert(code, unit.id),
                    None => by_name.insert((parent, unit.zh), unit.id),
                };
                unit.id
            }
        };
        waiting.extend(spec.children.iter().rev().map(|child| (id, child)));
    }
    Ok(added)
}

async fn fill_in_phone(tx: &mut WriteTx, id: Uuid, phone: Option<&str>) -> Result<()> {
    let Some(phone) = phone else { return Ok(()) };
    let text =
        "/* units::fill_in_phone */ UPDATE units SET phone = $1 WHERE id = $2 AND phone IS NULL";
    sql(text).bind(phone).bind(id).execute(&mut tx.tx).await?;
    Ok(())
}

fn national(id: Uuid) -> Unit {
    Unit {
        id,
        parent: None,
        kind: UnitKind::National,
        code: None,
        zh: "中国红十字会".to_owned(),
        en: "Red Cross Society of China".to_owned(),
        aliases: Vec::new(),
        phone: None,
    }
}

fn specified(id: Uuid, parent: Uuid, spec: &UnitSpec) -> Unit {
    let UnitSpec { kind, code, zh, en, aliases, phone, .. } = spec.clone();
    Unit { id, parent: Some(parent), kind, code, zh, en, aliases, phone }
}
