//! Certificates of coordinators: from when until when, and what is said about it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::words::Words;

/// One certificate.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its number (证件号), at most 40 characters.
    pub number: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day, not before the first.
    pub until: NaiveDate,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}–{}, …)", self.from, self.until)
    }
}

impl Certificate {
    /// Whether it holds on `day`: both of its ends belong to it.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }

    /// Its number as a screen shows it: the last four characters, of a short one the last.
    pub fn masked_number(&self) -> String {
        let length = self.number.chars().count();
        let shown = if length > 6 { 4 } else { 1 };
        let end: String = self.number.chars().skip(length.saturating_sub(shown)).collect();
        format!("****{end}")
    }
}

/// Until when `certificates` cover every day from `day` on; none where they do not cover `day`.
pub(super) fn covered_until(
    certificates: impl Iterator<Item = Certificate>,
    day: NaiveDate,
) -> Option<NaiveDate> {
    let certificates: Vec<Certificate> = certificates.collect();
    let mut until: Option<NaiveDate> = None;
    loop {
        let next = until.map_or(Some(day), |until| until.succ_opt())?;
        let further = certificates.iter().filter(|one| one.covers(next)).map(|one| one.until).max();
        match further {
            Some(further) => until = Some(further),
            None => return until,
        }
    }
}

/// When an office is told that certificates run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Certificates {
    /// Days before the last day of a certificate from which on it counts as running out.
    pub warning: u32,
}

impl Default for Certificates {
    fn default() -> Self {
        Self { warning: 90 }
    }
}

impl Certificates {
    /// The last days, first and last, of certificates that today's page tells of: those that run out within
    /// the window, and those that ran out as short a time ago. After that only the register tells.
    pub fn told(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let window = chrono::Days::new(u64::from(self.warning));
        (
            today.checked_sub_days(window).unwrap_or(today),
            today.checked_add_days(window).unwrap_or(today),
        )
    }
}

/// Where a coordinator's certificate stands. Ordered as a register shows them: what asks for something first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertificateState {
    /// It has run out.
    Expired {
        /// Its last day.
        since: NaiveDate,
    },
    /// It holds, but not for long.
    Expiring {
        /// Its last day.
        until: NaiveDate,
    },
    /// It begins later.
    NotYet {
        /// Its first day.
        from: NaiveDate,
    },
    /// It holds.
    Valid {
        /// Its last day.
        until: NaiveDate,
    },
    /// She is banned for life, whatever her certificate says.
    Banned,
}

impl CertificateState {
    /// The code in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired { .. } => "expired",
            Self::Expiring { .. } => "expiring",
            Self::NotYet { .. } => "not_yet",
            Self::Valid { .. } => "valid",
            Self::Banned => "banned",
        }
    }

    /// The state in words.
    pub fn words(self, today: NaiveDate) -> Words {
        match self {
            Self::Expired { since } => {
                Words::made(format!("已于 {since} 到期"), format!("expired on {since}"))
            }
            Self::Expiring { until } => {
                let days = (until - today).num_days();
                Words::made(format!("{days} 天后到期"), format!("expires in {days} days"))
            }
            Self::NotYet { from } => {
                Words::made(format!("{from} 起生效"), format!("valid from {from}"))
            }
            Self::Valid { .. } => Words::new("有效", "valid"),
            Self::Banned => Words::new("终身禁止", "banned for life"),
        }
    }
}
