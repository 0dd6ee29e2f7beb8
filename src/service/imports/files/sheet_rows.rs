//! The rows of one sheet on their way to the [`SheetReader`].

use super::{Event, FileProblem, Run, SheetReader};
use crate::domain::ledgers::Cell;

impl Run<'_> {
    /// Begins a sheet, lets `rows` push its rows, and ends it.
    pub(super) fn sheet(
        &mut self,
        name: &str,
        rows: impl FnOnce(&mut Rows<'_, '_>) -> Result<(), FileProblem>,
    ) -> Result<(), FileProblem> {
        let overrides = self.overrides.of(name);
        if overrides.skip {
            return Ok(());
        }
        let reader = SheetReader::new(&self.report.file, name, self.ctx, overrides, self.known)
            .of_list(self.overrides.list.is_some());
        let mut pushed = Rows { name, reader, each: self.each, last: 0 };
        rows(&mut pushed)?;
        let reader = pushed.reader;
        let (titles, headings) = (reader.titles(), reader.headings());
        match reader.finish() {
            Ok(report) => {
                let stop =
                    (self.each)(Event::SheetEnd { report: &report, titles, headings }).is_break();
                self.report.sheets.push(report);
                if stop { Err(FileProblem::Stopped) } else { Ok(()) }
            }
            Err(skipped) => {
                self.report.skipped.push(skipped);
                Ok(())
            }
        }
    }
}

/// Takes the rows of one sheet.
pub(super) struct Rows<'r, 'a> {
    name: &'r str,
    reader: SheetReader<'a>,
    each: &'r mut dyn FnMut(Event<'_>) -> std::ops::ControlFlow<()>,
    last: u32,
}

impl Rows<'_, '_> {
    /// Takes row `number`, counted from 1. Rows left out before it were blank.
    pub(super) fn push(&mut self, number: u32, cells: Vec<Cell>) -> Result<(), FileProblem> {
        if number > self.last + 1 {
            self.reader.push(number - 1, Vec::new());
        }
        self.last = number;
        let Some(outcome) = self.reader.push(number, cells) else { return Ok(()) };
        match (self.each)(Event::Row { sheet: self.name, outcome }) {
            std::ops::ControlFlow::Continue(()) => Ok(()),
            std::ops::ControlFlow::Break(()) => Err(FileProblem::Stopped),
        }
    }

    /// The last row taken.
    pub(super) fn last(&self) -> u32 {
        self.last
    }
}
