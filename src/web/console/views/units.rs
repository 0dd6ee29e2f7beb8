//! The tree of offices.

use super::frame::Frame;
use super::lists::{Cell, ListPage, Table};
use super::parts::Action;
use crate::domain::words::Words;

/// One unit, in the order of the tree.
pub struct UnitRow {
    /// Steps below the top of the tree shown.
    pub depth: usize,
    /// Its name.
    pub name: Words,
    /// City, county, township …
    pub kind: Words,
    /// Its division code; empty for areas without one.
    pub code: String,
    /// Other names that ledgers use for it.
    pub aliases: Vec<String>,
    /// The office's phone; empty for none.
    pub phone: String,
    /// Add below, rename, aliases.
    pub actions: Vec<Action>,
}

/// The units in scope, each under its parent.
pub fn units_page(frame: Frame, rows: Vec<UnitRow>, actions: Vec<Action>) -> ListPage {
    let columns = vec![
        Words::new("机构", "Unit"),
        Words::new("层级", "Kind"),
        Words::new("代码", "Code"),
        Words::new("别名", "Also known as"),
        Words::new("电话", "Phone"),
        Words::new("操作", "Actions"),
    ];
    let cells = |row: UnitRow| {
        vec![
            Cell::Tree { depth: row.depth.min(5), words: row.name },
            Cell::Coded(row.kind),
            Cell::Number(row.code),
            Cell::Text(row.aliases.join("、")),
            Cell::Number(row.phone),
            Cell::Actions(row.actions),
        ]
    };
    let table =
        Table::new(&frame.csrf, Words::new("", ""), columns).rows(rows.into_iter().map(cells));
    ListPage { actions, ..ListPage::new(frame, vec![table]) }
}
