//! The national list: one task a volunteer and year, closed as not reached only after the whole protocol, and with what
//! she answers once she is reached.

use chrono::Duration;
use lifelight::{
    domain::{
        audit::Action,
        match_cases::inputs::NoticeInput,
        permissions::{Permission, Role},
        person::Person,
        registrations::RegistrationStatus,
        reminders::{
            Outcome, Reminder, ReminderState,
            attempts::{Answer, TriedInput},
            decisions::Decision,
            inputs::OutcomeInput,
        },
        tasks::inputs::TaskInput,
    },
    service::{
        App, Caller, ServiceError, audit, match_cases as cases, people,
        reminders::{acts, attempts as service, explaining, opening, planning::Tally, team},
    },
    store::{self, audit::AuditFilter},
};
use uuid::Uuid;

use super::{day, go_to, reminders, row, tick, told};
use crate::{
    console_people::visitor::Visitor,
    imports::lists::{entered, number, of, pooled},
    people::codes,
    support::{
        people::{name, phone},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
    },
};

const RULE: &str = "retention_list";

/// A clerk and a volunteer on the list of 2025, which came on the first day of the test's clock.
async fn listed(registry: &Registry, n: u32) -> (Caller, Uuid) {
    let by = registry.caller(Role::Coordinator, JINPING).await;
    let person = pooled(&registry.app, &by, n).await;
    put(registry, &by, n, 2025, "2025-06-02").await;
    tick(&registry.app).await;
    (by, person)
}

async fn put(registry: &Registry, by: &Caller, n: u32, year: i32, on: &str) {
    let text = format!("国家库登记号\n{}\n", number(n));
    let shown = entered(&registry.app, by, of(year, on), &text).await;
    assert_eq!(shown.content.outcome.listed, 1, "{:?}", shown.content.report);
}

async fn task(registry: &Registry, person: Uuid) -> Reminder {
    let all = reminders(registry, person).await;
    let mut all: Vec<_> = all.into_iter().filter(|one| one.details.rule == RULE).collect();
    all.sort_by_key(|one| one.due_on);
    all.pop().expect("it is there")
}

async fn record(registry: &Registry, id: Uuid) -> Person {
    let operator = registry.operator().await;
    let scope = operator.actor.may(Permission::PeopleRead).expect("she may");
    let mut tx = registry.app.store.read().await.expect("it can be read");
    store::people::get(&mut tx, &scope, id).await.expect("she is there")
}

fn tried(version: i64, number: &str, result: &str) -> TriedInput {
    let (number, result) = (number.to_owned(), result.to_owned());
    TriedInput { version, number, result, ..TriedInput::default() }
}

fn outcome(version: i64, outcome: &str) -> OutcomeInput {
    OutcomeInput { version, outcome: outcome.to_owned(), ..OutcomeInput::default() }
}

#[tokio::test]
async fn a_years_list_makes_one_task_and_the_next_years_another() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (by, person) = listed(registry, 1).await;
        // Ninety days on it is a Sunday; the task is there at once.
        let open = row(RULE, "2025-09-01", ReminderState::Open);
        assert_eq!(told(registry, person).await, std::slice::from_ref(&open));
        assert_eq!(tick(app).await, Tally::default());
        let text = format!("国家库登记号\n{}\n", number(1));
        entered(app, &by, of(2025, "2025-06-10"), &text).await;
        tick(app).await;
        assert_eq!(told(registry, person).await, [open], "imported twice, asked once");

        let one = task(registry, person).await;
        let said = OutcomeInput {
            means: Some("visit".to_owned()),
            answer: Some("still_willing".to_owned()),
            ..outcome(one.version, "reached")
        };
        acts::done(app, &by, one.id, &said).await.expect("done");
        go_to(registry, "2026-02-10");
        tick(app).await;
        assert_eq!(task(registry, person).await.state, ReminderState::Done, "never again");
        put(registry, &by, 1, 2026, "2026-02-09").await;
        tick(app).await;
        let lists: Vec<_> =
            told(registry, person).await.into_iter().filter(|(rule, ..)| rule == RULE).collect();
        let done = row(RULE, "2025-09-01", ReminderState::Done);
        assert_eq!(lists, [done, row(RULE, "2026-05-11", ReminderState::Open)]);
        // Nobody did that one in time.
        go_to(registry, "2026-12-01");
        tick(app).await;
        assert_eq!(task(registry, person).await.state, ReminderState::Missed);

        let why = explaining::why(app, &by, person).await.expect("explained");
        let years: Vec<_> = why
            .iter()
            .filter(|one| one.rule.code == RULE)
            .map(|one| one.occurrence.expect("a year").0)
            .collect();
        assert_eq!(years, [2025, 2026]);
        let counted = explaining::coverage(app, &by, day("2025-01-01"), day("2026-12-31")).await;
        let counted = counted.expect("counted");
        let of = &counted[&(RULE.to_owned(), registry.unit(JINPING))];
        assert_eq!((of.due, of.done, of.reached, of.missed), (2, 1, 1, 1));
    })
    .await;
}

#[tokio::test]
async fn not_reached_is_said_only_after_every_number_three_rounds_and_an_evening() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (by, person) = listed(registry, 1).await;
        let one = task(registry, person).await;
        let opened = opening::open(app, &by, one.id).await.expect("opened");
        let rounds = opened.rounds.expect("every attempt counts");
        assert_eq!((rounds.numbers.len(), rounds.next), (3, Some(0)));
        assert_eq!(rounds.missing.len(), 5, "three numbers, days, an evening");
        let refused = acts::done(app, &by, one.id, &outcome(one.version, "not_reached")).await;
        let said = codes(refused.expect_err("nobody has called"));
        assert_eq!(said, [("outcome".to_owned(), "protocol")]);

        // Monday to Wednesday, in the morning, each number once a day; the first relative's leads nowhere.
        let mut version = one.version;
        for (on, numbers) in
            [("03", &["0", "2", "1"][..]), ("04", &["0", "1"]), ("05", &["0", "1"])]
        {
            go_to(registry, &format!("2025-06-{on}"));
            for number in numbers {
                let dead = on == "03" && *number == "1";
                let result = if dead { "disconnected" } else { "no_answer" };
                service::record(app, &by, one.id, &tried(version, number, result))
                    .await
                    .expect("written down");
                version += 1;
            }
        }
        let known = record(registry, person).await;
        assert_eq!(known.relatives.iter().filter(|r| r.details.phone.is_some()).count(), 1);
        let now = task(registry, person).await;
        assert_eq!((now.version, now.details.attempts.len()), (version, 7));
        let early = acts::done(app, &by, one.id, &outcome(version, "not_reached")).await;
        let Err(ServiceError::Invalid(found)) = early else { panic!("{early:?}") };
        let words = found[0].words.zh.clone();
        assert!(words.contains("晚间或周末") && !words.contains(&phone(1)), "{words}");
        assert!(!words.contains("轮"), "rounds and days are complete: {words}");

        // Once more, at seven in the evening.
        registry.clock.advance(Duration::hours(10));
        service::record(app, &by, one.id, &tried(version, "0", "turned_away")).await.expect("told");
        let opened = opening::open(app, &by, one.id).await.expect("opened");
        assert!(opened.rounds.expect("still").missing.is_empty());
        acts::done(app, &by, one.id, &outcome(version + 1, "not_reached")).await.expect("enough");
        let done = task(registry, person).await;
        assert_eq!(done.state, ReminderState::Done);
        assert_eq!(done.details.report.expect("told").outcome, Outcome::NotReached);
        let filter = AuditFilter { subject: Some(one.id), ..AuditFilter::default() };
        let auditor = registry.caller(Role::Auditor, FENGHUA).await;
        let trail = audit::read(app, &auditor, &filter, 50).await.expect("the trail").lines;
        let attempts =
            trail.iter().filter(|line| line.event.action == Action::ReminderTried).count();
        assert_eq!((attempts, trail[0].event.action), (8, Action::ReminderDone));
        let counted = explaining::coverage(app, &by, day("2025-01-01"), day("2025-12-31")).await;
        let of = counted.expect("counted")[&(RULE.to_owned(), registry.unit(JINPING))].clone();
        assert_eq!((of.due, of.done, of.reached), (1, 1, 0));
    })
    .await;
}

#[tokio::test]
async fn what_she_answers_is_done_at_once() {
    each_engine(async |registry| {
        let app = &registry.app;
        let said = |version, answer: &str| TriedInput {
            answer: answer.to_owned(),
            ..tried(version, "0", "reached")
        };
        // Still willing, on a number that was learnt in the call.
        let (by, person) = listed(registry, 1).await;
        let one = task(registry, person).await;
        let learnt = TriedInput {
            number: String::new(),
            new_phone: phone(900),
            ..said(one.version, "still_willing")
        };
        service::record(app, &by, one.id, &learnt).await.expect("reached");
        let done = task(registry, person).await;
        assert_eq!(done.state, ReminderState::Done);
        let report = done.details.report.expect("told");
        assert_eq!((report.outcome, report.answer), (Outcome::Reached, Some(Answer::StillWilling)));
        let her = record(registry, person).await;
        assert_eq!(her.contacts.phones[0].phone.as_str(), phone(900));
        assert_eq!(her.contacts.phones[0].verified_on, Some(day("2025-06-02")));
        let mut tx = app.store.read().await.expect("it can be read");
        let contacts =
            store::contact_ledger::of_subjects(&mut tx, &[person], day("2025-06-01")).await;
        assert_eq!(contacts.expect("listed").len(), 1);
        drop(tx);

        let (by, person) = listed(registry, 2).await;
        let one = task(registry, person).await;
        let wrong = TriedInput { paused_until: "2025-01-01".to_owned(), ..said(1, "pauses") };
        let refused = service::record(app, &by, one.id, &wrong).await.expect_err("it is past");
        assert_eq!(codes(refused), [("paused_until".to_owned(), "not_ahead")]);
        let pauses = TriedInput { paused_until: "2025-12-31".to_owned(), ..said(1, "pauses") };
        service::record(app, &by, one.id, &pauses).await.expect("reached");
        let hers = record(registry, person).await.registrations[0].clone();
        assert_eq!(hers.status, RegistrationStatus::Paused);
        assert_eq!(hers.details.paused_until, Some(day("2025-12-31")));

        let (by, person) = listed(registry, 3).await;
        let one = task(registry, person).await;
        service::record(app, &by, one.id, &said(1, "withdraws")).await.expect("reached");
        let her = record(registry, person).await;
        assert_eq!(her.registrations[0].status, RegistrationStatus::Withdrawn);
        assert!(her.do_not_contact && !her.registrations[0].details.notices.is_empty());
        tick(app).await;
        let done = task(registry, person).await;
        assert_eq!(done.state, ReminderState::Done, "what is done stays done");
        assert_eq!(done.details.report.expect("told").outcome, Outcome::Declined);
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_nothing_is_lost() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (by, person) = listed(registry, 1).await;
        let one = task(registry, person).await;
        let refused = async |input: TriedInput| {
            codes(service::record(app, &by, one.id, &input).await.expect_err("refused"))
        };
        let of = |field: &str, code| vec![(field.to_owned(), code)];
        assert_eq!(refused(tried(1, "0", "reached")).await, of("answer", "missing"));
        assert_eq!(refused(tried(1, "9", "no_answer")).await, of("number", "missing"));
        assert_eq!(refused(tried(1, "", "no_answer")).await, of("number", "missing"));
        assert_eq!(
            refused(tried(1, "0-9999", "no_answer")).await,
            of("number", "changed_meanwhile")
        );
        assert_eq!(refused(tried(1, "0", "will_not_pass_on")).await, of("result", "result_unfit"));
        assert_eq!(refused(tried(1, "0", "")).await, of("result", "missing"));
        let answered = TriedInput { answer: "pauses".to_owned(), ..tried(1, "0", "no_answer") };
        assert_eq!(refused(answered).await, of("answer", "not_reached"));
        let stale = service::record(app, &by, one.id, &tried(7, "0", "no_answer")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        let sister = registry.caller(Role::Coordinator, YUELIN).await;
        let foreign = service::record(app, &sister, one.id, &tried(1, "0", "no_answer")).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let auditor = registry.caller(Role::Auditor, JINPING).await;
        let denied = service::record(app, &auditor, one.id, &tried(1, "0", "no_answer")).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));

        // By other means she has to be asked all the same, and what she says has to fit.
        let said = |outcome: &str, answer: Option<&str>| OutcomeInput {
            means: Some("visit".to_owned()),
            answer: answer.map(str::to_owned),
            ..self::outcome(1, outcome)
        };
        for (input, code) in [
            (said("reached", None), "missing"),
            (said("declined", Some("still_willing")), "contradiction"),
            (said("not_reached", Some("pauses")), "not_reached"),
        ] {
            let refused = acts::done(app, &by, one.id, &input).await.expect_err("refused");
            assert_eq!(codes(refused), of("answer", code));
        }
        // A member of the team may not be told of the registration.
        let helped = team::hand_to_team(app, &by, one.id, 1, &TaskInput::default()).await;
        assert_eq!(codes(helped.expect_err("refused")), of("member", "whole_protocol"));
        assert_eq!(task(registry, person).await.details.attempts.len(), 0);
        // Another reminder asks for no protocol.
        let other = super::sampled(registry, &by, 2, "2025-05-26").await;
        go_to(registry, "2025-06-03");
        tick(app).await;
        let asked = reminders(registry, other).await.remove(0);
        let refused = service::record(app, &by, asked.id, &tried(1, "0", "no_answer")).await;
        assert_eq!(codes(refused.expect_err("refused")), of("number", "no_protocol"));
        let answer = OutcomeInput { version: 1, ..said("reached", Some("still_willing")) };
        let refused = acts::done(app, &by, asked.id, &answer).await.expect_err("refused");
        assert_eq!(codes(refused), of("answer", "not_asked"));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_asked_beside_a_match_case_or_against_her_word() {
    each_engine(async |registry| {
        let app = &registry.app;
        let (by, person) = listed(registry, 1).await;
        let notice = NoticeInput { notice_on: "2025-06-02".to_owned(), ..NoticeInput::default() };
        let case = cases::open(app, &by, person, &notice).await.expect("a notice");
        let one = task(registry, person).await;
        // Before anything was planned anew.
        let opened = opening::open(app, &by, one.id).await.expect("opened");
        assert!(opened.rounds.is_none() && opened.reachable.is_empty());
        let refused = service::record(app, &by, one.id, &tried(1, "0", "no_answer")).await;
        assert_eq!(codes(refused.expect_err("refused")), [("status".to_owned(), "not_now")]);
        tick(app).await;
        assert_eq!(task(registry, person).await.state, ReminderState::Dropped);
        let why = explaining::why(app, &by, person).await.expect("explained");
        let hers = why.iter().find(|one| one.rule.code == RULE).expect("explained");
        assert!(matches!(hers.decision, Decision::Unless(_)));
        assert!(hers.decision.words().zh.contains("没有在办的初配案例"));
        // The case ends with the patient, and she is to be asked again.
        let version = cases::get(app, &by, case).await.expect("it").case.version;
        let end = lifelight::domain::match_cases::inputs::EndInput {
            reason: "N1".to_owned(),
            on: "2025-06-02".to_owned(),
            ..Default::default()
        };
        cases::end(app, &by, case, version, &end).await.expect("ended");
        tick(app).await;
        let again = task(registry, person).await;
        assert_eq!((again.id, again.state), (one.id, ReminderState::Open));
        let now = people::get(app, &by, person).await.expect("shown").person.version;
        people::set_do_not_contact(app, &by, person, now, true).await.expect("silent");
        tick(app).await;
        assert_eq!(task(registry, person).await.state, ReminderState::Stopped);
    })
    .await;
}

#[tokio::test]
async fn attempts_are_written_down_at_the_console() {
    each_engine(async |registry| {
        let app: &App = &registry.app;
        let (by, person) = listed(registry, 1).await;
        let clerk = Visitor::of(app, &by).await;
        let one = task(registry, person).await;
        let place = format!("/reminders/{}", one.id);
        clerk.get("/reminders").await.shows(&["国家保留项目名单回访"]);
        let page = clerk.post(&place, &[]).await;
        page.shows(&[
            &name(1),
            "逐次拨打",
            "还差这些",
            "须拨满 3 轮",
            "仍然愿意",
            "要求退出",
            "先打这个",
        ]);
        page.hides(&["交给服务队"]);
        let attempts = format!("{place}/attempts");
        let wrong = [("version", "1"), ("number", "0"), ("result", ""), ("note", "合成备注")];
        let refused = clerk.post(&attempts, &wrong).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["合成备注", "此项必填"]);
        let right =
            [("version", "1"), ("number", "0"), ("result", "no_answer"), ("note", "合成备注")];
        assert_eq!(clerk.post(&attempts, &right).await.location(), "/reminders");
        let page = clerk.post(&place, &[]).await;
        page.shows(&["无人接听", "已拨 1 次", "合成备注", "以前打过"]);
        let early = [("version", "2"), ("outcome", "not_reached"), ("note", "")];
        let refused = clerk.post(&format!("{place}/done"), &early).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["还不能判定联系不上", "已拨 1 次，须拨满 3 轮"]);
        let yes = [("version", "2"), ("number", "0"), ("result", "still_willing")];
        assert_eq!(clerk.post(&attempts, &yes).await.status, 303);
        let page = clerk.post(&place, &[]).await;
        page.shows(&["已联系，情况良好", "仍然愿意"]);
        clerk.get(&format!("/people/{person}")).await.shows(&["2025 年名单，2025-06-02 收到"]);
        clerk
            .get("/reminders/rules")
            .await
            .shows(&["自保留项目名单收到日，每年名单一次", "规程："]);
        let why = clerk.get(&format!("/people/{person}/reminders")).await;
        why.shows(&["国家保留项目名单回访", ">2025<"]);
    })
    .await;
}
