//! The ways out of the house. Whatever a channel does, it is told the idempotency id, so that who receives a message
//! twice knows it.

use std::{pin::Pin, sync::Arc};

use crate::{
    crypto::secret::Secret,
    domain::messages::{Message, Refusal},
};

/// What becomes of a message that was handed to a channel.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send + 'a>>;

/// A way out: SMTP, a gateway, or a test's.
pub trait Channel: Send + Sync {
    /// Hands `message` over. Good only once the other side has it.
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a>;
}

/// The channels of this installation. Where there is none, messages are tasks.
#[derive(Clone, Default)]
pub struct Channels {
    /// Text messages.
    pub sms: Option<Arc<dyn Channel>>,
    /// E-mail.
    pub email: Option<Arc<dyn Channel>>,
    /// What the SMS gateway signs its receipts with.
    pub receipts: Option<Secret<String>>,
}

impl Channels {
    /// Whether anything leaves the house at all.
    pub fn can_send(&self) -> bool {
        self.sms.is_some() || self.email.is_some()
    }
}

impl std::fmt::Debug for Channels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Channels(…)")
    }
}
