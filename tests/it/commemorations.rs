//! Commemorations on both engines: planned, invited with care, held; and who falls off the list by herself.

mod apart;

use chrono::Duration;
use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        commemorations::{
            CommemorationState,
            inputs::{
                AskedInput, AttendanceInput, CommemorationInput, GuestInput, ReplyInput,
                ReportInput,
            },
            invitations::InvitationState,
        },
        permissions::Role,
        team::inputs::LeavingInput,
    },
    service::{
        App, Caller, ServiceError, care,
        commemorations::{self as service, GuestLine},
        people, team,
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    care::{mother, of, on, opened, rule, version},
    people::codes,
    support::{
        memorials::dies,
        people::{name, phone, register},
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
        team::add_member,
    },
};

const TODAY: &str = "2025-06-02";

/// The day of organ donation at the park, nine days ahead.
fn organ_day() -> CommemorationInput {
    CommemorationInput {
        feast: "organ_day".to_owned(),
        on: "2025-06-11".to_owned(),
        title: "合成缅怀".to_owned(),
        place: "合成纪念园".to_owned(),
        notes: "合成：鲜花".to_owned(),
        unit: None,
    }
}

fn family(ledger: Uuid, member: Uuid) -> GuestInput {
    let (kind, id) = ("ledger".to_owned(), ledger.to_string());
    GuestInput { kind, id, member: member.to_string() }
}

fn one(kind: &str, id: Uuid) -> GuestInput {
    GuestInput { kind: kind.to_owned(), id: id.to_string(), member: String::new() }
}

fn by(way: &str) -> AskedInput {
    AskedInput { on: TODAY.to_owned(), way: way.to_owned() }
}

fn says(reply: &str) -> ReplyInput {
    ReplyInput { reply: reply.to_owned() }
}

fn came(people: &str) -> AttendanceInput {
    AttendanceInput { people: people.to_owned() }
}

fn told(report: &str) -> ReportInput {
    ReportInput { report: report.to_owned() }
}

async fn planned(app: &App, caller: &Caller) -> Uuid {
    service::plan(app, caller, &organ_day()).await.expect("planned")
}

async fn lines(app: &App, caller: &Caller, event: Uuid) -> Vec<GuestLine> {
    service::get(app, caller, event).await.expect("it").guests
}

/// Puts `guest` on the list and gives the invitation's id.
async fn listed(app: &App, caller: &Caller, event: Uuid, guest: GuestInput) -> Uuid {
    service::add(app, caller, event, &[guest]).await.expect("listed");
    lines(app, caller, event).await.last().expect("an invitation").invitation.id
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<(Action, Option<UnmaskReason>)> {
    let auditor = registry.caller(Role::Auditor, NINGBO).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    let lines = read.expect("the trail").lines;
    lines.into_iter().map(|line| (line.event.action, line.event.reason)).collect()
}

fn code<T: std::fmt::Debug>(refused: Result<T, ServiceError>) -> &'static str {
    codes(refused.expect_err("refused"))[0].1
}

#[tokio::test]
async fn a_commemoration_goes_from_its_plan_to_its_report() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let (ledger, mother) = opened(app, &clerk, 1).await;
        let person = register(app, &clerk, 2).await;
        let member = add_member(app, &clerk, 3, None).await;
        let event = planned(app, &clerk).await;
        let amended = CommemorationInput { place: "合成新园".to_owned(), ..organ_day() };
        service::amend(app, &clerk, event, 1, &amended).await.expect("amended");
        let stale = service::amend(app, &clerk, event, 1, &amended).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));

        let suggested = service::suggested(app, &clerk, event).await.expect("suggestions");
        assert_eq!(suggested.ledgers[0].1[0].id, mother);
        assert_eq!(suggested.team.len(), 1);
        let guests = [family(ledger, mother), one("person", person), one("member", member)];
        assert_eq!(service::add(app, &clerk, event, &guests).await.expect("listed"), 3);
        let twice = service::add(app, &clerk, event, &guests[..1]).await;
        assert_eq!(code(twice), "listed");
        let suggested = service::suggested(app, &clerk, event).await.expect("suggestions");
        assert!(suggested.ledgers.is_empty() && suggested.team.is_empty());

        let shown = lines(app, &clerk, event).await;
        let masked: Vec<_> = shown.iter().filter_map(|line| line.name.clone()).collect();
        assert_eq!(masked.len(), 3);
        let spelled = [name(1), name(2), "王家合成".to_owned()];
        assert!(spelled.iter().all(|name| masked.iter().all(|one| !one.contains(name))));
        let ids: Vec<Uuid> = shown.iter().map(|line| line.invitation.id).collect();
        for (id, reply) in ids.iter().zip(["coming", "not_coming", "no_answer"]) {
            let version = service::ask(app, &clerk, *id, 1, &by("phone")).await.expect("asked");
            let early = service::attend(app, &clerk, *id, version, &came("1")).await;
            assert_eq!(code(early), "lies_ahead");
            service::answer(app, &clerk, *id, version, &says(reply)).await.expect("answered");
        }
        assert_eq!(code(service::hold(app, &clerk, event, 2, &told("")).await), "lies_ahead");
        let counted = service::list(app, &clerk).await.expect("a list");
        assert_eq!(counted[0].counts[&InvitationState::Coming], 1);

        registry.clock.advance(Duration::days(9));
        service::attend(app, &clerk, ids[0], 3, &came("3")).await.expect("they came");
        service::attend(app, &clerk, ids[1], 3, &came("0")).await.expect("he did not");
        assert_eq!(code(service::attend(app, &clerk, ids[2], 3, &came("99")).await), "people");
        let paid = told("发放捐献补偿");
        assert_eq!(code(service::hold(app, &clerk, event, 2, &paid).await), "compensation");
        service::hold(app, &clerk, event, 2, &told("合成经过")).await.expect("held");
        let late = service::add(app, &clerk, event, &[one("member", member)]).await;
        assert_eq!(code(late), "not_planned");

        let shown = service::get(app, &clerk, event).await.expect("it");
        assert_eq!((shown.event.state, shown.past.len()), (CommemorationState::Held, 2));
        assert_eq!(shown.guests[0].invitation.details.people, Some(3));
        // The family's own story tells of it.
        let story = service::of_ledger(app, &clerk, ledger).await.expect("a story");
        assert_eq!((story[0].title.as_str(), story[0].is_here), ("合成缅怀", true));
        assert_eq!(story[0].invitation.state, InvitationState::Attended);
        assert_eq!(service::of_person(app, &clerk, person).await.expect("hers").len(), 1);

        use Action::{
            CommemorationAmended, CommemorationHeld, CommemorationPlanned, GuestListed,
            InvitationMarked,
        };
        let done: Vec<Action> = actions(registry, event).await.into_iter().map(|a| a.0).collect();
        let all = [CommemorationHeld, GuestListed, CommemorationAmended, CommemorationPlanned];
        assert_eq!(done, all);
        let done: Vec<Action> = actions(registry, ids[0]).await.into_iter().map(|a| a.0).collect();
        assert_eq!(done, [InvitationMarked, InvitationMarked, InvitationMarked, GuestListed]);
    })
    .await;
}

#[tokio::test]
async fn nobody_who_may_not_be_contacted_is_listed_or_asked() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let colleague = registry.caller(Role::Coordinator, JINPING).await;
        let event = planned(app, &clerk).await;
        let add = async |guest| service::add(app, &clerk, event, &[guest]).await;

        let (silent, member) = opened(app, &clerk, 1).await;
        care::members::stop(app, &clerk, silent, None, 2, &on(TODAY, "")).await.expect("silence");
        assert_eq!(code(add(family(silent, member)).await), "silenced");
        assert_eq!(code(add(family(silent, Uuid::nil())).await), "missing");
        let dead = register(app, &clerk, 2).await;
        dies(app, &clerk, dead).await;
        assert_eq!(code(add(one("person", dead)).await), "not_to_be_invited");
        let quiet = register(app, &clerk, 3).await;
        people::set_do_not_contact(app, &clerk, quiet, 1, true).await.expect("silence");
        assert_eq!(code(add(one("person", quiet)).await), "not_to_be_invited");
        let left = add_member(app, &clerk, 4, None).await;
        let leaving = LeavingInput { left_on: TODAY.to_owned(), ..LeavingInput::default() };
        team::leave(app, &clerk, left, 1, &leaving).await.expect("she left");
        assert_eq!(code(add(one("member", left)).await), "left");
        assert_eq!(code(add(one("person", Uuid::nil())).await), "out_of_reach");
        assert_eq!(code(service::add(app, &clerk, event, &[]).await), "missing");

        // In the way she allows, and by the colleague she knows.
        let (ledger, mother) = opened(app, &clerk, 5).await;
        // One who may not be invited keeps the others from the list: nothing is half done.
        let both = [family(ledger, mother), one("person", dead)];
        assert!(service::add(app, &clerk, event, &both).await.is_err());
        assert!(lines(app, &clerk, event).await.is_empty());
        let only = rule("only_by", &["visit"]);
        let now = version(app, &clerk, ledger).await;
        care::members::set_rule(app, &clerk, ledger, mother, now, &only).await.expect("a rule");
        let id = listed(app, &colleague, event, family(ledger, mother)).await;
        assert_eq!(code(service::ask(app, &colleague, id, 1, &by("visit")).await), "only_by");
        assert_eq!(code(service::ask(app, &clerk, id, 1, &by("phone")).await), "way");
        assert_eq!(code(service::ask(app, &clerk, id, 1, &by("")).await), "missing");
        let list = service::call_list(app, &colleague, event, UnmaskReason::Memorial).await;
        assert_eq!(list.map(|list| (list.lines.len(), list.left_out)).expect("a list"), (0, 1));
        service::ask(app, &clerk, id, 1, &by("visit")).await.expect("she may");
        assert_eq!(code(service::ask(app, &clerk, id, 2, &by("visit")).await), "asked");
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_for_silence_falls_off_every_list_ahead_at_once() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let county = registry.caller(Role::Coordinator, FENGHUA).await;
        let (ledger, member) = opened(app, &clerk, 1).await;
        let here = planned(app, &clerk).await;
        // The county invites her too: her township's coordinator stops it without seeing it.
        let above = planned(app, &county).await;
        let past = CommemorationInput { on: "2025-04-04".to_owned(), ..organ_day() };
        let past = service::plan(app, &clerk, &past).await.expect("written down afterwards");
        for (caller, event) in [(&clerk, here), (&county, above), (&clerk, past)] {
            listed(app, caller, event, family(ledger, member)).await;
        }
        let id = lines(app, &clerk, here).await[0].invitation.id;
        service::ask(app, &clerk, id, 1, &by("phone")).await.expect("asked");
        let now = version(app, &clerk, ledger).await;
        let stop =
            care::members::stop(app, &clerk, ledger, Some(member), now, &on(TODAY, "")).await;
        let now = stop.expect("silence");
        for (caller, event, fell) in
            [(&clerk, here, true), (&county, above, true), (&clerk, past, false)]
        {
            let line = &lines(app, caller, event).await[0];
            assert_eq!(line.invitation.state == InvitationState::Withdrawn, fell);
            let by_itself = line.invitation.details.withdrawn.is_some_and(|one| one.by_itself);
            assert_eq!(by_itself, fell);
        }
        assert!(actions(registry, id).await.contains(&(Action::InvitationWithdrawn, None)));
        let again = service::add(app, &clerk, here, &[family(ledger, member)]).await;
        assert_eq!(code(again), "stopped");

        // Contact is welcome again: she can be put back, and nothing comes back by itself.
        let lift =
            care::members::lift(app, &clerk, ledger, Some(member), now, &on(TODAY, "")).await;
        lift.expect("lifted");
        assert_eq!(
            lines(app, &county, above).await[0].invitation.state,
            InvitationState::Withdrawn
        );
        service::add(app, &clerk, here, &[family(ledger, member)]).await.expect("on it again");
        let line = &lines(app, &clerk, here).await[0];
        assert_eq!(line.invitation.state, InvitationState::ToInvite);
        assert!(line.invitation.details.asked.is_none() && line.hindrance.is_none());

        // A rule that says no, a person's own silence, and her own ledger's.
        let now = version(app, &clerk, ledger).await;
        let no = care::members::set_rule(app, &clerk, ledger, member, now, &rule("no", &[])).await;
        no.expect("a rule");
        assert_eq!(lines(app, &clerk, here).await[0].invitation.state, InvitationState::Withdrawn);
        let person = register(app, &clerk, 7).await;
        let own = care::open(app, &clerk, &of("registrant", person)).await.expect("a ledger");
        let (input, allowed) = mother(8);
        care::members::add(app, &clerk, own, 1, &input, &allowed).await.expect("a member");
        let hers = care::get(app, &clerk, own).await.expect("it").ledger.members[0].id;
        for guest in [one("person", person), family(own, hers)] {
            listed(app, &clerk, here, guest).await;
        }
        people::set_do_not_contact(app, &clerk, person, 1, true).await.expect("silence");
        let states: Vec<_> =
            lines(app, &clerk, here).await.iter().map(|line| line.invitation.state).collect();
        assert_eq!(states, [InvitationState::Withdrawn; 3]);
    })
    .await;
}

#[tokio::test]
async fn the_call_list_needs_a_reason_and_notes_everybody_on_it() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let (ledger, member) = opened(app, &clerk, 1).await;
        let person = register(app, &clerk, 2).await;
        let helper = add_member(app, &clerk, 3, None).await;
        let refuses = register(app, &clerk, 4).await;
        let event = planned(app, &clerk).await;
        let guests = [
            family(ledger, member),
            one("person", person),
            one("member", helper),
            one("person", refuses),
        ];
        service::add(app, &clerk, event, &guests).await.expect("listed");
        let no = lines(app, &clerk, event).await[3].invitation.id;
        service::ask(app, &clerk, no, 1, &by("phone")).await.expect("asked");
        service::answer(app, &clerk, no, 2, &says("not_coming")).await.expect("she said no");
        let reason = UnmaskReason::Memorial;
        let list = service::call_list(app, &clerk, event, reason).await.expect("a list");
        let names: Vec<_> = list.lines.iter().map(|line| line.reach.name.clone()).collect();
        assert_eq!(names[..2], [name(1), name(2)]);
        assert_eq!((names.len(), list.left_out), (3, 0), "who said no is left in peace");
        assert_eq!(list.lines[0].reach.phone.as_deref(), Some(phone(1).as_str()));
        for (subject, action) in [
            (ledger, Action::CareUnmasked),
            (person, Action::PersonUnmasked),
            (helper, Action::PersonUnmasked),
            (event, Action::CallListShown),
        ] {
            assert!(actions(registry, subject).await.contains(&(action, Some(reason))));
        }
        assert!(!actions(registry, refuses).await.iter().any(|one| one.1.is_some()));
        service::cancel(app, &clerk, event, 1, &told("大雨")).await.expect("cancelled");
        let list = service::call_list(app, &clerk, event, reason).await.expect("a list");
        assert!(list.lines.is_empty(), "nobody is called for what does not take place");
    })
    .await;
}
