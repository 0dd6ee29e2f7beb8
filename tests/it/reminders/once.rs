//! A greeting for a feast reaches somebody once a year, whichever of her words stands on the day.

use lifelight::{
    domain::{
        permissions::Role,
        reminders::{ReminderState, inputs::OutcomeInput},
    },
    service::{Caller, intake, merges, people, registrations, reminders::acts},
};
use uuid::Uuid;

use super::{go_to, tick, told};
use crate::support::{
    people::intake_of,
    registry::{FENGHUA, JINPING, Registry, each_engine},
};

/// Somebody who offers organs since 2024 and her body since 2025.
async fn of_two_words(registry: &Registry, by: &Caller, n: u32) -> Uuid {
    let mut intake = intake_of(n);
    intake.consents.clear();
    let mut organ = intake.registrations.remove(0);
    for text in [&mut organ.sampled_on, &mut organ.national_number] {
        text.clear();
    }
    (organ.programme, organ.registered_on) = ("organ".to_owned(), "2024-03-05".to_owned());
    let mut body = organ.clone();
    (body.programme, body.registered_on) = ("body".to_owned(), "2025-03-05".to_owned());
    intake.registrations = vec![organ, body];
    match intake::register(&registry.app, by, &intake).await.expect("registered") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} is known"),
    }
}

async fn withdraw(registry: &Registry, by: &Caller, id: Uuid, programme: &str) {
    let hers = people::get(&registry.app, by, id).await.expect("her").person;
    let mut all = hers.registrations.iter();
    let row = all.find(|one| one.programme.code() == programme).expect("she offers it").id;
    registrations::withdraw(&registry.app, by, id, hers.version, row, "", "")
        .await
        .expect("withdrawn");
}

/// What stands of this year's greeting.
async fn greetings(registry: &Registry, id: Uuid) -> Vec<ReminderState> {
    let all = told(registry, id).await.into_iter();
    let of_the_feast =
        all.filter(|(rule, due, _)| rule == "registrants_spring" && due.as_str() > "2026");
    of_the_feast.map(|(_, _, state)| state).collect()
}

async fn done(registry: &Registry, by: &Caller, id: Uuid) {
    let open = super::reminders(registry, id).await.into_iter();
    let mut open = open.filter(|one| one.details.rule == "registrants_spring");
    let one = open.find(|one| one.state == ReminderState::Open).expect("she is to be greeted");
    let input = OutcomeInput {
        version: one.version,
        outcome: "reached".to_owned(),
        means: Some("call".to_owned()),
        ..OutcomeInput::default()
    };
    acts::done(&registry.app, by, one.id, &input).await.expect("done");
}

#[tokio::test]
async fn who_takes_one_of_two_words_back_is_greeted_once() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let (greeted, waiting) =
            (of_two_words(registry, &by, 1).await, of_two_words(registry, &by, 2).await);
        go_to(registry, "2026-02-13");
        tick(&registry.app).await;
        done(registry, &by, greeted).await;
        for id in [greeted, waiting] {
            withdraw(registry, &by, id, "organ").await;
        }
        tick(&registry.app).await;
        assert_eq!(greetings(registry, greeted).await, [ReminderState::Done]);
        // Who was not greeted yet still is, once, on the word that stands.
        assert_eq!(greetings(registry, waiting).await, [ReminderState::Open]);
        done(registry, &by, waiting).await;
        withdraw(registry, &by, waiting, "body").await;
        tick(&registry.app).await;
        assert_eq!(greetings(registry, waiting).await, [ReminderState::Done]);
        // The year after it begins anew.
        go_to(registry, "2027-02-03");
        tick(&registry.app).await;
        let states = greetings(registry, greeted).await;
        assert_eq!(states, [ReminderState::Done, ReminderState::Open]);
    })
    .await;
}

#[tokio::test]
async fn whose_records_become_one_is_greeted_once() {
    each_engine(async |registry| {
        let by = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let (kept, dropped) =
            (of_two_words(registry, &by, 1).await, of_two_words(registry, &by, 2).await);
        withdraw(registry, &by, kept, "organ").await;
        withdraw(registry, &by, dropped, "body").await;
        go_to(registry, "2026-02-13");
        tick(&registry.app).await;
        done(registry, &by, dropped).await;
        let merge = merges::ask(&registry.app, &by, kept, dropped).await.expect("asked");
        merges::decide(&registry.app, &chief, merge, true).await.expect("merged");
        tick(&registry.app).await;
        let open: Vec<_> = [greetings(registry, kept).await, greetings(registry, dropped).await]
            .concat()
            .into_iter()
            .filter(|state| *state == ReminderState::Open)
            .collect();
        assert!(open.is_empty(), "greeted twice");
    })
    .await;
}
