//! One indicator as a card.

use super::{Looking, counts, rates};
use crate::{
    domain::{
        targets::{
            forecasts::Standing,
            plans::{Comparator, Indicator, Measure, Unit},
        },
        words::Words,
    },
    service::targets::{Figures, Held, Reading},
    web::console::views::{Action, Badge, Fact, IndicatorCard, Notice, Tone},
};

pub(super) fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A target's number as people write it.
pub(in crate::web::console) fn number(indicator: &Indicator, value: u64) -> String {
    match indicator.unit {
        Unit::Share => format!("{} %", value as f64 / 100.0),
        unit => format!("{value} {}", unit.label().zh),
    }
}

/// The same with its side: `≥ 400 人`, `< 20 %`.
pub(in crate::web::console) fn goal(
    indicator: &Indicator,
    comparator: Comparator,
    value: u64,
) -> String {
    let side = match comparator {
        Comparator::AtLeast => "≥",
        Comparator::Below => "<",
        Comparator::AtMost => "≤",
    };
    format!("{side} {}", number(indicator, value))
}

pub(super) fn badge(standing: Standing) -> Badge {
    let tone = match standing {
        Standing::Met | Standing::Green => Tone::Good,
        Standing::Amber => Tone::Warn,
        Standing::Red | Standing::Missed => Tone::Bad,
        Standing::TooEarly => Tone::Plain,
    };
    Badge::new(tone, standing.label())
}

pub(super) fn card(looking: &Looking<'_>, reading: &Reading) -> IndicatorCard {
    let indicator = &reading.indicator;
    let mut card = IndicatorCard {
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        big: String::new(),
        beside: String::new(),
        marks: Vec::new(),
        notices: notices(reading),
        facts: Vec::new(),
        says: Vec::new(),
        drawn: Vec::new(),
        tables: Vec::new(),
        definition: Words::made(
            format!("口径（第 {} 版）：{}", indicator.version, indicator.definition.zh),
            indicator.definition.en.clone(),
        ),
        source: format!("规划 {}：“{}”", indicator.section, indicator.quote),
        actions: actions(looking, reading),
    };
    if let Some(held) = &reading.held {
        card.facts.extend(target(indicator, held));
    }
    match &reading.figures {
        Figures::Count(count) => counts::fill(&mut card, looking, reading, count),
        Figures::Rate(rate) => rates::fill(&mut card, looking, reading, rate),
        Figures::Pool { reached, pool } => {
            card.big = if *pool > 0 {
                per_cent(*reached as f64 / *pool as f64)
            } else {
                "无样本 none".to_owned()
            };
            card.beside = format!("{reached}/{pool}");
        }
        Figures::Coverage => {
            card.says.push(Words::new(
                "逐条核算，另页显示。",
                "Counted one by one, on a page of its own.",
            ));
        }
    }
    if reading.held.is_none() {
        let words = if indicator.goal.is_some() {
            Words::new("本级没有分解到的目标", "no target for this unit")
        } else {
            Words::new("规划没有目标数，只作读数", "a reading: the plan has no number")
        };
        card.marks.push(Badge::new(Tone::Plain, words));
    }
    card
}

fn target(indicator: &Indicator, held: &Held) -> Vec<Fact> {
    let terms = &held.terms;
    let mut facts = vec![Fact::new(
        Words::new("目标", "Target"),
        goal(indicator, terms.comparator, terms.value),
    )];
    if let Some(first) = held.original() {
        let label = Words::new("原目标（第 1 版）", "Original target");
        facts.push(Fact::new(label, goal(indicator, first.comparator, first.value)));
    }
    if held.versions.len() > 1 {
        facts.push(Fact::new(
            Words::new("现行目标生效", "In force since"),
            terms.effective_on.to_string(),
        ));
    }
    facts.push(Fact::new(Words::new("批准文件", "Document"), terms.document.clone()));
    facts
}

fn notices(reading: &Reading) -> Vec<Notice> {
    let differs = reading.difference.filter(|by| *by != 0).map(|by| {
        let (zh, en) = if by > 0 { ("多", "more") } else { ("少", "less") };
        let by = by.unsigned_abs();
        let words = Words::made(
            format!("下级目标合计比本级目标{zh} {by}。"),
            format!("The targets below add up to {by} {en} than this one."),
        );
        Notice::new(Tone::Warn, words)
    });
    differs.into_iter().collect()
}

fn actions(looking: &Looking<'_>, reading: &Reading) -> Vec<Action> {
    let board = looking.board;
    let mut actions = Vec::new();
    if !looking.whole && !matches!(reading.figures, Figures::Coverage | Figures::Pool { .. }) {
        let href = looking.href(&reading.indicator.code, board.unit);
        actions.push(Action::link(href, Words::new("各下级与各月", "Units and months")));
    }
    if let Some(held) = &reading.held {
        let href = format!("/targets/{}", held.target.id);
        actions.push(Action::link(href, Words::new("目标的各版本", "Versions of the target")));
    }
    if let Some(year) = latest(reading) {
        let href = format!("/rates?year={year}&unit={}", board.unit);
        actions.push(Action::link(href, Words::new("全部口径", "All readings")));
    }
    let coverage =
        matches!(reading.indicator.measure, Measure::FollowupCoverage | Measure::CareCoverage);
    if coverage {
        let href = format!("/board/coverage?unit={}", board.unit);
        actions.push(Action::link(href, Words::new("核算覆盖率", "Count the coverage")));
    }
    actions
}

fn latest(reading: &Reading) -> Option<i32> {
    match &reading.figures {
        Figures::Rate(rate) => rate.years.last().map(|(year, _)| *year),
        _ => None,
    }
}
