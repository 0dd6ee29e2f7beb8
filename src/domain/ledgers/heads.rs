//! Which rows are headings: one row, or several where cells were merged.

use super::{
    cells::Cell,
    columns::{Column, Part},
    headings::{Meaning, What, compact, understand},
};

/// Whether a row is a row of headings: it names a person or a document, most of its words are
/// known as headings, and there is nothing in it like a number or date.
pub(super) fn is_heading_row(cells: &[Cell]) -> bool {
    let texts = distinct(cells);
    if cells.iter().any(looks_like_data) {
        return false;
    }
    let meanings: Vec<Meaning> = texts
        .iter()
        .filter(|text| is_short(text))
        .filter_map(|text| understand(std::slice::from_ref(text)))
        .collect();
    let named = meanings.iter().any(|m| m.what == What::Part(Part::Name));
    let numbered =
        meanings.iter().any(|m| m.what == What::Column(Column::DocumentNumber) && m.sure);
    let enough = if named && numbered { 2 } else { 3 };
    (named || numbered) && meanings.len() >= enough && meanings.len() * 2 >= texts.len()
}

/// Whether a row above the headings groups them: 基本信息, 登记情况, 亲友联系人.
pub(super) fn is_group_row(cells: &[Cell]) -> bool {
    let texts = distinct(cells);
    texts.len() >= 2
        && texts.iter().all(|text| is_short(text))
        && !cells.iter().any(looks_like_data)
}

/// Words that mean something only under the heading of a group.
const DIVISIONS: [&str; 8] = ["名称", "号", "地点", "地址", "情况", "结果", "单位", "是否"];

/// Whether a row under the headings divides them further: 姓名, 关系, 电话 under 亲友联系人.
pub(super) fn continues(block: &[Vec<Cell>], cells: &[Cell]) -> bool {
    let filled = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let (mut known, mut all, mut new) = (0, 0, false);
    for (at, cell) in filled {
        if looks_like_data(cell) {
            return false;
        }
        let text = cell.folded();
        let above = block.iter().any(|row| row.get(at).is_some_and(|above| above.folded() == text));
        let division = DIVISIONS.contains(&compact(&text).as_str());
        let heading =
            division || is_short(&text) && understand(std::slice::from_ref(&text)).is_some();
        all += 1;
        known += usize::from(above || heading);
        new |= heading && !above;
    }
    new && known * 3 >= all * 2
}

/// A heading has no colon before other words, as 填报单位:… has, and is not a sentence.
fn is_short(text: &str) -> bool {
    let compact = compact(text);
    !compact.is_empty()
        && compact.chars().count() <= 24
        && !text.trim_end_matches(':').contains(':')
}

fn looks_like_data(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) | Cell::Day(_) => true,
        Cell::Text(text) => text.chars().filter(char::is_ascii_digit).count() >= 6,
        Cell::Empty => false,
    }
}

fn distinct(cells: &[Cell]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        let text = cell.folded();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}
