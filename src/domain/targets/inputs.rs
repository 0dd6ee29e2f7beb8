//! What forms and calls say about breaking a target down and planning it anew, as texts; read here, every problem
//! told at once.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Child, Method, Origin, Target, Terms, Years, difference,
    plans::{Goal, Indicator, Sort},
    problems, suggest,
};
use crate::domain::{intake::Checks, names::fold, words::Problem};

/// The longest name of a document, in characters.
const DOCUMENT: u64 = 120;
/// The longest reason.
const REASON: u64 = 500;

/// What is said of one child unit.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PartInput {
    /// The unit's id.
    pub unit: String,
    /// What it is to reach; empty to have it computed.
    pub value: String,
    /// At least this much; may be empty.
    pub floor: String,
    /// At most this much; may be empty.
    pub cap: String,
    /// How many people live there; needed for `blend`.
    pub population: String,
}

/// A target broken down to the units directly below.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BreakdownInput {
    /// The version of the target that is broken down.
    pub version: i64,
    /// `by_hand`, `evenly`, `past_share` or `blend`.
    pub method: String,
    /// Every unit directly below, each once.
    pub parts: Vec<PartInput>,
    /// From when on it holds.
    pub effective_on: String,
    /// The document that approved it, at most 120 characters.
    pub document: String,
    /// Why, at most 500 characters; needed where a difference is accepted or a target changes.
    pub reason: String,
    /// `yes` to save parts that do not add up to the target.
    pub accept_difference: String,
}

/// A target planned anew.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReplanInput {
    /// The version that was seen.
    pub version: i64,
    /// The new number: whole, or of a rate in per cent (`20`, `7.5`).
    pub value: String,
    /// From when on it holds.
    pub effective_on: String,
    /// The document that approved it, at most 120 characters.
    pub document: String,
    /// Why, at most 500 characters.
    pub reason: String,
}

/// What a breakdown would be: shown before it is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How it was made: by hand as soon as one number is not the computed one.
    pub method: Method,
    /// Each unit's number, in the order of the units' codes.
    pub parts: Vec<(Uuid, u64)>,
    /// By how much they differ from the whole.
    pub difference: i64,
}

impl BreakdownInput {
    /// What this would be for `children` (in the order of their codes, with what they brought).
    ///
    /// # Errors
    /// Every problem; the difference of the sum is none yet.
    pub fn preview(
        &self,
        whole: &Target,
        children: &[Child],
        today: NaiveDate,
    ) -> Result<Preview, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let read = self.read_parts(whole, children, &mut checks);
        checks.finish(read)
    }

    /// The terms of each child's target, to be saved by `by`.
    ///
    /// # Errors
    /// Every problem; where the parts do not add up and the difference is not accepted with a reason.
    pub fn read(
        &self,
        whole: &Target,
        children: &[Child],
        by: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<Vec<(Uuid, Terms)>, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let preview = self.read_parts(whole, children, &mut checks);
        let effective_on = effective(&mut checks, &self.effective_on, whole.years);
        let document = checks.required_text("document", &self.document, DOCUMENT);
        let reason = checks.text("reason", &self.reason, REASON);
        if let Some(preview) = &preview
            && preview.difference != 0
        {
            if self.accept_difference.trim() != "yes" {
                checks.add(problems::sum(whole.terms.value, preview.difference));
            } else if reason.is_none() {
                checks.missing("reason");
            }
        }
        let terms =
            preview.zip(effective_on).zip(document).map(|((preview, effective_on), document)| {
                let terms = |(unit, value): (Uuid, u64)| {
                    let terms = Terms {
                        comparator: whole.terms.comparator,
                        value,
                        effective_on,
                        document: document.clone(),
                        reason: reason.clone().unwrap_or_default(),
                        origin: Origin::BrokenDown,
                        method: Some(preview.method),
                        part_of: Some((whole.id, whole.version)),
                        written_by: by,
                        written_on: today,
                    };
                    (unit, terms)
                };
                preview.parts.into_iter().map(terms).collect()
            });
        checks.finish(terms)
    }

    fn read_parts(
        &self,
        whole: &Target,
        children: &[Child],
        checks: &mut Checks,
    ) -> Option<Preview> {
        if self.method.trim().is_empty() {
            checks.missing("method");
        }
        let method = checks.code("method", &self.method, Method::from_code);
        let mut given: Vec<Option<u64>> = vec![None; children.len()];
        let mut told: Vec<Option<Child>> = vec![None; children.len()];
        for (n, part) in self.parts.iter().enumerate() {
            let unit = Uuid::parse_str(part.unit.trim()).ok();
            let at = children.iter().position(|child| Some(child.unit) == unit);
            let (Some(at), Some(child)) = (at, at.and_then(|at| children.get(at))) else {
                checks.add(problems::unit(format!("parts[{n}].unit")));
                continue;
            };
            let mut number =
                |field: &str, text: &str| number(checks, format!("parts[{n}].{field}"), text);
            let value = number("value", &part.value);
            let child = Child {
                population: number("population", &part.population),
                floor: number("floor", &part.floor),
                cap: number("cap", &part.cap),
                ..*child
            };
            if child.cap.is_some_and(|cap| child.floor.is_some_and(|floor| cap < floor)) {
                checks.add(problems::cap_below_floor(n));
            }
            match (told.get_mut(at), given.get_mut(at)) {
                (Some(slot @ None), Some(given)) => {
                    *slot = Some(child);
                    *given = value;
                }
                _ => checks.add(problems::unit(format!("parts[{n}].unit"))),
            }
        }
        let told: Option<Vec<Child>> = told.into_iter().collect();
        let Some(children) = told else {
            checks.add(problems::unit("parts".to_owned()));
            return None;
        };
        let method = method?;
        let suggested = match suggest(whole.terms.value, method, &children) {
            Ok(suggested) => suggested,
            Err(found) => {
                found.into_iter().for_each(|problem| checks.add(problem));
                return None;
            }
        };
        let by_hand = given.iter().any(Option::is_some) || method == Method::ByHand;
        let parts: Vec<(Uuid, u64)> = if by_hand {
            let missing = |n: &usize| given.get(*n).is_some_and(Option::is_none);
            for n in (0..children.len()).filter(missing) {
                let at = self.place_of(children.get(n).map(|child| child.unit));
                checks.missing(format!("parts[{at}].value"));
            }
            let values: Option<Vec<u64>> = given.into_iter().collect();
            children.iter().map(|child| child.unit).zip(values?).collect()
        } else {
            suggested.clone()
        };
        if parts.is_empty() {
            checks.add(problems::no_children());
            return None;
        }
        let difference = difference(whole.terms.value, parts.iter().map(|(_, value)| *value));
        let method = if parts == suggested { method } else { Method::ByHand };
        Some(Preview { method, parts, difference })
    }

    /// Where the unit stands in what was posted.
    fn place_of(&self, unit: Option<Uuid>) -> usize {
        let is = |part: &PartInput| Uuid::parse_str(part.unit.trim()).ok() == unit;
        self.parts.iter().position(is).unwrap_or(0)
    }
}

impl ReplanInput {
    /// The terms of the next version, written by `by`.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(
        &self,
        target: &Target,
        indicator: &Indicator,
        by: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<Terms, Vec<Problem>> {
        let mut checks = Checks::new(today);
        if self.value.trim().is_empty() {
            checks.missing("value");
        }
        let value = match indicator.measure.sort() {
            Sort::Count => number(&mut checks, "value".to_owned(), &self.value),
            Sort::Rate | Sort::Share => parts(&mut checks, &self.value),
        };
        let value = value.and_then(|value| {
            let goal = Goal { comparator: target.terms.comparator, value };
            let fits = goal.fits(indicator.measure);
            fits.map_err(|words| checks.push("value", "number", words)).ok().map(|goal| goal.value)
        });
        let effective_on = effective(&mut checks, &self.effective_on, target.years);
        let document = checks.required_text("document", &self.document, DOCUMENT);
        let reason = checks.required_text("reason", &self.reason, REASON);
        let said = value.zip(effective_on).zip(document).zip(reason);
        let terms = said.map(|(((value, effective_on), document), reason)| Terms {
            comparator: target.terms.comparator,
            value,
            effective_on,
            document,
            reason,
            origin: Origin::Replanned,
            method: None,
            part_of: target.terms.part_of,
            written_by: by,
            written_on: today,
        });
        checks.finish(terms)
    }
}

fn effective(checks: &mut Checks, text: &str, years: Years) -> Option<NaiveDate> {
    let day = checks.any_day("effective_on", text)?;
    if !(years.first..=years.last).contains(&day.year()) {
        checks.add(problems::outside_the_plan());
        return None;
    }
    Some(day)
}

/// A whole number, in whatever digits; none where nothing is written.
fn number(checks: &mut Checks, field: String, text: &str) -> Option<u64> {
    let text = fold(text).replace([',', ' '], "");
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok().filter(|n| *n <= 100_000_000_000);
    if read.is_none() {
        checks.add(problems::number(field));
    }
    read
}

/// Per cent with two decimals at most, in hundredths.
fn parts(checks: &mut Checks, text: &str) -> Option<u64> {
    let text = fold(text).replace(['%', ' '], "");
    if text.is_empty() {
        return None;
    }
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits =
        (1..=3).contains(&whole.len()) && decimals.len() <= 2 && digits(whole) && digits(decimals);
    let read = fits.then(|| format!("{whole}{decimals:0<2}").parse().ok()).flatten();
    if read.is_none() {
        checks.add(problems::share("value".to_owned()));
    }
    read
}
