//! The dates of a row, and the day on which the person entered.

use chrono::NaiveDate;

use super::{
    columns::Column,
    layout::Layout,
    reasons::{Reason, Rejection},
    rows::Row,
};
use crate::domain::{dates::DateProblem, programmes::Programme};

/// The dates of a row.
pub(super) struct Days {
    /// 登记日期.
    pub registered: Result<NaiveDate, DateProblem>,
    /// 采样日期.
    pub sampled: Result<NaiveDate, DateProblem>,
    /// 入库日期.
    pub pooled: Result<NaiveDate, DateProblem>,
}

/// The day on which somebody entered, and the column that told it.
pub(super) struct Entered {
    /// The day.
    pub on: NaiveDate,
    /// The column.
    pub column: Column,
}

impl Days {
    /// Reads them.
    pub fn read(row: Row<'_>, today: NaiveDate) -> Self {
        let day = |column| match row.cell(column) {
            cell if cell.said().is_none() => Err(DateProblem::Missing),
            cell => cell.day(today),
        };
        Self {
            registered: day(Column::RegisteredOn),
            sampled: day(Column::SampledOn),
            pooled: day(Column::PooledOn),
        }
    }

    /// The earliest of all that can be read.
    pub fn earliest(&self) -> Option<NaiveDate> {
        [self.registered, self.sampled, self.pooled].into_iter().flatten().min()
    }

    /// Whether the pool comes before the sample, or where that is not told before registration.
    pub fn pooled_too_early(&self) -> bool {
        let start = self.sampled.ok().or(self.registered.ok());
        start.zip(self.pooled.ok()).is_some_and(|(start, pooled)| pooled < start)
    }

    /// The day that counts for the age: the earlier of registration and sample. The day of the
    /// pool only stands in where the sheet has neither column.
    pub fn entered(&self, layout: &Layout, about: &[Programme]) -> Result<Entered, Rejection> {
        let days = [
            (Column::RegisteredOn, self.registered),
            (Column::SampledOn, self.sampled),
            (Column::PooledOn, self.pooled),
        ];
        for (column, day) in days {
            match day {
                Err(DateProblem::Missing) | Ok(_) => {}
                Err(problem) => {
                    let at = layout.one(column);
                    return Err(Rejection::told(Reason::BadDate, at, problem.words()));
                }
            }
        }
        let starts = &days[..2];
        let told = starts.iter().any(|(column, _)| layout.one(*column).is_some());
        let counting = if told { starts } else { &days[..] };
        let read = counting.iter().filter_map(|(column, day)| Some((day.ok()?, *column)));
        match read.min_by_key(|(day, _)| *day) {
            Some((on, column)) => Ok(Entered { on, column }),
            None => {
                let wanted = match about {
                    [Programme::StemCell] => [Column::SampledOn, Column::RegisteredOn],
                    _ => [Column::RegisteredOn, Column::SampledOn],
                };
                let at = wanted.into_iter().find_map(|column| layout.one(column));
                Err(Rejection::new(Reason::MissingDate, at))
            }
        }
    }
}
