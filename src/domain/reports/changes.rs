//! What a corrected report changed, cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Cell, Content};
use crate::domain::words::Words;

/// One value that is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The table.
    pub section: Words,
    /// The row.
    pub row: Words,
    /// The column.
    pub column: Words,
    /// What stood there; nothing where the cell is new.
    pub was: Cell,
    /// What stands there now; nothing where the cell is gone.
    pub is: Cell,
}

/// Of which table, row and column a cell is, by their codes.
type Key = (String, String, String);

/// Every cell of `new` that is not as in `old`, those that are new or gone too, in the order of their codes; and
/// every definition that is worded otherwise.
pub fn changes(old: &Content, new: &Content) -> Vec<Change> {
    let (old, new) = (cells(old), cells(new));
    let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
    let change = |key: &Key| {
        let (was, is) = (old.get(key), new.get(key));
        let cell = |found: Option<&(Cell, [Words; 3])>| {
            found.map_or(Cell::Empty, |(cell, _)| cell.clone())
        };
        let [section, row, column] = is.or(was).map(|(_, words)| words.clone())?;
        let (was, is) = (cell(was), cell(is));
        (was != is).then_some(Change { section, row, column, was, is })
    };
    keys.into_iter().filter_map(change).collect()
}

fn cells(content: &Content) -> BTreeMap<Key, (Cell, [Words; 3])> {
    let mut cells = BTreeMap::new();
    for section in &content.sections {
        for row in &section.rows {
            for (column, cell) in section.columns.iter().zip(&row.cells) {
                let key = (section.code.clone(), row.code.clone(), column.code.clone());
                let words = [section.title.clone(), row.words.clone(), column.words.clone()];
                cells.insert(key, (cell.clone(), words));
            }
        }
    }
    let title = Words::new("定义", "Definitions");
    for term in &content.definitions {
        // After all tables, whose codes are lower case.
        let key = ("~".to_owned(), term.term.zh.to_string(), String::new());
        let words = [title.clone(), term.term.clone(), Words::new("", "")];
        cells.insert(key, (Cell::Words(term.words.clone()), words));
    }
    cells
}
