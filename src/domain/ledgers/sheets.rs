//! Reads a sheet row by row. Only the rows above the heading wait; then every row is judged as it comes.

use super::{
    Context, Entry, SheetOverrides,
    about::About,
    cells::Cell,
    entries::{RejectedRow, Repeat, RowOutcome, Standing},
    fixed::FixedSheet,
    furniture::{Kind, kind},
    heads::{continues, is_group_row, is_heading_row},
    known::{Known, News, Place},
    layout::Layout,
    lists::ListLayout,
    reasons::Warning,
    report::{SheetReport, SkippedSheet},
    rows::{Row, Sheet, judge},
};
use crate::domain::{programmes::Programme, words::Words};

/// Where nothing like a heading came in so many filled rows, none will.
const ROWS_BEFORE_HEADING: usize = 40;

/// Headings have at most so many rows.
const HEADING_ROWS: usize = 4;

/// Columns beyond this are not read: no ledger has them, only stray formats and attacks.
pub const MOST_COLUMNS: usize = 256;

/// Reads one sheet.
#[derive(Debug)]
pub struct SheetReader<'a> {
    ctx: &'a Context<'a>,
    known: &'a mut Known,
    overrides: SheetOverrides,
    sheet: u16,
    state: State,
    /// The last rows above the heading, of which some may belong to it.
    above: Vec<Vec<Cell>>,
    layout: Option<Layout>,
    about: About,
    report: SheetReport,
    /// The file is a national list.
    is_list: bool,
}

#[derive(Debug)]
enum State {
    /// No heading yet; so many filled rows were seen.
    Looking(usize),
    /// In the heading.
    Heading(Vec<Vec<Cell>>),
    /// Below the heading.
    Reading,
    /// Below the heading of a sheet in a fixed form.
    ReadingFixed(FixedSheet),
    /// Below the heading of a sheet of the national list.
    ReadingList(ListLayout),
    /// There is no heading.
    Hopeless,
}

impl<'a> SheetReader<'a> {
    /// Begins a sheet of a file. The file's name may tell the programme where nothing else does.
    pub fn new(
        file: &str,
        name: &str,
        ctx: &'a Context<'a>,
        overrides: SheetOverrides,
        known: &'a mut Known,
    ) -> Self {
        Self {
            ctx,
            sheet: known.begin_sheet(),
            known,
            overrides,
            state: State::Looking(0),
            above: Vec::new(),
            layout: None,
            about: About::new(file, name),
            report: SheetReport { name: name.to_owned(), ..SheetReport::default() },
            is_list: false,
        }
    }

    /// The sheet belongs to a national list, or not: no heading tells that apart from a ledger of people.
    #[must_use]
    pub fn of_list(self, is_list: bool) -> Self {
        Self { is_list, ..self }
    }

    /// Takes the next row; `row` is its number as the spreadsheet counts, from 1. Answers if it is
    /// about a person.
    pub fn push(&mut self, row: u32, mut cells: Vec<Cell>) -> Option<RowOutcome> {
        cells.truncate(MOST_COLUMNS);
        let blank = cells.iter().all(Cell::is_empty);
        match &mut self.state {
            State::Hopeless => None,
            State::Looking(_) if blank => {
                self.above.clear();
                None
            }
            State::Looking(seen) => {
                *seen += 1;
                if self.is_list {
                    match ListLayout::of(&cells) {
                        Some(layout) => self.begin_list(layout),
                        None if *seen >= ROWS_BEFORE_HEADING => self.state = State::Hopeless,
                        None => {}
                    }
                } else if let Some(form) = FixedSheet::of(&cells) {
                    self.begin_fixed(form);
                } else if is_heading_row(&cells) {
                    self.begin_heading(cells);
                } else if *seen >= ROWS_BEFORE_HEADING {
                    self.state = State::Hopeless;
                } else {
                    self.about.remember_title(&cells);
                    self.above.push(cells);
                }
                None
            }
            State::Heading(block)
                if !blank && block.len() < HEADING_ROWS && continues(block, &cells) =>
            {
                block.push(cells);
                None
            }
            State::Heading(block) => {
                let block = std::mem::take(block);
                self.end_heading(&block);
                self.read(row, cells)
            }
            State::Reading => self.read(row, cells),
            State::ReadingFixed(_) if blank => None,
            State::ReadingFixed(form) => {
                let place = Place { sheet: self.sheet, row };
                let unit = self.about.unit.as_ref();
                let judged = form.judge(place, &cells, unit, self.ctx, self.known);
                let outcome = judged.unwrap_or_else(|rejection| {
                    let sections = Vec::new();
                    RowOutcome::Rejected(Box::new(RejectedRow { row, rejection, cells, sections }))
                });
                self.report.add(&outcome);
                Some(outcome)
            }
            State::ReadingList(_) if blank => None,
            State::ReadingList(layout) => {
                let place = Place { sheet: self.sheet, row };
                // A total or a note below the list names nobody.
                if cells.iter().filter(|cell| !cell.is_empty()).count() == 1
                    && layout.columns.len() > 1
                    && !layout.names(&cells)
                {
                    self.report.ignore(row);
                    return None;
                }
                let outcome = match layout.read(place, cells, self.ctx.today) {
                    Ok(line) => RowOutcome::Listed(Box::new(line)),
                    Err((rejection, cells)) => {
                        let sections = Vec::new();
                        RowOutcome::Rejected(Box::new(RejectedRow {
                            row,
                            rejection,
                            cells,
                            sections,
                        }))
                    }
                };
                self.report.add(&outcome);
                Some(outcome)
            }
        }
    }

    fn begin_fixed(&mut self, mut form: FixedSheet) {
        form.correct(&self.overrides.columns);
        self.report.understand_fixed(&form);
        self.about.settle_unit(form.has_unit(), &self.overrides, self.ctx);
        self.state = State::ReadingFixed(form);
    }

    fn begin_list(&mut self, mut layout: ListLayout) {
        layout.correct(&self.overrides.columns);
        self.report.understand_list(&layout);
        self.state = State::ReadingList(layout);
    }

    /// Ends the sheet: its report, or why it holds no ledger.
    pub fn finish(mut self) -> Result<SheetReport, SkippedSheet> {
        if let State::Heading(block) = &mut self.state {
            let block = std::mem::take(block);
            self.end_heading(&block);
        }
        if self.layout.is_some()
            || matches!(self.state, State::ReadingFixed(_) | State::ReadingList(_))
        {
            return Ok(self.report);
        }
        let words = match self.state {
            State::Looking(0) => {
                Words::new("空白工作表，未导入", "An empty sheet, so nothing was imported")
            }
            State::Looking(1..=3) => {
                Words::new("只有说明文字，未导入", "Only a note, so nothing was imported")
            }
            _ if self.is_list => Words::new(
                "没有认出表头（至少要有国家库登记号或证件号码一列），未导入",
                "No heading was recognised (the registry's number or a document at least), so nothing was imported",
            ),
            _ => Words::new(
                "没有认出表头(至少要有姓名和证件号码两列)，未导入",
                "No heading was recognised (name and document number at least), so nothing was imported",
            ),
        };
        Err(SkippedSheet { name: self.report.name, words })
    }

    /// The headings in one row, in words that are understood as these columns were: for giving
    /// rejected rows back.
    pub fn headings(&self) -> Vec<String> {
        match &self.state {
            State::ReadingFixed(form) => form.flat_headings(),
            State::ReadingList(layout) => layout.flat_headings(),
            _ => self.layout.as_ref().map(Layout::flat_headings).unwrap_or_default(),
        }
    }

    /// The texts above the heading, with what corrections and the file's name tell: for giving
    /// rejected rows back.
    pub fn titles(&self) -> Vec<String> {
        self.about.titles(&self.overrides)
    }

    /// The heading may have begun above the row that names a person, with the groups.
    fn begin_heading(&mut self, cells: Vec<Cell>) {
        let above = std::mem::take(&mut self.above);
        let groups =
            above.iter().rev().take(HEADING_ROWS - 2).take_while(|row| is_group_row(row)).count();
        let mut block = above[above.len() - groups..].to_vec();
        block.iter().for_each(|row| self.about.forget_title(row));
        block.push(cells);
        self.state = State::Heading(block);
    }

    fn end_heading(&mut self, block: &[Vec<Cell>]) {
        self.state = State::Reading;
        let mut layout = Layout::new(block);
        layout.correct(&self.overrides.columns);
        self.about.settle(&layout, &self.overrides, self.ctx);
        self.report.understand(&layout);
        self.layout = Some(layout);
    }

    fn read(&mut self, row: u32, cells: Vec<Cell>) -> Option<RowOutcome> {
        let layout = self.layout.as_ref()?;
        match kind(&cells, layout) {
            Kind::Data => {}
            Kind::NewHeading => {
                self.state = State::Heading(vec![cells]);
                return None;
            }
            Kind::Section(text) => {
                if !self.about.enter_section(&text, layout, &self.overrides, self.ctx) {
                    self.report.ignore(row);
                }
                return None;
            }
            Kind::Stray => {
                self.report.ignore(row);
                return None;
            }
            Kind::Blank | Kind::Furniture | Kind::SameHeading => return None,
        }
        let sheet = Sheet {
            ctx: self.ctx,
            offered: &self.about.programmes,
            unit: self.about.unit.as_ref(),
            base: self.about.base.as_ref(),
        };
        let outcome = match judge(Row { number: row, cells: &cells, layout }, sheet) {
            Err(rejection) => {
                let sections = self.about.sections();
                RowOutcome::Rejected(Box::new(RejectedRow { row, rejection, cells, sections }))
            }
            Ok(entry) => self.settle(entry),
        };
        self.report.add(&outcome);
        Some(outcome)
    }

    /// Compares an entry with those before it.
    fn settle(&mut self, mut entry: Entry) -> RowOutcome {
        let programmes: Vec<Programme> = entry.registrations.iter().map(|r| r.programme).collect();
        let ended = entry.registrations.iter().any(|r| r.standing != Standing::Active);
        let place = Place { sheet: self.sheet, row: entry.row };
        match self.known.meet(&entry.person.document, &programmes, ended, place) {
            News::Person => {}
            News::Programmes { first, new } => {
                entry.known_from = Some(first);
                for registration in &mut entry.registrations {
                    registration.repeats = !new.contains(&registration.programme);
                }
                if new.len() < programmes.len() {
                    entry.warnings.push(Warning::PartlyRepeated);
                }
            }
            News::Nothing { first, ends } => {
                return RowOutcome::Duplicate(Box::new(Repeat { first, ends, entry }));
            }
        }
        RowOutcome::Accepted(Box::new(entry))
    }
}
