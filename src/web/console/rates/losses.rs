//! Where the loss of one rate comes from.

use axum::extract::{Query, State};

use super::{Asked, per_cent, unread};
use crate::{
    domain::{
        match_cases::reasons::Reason,
        rates::losses::{Dimension, Passage, Share, Value},
        words::Words,
    },
    service::{App, rates as service},
    web::console::{
        office::Units,
        respond::{Here, Page, page},
        views::{
            Action, Choice, Field, FlowRow, LossRow, LossTable, LossesPage, Place, Width, bar,
        },
    },
};

pub(super) async fn show(State(app): State<App>, Query(asked): Query<Asked>, here: Here) -> Page {
    let caller = &here.by.caller;
    let (year, code) = (asked.year(&app), asked.rate.clone().unwrap_or_else(|| "R1".to_owned()));
    let losses = service::losses(&app, caller, year, asked.unit, &code).await?;
    let units = Units::now(&app, caller).await?;
    let rates = app.settings.definitions.of_year(year);
    let codes = rates.iter().map(|d| Choice::new(d.code.clone(), Words::made(d.code.clone(), "")));
    let mut filter = asked.fields(&app, caller, &units);
    let rate = Field::select("rate", Words::new("指标", "Rate"), codes.collect(), code.clone());
    filter.push(rate.width(Width::Third));
    let tables = losses.along.iter().map(|(dimension, shares)| LossTable {
        title: dimension.label(),
        rows: rows(&units, *dimension, shares),
    });
    let unit = asked.unit.unwrap_or(caller.actor.unit());
    let title = Words::new("流失来自哪里", "Where the loss comes from");
    Ok(page(&LossesPage {
        frame: here.frame(&app, title, Some(Place::Rates)).await?,
        filter,
        about: Words::made(
            format!("{code} {}:{}", losses.definition.name.zh, losses.definition.words.zh),
            format!("{code} {}: {}", losses.definition.name.en, losses.definition.words.en),
        ),
        flow: losses.flow.iter().map(flow_row).collect(),
        tables: tables.collect(),
        marks: unread(losses.refused).into_iter().collect(),
        actions: vec![Action::link(
            format!("/rates?year={year}&unit={unit}"),
            Words::new("返回指标", "Back to the rates"),
        )],
    }))
}

/// Reasons are parts of one whole; of batches only those are listed that lost somebody or are not tiny.
fn rows(units: &Units, dimension: Dimension, shares: &[Share]) -> Vec<LossRow> {
    let all: u64 = shares.iter().map(|share| share.tally.total()).sum();
    let tells = |share: &&Share| {
        dimension != Dimension::Batch || share.tally.numerator > 0 || share.tally.total() >= 5
    };
    let shares = shares.iter().filter(tells);
    shares
        .map(|share| match dimension {
            Dimension::Reason => {
                let row = loss_row(units, share, all);
                LossRow { rate: per_cent(share.tally.total() as f64 / all as f64), ..row }
            }
            _ => loss_row(units, share, share.tally.total()),
        })
        .collect()
}

fn loss_row(units: &Units, share: &Share, whole: u64) -> LossRow {
    let tally = &share.tally;
    let kept = tally.denominator - tally.numerator;
    let counts = [
        ("lost", tally.numerator),
        ("kept", kept),
        ("pending", tally.pending),
        ("excluded", tally.excluded),
    ];
    let rate = (tally.denominator > 0).then(|| tally.numerator as f64 / tally.denominator as f64);
    LossRow {
        label: value(units, &share.value),
        lost: tally.numerator,
        kept,
        pending: tally.pending,
        excluded: tally.excluded,
        rate: rate.map_or_else(|| "–".to_owned(), per_cent),
        parts: bar(&counts, whole),
    }
}

fn value(units: &Units, value: &Value) -> Words {
    match value {
        Value::Reason(reason) => {
            let label = reason.label();
            Words::made(format!("{} {}", reason.code(), label.zh), label.en)
        }
        Value::Unit(unit) => units.name(*unit),
        Value::Channel(channel) => channel.label(),
        Value::Batch(day, place) => Words::made(format!("{day} {place}"), ""),
        Value::Year(year) => Words::made(year.to_string(), ""),
        Value::Since(since) => since.label(),
        Value::Unknown => Words::new("不详", "Unknown"),
    }
}

/// `U1 1、U3 2`; what the codes mean stands in the table of reasons.
fn codes(reasons: impl IntoIterator<Item = (Reason, u64)>) -> String {
    let code = |(reason, count): (Reason, u64)| format!("{} {count}", reason.code());
    reasons.into_iter().map(code).collect::<Vec<_>>().join("、")
}

fn flow_row(passage: &Passage) -> FlowRow {
    let [lost_all, ended_all]: [u64; 2] =
        [&passage.lost, &passage.ended].map(|counts| counts.values().sum());
    let went_on = passage.reached - passage.waiting - ended_all - lost_all;
    let counts = [
        ("kept", went_on),
        ("pending", passage.waiting),
        ("lost", lost_all),
        ("excluded", ended_all),
    ];
    let lost = passage.lost_by_kind().into_iter().map(|(kind, reasons)| {
        let count = reasons.iter().map(|(_, count)| count).sum();
        (kind.label(), count, codes(reasons))
    });
    FlowRow {
        label: passage.stage.label(),
        reached: passage.reached,
        went_on: passage.went_on,
        waiting: passage.waiting,
        lost: lost.collect(),
        lost_all,
        ended: codes(passage.ended.iter().map(|(reason, count)| (*reason, *count))),
        ended_all,
        parts: bar(&counts, passage.reached),
    }
}
