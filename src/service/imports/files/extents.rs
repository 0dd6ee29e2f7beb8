//! How large the sheets of an `.xls` will be, from its records ([MS-XLS] 2.1.4, 2.4): the library reserves as many cells
//! as a sheet claims to have, and as many as lie between the outermost that are there.

use super::compound::{half, stream, word};

/// The cells that the library would reserve for the largest of a workbook's sheets, by what it claims or by what is in
/// it, whichever is more. None where the records cannot be followed. A workbook with a password claims nothing that
/// could be read.
pub(super) fn most_cells(bytes: &[u8]) -> Option<u64> {
    let book = stream(bytes, &["Workbook", "Book"])?;
    let mut sheets = Vec::new();
    for record in records(&book) {
        match record?.kind {
            FILE_PASS | END => break,
            BOUND_SHEET => sheets.push(word(record?.data, 0)? as usize),
            _ => {}
        }
    }
    let mut most = 0;
    for start in sheets {
        most = most.max(cells(book.get(start..)?)?);
    }
    Some(most)
}

const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
const MANY_NUMBERS: u16 = 0x00bd;
/// Formula, number, label, rich label, yes or error, short number, shared label, and many numbers: row and column first.
const CELLS: [u16; 8] = [0x0006, 0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x00fd, MANY_NUMBERS];

fn cells(sheet: &[u8]) -> Option<u64> {
    let (mut claimed, mut depth) = (0, 0);
    // The first and last row, the first and last column.
    let mut held: Option<[u32; 4]> = None;
    for record in records(sheet) {
        let Record { kind, data } = record?;
        match kind {
            BEGIN => depth += 1,
            // Of a chart in the sheet.
            END if depth > 1 => depth -= 1,
            END => break,
            _ if depth > 1 => {}
            DIMENSIONS => claimed = claimed.max(area(dimensions(data)?)),
            kind if CELLS.contains(&kind) => {
                let (row, first) = (half(data, 0)?.into(), half(data, 2)?.into());
                let last = match kind {
                    MANY_NUMBERS => half(data, data.len().checked_sub(2)?)?.into(),
                    _ => first,
                };
                let [top, bottom, left, right] = held.unwrap_or([row, row, first, last]);
                held = Some([top.min(row), bottom.max(row), left.min(first), right.max(last)]);
            }
            _ => {}
        }
    }
    Some(held.map_or(0, area).max(claimed))
}

/// The claim as the library reads it: behind the last row and column. Where the last lies before the first it counts
/// round, as the library does.
fn dimensions(data: &[u8]) -> Option<[u32; 4]> {
    let (top, bottom, left, right) = if data.len() < 14 {
        (half(data, 0)?.into(), half(data, 2)?.into(), half(data, 4)?, half(data, 6)?)
    } else {
        (word(data, 0)?, word(data, 4)?, half(data, 8)?, half(data, 10)?)
    };
    let left = if left > 0xff || right < left { 0 } else { left };
    Some(match (bottom, right) {
        (0, _) | (_, 0) => [top, top, left.into(), left.into()],
        _ => [top, bottom - 1, left.into(), u32::from(right) - 1],
    })
}

fn area([top, bottom, left, right]: [u32; 4]) -> u64 {
    let span = |first: u32, last: u32| u64::from(last.wrapping_sub(first).wrapping_add(1));
    span(top, bottom).saturating_mul(span(left, right))
}

#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// Its records one after another; none at the end where one is cut off.
fn records(mut rest: &[u8]) -> impl Iterator<Item = Option<Record<'_>>> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let cut = |rest: &[u8]| Some((half(rest, 0)?, usize::from(half(rest, 2)?)));
        let record = cut(rest).and_then(|(kind, len)| Some((kind, rest.get(4..4 + len)?)));
        let Some((kind, data)) = record else {
            rest = &[];
            return Some(None);
        };
        rest = &rest[4 + data.len()..];
        Some(Some(Record { kind, data }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const XLS: &[u8] = include_bytes!("ledger.xls");

    #[test]
    fn a_sheet_holds_what_it_claims() {
        let cells = most_cells(XLS).unwrap();
        assert!((10..200).contains(&cells), "{cells}");
        assert_eq!(most_cells(&XLS[..700]), None);
    }

    #[test]
    fn a_claim_is_counted_as_the_library_counts_it() {
        let claim = |top: u32, bottom: u32, left: u16, right: u16| {
            let mut data = Vec::new();
            for row in [top, bottom] {
                data.extend(row.to_le_bytes());
            }
            for column in [left, right, 0] {
                data.extend(column.to_le_bytes());
            }
            area(dimensions(&data).unwrap())
        };
        assert_eq!(claim(0, 4, 0, 5), 20);
        assert_eq!(claim(2, 4, 1, 5), 8);
        assert_eq!(claim(0, 0, 0, 0), 1);
        assert_eq!(claim(0, 4, 300, 5), 20);
        assert_eq!(claim(9, 4, 0, 1), u64::from(u32::MAX) - 4, "round");
        assert_eq!(claim(0, u32::MAX, 0, u16::MAX), u64::from(u32::MAX) * u64::from(u16::MAX));
        assert_eq!(dimensions(&[0, 0, 4, 0, 0, 0, 5, 0, 0, 0]).map(area), Some(20));
        assert_eq!(dimensions(&[0; 5]), None);
    }
}
