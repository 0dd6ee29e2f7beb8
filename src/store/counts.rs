//! Counters, kept running: they change in the transaction of the record that they count (`settling`), are read
//! without opening anything (`reading`), and can be counted anew at any time (`recounting`).

mod closing;
mod reading;
mod recounting;
mod settling;

pub use closing::{close_through, open_from};
pub use reading::{
    Number, Posting, ProgrammeCount, by_channel, by_child, by_month, by_programme, people, posted,
};
pub use recounting::{BATCH, Counted, build_if_never, cells, orphans, rows_of, unbalanced};
pub use settling::gather;
pub(super) use settling::settle;

use super::{
    db::{Row, Value},
    rows::code,
};
use crate::domain::{
    counts::{Cell, Fact, Standing, What},
    periods::{Month, Period},
    programmes::Programme,
    registrations::Channel,
};

/// As a column keeps it: the empty text where there is none.
fn programme_text(programme: Option<Programme>) -> &'static str {
    programme.map_or("", Programme::code)
}

/// As a column keeps it: the empty text where the day is not known.
fn month_text(month: Option<Month>) -> String {
    month.map_or_else(String::new, |month| month.to_string())
}

/// As a column keeps it: the empty text where the day is not known.
fn period_text(period: Option<Period>) -> String {
    period.map_or_else(String::new, |period| period.to_string())
}

/// As a column keeps it: the empty text for all of them.
fn channel_text(channel: Option<Channel>) -> &'static str {
    channel.map_or("", Channel::code)
}

fn read_what(row: &Row) -> Result<What, sqlx::Error> {
    code(row, "what", What::from_code)
}

fn read_programme(row: &Row) -> Result<Option<Programme>, sqlx::Error> {
    code(row, "programme", |text| or_none(text, Programme::from_code))
}

fn read_month(row: &Row) -> Result<Option<Month>, sqlx::Error> {
    code(row, "month", |text| or_none(text, Month::parse))
}

fn read_period(row: &Row) -> Result<Option<Period>, sqlx::Error> {
    code(row, "period", |text| or_none(text, Period::parse))
}

fn read_channel(row: &Row) -> Result<Option<Channel>, sqlx::Error> {
    code(row, "channel", |text| or_none(text, Channel::from_code))
}

fn read_standing(row: &Row) -> Result<Standing, sqlx::Error> {
    code(row, "standing", Standing::from_code)
}

/// What `read` makes of a text that may be empty for none; nothing where it makes nothing of it.
#[expect(clippy::option_option, reason = "not readable, and readable as none")]
fn or_none<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { read(text).map(Some) }
}

/// The columns of a fact as they are compared and kept, without its channel: `(what, row_id, unit_id, programme,
/// month, standing)`.
fn columns(fact: &Fact) -> [Value; 6] {
    [
        fact.what.code().into(),
        fact.row.into(),
        fact.unit.into(),
        programme_text(fact.programme).into(),
        month_text(fact.month).into(),
        fact.standing.code().into(),
    ]
}

/// The columns of a cell: `(unit_id, what, period, programme, standing, channel)`.
fn cell_columns(cell: &Cell) -> [Value; 6] {
    [
        cell.unit.into(),
        cell.what.code().into(),
        period_text(cell.period).into(),
        programme_text(cell.programme).into(),
        cell.standing.code().into(),
        channel_text(cell.channel).into(),
    ]
}

fn read_cell(row: &Row) -> Result<Cell, sqlx::Error> {
    Ok(Cell {
        unit: row.get("unit_id")?,
        what: read_what(row)?,
        period: read_period(row)?,
        programme: read_programme(row)?,
        standing: read_standing(row)?,
        channel: read_channel(row)?,
    })
}
