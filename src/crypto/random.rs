//! The random source, passed in like the clock so that tests and the demo can be repeated.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Unwrap safety: without randomness no key, nonce or token may be made; to stop is right.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// `N` random bytes.
pub fn bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut out = [0; N];
    random.fill(&mut out);
    out
}

/// Counts the ids that this process made.
static MADE: AtomicU32 = AtomicU32::new(0);

/// A new UUIDv7: sorts by `now`; those of one millisecond sort in the order in which this process made
/// them (RFC 9562, 6.2, method 1: 26 bits count on, 48 are random).
pub fn new_id(random: &dyn Random, now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let count = MADE.fetch_add(1, Ordering::Relaxed);
    let mut tail: [u8; 10] = bytes(random);
    // The high bits of the first and the third byte are the version and the variant.
    tail[0] = (count >> 22) as u8 & 0x0f;
    tail[1] = (count >> 14) as u8;
    tail[2] = (count >> 8) as u8 & 0x3f;
    tail[3] = count as u8;
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_instant_sort_in_the_order_they_were_made() {
        let now = DateTime::UNIX_EPOCH + chrono::Duration::days(20_000);
        let later = now + chrono::Duration::days(1);
        let ids: Vec<Uuid> = (0..5000)
            .map(|_| {
                // Another clock in the same process does not disturb the order.
                new_id(&OsRandom, later);
                new_id(&OsRandom, now)
            })
            .collect();
        assert!(ids.is_sorted_by(|one, next| one < next));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
