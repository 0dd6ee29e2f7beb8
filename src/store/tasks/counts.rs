//! What tasks add up to: how many are open, and the hours of those that are done.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{IN_SCOPE, Opened, select};
use crate::{
    domain::{hours::Hours, permissions::Scope, tasks::Task},
    store::{Result, Session, db::sql},
};

/// How many tasks each member has, by her id.
pub type Counts = BTreeMap<Uuid, i64>;

/// How many tasks each member within `scope` has now; who has none is left out. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn open_by_member(session: &mut Session, scope: &Scope) -> Result<Counts> {
    sql("/* tasks::open_by_member */ SELECT t.member_id, COUNT(*) AS n FROM tasks t
         JOIN team_members b ON b.id = t.member_id
         JOIN unit_closure c ON c.descendant_id = b.unit_id AND c.ancestor_id = $1
         WHERE t.state = 'handed' GROUP BY t.member_id")
    .bind(scope.root())
    .all(&mut session.tx)
    .await?
    .iter()
    .map(|row| Ok((row.get("member_id")?, row.get("n")?)))
    .collect()
}

/// How many tasks `member` has now.
///
/// # Errors
/// What the database says.
pub async fn open_with(session: &mut Session, member: Uuid) -> Result<i64> {
    let text = "/* tasks::open_with */ SELECT COUNT(*) AS n FROM tasks
         WHERE member_id = $1 AND state = 'handed'";
    Ok(sql(text).bind(member).one(&mut session.tx).await?.get("n")?)
}

/// How many tasks about people within `scope` were given back and are not settled. Opens none of them.
///
/// # Errors
/// What the database says.
pub async fn count_returned(session: &mut Session, scope: &Scope) -> Result<i64> {
    let row = sql(format!(
        "/* tasks::count_returned */ SELECT COUNT(*) AS n FROM tasks t {IN_SCOPE} WHERE t.state = 'returned'"
    ))
    .bind(scope.root())
    .one(&mut session.tx)
    .await?;
    Ok(row.get("n")?)
}

/// The hours of service of members, and the tasks that could not be read.
#[derive(Default)]
pub struct Served {
    /// Hours by the member's id; who has none is left out.
    pub hours: BTreeMap<Uuid, Hours>,
    /// Tasks that failed their integrity check: their hours are not counted.
    pub refused: Vec<Uuid>,
}

/// The hours that members within `scope`, or the one named, have served: the sum over their done tasks,
/// wherever the people are now. Tells nothing of the people.
///
/// # Errors
/// What the database says.
pub async fn served(session: &mut Session, scope: &Scope, member: Option<Uuid>) -> Result<Served> {
    let mut rest = "JOIN team_members b ON b.id = t.member_id
         JOIN unit_closure c ON c.descendant_id = b.unit_id AND c.ancestor_id = $1
         WHERE t.state = 'done'"
        .to_owned();
    let mut values = vec![scope.root().into()];
    if let Some(member) = member {
        rest.push_str(" AND t.member_id = $2");
        values.push(member.into());
    }
    Ok(added(select(session, &rest, values).await?))
}

fn added(tasks: Vec<Opened<Task>>) -> Served {
    let mut served = Served::default();
    for task in tasks {
        match task {
            Ok(Task { member, details, .. }) => {
                let sum = served.hours.entry(member).or_default();
                *sum = [*sum, details.hours.unwrap_or_default()].into_iter().sum();
            }
            Err(id) => served.refused.push(id),
        }
    }
    served
}
