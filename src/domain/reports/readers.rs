//! What a reader sees who may read figures but opens no records: of units below, no small outcome.

use super::{Cell, Content, Of, Section};

/// Fewer are not told.
const FEW: i64 = 5;

impl Content {
    /// As it is shown to somebody who may not open the records of the units below: in columns of outcomes fewer
    /// than five of such a unit are `<5`, none too. Since a table adds up, where only one cell of a column would be
    /// hidden the smallest other goes with it; and a share goes where its row hides a number.
    ///
    /// Source: `statistics`, 1.3: internal figures are exact but for this.
    #[must_use]
    pub fn for_figures_only(mut self) -> Self {
        self.sections.iter_mut().for_each(veil);
        self
    }
}

fn veil(section: &mut Section) {
    let outcomes: Vec<usize> =
        (0..section.columns.len()).filter(|&n| section.columns[n].outcome).collect();
    for &column in &outcomes {
        let parts = section.rows.iter_mut().filter(|row| row.of != Of::Whole);
        let mut hidden = 0;
        let mut others: Vec<(i64, &mut Cell)> = Vec::new();
        for row in parts {
            let below = row.of == Of::Below;
            match row.cells.get_mut(column) {
                Some(cell @ Cell::Count(_)) => {
                    let Cell::Count(count) = *cell else { continue };
                    if below && count < FEW {
                        *cell = Cell::Few;
                        hidden += 1;
                    } else {
                        others.push((count, cell));
                    }
                }
                _ => continue,
            }
        }
        if hidden == 1 {
            // Alone it would be the difference of the rest from the whole.
            if let Some((_, cell)) = others.into_iter().min_by_key(|(count, _)| *count) {
                *cell = Cell::Withheld;
            }
        }
    }
    for row in section.rows.iter_mut().filter(|row| row.of != Of::Whole) {
        let hides = |cell: &Cell| matches!(cell, Cell::Few | Cell::Withheld);
        if !row.cells.iter().any(hides) {
            continue;
        }
        for &column in &outcomes {
            if let Some(cell @ Cell::Share(_)) = row.cells.get_mut(column) {
                *cell = Cell::Withheld;
            }
        }
    }
}
