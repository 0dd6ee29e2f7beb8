//! Signatures of what goes to the SMS gateway and comes back from it: HMAC-SHA256 over purpose, time and body, so
//! that neither can pass for the other, nor an old one for a new one.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::secret::Secret;

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// A message to the gateway.
    Message,
    /// A receipt from it.
    Receipt,
}

impl Signed {
    const fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Receipt => "receipt",
        }
    }
}

fn mac(secret: &Secret<String>, what: Signed, timestamp: i64, body: &[u8]) -> Hmac<Sha256> {
    // Unwrap safety: HMAC takes keys of every length.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("HMAC takes keys of every length");
    mac.update(format!("{}.{timestamp}.", what.code()).as_bytes());
    mac.update(body);
    mac
}

/// `sha256=` and 64 hexadecimal digits. `timestamp` is in seconds since 1970.
pub fn sign(secret: &Secret<String>, what: Signed, timestamp: i64, body: &[u8]) -> String {
    let bytes = mac(secret, what, timestamp, body).finalize().into_bytes();
    bytes.iter().fold("sha256=".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether `given` is the signature; takes as long whichever digit is wrong.
pub fn verify(
    secret: &Secret<String>,
    what: Signed,
    timestamp: i64,
    body: &[u8],
    given: &str,
) -> bool {
    let Some(hex) = given.strip_prefix("sha256=").filter(|hex| hex.len() == 64) else {
        return false;
    };
    let digits: Option<Vec<u8>> = (0..32)
        .map(|n| hex.get(2 * n..2 * n + 2).and_then(|two| u8::from_str_radix(two, 16).ok()))
        .collect();
    digits.is_some_and(|digits| mac(secret, what, timestamp, body).verify_slice(&digits).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_own_and_nothing_else() {
        let secret = Secret::new("synthetic secret".to_owned());
        let signature = sign(&secret, Signed::Message, 1_700_000_000, b"{}");
        // From OpenSSL: printf 'message.1700000000.{}' | openssl dgst -sha256 -hmac 'synthetic secret'
        assert_eq!(signature, EXPECTED);
        let verify = |secret: &str, what, at, body: &[u8], given: &str| {
            super::verify(&Secret::new(secret.to_owned()), what, at, body, given)
        };
        let (at, body) = (1_700_000_000, b"{}".as_slice());
        assert!(verify("synthetic secret", Signed::Message, at, body, &signature));
        assert!(!verify("another", Signed::Message, at, body, &signature));
        assert!(!verify("synthetic secret", Signed::Receipt, at, body, &signature));
        assert!(!verify("synthetic secret", Signed::Message, at + 1, body, &signature));
        assert!(!verify("synthetic secret", Signed::Message, at, b"{ }", &signature));
        for broken in [
            "",
            "sha256=",
            &signature[7..],
            &signature.replace("sha256", "sha1"),
            "sha256=合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成合成 ",
        ] {
            assert!(!verify("synthetic secret", Signed::Message, at, body, broken), "{broken}");
        }
    }

    const EXPECTED: &str =
        "sha256=a4fcbbf5aa2461521b7a5935a8b142662307f5e57479d7a9ad1439f6faef69ad";
}
