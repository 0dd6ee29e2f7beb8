//! A report as a file: a workbook with a sheet of definitions, CSV, or JSON. Each says whose copy it is.

use rust_xlsxwriter::{
    Color, Format as Style, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{
    domain::{
        exports::sheets::harmless,
        reports::{Cell, Content, Format, HEAD, Report, Section},
        words::Words,
    },
    service::{App, Caller, Result, ServiceError},
    store::{self, Session, reports::Given},
};

/// The longest foot of a printed sheet.
const FOOT: usize = 240;

/// A copy as it is given out.
pub struct File {
    /// As what.
    pub format: Format,
    /// Its name: kind, period and unit code, nobody's.
    pub name: String,
    /// Its bytes; none for a page, which is drawn elsewhere.
    pub bytes: Vec<u8>,
    /// To whom, when, for what and of which unit it was given out.
    pub watermark: String,
    /// What it says, as the caller may see it.
    pub content: Content,
    /// The edition, as the caller may see it; none for a draft.
    pub report: Option<Report>,
}

impl File {
    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        match self.format {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Json => "application/json",
            Format::Page => "text/html; charset=utf-8",
        }
    }
}

/// The file, in the transaction that notes it.
pub(super) async fn make(
    app: &App,
    tx: &mut Session,
    caller: &Caller,
    content: &Content,
    report: Option<&Report>,
    given: &Given,
) -> Result<File> {
    let who = match caller.actor.account_id() {
        Some(id) => store::exports::askers(tx, &[id]).await?.remove(&id).unwrap_or_default(),
        None => "命令行".to_owned(),
    };
    let office = store::units::get(tx, caller.actor.unit()).await?.zh;
    let at = tx.now.with_timezone(&app.settings.zone).format("%Y-%m-%d %H:%M").to_string();
    let edition =
        report.map_or_else(|| "草稿 未签发".to_owned(), |one| format!("第 {} 版", one.version));
    let watermark = format!(
        "内部资料｜{office} {who} {at} 用于：{}｜范围：{}｜{edition}",
        given.purpose.label().zh,
        content.unit_name.zh
    );
    let about = about(app, content, report, &watermark);
    let bytes = match given.format {
        Format::Xlsx => workbook(content, report, &about, &watermark)
            .map_err(|error| ServiceError::Internal(format!("a workbook: {error}")))?,
        Format::Csv => text(content, &about)
            .map_err(|error| ServiceError::Internal(format!("a csv file: {error}")))?,
        Format::Json => json(content, report, &watermark)?,
        Format::Page => Vec::new(),
    };
    let code = content.unit_code.clone().unwrap_or_else(|| "unit".to_owned());
    let period = content.period.replace("..", "_");
    let name = format!("{}-{period}-{code}.{}", content.kind.code(), given.format.code());
    let (content, report) = (content.clone(), report.cloned());
    Ok(File { format: given.format, name, bytes, watermark, content, report })
}

/// What stands above the tables: each with its label.
fn about(
    app: &App,
    content: &Content,
    report: Option<&Report>,
    watermark: &str,
) -> Vec<(&'static str, String)> {
    let mut about = vec![
        ("密级", HEAD.zh.to_string()),
        ("单位", content.unit_name.zh.to_string()),
        ("期间", content.period.clone()),
        ("数据截至", content.as_of.to_string()),
    ];
    match report {
        None => about.push(("状态", "草稿，未签发".to_owned())),
        Some(report) => {
            let at = report.issued_at.with_timezone(&app.settings.zone);
            about.push(("版次", format!("第 {} 版", report.version)));
            about.push(("签发时间", at.format("%Y-%m-%d %H:%M").to_string()));
            if !report.sha256.is_empty() {
                about.push(("SHA-256", report.sha256.clone()));
            }
            if let Some(reason) = &report.details.reason {
                about.push(("更正原因", reason.clone()));
            }
        }
    }
    about.push(("水印", watermark.to_owned()));
    about
}

fn title(content: &Content) -> String {
    format!("{}{}", content.unit_name.zh, content.kind.label().zh)
}

fn heading(words: &Words) -> String {
    if words.en.is_empty() { words.zh.to_string() } else { format!("{} {}", words.zh, words.en) }
}

/// How the cells of the workbook look.
struct Styles {
    title: Style,
    head: Style,
    label: Style,
    number: Style,
    share: Style,
    text: Style,
    quiet: Style,
}

impl Styles {
    fn new() -> Self {
        let line = |style: Style| {
            style.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00B8_B0A6))
        };
        let wrapped = || line(Style::new().set_text_wrap().set_align(FormatAlign::Top));
        Self {
            title: Style::new().set_bold().set_font_size(14),
            head: wrapped().set_bold().set_background_color(Color::RGB(0x00E8_F2EE)),
            label: wrapped(),
            number: line(Style::new().set_num_format("#,##0").set_align(FormatAlign::Top)),
            share: line(Style::new().set_num_format("0.0%").set_align(FormatAlign::Top)),
            text: wrapped(),
            quiet: Style::new().set_font_color(Color::RGB(0x0066_5E56)).set_text_wrap(),
        }
    }
}

fn workbook(
    content: &Content,
    report: Option<&Report>,
    about: &[(&'static str, String)],
    watermark: &str,
) -> Result<Vec<u8>, XlsxError> {
    let (mut book, styles) = (Workbook::new(), Styles::new());
    let cover = page(&mut book, "说明", watermark)?;
    cover.write_string_with_format(0, 0, harmless(&title(content)), &styles.title)?;
    cover.set_column_width(0, 16)?;
    cover.set_column_width(1, 80)?;
    for (line, (label, value)) in (1u32..).zip(about) {
        cover.write_string_with_format(line, 0, *label, &styles.head)?;
        cover.write_string_with_format(line, 1, harmless(value), &styles.text)?;
    }
    for section in &content.sections {
        let sheet = page(&mut book, &section.title.zh, watermark)?;
        sheet.write_string_with_format(0, 0, harmless(&section.title.zh), &styles.title)?;
        let note = section.note.as_ref().map(|note| note.zh.to_string()).unwrap_or_default();
        sheet.write_string_with_format(
            1,
            0,
            harmless(&note),
            &styles.quiet.clone().set_text_wrap(),
        )?;
        let last = u16::try_from(section.columns.len()).unwrap_or(u16::MAX);
        if !note.is_empty() && last > 0 {
            sheet.merge_range(1, 0, 1, last, &harmless(&note), &styles.quiet)?;
            sheet.set_row_height(1, 32)?;
        }
        table(sheet, section, &styles)?;
    }
    if let Some(report) = report.filter(|report| !report.details.changes.is_empty()) {
        let sheet = page(&mut book, "本版更正", watermark)?;
        for (column, head) in (0u16..).zip(["表", "行", "列", "原为", "现为"]) {
            sheet.write_string_with_format(0, column, head, &styles.head)?;
            sheet.set_column_width(column, 22)?;
        }
        for (line, change) in (1u32..).zip(&report.details.changes) {
            let texts = [
                change.section.zh.to_string(),
                change.row.zh.to_string(),
                change.column.zh.to_string(),
                change.was.line(),
                change.is.line(),
            ];
            for (column, text) in (0u16..).zip(texts) {
                sheet.write_string_with_format(line, column, harmless(&text), &styles.text)?;
            }
        }
    }
    let sheet = page(&mut book, "定义", watermark)?;
    sheet.set_column_width(0, 26)?;
    sheet.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, "名称 Term", &styles.head)?;
    sheet.write_string_with_format(0, 1, "含义 Meaning", &styles.head)?;
    for (line, term) in (1u32..).zip(&content.definitions) {
        sheet.write_string_with_format(line, 0, harmless(&heading(&term.term)), &styles.label)?;
        let means = format!("{}\n{}", term.words.zh, term.words.en);
        sheet.write_string_with_format(line, 1, harmless(&means), &styles.text)?;
    }
    book.save_to_buffer()
}

/// A sheet as every one of the book is printed: across A4, watermark at its foot.
fn page<'a>(
    book: &'a mut Workbook,
    name: &str,
    watermark: &str,
) -> Result<&'a mut Worksheet, XlsxError> {
    // A sheet's name holds 31 characters and none of these, and no other sheet has it.
    let name: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(28).collect();
    let taken = book.worksheets().iter().filter(|one| one.name().starts_with(&name)).count();
    let name = if taken == 0 { name } else { format!("{name} {}", taken + 1) };
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    // Codes of a footer begin with an ampersand.
    let foot: String = watermark.replace('&', "＆").chars().take(FOOT - 10).collect();
    sheet.set_footer(format!("&L{foot}&R&P/&N"));
    Ok(sheet)
}

fn table(sheet: &mut Worksheet, section: &Section, styles: &Styles) -> Result<(), XlsxError> {
    const FIRST: u32 = 2;
    sheet.set_column_width(0, 30)?;
    sheet.write_string_with_format(FIRST, 0, "", &styles.head)?;
    for (column, head) in (1u16..).zip(&section.columns) {
        sheet.set_column_width(column, 15)?;
        sheet.write_string_with_format(
            FIRST,
            column,
            harmless(&heading(&head.words)),
            &styles.head,
        )?;
    }
    sheet.set_freeze_panes(FIRST + 1, 1)?;
    sheet.set_repeat_rows(FIRST, FIRST)?;
    for (line, row) in (FIRST + 1..).zip(&section.rows) {
        sheet.write_string_with_format(line, 0, harmless(&heading(&row.words)), &styles.label)?;
        for (column, cell) in (1u16..).zip(&row.cells) {
            match cell {
                Cell::Count(count) => {
                    sheet.write_number_with_format(line, column, *count as f64, &styles.number)?;
                }
                Cell::Share(tenths) => {
                    let share = *tenths as f64 / 1_000.0;
                    sheet.write_number_with_format(line, column, share, &styles.share)?;
                }
                other => {
                    let text = other.line();
                    sheet.write_string_with_format(line, column, harmless(&text), &styles.text)?;
                }
            }
        }
    }
    Ok(())
}

/// With a byte order mark, by which Excel knows UTF-8. One table below the other, each under its heading.
fn text(content: &Content, about: &[(&'static str, String)]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let safe = |text: &str| harmless(text).into_owned();
    writer.write_record([safe(&title(content))])?;
    for (label, value) in about {
        writer.write_record([(*label).to_owned(), safe(value)])?;
    }
    for section in &content.sections {
        writer.write_record([String::new()])?;
        writer.write_record([safe(&heading(&section.title))])?;
        let heads = section.columns.iter().map(|column| safe(&heading(&column.words)));
        writer.write_record(std::iter::once(String::new()).chain(heads))?;
        for row in &section.rows {
            let cells = row.cells.iter().map(|cell| safe(&cell.line()));
            writer.write_record(std::iter::once(safe(&heading(&row.words))).chain(cells))?;
        }
    }
    writer.write_record([String::new()])?;
    writer.write_record(["定义 Definitions"])?;
    for term in &content.definitions {
        writer.write_record([safe(&heading(&term.term)), safe(&term.words.zh)])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn json(content: &Content, report: Option<&Report>, watermark: &str) -> Result<Vec<u8>> {
    let value = serde_json::json!({
        "classification": HEAD,
        "watermark": watermark,
        "edition": report.map(|report| report.version),
        "sha256": report.map(|report| &report.sha256).filter(|hash| !hash.is_empty()),
        "issued_at": report.map(|report| report.issued_at),
        "reason": report.and_then(|report| report.details.reason.as_ref()),
        "changes": report.map(|report| &report.details.changes),
        "report": content,
    });
    serde_json::to_vec_pretty(&value)
        .map_err(|error| ServiceError::Internal(format!("a report: {error}")))
}
