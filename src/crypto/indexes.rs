//! Blind indexes: keyed hashes under which a sealed record is found again.
//!
//! Of what people are found by, only the document number and the whole phone have a key for the
//! whole registry. Everything else is keyed per managing unit and truncated, after CipherSweet's
//! planner: with `R` records of one unit and `L` bits, `2 ≤ R/2^L ≤ √R` records should share a token
//! by coincidence. `R` is planned at 4,096 people a unit, hence 6 to 11 bits. SECURITY.md says what
//! each index leaks.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::secret::Secret;

/// What an index is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexKind {
    /// The whole document number with its kind; also the duplicate check.
    Document,
    /// The whole phone number.
    Phone,
    /// The full name.
    Name,
    /// The surname.
    Surname,
    /// The pinyin initials of the full name.
    Initials,
    /// The last four characters of a phone or a document number.
    LastFour,
    /// The office's own card number.
    CardNumber,
    /// The national registry's number.
    NationalNumber,
    /// The account name or network address whose failed sign-ins are counted.
    Throttle,
    /// A session's, link's or API token's secret. Keyed, so that who writes into the database
    /// without the key file cannot plant one.
    Bearer,
    /// Which thing, rule and occurrence a reminder is.
    Reminder,
    /// By how many days what hangs on somebody's age is brought forward.
    Jitter,
    /// The donor of a family as an imported sheet tells her.
    Donor,
    /// Which of two equal cells of a published table stays blank; kept nowhere.
    Tie,
}

impl IndexKind {
    /// The name in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Surname => "surname",
            Self::Initials => "initials",
            Self::LastFour => "last_four",
            Self::CardNumber => "card_number",
            Self::NationalNumber => "national_number",
            Self::Throttle => "throttle",
            Self::Bearer => "bearer",
            Self::Reminder => "reminder",
            Self::Jitter => "jitter",
            Self::Donor => "donor",
            Self::Tie => "tie",
        }
    }

    /// Bits that are kept; `None` keeps all 256 and keys the whole registry.
    const fn bits(self) -> Option<u32> {
        match self {
            Self::Document
            | Self::Phone
            | Self::Throttle
            | Self::Bearer
            | Self::Reminder
            | Self::Jitter
            | Self::Donor
            | Self::Tie => None,
            Self::Surname => Some(6),
            Self::Initials => Some(8),
            Self::Name | Self::LastFour => Some(10),
            Self::CardNumber | Self::NationalNumber => Some(11),
        }
    }

    /// Whether one key serves the whole registry.
    pub const fn is_registry_wide(self) -> bool {
        self.bits().is_none()
    }
}

/// Makes the tokens of the blind indexes.
#[derive(Debug, Clone)]
pub struct Indexes {
    key: Secret<[u8; 32]>,
}

impl Indexes {
    pub(super) fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    /// The token of `text` (normalised by the domain) for people managed by `unit`.
    pub fn token(&self, kind: IndexKind, unit: Uuid, text: &str) -> Vec<u8> {
        let scope = if kind.is_registry_wide() { Uuid::nil() } else { unit };
        let mut mac = keyed(self.key.expose());
        mac.update(kind.code().as_bytes());
        mac.update(&[0]);
        mac.update(scope.as_bytes());
        let office_key: [u8; 32] = mac.finalize().into_bytes().into();
        let mut mac = keyed(&office_key);
        mac.update(text.as_bytes());
        let full = mac.finalize().into_bytes();
        match kind.bits() {
            None => full.to_vec(),
            Some(bits) => {
                let short = u16::from_be_bytes([full[0], full[1]]) >> (16 - bits);
                short.to_be_bytes().to_vec()
            }
        }
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // Unwrap safety: HMAC takes keys of every length.
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_tokens_stay_within_the_planned_coincidences() {
        let planned: f64 = 4096.0;
        for kind in [
            IndexKind::Name,
            IndexKind::Surname,
            IndexKind::Initials,
            IndexKind::LastFour,
            IndexKind::CardNumber,
            IndexKind::NationalNumber,
        ] {
            let coincidences = planned / f64::from(1 << kind.bits().unwrap());
            assert!((2.0..=planned.sqrt()).contains(&coincidences), "{kind:?}: {coincidences}");
        }
    }

    #[test]
    fn only_document_and_phone_are_the_same_in_every_unit() {
        let indexes = Indexes::new(Secret::new([7; 32]));
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let same = |kind| {
            let differing = (0..64).filter(|n: &i32| {
                let text = n.to_string();
                indexes.token(kind, here, &text) != indexes.token(kind, there, &text)
            });
            differing.count() == 0
        };
        assert!(same(IndexKind::Document) && same(IndexKind::Phone));
        assert!(!same(IndexKind::Name) && !same(IndexKind::Surname) && !same(IndexKind::LastFour));
    }
}
