//! One of the two rates along a plan: years, run chart, units below as a funnel.

use super::{Looking, cards::per_cent};
use crate::{
    domain::{
        few::visible,
        rates::{
            cohorts::Figures as RateFigures,
            judgement::{FEWEST_JUDGED, Verdict},
        },
        words::Words,
    },
    service::targets::{RateReading, Reading},
    web::console::{
        charts::{Funnel, Point, Quarter, Run, funnel, run},
        views::{Badge, Cell, Drawn, IndicatorCard, Notice, Table, Tone},
    },
};

pub(super) fn fill(
    card: &mut IndicatorCard,
    looking: &Looking<'_>,
    reading: &Reading,
    rate: &RateReading,
) {
    let latest = rate.years.last();
    let guarded = |figures: &RateFigures| visible(figures.tally.numerator, rate.guarded).is_none();
    match latest {
        Some((_, figures)) if guarded(figures) => card.big = "<5".to_owned(),
        Some((year, figures)) => {
            card.big = figures.rate.map_or_else(|| "无样本 none".to_owned(), per_cent);
            card.beside =
                format!("{}/{}（{year}）", figures.tally.numerator, figures.tally.denominator);
            card.marks.extend(verdict(figures));
        }
        None => card.big = "–".to_owned(),
    }
    card.tables.push(years(looking, rate));
    let name = looking.units.name(looking.board.unit);
    let title = |what: &'static str, en: &'static str| {
        Words::made(
            format!("{}：{}，{what}", name.zh, reading.indicator.name.zh),
            format!("{}, {en}", reading.indicator.name.en),
        )
    };
    // Few lost of a quarter would be told by its point.
    if !rate.guarded {
        let quarter = |(at, tally): &(crate::domain::periods::Quarter, _)| {
            let tally: &crate::domain::rates::tallies::Tally = tally;
            Quarter { label: at.to_string(), lost: tally.numerator, settled: tally.denominator }
        };
        let chart = run(&Run {
            id: format!("run-{}", reading.indicator.code),
            title: title("各季度", "by quarter"),
            target: rate.definition.target,
            quarters: rate.quarters.iter().map(quarter).collect(),
        });
        card.drawn.push(Drawn::new(Words::new("各季度", "By quarter"), chart));
    }
    let seen = rate
        .children
        .iter()
        .filter(|child| visible(child.tally.numerator, child.guarded).is_some());
    let units: Vec<Point> = seen
        .map(|child| Point {
            label: looking.units.name(child.unit).zh.into_owned(),
            lost: child.tally.numerator,
            settled: child.tally.denominator,
        })
        .collect();
    let hidden = rate.children.len() - units.len();
    if !units.is_empty() {
        let chart = funnel(&Funnel {
            id: format!("funnel-{}", reading.indicator.code),
            title: title("各下级（漏斗图）", "units below"),
            target: rate.definition.target,
            units,
            dispersion: rate.dispersion.filter(|_| hidden == 0),
        });
        card.drawn.push(Drawn::new(Words::new("各下级（按代码）", "Units by code"), chart));
    }
    if hidden > 0 {
        card.says.push(Words::made(
            format!("{hidden} 个下级的分子少于 5，不显示。"),
            format!("{hidden} units with fewer than five lost are not shown."),
        ));
    }
    if rate.refused > 0 {
        let n = rate.refused;
        let words = Words::made(
            format!("{n} 例未通过校验，未计入。"),
            format!("{n} failed their integrity check and are not counted."),
        );
        card.notices.push(Notice::new(Tone::Bad, words));
    }
}

fn verdict(figures: &RateFigures) -> Option<Badge> {
    let verdict = figures.verdict?;
    let tone = match verdict {
        Verdict::ClearlyWithin => Tone::Good,
        Verdict::Within | Verdict::Over => Tone::Info,
        Verdict::ClearlyOver => Tone::Bad,
        Verdict::TooFew => Tone::Plain,
    };
    Some(Badge::new(tone, verdict.label()))
}

fn years(looking: &Looking<'_>, rate: &RateReading) -> Table {
    let columns = vec![
        Words::new("通知年份", "Year of notice"),
        Words::new("分子/分母", "Lost/settled"),
        Words::new("比率", "Rate"),
        Words::new("95% 区间", "95% interval"),
        Words::new("未决", "Pending"),
        Words::new("判定", "Verdict"),
    ];
    let row = |label: Words, figures: &RateFigures| {
        let tally = &figures.tally;
        if visible(tally.numerator, rate.guarded).is_none() {
            let hidden = || Cell::Number("<5".to_owned());
            let nothing = || Cell::Number(String::new());
            return vec![Cell::Coded(label), hidden(), nothing(), nothing(), nothing(), nothing()];
        }
        let wilson = figures.wilson.map(|at| format!("{}–{}", per_cent(at.low), per_cent(at.high)));
        let mut marks: Vec<Badge> = verdict(figures).into_iter().collect();
        if tally.denominator > 0 && tally.denominator < FEWEST_JUDGED {
            marks.push(Badge::new(Tone::Plain, Words::new("样本小", "small sample")));
        }
        vec![
            Cell::Coded(label),
            Cell::Number(format!("{}/{}", tally.numerator, tally.denominator)),
            Cell::Number(figures.rate.map(per_cent).unwrap_or_default()),
            Cell::Number(wilson.unwrap_or_default()),
            Cell::Number(tally.pending.to_string()),
            Cell::Badges(marks),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = rate
        .years
        .iter()
        .map(|(year, figures)| row(Words::made(year.to_string(), ""), figures))
        .collect();
    if rate.years.len() > 1 {
        rows.push(row(Words::new("最近三年合计", "three years"), &rate.rolling));
    }
    Table::new(looking.csrf, Words::new("逐年判定", "Year by year"), columns).rows(rows)
}
