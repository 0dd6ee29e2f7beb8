//! Synthetic people who became members or volunteers.

use lifelight::{
    domain::{
        exports::FileKind, exports::inputs::ExportInput, memberships::inputs::MembershipInput,
    },
    service::{App, Caller, exports, memberships},
};
use uuid::Uuid;

use super::{memorials::consents_to, people::register};

/// Joining as `kind` on 2025-06-01.
pub fn joining(kind: &str) -> MembershipInput {
    MembershipInput {
        kind: kind.to_owned(),
        joined_on: "2025-06-01".to_owned(),
        number: "合成会-1".to_owned(),
    }
}

/// Registers synthetic person `n`, who consents to membership and joins; gives her id, that of the consent and that
/// of the membership.
pub async fn joined(app: &App, caller: &Caller, n: u32) -> (Uuid, Uuid, Uuid) {
    let person = register(app, caller, n).await;
    let consent = consents_to(app, caller, person, "membership").await;
    let kind = if n.is_multiple_of(3) { "volunteer" } else { "member" };
    let id = memberships::join(app, caller, person, &joining(kind)).await.expect("she joins");
    (person, consent, id)
}

/// A request for the roll of the caller's own unit.
pub fn roll_for(purpose: &str) -> ExportInput {
    ExportInput {
        kind: "members".to_owned(),
        purpose: purpose.to_owned(),
        ..ExportInput::default()
    }
}

/// The file of the export `id` as text.
pub async fn csv(app: &App, caller: &Caller, id: Uuid, version: i64) -> String {
    let file = exports::fetch(app, caller, id, version, FileKind::Csv).await.expect("a file");
    String::from_utf8(file.bytes.to_vec()).expect("UTF-8")
}
