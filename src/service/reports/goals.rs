//! The plan's targets as a report tells them: reached, pace, where it leads.

use uuid::Uuid;

use crate::{
    domain::{
        reports::{Cell, Column, Of, Section},
        targets::plans::{Counted, Unit},
        words::Words,
    },
    service::{
        App, Caller, Result, ServiceError,
        targets::{Board, CountReading, Figures, Reading, board},
    },
};

/// The section of targets, and for each counted target its months; none where no plan concerns the unit.
pub(super) async fn sections(app: &App, caller: &Caller, unit: Uuid) -> Result<Vec<Section>> {
    let board = match board(app, caller, Some(unit), None).await {
        Ok(board) if board.unit == unit => board,
        // The plan is another unit's, or there is none.
        Ok(_) | Err(ServiceError::Missing) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let counts: Vec<(&Reading, &CountReading)> = board
        .readings
        .iter()
        .filter_map(|reading| match &reading.figures {
            // Outcomes have tables of their own, where small numbers can be hidden one by one.
            Figures::Count(count)
                if count.outlook.is_some() && !reading.indicator.measure.is_outcome() =>
            {
                Some((reading, &**count))
            }
            _ => None,
        })
        .collect();
    let mut sections = vec![targets(&board, &counts)];
    sections.extend(counts.iter().map(|(reading, count)| months(&board, reading, count)));
    Ok(sections)
}

fn targets(board: &Board, counts: &[(&Reading, &CountReading)]) -> Section {
    let columns = vec![
        Column::new("target", Words::new("目标", "Target")),
        Column::new("gross", Words::new("毛新增", "Gross")),
        Column::new("net", Words::new("净新增", "Net")),
        Column::new("share", Words::new("完成率", "Share")),
        Column::new("pace", Words::new("应到进度", "Pace")),
        Column::new("expected", Words::new("期末预计", "Expected")),
        Column::new("low", Words::new("预测下限（80%）", "Low (80%)")),
        Column::new("high", Words::new("预测上限（80%）", "High (80%)")),
        Column::new("probability", Words::new("完成可能性", "Chance")),
        Column::new("needed", Words::new("今后每月须", "Needed a month")),
        Column::new("standing", Words::new("状态", "Standing")),
    ];
    let title = Words::made(
        format!("规划目标（{}）", board.plan.name.zh),
        format!("Targets of {}", board.plan.name.en),
    );
    let through = board.closed_through.map(|month| month.to_string()).unwrap_or_default();
    let mut section = Section::new("targets", title, columns).note(Words::made(
        format!(
            "截至编制当天的规划进度，已满月份到 {through}。预测为“若照过去的进度继续”的 80% 区间；目标按毛新增或净新增计，见各行。"
        ),
        format!("As of the day of this report, months closed to {through}. Forecasts: if the pace of the past continues."),
    ));
    for (reading, count) in counts {
        let Some(outlook) = &count.outlook else { continue };
        let indicator = &reading.indicator;
        let total = count.total();
        let value = reading.held.as_ref().map(|held| held.terms.value);
        let done = match indicator.counted {
            Counted::Gross => total.gross,
            Counted::Net => total.net(),
        };
        let share = value.filter(|value| *value > 0).map(|value| done as f64 / value as f64);
        let forecast = outlook.forecast.as_ref();
        let whole = |number: f64| Cell::Count(number.round() as i64);
        let words = Words::made(
            format!(
                "{}（{}，{}）",
                indicator.name.zh,
                indicator.unit.label().zh,
                indicator.counted.label().zh
            ),
            indicator.name.en.clone(),
        );
        let cells = vec![
            value.map_or(Cell::Empty, Cell::count),
            Cell::Count(total.gross),
            Cell::Count(total.net()),
            Cell::share(share),
            whole(outlook.pace),
            forecast.map_or(Cell::Empty, |forecast| whole(forecast.expected_total)),
            forecast.map_or(Cell::Empty, |forecast| Cell::count(forecast.interval80.0)),
            forecast.map_or(Cell::Empty, |forecast| Cell::count(forecast.interval80.1)),
            Cell::share(outlook.probability),
            outlook.required_per_month.map_or(Cell::Empty, |needed| whole(needed.ceil())),
            Cell::Words(outlook.standing.label()),
        ];
        section.push(&indicator.code, words, Of::Whole, cells);
    }
    section
}

/// What a target's closed months brought, summed up, beside what the pace asks for: the numbers of its chart.
fn months(board: &Board, reading: &Reading, count: &CountReading) -> Section {
    let indicator = &reading.indicator;
    let measure = match indicator.unit {
        Unit::Share => Words::new("比率", "share"),
        other => other.label(),
    };
    let total = Words::made(format!("累计（{}）", measure.zh), format!("Total ({})", measure.en));
    let columns =
        vec![Column::new("actual", total), Column::new("pace", Words::new("应到进度", "Pace"))];
    let title = Words::made(
        format!("{}：累计与进度", indicator.name.zh),
        format!("{}: total and pace", indicator.name.en),
    );
    let mut section = Section::new(&format!("pace-{}", indicator.code), title, columns);
    let target = reading.held.as_ref().map_or(0, |held| held.terms.value) as f64;
    let weights: f64 = count.seasons.iter().sum();
    let (mut total, mut weight) = (0, 0.0);
    for (n, season) in count.seasons.iter().enumerate() {
        weight += season;
        let (year, month) = board.plan.years.month(n);
        let actual = count.months.get(n).map_or(Cell::Empty, |net| {
            total += match indicator.counted {
                Counted::Gross => net.gross,
                Counted::Net => net.net(),
            };
            Cell::Count(total)
        });
        let pace = if weights > 0.0 { target * weight / weights } else { 0.0 };
        let text = format!("{year}-{month:02}");
        let cells = vec![actual, Cell::Count(pace.round() as i64)];
        section.push(text.clone(), Words::made(text, ""), Of::Whole, cells);
    }
    section
}
