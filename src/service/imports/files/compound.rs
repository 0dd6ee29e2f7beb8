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
    let table = Sectors::of(bytes)?.table;
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

/// The first stream of a compound file that has one of these names, as the library finds it. None where there is
/// none, or the file is damaged.
pub(super) fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let file = Sectors::of(bytes)?;
    let directory = file.chain(word(bytes, 48)?, usize::MAX);
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let named = |name: &&str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entries.iter().find(|entry| entry[..wide.len()].eq_ignore_ascii_case(&wide))
    };
    let (start, len) = start_and_len(names.iter().find_map(named)?)?;
    if len >= SMALL {
        return Some(file.chain(start, len));
    }
    // Small streams stand together in one that the first entry names, in sectors and chains of their own.
    let (first, together) = start_and_len(entries.first()?)?;
    let (together, table) = (file.chain(first, together), file.chain(word(bytes, 60)?, usize::MAX));
    let table: Vec<u32> = (0..table.len()).step_by(4).map_while(|at| word(&table, at)).collect();
    let small = |sector: u32| together.chunks(64).nth(sector as usize);
    Some(follow(&table, start, len, small))
}

/// Shorter streams stand in small sectors.
const SMALL: usize = 4096;

/// The first sector of a directory entry's stream and its length.
fn start_and_len(entry: &[u8]) -> Option<(u32, usize)> {
    Some((word(entry, 116)?, word(entry, 120)? as usize))
}

/// The sectors of a compound file, and which follows on which.
struct Sectors<'a> {
    bytes: &'a [u8],
    size: usize,
    table: Vec<u32>,
}

impl<'a> Sectors<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let size = match half(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self { bytes, size, table: Vec::new() };
        let sectors = bytes.len() / size;
        let words = |sector: u32| {
            let sector = file.sector(sector).unwrap_or_default();
            (0..sector.len()).step_by(4).map_while(|at| word(sector, at))
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
        file.table = listed.into_iter().flat_map(words).take(sectors).collect();
        Some(file)
    }

    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let start = (sector as usize).checked_add(1)?.checked_mul(self.size)?;
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.size)?))
    }

    fn chain(&self, start: u32, most: usize) -> Vec<u8> {
        follow(&self.table, start, most, |sector| self.sector(sector))
    }
}

/// At most so many bytes of a chain; it ends where it leads nowhere, or in a circle.
fn follow<'a>(
    table: &[u32],
    start: u32,
    most: usize,
    sector: impl Fn(u32) -> Option<&'a [u8]>,
) -> Vec<u8> {
    let mut chain = Vec::new();
    let mut at = start;
    for _ in 0..=table.len() {
        let Some(sector) = sector(at).filter(|_| chain.len() < most) else { break };
        chain.extend_from_slice(&sector[..sector.len().min(most - chain.len())]);
        let Some(next) = table.get(at as usize) else { break };
        at = *next;
    }
    chain
}

pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn half(bytes: &[u8], at: usize) -> Option<u16> {
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
    fn a_stream_is_found_by_its_name() {
        let book = stream(XLS, &["Workbook", "Book"]).unwrap();
        assert_eq!(half(&book, 0), Some(0x0809), "it begins with its first record");
        assert_eq!(stream(XLS, &["workBOOK"]), Some(book));
        assert_eq!(stream(XLS, &["Work"]), None);
        assert_eq!(stream(&XLS[..600], &["Workbook"]), None);
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
