//! Messages (消息): what is sent to a person instead of calling her, and the digest to a coordinator. Text and
//! recipient are made at the moment of delivery; what waits in between is an id and a day.

pub mod inputs;
mod limits;
pub mod templates;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use super::{codes::codes, contact_ledger::ContactMeans};

pub use limits::Limits;

codes! {
    /// Where a message stands.
    MessageState {
        /// Its time has not come, or it is to be tried again.
        Waiting = "waiting", "待发", "Waiting";
        /// An instance has it in hand.
        Claimed = "claimed", "发送中", "In hand";
        /// It was handed over.
        Sent = "sent", "已发出", "Sent";
        /// Every try failed: somebody has to look.
        Dead = "dead", "发送失败", "Failed";
        /// It is not sent: what it is about was stopped, or she cannot be reached by a message.
        Cancelled = "cancelled", "不发送", "Not sent";
    }
}

codes! {
    /// What a message is about.
    MessageKind {
        /// A reminder whose rule sends a message; its id is the reminder's.
        Reminder = "reminder", "提醒", "Reminder";
        /// The morning's counts for an account.
        Digest = "digest", "每日摘要", "Morning digest";
    }
}

codes! {
    /// Why a message was not taken.
    Refusal {
        /// Nobody answered, or it was too busy: it is tried again.
        Unreachable = "unreachable", "网关无应答或繁忙", "The gateway did not answer or was busy";
        /// The gateway takes no such message: trying again by itself is of no use.
        Rejected = "rejected", "网关拒收", "The gateway rejected it";
    }
}

/// A message on its way. Nothing of it is ever written to database or log.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// The idempotency id: however often it is sent, it is one message.
    pub id: Uuid,
    /// By which means.
    pub means: ContactMeans,
    /// The number or the address.
    pub to: String,
    /// What it is about, for a mail's subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The code of the template.
    pub template: String,
    /// The template's version.
    pub version: u32,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({}, …)", self.id)
    }
}

/// From this hour on nobody is disturbed (handbook §3.6: 22:00–8:00).
const QUIET_FROM: u32 = 22;
/// Until this hour.
const QUIET_UNTIL: u32 = 8;

/// The instant at which messages of `day` may be sent: 08:00 in the office's zone.
pub fn morning_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let eight = day.and_time(NaiveTime::MIN) + Duration::hours(i64::from(QUIET_UNTIL));
    // Where clocks are put forward over eight o'clock, by the clock as it was before.
    zone.from_local_datetime(&eight).earliest().map_or_else(|| eight.and_utc(), |at| at.to_utc())
}

/// When the quiet hours end, where `now` lies in them.
pub fn quiet_until(now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let local = now.with_timezone(&zone);
    let today = local.date_naive();
    if local.hour() < QUIET_UNTIL {
        Some(morning_of(today, zone))
    } else if local.hour() >= QUIET_FROM {
        today.succ_opt().map(|tomorrow| morning_of(tomorrow, zone))
    } else {
        None
    }
}

/// How long to wait after the `failures`th failure in a row: 2, 4, 8 … minutes, six hours at most.
pub fn backoff(failures: i64) -> Duration {
    let minutes = 1_i64 << failures.clamp(1, 9);
    Duration::minutes(minutes.min(360))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_the_offices() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        for (now, until) in [
            ("2025-06-01T13:59:59Z", None),
            ("2025-06-01T14:00:00Z", Some("2025-06-02T00:00:00Z")),
            ("2025-06-01T23:59:59Z", Some("2025-06-02T00:00:00Z")),
            ("2025-06-02T00:00:00Z", None),
        ] {
            assert_eq!(quiet_until(at(now), zone), until.map(at), "{now}");
        }
        // Berlin puts its clocks forward that night: 08:00 there is 06:00 UTC already.
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(
            quiet_until(at("2025-03-29T22:30:00Z"), berlin),
            Some(at("2025-03-30T06:00:00Z"))
        );
    }

    #[test]
    fn the_wait_grows_and_has_an_end() {
        let waits: Vec<Duration> = (1..20).map(backoff).collect();
        assert!(waits.is_sorted());
        assert_eq!((waits[0], waits[18]), (Duration::minutes(2), Duration::hours(6)));
    }
}
