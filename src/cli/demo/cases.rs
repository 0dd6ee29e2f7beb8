//! Cases between people and offices: transfers, merges, pairs that two offices hold; and the work that
//! waits on the first page of the day.

use chrono::Days;
use uuid::Uuid;

use super::{
    Failure,
    draw::Draw,
    fill::{Plain, registrant, writer},
    office::{COORDINATOR, JINPING, Office, XIKOU},
    waiting,
};
use crate::{
    domain::{
        documents::Document,
        intake::{Intake, PhoneInput, RegistrationInput},
        programmes::Programme,
    },
    service::{Caller, intake, merges, transfers},
};

/// A transfer: from, to, asked so many days before the demo's day, and what came of it how much later.
type Transfer = (&'static str, &'static str, u64, Option<(u64, bool)>);

const TRANSFERS: [Transfer; 8] = [
    (XIKOU, JINPING, 1100, Some((3, true))),
    (JINPING, XIKOU, 610, Some((1, true))),
    ("330213002", "330213003", 402, Some((6, true))),
    (XIKOU, JINPING, 233, Some((2, true))),
    ("330213106", "330213008", 120, Some((4, true))),
    ("330213004", "330213007", 61, Some((9, false))),
    (XIKOU, JINPING, 2, None),
    (JINPING, XIKOU, 1, None),
];

/// Streams of cases are far from all others.
const STREAMS: u64 = 2 << 41;

/// Opens, and where their time has passed settles, all cases.
pub async fn open(office: &mut Office, mut plain: Vec<Plain>) -> Result<(), Failure> {
    for transfer in TRANSFERS {
        move_somebody(office, &mut plain, transfer).await?;
    }
    let mut draw = Draw::new(office.plan.seed, STREAMS);
    merge(office, &mut draw, (170, 64), (33, Some(31))).await?;
    merge(office, &mut draw, (131, 26), (4, None)).await?;
    merge(office, &mut draw, (98, 9), (1, None)).await?;
    reconcile(office, &mut draw, 122, 15).await?;
    reconcile(office, &mut draw, 71, 3).await?;
    waiting::leave(office, &mut draw).await
}

/// Sets the clock to an hour of the day `days` before the demo's.
pub fn set_clock(office: &Office, days: u64, hour: u32, minute: u32) {
    let day = office.plan.as_of - Days::new(days);
    office.clock.set(office.plan.at(day, hour * 3600 + minute * 60));
}

/// Somebody moves house.
async fn move_somebody(
    office: &Office,
    plain: &mut Vec<Plain>,
    transfer: Transfer,
) -> Result<(), Failure> {
    let (from, to, asked, decision) = transfer;
    let (from, to) = (office.town(from)?, office.town(to)?);
    set_clock(office, asked, 14, 10);
    let now = office.app.store.clock().now();
    let Some(found) = plain.iter().rposition(|one| one.town == from && one.at < now) else {
        // A young demo has nobody yet who could have moved then.
        return Ok(());
    };
    let person = plain.swap_remove(found).person;
    let id =
        transfers::ask(&office.app, office.coordinator(from), person, office.towns[to].id).await?;
    if let Some((later, accepted)) = decision {
        set_clock(office, asked - later, 9, 40);
        transfers::decide(&office.app, office.coordinator(to), id, accepted).await?;
    }
    Ok(())
}

/// Registers `intake` through the service at ten in the morning, `days` before the demo's day.
async fn register(
    office: &Office,
    caller: &Caller,
    days: u64,
    intake: &Intake,
) -> Result<Uuid, Failure> {
    set_clock(office, days, 10, 15);
    match intake::register(&office.app, caller, intake).await? {
        intake::Registered::New { id, .. } => Ok(id),
        intake::Registered::Known(_) => Err(Failure::from("demo: a document was given out twice")),
    }
}

/// One person is registered twice, the second time with a wrong or another document; somebody notices
/// and proposes to merge, and the supervisor perhaps has confirmed.
async fn merge(
    office: &mut Office,
    draw: &mut Draw,
    (first, second): (u64, u64),
    (asked, confirmed): (u64, Option<u64>),
) -> Result<(), Failure> {
    let coordinator = office.caller(COORDINATOR).clone();
    let town = office.town("330213002")?;
    let mut one = registrant(office, draw, first, town);
    one.unit = office.towns[town].id.to_string();
    let mut other = again(office, draw, &one, second, town);
    let document = Document::parse(None, &one.document_number, office.plan.as_of);
    let Some((birth, sex)) = document.ok().and_then(|it| it.birth_date().zip(it.sex())) else {
        return Ok(());
    };
    if confirmed.is_some() {
        other.document_kind = "passport".to_owned();
        other.document_number = office.papers.passport();
        other.birth_date = birth.to_string();
        other.sex = sex.code().to_owned();
    } else {
        other.document_number = office.papers.resident_id(draw, birth, sex);
    }
    let kept = register(office, &coordinator, first, &one).await?;
    let dropped = register(office, &coordinator, second, &other).await?;
    set_clock(office, asked, 15, 20);
    let id = merges::ask(&office.app, &coordinator, kept, dropped).await?;
    if let Some(days) = confirmed {
        set_clock(office, days, 11, 5);
        merges::decide(&office.app, office.caller("demo-supervisor"), id, true).await?;
    }
    Ok(())
}

/// Two townships register one person. Neither is told; the county has to settle it.
async fn reconcile(
    office: &mut Office,
    draw: &mut Draw,
    first: u64,
    second: u64,
) -> Result<(), Failure> {
    let (xikou, jinping) = (office.town(XIKOU)?, office.town(JINPING)?);
    let one = registrant(office, draw, first, xikou);
    let other = again(office, draw, &one, second, jinping);
    let (here, there) = (office.coordinator(xikou).clone(), office.coordinator(jinping).clone());
    register(office, &here, first, &one).await?;
    register(office, &there, second, &other).await?;
    Ok(())
}

/// The same person comes again, somewhere else: another phone and address, another wish.
fn again(office: &mut Office, draw: &mut Draw, one: &Intake, days: u64, town: usize) -> Intake {
    let day = office.plan.as_of - Days::new(days);
    let has =
        |programme: Programme| one.registrations.iter().any(|r| r.programme == programme.code());
    let wish = if has(Programme::Cornea) { Programme::Organ } else { Programme::Cornea };
    let mut other = one.clone();
    other.address = super::words::address(draw, &office.towns[town].name);
    other.phones = vec![PhoneInput { number: office.papers.phone(), ..PhoneInput::default() }];
    let offer: RegistrationInput = writer(office, draw, day, town).offer(wish, "on_site", "yes");
    other.registrations = vec![offer];
    other.executors.clear();
    let purpose = if wish == Programme::Organ { "organ" } else { "body" };
    other.consents = vec![super::person::consent(purpose, day, "on_site", "")];
    other
}
