//! A look at the bones of a workbook before it is opened: damage and malice must not make the
//! library ask for more memory than there is.

/// The sum of the unpacked sizes in the directory at the end of a ZIP archive (`.xlsx`). None if
/// there is no such directory, or one for archives above 4 GB.
pub(super) fn unpacked_size(bytes: &[u8]) -> Option<u64> {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let (count, mut at) = (half(bytes, end + 10)?, word(bytes, end + 16)? as usize);
    let mut sum = 0;
    for _ in 0..count {
        let unpacked = word(bytes, at + 24).filter(|size| *size != u32::MAX)?;
        sum += u64::from(unpacked);
        let lengths = [28, 30, 32].map(|offset| half(bytes, at + offset));
        at += 46;
        for length in lengths {
            at += usize::from(length?);
        }
    }
    Some(sum)
}

/// Whether every chain of sectors in a compound file (`.xls`, [MS-CFB] 2.3) comes to an end. One
/// that runs in a circle would be read until memory is full.
pub(super) fn chains_end(bytes: &[u8]) -> Option<bool> {
    let size = match half(bytes, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let sectors = bytes.len() / size;
    let words = |sector: u32| {
        let start = (sector as usize).saturating_add(1).saturating_mul(size);
        (start..start.saturating_add(size)).step_by(4).map_while(|at| word(bytes, at))
    };
    // The table of chains lies in sectors listed in the header, and further in a chain of its own.
    let mut listed: Vec<u32> = (76..512).step_by(4).map_while(|at| word(bytes, at)).collect();
    let mut next = word(bytes, 68)?;
    for _ in 0..sectors {
        let mut more: Vec<u32> = words(next).collect();
        let Some(following) = more.pop() else { break };
        listed.extend(more);
        next = following;
    }
    let table: Vec<u32> = listed.into_iter().flat_map(words).take(sectors).collect();
    let mut walks = vec![0; table.len()];
    for start in 0..table.len() {
        let walk = start + 1;
        let mut at = start;
        while walks.get(at) == Some(&0) {
            walks[at] = walk;
            at = table[at] as usize;
            if walks.get(at) == Some(&walk) {
                return Some(false);
            }
        }
    }
    Some(true)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const XLS: &[u8] = include_bytes!("ledger.xls");

    #[test]
    fn circles_are_found() {
        assert_eq!(chains_end(XLS), Some(true));
        assert_eq!(chains_end(&XLS[..20]), None);
        let table = (word(XLS, 76).unwrap() as usize + 1) * 512;
        let mut circle = XLS.to_vec();
        circle[table..table + 8].copy_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(chains_end(&circle), Some(false));
    }

    #[test]
    fn an_archive_says_how_large_it_will_be() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet();
        let bytes = book.save_to_buffer().unwrap();
        assert!(unpacked_size(&bytes).unwrap() > bytes.len() as u64);
        assert_eq!(unpacked_size(&bytes[..bytes.len() / 2]), None);
    }
}
