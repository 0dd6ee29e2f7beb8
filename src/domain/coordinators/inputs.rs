//! What forms and calls say about coordinators, as texts; read here, every problem told at once.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Certificate, CoordinatorKind, problems};
use crate::domain::{
    documents::{Document, DocumentKind},
    intake::Checks,
    names::Name,
    phones::Phone,
    words::{Problem, Words},
};

/// A coordinator as a form or a call tells her.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CoordinatorInput {
    /// The unit's id; empty for the caller's own.
    pub unit: String,
    /// Her account's id; empty where she has none.
    pub account: String,
    /// `red_cross` or `hospital`.
    pub kind: String,
    /// Her name.
    pub name: String,
    /// The kind of her document; empty to tell by the number.
    pub document_kind: String,
    /// Its number.
    pub document_number: String,
    /// The number of her certificate.
    pub number: String,
    /// Its first day.
    pub certified_from: String,
    /// Its last day.
    pub certified_until: String,
    /// Her phone; may be empty.
    pub phone: String,
}

/// [`CoordinatorInput`], read.
pub struct ReadCoordinator {
    /// The unit; none for the caller's own.
    pub unit: Option<Uuid>,
    /// Her account.
    pub account: Option<Uuid>,
    /// For whom she works.
    pub kind: CoordinatorKind,
    /// Her name.
    pub name: Name,
    /// Her document.
    pub document: Document,
    /// Her certificate.
    pub certificate: Certificate,
    /// Her phone.
    pub phone: Option<Phone>,
}

impl CoordinatorInput {
    /// The coordinator.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<ReadCoordinator, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let unit = checks.id("unit", &self.unit);
        let account = checks.id("account", &self.account);
        let kind = checks.code("kind", &self.kind, CoordinatorKind::from_code);
        if self.kind.trim().is_empty() {
            checks.missing("kind");
        }
        let name = checks.name("name", &self.name);
        let document = document(&mut checks, &self.document_kind, &self.document_number);
        let days = [&self.certified_from, &self.certified_until];
        let certificate = certificate(&mut checks, &self.number, days);
        let phone = checks.phone("phone", &self.phone);
        let read = match (kind, name, document, certificate) {
            (Some(kind), Some(name), Some(document), Some(certificate)) => {
                Some(ReadCoordinator { unit, account, kind, name, document, certificate, phone })
            }
            _ => None,
        };
        checks.finish(read)
    }
}

fn document(checks: &mut Checks, kind: &str, number: &str) -> Option<Document> {
    let kind = checks.code("document_kind", kind, DocumentKind::from_code);
    Document::parse(kind, number, checks.today())
        .map_err(|problem| checks.push("document_number", problem.code(), problem.words()))
        .ok()
}

fn certificate(checks: &mut Checks, number: &str, days: [&String; 2]) -> Option<Certificate> {
    let number = checks.required_text("number", number, 40);
    let from = checks.any_day("certified_from", days[0]);
    let until = checks.any_day("certified_until", days[1]);
    let certificate = Certificate { number: number?, from: from?, until: until? };
    if certificate.until < certificate.from {
        checks.add(problems::ends_before_it_begins());
        return None;
    }
    Some(certificate)
}

/// A new certificate.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CertificateInput {
    /// Its number.
    pub number: String,
    /// Its first day.
    pub certified_from: String,
    /// Its last day.
    pub certified_until: String,
}

impl CertificateInput {
    /// The certificate.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<Certificate, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let days = [&self.certified_from, &self.certified_until];
        let certificate = certificate(&mut checks, &self.number, days);
        checks.finish(certificate)
    }
}

/// A ban for life.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BanInput {
    /// From which day on; not in the future.
    pub on: String,
    /// Why, in at most 500 characters.
    pub reason: String,
}

impl BanInput {
    /// The day and the reason.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(&self, today: NaiveDate) -> Result<(NaiveDate, String), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = checks.required_day("on", &self.on);
        let reason = reason(&mut checks, &self.reason);
        checks.finish(on.zip(reason))
    }
}

/// Why a ban was a mistake, in at most 500 characters.
///
/// # Errors
/// Where it is missing or too long (field `reason`).
pub fn lifting_reason(text: &str, today: NaiveDate) -> Result<String, Vec<Problem>> {
    let mut checks = Checks::new(today);
    let reason = reason(&mut checks, text);
    checks.finish(reason)
}

fn reason(checks: &mut Checks, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        let words = Words::new("请写明原因。", "Say why.");
        checks.push("reason", "missing", words);
    }
    checks.text("reason", text, 500)
}
