//! Passwords are hashed off the async threads, and few at once.

use std::sync::LazyLock;

use tokio::sync::Semaphore;

use super::super::{Result, ServiceError};
use crate::crypto::{passwords, secret::Secret};

/// Each hash takes 19 MiB: more at once than this would let a flood of sign-ins take all memory.
static HASHING: Semaphore = Semaphore::const_new(8);

/// What a password is compared with where there is none, so that an unknown name takes as long.
static NOBODY: LazyLock<Secret<String>> =
    LazyLock::new(|| Secret::new(passwords::hash("nobody's password")));

/// Whether `password` is the one that was hashed. Takes as long where there is no hash.
pub async fn matches(password: Secret<String>, hash: Option<Secret<String>>) -> Result<bool> {
    off_thread(move || {
        // Made in either case, so that the first unknown name after a start does not take longer.
        let nobody = &*NOBODY;
        let known = hash.is_some();
        known & passwords::matches(password.expose(), hash.as_ref().unwrap_or(nobody).expose())
    })
    .await
}

/// The hash of a password.
pub async fn hashed(password: Secret<String>) -> Result<Secret<String>> {
    off_thread(move || Secret::new(passwords::hash(password.expose()))).await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let internal = |error: &dyn std::error::Error| ServiceError::Internal(error.to_string());
    let _permit = HASHING.acquire().await.map_err(|error| internal(&error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))
}
