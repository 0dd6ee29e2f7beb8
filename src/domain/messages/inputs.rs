//! What comes in about messages: a gateway's receipt, and the address for the digest.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use validator::ValidateEmail;

use crate::domain::{
    contact_ledger::Receipt,
    words::{Problem, Words},
};

/// What a gateway tells of a message that it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptInput {
    /// The message's id.
    pub id: Uuid,
    /// `delivered` or `failed`.
    pub status: Receipt,
}

/// Reads the address to which an account wants its digest; empty: none is wanted.
///
/// # Errors
/// Where it is no address (field `digest_email`).
pub fn digest_email(typed: &str) -> Result<Option<String>, Problem> {
    match typed.trim() {
        "" => Ok(None),
        address if address.chars().count() <= 254 && address.validate_email() => {
            Ok(Some(address.to_owned()))
        }
        _ => Err(Problem::new(
            "digest_email",
            "email",
            Words::new(
                "邮箱格式不对，例如 name@example.org；不要摘要请留空。",
                "Not an e-mail address, e.g. name@example.org; leave it empty for no digest.",
            ),
        )),
    }
}
