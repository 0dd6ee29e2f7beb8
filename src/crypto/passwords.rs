//! Passwords of accounts: Argon2id with the library's parameters (RFC 9106, OWASP).

use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Hashes `password` into a PHC string. Takes tens of milliseconds: call it off the async threads.
pub fn hash(password: &str) -> String {
    // Unwrap safety: fails only for passwords over 4 GiB; the web bounds them far below.
    Argon2::default().hash_password(password.as_bytes()).expect("a password is short").to_string()
}

/// Whether `password` is the one that was hashed. A malformed hash is never a match.
pub fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_only_itself() {
        let hash = hash("correct horse 生命之光");
        assert!(hash.starts_with("$argon2id$"));
        assert!(matches("correct horse 生命之光", &hash));
        assert!(!matches("correct horse", &hash) && !matches("", "") && !matches("x", "no hash"));
    }
}
