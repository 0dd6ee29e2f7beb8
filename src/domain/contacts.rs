//! How a person can be reached, and through whom.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{codes::codes, documents::Document, names::Name, people::Relation, phones::Phone};

codes! {
    /// Why a number is of no use any more (codes U1 and U2 of the loss reasons).
    InvalidReason {
        /// Out of service.
        OutOfService = "out_of_service", "停机或空号", "Out of service";
        /// It now belongs to somebody else: never say why one calls.
        SomebodyElse = "somebody_else", "号码易主", "Somebody else's now";
        /// The person asked not to use it.
        NotWanted = "not_wanted", "本人要求不再使用", "Not wanted by the person";
        /// It was typed wrongly.
        Mistyped = "mistyped", "录入错误", "Mistyped";
    }
}

/// One phone of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPhone {
    /// The number.
    pub phone: Phone,
    /// The day somebody last reached the person on it.
    pub verified_on: Option<NaiveDate>,
    /// Why it is of no use.
    pub invalid: Option<InvalidReason>,
}

/// All ways to reach a person, in the order to try them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Contacts {
    /// Phones, the preferred first.
    pub phones: Vec<ContactPhone>,
    /// E-mail.
    pub email: Option<String>,
    /// WeChat.
    pub wechat: Option<String>,
    /// Where the person lives.
    pub address: Option<String>,
}

impl std::fmt::Debug for Contacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contacts(…)")
    }
}

impl Contacts {
    /// The month in which somebody last reached the person, as its first day.
    pub fn reached_in(&self) -> Option<NaiveDate> {
        let last = self.phones.iter().filter_map(|phone| phone.verified_on).max();
        last.and_then(|day| day.with_day(1))
    }

    /// She was reached by phone on `day`, on the first number that is of use. Whether that is news.
    pub fn reached(&mut self, day: NaiveDate) -> bool {
        let mut valid = self.phones.iter_mut().filter(|phone| phone.invalid.is_none());
        let Some(phone) = valid.next().filter(|phone| phone.verified_on.is_none_or(|on| on < day))
        else {
            return false;
        };
        phone.verified_on = Some(day);
        true
    }
}

codes! {
    /// What a relative is to the registry.
    RelativeRole {
        /// A relative or friend through whom the person can be reached.
        Relative = "relative", "亲友联系人", "Relative or friend";
        /// Who carries out a body or cornea donation (Ningbo regulation: executor).
        Executor = "executor", "执行人", "Executor";
    }
}

/// A relative, friend or executor: a data subject of her own, with a record key of her own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relative {
    /// Her id.
    pub id: Uuid,
    /// Counts changes from 1.
    pub version: i64,
    /// Relative or executor.
    pub role: RelativeRole,
    /// Her place in the order to call or to act.
    pub position: i64,
    /// What is sealed.
    pub details: RelativeDetails,
}

/// The sealed part of a relative.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelativeDetails {
    /// Her name.
    pub name: Name,
    /// What she is to the person.
    pub relation: Option<Relation>,
    /// Her phone.
    pub phone: Option<Phone>,
    /// Where she lives; two relatives should live apart, so that one survives a move.
    pub address: Option<String>,
    /// Her document, for an executor.
    pub document: Option<Document>,
    /// Whether an executor agreed to act, as she signed it.
    pub agreed: Option<bool>,
    /// The day an executor signed her opinion.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
}

impl Relative {
    /// Whether she is an executor who agreed to act. One who did not, or was never asked, does not count.
    pub fn will_act(&self) -> bool {
        self.role == RelativeRole::Executor && self.details.agreed == Some(true)
    }
}

impl std::fmt::Debug for RelativeDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RelativeDetails(…)")
    }
}
