//! No sequence of acts leaves the machine; nobody closes a witness record alone.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    endings::{Ending, Unrealised},
    families::{JointConsent, Kin, Opinion, Signature},
    stages::{Process, Stage},
    steps::Step,
    wills::{Lookup, Will},
    witnessing::{WitnessRecord, WitnessSignature},
    *,
};
use crate::domain::{
    coordinators::{Coordinator, CoordinatorDetails, CoordinatorKind},
    documents::Document,
    names::Name,
    programmes::Organ,
};

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, 1).unwrap().checked_add_days(Days::new(n)).unwrap()
}

fn today() -> NaiveDate {
    day(60)
}

fn donation(programme: Programme) -> Donation {
    let course = Course::new(CallFrom::Hospital, None, None);
    Donation {
        id: Uuid::from_u128(1),
        version: 1,
        person: Uuid::from_u128(2),
        unit: Uuid::from_u128(3),
        programme,
        called_on: day(0),
        course,
    }
}

fn look(will: Will) -> Lookup {
    Lookup { at: Utc.timestamp_opt(1_740_800_000, 0).unwrap(), by: Some(Uuid::from_u128(9)), will }
}

fn coordinator(n: u128) -> Coordinator {
    let number = ["330299199001010014", "330299199001010030"][(n % 2) as usize];
    Coordinator {
        id: Uuid::from_u128(100 + n),
        version: 1,
        unit: Uuid::from_u128(3),
        account: Some(Uuid::from_u128(200 + n)),
        kind: CoordinatorKind::RedCross,
        certified_from: day(0).checked_sub_days(Days::new(300)).unwrap(),
        certified_until: day(300),
        banned: false,
        details: CoordinatorDetails {
            name: Name::parse("测试员").unwrap(),
            document: Document::parse(None, number, today()).unwrap_or_else(|_| {
                Document::parse(None, "E12345678", today()).expect("a passport")
            }),
            number: format!("XT-{n}"),
            phone: None,
            trainings: Vec::new(),
            former: Vec::new(),
            banned_on: None,
            ban_reason: None,
            lifted: Vec::new(),
        },
    }
}

fn signature(of: &Coordinator) -> WitnessSignature {
    let at = Utc.timestamp_opt(1_741_000_000, 0).unwrap();
    WitnessSignature { coordinator: of.id, account: of.account.unwrap_or_default(), at }
}

fn record(on: NaiveDate) -> WitnessRecord {
    WitnessRecord {
        on,
        time: NaiveTime::from_hms_opt(14, 5, 0).unwrap(),
        place: "测试医院".to_owned(),
        organs: vec![Organ::Liver, Organ::Kidney],
        silence_held: true,
        appearance_restored: true,
        signatures: Vec::new(),
    }
}

fn signed(kin: Kin, opinion: Opinion) -> Signature {
    Signature { kin, name: Name::parse("测试亲").unwrap(), opinion, on: day(1) }
}

fn all_agree() -> JointConsent {
    let signatures = vec![
        signed(Kin::Spouse, Opinion::Agrees),
        signed(Kin::AdultChild, Opinion::Agrees),
        signed(Kin::AdultChild, Opinion::Agrees),
    ];
    JointConsent { signatures, nobody: vec![Kin::Parent] }
}

fn step(stage: Stage, on: NaiveDate) -> Step {
    match stage {
        Stage::FamilyConfirmed => Step::FamilyConfirmed { on, consent: all_agree() },
        Stage::Assessed => Step::Assessed { on },
        Stage::EthicsApproved => Step::EthicsApproved { on },
        Stage::Assigned => {
            Step::Assigned { on, coordinators: vec![coordinator(0).id, coordinator(1).id] }
        }
        Stage::Determined => Step::Determined { on },
        Stage::Accepted => Step::Accepted { on, receiving_unit: "测试医学院".to_owned() },
        Stage::HandedOver => Step::HandedOver { on, proof_number: "证 1".to_owned() },
        Stage::Certified => Step::Certified { on, number: None },
        Stage::LaidToRest => Step::LaidToRest { on, words: None },
        Stage::ReportedBack => {
            Step::ReportedBack { on, used_for: "教学".to_owned(), rites: None }
        }
        // None of these is reached by a step; the refusal of this one stands for all of them.
        Stage::Called | Stage::WillChecked | Stage::Witnessed | Stage::FromLedger => {
            Step::Witnessed { on }
        }
    }
}

/// An organ donation up to the determination of death.
fn determined() -> Donation {
    let mut donation = donation(Programme::Organ);
    donation.look(look(Will::Consented), false, today()).unwrap();
    for (n, stage) in
        (1..).zip([Stage::Assessed, Stage::EthicsApproved, Stage::Assigned, Stage::Determined])
    {
        donation.advance(step(stage, day(n)), today()).unwrap();
    }
    donation
}

#[test]
fn organs_are_recovered_under_two_signatures() {
    let mut donation = determined();
    let (one, other) = (coordinator(0), coordinator(1));
    assert_eq!(
        donation.advance(step(Stage::Witnessed, day(5)), today()).unwrap_err().code,
        "sign_instead"
    );
    assert_eq!(donation.sign(&one, signature(&one), today()).unwrap_err().code, "no_record");
    donation.write_witness(record(day(5)), today()).unwrap();
    donation.sign(&one, signature(&one), today()).unwrap();
    assert_eq!(donation.stage(), Stage::Determined, "one signature closes nothing");
    assert_eq!(donation.sign(&one, signature(&one), today()).unwrap_err().code, "signed_already");
    donation.sign(&other, signature(&other), today()).unwrap();
    assert_eq!(donation.stage(), Stage::Witnessed);
    assert_eq!(donation.realised_on(), Some(day(5)));
    for stage in [Stage::Certified, Stage::LaidToRest] {
        assert!(!donation.is_over());
        donation.advance(step(stage, day(8)), today()).unwrap();
    }
    assert!(donation.is_over());
}

#[test]
fn who_may_not_witness_cannot_sign() {
    let mut donation = determined();
    donation.write_witness(record(day(5)), today()).unwrap();
    let fit = coordinator(0);
    let refused = |coordinator: &Coordinator, signature: WitnessSignature| {
        donation.clone().sign(coordinator, signature, today()).unwrap_err().code
    };
    let banned = Coordinator { banned: true, ..fit.clone() };
    assert_eq!(refused(&banned, signature(&fit)), "banned");
    let expired = Coordinator { certified_until: day(4), ..fit.clone() };
    assert_eq!(refused(&expired, signature(&fit)), "certificate_expired");
    let lapsed = Coordinator { certified_until: day(30), ..fit.clone() };
    assert_eq!(refused(&lapsed, signature(&fit)), "certificate_expired", "fit then, not now");
    let later = Coordinator { certified_from: day(6), ..fit.clone() };
    assert_eq!(refused(&later, signature(&fit)), "not_yet_certified");
    let hospital = Coordinator { kind: CoordinatorKind::Hospital, ..fit.clone() };
    assert_eq!(refused(&hospital, signature(&fit)), "hospital_coordinator");
    let stranger = coordinator(2);
    assert_eq!(refused(&stranger, signature(&stranger)), "not_assigned");
    // In somebody else's name, or under somebody else's account.
    assert_eq!(refused(&fit, signature(&coordinator(1))), "not_assigned");
    let elsewhere = Coordinator { account: None, ..fit.clone() };
    assert_eq!(refused(&elsewhere, signature(&fit)), "not_assigned");
}

#[test]
fn one_account_cannot_sign_for_two() {
    let mut donation = determined();
    donation.write_witness(record(day(5)), today()).unwrap();
    let one = coordinator(0);
    let alias = Coordinator { account: one.account, ..coordinator(1) };
    donation.sign(&one, signature(&one), today()).unwrap();
    let again = donation.sign(&alias, signature(&alias), today());
    assert_eq!(again.unwrap_err().code, "signed_already");
}

#[test]
fn writing_the_record_anew_voids_its_signatures() {
    let mut donation = determined();
    let (one, other) = (coordinator(0), coordinator(1));
    donation.write_witness(record(day(5)), today()).unwrap();
    donation.sign(&one, signature(&one), today()).unwrap();
    let forged = WitnessRecord { signatures: vec![signature(&other)], ..record(day(6)) };
    donation.write_witness(forged, today()).unwrap();
    donation.sign(&other, signature(&other), today()).unwrap();
    assert_eq!(donation.stage(), Stage::Determined);
    donation.sign(&one, signature(&one), today()).unwrap();
    assert_eq!(donation.realised_on(), Some(day(6)));
}

#[test]
fn a_record_tells_organs_and_that_the_appearance_was_restored() {
    let mut donation = determined();
    let code = |result: Result<(), Problem>| result.unwrap_err().code;
    let none = WitnessRecord { organs: Vec::new(), ..record(day(5)) };
    assert_eq!(code(donation.write_witness(none, today())), "missing");
    let left = WitnessRecord { appearance_restored: false, ..record(day(5)) };
    assert_eq!(code(donation.write_witness(left, today())), "appearance");
    assert_eq!(code(donation.write_witness(record(day(3)), today())), "before_last_step");
    assert_eq!(code(donation.write_witness(record(day(61)), today())), "in_future");
}

#[test]
fn a_refusal_in_life_ends_it_and_nothing_follows() {
    for programme in [Programme::Organ, Programme::Cornea, Programme::Body] {
        let mut donation = donation(programme);
        donation.look(look(Will::Refused), false, today()).unwrap();
        assert!(donation.is_over());
        assert_eq!(donation.course.ending.as_ref().unwrap().reason, Unrealised::RefusedInLife);
        for stage in donation.stages() {
            assert!(donation.advance(step(stage, day(3)), today()).is_err(), "{stage:?}");
        }
        assert!(donation.look(look(Will::Consented), false, today()).is_err());
    }
}

#[test]
fn where_no_will_was_expressed_the_whole_family_decides() {
    let mut donation = donation(Programme::Organ);
    donation.look(look(Will::NoneExpressed), false, today()).unwrap();
    assert_eq!(donation.next(), Some(Stage::FamilyConfirmed));
    assert_eq!(
        donation.advance(step(Stage::Assessed, day(2)), today()).unwrap_err().code,
        "not_next"
    );
    let code = |consent: JointConsent| {
        let step = Step::FamilyConfirmed { on: day(1), consent };
        donation.clone().advance(step, today()).unwrap_err().code
    };
    let one_against = |mut consent: JointConsent| {
        consent.signatures.push(signed(Kin::AdultChild, Opinion::Objects));
        consent
    };
    assert_eq!(code(one_against(all_agree())), "family_objects");
    assert_eq!(code(JointConsent { nobody: Vec::new(), ..all_agree() }), "kin_missing");
    assert_eq!(code(JointConsent { nobody: Kin::ALL.to_vec(), ..all_agree() }), "kin_both");
    let alone = JointConsent { nobody: Kin::ALL.to_vec(), signatures: Vec::new() };
    assert_eq!(code(alone), "nobody_to_decide");
    donation.advance(step(Stage::FamilyConfirmed, day(1)), today()).unwrap();
    assert_eq!(donation.next(), Some(Stage::Assessed));
}

#[test]
fn an_office_may_ask_the_family_beside_the_registration() {
    let mut donation = donation(Programme::Body);
    donation.look(look(Will::Consented), true, today()).unwrap();
    assert_eq!(donation.next(), Some(Stage::FamilyConfirmed));
}

#[test]
fn a_body_is_handed_over_with_its_proof() {
    let mut donation = donation(Programme::Body);
    donation.look(look(Will::Consented), false, today()).unwrap();
    let stages = [Stage::Accepted, Stage::HandedOver, Stage::Certified, Stage::ReportedBack];
    for (n, stage) in (1..).zip(stages) {
        assert_eq!(donation.next(), Some(stage));
        donation.advance(step(stage, day(n)), today()).unwrap();
    }
    assert!(donation.is_over());
    assert_eq!(donation.realised_on(), Some(day(2)));
}

#[test]
fn two_different_coordinators_are_assigned() {
    let mut donation = donation(Programme::Organ);
    donation.look(look(Will::Consented), false, today()).unwrap();
    donation.advance(step(Stage::Assessed, day(1)), today()).unwrap();
    donation.advance(step(Stage::EthicsApproved, day(1)), today()).unwrap();
    let one = coordinator(0).id;
    for coordinators in [vec![], vec![one], vec![one, one], vec![one, one, coordinator(1).id]] {
        let step = Step::Assigned { on: day(2), coordinators };
        assert_eq!(donation.advance(step, today()).unwrap_err().code, "two_coordinators");
    }
}

#[test]
fn before_it_is_realised_only_its_handlers_see_it() {
    let mut donation = determined();
    let (handler, other) = (Uuid::from_u128(50), Uuid::from_u128(51));
    donation.course.handlers.insert(handler);
    assert!(donation.is_shown_to(Some(handler)));
    assert!(!donation.is_shown_to(Some(other)) && !donation.is_shown_to(None));
}

#[test]
fn every_stage_has_one_follower_on_its_way() {
    for process in [Process::Recovery, Process::Handover] {
        for asks_family in [false, true] {
            let stages: Vec<Stage> = process.stages(asks_family).collect();
            let mut different = stages.clone();
            different.sort_unstable();
            different.dedup();
            assert_eq!(different.len(), stages.len());
            assert!(stages.contains(&process.realised_at()));
            assert_eq!(stages.contains(&Stage::FamilyConfirmed), asks_family);
        }
    }
}

/// What somebody may try.
#[derive(Debug, Clone)]
enum Act {
    Look(Will),
    Step(usize, u64),
    Write(u64),
    Sign(u128),
    End(usize, u64),
    Reopen,
    Undo,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        prop::sample::select(Will::ALL).prop_map(Act::Look),
        (0..Stage::ALL.len(), 0..70u64).prop_map(|(stage, on)| Act::Step(stage, on)),
        (0..70u64).prop_map(Act::Write),
        (0..3u128).prop_map(Act::Sign),
        (0..Unrealised::ALL.len(), 0..70u64).prop_map(|(reason, on)| Act::End(reason, on)),
        Just(Act::Reopen),
        Just(Act::Undo),
    ]
}

proptest! {
    #[test]
    fn no_sequence_of_acts_leaves_the_machine(
        organ in any::<bool>(),
        acts in prop::collection::vec(act(), 0..60),
    ) {
        let mut donation = donation(if organ { Programme::Organ } else { Programme::Body });
        for act in acts {
            let before = donation.clone();
            let done = match act {
                Act::Look(will) => donation.look(look(will), false, today()),
                Act::Step(stage, on) => donation.advance(step(Stage::ALL[stage], day(on)), today()),
                Act::Write(on) => donation.write_witness(record(day(on)), today()),
                Act::Sign(n) => {
                    let coordinator = coordinator(n);
                    donation.sign(&coordinator, signature(&coordinator), today())
                }
                Act::End(reason, on) => {
                    let reason = Unrealised::ALL[reason];
                    donation.end(Ending { on: day(on), reason, words: None, by: None }, today())
                }
                Act::Reopen => donation.reopen(),
                Act::Undo => donation.undo_step().map(drop),
            };
            if done.is_err() {
                prop_assert_eq!(&donation, &before, "what is refused changes nothing");
            }
            // The steps are a beginning of the way that the law prescribes.
            let stages = donation.stages();
            let taken: Vec<Stage> = donation.course.steps.iter().map(Step::stage).collect();
            prop_assert_eq!(&stages[2..2 + taken.len()], &taken[..]);
            let days: Vec<NaiveDate> = donation.course.steps.iter().map(Step::on).collect();
            prop_assert!(days.is_sorted() && days.iter().all(|on| (day(0)..=today()).contains(on)));
            // Nothing was realised without its witnesses, and nothing against a refusal.
            if taken.contains(&Stage::Witnessed) {
                let signatures = &donation.course.witness.as_ref().unwrap().signatures;
                prop_assert!(signatures.len() == 2 && signatures[0].account != signatures[1].account);
            }
            if donation.will() == Some(Will::Refused) {
                prop_assert!(donation.realised_on().is_none() && donation.is_over());
            }
            prop_assert!(donation.realised_on().is_none() || donation.course.ending.is_none());
        }
    }
}
