//! Opaque bearer tokens: sessions, one-time links, API tokens, form tokens.
//! The database keeps only a keyed hash of them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::{
    random::{self, Random},
    secret::Secret,
};

/// A token of 256 random bits, as text for a cookie, a link or a header.
#[derive(Clone, Debug)]
pub struct Token(Secret<String>);

impl Token {
    /// A new token.
    pub fn generate(random: &dyn Random) -> Self {
        Self(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<32>(random))))
    }

    /// A token as it came in.
    pub fn received(text: impl Into<String>) -> Self {
        Self(Secret::new(text.into()))
    }

    /// The text, to be given to its holder once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What the database keeps.
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.expose().as_bytes()).to_vec()
    }

    /// The token that the forms of this session carry against cross-site requests.
    pub fn form_token(&self) -> String {
        // Unwrap safety: HMAC takes keys of every length.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.expose().as_bytes())
            .expect("HMAC takes keys of every length");
        mac.update(b"lifelight form token");
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// Whether `given` is this session's form token. Compares digests, so that timing tells nothing.
    pub fn accepts_form_token(&self, given: &str) -> bool {
        Sha256::digest(given.as_bytes()) == Sha256::digest(self.form_token().as_bytes())
    }
}
