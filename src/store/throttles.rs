//! Failed sign-ins, counted in the database so that every instance knows them: by account name and by
//! network address, both kept only as a blind index.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Result, Session, WriteTx, db::sql};
use crate::crypto::indexes::IndexKind;

/// Whose failures are counted.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// A name that somebody signs in with, whether there is such an account or not.
    Name(&'a str),
    /// Where somebody signs in from.
    Address(IpAddr),
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It is counted as failed until it is known to be good; this many failures in a row.
    Counted(i64),
    /// Not before then.
    BlockedUntil(DateTime<Utc>),
}

impl Subject<'_> {
    fn key(self, session: &Session) -> Vec<u8> {
        let text = match self {
            Self::Name(name) => format!("name {name}"),
            // Whoever has one IPv6 address has its whole /64.
            Self::Address(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => format!("address {address}"),
                None => format!("network {:?}", &address.segments()[..4]),
            },
            Self::Address(IpAddr::V4(address)) => format!("address {address}"),
        };
        session.vault.indexes.token(IndexKind::Throttle, Uuid::nil(), &text)
    }
}

/// Counts an attempt before it is decided, so that a thousand guesses sent at once are counted one by
/// one. Failures older than `forget_before` no longer count. The row stays locked until the end of
/// the transaction: count names before addresses.
///
/// # Errors
/// What the database says.
pub async fn count(
    tx: &mut WriteTx,
    subject: Subject<'_>,
    forget_before: DateTime<Utc>,
) -> Result<Attempt> {
    let (key, now) = (subject.key(tx), tx.now);
    let counted = sql("/* throttles::count */ INSERT INTO sign_in_throttles
         (subject, failures, blocked_until, failed_at) VALUES ($1, 1, $2, $2)
         ON CONFLICT (subject) DO UPDATE SET failed_at = $2,
         failures = CASE WHEN sign_in_throttles.failed_at < $3 THEN 1 ELSE sign_in_throttles.failures + 1 END
         WHERE sign_in_throttles.blocked_until <= $2 RETURNING failures")
    .bind(key.clone())
    .bind(now)
    .bind(forget_before)
    .optional(&mut tx.tx)
    .await?;
    if let Some(row) = counted {
        return Ok(Attempt::Counted(row.get("failures")?));
    }
    let row = sql(
        "/* throttles::count */ SELECT blocked_until FROM sign_in_throttles WHERE subject = $1",
    )
    .bind(key)
    .one(&mut tx.tx)
    .await?;
    Ok(Attempt::BlockedUntil(row.get("blocked_until")?))
}

/// Lets no further attempt pass before `until`.
///
/// # Errors
/// What the database says.
pub async fn block(tx: &mut WriteTx, subject: Subject<'_>, until: DateTime<Utc>) -> Result<()> {
    let key = subject.key(tx);
    sql(
        "/* throttles::block */ UPDATE sign_in_throttles SET blocked_until = $1 WHERE subject = $2",
    )
    .bind(until)
    .bind(key)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Forgets all failures of `subject`.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut WriteTx, subject: Subject<'_>) -> Result<()> {
    let key = subject.key(tx);
    sql("/* throttles::forget */ DELETE FROM sign_in_throttles WHERE subject = $1")
        .bind(key)
        .execute(&mut tx.tx)
        .await?;
    Ok(())
}

/// Takes back one counted attempt that turned out to be good, and the block it brought.
///
/// # Errors
/// What the database says.
pub async fn take_back(tx: &mut WriteTx, subject: Subject<'_>) -> Result<()> {
    let (key, now) = (subject.key(tx), tx.now);
    sql("/* throttles::take_back */ UPDATE sign_in_throttles SET failures = failures - 1, blocked_until = $1
         WHERE subject = $2 AND failures > 0")
    .bind(now)
    .bind(key)
    .execute(&mut tx.tx)
    .await?;
    Ok(())
}

/// Removes what no longer counts, and gives how many that were.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut WriteTx, forget_before: DateTime<Utc>) -> Result<u64> {
    let now = tx.now;
    Ok(sql("/* throttles::sweep */ DELETE FROM sign_in_throttles WHERE failed_at < $1 AND blocked_until <= $2")
        .bind(forget_before)
        .bind(now)
        .execute(&mut tx.tx)
        .await?)
}
