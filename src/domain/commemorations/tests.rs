use chrono::Days;
use proptest::prelude::*;

use super::{
    guests::Known,
    inputs::{AttendanceInput, CommemorationInput, GuestInput},
    invitations::{
        Asked, Guest, GuestKind, Invitation, InvitationDetails, InvitationState, Reply, Revocation,
    },
    *,
};
use crate::domain::{
    care::{
        CareLedger, LedgerKind, Story,
        contact::{ContactRule, Way},
        members::{Kinship, Member},
    },
    names::Name,
    phones::Phone,
};

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 4, n).expect("a day")
}

fn event(on: NaiveDate) -> Commemoration {
    Commemoration {
        id: Uuid::from_u128(1),
        version: 1,
        unit: Uuid::from_u128(2),
        on,
        feast: Feast::Qingming,
        state: CommemorationState::Planned,
        details: CommemorationDetails {
            title: "合成清明".to_owned(),
            place: "合成纪念园".to_owned(),
            notes: None,
            report: None,
        },
    }
}

fn invitation(state: InvitationState) -> Invitation {
    Invitation {
        id: Uuid::from_u128(3),
        version: 1,
        commemoration: Uuid::from_u128(1),
        unit: Uuid::from_u128(2),
        guest: Guest { kind: GuestKind::Ledger, id: Uuid::from_u128(4) },
        state,
        details: InvitationDetails { member: Some(MOTHER), ..InvitationDetails::default() },
    }
}

fn asked(on: NaiveDate) -> Asked {
    Asked { on, way: Way::Phone, by: None }
}

const MOTHER: Uuid = Uuid::from_u128(5);
const COLLEAGUE: Uuid = Uuid::from_u128(6);

fn ledger(contact: ContactRule) -> CareLedger {
    let mut story = Story::of("合成家".to_owned());
    let mother = Member {
        id: MOTHER,
        name: Name::parse("钱合成").expect("a name"),
        kinship: Kinship::Mother,
        birth_date: None,
        phone: Some(Phone::parse("15400000001").expect("a phone")),
        address: Some("合成路1号".to_owned()),
        contact,
        ways: if contact == ContactRule::No { Vec::new() } else { vec![Way::Phone] },
        school: None,
        guardian_consent: None,
        stops: Default::default(),
    };
    story.add_member(mother, day(1)).expect("a member");
    let unit = Uuid::from_u128(2);
    CareLedger {
        id: Uuid::from_u128(4),
        version: 1,
        unit,
        person: None,
        kind: LedgerKind::Family,
        donor: None,
        story,
    }
}

fn known(ledger: CareLedger) -> Known {
    Known::Ledger { ledger: Box::new(ledger), person_is_silent: false }
}

fn code<T: std::fmt::Debug>(refused: Result<T, Problem>) -> &'static str {
    refused.expect_err("refused").code
}

#[test]
fn an_event_is_held_on_its_day_and_not_changed_afterwards() {
    let mut qingming = event(day(5));
    assert_eq!(code(qingming.hold(None, day(4))), "lies_ahead");
    qingming.hold(Some("合成经过".to_owned()), day(5)).expect("held");
    assert_eq!(code(qingming.cancel(None)), "not_planned");
    let plan = Plan { on: day(6), feast: Feast::Other, details: qingming.details.clone() };
    assert_eq!(code(qingming.amend(plan.clone())), "not_planned");
    qingming.hold(Some("合成补记".to_owned()), day(7)).expect("written anew");
    let mut other = event(day(5));
    other.amend(plan).expect("changed");
    assert_eq!((other.on, other.feast), (day(6), Feast::Other));
    other.cancel(Some("大雨".to_owned())).expect("cancelled");
    assert_eq!(code(other.hold(None, day(9))), "cancelled");
    assert!(!other.is_ahead(day(1)));
}

#[test]
fn an_invitation_goes_its_way() {
    let qingming = event(day(5));
    let mut one = invitation(InvitationState::ToInvite);
    assert_eq!(code(one.answer(&qingming, Reply::Coming)), "not_asked");
    assert_eq!(code(one.ask(&qingming, asked(day(3)), day(2))), "future");
    assert_eq!(code(one.ask(&qingming, asked(day(3)), day(6))), "not_ahead");
    one.ask(&qingming, asked(day(1)), day(2)).expect("asked");
    assert_eq!(code(one.ask(&qingming, asked(day(2)), day(2))), "asked");
    one.answer(&qingming, Reply::NoAnswer).expect("no answer");
    one.answer(&qingming, Reply::Coming).expect("she comes");
    assert_eq!(code(one.attend(&qingming, 2, day(4))), "lies_ahead");
    assert_eq!(code(one.attend(&qingming, 51, day(5))), "people");
    one.attend(&qingming, 2, day(5)).expect("they came");
    assert_eq!((one.state, one.details.people), (InvitationState::Attended, Some(2)));
    one.attend(&qingming, 0, day(6)).expect("corrected");
    assert_eq!((one.state, one.details.people), (InvitationState::Absent, None));
    let off = Revocation { on: day(6), by: None, by_itself: false };
    assert_eq!(code(one.withdraw(off)), "over");

    // Who was on the list and came unasked is welcome; nobody unasked is absent.
    let mut unasked = invitation(InvitationState::ToInvite);
    assert_eq!(code(unasked.attend(&qingming, 0, day(5))), "not_asked");
    unasked.attend(&qingming, 1, day(5)).expect("she came");
    let mut gone = invitation(InvitationState::Coming);
    gone.withdraw(off).expect("off the list");
    assert_eq!(code(gone.attend(&qingming, 1, day(5))), "withdrawn");
    gone.renew(Some(COLLEAGUE)).expect("on it again");
    assert_eq!((gone.state, gone.details.withdrawn), (InvitationState::ToInvite, None));
    assert_eq!(code(gone.renew(None)), "listed");
}

#[test]
fn a_family_is_asked_as_it_allows() {
    let open = known(ledger(ContactRule::Yes));
    open.may_be_listed(Some(MOTHER)).expect("she may");
    open.may_be_asked(Some(MOTHER), None, Way::Phone, day(2)).expect("by phone");
    assert_eq!(code(open.may_be_asked(Some(MOTHER), None, Way::Visit, day(2))), "way");
    assert_eq!(code(open.may_be_listed(None)), "missing");
    let reach = open.reach(Some(MOTHER), None).expect("in full");
    assert_eq!((reach.name.as_str(), reach.address), ("钱合成", None), "no address: no visits");
    assert_eq!(open.masked(Some(MOTHER)), "合**：钱**");

    let only = known(ledger(ContactRule::OnlyBy { account: COLLEAGUE }));
    only.may_be_listed(Some(MOTHER)).expect("anybody may list her");
    let other = Some(Uuid::from_u128(9));
    assert_eq!(code(only.may_be_asked(Some(MOTHER), other, Way::Phone, day(2))), "only_by");
    only.may_be_asked(Some(MOTHER), Some(COLLEAGUE), Way::Phone, day(2)).expect("her colleague");
    assert!(only.reach(Some(MOTHER), other).is_err());

    let no = known(ledger(ContactRule::No));
    assert_eq!(code(no.may_be_listed(Some(MOTHER))), "not_to_be_contacted");
    let mut silent = ledger(ContactRule::Yes);
    silent.story.stop(None, day(2), day(2)).expect("silence");
    assert_eq!(code(known(silent.clone()).may_be_listed(Some(MOTHER))), "silenced");
    assert!(known(silent.clone()).lets_fall(&invitation(InvitationState::Coming)));
    assert!(!known(silent.clone()).lets_fall(&invitation(InvitationState::Attended)));
    // A day in the silence stays one after it was lifted.
    silent.story.lift(None, day(4), day(4)).expect("lifted");
    let again = known(silent);
    assert_eq!(code(again.may_be_asked(Some(MOTHER), None, Way::Phone, day(3))), "silent");
    again.may_be_asked(Some(MOTHER), None, Way::Phone, day(4)).expect("welcome again");
    let mut stopped = ledger(ContactRule::Yes);
    stopped.story.stop(Some(MOTHER), day(2), day(2)).expect("silence");
    assert_eq!(code(known(stopped).may_be_listed(Some(MOTHER))), "stopped");
    let dead = Known::Ledger { ledger: Box::new(ledger(ContactRule::Yes)), person_is_silent: true };
    assert_eq!(code(dead.may_be_listed(Some(MOTHER))), "not_to_be_invited");
}

#[test]
fn a_plan_speaks_of_no_price_and_no_number() {
    let plan = CommemorationInput {
        feast: "qingming".to_owned(),
        on: "2026-04-05".to_owned(),
        title: "清明缅怀".to_owned(),
        place: "纪念园".to_owned(),
        ..CommemorationInput::default()
    };
    let read = plan.read(day(1)).expect("a plan");
    assert_eq!((read.on, read.feast), (day(5), Feast::Qingming));
    let codes = |input: &CommemorationInput| -> Vec<(String, &'static str)> {
        let problems = input.read(day(1)).expect_err("refused");
        problems.into_iter().map(|one| (one.field.into_owned(), one.code)).collect()
    };
    let bad = CommemorationInput {
        title: "发放捐献补偿".to_owned(),
        notes: "找 15400000001".to_owned(),
        ..plan.clone()
    };
    assert_eq!(codes(&bad), [("title".to_owned(), "compensation"), ("notes".to_owned(), "number")]);
    let fields: Vec<String> =
        codes(&CommemorationInput::default()).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["feast", "on", "title", "place"]);
    assert_eq!(GuestInput::read_all(&[], day(1)).expect_err("nobody")[0].code, "missing");
    let wrong = GuestInput { kind: "horse".to_owned(), ..GuestInput::default() };
    assert!(GuestInput::read_all(&[wrong], day(1)).is_err());
    let number = |text: &str| AttendanceInput { people: text.to_owned() }.read();
    assert_eq!((number(" ３人 "), number("0")), (Ok(3), Ok(0)));
    for text in ["", "51", "-1", "两"] {
        assert_eq!(code(number(text)), "people", "{text}");
    }
}

/// What can be done with an invitation, in any order.
#[derive(Debug, Clone)]
enum Act {
    Ask(u64),
    Answer(usize),
    Attend(u32),
    Withdraw,
    Renew,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..3u64).prop_map(Act::Ask),
        (0..3usize).prop_map(Act::Answer),
        (0..4u32).prop_map(Act::Attend),
        Just(Act::Withdraw),
        Just(Act::Renew),
    ]
}

proptest! {
    #[test]
    fn whatever_is_done_the_state_and_what_is_known_agree(
        acts in prop::collection::vec((act(), 0..8u64), 0..20),
    ) {
        let qingming = event(day(5));
        let mut one = invitation(InvitationState::ToInvite);
        for (act, later) in acts {
            let (before, today) = (one.clone(), day(1) + Days::new(later));
            let done = match act {
                Act::Ask(ago) => one.ask(&qingming, asked(today - Days::new(ago)), today),
                Act::Answer(n) => one.answer(&qingming, Reply::ALL[n]),
                Act::Attend(people) => one.attend(&qingming, people, today),
                Act::Withdraw => {
                    one.withdraw(Revocation { on: today, by: None, by_itself: false })
                }
                Act::Renew => one.renew(Some(MOTHER)),
            };
            if done.is_err() {
                prop_assert_eq!(&one, &before, "what is refused changes nothing");
            }
            use InvitationState::{Absent, Attended, Coming, Invited, NoAnswer, NotComing};
            let (state, details) = (one.state, &one.details);
            prop_assert_eq!(state == Attended, details.people.is_some());
            prop_assert_eq!(state == InvitationState::Withdrawn, details.withdrawn.is_some());
            if matches!(state, Invited | Coming | NotComing | NoAnswer | Absent) {
                prop_assert!(details.asked.is_some(), "nobody answers who was not asked");
            }
        }
    }
}
