//! What became of people after they registered. What the services have an act for is told through them
//! later; the rest (a donation that took place, a death) stands in the record from the start.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use uuid::Uuid;

use super::{
    draw::Draw,
    plan::{Kind, Plan, Seat},
    words,
};
use crate::domain::{
    audit::UnmaskReason,
    dates::age_on,
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{RegistrationStatus, Stance},
};

/// One thing that happened to a person later.
#[derive(Debug, Clone, Copy)]
pub enum Later {
    /// She withdraws.
    Withdraws {
        /// Everything, or one programme.
        all: bool,
        /// Whether the day is known.
        says_when: bool,
        /// Why; empty where she did not say.
        reason: &'static str,
    },
    /// She pauses.
    Pauses {
        /// And resumes, if there is time left for it.
        resumes: bool,
    },
    /// She asks not to be called any more.
    Silence,
    /// She now refuses what she offered.
    Refuses,
    /// She takes back her consent to publicity, or to contact with the family.
    TakesConsentBack,
    /// Her record is read in full.
    IsRead(UnmaskReason),
    /// A stem-cell volunteer offers organs too.
    OffersMore,
}

/// A [`Later`] with whom and when it concerns.
pub struct Story {
    /// When.
    pub at: DateTime<Utc>,
    /// Whom.
    pub person: Uuid,
    /// Which of the townships manages her.
    pub town: usize,
    /// What.
    pub later: Later,
    /// The stream from which its details are drawn.
    pub stream: u64,
}

/// Puts into a new record what an old ledger or a donation has made of it.
pub fn settle(person: &mut Person, seat: &Seat, plan: &Plan, draw: &mut Draw) {
    if seat.kind == Kind::OldLedger && draw.percent(35) {
        // Old ledgers often lack the day.
        for registration in &mut person.registrations {
            registration.registered_on = None;
            registration.details.sampled_on = None;
        }
        for consent in &mut person.consents {
            consent.details.given_on = None;
        }
    }
    let months_past = (plan.as_of - seat.day).num_days() / 30;
    if months_past < 12 {
        return;
    }
    let ended = plan.as_of - Days::new(u64::from(draw.between(5, 240)));
    let age = person.identity.birth_date.map_or(0, |birth| age_on(birth, ended));
    if person.standing(Programme::StemCell).is_some_and(|r| r.pooled_on.is_some()) {
        if draw.percent(1) {
            realise(person, ended, |_| true);
        }
    } else if age >= 60 && draw.below(1000) < 14 && person.registrations.iter().any(offers) {
        person.status = PersonStatus::Deceased;
        person.do_not_contact = true;
        // Corneas nearly always can be given, organs rarely.
        if draw.percent(70) {
            realise(person, ended, |programme| programme != Programme::Organ);
        }
    }
}

fn offers(registration: &crate::domain::registrations::Registration) -> bool {
    registration.stands() && registration.stance == Stance::Offers
}

fn realise(person: &mut Person, on: NaiveDate, which: impl Fn(Programme) -> bool) {
    for registration in person.registrations.iter_mut().filter(|r| which(r.programme)) {
        registration.status = RegistrationStatus::Realised;
        registration.ended_on = Some(on);
    }
}

/// What happens to the person of `seat` later, if anything.
pub fn draw(
    person: &Person,
    seat: &Seat,
    plan: &Plan,
    draw: &mut Draw,
) -> Option<(DateTime<Utc>, Later)> {
    let living = person.status == PersonStatus::Living && person.registrations.iter().all(offers);
    if !living {
        return None;
    }
    let volunteer = person.standing(Programme::StemCell).is_some();
    let reasons = [
        UnmaskReason::Contact,
        UnmaskReason::VerifyIdentity,
        UnmaskReason::CorrectRecord,
        UnmaskReason::PersonAsked,
    ];
    let later = match draw.below(1000) {
        0..40 => Later::Withdraws {
            all: draw.percent(80),
            says_when: draw.percent(40),
            reason: if draw.percent(35) { draw.pick(words::WITHDRAWAL_REASONS) } else { "" },
        },
        40..52 => Later::Pauses { resumes: draw.percent(35) },
        52..60 => Later::Silence,
        60..64 if !volunteer => Later::Refuses,
        64..76 => Later::TakesConsentBack,
        76..92 => Later::IsRead(draw.pick(&reasons)),
        92..180 if volunteer => Later::OffersMore,
        _ => return None,
    };
    let entered = plan.as_of.min(seat.at.with_timezone(&plan.zone).date_naive());
    let days = u32::try_from((plan.as_of - entered).num_days()).unwrap_or(0);
    if days < 10 {
        return None;
    }
    let mut day = entered + Days::new(u64::from(draw.between(3, days - 1)));
    if day.weekday() == Weekday::Sun {
        day = day - Days::new(1);
    }
    Some((plan.at(day, draw.between(17 * 1800, 17 * 3600)), later))
}
