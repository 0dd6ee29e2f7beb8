//! A family's story: who may be entered, who may be contacted, what may be given.

mod sequences;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{
    aid::{AidState, Gift, Source},
    contact::{ContactRule, Way, may_reveal},
    entries::{Circumstance, Occasion},
    inputs::{AidInput, EntryInput, MemberInput, RuleInput},
    masks::MaskedLedger,
    members::Kinship,
    *,
};

const ANA: Uuid = Uuid::from_u128(1);
const BO: Uuid = Uuid::from_u128(2);

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 2).unwrap() + Days::new(n)
}

fn today() -> NaiveDate {
    day(100)
}

fn any_way() -> (ContactRule, Vec<Way>) {
    (ContactRule::Yes, Way::ALL.to_vec())
}

fn member(n: u128, kinship: &str, birth: &str) -> Member {
    let input = MemberInput {
        name: ["王合甲", "王合乙", "王合丙"][n as usize % 3].to_owned(),
        kinship: kinship.to_owned(),
        birth_date: birth.to_owned(),
        phone: format!("154{n:08}"),
        ..MemberInput::default()
    };
    input.read(Uuid::from_u128(100 + n), any_way(), today()).unwrap()
}

fn entry(n: u128, on: NaiveDate, what: What, members: &[Uuid]) -> Entry {
    let words = Some("合成记录".to_owned());
    let id = Uuid::from_u128(200 + n);
    Entry { id, on, by: Some(ANA), members: members.to_vec(), came: false, words, what }
}

fn aid(n: u128, on: NaiveDate, by: Uuid) -> Entry {
    let aid = Aid::asked(by, Gift::Money { fen: 200_000 }, Source::RedCross, None);
    Entry { by: Some(by), ..entry(n, on, What::Aid(Box::new(aid)), &[]) }
}

fn decision(on: NaiveDate, by: Uuid, approved: bool) -> Decision {
    Decision { on, by, approved, words: Some("合成意见".to_owned()) }
}

fn told(on: NaiveDate, words: Option<&str>) -> Told {
    Told { on, by: Some(ANA), words: words.map(str::to_owned) }
}

fn codes(problems: Vec<Problem>) -> Vec<(String, &'static str)> {
    problems.into_iter().map(|problem| (problem.field.into_owned(), problem.code)).collect()
}

fn one<T>(result: Result<T, Vec<Problem>>) -> &'static str {
    let problems = result.err().expect("a problem");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].code
}

fn family() -> Story {
    let mut story = Story::of("王家".to_owned());
    story.add_member(member(0, "father", "1950-01-01"), today()).unwrap();
    story.add_member(member(1, "mother", "1985-01-01"), today()).unwrap();
    story
}

#[test]
fn what_is_asked_of_a_member_is_derived_as_of_a_day() {
    let father = member(0, "father", "1965-06-03");
    assert!(!father.is_old_parent_on(day(0)) && father.is_old_parent_on(day(1)));
    let uncle = Member { kinship: Kinship::OtherRelative, ..father };
    assert!(!uncle.is_old_parent_on(day(1)) && !uncle.is_at_school());
    let son = Member { school: Some("合成小学".to_owned()), ..member(1, "son", "2011-06-03") };
    assert!(son.is_at_school() && son.is_child_on(day(0)) && !son.is_child_on(day(1)));
}

#[test]
fn a_child_under_fourteen_is_entered_only_with_her_guardians_consent() {
    let mut story = family();
    let child = member(2, "daughter", "2015-01-01");
    let problems = story.add_member(child.clone(), today()).unwrap_err();
    assert_eq!(codes(problems), [("guardian_by".to_owned(), "guardian")]);
    let consented = MemberInput {
        name: "王合丙".to_owned(),
        kinship: "daughter".to_owned(),
        birth_date: "2015-01-01".to_owned(),
        school: "合成小学".to_owned(),
        guardian_by: "母亲".to_owned(),
        guardian_on: "2025-06-01".to_owned(),
        ..MemberInput::default()
    };
    let half = MemberInput { guardian_on: String::new(), ..consented.clone() };
    let half = half.read(child.id, any_way(), today()).unwrap_err();
    assert_eq!(codes(half), [("guardian_on".to_owned(), "required")]);
    let consented = consented.read(child.id, any_way(), today()).unwrap();
    story.add_member(consented.clone(), today()).unwrap();
    // The consent cannot be amended away, and at school nobody's age may stay open.
    assert_eq!(one(story.amend_member(child.clone(), today())), "guardian");
    let ageless = Member { birth_date: None, ..consented };
    assert_eq!(one(story.amend_member(ageless, today())), "required");
}

#[test]
fn contact_stops_at_once_and_what_the_family_does_itself_is_welcome() {
    let mut story = family();
    let (father, mother) = (story.members[0].id, story.members[1].id);
    story.stop(Some(father), day(10), today()).unwrap();
    let visit = |n: u128, on, who: &[Uuid]| entry(n, on, What::Visit, who);
    assert_eq!(one(story.tell(visit(0, day(11), &[father]), today())), "stopped");
    story.tell(visit(1, day(10), &[father]), today()).unwrap();
    story.tell(visit(2, day(11), &[mother]), today()).unwrap();
    assert_eq!(one(story.tell(visit(3, day(11), &[]), today())), "required");
    assert_eq!(one(story.tell(visit(3, day(11), &[Uuid::nil()]), today())), "missing");

    story.stop(None, day(20), today()).unwrap();
    assert!(story.is_silenced());
    let condolence = What::Condolence { occasion: Occasion::DoubleNinth };
    for what in [What::Visit, What::Call, condolence] {
        assert_eq!(one(story.tell(entry(4, day(21), what, &[mother]), today())), "silenced");
    }
    let came = Entry { came: true, ..visit(5, day(21), &[father, mother]) };
    story.tell(came, today()).unwrap();
    story.tell(entry(6, day(21), What::Note, &[]), today()).unwrap();
    let asked = story.member(mother).unwrap();
    assert_eq!(may_reveal(&story, asked, Some(ANA), false).unwrap_err().code, "silenced");

    assert_eq!(story.stop(None, day(22), today()).unwrap_err().code, "stopped_already");
    assert_eq!(story.lift(None, day(19), today()).unwrap_err().code, "before_stop");
    assert_eq!(story.lift(None, day(101), today()).unwrap_err().code, "future");
    story.lift(None, day(30), today()).unwrap();
    assert_eq!(story.stop(None, day(29), today()).unwrap_err().code, "before_last_lift");
    // Written down later, contact during the silence is still refused.
    assert_eq!(one(story.tell(visit(7, day(25), &[mother]), today())), "silenced");
    story.tell(visit(7, day(30), &[mother]), today()).unwrap();
    assert_eq!(one(story.tell(visit(8, day(101), &[mother]), today())), "future");
}

#[test]
fn a_member_is_contacted_by_whom_and_how_she_agreed() {
    let mut story = family();
    let (father, mother) = (story.members[0].id, story.members[1].id);
    story.set_rule(father, ContactRule::OnlyBy { account: BO }, vec![Way::Phone]).unwrap();
    story.set_rule(mother, ContactRule::No, Vec::new()).unwrap();
    assert_eq!(story.set_rule(father, ContactRule::Yes, Vec::new()).unwrap_err().code, "required");
    let call = |n, who| entry(n, day(1), What::Call, &[who]);
    assert_eq!(one(story.tell(call(0, father), today())), "only_by");
    assert_eq!(one(story.tell(call(0, mother), today())), "not_to_be_contacted");
    let by_bo = |what| Entry { by: Some(BO), ..entry(1, day(1), what, &[father]) };
    assert_eq!(one(story.tell(by_bo(What::Visit), today())), "way");
    story.tell(by_bo(What::Call), today()).unwrap();
    let asked = story.member(father).unwrap();
    assert_eq!(may_reveal(&story, asked, Some(ANA), true).unwrap_err().code, "only_by");
    may_reveal(&story, asked, Some(ANA), false).unwrap();
    may_reveal(&story, asked, Some(BO), true).unwrap();

    let rule = |contact: &str, ways: &[&str]| RuleInput {
        contact: contact.to_owned(),
        ways: ways.iter().map(|way| (*way).to_owned()).collect(),
        ..RuleInput::default()
    };
    let only = ContactRule::OnlyBy { account: ANA };
    assert_eq!(
        rule("only_by", &["post"]).read(Some(ANA), today()).unwrap(),
        (only, vec![Way::Post])
    );
    assert!(rule("only_by", &["post"]).read(None, today()).is_err());
    assert!(rule("yes", &[]).read(Some(ANA), today()).is_err());
    assert_eq!(rule("no", &["post"]).read(None, today()).unwrap(), (ContactRule::No, Vec::new()));
}

#[test]
fn aid_goes_from_the_request_to_its_outcome() {
    let mut story = family();
    story.tell(aid(0, day(1), ANA), today()).unwrap();
    let id = story.entries[0].id;
    assert!(story.awaits_approval());
    let giving = |on| Giving { on, by: Some(ANA) };
    assert_eq!(one(story.give(id, giving(day(2)), today())), "not_approved");
    assert_eq!(one(story.decide(id, decision(day(2), ANA, true), today())), "same_person");
    assert_eq!(one(story.decide(id, decision(day(0), BO, true), today())), "before_last_step");
    let wordless = Decision { words: None, ..decision(day(2), BO, false) };
    assert_eq!(one(story.decide(id, wordless, today())), "required");
    story.decide(id, decision(day(2), BO, true), today()).unwrap();
    assert_eq!(one(story.decide(id, decision(day(2), BO, false), today())), "decided");
    assert_eq!(story.take_back(id).unwrap_err().code, "decided");
    assert_eq!(one(story.receipt(id, told(day(3), None), today())), "not_given");
    assert_eq!(one(story.give(id, giving(day(1)), today())), "before_last_step");
    story.give(id, giving(day(3)), today()).unwrap();
    assert_eq!(one(story.give(id, giving(day(3)), today())), "given");
    assert_eq!(one(story.outcome(id, told(day(4), Some("好转")), today())), "not_receipted");
    story.receipt(id, told(day(4), Some("收据三号")), today()).unwrap();
    assert_eq!(one(story.outcome(id, told(day(5), None), today())), "required");
    assert_eq!(one(story.outcome(id, told(day(5), Some("作为补偿")), today())), "compensation");
    story.outcome(id, told(day(5), Some("学费已交")), today()).unwrap();
    let (_, aid) = story.aids().next().unwrap();
    assert!(aid.state() == AidState::Closed && !story.awaits_approval());

    story.tell(self::aid(1, day(1), ANA), today()).unwrap();
    let id = story.entries[1].id;
    story.decide(id, decision(day(2), BO, false), today()).unwrap();
    assert_eq!(one(story.give(id, giving(day(3)), today())), "declined");
}

#[test]
fn what_is_told_speaks_of_care_and_says_enough() {
    let mut story = family();
    let mother = story.members[1].id;
    let said = |what, words: &str| Entry {
        words: (!words.is_empty()).then(|| words.to_owned()),
        ..entry(0, day(1), what, &[mother])
    };
    assert_eq!(one(story.tell(said(What::Visit, "送去补偿款"), today())), "compensation");
    assert_eq!(one(story.tell(said(What::Visit, "她的电话15400000001"), today())), "number");
    assert_eq!(one(story.tell(said(What::Wish, ""), today())), "required");
    let hardship =
        |circumstances: &[Circumstance]| What::Hardship { circumstances: circumstances.to_vec() };
    assert_eq!(one(story.tell(said(hardship(&[]), "困难"), today())), "required");
    assert_eq!(one(story.tell(said(hardship(&[Circumstance::Other]), ""), today())), "required");
    // What a family asks may be written down as it was.
    story.tell(said(What::Note, "家属询问有无补偿，已说明无偿原则"), today()).unwrap();

    let asked = AidInput {
        on: "2025-06-03".to_owned(),
        amount: "2000".to_owned(),
        need: "作为捐献的报酬".to_owned(),
        source: "other".to_owned(),
        ..AidInput::default()
    };
    let entry = asked.read(Uuid::from_u128(9), ANA, today()).unwrap();
    let problems = story.tell(entry, today()).unwrap_err();
    let expected = [("need".to_owned(), "compensation"), ("source_words".to_owned(), "required")];
    assert_eq!(codes(problems), expected);
    let nothing = AidInput { amount: String::new(), ..asked.clone() };
    assert_eq!(one(nothing.read(Uuid::nil(), ANA, today())), "required");
    let odd = AidInput { amount: "二千".to_owned(), ..asked };
    assert_eq!(one(odd.read(Uuid::nil(), ANA, today())), "amount");
    let as_entry =
        EntryInput { kind: "aid".to_owned(), on: "2025-06-03".to_owned(), ..EntryInput::default() };
    assert_eq!(one(as_entry.read(Uuid::nil(), None, today())), "not_in_list");
}

#[test]
fn a_masked_ledger_names_nobody() {
    let mut story = family();
    let mother = story.members[1].id;
    let words = Some("看望王合乙，王合甲外出".to_owned());
    story.tell(Entry { words, ..entry(0, day(1), What::Visit, &[mother]) }, today()).unwrap();
    let (id, unit, kind) = (Uuid::nil(), Uuid::nil(), LedgerKind::Family);
    let ledger = CareLedger { id, version: 1, unit, person: None, kind, donor: None, story };
    let masked = MaskedLedger::of(ledger.clone(), today());
    assert_eq!((masked.title.as_str(), masked.members[0].name.as_str()), ("王*", "王**"));
    assert_eq!(masked.members[0].phone.as_deref(), Some("154****0000"));
    assert_eq!(masked.entries[0].words.as_deref(), Some("看望王**，王**外出"));
    for shown in [format!("{masked:?}"), format!("{ledger:?}")] {
        assert!(!shown.contains("王合") && !shown.contains("15400000000"), "{shown}");
    }
}
