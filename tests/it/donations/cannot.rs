//! What cannot be done, each refused with a reason that says what is missing.

use lifelight::domain::coordinators::inputs::{BanInput, CoordinatorInput};

use super::*;

#[tokio::test]
async fn a_witness_record_is_closed_by_two_certified_people_alone() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let (_, id) = to_be_signed(registry, &cast, 1).await;
        let refused = async |caller: &Caller| codes(sign(app, caller, id).await.unwrap_err());

        // The supervisor sees it, but is nobody's coordinator.
        assert_eq!(refused(&cast.chief).await, [("witness".to_owned(), "not_in_register")]);
        let shortcut = advance(app, &cast.one, id, &step(Stage::Witnessed, "2025-06-02")).await;
        assert_eq!(codes(shortcut.unwrap_err()), [("stage".to_owned(), "not_a_step")]);
        sign(app, &cast.one, id).await.expect("the first signature");
        assert_eq!(refused(&cast.one).await, [("witness".to_owned(), "signed_already")]);
        let skipped = advance(app, &cast.one, id, &step(Stage::Certified, "2025-06-02")).await;
        assert_eq!(codes(skipped.unwrap_err()), [("stage".to_owned(), "not_next")]);

        // Certified, with an account, but not assigned.
        let stranger = registry.caller(Role::Supervisor, JINPING).await;
        certified(registry, &cast.chief, &stranger, 3).await;
        assert_eq!(refused(&stranger).await, [("witness".to_owned(), "not_assigned")]);

        let [_, second] = cast.register;
        let ban = BanInput { on: "2025-06-01".to_owned(), reason: "合成原因".to_owned() };
        register::ban(app, &cast.chief, second, 1, &ban).await.expect("banned");
        assert_eq!(refused(&cast.other).await, [("coordinator".to_owned(), "banned")]);
        register::lift_ban(app, &cast.chief, second, 2, "误记").await.expect("lifted");
        // Her certificate ends with the year; the record waits too long.
        registry.clock.set("2026-01-05T01:00:00Z".parse().expect("an instant"));
        assert_eq!(refused(&cast.other).await, [("coordinator".to_owned(), "certificate_expired")]);
        registry.clock.set("2025-06-03T01:00:00Z".parse().expect("an instant"));
        sign(app, &cast.other, id).await.expect("the second signature");
    })
    .await;
}

#[tokio::test]
async fn only_certified_coordinators_of_the_red_cross_look_and_are_assigned() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let person = registered(app, &cast.uncertified, 2, &["organ"], true).await;
        let call = call(&["organ"], "2025-06-01");
        let id = service::open(app, &cast.uncertified, person, &call).await.expect("a call")[0];
        let looked = service::look(app, &cast.uncertified, id, 1).await;
        assert_eq!(codes(looked.unwrap_err()), [("coordinator".to_owned(), "not_certified")]);

        let hospital = registry.caller(Role::Coordinator, JINPING).await;
        let account = hospital.actor.account_id().expect("an account").to_string();
        let kind = "hospital".to_owned();
        let input = CoordinatorInput { account, kind, ..coordinator_of(4) };
        let of_hospital = register::add(app, &cast.chief, &input).await.expect("entered");
        let without_account =
            register::add(app, &cast.chief, &coordinator_of(5)).await.expect("entered");
        for unfit in [of_hospital, without_account, Uuid::nil()] {
            let handed = service::hand_to(app, &cast.uncertified, id, 1, unfit).await;
            assert_eq!(codes(handed.unwrap_err()), [("coordinators".to_owned(), "not_assignable")]);
        }
        let [first, second] = cast.register;
        service::hand_to(app, &cast.uncertified, id, 1, first).await.expect("handed to");
        service::look(app, &cast.one, id, 2).await.expect("a look");
        for stage in [Stage::Assessed, Stage::EthicsApproved] {
            advance(app, &cast.one, id, &step(stage, "2025-06-01")).await.expect("a step");
        }
        for (pair, code) in [
            (vec![first], "two_coordinators"),
            (vec![first, first], "two_coordinators"),
            (vec![first, of_hospital], "not_assignable"),
            (vec![first, without_account], "not_assignable"),
        ] {
            let coordinators = pair.iter().map(Uuid::to_string).collect();
            let input = StepInput { coordinators, ..step(Stage::Assigned, "2025-06-01") };
            let refused = advance(app, &cast.one, id, &input).await;
            assert_eq!(codes(refused.unwrap_err()), [("coordinators".to_owned(), code)]);
        }
        let coordinators = [first, second].iter().map(Uuid::to_string).collect();
        let input = StepInput { coordinators, ..step(Stage::Assigned, "2025-06-01") };
        advance(app, &cast.one, id, &input).await.expect("two of the Red Cross");
    })
    .await;
}

#[tokio::test]
async fn forms_say_what_is_wrong_and_change_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let cast = Cast::of(registry).await;
        let person = registered(app, &cast.one, 6, &["body"], true).await;
        let empty = service::open(app, &cast.one, person, &CallInput::default()).await;
        let mut found = codes(empty.unwrap_err());
        found.sort();
        assert_eq!(
            found,
            [("call_from", "missing"), ("called_on", "missing"), ("programmes", "missing")]
                .map(|(field, code)| (field.to_owned(), code))
        );
        let cells =
            service::open(app, &cast.one, person, &call(&["stem_cell"], "2025-06-01")).await;
        assert_eq!(codes(cells.unwrap_err()), [("programmes".to_owned(), "not_in_list")]);
        let tomorrow = service::open(app, &cast.one, person, &call(&["body"], "2025-06-09")).await;
        assert_eq!(codes(tomorrow.unwrap_err()), [("called_on".to_owned(), "future")]);
        assert!(service::of_person(app, &cast.one, person).await.expect("none").is_empty());

        let nobody =
            lifelight::domain::intake::Intake { name: "合".to_owned(), ..Default::default() };
        let report = service::report(app, &cast.one, &nobody, &CallInput::default()).await;
        let found = codes(report.unwrap_err());
        for field in ["document_number", "programmes", "called_on", "call_from"] {
            assert!(found.iter().any(|(name, _)| name == field), "{field}: {found:?}");
        }

        let id = service::open(app, &cast.one, person, &call(&["body"], "2025-06-01"))
            .await
            .expect("a call")[0];
        let other = EndInput {
            on: "2025-06-01".to_owned(),
            reason: "other".to_owned(),
            ..EndInput::default()
        };
        let ended = service::end(app, &cast.one, id, 1, &other).await;
        assert_eq!(codes(ended.unwrap_err()), [("words".to_owned(), "required")]);
        let told = EndInput { reason: "refused_in_life".to_owned(), ..other };
        let ended = service::end(app, &cast.one, id, 1, &told).await;
        assert_eq!(codes(ended.unwrap_err()), [("reason".to_owned(), "not_in_list")]);
        service::look(app, &cast.one, id, 1).await.expect("a look");
        let bare = StepInput { stage: "accepted".to_owned(), ..StepInput::default() };
        let mut found = codes(advance(app, &cast.one, id, &bare).await.unwrap_err());
        found.sort();
        assert_eq!(
            found,
            [("on", "missing"), ("receiving_unit", "missing")]
                .map(|(f, code)| (f.to_owned(), code))
        );
        assert_eq!(version(app, &cast.one, id).await, 2);

        // Whoever has died can still be refused by nobody afterwards, but the living take it back.
        let her = people::get(app, &cast.one, person).await.expect("her").person;
        let rows: Vec<Uuid> = her.registrations.iter().map(|row| row.id).collect();
        registrations::withdraw(app, &cast.one, person, her.version, rows[0], "", "")
            .await
            .expect("withdrawn");
        service::look(app, &cast.one, id, 2).await.expect("a second look");
        let shown = service::get(app, &cast.one, id).await.expect("it");
        assert_eq!(shown.donation.will(), Some(Will::NoneExpressed));
    })
    .await;
}
