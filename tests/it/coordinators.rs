//! The coordinators' register on both engines: entering, renewing, training, banning, and who sees what.

mod by_hand;

use chrono::{Duration, NaiveDate};
use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        coordinators::{
            CertificateState,
            inputs::{BanInput, CertificateInput, CoordinatorInput},
        },
        permissions::Role,
        trainings::TrainingInput,
    },
    service::{App, Caller, ServiceError, coordinators as register, today},
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        coordinators::{add_coordinator, coordinator_of},
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn certificate(from: &str, until: &str) -> CertificateInput {
    CertificateInput {
        number: "XT-330299-9999".to_owned(),
        certified_from: from.to_owned(),
        certified_until: until.to_owned(),
    }
}

fn training(on: &str) -> TrainingInput {
    TrainingInput { on: on.to_owned(), what: "合成复训".to_owned(), hours: "6.5".to_owned() }
}

fn ban(on: &str) -> BanInput {
    BanInput { on: on.to_owned(), reason: "合成原因".to_owned() }
}

async fn shown(app: &App, caller: &Caller, id: Uuid) -> register::Shown {
    register::get(app, caller, id).await.expect("a coordinator")
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, NINGBO).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    let mut actions: Vec<Action> =
        read.expect("the trail").lines.iter().map(|line| line.event.action).collect();
    actions.reverse();
    actions
}

#[tokio::test]
async fn every_act_is_done_audited_once_and_leaves_what_was() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let account = clerk.actor.account_id().expect("an account");
        let mut input = coordinator_of(1);
        input.unit = registry.unit(JINPING).to_string();
        let id = register::add(app, &chief, &input).await.expect("entered");

        input.account = account.to_string();
        let mut version = register::amend(app, &chief, id, 1, &input).await.expect("amended");
        let same = register::amend(app, &chief, id, version, &input).await.expect("nothing to do");
        assert_eq!(same, version);
        let stale = register::train(app, &chief, id, 1, &training("2025-05-01")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        version = register::train(app, &chief, id, version, &training("2025-05-01"))
            .await
            .expect("a training");
        version =
            register::renew(app, &chief, id, version, &certificate("2026-01-01", "2028-12-31"))
                .await
                .expect("renewed");
        version =
            register::ban(app, &chief, id, version, &ban("2025-06-01")).await.expect("banned");
        let banned = shown(app, &clerk, id).await;
        assert_eq!(banned.state, CertificateState::Banned);
        assert_eq!(
            banned.coordinator.details.ban_reason, None,
            "told to those who keep the register"
        );
        let why = shown(app, &chief, id).await.coordinator.details.ban_reason;
        assert_eq!(why.as_deref(), Some("合成原因"));
        version = register::lift_ban(app, &chief, id, version, "误记").await.expect("a mistake");

        let now = shown(app, &clerk, id).await;
        assert_eq!(now.coordinator.version, version);
        assert_eq!(now.coordinator.account, Some(account));
        assert_eq!(now.coordinator.details.former.len(), 1);
        assert_eq!(now.state, CertificateState::Valid { until: day("2028-12-31") });
        now.coordinator.may_witness(day("2025-12-31")).expect("by the former certificate");
        now.coordinator.may_witness(day("2026-01-01")).expect("by the present one");
        let was: Vec<_> = now.past.iter().map(|past| (past.was.version, past.was.banned)).collect();
        assert_eq!(was, [(5, true), (4, false), (3, false), (2, false), (1, false)]);
        assert!(now.past.iter().all(|past| past.replaced_by == chief.actor.account_id()));
        assert_eq!(
            actions(registry, id).await,
            [
                Action::CoordinatorAdded,
                Action::CoordinatorAmended,
                Action::TrainingRecorded,
                Action::CertificateRenewed,
                Action::CoordinatorBanned,
                Action::BanLifted,
            ]
        );
        let whole =
            register::unmask(app, &clerk, id, UnmaskReason::Contact).await.expect("in full");
        assert_eq!(whole.details.document.number(), input.document_number);
        assert_eq!(actions(registry, id).await.last(), Some(&Action::PersonUnmasked));
    })
    .await;
}

#[tokio::test]
async fn nobody_stands_there_twice_and_an_account_is_one_coordinators() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let helper = registry.caller(Role::Helper, JINPING).await;
        let colleague = registry.caller(Role::Coordinator, JINPING).await;
        let elsewhere = registry.caller(Role::Coordinator, NINGBO).await;
        let account = |caller: &Caller| caller.actor.account_id().expect("an account").to_string();
        let first = CoordinatorInput { account: account(&colleague), ..coordinator_of(1) };
        let id = register::add(app, &chief, &first).await.expect("entered");
        // The same answer, wherever the other one stands.
        for caller in [&chief, &sibling] {
            let again = CoordinatorInput { account: String::new(), ..first.clone() };
            let twice = register::add(app, caller, &again).await.expect_err("twice");
            assert_eq!(codes(twice), [("document_number".to_owned(), "known")]);
        }
        for (account, code) in [
            (account(&colleague), "account_taken"),
            (account(&helper), "unfit_account"),
            (account(&elsewhere), "unknown_account"),
            (Uuid::from_u128(7).to_string(), "unknown_account"),
        ] {
            let other = CoordinatorInput { account, ..coordinator_of(2) };
            let refused = register::add(app, &chief, &other).await.expect_err(code);
            assert_eq!(codes(refused), [("account".to_owned(), code)]);
        }
        for unit in [registry.unit(NINGBO), Uuid::from_u128(7)] {
            let other = CoordinatorInput { unit: unit.to_string(), ..coordinator_of(2) };
            let refused = register::add(app, &chief, &other).await.expect_err("not hers");
            assert_eq!(codes(refused), [("unit".to_owned(), "unknown_unit")]);
        }
        // Her own document and account are no obstacle to amending her.
        register::amend(app, &chief, id, 1, &CoordinatorInput { phone: String::new(), ..first })
            .await
            .expect("amended");
        let offered = register::linkable(app, &chief).await.expect("a list");
        assert!(offered.iter().all(|one| matches!(one.role, Role::Coordinator | Role::Supervisor)));
        assert_eq!(offered.len(), 3, "the chief, the sibling, the colleague");
    })
    .await;
}

#[tokio::test]
async fn the_register_is_kept_by_supervisors_and_read_by_those_who_read_people() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let id = add_coordinator(app, &chief, 1).await;
        for role in Role::ALL {
            let caller = registry.caller(role, JINPING).await;
            let reads = matches!(role, Role::Coordinator | Role::Supervisor);
            assert_eq!(register::list(app, &caller).await.is_ok(), reads, "{role:?}");
            assert_eq!(register::get(app, &caller, id).await.is_ok(), reads, "{role:?}");
            if role == Role::Supervisor {
                continue;
            }
            let denied = [
                register::add(app, &caller, &coordinator_of(2)).await.map(drop),
                register::amend(app, &caller, id, 1, &coordinator_of(1)).await.map(drop),
                register::renew(app, &caller, id, 1, &certificate("2026-01-01", "2028-12-31"))
                    .await
                    .map(drop),
                register::train(app, &caller, id, 1, &training("2025-05-01")).await.map(drop),
                register::ban(app, &caller, id, 1, &ban("2025-06-01")).await.map(drop),
                register::lift_ban(app, &caller, id, 1, "误记").await.map(drop),
                register::linkable(app, &caller).await.map(drop),
            ];
            for result in denied {
                assert!(matches!(result, Err(ServiceError::Denied(_))), "{role:?}");
            }
        }
        // A sibling township, and its supervisor, see nothing of her.
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        assert!(register::list(app, &sibling).await.expect("a list").is_empty());
        let missing = [
            register::get(app, &sibling, id).await.map(drop),
            register::unmask(app, &sibling, id, UnmaskReason::Contact).await.map(drop),
            register::amend(app, &sibling, id, 1, &CoordinatorInput::default()).await.map(drop),
            register::renew(app, &sibling, id, 1, &CertificateInput::default()).await.map(drop),
            register::train(app, &sibling, id, 1, &TrainingInput::default()).await.map(drop),
            register::ban(app, &sibling, id, 1, &BanInput::default()).await.map(drop),
            register::lift_ban(app, &sibling, id, 1, "").await.map(drop),
        ];
        for result in missing {
            assert!(matches!(result, Err(ServiceError::Missing)));
        }
    })
    .await;
}

#[tokio::test]
async fn what_runs_out_stands_first_and_on_the_supervisors_day() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let clerk = registry.caller(Role::Coordinator, FENGHUA).await;
        let mut ids = Vec::new();
        for (n, until) in
            [(1, "2028-12-31"), (2, "2025-08-31"), (3, "2025-05-31"), (4, "2025-07-01")]
        {
            let input = CoordinatorInput { certified_until: until.to_owned(), ..coordinator_of(n) };
            ids.push(register::add(app, &chief, &input).await.expect("entered"));
        }
        register::ban(app, &chief, ids[3], 1, &ban("2025-06-01")).await.expect("banned");
        let listed = register::list(app, &clerk).await.expect("a list");
        let order: Vec<Uuid> = listed.iter().map(|one| one.coordinator.id).collect();
        assert_eq!(order, [ids[2], ids[1], ids[0], ids[3]]);
        assert_eq!(today::get(app, &chief).await.expect("a day").certificates, 2);
        assert_eq!(today::get(app, &clerk).await.expect("a day").certificates, 0);
        assert_eq!(today::get(app, &sibling).await.expect("a day").certificates, 0);
        registry.clock.advance(Duration::days(200));
        assert_eq!(today::get(app, &chief).await.expect("a day").certificates, 0, "long ago");
        assert_eq!(register::list(app, &clerk).await.expect("a list").len(), 4);
    })
    .await;
}
