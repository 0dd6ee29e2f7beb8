//! One rate quarter by quarter: whether it changed more than chance explains.

use super::{
    Chart,
    funnel::{Standing, shapes},
    per_cent,
    plot::{Plot, Sample, Scale},
};
use crate::domain::{
    rates::{
        funnel::{Limits, limits},
        judgement::Target,
    },
    words::Words,
};

/// One quarter's cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter {
    /// `2025-Q3`.
    pub label: String,
    /// Cases lost.
    pub lost: u64,
    /// Cases settled.
    pub settled: u64,
}

/// A rate over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Names the picture on its page.
    pub id: String,
    /// Which rate, whose.
    pub title: Words,
    /// The target.
    pub target: Target,
    /// The quarters, earliest first.
    pub quarters: Vec<Quarter>,
}

/// Draws `what` as a p-chart: each quarter's rate, the mean of all, and around the target the limits for
/// each quarter's number of cases. A quarter without cases leaves a gap.
pub fn run(what: &Run) -> Chart {
    let target = what.target.share();
    let quarters: Vec<_> =
        what.quarters.iter().map(|quarter| found(quarter, what.target)).collect();
    let rates = quarters.iter().flatten();
    let highest = rates
        .map(|(rate, at)| rate.max(at.upper_95.min(target * 4.0)))
        .fold(target * 2.0, f64::max);
    let count = what.quarters.len().max(1);
    let every = count.div_ceil(5);
    let marks = what.quarters.iter().enumerate().filter(|(n, _)| n % every == 0);
    let marks = marks.map(|(n, quarter)| (n as f64 + 0.5, quarter.label.clone())).collect();
    let x = Scale { end: count as f64, marks };
    let y = Scale::shares(highest * 1.05);
    let mut plot = Plot::new(&x, &y, &Words::new("比率", "rate by quarter"));
    let [lost, settled] =
        [quarters_sum(what, |quarter| quarter.lost), quarters_sum(what, |quarter| quarter.settled)];
    let mean = (settled > 0).then(|| lost as f64 / settled as f64).filter(|mean| *mean <= 1.0);
    for (n, (_, at)) in (0..).zip(&quarters).filter_map(|(n, found)| Some((n, found.as_ref()?))) {
        let mut step = |class: &str, value: f64| {
            if value <= y.end {
                plot.line(class, &[(f64::from(n), value), (f64::from(n + 1), value)]);
            }
        };
        step("chart-limit-998", at.upper_998);
        step("chart-limit-95", at.upper_95);
        step("chart-limit-95", at.lower_95);
        step("chart-limit-998", at.lower_998);
    }
    plot.level("chart-target", target);
    if let Some(mean) = mean {
        plot.level("chart-mean", mean);
    }
    let places: Vec<Option<(f64, f64)>> = (0..)
        .zip(&quarters)
        .map(|(n, found)| found.as_ref().map(|(rate, _)| (f64::from(n) + 0.5, *rate)))
        .collect();
    for stretch in places.split(Option::is_none) {
        let stretch: Vec<(f64, f64)> = stretch.iter().flatten().copied().collect();
        plot.line("chart-actual", &stretch);
    }
    let mut outside = 0;
    for ((quarter, found), place) in what.quarters.iter().zip(&quarters).zip(&places) {
        let (Some((rate, at)), Some(place)) = (found, place) else { continue };
        let standing = Standing::of(*rate, at);
        outside += u32::from(standing != Standing::Within);
        let Quarter { label, lost, settled } = quarter;
        let says = format!("{label} {lost}/{settled} {}", per_cent(*rate));
        plot.point(standing.shape(), standing.class(), *place, &says);
    }
    let mut legend = vec![(Sample::Line("chart-actual"), Words::new("每季比率", "rate"))];
    if let Some(mean) = mean {
        let words = Words::made(format!("均值 {:.1}%", mean * 100.0), "mean");
        legend.push((Sample::Line("chart-mean"), words));
    }
    let words = Words::made(format!("目标 {:.0}%", target * 100.0), "target");
    legend.push((Sample::Line("chart-target"), words));
    legend.push((Sample::Line("chart-limit-95"), Words::new("95% 界限", "limits")));
    legend.push((Sample::Line("chart-limit-998"), Words::new("99.8% 界限", "limits")));
    legend.extend(shapes());
    plot.legend(&legend);
    let tells = format!("{} 个季度，{outside} 个在 95% 界限之外。", what.quarters.len());
    Chart {
        svg: plot.finish(&what.id, &what.title, &tells),
        columns: vec![
            Words::new("季度", "Quarter"),
            Words::new("分子/分母", "Lost/settled"),
            Words::new("比率", "Rate"),
            Words::new("95% 界限", "95% limits"),
            Words::new("位置", "Where it stands"),
        ],
        rows: what
            .quarters
            .iter()
            .zip(&quarters)
            .map(|(quarter, found)| row(quarter, found))
            .collect(),
    }
}

fn found(quarter: &Quarter, target: Target) -> Option<(f64, Limits)> {
    let possible = quarter.settled > 0 && quarter.lost <= quarter.settled;
    let rate = possible.then(|| quarter.lost as f64 / quarter.settled as f64)?;
    Some((rate, limits(quarter.settled, target, None)?))
}

fn quarters_sum(what: &Run, value: fn(&Quarter) -> u64) -> u64 {
    what.quarters.iter().map(value).fold(0, u64::saturating_add)
}

fn row(quarter: &Quarter, found: &Option<(f64, Limits)>) -> Vec<String> {
    let limits = |at: &Limits| format!("{}–{}", per_cent(at.lower_95), per_cent(at.upper_95));
    vec![
        quarter.label.clone(),
        format!("{}/{}", quarter.lost, quarter.settled),
        found.as_ref().map(|(rate, _)| per_cent(*rate)).unwrap_or_default(),
        found.as_ref().map(|(_, at)| limits(at)).unwrap_or_default(),
        found
            .as_ref()
            .map(|(rate, at)| Standing::of(*rate, at).words().to_owned())
            .unwrap_or_default(),
    ]
}
