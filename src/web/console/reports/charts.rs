//! The charts of a report, drawn from its own numbers: what a reader may not see is in none of them.

use crate::{
    domain::{
        periods::Month,
        rates::judgement::{Comparator, Target},
        reports::{Cell, Content, Of, Row, Section},
        words::Words,
    },
    web::console::{
        charts::{Fan, Funnel, Pace, Point, Quarter, Run, funnel, pace, run},
        views::Drawn,
    },
};

/// What can be drawn of `content`.
pub(super) fn charts(content: &Content) -> Vec<Drawn> {
    let mut drawn: Vec<Drawn> =
        content.sections.iter().filter_map(|section| paced(content, section)).collect();
    for row in content.section("rates").into_iter().flat_map(|section| &section.rows) {
        let Some(target) = target(content, &row.code) else { continue };
        drawn.extend(over_time(content, row, target));
        drawn.extend(beside(content, row, target));
    }
    drawn
}

fn count(section: &Section, row: &Row, column: &str) -> Option<u64> {
    match section.cell(row, column)? {
        Cell::Count(count) => u64::try_from(*count).ok(),
        _ => None,
    }
}

/// The target of a rate as its row says: `< 20%`.
fn target(content: &Content, code: &str) -> Option<Target> {
    let section = content.section("rates")?;
    let row = section.rows.iter().find(|row| row.code == code)?;
    let Cell::Words(words) = section.cell(row, "target")? else { return None };
    let (comparator, share) = words.zh.strip_suffix('%')?.split_once(' ')?;
    let parts = share.parse::<f64>().ok().map(|share| (share * 100.0).round())?;
    // Less than all of ten thousand parts.
    let parts = (0.0..10_000.0).contains(&parts).then_some(parts as u32)?;
    Target::new(parts, Comparator::from_code(comparator)?)
}

fn paced(content: &Content, section: &Section) -> Option<Drawn> {
    let code = section.code.strip_prefix("pace-")?;
    let targets = content.section("targets")?;
    let row = targets.rows.iter().find(|row| row.code == code)?;
    let first = Month::parse(&section.rows.first()?.code)?;
    let of = |column: &'static str| {
        section.rows.iter().map_while(move |row| count(section, row, column))
    };
    let forecast = || {
        let [low, expected, high] =
            ["low", "expected", "high"].map(|column| count(targets, row, column));
        Some(Fan { low: low?, expected: expected? as f64, high: high? })
    };
    let measure = section.columns.first()?.words.clone();
    let chart = pace(&Pace {
        id: section.code.clone(),
        title: section.title.clone(),
        measure,
        first: (first.year(), first.number()),
        actual: of("actual").collect(),
        pace: of("pace").map(|value| value as f64).collect(),
        target: count(targets, row, "target")?,
        forecast: forecast(),
    });
    Some(Drawn::new(section.title.clone(), chart))
}

fn over_time(content: &Content, rate: &Row, target: Target) -> Option<Drawn> {
    let section = content.section("rate_quarters")?;
    let quarter = |row: &Row| {
        let label = row.code.strip_prefix(&rate.code)?.strip_prefix('-')?;
        let (lost, settled) = (count(section, row, "lost")?, count(section, row, "settled")?);
        Some(Quarter { label: label.to_owned(), lost, settled })
    };
    let quarters: Vec<Quarter> = section.rows.iter().filter_map(quarter).collect();
    let title = Words::made(
        format!("{}：按通知季度", rate.words.zh),
        format!("{}: by quarter of notice", rate.words.en),
    );
    let id = format!("run-{}", rate.code);
    let what = Run { id, title: title.clone(), target, quarters };
    (what.quarters.len() > 1).then(|| Drawn::new(title, run(&what)))
}

fn beside(content: &Content, rate: &Row, target: Target) -> Option<Drawn> {
    let section = content.section("units")?;
    let code = &rate.code;
    let unit = |row: &Row| {
        let [lost, settled] =
            ["lost", "settled"].map(|part| count(section, row, &format!("{code}-{part}")));
        Some(Point { label: row.words.zh.to_string(), lost: lost?, settled: settled? })
    };
    let below = section.rows.iter().filter(|row| row.of == Of::Below);
    let units: Vec<Point> = below.filter_map(unit).collect();
    let title = Words::made(
        format!("{}：各单位", rate.words.zh),
        format!("{}: units beside each other", rate.words.en),
    );
    let any = units.iter().any(|unit| unit.settled > 0);
    let id = format!("funnel-{code}");
    let what = Funnel { id, title: title.clone(), target, units, dispersion: None };
    any.then(|| Drawn::new(title, funnel(&what)))
}
