//! The care of families after a donation: who they are, visits over the years, help where life is hard.

use chrono::Days;
use uuid::Uuid;

use super::{Failure, office::Office};
use crate::{
    domain::care::inputs::{AidInput, DayInput, EntryInput, LedgerInput, MemberInput, RuleInput},
    service::{Caller, care},
};

/// The visits: so many days after the donation, and what was done.
const VISITS: [(u64, &str); 6] = [
    (7, "头七，上门看望。"),
    (30, "满月，陪家人坐了一会儿。"),
    (100, "百日，家人谈起从前的事。"),
    (365, "一周年前夕，送上鲜花。"),
    (730, "两周年前夕，问候。"),
    (1095, "三周年前夕，陪同到礼敬园。"),
];

/// Cares for the family of `person`, who gave `days` before the demo's day; `in_need` where it was helped.
pub async fn care_for(
    office: &Office,
    caller: &Caller,
    person: Uuid,
    days: u64,
    in_need: bool,
) -> Result<(), Failure> {
    let app = &office.app;
    let since = office.plan.as_of - Days::new(days);
    let on = |after: u64| (since + Days::new(after)).to_string();
    let clock = |after: u64| {
        office.clock.set(office.plan.at(since + Days::new(after), 15 * 3600));
    };
    if days == 0 {
        return Ok(());
    }
    clock(1);
    let ledger = LedgerInput {
        kind: "family".to_owned(),
        title: "演示家庭".to_owned(),
        person: Some(person),
        ..LedgerInput::default()
    };
    let id = care::open(app, caller, &ledger).await?;
    let mut version = 1;
    for (n, name, kinship, birth_date) in
        [(1, "演示甲", "spouse", "1962-02-03"), (2, "演示丙", "mother", "1938-08-09")]
    {
        let member = MemberInput {
            name: name.to_owned(),
            kinship: kinship.to_owned(),
            birth_date: birth_date.to_owned(),
            // No such number is given out: 154 and nines.
            phone: format!("1549{days:04}99{n}"),
            ..MemberInput::default()
        };
        let rule = RuleInput {
            contact: "yes".to_owned(),
            ways: vec!["phone".to_owned(), "visit".to_owned()],
            ..RuleInput::default()
        };
        version = care::members::add(app, caller, id, version, &member, &rule).await?;
    }
    let members: Vec<Uuid> =
        care::get(app, caller, id).await?.ledger.members.iter().map(|member| member.id).collect();
    for (after, words) in VISITS.into_iter().filter(|(after, _)| *after <= days) {
        clock(after);
        let entry = EntryInput {
            kind: "visit".to_owned(),
            on: on(after),
            members: members.clone(),
            words: words.to_owned(),
            ..EntryInput::default()
        };
        version = care::entries::tell(app, caller, id, version, &entry).await?;
        if in_need && after == 30 {
            version = help(office, caller, id, version).await?;
        }
    }
    Ok(())
}

/// Aid for a family in need, today: asked for, approved by somebody else, given and receipted.
async fn help(office: &Office, caller: &Caller, id: Uuid, version: i64) -> Result<i64, Failure> {
    let app = &office.app;
    let on = app.today().to_string();
    let aid = AidInput {
        on: on.clone(),
        amount: "2000".to_owned(),
        need: "家中老人长期用药".to_owned(),
        source: "red_cross_fund".to_owned(),
        ..AidInput::default()
    };
    let version = care::entries::request_aid(app, caller, id, version, &aid).await?;
    let entries = care::get(app, caller, id).await?.ledger.entries;
    // Ids go by time: the aid is the latest.
    let Some(aid) = entries.iter().map(|entry| entry.id).max() else { return Ok(version) };
    let approver = office.caller("demo-supervisor");
    let said = |words: &str| DayInput { on: on.clone(), words: words.to_owned() };
    let version =
        care::entries::decide_aid(app, approver, id, aid, version, true, "情况属实").await?;
    let version = care::entries::give_aid(app, caller, id, aid, version, &said("")).await?;
    Ok(care::entries::receipt_aid(app, caller, id, aid, version, &said("家属签收")).await?)
}
