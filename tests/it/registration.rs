//! Registering to give after death: what is given, on what terms, who carries it out, and what follows
//! when it is taken back.

mod body;
mod counting;
mod notices;
mod papers;
mod signing;
mod tissue;
mod wishes;

use lifelight::{
    domain::intake::{Intake, RegistrationInput},
    service::{App, Caller, intake},
};
use uuid::Uuid;

use crate::support::people::intake_of;

/// Synthetic person `n`, who offers `registrations` and nothing else.
fn offering(n: u32, registrations: Vec<RegistrationInput>) -> Intake {
    Intake { registrations, consents: Vec::new(), ..intake_of(n) }
}

/// An offer of `programme`, signed on 2025-06-01.
fn offer(programme: &str) -> RegistrationInput {
    RegistrationInput {
        programme: programme.to_owned(),
        registered_on: "2025-06-01".to_owned(),
        ..RegistrationInput::default()
    }
}

/// Registers `intake` as `caller`.
async fn registered(app: &App, caller: &Caller, intake: &Intake) -> Uuid {
    match intake::register(app, caller, intake).await.expect("a synthetic intake is valid") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} has this document already"),
    }
}
