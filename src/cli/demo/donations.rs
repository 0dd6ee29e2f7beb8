//! Donations after death, each carried through the services as its coordinators would: some for organs, more
//! for corneas and bodies, some that were not realised, one under way.

use uuid::Uuid;

use super::{
    Failure,
    cases::set_clock,
    draw::Draw,
    families,
    fill::{registrant, town, writer},
    office::{COORDINATOR, Office},
    plan::Plan,
};
use crate::{
    domain::{
        coordinators::inputs::CoordinatorInput,
        donations::{
            inputs::{CallInput, EndInput, SignatureInput, StepInput, WitnessInput},
            stages::{Process, Stage},
        },
        intake::Intake,
        programmes::Programme,
    },
    service::{Caller, coordinators, donations, intake},
};

/// The second coordinator, who signs beside [`COORDINATOR`].
const SECOND: &str = "demo-supervisor";
/// Streams of donations are far from all others.
const STREAM: u64 = 3 << 41;

/// What came of a call.
#[derive(Clone, Copy)]
pub enum Outcome {
    /// Carried through to the end.
    Realised,
    /// Never registered; the family decided together.
    ByFamily,
    /// Never registered; the family said no.
    Objected,
    /// Had refused in life.
    Refused,
    /// The call came too late.
    TooLate,
    /// Under way: the will is known, the hospital is assessing.
    UnderWay,
}

use Outcome::*;

/// So many days before the demo's day, for what, and what came of it.
const CALLS: [(u64, Programme, Outcome); 14] = [
    (1420, Programme::Cornea, Realised),
    (1180, Programme::Organ, Realised),
    (1015, Programme::Body, Realised),
    (877, Programme::Cornea, TooLate),
    (790, Programme::Cornea, Realised),
    (655, Programme::Organ, ByFamily),
    (540, Programme::Body, Realised),
    (431, Programme::Organ, Objected),
    (322, Programme::Cornea, ByFamily),
    (236, Programme::Body, Realised),
    (168, Programme::Organ, Realised),
    (97, Programme::Body, Refused),
    (40, Programme::Cornea, Realised),
    (0, Programme::Organ, UnderWay),
];

/// Enters the coordinators, then every call.
pub async fn carry_through(office: &mut Office) -> Result<(), Failure> {
    let mut draw = Draw::new(office.plan.seed, STREAM);
    let mut register = Vec::new();
    for (n, (name, days_left)) in [(COORDINATOR, 420), (SECOND, 60)].into_iter().enumerate() {
        register.push(enter(office, &mut draw, n, name, days_left).await?);
    }
    for (days, programme, outcome) in calls(&office.plan).collect::<Vec<_>>() {
        tell(office, &mut draw, &register, days, programme, outcome).await?;
    }
    Ok(())
}

/// The calls that a demo of this age has had; each is about a person of its own.
pub fn calls(plan: &Plan) -> impl Iterator<Item = (u64, Programme, Outcome)> {
    let known_since = plan.as_of - chrono::Days::new(400);
    let fits = move |days: u64| known_since - chrono::Days::new(days) > Plan::first_day();
    CALLS.into_iter().filter(move |(days, ..)| fits(*days))
}

/// Enters the account `name` into the coordinators' register, certified since the demo's beginning.
async fn enter(
    office: &mut Office,
    draw: &mut Draw,
    n: usize,
    name: &str,
    days_left: u64,
) -> Result<Uuid, Failure> {
    set_clock(office, 0, 8, 30);
    let at = town(office, draw);
    let who = registrant(office, draw, 60, at);
    let account = office.caller(name).actor.account_id().map(|id| id.to_string());
    let input = CoordinatorInput {
        unit: office.county.to_string(),
        account: account.unwrap_or_default(),
        kind: "red_cross".to_owned(),
        name: who.name,
        document_number: who.document_number,
        number: format!("演示协-{:04}", n + 1),
        certified_from: Plan::first_day().to_string(),
        certified_until: (office.plan.as_of + chrono::Days::new(days_left)).to_string(),
        ..CoordinatorInput::default()
    };
    Ok(coordinators::add(&office.app, office.caller(SECOND), &input).await?)
}

async fn tell(
    office: &mut Office,
    draw: &mut Draw,
    register: &[Uuid],
    days: u64,
    programme: Programme,
    outcome: Outcome,
) -> Result<(), Failure> {
    let at = town(office, draw);
    let who = person(office, draw, days, at, programme, outcome);
    let caller = office.caller(COORDINATOR).clone();
    let mut call = CallInput {
        programmes: vec![programme.code().to_owned()],
        call_from: if programme == Programme::Organ { "hospital" } else { "family" }.to_owned(),
        place: "演示人民医院".to_owned(),
        ..CallInput::default()
    };
    let ids = match outcome {
        ByFamily | Objected => {
            set_clock(office, days, 1, 20);
            call.called_on = office.app.today().to_string();
            donations::report(&office.app, &caller, &who, &call).await?
        }
        _ => {
            set_clock(office, days + 390, 10, 5);
            let person = match intake::register(&office.app, &caller, &who).await? {
                intake::Registered::New { id, .. } | intake::Registered::Known(id) => id,
            };
            set_clock(office, days, 1, 20);
            call.called_on = office.app.today().to_string();
            donations::open(&office.app, &caller, person, &call).await?
        }
    };
    let Some(&id) = ids.first() else { return Ok(()) };
    set_clock(office, days, 1, 35);
    donations::look(&office.app, &caller, id, 1).await?;
    let why = match outcome {
        Refused | UnderWay => return Ok(()),
        Objected => "family",
        TooLate => "too_late",
        Realised | ByFamily => {
            set_clock(office, days, 16, 30);
            finish(office, &caller, register, id).await?;
            let person = donations::get(&office.app, &caller, id).await?.donation.person;
            let in_need = programme == Programme::Organ;
            return families::care_for(office, &caller, person, days, in_need).await;
        }
    };
    let on = office.app.today().to_string();
    let ending = EndInput { on, reason: why.to_owned(), words: String::new() };
    donations::end(&office.app, &caller, id, 2, &ending).await?;
    Ok(())
}

/// Somebody who registered a good year before, refused, or never said anything.
fn person(
    office: &mut Office,
    draw: &mut Draw,
    days: u64,
    at: usize,
    programme: Programme,
    outcome: Outcome,
) -> Intake {
    let mut who = registrant(office, draw, days + 390, at);
    who.unit = office.towns[at].id.to_string();
    who.registrations.clear();
    let day = office.plan.as_of - chrono::Days::new(days + 390);
    match outcome {
        ByFamily | Objected => {}
        Refused => {
            who.refusals = vec![programme.code().to_owned()];
            who.refused_on = day.to_string();
        }
        _ => {
            who.registrations.push(writer(office, draw, day, at).offer(programme, "on_site", "yes"))
        }
    }
    who
}

/// Every step that is left, a day or so each.
async fn finish(
    office: &Office,
    caller: &Caller,
    register: &[Uuid],
    id: Uuid,
) -> Result<(), Failure> {
    loop {
        let shown = donations::get(&office.app, caller, id).await?;
        let Some(stage) = shown.donation.next() else { return Ok(()) };
        let (version, on) = (shown.donation.version, office.app.today().to_string());
        if stage == Stage::Witnessed {
            return witness(office, caller, id, version, on).await;
        }
        let step = StepInput {
            stage: stage.code().to_owned(),
            signatures: family(stage, &on),
            nobody: vec!["parent".to_owned()],
            on,
            coordinators: register.iter().map(Uuid::to_string).collect(),
            receiving_unit: "演示医学院遗体接收站".to_owned(),
            proof_number: "演示证明".to_owned(),
            number: "演示证书".to_owned(),
            words: "礼敬园树葬".to_owned(),
            used_for: match Process::of(shown.donation.programme) {
                Some(Process::Handover) if shown.donation.programme == Programme::Cornea => {
                    "角膜移植"
                }
                _ => "医学教学",
            }
            .to_owned(),
        };
        donations::advance(&office.app, caller, id, version, &step).await?;
    }
}

fn family(stage: Stage, on: &str) -> Vec<SignatureInput> {
    let signed = |kin: &str, name: &str| SignatureInput {
        kin: kin.to_owned(),
        name: name.to_owned(),
        opinion: "agrees".to_owned(),
        on: on.to_owned(),
    };
    match stage {
        Stage::FamilyConfirmed => {
            vec![signed("spouse", "演示甲"), signed("adult_child", "演示乙")]
        }
        _ => Vec::new(),
    }
}

async fn witness(
    office: &Office,
    caller: &Caller,
    id: Uuid,
    version: i64,
    on: String,
) -> Result<(), Failure> {
    let record = WitnessInput {
        on: on.clone(),
        time: "14:05".to_owned(),
        place: "演示人民医院手术室".to_owned(),
        organs: vec!["liver".to_owned(), "kidney".to_owned()],
        silence_held: true,
        appearance_restored: true,
    };
    let version = donations::write_witness(&office.app, caller, id, version, &record).await?;
    let version = donations::sign(&office.app, caller, id, version).await?;
    let mut version = donations::sign(&office.app, office.caller(SECOND), id, version).await?;
    for stage in [Stage::Certified, Stage::LaidToRest] {
        let step = StepInput {
            stage: stage.code().to_owned(),
            on: on.clone(),
            number: "演示证书".to_owned(),
            words: "礼敬园树葬".to_owned(),
            ..StepInput::default()
        };
        version = donations::advance(&office.app, caller, id, version, &step).await?;
    }
    Ok(())
}
