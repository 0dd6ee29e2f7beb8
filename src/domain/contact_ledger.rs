//! The contact ledger (联系台账): every contact with somebody, whoever of the office made it, so that nobody is
//! called twice in a week by two programmes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{codes::codes, programmes::Programme, reminders::Outcome};

codes! {
    /// The way in which contact was made.
    ContactMeans {
        /// By phone.
        Call = "call", "电话", "Call";
        /// At her home or at the office.
        Visit = "visit", "走访", "Visit";
        /// By SMS.
        Sms = "sms", "短信", "SMS";
        /// By e-mail.
        Email = "email", "邮件", "E-mail";
        /// By letter.
        Letter = "letter", "信件", "Letter";
    }
}

codes! {
    /// What is known of a message that was sent.
    Receipt {
        /// It was handed over.
        Sent = "sent", "已发出", "Sent";
        /// It arrived.
        Delivered = "delivered", "已送达", "Delivered";
        /// It did not arrive.
        Failed = "failed", "未送达", "Not delivered";
    }
}

/// One contact.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactEntry {
    /// Its id; of a message its idempotency id too.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The person or the care ledger.
    pub subject: Uuid,
    /// The day.
    pub made_on: NaiveDate,
    /// What is sealed.
    pub details: ContactDetails,
}

/// The sealed part of a contact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDetails {
    /// How.
    pub means: ContactMeans,
    /// For which programme; none for care.
    #[serde(default)]
    pub programme: Option<Programme>,
    /// The rule whose reminder it answers.
    #[serde(default)]
    pub rule: Option<String>,
    /// What came of it, where somebody spoke to her.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// What is known of a message.
    #[serde(default)]
    pub receipt: Option<Receipt>,
}

impl std::fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactDetails(…)")
    }
}
