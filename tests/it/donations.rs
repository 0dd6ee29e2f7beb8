//! Donations after death on both engines: who may look, who must sign, who may see, and what is refused.

mod by_hand;
mod cannot;
mod console;
mod merged;

use chrono::NaiveDate;
use lifelight::{
    domain::{
        audit::Action,
        donations::{
            inputs::{CallInput, EndInput, SignatureInput, StepInput, WitnessInput},
            stages::Stage,
            wills::Will,
        },
        memberships::EndReason,
        permissions::Role,
        person::PersonStatus,
        programmes::Programme,
        registrations::RegistrationStatus,
    },
    service::{
        App, Caller, ServiceError, coordinators as register, donations as service, intake,
        memberships, people, registrations,
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        coordinators::coordinator_of,
        memberships::joining,
        memorials::consents_to,
        people::{document, intake_of, name},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

/// Three accounts of a township, two of them certified coordinators, and the supervisor above.
struct Cast {
    one: Caller,
    other: Caller,
    uncertified: Caller,
    chief: Caller,
    register: [Uuid; 2],
}

impl Cast {
    async fn of(registry: &Registry) -> Self {
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let one = registry.caller(Role::Coordinator, JINPING).await;
        let other = registry.caller(Role::Coordinator, JINPING).await;
        let uncertified = registry.caller(Role::Coordinator, JINPING).await;
        let first = certified(registry, &chief, &one, 1).await;
        let second = certified(registry, &chief, &other, 2).await;
        Self { one, other, uncertified, chief, register: [first, second] }
    }
}

/// Enters the account of `caller` into the coordinators' register.
async fn certified(registry: &Registry, chief: &Caller, caller: &Caller, n: u32) -> Uuid {
    let account = caller.actor.account_id().expect("an account").to_string();
    let unit = registry.unit(JINPING).to_string();
    let input = lifelight::domain::coordinators::inputs::CoordinatorInput {
        account,
        unit,
        ..coordinator_of(n)
    };
    register::add(&registry.app, chief, &input).await.expect("a synthetic coordinator")
}

/// Registers synthetic person `n` for `programmes`, or with a refusal of them.
async fn registered(app: &App, caller: &Caller, n: u32, programmes: &[&str], offers: bool) -> Uuid {
    let mut intake = intake_of(n);
    intake.registrations.clear();
    for programme in programmes {
        if offers {
            intake.registrations.push(lifelight::domain::intake::RegistrationInput {
                programme: (*programme).to_owned(),
                registered_on: "2024-03-05".to_owned(),
                ..Default::default()
            });
        } else {
            intake.refusals.push((*programme).to_owned());
        }
    }
    match intake::register(app, caller, &intake).await.expect("a synthetic intake") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} has this document"),
    }
}

fn call(programmes: &[&str], on: &str) -> CallInput {
    CallInput {
        programmes: programmes.iter().map(|code| (*code).to_owned()).collect(),
        called_on: on.to_owned(),
        call_from: "hospital".to_owned(),
        place: "合成医院".to_owned(),
        ..CallInput::default()
    }
}

fn step(stage: Stage, on: &str) -> StepInput {
    StepInput {
        stage: stage.code().to_owned(),
        on: on.to_owned(),
        receiving_unit: "合成医学院".to_owned(),
        proof_number: "证合成 1".to_owned(),
        used_for: "教学".to_owned(),
        ..StepInput::default()
    }
}

fn witness(on: &str) -> WitnessInput {
    WitnessInput {
        on: on.to_owned(),
        time: "14:05".to_owned(),
        place: "合成医院手术室".to_owned(),
        organs: vec!["liver".to_owned(), "kidney".to_owned()],
        silence_held: true,
        appearance_restored: true,
    }
}

async fn version(app: &App, caller: &Caller, id: Uuid) -> i64 {
    service::get(app, caller, id).await.expect("a donation").donation.version
}

async fn advance(
    app: &App,
    caller: &Caller,
    id: Uuid,
    input: &StepInput,
) -> Result<i64, ServiceError> {
    let version = version(app, caller, id).await;
    service::advance(app, caller, id, version, input).await
}

async fn sign(app: &App, caller: &Caller, id: Uuid) -> Result<i64, ServiceError> {
    let version = version(app, caller, id).await;
    service::sign(app, caller, id, version).await
}

/// An organ donation, opened on the 2nd of June and brought to where its record can be signed.
async fn to_be_signed(registry: &Registry, cast: &Cast, n: u32) -> (Uuid, Uuid) {
    let app = &registry.app;
    let person = registered(app, &cast.one, n, &["organ", "body"], true).await;
    let id = service::open(app, &cast.one, person, &call(&["organ"], "2025-06-01"))
        .await
        .expect("a call")[0];
    service::look(app, &cast.one, id, 1).await.expect("a look");
    for stage in [Stage::Assessed, Stage::EthicsApproved] {
        advance(app, &cast.one, id, &step(stage, "2025-06-01")).await.expect("a step");
    }
    let coordinators = cast.register.iter().map(Uuid::to_string).collect();
    let assigned = StepInput { coordinators, ..step(Stage::Assigned, "2025-06-01") };
    advance(app, &cast.one, id, &assigned).await.expect("two coordinators");
    advance(app, &cast.one, id, &step(Stage::Determined, "2025-06-02")).await.expect("death");
    let version = version(app, &cast.one, id).await;
    service::write_witness(app, &cast.one, id, version, &witness("2025-06-02"))
        .await
        .expect("a record");
    (person, id)
}

async fn actions(registry: &Registry, subject: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(subject), ..AuditFilter::default() };
    let found = lifelight::service::audit::read(&registry.app, &auditor, &filter, 100).await;
    found.expect("the trail").lines.iter().map(|line| line.event.action).collect()
}

fn status_of(
    person: &lifelight::domain::masks::MaskedPerson,
    programme: Programme,
) -> RegistrationStatus {
    let mut rows = person.registrations.iter();
    rows.find(|row| row.programme == programme).expect("a registration").status
}

#[tokio::test]
async fn organs_from_the_call_to_the_burial() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let (person, id) = to_be_signed(registry, &cast, 1).await;
        let died = people::get(app, &cast.one, person).await.expect("her").person;
        assert_eq!(died.status, PersonStatus::Deceased);
        assert_eq!(status_of(&died, Programme::Organ), RegistrationStatus::Active);

        sign(app, &cast.one, id).await.expect("the first signature");
        assert_eq!(
            service::get(app, &cast.one, id).await.expect("it").donation.realised_on(),
            None
        );
        sign(app, &cast.other, id).await.expect("the second signature");
        let shown = service::get(app, &cast.other, id).await.expect("it");
        assert_eq!(shown.donation.realised_on(), NaiveDate::from_ymd_opt(2025, 6, 2));
        let gave = people::get(app, &cast.one, person).await.expect("her").person;
        assert_eq!(status_of(&gave, Programme::Organ), RegistrationStatus::Realised);
        assert_eq!(status_of(&gave, Programme::Body), RegistrationStatus::Active);

        for stage in [Stage::Certified, Stage::LaidToRest] {
            advance(app, &cast.one, id, &step(stage, "2025-06-02")).await.expect("a step");
        }
        assert!(service::get(app, &cast.one, id).await.expect("it").donation.is_over());
        let again = service::open(app, &cast.one, person, &call(&["organ"], "2025-06-02")).await;
        assert_eq!(codes(again.unwrap_err()), [("programmes".to_owned(), "known")]);

        // Her body is given too: one person, two donations.
        let body = service::open(app, &cast.one, person, &call(&["body"], "2025-06-02"))
            .await
            .expect("a call")[0];
        service::look(app, &cast.one, body, 1).await.expect("a look");
        for stage in [Stage::Accepted, Stage::HandedOver, Stage::Certified, Stage::ReportedBack] {
            advance(app, &cast.one, body, &step(stage, "2025-06-02")).await.expect("a step");
        }
        let year = |day, month| NaiveDate::from_ymd_opt(2025, month, day).expect("a day");
        let counted =
            service::realised(app, &cast.chief, year(1, 1), year(31, 12)).await.expect("a count");
        assert_eq!(counted.persons, 1);
        assert_eq!(counted.donations, [(Programme::Organ, 1), (Programme::Body, 1)]);
        let before =
            service::realised(app, &cast.chief, year(1, 1), year(1, 6)).await.expect("a count");
        assert_eq!((before.persons, before.donations), (0, Vec::new()));

        let told = actions(registry, id).await;
        assert_eq!(told.iter().filter(|one| **one == Action::DonationWitnessed).count(), 2);
        assert_eq!(
            actions(registry, person)
                .await
                .iter()
                .filter(|one| **one == Action::WillLookedUp)
                .count(),
            2
        );
    })
    .await;
}

#[tokio::test]
async fn somebody_who_never_registered_is_decided_about_by_the_whole_family() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let who = lifelight::domain::intake::Intake {
            name: name(7),
            document_number: document(7),
            ..Default::default()
        };
        let ids = service::report(app, &cast.one, &who, &call(&["organ", "cornea"], "2025-06-01"))
            .await
            .expect("a call");
        assert_eq!(ids.len(), 2);
        let id = ids[1];
        service::look(app, &cast.one, id, 1).await.expect("a look");
        let shown = service::get(app, &cast.one, id).await.expect("it");
        assert_eq!(shown.donation.will(), Some(Will::NoneExpressed));
        assert_eq!(shown.donation.next(), Some(Stage::FamilyConfirmed));
        let early = advance(app, &cast.one, id, &step(Stage::Accepted, "2025-06-01")).await;
        assert_eq!(codes(early.unwrap_err()), [("stage".to_owned(), "not_next")]);

        let signed = |kin: &str, opinion: &str, n: u32| SignatureInput {
            kin: kin.to_owned(),
            name: name(n),
            opinion: opinion.to_owned(),
            on: "2025-06-02".to_owned(),
        };
        let consent = |signatures: Vec<SignatureInput>, nobody: &[&str]| StepInput {
            signatures,
            nobody: nobody.iter().map(|kin| (*kin).to_owned()).collect(),
            ..step(Stage::FamilyConfirmed, "")
        };
        let cases = [
            (consent(vec![signed("spouse", "agrees", 8)], &["parent"]), "kin_missing"),
            (
                consent(
                    vec![signed("spouse", "agrees", 8), signed("adult_child", "objects", 9)],
                    &["parent"],
                ),
                "family_objects",
            ),
            (consent(Vec::new(), &["spouse", "adult_child", "parent"]), "nobody_to_decide"),
            (consent(vec![signed("spouse", "", 8)], &["parent", "adult_child"]), "missing"),
        ];
        for (input, code) in cases {
            let refused = codes(advance(app, &cast.one, id, &input).await.unwrap_err());
            assert!(refused.iter().any(|(_, found)| *found == code), "{code}: {refused:?}");
        }
        let whole = consent(
            vec![signed("spouse", "agrees", 8), signed("adult_child", "agrees", 9)],
            &["parent"],
        );
        advance(app, &cast.one, id, &whole).await.expect("they agree");
        advance(app, &cast.one, id, &step(Stage::Accepted, "2025-06-02")).await.expect("accepted");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_in_any_office_ends_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let known = registered(app, &sister, 3, &["organ"], false).await;
        let who = lifelight::domain::intake::Intake {
            name: name(3),
            document_number: document(3),
            ..Default::default()
        };
        let id = service::report(app, &cast.one, &who, &call(&["organ"], "2025-06-01"))
            .await
            .expect("a call")[0];
        service::look(app, &cast.one, id, 1).await.expect("a look");
        let shown = service::get(app, &cast.one, id).await.expect("it");
        assert_eq!(shown.donation.will(), Some(Will::Refused));
        assert!(shown.donation.is_over());
        for stage in [Stage::FamilyConfirmed, Stage::Assessed] {
            assert!(advance(app, &cast.one, id, &step(stage, "2025-06-01")).await.is_err());
        }
        // The other office's trail tells who looked; nothing else of its record was told.
        assert!(actions(registry, known).await.contains(&Action::WillLookedUp));
        assert!(matches!(people::get(app, &cast.one, known).await, Err(ServiceError::Missing)));
    })
    .await;
}

#[tokio::test]
async fn before_it_is_realised_only_its_handlers_see_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let person = registered(app, &cast.one, 4, &["body"], true).await;
        let id = service::open(app, &cast.one, person, &call(&["body"], "2025-06-01"))
            .await
            .expect("a call")[0];
        let january = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
        let sees = async |caller: &Caller| {
            let listed = service::list(app, caller, january).await.expect("a list");
            let found = service::get(app, caller, id).await.is_ok();
            assert_eq!(listed.iter().any(|one| one.donation.id == id), found);
            let of_hers = service::of_person(app, caller, person).await.expect("hers");
            assert_eq!(!of_hers.is_empty(), found);
            found
        };
        assert!(sees(&cast.one).await && sees(&cast.chief).await);
        assert!(!sees(&cast.other).await && !sees(&cast.uncertified).await && !sees(&sister).await);
        let acted = service::look(app, &cast.other, id, 1).await;
        assert!(matches!(acted, Err(ServiceError::Missing)));

        let [_, second] = cast.register;
        service::hand_to(app, &cast.one, id, 1, second).await.expect("handed to");
        assert!(sees(&cast.other).await && !sees(&cast.uncertified).await);
        service::look(app, &cast.other, id, 2).await.expect("a look");
        for stage in [Stage::Accepted, Stage::HandedOver] {
            advance(app, &cast.other, id, &step(stage, "2025-06-02")).await.expect("a step");
        }
        assert!(sees(&cast.uncertified).await && !sees(&sister).await);
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let outsider = registry.caller(role, JINPING).await;
            assert!(matches!(service::get(app, &outsider, id).await, Err(ServiceError::Denied(_))));
        }
    })
    .await;
}

#[tokio::test]
async fn a_mistake_is_taken_back_with_what_it_did() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let (person, id) = to_be_signed(registry, &cast, 5).await;
        sign(app, &cast.one, id).await.expect("a signature");
        let version = sign(app, &cast.other, id).await.expect("a signature");
        let version = service::undo(app, &cast.one, id, version).await.expect("taken back");
        let shown = service::get(app, &cast.one, id).await.expect("it");
        assert!(shown.donation.course.witness.is_none() && shown.donation.realised_on().is_none());
        let her = people::get(app, &cast.one, person).await.expect("her").person;
        assert_eq!(status_of(&her, Programme::Organ), RegistrationStatus::Active);
        assert_eq!(her.status, PersonStatus::Deceased);
        service::undo(app, &cast.one, id, version).await.expect("taken back");
        let her = people::get(app, &cast.one, person).await.expect("her").person;
        assert_eq!(her.status, PersonStatus::Living);
        assert_eq!(shown.past.len(), 9, "what it was is kept");

        let ending = EndInput {
            on: "2025-06-02".to_owned(),
            reason: "lives".to_owned(),
            ..EndInput::default()
        };
        let at = self::version(app, &cast.one, id).await;
        let version = service::end(app, &cast.one, id, at, &ending).await.expect("ended");
        assert!(service::get(app, &cast.one, id).await.expect("it").donation.is_over());
        service::undo(app, &cast.one, id, version).await.expect("reopened");
        assert_eq!(
            service::get(app, &cast.one, id).await.expect("it").donation.stage(),
            Stage::Assigned
        );
        let late = service::undo(app, &cast.one, id, version).await;
        assert!(matches!(late, Err(ServiceError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn her_membership_ends_with_her_life_and_a_mistake_uses_no_consent_up() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let (person, id) = to_be_signed(registry, &cast, 5).await;
        let at = version(app, &cast.one, id).await;
        service::undo(app, &cast.one, id, at).await.expect("the death");
        consents_to(app, &cast.one, person, "membership").await;
        let join = async || memberships::join(app, &cast.one, person, &joining("member")).await;
        let membership = join().await.expect("she lives and joins");
        let why = async || {
            let found = memberships::get(app, &cast.one, membership).await.expect("it");
            found.listed.membership.details.ended.map(|ending| ending.why)
        };
        assert_eq!(why().await, None);
        advance(app, &cast.one, id, &step(Stage::Determined, "2025-06-02")).await.expect("death");
        assert_eq!(why().await, Some(EndReason::Died));
        assert_eq!(codes(join().await.expect_err("she died"))[0].1, "deceased");
        let at = version(app, &cast.one, id).await;
        service::undo(app, &cast.one, id, at).await.expect("taken back");
        join().await.expect("on the same consent");
    })
    .await;
}
