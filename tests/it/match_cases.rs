//! A match case's way: from the notice over calls, steps and ends to the second look, on both engines.

use chrono::{Duration, NaiveDate};
use lifelight::{
    domain::{
        audit::Action,
        match_cases::{
            attempts::AttemptResult,
            inputs::{AftercareInput, AttemptInput, EndInput, NoticeInput, StepInput},
            reasons::Reason,
            steps::Stage,
        },
        permissions::Role,
        programmes::Programme,
        registrations::{RegistrationStatus, Stance},
    },
    service::{
        App, Caller, ServiceError,
        match_cases::{self as cases, Decision, calls},
        people, registrations,
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        people::{phone, register},
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

fn notice(on: &str) -> NoticeInput {
    NoticeInput { notice_on: on.to_owned(), ..NoticeInput::default() }
}

fn ending(reason: &str, on: &str, reach: &str) -> EndInput {
    EndInput {
        reason: reason.to_owned(),
        on: on.to_owned(),
        reach: reach.to_owned(),
        ..EndInput::default()
    }
}

fn said(number: &str, result: AttemptResult) -> AttemptInput {
    AttemptInput {
        number: number.to_owned(),
        result: result.code().to_owned(),
        ..AttemptInput::default()
    }
}

async fn version(app: &App, caller: &Caller, id: Uuid) -> i64 {
    cases::get(app, caller, id).await.expect("a case").case.version
}

async fn end(app: &App, caller: &Caller, id: Uuid, input: &EndInput) -> Result<i64, ServiceError> {
    let version = version(app, caller, id).await;
    cases::end(app, caller, id, version, input).await
}

async fn step(app: &App, caller: &Caller, id: Uuid, stage: Stage, on: &str) {
    let input = StepInput {
        stage: stage.code().to_owned(),
        on: on.to_owned(),
        product: if stage == Stage::Collected { "pbsc".to_owned() } else { String::new() },
        ..StepInput::default()
    };
    let version = version(app, caller, id).await;
    cases::advance(app, caller, id, version, &input).await.expect("the next step");
}

async fn open(app: &App, caller: &Caller, n: u32, on: &str) -> (Uuid, Uuid) {
    let person = register(app, caller, n).await;
    (person, cases::open(app, caller, person, &notice(on)).await.expect("a notice"))
}

#[tokio::test]
async fn from_the_notice_to_the_donation() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (person, id) = open(app, &caller, 1, "2025-03-03").await;
        assert_eq!(
            cases::get(app, &caller, id).await.expect("it").case.course.stage(),
            Stage::Notified
        );

        let call = calls::open(app, &caller, id).await.expect("her call");
        assert_eq!((call.numbers.len(), call.next), (3, Some(0)));
        let yes =
            AttemptInput { answer: "willing".to_owned(), ..said("0", AttemptResult::Reached) };
        calls::record(app, &caller, id, call.case.version, &yes).await.expect("she is willing");
        // What the call told of the number is kept with the volunteer.
        let reached = people::get(app, &caller, person).await.expect("her").person;
        assert_eq!(reached.phones[0].verified_on, NaiveDate::from_ymd_opt(2025, 6, 2));

        registry.clock.advance(Duration::days(60));
        for (stage, on) in [
            (Stage::Talked, "2025-06-05"),
            (Stage::Agreed, "2025-06-05"),
            (Stage::Typed, "2025-06-20"),
            (Stage::Examined, "2025-07-01"),
            (Stage::Consented, "2025-07-03"),
            (Stage::Mobilised, "2025-07-20"),
            (Stage::Collected, "2025-07-24"),
            (Stage::Donated, "2025-07-25"),
        ] {
            step(app, &caller, id, stage, on).await;
        }
        let care = AftercareInput {
            count_on: "2025-07-26".to_owned(),
            white_cells: "9.8".to_owned(),
            recovered_on: "2025-08-01".to_owned(),
            ..AftercareInput::default()
        };
        let now = version(app, &caller, id).await;
        cases::aftercare(app, &caller, id, now, &care).await.expect("she recovered");
        let shown = cases::get(app, &caller, id).await.expect("it");
        assert!(shown.case.course.is_over() && shown.deadline.is_none());
        assert_eq!(shown.past.len() as i64 + 1, shown.case.version);
        assert!(shown.history.len() >= 10);
        let donor = people::get(app, &caller, person).await.expect("her").person;
        assert_eq!(donor.registrations[0].status, RegistrationStatus::Realised);

        // Another patient matches her: three months after stem cells at the soonest.
        let again =
            cases::open(app, &caller, person, &notice("2025-08-01")).await.expect("a notice");
        let shown = cases::get(app, &caller, again).await.expect("it");
        assert_eq!(shown.gives_again_from, NaiveDate::from_ymd_opt(2025, 10, 24));
        assert_eq!(cases::get(app, &caller, id).await.expect("it").gives_again_from, None);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_unreachable_before_the_protocol_is_fulfilled() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (_, id) = open(app, &caller, 2, "2025-06-02").await;
        let unreachable = |on: &str| ending("U3", on, "");
        let refused = end(app, &caller, id, &unreachable("2025-06-02")).await;
        assert_eq!(
            codes(refused.expect_err("nobody was called")),
            [("reason".to_owned(), "protocol")]
        );
        // Three rounds of all numbers, on three days, but all within office hours (Monday to Wednesday).
        for _ in 0..3 {
            for number in ["0", "1", "2"] {
                let now = version(app, &caller, id).await;
                let input = said(number, AttemptResult::NoAnswer);
                calls::record(app, &caller, id, now, &input).await.expect("written down");
            }
            registry.clock.advance(Duration::days(1));
        }
        let refused = end(app, &caller, id, &unreachable("2025-06-05")).await;
        assert_eq!(
            codes(refused.expect_err("never in the evening")),
            [("reason".to_owned(), "protocol")]
        );
        registry.clock.advance(Duration::hours(10));
        let now = version(app, &caller, id).await;
        let evening = said("0", AttemptResult::TurnedAway);
        calls::record(app, &caller, id, now, &evening).await.expect("written down");
        end(app, &caller, id, &unreachable("2025-06-05")).await.expect("everything was tried");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_struck_out_and_a_new_one_kept() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (person, id) = open(app, &caller, 3, "2025-06-02").await;
        let now = version(app, &caller, id).await;
        let wrong = said("0", AttemptResult::WrongPerson);
        calls::record(app, &caller, id, now, &wrong).await.expect("written down");
        let told = AttemptInput {
            number: String::new(),
            new_phone: phone(77_777_777),
            ..said("", AttemptResult::Reached)
        };
        let now = version(app, &caller, id).await;
        calls::record(app, &caller, id, now, &told).await.expect("a new number");
        let phones = people::get(app, &caller, person).await.expect("her").person.phones;
        assert_eq!(phones.len(), 2);
        assert!(phones[0].invalid.is_none() && phones[0].verified_on.is_some());
        assert!(phones[1].invalid.is_some());
        let call = calls::open(app, &caller, id).await.expect("her call");
        assert_eq!(call.numbers[0].phone.as_str(), phone(77_777_777));
    })
    .await;
}

#[tokio::test]
async fn who_refused_for_good_is_never_asked_again() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (person, id) = open(app, &caller, 4, "2025-05-05").await;
        let refused = end(app, &caller, id, &ending("P2", "2025-06-01", "")).await;
        assert_eq!(codes(refused.expect_err("no reach")), [("reach".to_owned(), "required")]);
        end(app, &caller, id, &ending("P2", "2025-06-01", "for_good")).await.expect("she refuses");
        let her = people::get(app, &caller, person).await.expect("her").person;
        assert!(her.do_not_contact);
        assert_eq!(her.registrations[0].status, RegistrationStatus::Withdrawn);
        // A further notice counts, but it is over before anybody is called.
        let again =
            cases::open(app, &caller, person, &notice("2025-06-02")).await.expect("a notice");
        let case = cases::get(app, &caller, again).await.expect("it").case;
        assert_eq!(case.course.ending.expect("an end").reason, Reason::P5);
        assert!(calls::list(app, &caller).await.expect("the calls").is_empty());
        assert!(calls::open(app, &caller, again).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn what_takes_a_case_out_waits_for_a_second_person() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let city = registry.caller(Role::Supervisor, NINGBO).await;
        let (_, id) = open(app, &caller, 5, "2025-05-05").await;
        end(app, &caller, id, &ending("N2", "2025-06-01", ""))
            .await
            .expect("the search was stopped");
        let waiting = cases::awaiting_review(app, &city).await.expect("what waits");
        assert_eq!(waiting.iter().map(|case| case.id).collect::<Vec<_>>(), [id]);
        let now = version(app, &caller, id).await;
        let confirm = Decision::Confirm { stepped_back: None };
        let denied = cases::review(app, &caller, id, now, confirm).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        cases::review(app, &city, id, now, confirm).await.expect("the second look");
        assert!(cases::awaiting_review(app, &city).await.expect("what waits").is_empty());
        // A new code needs a new look, and leaves what was.
        let now = version(app, &caller, id).await;
        let recoded = ending("N3", "2025-06-01", "");
        cases::recode(app, &caller, id, now, &recoded).await.expect("coded anew");
        let shown = cases::get(app, &caller, id).await.expect("it");
        assert!(shown.case.course.awaits_review());
        let was = shown.past[0].was.ending.as_ref().expect("an end");
        assert!(was.reason == Reason::N2 && was.review.is_some());
        // Sent back, it goes on where it stood.
        cases::review(app, &city, id, shown.case.version, Decision::SendBack)
            .await
            .expect("sent back");
        assert!(!cases::get(app, &caller, id).await.expect("it").case.course.is_over());
        // Nobody reviews herself, not even a supervisor.
        end(app, &city, id, &ending("N1", "2025-06-01", "")).await.expect("ended");
        let now = version(app, &city, id).await;
        let own = cases::review(app, &city, id, now, confirm).await.expect_err("herself");
        assert_eq!(codes(own), [("review".to_owned(), "same_person")]);
    })
    .await;
}

#[tokio::test]
async fn sibling_townships_see_nothing_of_each_others_cases() {
    each_engine(async |registry| {
        let app = &registry.app;
        let here = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let (person, id) = open(app, &here, 6, "2025-05-05").await;
        assert!(matches!(cases::get(app, &sibling, id).await, Err(ServiceError::Missing)));
        assert!(matches!(calls::open(app, &sibling, id).await, Err(ServiceError::Missing)));
        assert!(cases::of_person(app, &sibling, person).await.expect("a list").is_empty());
        assert!(calls::list(app, &sibling).await.expect("a list").is_empty());
        let stale = cases::undo(app, &sibling, id, 1).await;
        assert!(matches!(stale, Err(ServiceError::Missing)));
    })
    .await;
}

#[tokio::test]
async fn a_case_changed_by_hand_is_refused_and_audited_and_the_others_are_served() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        for (n, attack) in [
            (10, "UPDATE match_cases SET notice_on = '2024-01-01'"),
            (11, "UPDATE match_cases SET awaits_review = NOT awaits_review"),
            (12, "UPDATE match_cases SET version = version + 1"),
        ] {
            let (_, other) = open(app, &caller, 100 + n, "2025-05-06").await;
            let (_, id) = open(app, &caller, n, "2025-05-05").await;
            let hex = id.simple().to_string();
            let one = match registry.url().starts_with("sqlite") {
                true => format!("{attack} WHERE id = X'{hex}'"),
                false => format!("{attack} WHERE id = '{id}'"),
            };
            assert_eq!(registry.by_hand(&one).await, 1);
            let refused = cases::get(app, &caller, id).await;
            assert!(matches!(refused, Err(ServiceError::Tampered(_))), "{attack}");
            cases::get(app, &caller, other).await.expect("the other is served");
            assert!(was_refused(registry, id).await, "{attack}");
        }
    })
    .await;
}

async fn was_refused(registry: &Registry, id: Uuid) -> bool {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    read.expect("the trail").lines.iter().any(|line| line.event.action == Action::IntegrityFailed)
}

#[tokio::test]
async fn two_who_change_one_case_at_once_do_not_overwrite_each_other() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (_, id) = open(app, &caller, 20, "2025-05-05").await;
        let now = version(app, &caller, id).await;
        let input = said("0", AttemptResult::NoAnswer);
        calls::record(app, &caller, id, now, &input).await.expect("the first");
        let second = calls::record(app, &caller, id, now, &input).await;
        assert!(matches!(second, Err(ServiceError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn what_a_mistaken_end_did_to_her_record_is_taken_back_with_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (person, id) = open(app, &caller, 30, "2025-05-05").await;
        let stem_cells = async || {
            people::get(app, &caller, person).await.expect("her").person.registrations[0].clone()
        };
        let unfit =
            EndInput { recheck_on: "2025-12-01".to_owned(), ..ending("M2", "2025-06-01", "") };
        end(app, &caller, id, &unfit).await.expect("unfit for now");
        let paused = stem_cells().await;
        assert_eq!(paused.status, RegistrationStatus::Paused);
        assert_eq!(paused.details.paused_until, NaiveDate::from_ymd_opt(2025, 12, 1));
        // Coded anew as leaving, she leaves; taken back, she stands as before.
        let now = version(app, &caller, id).await;
        cases::recode(app, &caller, id, now, &ending("P5", "2025-06-01", ""))
            .await
            .expect("coded anew");
        assert_eq!(stem_cells().await.status, RegistrationStatus::Withdrawn);
        let now = version(app, &caller, id).await;
        cases::undo(app, &caller, id, now).await.expect("taken back");
        let stands = stem_cells().await;
        assert_eq!((stands.status, stands.ended_on), (RegistrationStatus::Active, None));
        assert_eq!((stands.details.exit, stands.details.paused_until), (None, None));
    })
    .await;
}

#[tokio::test]
async fn what_she_said_since_stays_when_an_end_or_a_donation_is_taken_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (left, ended) = open(app, &caller, 32, "2025-05-05").await;
        end(app, &caller, ended, &ending("P5", "2025-06-01", "")).await.expect("she leaves");
        let (gave, donated) = open(app, &caller, 33, "2025-05-05").await;
        for stage in Stage::STEPS {
            step(app, &caller, donated, stage, "2025-06-01").await;
        }
        for (person, id) in [(left, ended), (gave, donated)] {
            let her = async || people::get(app, &caller, person).await.expect("her").person;
            let was = her().await;
            let (stem_cell, on) = ([Programme::StemCell], NaiveDate::from_ymd_opt(2025, 6, 2));
            registrations::refuse(app, &caller, person, was.version, &stem_cell, on)
                .await
                .expect("she refuses");
            let now = version(app, &caller, id).await;
            cases::undo(app, &caller, id, now).await.expect("taken back");
            let stands = her().await.registrations;
            assert_eq!(stands[0], was.registrations[0]);
            assert_eq!((stands[1].stance, stands[1].stands()), (Stance::Refuses, true));
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_that_was_changed_meanwhile_is_not_written_down_for_another() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let (_, id) = open(app, &caller, 31, "2025-05-05").await;
        let now = version(app, &caller, id).await;
        let stale = said("0-9999", AttemptResult::WrongPerson);
        let refused =
            calls::record(app, &caller, id, now, &stale).await.expect_err("another number");
        assert_eq!(codes(refused), [("number".to_owned(), "changed_meanwhile")]);
        // A stranger on a relative's number is not called again either.
        let call = calls::open(app, &caller, id).await.expect("her call");
        let relative = format!("1-{}", call.numbers[1].phone.last_four());
        let stranger = said(&relative, AttemptResult::WrongPerson);
        calls::record(app, &caller, id, now, &stranger).await.expect("written down");
        assert_eq!(calls::open(app, &caller, id).await.expect("her call").numbers.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn who_was_not_reached_for_a_year_is_listed_and_leaves_the_list_once_reached() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let person = register(app, &caller, 32).await;
        let listed =
            async |caller: &Caller| calls::to_reconfirm(app, caller).await.expect("a list");
        let waiting = listed(&caller).await;
        assert_eq!(waiting.iter().map(|one| one.person.id).collect::<Vec<_>>(), [person]);
        assert!(listed(&sibling).await.is_empty());
        // With an open case she is called about that.
        let id = cases::open(app, &caller, person, &notice("2025-06-01")).await.expect("a notice");
        assert!(listed(&caller).await.is_empty());
        let now = version(app, &caller, id).await;
        let reached = said("0", AttemptResult::Reached);
        calls::record(app, &caller, id, now, &reached).await.expect("reached");
        end(app, &caller, id, &ending("P3", "2025-06-02", "this_case")).await.expect("not now");
        assert!(listed(&caller).await.is_empty(), "reached today");
        registry.clock.advance(Duration::days(400));
        assert_eq!(listed(&caller).await.len(), 1);
    })
    .await;
}
