//! CSV as offices have it: UTF-8 or GB18030, with commas, tabs or semicolons, never all in memory.

use std::{
    cell::Cell as Counter,
    io::{self, Read},
    rc::Rc,
};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{FileProblem, Run};
use crate::domain::ledgers::{Cell, MOST_COLUMNS};

/// The name under which the one sheet of a CSV is reported.
const SHEET: &str = "csv";

/// Bytes read at a time; the encoding is decided by the first such piece that is not all ASCII.
const PIECE: usize = 64 * 1024;

/// No row is longer: beyond it a quotation mark was never closed.
const LONGEST_ROW: usize = 4 * 1024 * 1024;

/// No cell has more lines.
const MOST_LINES: usize = 50;

/// Reads a CSV.
pub(super) fn read<R: Read>(source: R, run: &mut Run<'_>) -> Result<(), FileProblem> {
    let since_row = Rc::new(Counter::new(0));
    let unreadable = Rc::new(Counter::new(false));
    let mut text = Decoded::new(source, Rc::clone(&since_row), Rc::clone(&unreadable));
    let mut head = Vec::new();
    text.by_ref().take(PIECE as u64).read_to_end(&mut head)?;
    if head.contains(&0) {
        return Err(FileProblem::NotALedger);
    }
    let delimiter = delimiter(&head);
    // A last line without line break would not be counted as one.
    let all = io::Cursor::new(head).chain(text).chain(&b"\n"[..]);
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(all);
    let result = run.sheet(SHEET, |rows| {
        let mut record = csv::ByteRecord::new();
        let mut inner_lines = 0;
        loop {
            since_row.set(0);
            let near = rows.last() + 1;
            match csv.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(_) if since_row.get() > LONGEST_ROW => {
                    return Err(FileProblem::OpenQuote(near));
                }
                Err(error) => return Err(io::Error::from(error).into()),
            }
            let lines = |field: &[u8]| field.iter().filter(|byte| **byte == b'\n').count();
            if record.iter().any(|field| lines(field) > MOST_LINES) {
                return Err(FileProblem::OpenQuote(near));
            }
            inner_lines += record.iter().map(lines).sum::<usize>() as u64;
            // Rows are counted as a spreadsheet would: blank lines count, lines within a cell do not.
            let number = (csv.position().line() - 1).saturating_sub(inner_lines);
            let number = u32::try_from(number).unwrap_or(u32::MAX).max(near);
            rows.push(number, record.iter().take(MOST_COLUMNS).map(cell).collect())?;
        }
    });
    run.report.unreadable_characters |= unreadable.get();
    result
}

fn cell(field: &[u8]) -> Cell {
    let text = String::from_utf8_lossy(field);
    // ="0123" is how some programs keep Excel from making a number of it.
    let kept = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    Cell::text(kept.unwrap_or(&text))
}

/// The sign that stands most often in one of the first lines: the heading has one between all columns.
fn delimiter(head: &[u8]) -> u8 {
    let most = |sign: u8| {
        let count = |line: &[u8]| line.iter().filter(|byte| **byte == sign).count();
        head.split(|byte| *byte == b'\n').take(20).map(count).max().unwrap_or(0)
    };
    // The last of equals: a comma unless another sign is more frequent.
    [b';', b'\t', b','].into_iter().max_by_key(|sign| most(*sign)).unwrap_or(b',')
}

/// A stream of bytes made UTF-8, with `\n` for every line break.
struct Decoded<R> {
    source: R,
    decoder: Option<Decoder>,
    /// Decoded bytes not yet handed on, from `at`.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    after_return: bool,
    since_row: Rc<Counter<usize>>,
    unreadable: Rc<Counter<bool>>,
}

impl<R: Read> Decoded<R> {
    fn new(source: R, since_row: Rc<Counter<usize>>, unreadable: Rc<Counter<bool>>) -> Self {
        let ready = Vec::new();
        Self {
            source,
            decoder: None,
            ready,
            at: 0,
            ended: false,
            after_return: false,
            since_row,
            unreadable,
        }
    }

    /// Decodes the next piece.
    fn advance(&mut self) -> io::Result<()> {
        let mut piece = Vec::with_capacity(PIECE);
        self.source.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        self.ended = piece.is_empty();
        let mut text = String::new();
        match &mut self.decoder {
            None if piece.is_ascii() => text.push_str(&String::from_utf8_lossy(&piece)),
            decoder => {
                let decoder = decoder.get_or_insert_with(|| decoder_for(&piece));
                let mut rest = piece.as_slice();
                loop {
                    text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(PIECE));
                    let (result, read, replaced) =
                        decoder.decode_to_string(rest, &mut text, self.ended);
                    self.unreadable.set(self.unreadable.get() | replaced);
                    rest = &rest[read..];
                    if result == CoderResult::InputEmpty {
                        break;
                    }
                }
            }
        }
        self.at = 0;
        self.ready.clear();
        for byte in text.bytes() {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' => self.ready.push(b'\n'),
                other => self.ready.push(other),
            }
            self.after_return = byte == b'\r';
        }
        Ok(())
    }
}

/// By the byte order mark, or else UTF-8 if the piece can be that, and GB18030 if not: Chinese in
/// GB18030 is practically never valid UTF-8. A character cut off at the end decides nothing.
fn decoder_for(piece: &[u8]) -> Decoder {
    let encoding = match piece {
        [0xff, 0xfe, ..] => UTF_16LE,
        [0xfe, 0xff, ..] => UTF_16BE,
        _ => match std::str::from_utf8(piece) {
            Err(error) if error.error_len().is_some() => GB18030,
            _ => UTF_8,
        },
    };
    encoding.new_decoder_with_bom_removal()
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.advance()?;
        }
        let length = out.len().min(self.ready.len() - self.at);
        out[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        self.since_row.set(self.since_row.get() + length);
        if self.since_row.get() > LONGEST_ROW {
            return Err(io::Error::other("a row without end"));
        }
        Ok(length)
    }
}
