//! Sealing of personal data: AES-256-GCM under a record key of the data subject's own.
//!
//! A sealed value is `format (1) ‖ suite (1) ‖ key id (4, big endian) ‖ nonce (12) ‖ ciphertext`.
//! Its place in the database is associated data, so that it opens nowhere else.

use aes_gcm::{Aes256Gcm, KeyInit, aead::AeadInOut};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    random::{self, Random},
    secret::Secret,
};

const FORMAT: u8 = 1;
/// Suite 1 is AES-256-GCM. A national SM4-GCM suite would be the next number.
const AES_256_GCM: u8 = 1;
const HEADER: usize = 6;
const NONCE: usize = 12;
/// Sealed records are padded to a multiple of this, so that their length tells little.
const PAD: usize = 256;

/// The random 256-bit key of one data subject.
#[derive(Clone, Debug)]
pub struct RecordKey(Secret<[u8; 32]>);

/// The sealed bytes do not belong here, were changed, or the key is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed bytes do not open in this place")]
pub struct SealBroken;

/// Where a sealed value stands: everything in it is authenticated, so that a value moved to another
/// row or column, an older value put back, or a bound column changed by hand fails to open.
#[derive(Debug, Clone)]
pub struct Place {
    associated: Vec<u8>,
}

impl Place {
    /// The place `column` of the row `row` of `table`, at the record's `version`.
    pub fn new(table: &str, row: Uuid, column: &str, version: i64) -> Self {
        let place = Self { associated: Vec::with_capacity(128) };
        place
            .bind("table", table.as_bytes())
            .bind("row", row.as_bytes())
            .bind("column", column.as_bytes())
            .bind("version", &version.to_be_bytes())
    }

    /// Binds one more plaintext column of the row. Names and values are length-prefixed, so that no
    /// two lists of columns give the same bytes.
    #[must_use]
    pub fn bind(mut self, name: &str, value: &[u8]) -> Self {
        for part in [name.as_bytes(), value] {
            self.associated.extend_from_slice(&(part.len() as u64).to_be_bytes());
            self.associated.extend_from_slice(part);
        }
        self
    }
}

impl RecordKey {
    /// A new key.
    pub fn generate(random: &dyn Random) -> Self {
        Self(Secret::new(random::bytes(random)))
    }

    /// The key from its bytes.
    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The key's bytes, to be wrapped.
    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// Seals `plain` for `place`, padded.
    pub fn seal(&self, random: &dyn Random, plain: &[u8], place: &Place) -> Vec<u8> {
        let padded_len = (plain.len() + 4).next_multiple_of(PAD);
        let mut padded = Zeroizing::new(Vec::with_capacity(padded_len));
        padded.extend_from_slice(&(plain.len() as u32).to_be_bytes());
        padded.extend_from_slice(plain);
        padded.resize(padded_len, 0);
        seal_raw(self.expose(), 0, random, &padded, place)
    }

    /// Opens what [`RecordKey::seal`] sealed for the same place.
    pub fn open(&self, sealed: &[u8], place: &Place) -> Result<Zeroizing<Vec<u8>>, SealBroken> {
        let (_, padded) = open_raw(sealed, place, |_| Some(*self.expose()))?;
        let (len, rest) = padded.split_first_chunk::<4>().ok_or(SealBroken)?;
        let plain = rest.get(..u32::from_be_bytes(*len) as usize).ok_or(SealBroken)?;
        Ok(Zeroizing::new(plain.to_vec()))
    }
}

/// Seals `plain` under `key`, whose id is written in front.
pub(super) fn seal_raw(
    key: &[u8; 32],
    key_id: u32,
    random: &dyn Random,
    plain: &[u8],
    place: &Place,
) -> Vec<u8> {
    let nonce: [u8; NONCE] = random::bytes(random);
    let mut out = Vec::with_capacity(HEADER + NONCE + plain.len() + 16);
    out.extend_from_slice(&[FORMAT, AES_256_GCM]);
    out.extend_from_slice(&key_id.to_be_bytes());
    let place = place.clone().bind("header", &out);
    out.extend_from_slice(&nonce);
    let mut body = plain.to_vec();
    // Unwrap safety: AES-GCM refuses only inputs of many gigabytes.
    Aes256Gcm::new(key.into())
        .encrypt_in_place(&nonce.into(), &place.associated, &mut body)
        .expect("a record fits into one AES-GCM message");
    out.append(&mut body);
    out
}

/// Opens what [`seal_raw`] sealed; `key_of` finds the key by the id in the header.
pub(super) fn open_raw(
    sealed: &[u8],
    place: &Place,
    key_of: impl FnOnce(u32) -> Option<[u8; 32]>,
) -> Result<(u32, Zeroizing<Vec<u8>>), SealBroken> {
    let (header, rest) = sealed.split_first_chunk::<HEADER>().ok_or(SealBroken)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(SealBroken)?;
    let [FORMAT, AES_256_GCM, id @ ..] = *header else { return Err(SealBroken) };
    let key_id = u32::from_be_bytes(id);
    let key = Zeroizing::new(key_of(key_id).ok_or(SealBroken)?);
    let place = place.clone().bind("header", header);
    let mut plain = Zeroizing::new(body.to_vec());
    Aes256Gcm::new((&*key).into())
        .decrypt_in_place(&(*nonce).into(), &place.associated, &mut *plain)
        .map_err(|_| SealBroken)?;
    Ok((key_id, plain))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::random::OsRandom;

    fn place(row: u128, column: &str, version: i64, status: &str) -> Place {
        Place::new("people", Uuid::from_u128(row), column, version)
            .bind("status", status.as_bytes())
    }

    proptest! {
        #[test]
        fn opens_in_its_place_and_nowhere_else(
            plain in proptest::collection::vec(any::<u8>(), 0..600),
            row: u128, version: i64, flip in 0usize..4,
        ) {
            let key = RecordKey::generate(&OsRandom);
            let home = place(row, "details", version, "active");
            let sealed = key.seal(&OsRandom, &plain, &home);
            prop_assert_eq!(&*key.open(&sealed, &home).unwrap(), &plain);
            let elsewhere = match flip {
                0 => place(row.wrapping_add(1), "details", version, "active"),
                1 => place(row, "contacts", version, "active"),
                2 => place(row, "details", version.wrapping_add(1), "active"),
                _ => place(row, "details", version, "withdrawn"),
            };
            prop_assert_eq!(key.open(&sealed, &elsewhere), Err(SealBroken));
            prop_assert_eq!(RecordKey::generate(&OsRandom).open(&sealed, &home), Err(SealBroken));
        }

        #[test]
        fn any_changed_byte_is_found(at in 0usize..300, bit in 0u8..8) {
            let key = RecordKey::generate(&OsRandom);
            let home = place(7, "details", 1, "active");
            let mut sealed = key.seal(&OsRandom, b"synthetic", &home);
            let at = at % sealed.len();
            sealed[at] ^= 1 << bit;
            prop_assert_eq!(key.open(&sealed, &home), Err(SealBroken));
        }
    }

    #[test]
    fn length_tells_only_the_multiple_of_the_padding() {
        let key = RecordKey::generate(&OsRandom);
        let home = place(7, "details", 1, "active");
        let len = |n: usize| key.seal(&OsRandom, &vec![0; n], &home).len();
        assert_eq!(len(0), len(252));
        assert_ne!(len(252), len(253));
    }
}
