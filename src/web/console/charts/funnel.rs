//! Units beside each other without a league table: how far each may be from the target by chance alone.

use super::{
    Chart, per_cent,
    plot::{Plot, Sample, Scale, Shape, cut},
};
use crate::domain::{
    rates::{
        funnel::{Dispersion, Limits, limits},
        judgement::Target,
    },
    words::Words,
};

/// The widest a unit's name is written beside its point.
const NAME: f64 = 90.0;
/// Of how many pieces a limit's curve is made.
const PIECES: u64 = 120;

/// One unit's cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The unit's name.
    pub label: String,
    /// Cases lost.
    pub lost: u64,
    /// Cases settled.
    pub settled: u64,
}

/// Units around a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Funnel {
    /// Names the picture on its page.
    pub id: String,
    /// Which rate, of when.
    pub title: Words,
    /// The target.
    pub target: Target,
    /// The units, in the order in which they are listed: never by their rate.
    pub units: Vec<Point>,
    /// How much more than chance they differ; none where that is not estimated.
    pub dispersion: Option<Dispersion>,
}

/// Where a rate stands among limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Within,
    Low,
    High,
    FarLow,
    FarHigh,
}

impl Standing {
    pub(super) fn of(rate: f64, limits: &Limits) -> Self {
        match rate {
            rate if rate > limits.upper_998 => Self::FarHigh,
            rate if rate < limits.lower_998 => Self::FarLow,
            rate if rate > limits.upper_95 => Self::High,
            rate if rate < limits.lower_95 => Self::Low,
            _ => Self::Within,
        }
    }

    pub(super) fn shape(self) -> Shape {
        match self {
            Self::Within => Shape::Circle,
            Self::High => Shape::Up,
            Self::Low => Shape::Down,
            Self::FarHigh | Self::FarLow => Shape::Diamond,
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Within => "chart-point",
            Self::Low | Self::FarLow => "chart-point good",
            Self::High | Self::FarHigh => "chart-point bad",
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Within => "界限之内 within",
            Self::Low => "低于 95% 下限 below 95%",
            Self::High => "高于 95% 上限 above 95%",
            Self::FarLow => "低于 99.8% 下限 below 99.8%",
            Self::FarHigh => "高于 99.8% 上限 above 99.8%",
        }
    }
}

/// What the shapes mean, for the legend.
pub(super) fn shapes() -> [(Sample, Words); 3] {
    [
        (Sample::Point(Shape::Up, "chart-point bad"), Words::new("高于 95%", "above")),
        (Sample::Point(Shape::Down, "chart-point good"), Words::new("低于 95%", "below")),
        (Sample::Point(Shape::Diamond, "chart-point bad"), Words::new("99.8% 之外", "outside")),
    ]
}

/// Draws `what`: each unit at its number of cases, the target dashed, 95 % and 99.8 % limits around it.
/// Units without cases stand in the table only.
pub fn funnel(what: &Funnel) -> Chart {
    let rate = |unit: &Point| {
        (unit.settled > 0 && unit.lost <= unit.settled)
            .then(|| unit.lost as f64 / unit.settled as f64)
    };
    let target = what.target.share();
    let most = what.units.iter().map(|unit| unit.settled).max().unwrap_or(0).max(10);
    let highest = what.units.iter().filter_map(rate).fold(target * 2.5, f64::max);
    let mut x = Scale::counts(most as f64 * 1.05);
    x.end = x.end.max(1.0);
    let y = Scale::shares(highest * 1.05);
    let measure = Words::new("比率（横轴：例数）", "rate by settled cases");
    let mut plot = Plot::new(&x, &y, &measure);
    curves(&mut plot, what, x.end, y.end);
    plot.level("chart-target", target);
    let units: Vec<_> = what
        .units
        .iter()
        .map(|unit| {
            let limits = limits(unit.settled, what.target, what.dispersion.as_ref());
            let standing = rate(unit).zip(limits).map(|(rate, at)| Standing::of(rate, &at));
            (unit, rate(unit), standing)
        })
        .collect();
    for (unit, rate, standing) in &units {
        let Some((rate, standing)) = rate.zip(*standing) else { continue };
        let says = format!("{} {}/{} {}", unit.label, unit.lost, unit.settled, per_cent(rate));
        plot.point(standing.shape(), standing.class(), (unit.settled as f64, rate), &says);
    }
    // Those outside the limits find room for their names first.
    let (inside, outside): (Vec<_>, Vec<_>) =
        (1..).zip(&units).partition(|(_, (_, _, standing))| *standing == Some(Standing::Within));
    for (n, (unit, rate, _)) in outside.into_iter().chain(inside) {
        let Some(rate) = rate else { continue };
        let (name, number) = (cut(&unit.label, NAME), n.to_string());
        plot.label((unit.settled as f64, *rate), &[&name, &number]);
    }
    let mut legend = vec![
        (
            Sample::Line("chart-target"),
            Words::made(format!("目标 {:.0}%", target * 100.0), "target"),
        ),
        (Sample::Line("chart-limit-95"), Words::new("95% 界限", "limits")),
        (Sample::Line("chart-limit-998"), Words::new("99.8% 界限", "limits")),
    ];
    legend.extend(shapes());
    plot.legend(&legend);
    let outside =
        units.iter().filter(|(_, _, standing)| standing.is_some_and(|s| s != Standing::Within));
    let tells = format!(
        "{} 个单位，{} 个在 95% 界限之外；名次不作比较。",
        what.units.len(),
        outside.count()
    );
    Chart {
        svg: plot.finish(&what.id, &what.title, &tells),
        columns: vec![
            Words::new("编号", "No."),
            Words::new("单位", "Unit"),
            Words::new("分子/分母", "Lost/settled"),
            Words::new("比率", "Rate"),
            Words::new("位置", "Where it stands"),
        ],
        rows: (1..)
            .zip(&units)
            .map(|(n, (unit, rate, standing))| row(n, unit, *rate, *standing))
            .collect(),
    }
}

fn row(n: u32, unit: &Point, rate: Option<f64>, standing: Option<Standing>) -> Vec<String> {
    vec![
        n.to_string(),
        unit.label.clone(),
        format!("{}/{}", unit.lost, unit.settled),
        rate.map(per_cent).unwrap_or_default(),
        standing.map(Standing::words).unwrap_or_default().to_owned(),
    ]
}

/// The four limits as far as they are inside the picture.
fn curves(plot: &mut Plot, what: &Funnel, x_end: f64, y_end: f64) {
    let last = x_end as u64;
    let step = (last / PIECES).max(1);
    let at: Vec<(f64, Limits)> = (1..=last)
        .step_by(usize::try_from(step).unwrap_or(1))
        .chain([last])
        .filter_map(|n| Some((n as f64, limits(n, what.target, what.dispersion.as_ref())?)))
        .collect();
    let mut draw = |class: &str, value: fn(&Limits) -> f64| {
        let inside = at.iter().map(|(n, limits)| (*n, value(limits)));
        let inside: Vec<(f64, f64)> = inside.filter(|(_, share)| *share <= y_end).collect();
        plot.line(class, &inside);
    };
    draw("chart-limit-998", |limits| limits.upper_998);
    draw("chart-limit-95", |limits| limits.upper_95);
    draw("chart-limit-95", |limits| limits.lower_95);
    draw("chart-limit-998", |limits| limits.lower_998);
}
