//! Obviously synthetic coordinators.

use lifelight::{
    domain::coordinators::inputs::CoordinatorInput,
    service::{App, Caller, coordinators},
};
use uuid::Uuid;

use super::people::{document, name, phone};

/// Synthetic people above this number are coordinators, so that none is a volunteer as well.
const COORDINATORS: u32 = 900;

/// Red Cross coordinator `n`, certified from 2023 to the end of 2025, at the caller's own unit.
pub fn coordinator_of(n: u32) -> CoordinatorInput {
    CoordinatorInput {
        kind: "red_cross".to_owned(),
        name: name(COORDINATORS + n),
        document_number: document(COORDINATORS + n),
        number: format!("XT-330299-{n:04}"),
        certified_from: "2023-01-01".to_owned(),
        certified_until: "2025-12-31".to_owned(),
        phone: phone(COORDINATORS + n),
        ..CoordinatorInput::default()
    }
}

/// Enters coordinator `n` as `caller`.
pub async fn add_coordinator(app: &App, caller: &Caller, n: u32) -> Uuid {
    coordinators::add(app, caller, &coordinator_of(n)).await.expect("a synthetic coordinator")
}
