//! Members and volunteers: some of the registrants consented to that as well, one left, one took her consent back.
//! A small roll was given out, a larger one waits for the supervisor.

use super::{
    Failure,
    cases::set_clock,
    fill::Plain,
    office::{COORDINATOR, Office},
};
use crate::{
    domain::{
        exports::{FileKind, inputs::ExportInput},
        intake::ConsentInput,
        memberships::inputs::MembershipInput,
    },
    service::{consents, exports, memberships, people},
};

/// How many join.
const JOIN: usize = 64;
/// So many days before the demo's day the first joins; then one every third day.
const FIRST: u64 = 210;

/// Takes them in, and asks for the rolls.
pub async fn take_in(office: &Office, plain: &[Plain]) -> Result<(), Failure> {
    let known_by = office.plan.at(office.plan.as_of - chrono::Days::new(FIRST), 0);
    let mut days = FIRST;
    let known = plain.iter().filter(|one| one.at < known_by);
    for (n, one) in known.take(JOIN).enumerate() {
        set_clock(office, days, 10, 20);
        days = days.saturating_sub(3).max(15);
        join(office, one, n).await?;
    }
    if days == FIRST {
        return Ok(());
    }
    ask(office, 12, "志愿服务活动报名", "volunteer", true).await?;
    ask(office, 1, "会员大会通知", "", false).await
}

/// She consents and joins; the fifth leaves again, the ninth takes her consent back.
async fn join(office: &Office, one: &Plain, n: usize) -> Result<(), Failure> {
    let (app, caller) = (&office.app, office.coordinator(one.town));
    let today = app.today().to_string();
    let consent = ConsentInput {
        purpose: "membership".to_owned(),
        given_on: today.clone(),
        way: "on_site".to_owned(),
        ..ConsentInput::default()
    };
    let version = people::get(app, caller, one.person).await?.person.version;
    let version = consents::record(app, caller, one.person, version, &consent).await?;
    let kind = if n.is_multiple_of(3) { "volunteer" } else { "member" };
    let input = MembershipInput {
        kind: kind.to_owned(),
        joined_on: today,
        number: format!("演示会-{:04}", n + 1),
    };
    let id = memberships::join(app, caller, one.person, &input).await?;
    match n {
        5 => drop(memberships::end(app, caller, id).await?),
        9 => {
            let person = people::get(app, caller, one.person).await?.person;
            let mut given = person.consents.iter().filter(|one| one.purpose.code() == "membership");
            if let Some(given) = given.next_back() {
                consents::withdraw(app, caller, one.person, version, given.id, "").await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The county's coordinator asks for a roll, and fetches it where she may.
async fn ask(
    office: &Office,
    days: u64,
    purpose: &str,
    membership: &str,
    fetch: bool,
) -> Result<(), Failure> {
    set_clock(office, days, 15, 5);
    let (app, caller) = (&office.app, office.caller(COORDINATOR));
    let input = ExportInput {
        kind: "members".to_owned(),
        membership: membership.to_owned(),
        purpose: purpose.to_owned(),
        ..ExportInput::default()
    };
    let id = exports::ask(app, caller, &input).await?;
    if fetch {
        exports::fetch(app, caller, id, 1, FileKind::Xlsx).await?;
    }
    Ok(())
}
