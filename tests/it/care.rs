//! A care ledger's way on both engines: members, contact and its stop, aid with its second person, and who
//! sees it.

mod apart;
mod erasing;

use chrono::Duration;
use lifelight::{
    domain::{
        audit::{Action, UnmaskReason},
        care::{
            LedgerKind,
            aid::AidState,
            entries::What,
            inputs::{AidInput, DayInput, EntryInput, LedgerInput, MemberInput, RuleInput},
            masks::MaskedLedger,
        },
        permissions::Role,
    },
    service::{
        App, Caller, ServiceError,
        care::{self, entries, members},
        people, today,
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    people::codes,
    support::{
        people::{name, phone, register},
        registry::{FENGHUA, JINPING, NINGBO, Registry, YUELIN, each_engine},
    },
};

pub const TODAY: &str = "2025-06-02";

fn family() -> LedgerInput {
    LedgerInput {
        kind: "family".to_owned(),
        title: "王家合成".to_owned(),
        ..LedgerInput::default()
    }
}

pub fn of(kind: &str, person: Uuid) -> LedgerInput {
    LedgerInput { kind: kind.to_owned(), person: Some(person), ..family() }
}

/// Synthetic member `n`: a mother who may be called and visited.
pub fn mother(n: u32) -> (MemberInput, RuleInput) {
    let member = MemberInput {
        name: name(n),
        kinship: "mother".to_owned(),
        birth_date: "1960-01-01".to_owned(),
        phone: phone(n),
        address: format!("合成路{n}号"),
        ..MemberInput::default()
    };
    (member, rule("yes", &["phone", "visit"]))
}

pub fn rule(contact: &str, ways: &[&str]) -> RuleInput {
    let ways = ways.iter().map(|way| (*way).to_owned()).collect();
    RuleInput { contact: contact.to_owned(), ways, ..RuleInput::default() }
}

fn told(kind: &str, on: &str, members: &[Uuid]) -> EntryInput {
    EntryInput {
        kind: kind.to_owned(),
        on: on.to_owned(),
        members: members.to_vec(),
        words: "合成记录".to_owned(),
        ..EntryInput::default()
    }
}

fn aid() -> AidInput {
    AidInput {
        on: TODAY.to_owned(),
        amount: "2000".to_owned(),
        need: "大病之后生活困难".to_owned(),
        source: "red_cross_fund".to_owned(),
        ..AidInput::default()
    }
}

pub fn on(day: &str, words: &str) -> DayInput {
    DayInput { on: day.to_owned(), words: words.to_owned() }
}

async fn ledger(app: &App, caller: &Caller, id: Uuid) -> MaskedLedger {
    care::get(app, caller, id).await.expect("a ledger").ledger
}

pub async fn version(app: &App, caller: &Caller, id: Uuid) -> i64 {
    ledger(app, caller, id).await.version
}

/// A family's ledger with one mother; gives both ids.
pub async fn opened(app: &App, caller: &Caller, n: u32) -> (Uuid, Uuid) {
    let id = care::open(app, caller, &family()).await.expect("a ledger");
    let (member, rule) = mother(n);
    members::add(app, caller, id, 1, &member, &rule).await.expect("a member");
    (id, ledger(app, caller, id).await.members[0].id)
}

/// Asks for aid; gives its id.
async fn asked(app: &App, caller: &Caller, id: Uuid) -> Uuid {
    let now = version(app, caller, id).await;
    entries::request_aid(app, caller, id, now, &aid()).await.expect("asked for");
    let entries = ledger(app, caller, id).await.entries;
    let waiting =
        entries.iter().find(|one| matches!(&one.what, What::Aid(aid) if aid.awaits_approval()));
    waiting.expect("aid that waits").id
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<(Action, Option<UnmaskReason>)> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    let lines = read.expect("the trail").lines;
    lines.into_iter().map(|line| (line.event.action, line.event.reason)).collect()
}

fn code<T: std::fmt::Debug>(refused: Result<T, ServiceError>) -> &'static str {
    codes(refused.expect_err("refused"))[0].1
}

#[tokio::test]
async fn aid_is_given_once_a_second_person_approved_and_its_outcome_is_told() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let city = registry.caller(Role::Supervisor, NINGBO).await;
        let (id, mother) = opened(app, &caller, 1).await;
        let spring = EntryInput {
            occasion: "spring_festival".to_owned(),
            ..told("condolence", "2025-01-25", &[mother])
        };
        entries::tell(app, &caller, id, 2, &spring).await.expect("condolences");
        let grant = asked(app, &caller, id).await;

        let waits = async |caller: &Caller| today::get(app, caller).await.expect("today").aids;
        assert_eq!((waits(&city).await, waits(&chief).await, waits(&caller).await), (1, 1, 0));
        let listed = care::awaiting_approval(app, &city).await.expect("what waits");
        assert_eq!((listed[0].id, listed[0].awaiting), (id, 1));

        let now = version(app, &caller, id).await;
        let given = entries::give_aid(app, &caller, id, grant, now, &on(TODAY, "")).await;
        assert_eq!(code(given), "not_approved");
        let own = entries::decide_aid(app, &caller, id, grant, now, true, "").await;
        assert!(matches!(own, Err(ServiceError::Denied(_))), "a coordinator never decides");
        let now =
            entries::decide_aid(app, &city, id, grant, now, true, "").await.expect("approved");
        assert_eq!(waits(&city).await, 0);
        let now =
            entries::give_aid(app, &caller, id, grant, now, &on(TODAY, "")).await.expect("given");
        let receipt = on(TODAY, "收据合成一号");
        let now =
            entries::receipt_aid(app, &caller, id, grant, now, &receipt).await.expect("signed for");
        registry.clock.advance(Duration::days(30));
        let outcome = on("2025-07-01", "病情稳定");
        entries::outcome_of_aid(app, &caller, id, grant, now, &outcome).await.expect("an outcome");

        let shown = care::get(app, &caller, id).await.expect("it");
        assert_eq!(shown.past.len() as i64 + 1, shown.ledger.version);
        let What::Aid(aid) = &shown.ledger.entry(grant).expect("the aid").what else {
            panic!("aid")
        };
        assert!(aid.state() == AidState::Closed && aid.decision().is_some_and(|one| one.approved));
        let done: Vec<Action> =
            actions(registry, id).await.into_iter().map(|(action, _)| action).collect();
        use Action::{
            AidDecided, AidFollowed, AidGiven, AidRequested, CareAmended, CareOpened, CareTold,
        };
        let expected = [AidFollowed, AidFollowed, AidGiven, AidDecided, AidRequested, CareTold];
        assert_eq!(done[..6], expected);
        assert_eq!(done[6..], [CareAmended, CareOpened]);
    })
    .await;
}

#[tokio::test]
async fn nobody_approves_what_she_asked_for_and_the_operator_approves_nothing() {
    each_engine(async |registry| {
        let app = &registry.app;
        let chief = registry.caller(Role::Supervisor, JINPING).await;
        let operator = registry.operator().await;
        let (id, _) = opened(app, &chief, 1).await;
        let grant = asked(app, &chief, id).await;
        let now = version(app, &chief, id).await;
        let own = entries::decide_aid(app, &chief, id, grant, now, true, "").await;
        assert_eq!(code(own), "same_person");
        let nameless = entries::decide_aid(app, &operator, id, grant, now, true, "").await;
        assert_eq!(code(nameless), "named_account");
        let nameless = entries::request_aid(app, &operator, id, now, &aid()).await;
        assert_eq!(code(nameless), "named_account");
        // Taken back before anybody decided, it is gone; what it was is kept.
        entries::take_back(app, &chief, id, grant, now).await.expect("taken back");
        assert!(ledger(app, &chief, id).await.entries.is_empty());
        assert_eq!(today::get(app, &chief).await.expect("today").aids, 0);
        for role in [Role::Helper, Role::Auditor, Role::StatisticsReader, Role::Administrator] {
            let somebody = registry.caller(role, JINPING).await;
            assert!(matches!(care::get(app, &somebody, id).await, Err(ServiceError::Denied(_))));
            assert!(matches!(care::list(app, &somebody).await, Err(ServiceError::Denied(_))));
        }
    })
    .await;
}

#[tokio::test]
async fn contacts_are_shown_for_a_reason_and_never_during_silence() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let other = registry.caller(Role::Coordinator, JINPING).await;
        let (id, mother) = opened(app, &caller, 1).await;
        let masked = ledger(app, &caller, id).await;
        assert_eq!(masked.members[0].phone.as_deref(), Some("154****0001"));
        assert!(masked.members[0].is_old_parent && masked.members[0].has_address);
        let contact = UnmaskReason::Contact;
        let shown = members::reveal(app, &caller, id, mother, contact).await.expect("in full");
        assert_eq!(shown.member.name.as_str(), name(1));
        assert_eq!(actions(registry, id).await[0], (Action::CareUnmasked, Some(contact)));

        // Only by one coordinator: to call her is hers alone, to correct the record is not.
        let only = rule("only_by", &["phone"]);
        let now = version(app, &caller, id).await;
        members::set_rule(app, &caller, id, mother, now, &only).await.expect("a rule");
        let refused = members::reveal(app, &other, id, mother, contact).await;
        assert_eq!(code(refused.map(drop)), "only_by");
        members::reveal(app, &other, id, mother, UnmaskReason::CorrectRecord)
            .await
            .expect("in full");
        let now = version(app, &caller, id).await;
        let called = entries::tell(app, &other, id, now, &told("call", TODAY, &[mother])).await;
        assert_eq!(code(called), "only_by");

        // She asks for silence: at once, for everybody and every reason.
        let stopped = members::stop(app, &other, id, Some(mother), now, &on(TODAY, "")).await;
        let now = stopped.expect("stopped");
        registry.clock.advance(Duration::days(1));
        for reason in [contact, UnmaskReason::CorrectRecord] {
            let refused = members::reveal(app, &caller, id, mother, reason).await;
            assert_eq!(code(refused.map(drop)), "stopped");
        }
        let call = told("call", "2025-06-03", &[mother]);
        assert_eq!(code(entries::tell(app, &caller, id, now, &call).await), "stopped");
        let came = EntryInput { came: true, ..call.clone() };
        let now = entries::tell(app, &caller, id, now, &came).await.expect("she came herself");
        let now = members::lift(app, &caller, id, Some(mother), now, &on("2025-06-03", "")).await;
        let now =
            entries::tell(app, &caller, id, now.expect("lifted"), &call).await.expect("a call");
        let silent = members::stop(app, &caller, id, None, now, &on("2025-06-03", "")).await;
        silent.expect("the whole family");
        assert!(ledger(app, &caller, id).await.silent_since.is_some());
        let refused = members::reveal(app, &caller, id, mother, contact).await;
        assert_eq!(code(refused.map(drop)), "silenced");
        let done = actions(registry, id).await;
        assert_eq!(done.iter().filter(|(action, _)| *action == Action::CareUnmasked).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_living_registrant_who_asked_not_to_be_contacted_is_not() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let person = register(app, &caller, 1).await;
        let id = care::open(app, &caller, &of("registrant", person)).await.expect("a ledger");
        let (member, rule) = mother(2);
        let own = MemberInput { kinship: "own".to_owned(), ..member };
        members::add(app, &caller, id, 1, &own, &rule).await.expect("herself");
        let herself = ledger(app, &caller, id).await.members[0].id;
        people::set_do_not_contact(app, &caller, person, 1, true).await.expect("silence");
        let visit = told("visit", TODAY, &[herself]);
        assert_eq!(code(entries::tell(app, &caller, id, 2, &visit).await), "person_silenced");
        let refused = members::reveal(app, &caller, id, herself, UnmaskReason::PersonAsked).await;
        assert_eq!(code(refused.map(drop)), "person_silenced");
        let came = EntryInput { came: true, ..visit };
        entries::tell(app, &caller, id, 2, &came).await.expect("she came herself");
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_field() {
    each_engine(async |registry| {
        let app = &registry.app;
        let caller = registry.caller(Role::Coordinator, JINPING).await;
        let sibling = registry.caller(Role::Coordinator, YUELIN).await;
        let person = register(app, &caller, 1).await;
        let open = async |input: LedgerInput| care::open(app, &caller, &input).await;
        let empty = codes(open(LedgerInput::default()).await.expect_err("nothing"));
        assert_eq!(empty, [("kind".to_owned(), "required"), ("title".to_owned(), "required")]);
        let alone = LedgerInput { person: None, ..of("donor", person) };
        assert_eq!(code(open(alone).await), "no_person");
        let elsewhere = LedgerInput { unit: Some(registry.unit(YUELIN)), ..family() };
        assert_eq!(code(open(elsewhere).await), "unknown_unit");
        let foreign = care::open(app, &sibling, &of("family", person)).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let id = open(of("registrant", person)).await.expect("a ledger");
        assert_eq!(code(open(of("registrant", person)).await), "known");
        open(of("family", person)).await.expect("her family's beside her own");

        let child = MemberInput {
            name: name(3),
            kinship: "daughter".to_owned(),
            birth_date: "2015-01-01".to_owned(),
            ..MemberInput::default()
        };
        let no = rule("no", &[]);
        assert_eq!(code(members::add(app, &caller, id, 1, &child, &no).await), "guardian");
        let nobody = RuleInput { contact_by: Some(Uuid::nil()), ..rule("only_by", &["post"]) };
        assert_eq!(
            code(members::add(app, &caller, id, 1, &child, &nobody).await),
            "unknown_account"
        );
        let (nobody, no_rule) = (MemberInput::default(), RuleInput::default());
        let both = members::add(app, &caller, id, 1, &nobody, &no_rule);
        let fields: Vec<String> =
            codes(both.await.expect_err("nothing")).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["contact", "name", "kinship"]);
        let paid = AidInput { need: "捐献补偿".to_owned(), ..aid() };
        assert_eq!(code(entries::request_aid(app, &caller, id, 1, &paid).await), "compensation");
        let stale = entries::request_aid(app, &caller, id, 7, &aid()).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        assert_eq!(version(app, &caller, id).await, 1, "nothing was written");
        let nobodys = members::stop(app, &caller, id, Some(Uuid::nil()), 1, &on(TODAY, "")).await;
        assert!(matches!(nobodys, Err(ServiceError::Missing)));
        let renamed = LedgerInput { title: "李家合成".to_owned(), ..of("family", person) };
        care::amend(app, &caller, id, 1, &renamed).await.expect("renamed");
        let shown = ledger(app, &caller, id).await;
        assert_eq!((shown.kind, shown.title.as_str()), (LedgerKind::Family, "李**"));
    })
    .await;
}
