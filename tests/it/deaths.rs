//! A death told apart from any donation, on both engines: what it ends, and how a mistake is taken back.

mod merged;

use lifelight::{
    domain::{
        audit::Action,
        commemorations::inputs::{CommemorationInput, GuestInput},
        commemorations::invitations::InvitationState,
        deaths::DeathInput,
        match_cases::{inputs::NoticeInput, reasons::Reason},
        permissions::Role,
        person::PersonStatus,
        registrations::RegistrationStatus,
        tasks::TaskState,
    },
    service::{
        App, Caller, ServiceError, commemorations, deaths as service, match_cases, people, tasks,
    },
    store::audit::AuditFilter,
};
use uuid::Uuid;

use crate::{
    console_people::visitor::Visitor,
    people::codes,
    support::{
        memorials::died,
        people::{found_in, register},
        registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine},
        team::{add_member, visit},
    },
};

fn told(on: &str, by: &str) -> DeathInput {
    let note = "合成：邻居说起".to_owned();
    DeathInput { on: on.to_owned(), told_by: by.to_owned(), note }
}

async fn version(app: &App, caller: &Caller, id: Uuid) -> i64 {
    people::get(app, caller, id).await.expect("her").person.version
}

async fn actions(registry: &Registry, id: Uuid) -> Vec<Action> {
    let auditor = registry.caller(Role::Auditor, FENGHUA).await;
    let filter = AuditFilter { subject: Some(id), ..AuditFilter::default() };
    let read = lifelight::service::audit::read(&registry.app, &auditor, &filter, 50).await;
    read.expect("the trail").lines.into_iter().map(|line| line.event.action).collect()
}

fn code<T: std::fmt::Debug>(refused: Result<T, ServiceError>) -> &'static str {
    codes(refused.expect_err("refused"))[0].1
}

#[tokio::test]
async fn nobody_calls_the_dead_and_a_mistake_is_taken_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let person = register(app, &clerk, 1).await;
        let notice = NoticeInput { notice_on: "2025-05-30".to_owned(), ..NoticeInput::default() };
        let case = match_cases::open(app, &clerk, person, &notice).await.expect("a notice");
        let member = add_member(app, &clerk, 2, None).await;
        let task = tasks::hand_out(app, &clerk, person, &visit(member)).await.expect("a task");
        let event = CommemorationInput {
            feast: "other".to_owned(),
            on: "2025-06-20".to_owned(),
            title: "合成".to_owned(),
            place: "合成".to_owned(),
            ..CommemorationInput::default()
        };
        let event = commemorations::plan(app, &clerk, &event).await.expect("planned");
        let (kind, id) = ("person".to_owned(), person.to_string());
        let guest = GuestInput { kind, id, member: String::new() };
        commemorations::add(app, &clerk, event, &[guest]).await.expect("listed");

        let now = version(app, &clerk, person).await;
        let early = service::record(app, &clerk, person, now, &told("1950-01-01", "family")).await;
        assert_eq!(code(early), "before_birth");
        let stale = service::record(app, &clerk, person, now + 1, &told("", "family")).await;
        assert!(matches!(stale, Err(ServiceError::Conflict)));
        assert_eq!(version(app, &clerk, person).await, now, "nothing was written");
        let death = told("2025-06-01", "family");
        let now = service::record(app, &clerk, person, now, &death).await.expect("recorded");

        let hers = people::get(app, &clerk, person).await.expect("her").person;
        assert_eq!((hers.status, hers.do_not_contact), (PersonStatus::Deceased, true));
        assert!(hers.registrations.iter().all(|one| one.status == RegistrationStatus::Active));
        let shown = hers.death.expect("her death");
        assert!(shown.note.is_none() && shown.on.is_some(), "the note is masked");
        let reason = lifelight::domain::audit::UnmaskReason::CorrectRecord;
        let full = people::unmask(app, &clerk, person, reason).await.expect("in full");
        assert_eq!(full.death.expect("it").note.as_deref(), Some("合成：邻居说起"));
        let ended = match_cases::get(app, &clerk, case).await.expect("the case").case;
        assert_eq!(ended.course.ending.expect("an end").reason, Reason::X2);
        let back = tasks::get(app, &clerk, task).await.expect("the task").told.task;
        assert_eq!(back.state, TaskState::Withdrawn);
        let guests = commemorations::get(app, &clerk, event).await.expect("it").guests;
        assert_eq!(guests[0].invitation.state, InvitationState::Withdrawn);
        let lifted = people::set_do_not_contact(app, &clerk, person, now, false).await;
        assert_eq!(code(lifted), "deceased");
        let twice = service::record(app, &clerk, person, now, &death).await;
        assert_eq!(code(twice), "deceased");

        let denied = service::revoke(app, &clerk, person, now).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))));
        service::revoke(app, &chief, person, now).await.expect("taken back");
        let hers = people::get(app, &clerk, person).await.expect("her").person;
        assert_eq!((hers.status, hers.do_not_contact), (PersonStatus::Living, false));
        assert!(hers.death.is_none());
        let open = match_cases::get(app, &clerk, case).await.expect("the case").case;
        assert!(open.course.ending.is_none(), "the volunteer can be called again");
        let again = service::revoke(app, &chief, person, now + 1).await;
        assert_eq!(code(again), "not_deceased");
        let trail = actions(registry, person).await;
        assert_eq!(trail[..1], [Action::DeathRevoked]);
        assert!(trail.contains(&Action::DeathRecorded));
        assert_eq!(actions(registry, case).await[..2], [Action::CaseCorrected, Action::CaseEnded]);
        assert_eq!(actions(registry, task).await[0], Action::TaskWithdrawn);
        // What was recorded stays in the history.
        let past = people::past(app, &clerk, person, reason).await.expect("her past");
        let deaths = past.iter().flat_map(|change| &change.differences);
        assert!(deaths.into_iter().any(|one| one.field == "death.told_by"));
    })
    .await;
}

#[tokio::test]
async fn her_own_silence_and_a_donations_word_are_not_taken_back() {
    each_engine(async |registry| {
        let app = &registry.app;
        let clerk = registry.caller(Role::Coordinator, JINPING).await;
        let chief = registry.caller(Role::Supervisor, FENGHUA).await;
        let sibling = registry.caller(Role::Supervisor, YUELIN).await;
        let person = register(app, &clerk, 1).await;
        let now = people::set_do_not_contact(app, &clerk, person, 1, true).await.expect("silence");
        let foreign = service::record(app, &sibling, person, now, &told("", "family")).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        let now = service::record(app, &clerk, person, now, &told("", "community")).await;
        let now = now.expect("recorded");
        let foreign = service::revoke(app, &sibling, person, now).await;
        assert!(matches!(foreign, Err(ServiceError::Missing)));
        service::revoke(app, &chief, person, now).await.expect("taken back");
        let hers = people::get(app, &clerk, person).await.expect("her").person;
        assert_eq!((hers.status, hers.do_not_contact), (PersonStatus::Living, true));

        let gave = died(app, &clerk, 2).await;
        let now = version(app, &clerk, gave).await;
        assert_eq!(code(service::revoke(app, &chief, gave, now).await), "told_otherwise");
        if let Some(file) = registry.url().strip_prefix("sqlite:") {
            for file in [file.to_owned(), format!("{file}-wal")] {
                let bytes = std::fs::read(file).unwrap_or_default();
                assert_eq!(found_in(&bytes, &["合成：邻居说起".to_owned()]), None);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_death_is_written_down_and_taken_back_at_the_console() {
    each_engine(async |registry| {
        let (clerk, caller) = Visitor::at(registry, Role::Coordinator, JINPING).await;
        let (chief, _) = Visitor::at(registry, Role::Supervisor, JINPING).await;
        let person = register(&registry.app, &caller, 1).await;
        let home = format!("/people/{person}");
        let death = format!("{home}/death");
        clerk.get(&home).await.shows(&[&format!("href=\"{death}\"")]);
        let form = clerk.get(&death).await;
        form.shows(&["先核对是否本人", "村（社区）"]);
        let version = form.value("version").to_owned();
        let wrong = [("version", version.as_str()), ("told_by", "other")];
        let refused = clerk.post(&death, &wrong).await;
        assert_eq!(refused.status, 422);
        refused.shows(&["id=\"f-note-problem\"", "此项必填"]);
        let right = [
            ("version", version.as_str()),
            ("on", "2025-06-01"),
            ("told_by", "community"),
            ("note", "合成村委来电"),
        ];
        assert_eq!(clerk.post(&death, &right).await.location(), home);
        let seen = clerk.get(&home).await;
        seen.shows(&["已登记身故：2025-06-01（村（社区）告知", "已故", "起草缅怀条目"]);
        seen.hides(&["合成村委来电", "death/revoke", &format!("href=\"{death}\"")]);
        let revoke = format!("{death}/revoke");
        assert_eq!(clerk.get(&revoke).await.status, 403);
        chief.get(&home).await.shows(&[&revoke]);
        let form = chief.get(&revoke).await;
        form.shows(&["只用于误记"]);
        let now = form.value("version").to_owned();
        assert_eq!(chief.post(&revoke, &[("version", &now)]).await.location(), home);
        let seen = clerk.get(&home).await;
        seen.hides(&["已登记身故"]);
        seen.shows(&["登记身故", "撤回误记的身故"]);
    })
    .await;
}
