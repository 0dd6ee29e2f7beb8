//! Qingming at the memorial park, once a year with the families who are cared for by then; and the next day of
//! remembrance, which is being prepared.

use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

use super::{Failure, office::COORDINATOR, office::Office, plan::Plan};
use crate::{
    domain::{
        commemorations::inputs::{
            AskedInput, AttendanceInput, CommemorationInput, GuestInput, ReplyInput, ReportInput,
        },
        feasts::Feast,
    },
    service::{Caller, care, commemorations},
};

/// So many days before, the event is planned and its guests come onto the list.
const PLANNED: u64 = 35;
/// So many days before, they are asked.
const ASKED: u64 = 20;

/// Holds Qingming of every year, and prepares what comes next.
pub async fn hold(office: &Office) -> Result<(), Failure> {
    let caller = office.caller(COORDINATOR).clone();
    let as_of = office.plan.as_of;
    for year in Plan::first_day().year()..=as_of.year() {
        if let Some(day) = Feast::Qingming.day(year).filter(|day| *day < as_of) {
            let title = format!("{year} 年清明缅怀");
            remember(office, &caller, Feast::Qingming, day, &title).await?;
        }
    }
    let coming = Feast::coming(as_of, 366).into_iter();
    let mut of_families = coming.filter(|(_, feast)| {
        matches!(feast, Feast::Qingming | Feast::DoubleNinth | Feast::WinterSolstice)
    });
    if let Some((day, feast)) = of_families.next() {
        let title = format!("{} 年{}缅怀", day.year(), feast.label().zh);
        remember(office, &caller, feast, day, &title).await?;
    }
    Ok(())
}

/// One commemoration, as far as it has come by the demo's day.
async fn remember(
    office: &Office,
    caller: &Caller,
    feast: Feast,
    day: NaiveDate,
    title: &str,
) -> Result<(), Failure> {
    let app = &office.app;
    let as_of = office.plan.as_of;
    let clock = |on: NaiveDate, hour: u32| {
        office.clock.set(office.plan.at(on.min(as_of), hour * 3600));
    };
    let planned = (day - Days::new(PLANNED)).min(as_of);
    let mut guests = guests(office, caller, planned).await?;
    if day >= as_of && guests.len() > 2 {
        // Somebody is left to be put on the list.
        guests.pop();
    }
    if guests.is_empty() {
        return Ok(());
    }
    clock(planned, 10);
    let input = CommemorationInput {
        feast: feast.code().to_owned(),
        on: day.to_string(),
        title: title.to_owned(),
        place: "演示纪念园".to_owned(),
        notes: "备好鲜花，安排接送老人的车".to_owned(),
        unit: None,
    };
    let id = commemorations::plan(app, caller, &input).await?;
    commemorations::add(app, caller, id, &guests).await?;
    let asked = (day - Days::new(ASKED)).min(as_of);
    for (n, line) in commemorations::get(app, caller, id).await?.guests.iter().enumerate() {
        let guest = line.invitation.id;
        // Of what is still ahead, one guest is left to be asked.
        if day >= as_of && n == 0 {
            continue;
        }
        clock(asked, 11);
        let way = AskedInput { on: String::new(), way: "visit".to_owned() };
        let mut version = commemorations::ask(app, caller, guest, 1, &way).await?;
        let comes = n % 4 != 3;
        let reply = if comes { "coming" } else { "not_coming" };
        let reply = ReplyInput { reply: reply.to_owned() };
        version = commemorations::answer(app, caller, guest, version, &reply).await?;
        if day < as_of {
            clock(day, 12);
            let people = if comes { (n % 3 + 1).to_string() } else { "0".to_owned() };
            let came = AttendanceInput { people };
            commemorations::attend(app, caller, guest, version, &came).await?;
        }
    }
    if day < as_of {
        clock(day, 16);
        let report = ReportInput {
            report: "家属献花、默哀，志愿者陪同老人，中午一起吃了便饭。".to_owned(),
        };
        commemorations::hold(app, caller, id, 1, &report).await?;
    }
    Ok(())
}

/// The families who were cared for on `day`, each by its first member.
async fn guests(
    office: &Office,
    caller: &Caller,
    day: NaiveDate,
) -> Result<Vec<GuestInput>, Failure> {
    let ledgers = care::list(&office.app, caller).await?.ledgers;
    let mut guests: Vec<(Uuid, GuestInput)> = ledgers
        .iter()
        .filter(|ledger| ledger.silent_since.is_none())
        .filter(|ledger| ledger.entries.last().is_some_and(|first| first.on <= day))
        .filter_map(|ledger| {
            let member = ledger.members.first()?.id.to_string();
            let (kind, id) = ("ledger".to_owned(), ledger.id.to_string());
            Some((ledger.id, GuestInput { kind, id, member }))
        })
        .collect();
    guests.sort_by_key(|(id, _)| *id);
    Ok(guests.into_iter().map(|(_, guest)| guest).collect())
}
