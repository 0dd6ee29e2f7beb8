//! Charts drawn here, on the server: SVG text from plain numbers, each with the table of its numbers.
//!
//! The picture scales by its `viewBox`; colours and strokes come from `app.css`, since the page's policy
//! allows no style of its own. Nothing is told by colour alone: lines differ by their dashes, points by their
//! shapes, so that a chart can be read in grey and on paper.

mod funnel;
mod pace;
mod plot;
mod run;

#[cfg(test)]
mod tests;

use std::fmt;

pub use funnel::{Funnel, Point, funnel};
pub use pace::{Fan, Pace, pace};
pub use run::{Quarter, Run, run};

use super::views::{Cell, Table};
use crate::domain::words::Words;

/// A drawn chart and the numbers in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    svg: String,
    columns: Vec<Words>,
    rows: Vec<Vec<String>>,
}

impl Chart {
    /// The numbers' rows, each with one text a column; the first names the row.
    pub fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// The numbers as a table to stand beside the picture.
    pub fn table(&self, title: Words) -> Table {
        let cells = |row: &Vec<String>| row.iter().cloned().map(Cell::Number).collect();
        Table::new("", title, self.columns.clone()).rows(self.rows().iter().map(cells))
    }
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.svg)
    }
}

/// All text in it was escaped when it was drawn.
impl askama::filters::HtmlSafe for Chart {}

/// A share as it is written beside a chart: `18.9 %`.
fn per_cent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
