//! Counts along a plan: numbers, pace chart, units below, evaluations, months.

use uuid::Uuid;

use super::{
    Looking,
    cards::{badge, number, per_cent},
};
use crate::{
    domain::{
        counts::Net,
        few::visible,
        periods::Month,
        targets::{
            evaluations::Evaluation,
            forecasts::{Course, FEWEST_MONTHS, Outlook},
            plans::{Counted, Indicator},
        },
        words::Words,
    },
    service::targets::{ChildCount, CountReading, Held, Reading},
    web::console::{
        charts::{Fan, Pace, pace},
        views::{Badge, Cell, Drawn, Fact, IndicatorCard, Notice, Table, Tone},
    },
};

/// A number, or that it is too small to be shown.
fn shown(number: i64, guarded: bool) -> String {
    let number = u64::try_from(number).unwrap_or(0);
    visible(number, guarded).map_or_else(|| "<5".to_owned(), |number| number.to_string())
}

/// Gross or net, as the indicator counts.
fn counted(indicator: &Indicator, net: Net) -> i64 {
    match indicator.counted {
        Counted::Gross => net.gross,
        Counted::Net => net.net(),
    }
}

pub(super) fn fill(
    card: &mut IndicatorCard,
    looking: &Looking<'_>,
    reading: &Reading,
    count: &CountReading,
) {
    let (indicator, total) = (&reading.indicator, count.total());
    let actual = counted(indicator, total);
    card.big = shown(actual, count.guarded);
    card.beside = indicator.unit.label().zh.into_owned();
    card.facts
        .insert(0, Fact::new(Words::new("毛新增", "Gross"), shown(total.gross, count.guarded)));
    card.facts.insert(1, Fact::new(Words::new("净新增", "Net"), shown(total.net(), count.guarded)));
    if counted(indicator, count.running) != 0 {
        let words = Words::new("其中本月至今", "Of these, this month so far");
        card.facts
            .insert(2, Fact::new(words, shown(counted(indicator, count.running), count.guarded)));
    }
    if let (Some(held), Some(outlook)) = (&reading.held, &count.outlook) {
        card.marks.push(badge(outlook.standing));
        card.facts.extend(outlook_facts(indicator, held, actual, outlook));
        card.says.extend(forecast(indicator, held, outlook));
        card.drawn.push(Drawn::new(
            Words::new("进度", "Pace"),
            pace(&pace_of(looking, reading, count, held, outlook)),
        ));
        if let Some(midterm) = &count.midterm {
            card.notices.extend(replan(midterm));
        }
    }
    if count.undated > 0 {
        let n = count.undated;
        card.says.push(Words::made(
            format!("另有 {n} 条不知日期，未计入任何月份。"),
            format!("{n} more without a known day are in no month."),
        ));
    }
    if count.unregistered > 0 {
        let n = shown(count.unregistered, count.guarded);
        card.says.push(Words::made(
            format!("其中 {n} 例捐献者生前未登记该项目，按捐献记录计。"),
            format!("{n} of them were not registered for it; counted from the donations."),
        ));
    }
    if !count.children.is_empty() && (looking.whole || !reading.below.is_empty()) {
        card.tables.push(children(looking, reading, count));
    }
    if let Some(table) = evaluations(looking, reading, count) {
        card.tables.push(table);
    }
}

fn outlook_facts(indicator: &Indicator, held: &Held, actual: i64, outlook: &Outlook) -> Vec<Fact> {
    let unit = indicator.unit.label().zh;
    let share = actual as f64 / held.terms.value.max(1) as f64;
    let per_month = |n: f64| format!("{n:.1} {unit}");
    let fact = |words, value: Option<String>| value.map(|value| Fact::new(words, value));
    [
        Some(Fact::new(Words::new("完成目标的", "Share of the target"), per_cent(share))),
        Some(Fact::new(
            Words::new("进度线应达", "Pace line"),
            format!("{:.0} {unit}", outlook.pace),
        )),
        fact(Words::new("达成率（实际 ÷ 进度线）", "Attainment"), outlook.attainment.map(per_cent)),
        fact(
            Words::new("此后每月需要", "Needed per month"),
            outlook.required_per_month.map(per_month),
        ),
        fact(Words::new("现在每月", "Now per month"), outlook.current_per_month.map(per_month)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where it leads, never without the interval and the condition.
fn forecast(indicator: &Indicator, held: &Held, outlook: &Outlook) -> Option<Words> {
    let (forecast, chance) = (outlook.forecast.as_ref()?, outlook.probability?);
    let (low, high) = forecast.interval80;
    let (total, unit) = (forecast.expected_total, indicator.unit.label());
    let target = number(indicator, held.terms.value);
    let (early, early_en) = match outlook.standing {
        crate::domain::targets::forecasts::Standing::TooEarly => {
            (format!("（不足 {FEWEST_MONTHS} 个月，仅供参考）"), " (too early to rely on)")
        }
        _ => (String::new(), ""),
    };
    Some(Words::made(
        format!(
            "若照过去的进度，期末预测 {total:.0} {}（80% 区间 {low}–{high}），达到 {target} 的可能性 {:.0}%{early}。",
            unit.zh,
            chance * 100.0
        ),
        format!(
            "If the pace of the past continues: {total:.0} {} at the end (80% interval {low}–{high}), {:.0}% likely to meet the target{early_en}.",
            unit.en,
            chance * 100.0
        ),
    ))
}

fn replan(midterm: &Evaluation) -> Option<Notice> {
    if !midterm.replan {
        return None;
    }
    let (zh, en) = match midterm.ratio {
        Some(ratio) => (
            format!("中期评估：此后每月需要的是当时速度的 {ratio:.1} 倍，建议说明理由、调整目标；原目标仍保留显示。"),
            format!("Mid-term: {ratio:.1} times the pace was needed. Consider planning anew, with a reason; the old target stays in sight."),
        ),
        None => (
            "中期评估：当时每月没有进展，建议说明理由、调整目标；原目标仍保留显示。".to_owned(),
            "Mid-term: nothing came. Consider planning anew, with a reason; the old target stays in sight.".to_owned(),
        ),
    };
    Some(Notice::new(Tone::Warn, Words::made(zh, en)))
}

fn pace_of(
    looking: &Looking<'_>,
    reading: &Reading,
    count: &CountReading,
    held: &Held,
    outlook: &Outlook,
) -> Pace {
    let (board, indicator) = (looking.board, &reading.indicator);
    let months = board.plan.years.months();
    let course = Course { counts: &[], months, target: held.terms.value, seasons: &count.seasons };
    let mut sum = 0;
    let actual = count.months.iter().map(|month| {
        sum += counted(indicator, *month);
        u64::try_from(sum).unwrap_or(0)
    });
    let (name, unit) = (&indicator.name, indicator.unit.label());
    Pace {
        id: format!("pace-{}", indicator.code),
        title: Words::made(
            format!("{}：{}", looking.units.name(board.unit).zh, name.zh),
            name.en.clone(),
        ),
        measure: Words::made(format!("累计{}", unit.zh), format!("{} in all", unit.en)),
        first: board.plan.years.month(0),
        actual: actual.collect(),
        pace: (1..=months).map(|closed| course.pace(closed)).collect(),
        target: held.terms.value,
        forecast: outlook.forecast.as_ref().filter(|_| count.months.len() >= FEWEST_MONTHS).map(
            |forecast| Fan {
                low: forecast.interval80.0,
                expected: forecast.expected_total,
                high: forecast.interval80.1,
            },
        ),
    }
}

/// The units below in the order of their codes: never by what they reached.
fn children(looking: &Looking<'_>, reading: &Reading, count: &CountReading) -> Table {
    let columns = vec![
        Words::new("机构（按代码）", "Unit, by code"),
        Words::new("目标", "Target"),
        Words::new("毛新增", "Gross"),
        Words::new("净新增", "Net"),
        Words::new("完成", "Share"),
        Words::new("达成率", "Attainment"),
        Words::new("可能性", "Likely"),
        Words::new("状态", "Standing"),
    ];
    let row = |child: &ChildCount| {
        let own = child.unit == looking.board.unit;
        let held = reading.below.iter().find(|(unit, _)| *unit == child.unit).map(|(_, held)| held);
        let name = looking.units.name(child.unit);
        let actual = counted(&reading.indicator, child.total);
        let share = held.map(|held| per_cent(actual as f64 / held.terms.value.max(1) as f64));
        let outlook = child.outlook.as_ref();
        let chance = outlook.and_then(|outlook| outlook.probability);
        vec![
            if own {
                Cell::Coded(Words::made(format!("{}（本级登记）", name.zh), "itself"))
            } else {
                let href = looking.href(&reading.indicator.code, child.unit);
                Cell::Link { href, text: name.zh.into_owned() }
            },
            Cell::Number(held.map(|held| held.terms.value.to_string()).unwrap_or_default()),
            Cell::Number(shown(child.total.gross, child.guarded)),
            Cell::Number(shown(child.total.net(), child.guarded)),
            Cell::Number(share.unwrap_or_default()),
            Cell::Number(outlook.and_then(|one| one.attainment).map(per_cent).unwrap_or_default()),
            Cell::Number(
                chance.map(|chance| format!("{:.0} %", chance * 100.0)).unwrap_or_default(),
            ),
            Cell::Badges(outlook.map(|outlook| badge(outlook.standing)).into_iter().collect()),
        ]
    };
    let title = Words::new("各下级机构", "Units below");
    Table::new(looking.csrf, title, columns).rows(count.children.iter().map(row))
}

fn evaluations(looking: &Looking<'_>, reading: &Reading, count: &CountReading) -> Option<Table> {
    let years = looking.board.plan.years;
    let columns = vec![
        Words::new("评估", "Evaluation"),
        Words::new("应达累计", "Milestone"),
        Words::new("实际累计", "Reached"),
        Words::new("当年", "In the year"),
        Words::new("达成率", "Attainment"),
        Words::new("当时的可能性", "Likely then"),
        Words::new("需要 ÷ 当时速度", "Needed over pace"),
        Words::new("结论", "Conclusion"),
    ];
    let row = |label: Words, one: &Evaluation| {
        let outlook = &one.outlook;
        let chance = outlook.probability.map(|chance| format!("{:.0} %", chance * 100.0));
        let of_year = one.years_share.zip(one.years_done);
        let mut marks = vec![badge(outlook.standing)];
        if one.replan {
            marks.push(Badge::new(Tone::Warn, Words::new("建议调整", "plan anew?")));
        }
        vec![
            Cell::Coded(label),
            Cell::Number(one.milestone.to_string()),
            Cell::Number(outlook.done.to_string()),
            Cell::Number(
                of_year.map(|(share, done)| format!("{done}/{share}")).unwrap_or_default(),
            ),
            Cell::Number(outlook.attainment.map(per_cent).unwrap_or_default()),
            Cell::Number(chance.unwrap_or_default()),
            Cell::Number(one.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default()),
            Cell::Badges(marks),
        ]
    };
    let mut rows = Vec::new();
    for one in &count.year_ends {
        let year = years.month(one.months.saturating_sub(1)).0;
        let label = if one.months == years.months() {
            Words::made(format!("{year} 年末（期末）"), format!("end of {year}, the last"))
        } else {
            Words::made(format!("{year} 年末"), format!("end of {year}"))
        };
        rows.push((one.months, row(label, one)));
    }
    if let Some(one) = &count.midterm {
        let (year, month) = years.month(one.months.saturating_sub(1));
        let label = Words::made(format!("中期（{year}-{month:02}）"), "mid-term");
        rows.push((one.months, row(label, one)));
    }
    rows.sort_by_key(|(months, _)| *months);
    (!rows.is_empty() && reading.held.is_some()).then(|| {
        Table::new(looking.csrf, Words::new("年终与中期评估", "Evaluations"), columns)
            .rows(rows.into_iter().map(|(_, row)| row))
    })
}

/// Every month that has closed.
pub(super) fn months(looking: &Looking<'_>, reading: &Reading, count: &CountReading) -> Table {
    let columns = vec![
        Words::new("月份", "Month"),
        Words::new("毛新增", "Gross"),
        Words::new("其中后来退出", "Left since"),
        Words::new("净新增", "Net"),
        Words::new("累计", "In all"),
    ];
    let mut sum = 0;
    let rows = count.months.iter().enumerate().map(|(n, month)| {
        let (year, number) = looking.board.plan.years.month(n);
        sum += counted(&reading.indicator, *month);
        let href = looking.href(&reading.indicator.code, looking.board.unit);
        let text = format!("{year}-{number:02}");
        vec![
            Cell::Link { href: format!("{href}&month={text}"), text },
            Cell::Number(shown(month.gross, count.guarded)),
            Cell::Number(shown(month.left, count.guarded)),
            Cell::Number(shown(month.net(), count.guarded)),
            Cell::Number(shown(sum, count.guarded)),
        ]
    });
    Table::new(looking.csrf, Words::new("各月", "Months"), columns).rows(rows)
}

/// One month of each unit below.
pub(super) fn of_month(
    looking: &Looking<'_>,
    reading: &Reading,
    month: Month,
    cells: &[(Uuid, Net, bool)],
) -> Table {
    let columns = vec![
        Words::new("机构（按代码）", "Unit, by code"),
        Words::new("毛新增", "Gross"),
        Words::new("其中后来退出", "Left since"),
        Words::new("净新增", "Net"),
    ];
    let rows = cells.iter().map(|(unit, net, guarded)| {
        let name = looking.units.name(*unit);
        let first = if *unit == looking.board.unit {
            Cell::Coded(Words::made(format!("{}（本级登记）", name.zh), "itself"))
        } else {
            let href = looking.href(&reading.indicator.code, *unit);
            Cell::Link { href: format!("{href}&month={month}"), text: name.zh.into_owned() }
        };
        vec![
            first,
            Cell::Number(shown(net.gross, *guarded)),
            Cell::Number(shown(net.left, *guarded)),
            Cell::Number(shown(net.net(), *guarded)),
        ]
    });
    Table::new(looking.csrf, month.label(), columns).rows(rows)
}
