//! Whom to call first: fixed, public points, never learned and never about sex, age or origin
//! (statistics §4). They order calls; they neither rank nor describe a volunteer to anybody else.

use chrono::{Months, NaiveDate};

use crate::domain::{
    codes::codes, contacts::InvalidReason, person::Person, programmes::Programme,
    registrations::Channel,
};

codes! {
    /// Why a volunteer is likelier to be lost.
    Point {
        /// Nobody has reached her for more than three years: two points.
        NoContactThreeYears = "no_contact_three_years", "三年以上未确认联系", "No confirmed contact for over three years";
        /// Nobody has reached her for one to three years.
        NoContactOneYear = "no_contact_one_year", "一至三年未确认联系", "No confirmed contact for one to three years";
        /// More than five years on the register.
        FiveYears = "five_years", "入库五年以上", "More than five years on the register";
        /// Left school since, or a number failed once.
        NumberAtRisk = "number_at_risk", "已毕业或有号码失效", "Left school, or a number failed";
        /// Recruited at an event, without a talk.
        MassEvent = "mass_event", "集中活动招募", "Recruited at an event";
    }
}

impl Point {
    /// How many points it is.
    pub const fn weight(self) -> u32 {
        match self {
            Self::NoContactThreeYears => 2,
            _ => 1,
        }
    }
}

/// The points that hold for a volunteer.
pub fn points(person: &Person, today: NaiveDate) -> Vec<Point> {
    let mut points = Vec::new();
    let years_ago = |years: u32| today.checked_sub_months(Months::new(12 * years)).unwrap_or(today);
    let registration = person.registrations.iter().find(|r| r.programme == Programme::StemCell);
    let entered = registration.and_then(|r| r.pooled_on.or(r.registered_on));
    let reached = person.contacts.phones.iter().filter_map(|phone| phone.verified_on).max();
    match reached.or(entered) {
        Some(day) if day > years_ago(1) => {}
        Some(day) if day > years_ago(3) => points.push(Point::NoContactOneYear),
        _ => points.push(Point::NoContactThreeYears),
    }
    if entered.is_some_and(|day| day <= years_ago(5)) {
        points.push(Point::FiveYears);
    }
    let failed =
        |reason| matches!(reason, InvalidReason::OutOfService | InvalidReason::SomebodyElse);
    let a_number_failed =
        person.contacts.phones.iter().any(|phone| phone.invalid.is_some_and(failed));
    if a_number_failed || person.identity.graduates_in.is_some_and(|month| month <= today) {
        points.push(Point::NumberAtRisk);
    }
    let event = [Channel::University, Channel::Community, Channel::Employer];
    if registration.and_then(|r| r.channel).is_some_and(|channel| event.contains(&channel)) {
        points.push(Point::MassEvent);
    }
    points
}

/// Their sum.
pub fn sum(points: &[Point]) -> u32 {
    points.iter().map(|point| point.weight()).sum()
}
