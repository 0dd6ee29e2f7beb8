//! What is told of targets and of breaking them down.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::answers::each;
use crate::{
    domain::targets::{Terms, inputs::Preview},
    service::targets::{Held, Shown},
};

/// A version of a target.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct TermsBody {
    /// `>=`, `<` or `<=`.
    comparator: &'static str,
    /// A count, or hundredths of a per cent.
    value: u64,
    /// From when on it holds.
    effective_on: NaiveDate,
    /// The document that approved it.
    document: String,
    /// Why; empty where the plan says so.
    reason: String,
    /// `plan`, `broken_down`, `replanned`.
    origin: &'static str,
    /// `by_hand`, `evenly`, `past_share`, `blend`; null where it was not broken down.
    method: Option<&'static str>,
    /// Which account wrote it; null for the plan's file and the command line.
    written_by: Option<Uuid>,
    /// When.
    written_on: NaiveDate,
}

impl From<Terms> for TermsBody {
    fn from(terms: Terms) -> Self {
        Self {
            comparator: terms.comparator.code(),
            value: terms.value,
            effective_on: terms.effective_on,
            document: terms.document,
            reason: terms.reason,
            origin: terms.origin.code(),
            method: terms.method.map(|method| method.code()),
            written_by: terms.written_by,
            written_on: terms.written_on,
        }
    }
}

/// A target and all that it was.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct TargetBody {
    /// Its id.
    id: Uuid,
    /// Its version, to be sent with a change.
    version: i64,
    /// The plan's code.
    plan: String,
    /// The indicator's code.
    indicator: String,
    /// Whose it is.
    unit: Uuid,
    /// Its first year.
    first_year: i32,
    /// Its last year.
    last_year: i32,
    /// What holds today.
    in_force: TermsBody,
    /// All versions, newest first.
    versions: Vec<TermsBody>,
}

impl From<Held> for TargetBody {
    fn from(Held { target, versions, terms }: Held) -> Self {
        Self {
            id: target.id,
            version: target.version,
            plan: target.plan,
            indicator: target.indicator,
            unit: target.unit,
            first_year: target.years.first,
            last_year: target.years.last,
            in_force: terms.into(),
            versions: each(versions),
        }
    }
}

/// A target with those of the units directly below.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct TargetPageBody {
    /// The target.
    target: TargetBody,
    /// The targets below, by the units' codes.
    below: Vec<TargetBody>,
    /// Whether the caller may break it down.
    may_break_down: bool,
    /// Whether she may plan it anew.
    may_replan: bool,
}

impl From<Shown> for TargetPageBody {
    fn from(shown: Shown) -> Self {
        Self {
            target: shown.held.into(),
            below: each(shown.below.into_iter().map(|(_, held)| held)),
            may_break_down: shown.may_break_down,
            may_replan: shown.may_replan,
        }
    }
}

/// One unit's part of a breakdown.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PartBody {
    /// The unit.
    unit: Uuid,
    /// What it would get.
    value: u64,
}

/// What a breakdown would be.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct PreviewBody {
    /// `by_hand`, `evenly`, `past_share`, `blend`: by hand as soon as one number is not the computed one.
    method: &'static str,
    /// Each unit's part, by the units' codes.
    parts: Vec<PartBody>,
    /// By how much the parts are more than the target; less where negative.
    difference: i64,
}

impl From<Preview> for PreviewBody {
    fn from(preview: Preview) -> Self {
        let part = |(unit, value)| PartBody { unit, value };
        Self {
            method: preview.method.code(),
            parts: preview.parts.into_iter().map(part).collect(),
            difference: preview.difference,
        }
    }
}

/// How many targets were written.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct WrittenBody {
    /// How many.
    pub targets: u64,
}
