//! The plan's rates: each number with everything that has to stand beside it, and where the loss comes
//! from. Charts are drawn here, on the server; each has its table.

use askama::Template;

use super::fields::Field;
use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Badge};
use crate::domain::words::Words;

/// The width of a chart in its own units.
const WIDTH: f64 = 100.0;

/// One rate against its target, on a line from 0 to `end`.
pub struct Gauge {
    /// Where each thing stands, 0 to 100.
    pub point: String,
    /// The target.
    pub target: String,
    /// Left end of the bounds.
    pub bounds_at: String,
    /// Width of the bounds.
    pub bounds_width: String,
    /// Ends of the interval.
    pub interval: (String, String),
    /// The scale's marks: place and text.
    pub marks: Vec<(String, String)>,
    /// What the chart shows, for who cannot see it.
    pub title: String,
}

impl Gauge {
    /// Draws `rate` with its `bounds` and `interval` against `target`, all fractions.
    pub fn new(
        rate: f64,
        target: f64,
        bounds: (f64, f64),
        interval: (f64, f64),
        title: String,
    ) -> Self {
        let most = [rate, target * 2.0, bounds.1, interval.1].into_iter().fold(0.0, f64::max);
        let step = [0.02, 0.05, 0.1, 0.2, 0.25].into_iter().find(|step| most / step <= 6.0);
        let step = step.unwrap_or(0.25);
        let end = (most / step).ceil() * step;
        let at = |share: f64| format!("{:.2}", share / end * WIDTH);
        let marks = (0..=10)
            .map(|n| f64::from(n) * step)
            .take_while(|share| *share <= end + 1e-9)
            .map(|share| (at(share), format!("{:.0}%", share * 100.0)))
            .collect();
        Self {
            point: at(rate),
            target: at(target),
            bounds_at: at(bounds.0),
            bounds_width: at((bounds.1 - bounds.0).max(0.004)),
            interval: (at(interval.0), at(interval.1)),
            marks,
            title,
        }
    }
}

/// Counts in one line of a small table.
pub struct CountRow {
    /// Whose counts: the year, the three years, as closed.
    pub label: Words,
    /// Lost of settled: `10/53`.
    pub fraction: String,
    /// `18.9 %`, or that there are no cases.
    pub rate: String,
    /// Not settled.
    pub pending: u64,
    /// In neither.
    pub excluded: u64,
    /// `17.9–23.2 %`; empty for closed figures.
    pub bounds: String,
    /// `10.6–31.4 %`; empty for closed figures.
    pub interval: String,
    /// The verdict.
    pub verdict: Option<Badge>,
}

/// One rate.
pub struct RateCard {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: Words,
    /// What it says.
    pub words: Words,
    /// Version, and who approved it.
    pub source: Words,
    /// `< 20 %`.
    pub target: String,
    /// `18.9 %`.
    pub rate: String,
    /// `10/53`.
    pub fraction: String,
    /// The verdict in words.
    pub verdict: Option<Badge>,
    /// Fewer than 20 settled cases.
    pub small: bool,
    /// How likely the year ends within the target, once what is pending is settled.
    pub outlook: Option<Words>,
    /// The chart; none without cases.
    pub gauge: Option<Gauge>,
    /// The year, the rolling cohort, and what was closed.
    pub rows: Vec<CountRow>,
    /// Where its loss comes from.
    pub losses: String,
}

/// The rates of a year.
#[derive(Template)]
#[template(path = "rates.html")]
pub struct RatesPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Which year and unit.
    pub filter: Vec<Field>,
    /// For which unit, which year, as of when.
    pub about: Words,
    /// Open, provisional or final; major incidents; cases that could not be read.
    pub marks: Vec<Badge>,
    /// The rates.
    pub cards: Vec<RateCard>,
    /// The cases left out; none for whoever may not read cases.
    pub excluded: Option<Table>,
    /// Closing the figures.
    pub actions: Vec<Action>,
}

/// One line of a breakdown.
pub struct LossRow {
    /// The value.
    pub label: Words,
    /// Lost.
    pub lost: u64,
    /// Kept.
    pub kept: u64,
    /// Not settled.
    pub pending: u64,
    /// In neither.
    pub excluded: u64,
    /// `18.9 %`, or a dash.
    pub rate: String,
    /// Widths of the bar's parts, 0 to 100 together: lost, kept, pending, excluded.
    pub parts: Vec<Part>,
}

/// A part of a bar.
pub struct Part {
    /// What it stands for: a class of the style sheet, legible in grey.
    pub kind: &'static str,
    /// Where it begins, 0 to 100.
    pub at: String,
    /// How wide it is.
    pub width: String,
}

/// Parts of a bar for counts out of `whole`.
pub fn bar(counts: &[(&'static str, u64)], whole: u64) -> Vec<Part> {
    let scale = |count: u64| count as f64 / whole.max(1) as f64 * WIDTH;
    let mut before = 0;
    let mut parts = Vec::new();
    for &(kind, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let (at, width) = (format!("{:.2}", scale(before)), format!("{:.2}", scale(count)));
        parts.push(Part { kind, at, width });
        before += count;
    }
    parts
}

/// A breakdown along one dimension.
pub struct LossTable {
    /// The dimension.
    pub title: Words,
    /// Its values.
    pub rows: Vec<LossRow>,
}

/// One stage of the flow.
pub struct FlowRow {
    /// The stage.
    pub label: Words,
    /// Reached it.
    pub reached: u64,
    /// Went on.
    pub went_on: u64,
    /// Wait there.
    pub waiting: u64,
    /// Lost there, by kind of reason: its words, its count, and `U1 1、U3 2`.
    pub lost: Vec<(Words, u64, String)>,
    /// Lost there, all together.
    pub lost_all: u64,
    /// Ended there by the patient's side.
    pub ended_all: u64,
    /// The same by reason: `N1 1、N3 2`.
    pub ended: String,
    /// The bar.
    pub parts: Vec<Part>,
}

/// Where the loss of one rate comes from.
#[derive(Template)]
#[template(path = "losses.html")]
pub struct LossesPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// Which year, unit and rate.
    pub filter: Vec<Field>,
    /// The rate's code and definition.
    pub about: Words,
    /// What could not be read.
    pub marks: Vec<Badge>,
    /// The stages.
    pub flow: Vec<FlowRow>,
    /// The breakdowns.
    pub tables: Vec<LossTable>,
    /// Back to the rates.
    pub actions: Vec<Action>,
}
