//! What a row of a sheet is, apart from the heading: a person, or one of the many rows that are
//! there for the reader's eye.

use super::{
    cells::Cell, columns::Column, headings::compact, heads::is_heading_row, layout::Layout,
};
use crate::domain::names::Name;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// About a person.
    Data,
    /// The heading once more.
    SameHeading,
    /// Another heading: a second table follows.
    NewHeading,
    /// One text across the sheet: 锦屏街道, or 二、遗体捐献.
    Section(String),
    /// Empty but perhaps for a running number.
    Blank,
    /// 小计, 合计, 制表人, column numbers and the like.
    Furniture,
    /// Something else without name and number of a person.
    Stray,
}

const TOTALS: [&str; 8] = ["小计", "合计", "总计", "共计", "累计", "本页计", "总数", "总人数"];
const FOOTERS: [&str; 22] = [
    "制表",
    "填表",
    "填报",
    "审核",
    "复核",
    "审批",
    "负责人",
    "经办",
    "统计",
    "盖章",
    "单位负责",
    "分管",
    "主管",
    "联系人",
    "注",
    "备注",
    "说明",
    "以下空白",
    "此页空白",
    "打印日期",
    "日期",
    "报送",
];

/// Tells what a row is.
pub(super) fn kind(cells: &[Cell], layout: &Layout) -> Kind {
    let filled: Vec<(usize, String)> = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(at, cell)| (at, cell.folded()))
        .collect();
    let holds = |at: usize| layout.columns.get(at).copied().flatten();
    let running = |at: usize| {
        matches!(holds(at), Some(Column::Sequence | Column::CardNumber | Column::Ignored))
    };
    let Some((_, first)) = filled.first() else { return Kind::Blank };
    let one_text = filled.iter().all(|(_, text)| text == first);
    if filled.iter().all(|(at, _)| running(*at)) && !(one_text && is_words(first)) {
        return Kind::Blank;
    }
    if layout.is_repeated_by(cells) {
        return Kind::SameHeading;
    }
    let said = |column| layout.one(column).and_then(|at| cells.get(at)).and_then(Cell::said);
    // A count of people under the numbers is no number.
    let like_number = |text: &String| {
        text.chars().filter(char::is_ascii_alphanumeric).count() >= 5
            && text.chars().any(|c| c.is_ascii_digit())
            && !is_total(text)
            && !is_footer(text)
    };
    let numbered = said(Column::DocumentNumber).as_ref().is_some_and(like_number);
    if numbered {
        return Kind::Data;
    }
    if is_heading_row(cells) {
        return Kind::NewHeading;
    }
    let name = said(Column::Name);
    let named = name.as_deref().is_some_and(|name| Name::parse(name).is_ok() && !is_total(name));
    // A remark of a person may begin like a footer, so of a named row only the first cell counts.
    let telling = if named { &filled[..1] } else { &filled[..] };
    if telling.iter().any(|(_, text)| is_footer(text) || is_total(text)) {
        return Kind::Furniture;
    }
    if filled.len() >= 3 && filled.iter().all(|(_, text)| is_small_number(text)) {
        return Kind::Furniture;
    }
    match filled.as_slice() {
        _ if one_text => return Kind::Section(first.clone()),
        // 一、 and 锦屏街道 in two cells.
        [(_, count), (_, text)]
            if !count.chars().any(|c| c.is_ascii_digit())
                && compact(count).chars().count() <= 2 =>
        {
            return Kind::Section(text.clone());
        }
        _ => {}
    }
    // What is said of the person, rather than counted or noted.
    let known = filled.iter().filter(|(at, _)| holds(*at).is_some() && !running(*at)).count();
    let enough = if named { 1 } else { 3 };
    if known >= enough && filled.len() >= 2 { Kind::Data } else { Kind::Stray }
}

/// 小计, 合计:435人, 锦屏街道小计, 共 35 人.
fn is_total(text: &str) -> bool {
    let text = compact(text);
    let counted = text.starts_with('共')
        && text.ends_with(['人', '份', '例', '名'])
        && text.chars().any(|c| c.is_ascii_digit());
    let short = text.chars().count() <= 12;
    counted || TOTALS.iter().any(|word| text.starts_with(word) || short && text.contains(word))
}

/// 制表人:, 审核人: 张某, 注:…, 以下空白.
fn is_footer(text: &str) -> bool {
    let words = compact(text);
    let begins = FOOTERS.iter().any(|word| words.starts_with(word));
    begins
        && (text.contains(':')
            || words.ends_with("空白")
            || FOOTERS.contains(&words.as_str()) && words != "备注")
}

/// Chinese words rather than a number: 锦屏街道(35人), not FH00035.
fn is_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count() >= 2
}

fn is_small_number(text: &str) -> bool {
    let digits = text.trim_matches(['(', ')', '.']);
    (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}
