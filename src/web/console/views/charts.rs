//! A chart on a page, with its heading and the table of its numbers.

use super::lists::Table;
use crate::{domain::words::Words, web::console::charts::Chart};

/// A drawn chart with its heading.
pub struct Drawn {
    /// What it shows.
    pub title: Words,
    /// The picture.
    pub chart: Chart,
    /// Its numbers.
    pub numbers: Table,
}

impl Drawn {
    /// A chart under `title`, with its numbers.
    pub fn new(title: Words, chart: Chart) -> Self {
        let numbers = chart.table(Words::new("", ""));
        Self { title, chart, numbers }
    }
}
