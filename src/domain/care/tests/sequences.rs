//! Whatever is tried in whatever order: no aid is given without a second person's approval, and no contact
//! follows a stop. The model beside it keeps only what was asked for, in its own words.

use proptest::prelude::*;

use super::*;

/// Something that somebody tries.
#[derive(Debug, Clone)]
enum Act {
    Ask { by: u8, on: u64 },
    Decide { aid: usize, by: u8, on: u64, approved: bool },
    Give { aid: usize, by: u8, on: u64 },
    TakeBack { entry: usize },
    Stop { whom: u8, on: u64 },
    Lift { whom: u8, on: u64 },
    Contact { what: u8, by: u8, with: u8, on: u64, came: bool },
    Rule { member: u8, rule: u8 },
}

fn act() -> impl Strategy<Value = Act> {
    let (who, on) = (0_u8..3, 0_u64..=100);
    prop_oneof![
        (who.clone(), on.clone()).prop_map(|(by, on)| Act::Ask { by, on }),
        (0..6_usize, who.clone(), on.clone(), any::<bool>())
            .prop_map(|(aid, by, on, approved)| Act::Decide { aid, by, on, approved }),
        (0..6_usize, who.clone(), on.clone()).prop_map(|(aid, by, on)| Act::Give { aid, by, on }),
        (0..9_usize).prop_map(|entry| Act::TakeBack { entry }),
        (who.clone(), on.clone()).prop_map(|(whom, on)| Act::Stop { whom, on }),
        (who.clone(), on.clone()).prop_map(|(whom, on)| Act::Lift { whom, on }),
        (0_u8..3, who.clone(), 0_u8..4, on, any::<bool>())
            .prop_map(|(what, by, with, on, came)| Act::Contact { what, by, with, on, came }),
        (0_u8..2, 0_u8..4).prop_map(|(member, rule)| Act::Rule { member, rule }),
    ]
}

fn account(n: u8) -> Uuid {
    Uuid::from_u128(1 + u128::from(n))
}

/// Silence as the model keeps it: for each whom, the days asked and lifted.
type Silences = [Vec<(u64, Option<u64>)>; 3];

fn silent(spells: &[(u64, Option<u64>)], on: u64) -> bool {
    spells.iter().any(|(from, until)| on > *from && until.is_none_or(|until| on < until))
}

proptest! {
    #[test]
    fn no_aid_without_a_second_person_and_no_contact_after_a_stop(
        acts in prop::collection::vec(act(), 1..60)
    ) {
        let mut story = family();
        let members = [story.members[0].id, story.members[1].id];
        // 0 and 1: the members; 2: all of them.
        let whom = |n: u8| members.get(usize::from(n)).copied();
        let mut silences = Silences::default();
        let mut rules = [ContactRule::Yes; 2];
        let mut approved_by = std::collections::BTreeMap::new();
        for (n, act) in (0_u128..).zip(acts) {
            let aids: Vec<(Uuid, Uuid)> =
                story.aids().map(|(entry, aid)| (entry.id, aid.asked_by())).collect();
            match act {
                Act::Ask { by, on } => story.tell(aid(n, day(on), account(by)), today()).unwrap(),
                Act::Decide { aid, by, on, approved } => {
                    let Some((id, asked_by)) = aids.get(aid) else { continue };
                    let decided =
                        story.decide(*id, decision(day(on), account(by), approved), today());
                    if decided.is_ok() && approved {
                        prop_assert_ne!(account(by), *asked_by);
                        approved_by.insert(*id, account(by));
                    }
                }
                Act::Give { aid, by, on } => {
                    let Some((id, asked_by)) = aids.get(aid) else { continue };
                    let giving = Giving { on: day(on), by: Some(account(by)) };
                    if story.give(*id, giving, today()).is_ok() {
                        let second = approved_by.get(id).copied();
                        prop_assert!(second.is_some_and(|second| second != *asked_by));
                    }
                }
                Act::TakeBack { entry } => {
                    let Some(id) = story.entries.get(entry).map(|entry| entry.id) else { continue };
                    let decided = approved_by.contains_key(&id);
                    prop_assert!(!(decided && story.take_back(id).is_ok()));
                }
                Act::Stop { whom: n, on } => {
                    if story.stop(whom(n), day(on), today()).is_ok() {
                        silences[usize::from(n)].push((on, None));
                    }
                }
                Act::Lift { whom: n, on } => {
                    if story.lift(whom(n), day(on), today()).is_ok() {
                        silences[usize::from(n)].last_mut().unwrap().1 = Some(on);
                    }
                }
                Act::Rule { member, rule } => {
                    let rule = match rule {
                        0 => ContactRule::Yes,
                        1 => ContactRule::No,
                        _ => ContactRule::OnlyBy { account: account(rule) },
                    };
                    let at = usize::from(member);
                    story.set_rule(members[at], rule, Way::ALL.to_vec()).unwrap();
                    rules[at] = rule;
                }
                Act::Contact { what, by, with, on, came } => {
                    let what = match what {
                        0 => What::Visit,
                        1 => What::Call,
                        _ => What::Condolence { occasion: Occasion::Qingming },
                    };
                    // A bit a member.
                    let with: Vec<usize> = (0..2).filter(|n| with & (1 << n) != 0).collect();
                    let named: Vec<Uuid> = with.iter().map(|n| members[*n]).collect();
                    let by = Some(account(by));
                    let told = Entry { by, came, ..entry(n, day(on), what, &named) };
                    if story.tell(told, today()).is_ok() && !came {
                        prop_assert!(!with.is_empty() && !silent(&silences[2], on));
                        for n in with {
                            prop_assert!(!silent(&silences[n], on));
                            prop_assert!(rules[n].allows(by));
                        }
                    }
                }
            }
        }
        for (_, aid) in story.aids() {
            let second = aid.decision().filter(|decision| decision.approved);
            let second = second.is_some_and(|decision| decision.by != aid.asked_by());
            prop_assert!(aid.giving().is_none() || second);
        }
    }
}
