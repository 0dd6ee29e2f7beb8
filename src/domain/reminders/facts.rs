//! What rules see of a person, a care ledger, a coordinator and an account.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    stops::Stop,
    subjects::{Anchor, Contact, Family, Item, Progress, Subject, SubjectKind, Watch},
};
use crate::domain::{
    calendar::Calendar,
    care::{
        CareLedger, LedgerKind,
        contact::ContactKind,
        members::{Kinship, Member},
    },
    coordinators::Coordinator,
    donations::Donation,
    match_cases::{MatchCase, deadlines::Windows, steps::Stage},
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{Registration, RegistrationStatus, Stance},
};

/// What is known of a subject beside its own record.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The day it came into the registry.
    pub entered_on: NaiveDate,
    /// By how many days what hangs on an age is brought forward.
    pub jitter: u32,
    /// Contacts of the last weeks.
    pub contacts: Vec<Contact>,
}

impl Subject {
    pub(in crate::domain) fn new(id: Uuid, kind: SubjectKind, unit: Uuid, beside: Beside) -> Self {
        let Beside { entered_on, jitter, contacts } = beside;
        Self {
            id,
            kind,
            unit,
            entered_on,
            stop: None,
            lives: None,
            birth_date: None,
            graduates_in: None,
            reached_in: None,
            jitter,
            family: None,
            contacts,
            items: Vec::new(),
        }
    }

    /// A registered person with her match cases and what she gave after her death.
    pub fn person(
        person: &Person,
        cases: &[MatchCase],
        donations: &[Donation],
        windows: &Windows,
        calendar: &Calendar,
        beside: Beside,
    ) -> Self {
        let offers = person.registrations.iter().filter(|one| one.stance == Stance::Offers);
        let items = offers
            .map(|offer| registration(offer, person))
            .chain(cases.iter().map(|case| match_case(case, windows, calendar)))
            .chain(cases.iter().filter_map(collection))
            .chain(donations.iter().map(donation));
        Self {
            stop: match person.status {
                PersonStatus::Merged => Some(Stop::Merged),
                PersonStatus::Deceased => Some(Stop::Deceased),
                PersonStatus::Living => person.do_not_contact.then_some(Stop::DoNotContact),
            },
            lives: Some(person.status != PersonStatus::Deceased),
            birth_date: person.identity.birth_date,
            graduates_in: person.identity.graduates_in,
            reached_in: person.contacts.reached_in(),
            items: items.collect(),
            ..Self::new(person.id, SubjectKind::Person, person.unit, beside)
        }
    }

    /// A care ledger, and whether the person it points to lives.
    pub fn ledger(ledger: &CareLedger, lives: Option<bool>, beside: Beside) -> Self {
        let story = &ledger.story;
        let reachable =
            |member: &Member| member.contact.kind() != ContactKind::No && !member.stops.stands();
        let bereaved = ledger.kind == LedgerKind::Family;
        let remembered = story.remembered.filter(|_| bereaved);
        let nobody = !story.members.is_empty() && !story.members.iter().any(reachable);
        let parent = |member: &&Member| matches!(member.kinship, Kinship::Father | Kinship::Mother);
        let within_reach = || story.members.iter().filter(|member| reachable(member));
        let item = Item::new(ledger.id, Watch::CareLedger, None)
            .day(Anchor::Remembered, remembered.map(|day| day.died_on))
            .day(Anchor::Opened, Some(beside.entered_on));
        Self {
            stop: match (story.is_silenced(), nobody) {
                (true, _) => Some(Stop::Silenced),
                (_, true) => Some(Stop::NobodyToContact),
                _ if !bereaved && lives == Some(false) => Some(Stop::Deceased),
                _ => None,
            },
            lives,
            family: Some(Family {
                bereaved,
                remembered: remembered.map(|day| (day.died_on, day.lunar)),
                parents: within_reach().filter(parent).filter_map(|m| m.birth_date).collect(),
                at_school: within_reach().any(Member::is_at_school),
            }),
            items: vec![item],
            ..Self::new(ledger.id, SubjectKind::Ledger, ledger.unit, beside)
        }
    }

    /// A coordinator of the register.
    pub fn coordinator(coordinator: &Coordinator, beside: Beside) -> Self {
        let item = Item::new(coordinator.id, Watch::Certificate, None)
            .day(Anchor::CertifiedUntil, Some(coordinator.certified_until));
        Self {
            stop: coordinator.banned.then_some(Stop::Banned),
            items: vec![item],
            ..Self::new(coordinator.id, SubjectKind::Coordinator, coordinator.unit, beside)
        }
    }

    /// An account.
    pub fn account(id: Uuid, unit: Uuid, open: bool, beside: Beside) -> Self {
        let item =
            Item::new(id, Watch::Account, None).day(Anchor::Created, Some(beside.entered_on));
        Self {
            stop: (!open).then_some(Stop::Closed),
            items: vec![item],
            ..Self::new(id, SubjectKind::Account, unit, beside)
        }
    }
}

fn registration(registration: &Registration, person: &Person) -> Item {
    let details = &registration.details;
    let mut lists = details.lists.clone();
    lists.sort_by_key(|list| (list.received_on, list.year));
    let listed_on = lists.last().map(|list| list.received_on);
    Item {
        stop: match registration.status {
            RegistrationStatus::Active => None,
            RegistrationStatus::Paused => Some(Stop::Paused),
            RegistrationStatus::Withdrawn => Some(Stop::Withdrawn),
            RegistrationStatus::Realised => Some(Stop::Realised),
        },
        pooled_on: registration.pooled_on,
        lists,
        ..Item::new(registration.id, Watch::Registration, Some(registration.programme))
            .day(Anchor::Registered, registration.registered_on)
            .day(Anchor::Sampled, details.sampled_on)
            .day(Anchor::Pooled, registration.pooled_on)
            .day(Anchor::Born, person.identity.birth_date)
            .day(Anchor::Listed, listed_on)
    }
}

fn match_case(case: &MatchCase, windows: &Windows, calendar: &Calendar) -> Item {
    let course = &case.course;
    let agreed = course.step(Stage::Agreed);
    let agreed_on = agreed.map(|step| step.on().unwrap_or(case.notice_on));
    let reached = course.reached();
    Item {
        stop: course.is_over().then_some(Stop::Over),
        progress: Some(Progress {
            called: !course.attempts.is_empty() || reached.is_some(),
            answered: reached.is_some(),
            agreed: agreed.is_some(),
            consented: reached >= Some(Stage::Consented),
        }),
        ..Item::new(case.id, Watch::MatchCase, Some(Programme::StemCell))
            .day(Anchor::Notified, Some(case.notice_on))
            .day(Anchor::AnswerBy, Some(calendar.after(case.notice_on, windows.answer)))
            .day(Anchor::ConsentBy, agreed_on.map(|day| calendar.after(day, windows.verification)))
    }
}

fn collection(case: &MatchCase) -> Option<Item> {
    let collection = case.course.collection()?;
    Some(Item {
        product: collection.product,
        recovered_on: case.course.aftercare.recovered_on,
        ..Item::new(case.id, Watch::Collection, Some(Programme::StemCell))
            .day(Anchor::Collected, collection.until.or(collection.on))
    })
}

fn donation(donation: &Donation) -> Item {
    Item {
        stop: donation.is_over().then_some(Stop::Over),
        ..Item::new(donation.id, Watch::Donation, Some(donation.programme))
            .day(Anchor::Realised, donation.realised_on())
    }
}
