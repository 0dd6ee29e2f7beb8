//! What a reader sees who may read figures but opens no records: of units below her own, no small outcome.

use uuid::Uuid;

use super::{Cell, Content, Of, Row, Section};
use crate::domain::few::visible;

impl Content {
    /// As it is shown to somebody of the unit `own` who may not open the records of the units below it: in columns
    /// of outcomes fewer than five of such a unit are `<5`, none too. Since a table adds up, where only one cell of
    /// a column would be hidden the smallest other goes with it; and what is computed from a hidden number goes
    /// too. A report of a unit below is all about such a unit.
    ///
    /// Source: `statistics`, 1.3: internal figures are exact but for this.
    #[must_use]
    pub fn for_figures_only(mut self, own: Uuid) -> Self {
        let foreign = self.unit != own;
        self.sections.iter_mut().for_each(|section| veil(section, foreign));
        self
    }
}

fn veil(section: &mut Section, foreign: bool) {
    let outcomes: Vec<usize> =
        (0..section.columns.len()).filter(|&n| section.columns[n].outcome).collect();
    let hides = |row: &Row| foreign || row.of == Of::Below;
    for &column in &outcomes {
        let mut hidden = 0;
        let mut others: Vec<(i64, &mut Cell)> = Vec::new();
        for row in &mut section.rows {
            let (small, part) = (hides(row), row.of != Of::Whole || row.code != "all");
            let Some(cell) = row.cells.get_mut(column) else { continue };
            let Cell::Count(count) = *cell else { continue };
            if visible(u64::try_from(count).unwrap_or(0), small).is_none() {
                *cell = Cell::Few;
                hidden += usize::from(part);
            } else if part && (foreign || row.of != Of::Whole) {
                others.push((count, cell));
            }
        }
        if hidden == 1 {
            // Alone it would be the difference of the rest from the whole.
            if let Some((_, cell)) = others.into_iter().min_by_key(|(count, _)| *count) {
                *cell = Cell::Withheld;
            }
        }
    }
    for row in &mut section.rows {
        let veiled = |cell: &Cell| matches!(cell, Cell::Few | Cell::Withheld);
        if !row.cells.iter().any(veiled) {
            continue;
        }
        for &column in &outcomes {
            if let Some(cell @ (Cell::Share(_) | Cell::Words(_))) = row.cells.get_mut(column) {
                *cell = Cell::Withheld;
            }
        }
    }
}
