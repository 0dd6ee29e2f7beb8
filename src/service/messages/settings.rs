//! What an installation decides about messages.

use chrono::Duration;

use crate::domain::messages::{
    Limits,
    templates::{Language, Templates},
};

/// What an installation decides about messages.
#[derive(Debug, Clone)]
pub struct MessageSettings {
    /// The texts.
    pub templates: Templates,
    /// In which language people are written to.
    pub language: Language,
    /// How many messages one person may get.
    pub limits: Limits,
    /// How often a message is tried before somebody has to look.
    pub tries: i64,
    /// For how long an instance may have a message in hand. It has to outlast a batch's time-outs and any difference
    /// between the clocks of instances.
    pub lease: Duration,
    /// The console's address, for the digest.
    pub console: Option<String>,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            templates: Templates::shipped().clone(),
            language: Language::Zh,
            limits: Limits::default(),
            tries: 8,
            lease: Duration::minutes(15),
            console: None,
        }
    }
}
