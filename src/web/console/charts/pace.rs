//! A plan's target over its months: what was reached, what the pace asks for, where it may end.

use super::{
    Chart,
    plot::{Plot, Sample, Scale, Shape},
};
use crate::domain::words::Words;

/// Where the total may stand at the end of the plan: an interval of 80 %, if the pace of the past continues.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fan {
    /// Its lower end.
    pub low: u64,
    /// The expected total.
    pub expected: f64,
    /// Its upper end.
    pub high: u64,
}

/// One target's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Names the picture on its page.
    pub id: String,
    /// Which target, whose.
    pub title: Words,
    /// What is counted: 人, 份.
    pub measure: Words,
    /// Year and month with which the plan begins.
    pub first: (i32, u32),
    /// The total at the end of each closed month from the first one on.
    pub actual: Vec<u64>,
    /// What the pace asks for at the end of every month of the plan.
    pub pace: Vec<f64>,
    /// The target.
    pub target: u64,
    /// Where it may end; none before enough months are closed, or where it is not to be shown.
    pub forecast: Option<Fan>,
}

/// Draws `what`: the totals as a bold line, the pace dashed, the target dotted, the forecast as a fan from
/// the last closed month to the plan's end.
pub fn pace(what: &Pace) -> Chart {
    let months = what.pace.len().max(what.actual.len()).max(1);
    let fan = what.forecast.as_ref().filter(|_| what.actual.len() < months);
    let reached = what.actual.last().copied().unwrap_or(0);
    let most = what.pace.iter().copied().filter(|value| value.is_finite());
    let most = most.fold(highest([what.target, reached, fan.map_or(0, |fan| fan.high)]), f64::max);
    let x = Scale { end: months as f64, marks: marks(what.first, months) };
    let mut plot = Plot::new(&x, &Scale::counts(most), &what.measure);
    let begun = |values: &mut dyn Iterator<Item = f64>| -> Vec<(f64, f64)> {
        std::iter::once(0.0).chain(values).enumerate().map(|(n, y)| (n as f64, y)).collect()
    };
    let last = (what.actual.len() as f64, reached as f64);
    if let Some(fan) = fan {
        let end = months as f64;
        plot.area("chart-fan", &[last, (end, fan.low as f64), (end, fan.high as f64)]);
        plot.line("chart-expected", &[last, (end, fan.expected)]);
    }
    plot.level("chart-target", what.target as f64);
    plot.line("chart-pace", &begun(&mut what.pace.iter().copied()));
    plot.line("chart-actual", &begun(&mut what.actual.iter().map(|n| *n as f64)));
    let now = month(what.first, what.actual.len().max(1));
    plot.point(Shape::Circle, "chart-point", last, &format!("{now} {reached}"));
    plot.label(last, &[&reached.to_string()]);
    let target = what.target;
    let mut legend = vec![
        (Sample::Line("chart-actual"), Words::made(format!("实际 {reached}"), "actual")),
        (Sample::Line("chart-pace"), Words::new("进度线", "pace")),
        (Sample::Line("chart-target"), Words::made(format!("目标 {target}"), "target")),
    ];
    if let Some(fan) = fan {
        let words = Words::made(format!("预测 {}–{}（80%）", fan.low, fan.high), "forecast");
        legend.push((Sample::Area("chart-fan"), words));
    }
    plot.legend(&legend);
    Chart {
        svg: plot.finish(&what.id, &what.title, &tells(what, reached, fan)),
        columns: vec![
            Words::new("截至", "By the end of"),
            Words::new("实际", "Actual"),
            Words::new("进度线", "Pace"),
            Words::new("目标", "Target"),
            Words::new("预测（80% 区间）", "Forecast (80% interval)"),
        ],
        rows: rows(what, months, fan),
    }
}

fn highest(values: [u64; 3]) -> f64 {
    values.into_iter().max().unwrap_or(0) as f64
}

fn tells(what: &Pace, reached: u64, fan: Option<&Fan>) -> String {
    let (zh, target) = (&what.measure.zh, what.target);
    let forecast = fan.map(|fan| format!("若照过去的进度，期末预测 {} 至 {}。", fan.low, fan.high));
    let months = what.actual.len();
    let forecast = forecast.unwrap_or_default();
    format!("{months} 个月末累计 {reached} {zh}，目标 {target}。{forecast}")
}

/// The end of every year, the last closed month and the plan's end; every month of a short plan.
fn rows(what: &Pace, months: usize, fan: Option<&Fan>) -> Vec<Vec<String>> {
    let closed = what.actual.len();
    let wanted = |n: &usize| {
        months <= 13 || *n == closed || *n == months || month_of(what.first, *n).1 == 12
    };
    let row = |n: usize| {
        let actual = what.actual.get(n - 1).map(u64::to_string).unwrap_or_default();
        let pace = what.pace.get(n - 1).filter(|value| value.is_finite());
        let forecast = fan.filter(|_| n == months);
        vec![
            month(what.first, n),
            actual,
            pace.map(|value| format!("{value:.0}")).unwrap_or_default(),
            if n == months { what.target.to_string() } else { String::new() },
            forecast.map(|fan| format!("{}–{}", fan.low, fan.high)).unwrap_or_default(),
        ]
    };
    (1..=months).filter(wanted).map(row).collect()
}

/// The `n`th month of a plan, from 1.
fn month_of((year, month): (i32, u32), n: usize) -> (i32, u32) {
    let months = i64::from(year) * 12 + i64::from(month) - 2 + n as i64;
    let year = i32::try_from(months.div_euclid(12)).unwrap_or(year);
    (year, u32::try_from(months.rem_euclid(12)).map_or(1, |month| month + 1))
}

fn month(first: (i32, u32), n: usize) -> String {
    let (year, month) = month_of(first, n);
    format!("{year}-{month:02}")
}

/// Where years begin; every few months in a plan shorter than two years.
fn marks(first: (i32, u32), months: usize) -> Vec<(f64, String)> {
    let begins = (1..=months).map(|n| (n, month_of(first, n)));
    if months < 24 {
        let every = months.div_ceil(6);
        return begins
            .filter(|(n, _)| (n - 1) % every == 0)
            .map(|(n, (_, month))| ((n - 1) as f64, format!("{month}月")))
            .collect();
    }
    let years = begins.filter(|(_, (_, month))| *month == 1);
    let every = months.div_ceil(12).div_ceil(6) as i32;
    years
        .filter(|(_, (year, _))| (year - first.0) % every == 0)
        .map(|(n, (year, _))| ((n - 1) as f64, year.to_string()))
        .collect()
}
