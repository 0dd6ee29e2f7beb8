//! Cells in which people write several numbers, and notes beside them.

use super::Phone;
use crate::domain::names::{fold, is_placeholder};

/// Reads all numbers of a cell such as `15471516439 / 0574-88583843`, each once, and says whether
/// something in it was no usable number: too short, out of service (空号, 停机), not a number.
pub fn split(cell: &str) -> (Vec<Phone>, bool) {
    const BETWEEN: [char; 14] =
        ['/', '／', '、', ',', '，', ';', '；', '|', '\\', '\n', '\r', '\t', '或', '和'];
    let mut phones = Vec::new();
    let mut unusable = false;
    for piece in cell.split(BETWEEN).map(fold).filter(|piece| !is_placeholder(piece)) {
        let (found, rest) = read_piece(&piece);
        unusable |= rest;
        for phone in found {
            if !phones.contains(&phone) {
                phones.push(phone);
            }
        }
    }
    (phones, unusable)
}

/// One piece of a cell, in which notes like 儿子 may stand beside numbers set apart by spaces.
fn read_piece(piece: &str) -> (Vec<Phone>, bool) {
    const DEAD: [&str; 7] = ["空号", "停机", "错号", "销号", "注销", "关机", "不通"];
    if DEAD.iter().any(|word| piece.contains(word)) {
        return (Vec::new(), true);
    }
    let note = |c: char| c == ':' || (c.is_alphabetic() && !c.is_ascii() && c != '转');
    let bare = piece.replace(note, " ");
    if let Ok(phone) = Phone::parse(&bare) {
        return (vec![phone], false);
    }
    let words = bare.split([' ', '(', ')']).filter(|word| !word.is_empty());
    let (read, unread): (Vec<_>, Vec<_>) = words.map(Phone::parse).partition(Result::is_ok);
    let unusable = read.is_empty() || !unread.is_empty();
    (read.into_iter().flatten().collect(), unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_several() {
        let read = |cell: &str| {
            let (phones, unusable) = split(cell);
            (phones.iter().map(|p| p.as_str().to_owned()).collect::<Vec<_>>().join(" "), unusable)
        };
        for (cell, phones, unusable) in [
            ("15400000001 / 0574-88000001", "15400000001 057488000001", false),
            ("15400000001／１５４０００００００２", "15400000001 15400000002", false),
            ("15400000001、15400000002；154-0000-0001", "15400000001 15400000002", false),
            ("15400000001 15400000002", "15400000001 15400000002", false),
            ("15400000001\n15400000002", "15400000001 15400000002", false),
            ("154 0000 0001", "15400000001", false),
            ("15400000001(儿子)", "15400000001", false),
            ("手机:15400000001 家里0574-88000001", "15400000001 057488000001", false),
            ("15400000001(15400000002)", "15400000001 15400000002", false),
            ("15400000001(空号)", "", true),
            ("空号", "", true),
            ("15400", "", true),
            ("15400000001 / 1540", "15400000001", true),
            ("", "", false),
            ("无", "", false),
            ("/", "", false),
        ] {
            assert_eq!(read(cell), (phones.to_owned(), unusable), "{cell}");
        }
    }
}
