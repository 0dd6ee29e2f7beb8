//! How slow guessing gets.

use std::net::IpAddr;

use chrono::Duration;

use super::super::{App, Result, ServiceError};
use crate::store::{
    Origin,
    throttles::{self, Attempt, Subject},
};

/// Failures without a wait: a name is typed by one person, an address may be a whole office's.
const FREE_BY_NAME: i64 = 5;
const FREE_BY_ADDRESS: i64 = 50;
/// The longest wait, so that nobody can be kept out for good by somebody else's guessing.
const LONGEST_WAIT: Duration = Duration::minutes(15);
/// Failures this old no longer count.
pub const FAILURES_COUNT_FOR: Duration = Duration::hours(24);

/// Counts the attempt as a failure until it is known to be good.
pub(super) async fn count(app: &App, origin: &Origin, name: &str, address: IpAddr) -> Result<()> {
    let mut tx = app.store.write(origin).await?;
    let now = tx.now;
    let mut blocked = now;
    for (subject, free) in
        [(Subject::Name(name), FREE_BY_NAME), (Subject::Address(address), FREE_BY_ADDRESS)]
    {
        match throttles::count(&mut tx, subject, now - FAILURES_COUNT_FOR).await? {
            Attempt::BlockedUntil(until) => blocked = blocked.max(until),
            Attempt::Counted(failures) if failures > free => {
                throttles::block(&mut tx, subject, now + wait(failures - free)).await?;
            }
            Attempt::Counted(_) => {}
        }
    }
    if blocked > now {
        // Dropping the transaction counts nothing: waiting is enough, trying too early costs no more.
        let seconds = (blocked - now + Duration::microseconds(999_999)).num_seconds();
        return Err(ServiceError::Throttled(seconds));
    }
    Ok(tx.commit_unseen().await?)
}

/// The wait after the `n`th failure that is not free: 2, 4, 8 … seconds.
fn wait(n: i64) -> Duration {
    let seconds = 1_i64 << n.clamp(0, 30);
    Duration::seconds(seconds).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (1..=11).map(|n| wait(n).num_seconds()).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(wait(i64::MAX), LONGEST_WAIT);
    }
}
