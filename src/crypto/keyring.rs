//! The root keys: which one is primary, and what is derived from them.
//!
//! The key file is TOML text. It holds wrapping keys by id, one of them primary, and the index key.
//! From each root secret HKDF-SHA256 derives one key a purpose.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    indexes::Indexes,
    random::{self, Random},
    sealing::{Place, RecordKey, SealBroken, open_raw, seal_raw},
    secret::Secret,
};

/// All root keys of one registry.
#[derive(Debug, Clone)]
pub struct Keyring {
    primary: u32,
    wrapping: BTreeMap<u32, Secret<[u8; 32]>>,
    index: Secret<[u8; 32]>,
}

/// What a database remembers of a key, to notice a missing or different one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// `wrap/1`, `index`.
    pub purpose: String,
    /// 16 bytes derived from the key; tells nothing about it.
    pub value: Vec<u8>,
}

/// Why a key file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringBroken {
    /// Not the TOML that [`Keyring::to_text`] writes.
    #[error("the key file is not readable as a Lifelight key file: {0}")]
    Text(String),
    /// A secret is not 32 bytes of base64.
    #[error("a secret in the key file is not 32 bytes of base64")]
    Secret,
    /// The primary key's id has no key.
    #[error("the key file names a primary key that it does not hold")]
    NoPrimary,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    primary: u32,
    index: String,
    #[serde(rename = "key")]
    keys: Vec<FileKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKey {
    id: u32,
    secret: String,
}

impl Keyring {
    /// A new keyring with one wrapping key.
    pub fn generate(random: &dyn Random) -> Self {
        Self {
            primary: 1,
            wrapping: BTreeMap::from([(1, Secret::new(random::bytes(random)))]),
            index: Secret::new(random::bytes(random)),
        }
    }

    /// The text of the key file.
    pub fn to_text(&self) -> Zeroizing<String> {
        let encode = |secret: &Secret<[u8; 32]>| BASE64_STANDARD.encode(secret.expose());
        let file = File {
            primary: self.primary,
            index: encode(&self.index),
            keys: self
                .wrapping
                .iter()
                .map(|(id, secret)| FileKey { id: *id, secret: encode(secret) })
                .collect(),
        };
        // Unwrap safety: numbers and base64 text always are TOML.
        let body = Zeroizing::new(toml::to_string(&file).expect("a key file is TOML"));
        Zeroizing::new(format!(
            "# Lifelight root keys 生命之光根密钥\n\
             # Without this file nobody can ever read the registry again. Keep a copy of it apart\n\
             # from the database and its backups. 没有本文件,登记数据永远无法读出;请与数据库分开另存一份。\n\
             {}",
            &*body
        ))
    }

    /// Reads the text of a key file.
    pub fn parse(text: &str) -> Result<Self, KeyringBroken> {
        // The parser's message may quote the line, and so a secret: keep only where it is.
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            KeyringBroken::Text(format!("byte {at}"))
        })?;
        let decode = |text: &str| -> Result<Secret<[u8; 32]>, KeyringBroken> {
            let bytes =
                Zeroizing::new(BASE64_STANDARD.decode(text).map_err(|_| KeyringBroken::Secret)?);
            Ok(Secret::new(<[u8; 32]>::try_from(&**bytes).map_err(|_| KeyringBroken::Secret)?))
        };
        let wrapping = file
            .keys
            .iter()
            .map(|key| Ok((key.id, decode(&key.secret)?)))
            .collect::<Result<BTreeMap<_, _>, KeyringBroken>>()?;
        if !wrapping.contains_key(&file.primary) {
            return Err(KeyringBroken::NoPrimary);
        }
        Ok(Self { primary: file.primary, wrapping, index: decode(&file.index)? })
    }

    /// The id of the key that wraps new record keys.
    pub fn primary(&self) -> u32 {
        self.primary
    }

    /// Wraps the record key of `subject` under the primary key.
    pub fn wrap(&self, random: &dyn Random, subject: Uuid, key: &RecordKey) -> Vec<u8> {
        // Unwrap safety: `parse` and `generate` leave no keyring without its primary key.
        let root = self.wrapping.get(&self.primary).expect("the primary key is in the keyring");
        seal_raw(&derive(root, b"wrap"), self.primary, random, key.expose(), &wrap_place(subject))
    }

    /// Unwraps the record key of `subject`.
    pub fn unwrap(&self, subject: Uuid, wrapped: &[u8]) -> Result<RecordKey, SealBroken> {
        let key_of = |id: u32| self.wrapping.get(&id).map(|root| derive(root, b"wrap"));
        let (_, bytes) = open_raw(wrapped, &wrap_place(subject), key_of)?;
        Ok(RecordKey::from_bytes(<[u8; 32]>::try_from(&**bytes).map_err(|_| SealBroken)?))
    }

    /// The blind indexes of this keyring.
    pub fn indexes(&self) -> Indexes {
        Indexes::new(Secret::new(derive(&self.index, b"index")))
    }

    /// A fingerprint of every key.
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        let of = |purpose: String, root| Fingerprint {
            purpose,
            value: derive(root, b"fingerprint")[..16].to_vec(),
        };
        let wrapping = self.wrapping.iter().map(|(id, root)| of(format!("wrap/{id}"), root));
        wrapping.chain([of("index".to_owned(), &self.index)]).collect()
    }
}

fn wrap_place(subject: Uuid) -> Place {
    Place::new("record_keys", subject, "wrapped", 0)
}

fn derive(root: &Secret<[u8; 32]>, purpose: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    // Unwrap safety: HKDF-SHA256 gives up to 8160 bytes.
    Hkdf::<Sha256>::new(Some(b"lifelight/1"), root.expose())
        .expand(purpose, &mut out)
        .expect("32 bytes are a valid HKDF output");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random::OsRandom;

    #[test]
    fn the_key_file_reads_back() {
        let keyring = Keyring::generate(&OsRandom);
        let again = Keyring::parse(&keyring.to_text()).unwrap();
        assert_eq!(keyring.fingerprints(), again.fingerprints());
        let key = RecordKey::generate(&OsRandom);
        let subject = Uuid::from_u128(1);
        let wrapped = keyring.wrap(&OsRandom, subject, &key);
        assert_eq!(again.unwrap(subject, &wrapped).unwrap().expose(), key.expose());
        assert!(again.unwrap(Uuid::from_u128(2), &wrapped).is_err(), "bound to its subject");
        assert!(Keyring::generate(&OsRandom).unwrap(subject, &wrapped).is_err(), "another key");
    }

    #[test]
    fn a_broken_key_file_is_named_without_its_secret() {
        let text = Keyring::generate(&OsRandom).to_text().replace("index =", "index");
        let error = Keyring::parse(&text).unwrap_err();
        assert!(matches!(error, KeyringBroken::Text(_)));
        assert!(!error.to_string().contains('='));
        let text = Keyring::generate(&OsRandom).to_text().replace("primary = 1", "primary = 9");
        assert_eq!(Keyring::parse(&text).unwrap_err(), KeyringBroken::NoPrimary);
    }
}
