//! Obviously synthetic members of the volunteer team.

use lifelight::{
    domain::{
        tasks::inputs::{ReportInput, TaskInput},
        team::inputs::MemberInput,
    },
    service::{App, Caller, team},
};
use uuid::Uuid;

use super::people::{name, phone};

/// Synthetic people above this number are members of the team, so that none is a volunteer as well.
const MEMBERS: u32 = 800;

/// Member `n`, who joined in 2024, at the caller's own unit.
pub fn member_of(n: u32) -> MemberInput {
    MemberInput {
        name: name(MEMBERS + n),
        phone: phone(MEMBERS + n),
        joined_on: "2024-03-05".to_owned(),
        skills: "合成特长".to_owned(),
        ..MemberInput::default()
    }
}

/// Enters member `n` as `caller`, with the account of `helper`.
pub async fn add_member(app: &App, caller: &Caller, n: u32, helper: Option<&Caller>) -> Uuid {
    let account = helper.and_then(|helper| helper.actor.account_id());
    let account = account.map(|id| id.to_string()).unwrap_or_default();
    let input = MemberInput { account, ..member_of(n) };
    team::add(app, caller, &input).await.expect("a synthetic member")
}

/// A visit by `member`, due on 2025-06-10.
pub fn visit(member: Uuid) -> TaskInput {
    TaskInput {
        member: member.to_string(),
        kind: "visit".to_owned(),
        due_on: "2025-06-10".to_owned(),
        instructions: "合成：送上慰问信".to_owned(),
    }
}

/// A visit that took an hour and a half.
pub fn report() -> ReportInput {
    ReportInput {
        outcome: "carried".to_owned(),
        done_on: "2025-06-02".to_owned(),
        hours: "1.5".to_owned(),
        note: "合成：一切都好".to_owned(),
    }
}
