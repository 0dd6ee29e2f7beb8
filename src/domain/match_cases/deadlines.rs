//! How long a notice is held for the patient, in working days (the national registry's figures at
//! WMDA): 60 from the request for extended typing, 53 from that for verification typing.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Course, steps::Stage};
use crate::domain::{calendar::Calendar, codes::codes};

/// The windows; an office may shorten them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Windows {
    /// Working days from the notice until the volunteer has agreed or not.
    pub answer: u32,
    /// Working days from her agreement until she has consented to donate.
    pub verification: u32,
    /// Working days before the end from which on it is time to worry.
    pub warning: u32,
}

impl Default for Windows {
    fn default() -> Self {
        Self { answer: 60, verification: 53, warning: 10 }
    }
}

codes! {
    /// How urgent a case is.
    Urgency {
        /// There is time.
        InTime = "in_time", "时限内", "In time";
        /// The window closes soon.
        Soon = "soon", "即将到期", "Due soon";
        /// The window has closed.
        Over = "over", "已超期", "Overdue";
    }
}

/// When a case's window closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Its last day.
    pub on: NaiveDate,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Working days left, 0 once it has closed.
    pub left: u32,
}

impl Windows {
    /// The window in which `course` stands today; none once consent to donate is given or the case is over.
    pub fn deadline(
        &self,
        notice_on: NaiveDate,
        course: &Course,
        today: NaiveDate,
        calendar: &Calendar,
    ) -> Option<Deadline> {
        if course.is_over() || course.reached() >= Some(Stage::Consented) {
            return None;
        }
        let agreed = course.step(Stage::Agreed);
        let on = match agreed {
            Some(step) => calendar.after(step.on().unwrap_or(notice_on), self.verification),
            None => calendar.after(notice_on, self.answer),
        };
        let left = if today < on { calendar.between(today, on) } else { 0 };
        let urgency = match today {
            today if today > on => Urgency::Over,
            _ if left <= self.warning => Urgency::Soon,
            _ => Urgency::InTime,
        };
        Some(Deadline { on, urgency, left })
    }
}
