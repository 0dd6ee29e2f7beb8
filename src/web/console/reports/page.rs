//! A report as a page: a draft, an edition, or a copy to print.

use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use uuid::Uuid;

use super::{Asked, asked, charts::charts, href};
use crate::{
    domain::{
        permissions::Permission,
        reports::{self, Change, Content, HEAD, Report},
        words::Words,
    },
    service::{
        App,
        reports::{self as service, Shown, Wanted},
    },
    store::reports::Given,
    web::console::{
        ids::Ids,
        office::time,
        respond::{Here, Page, page},
        session::Signed,
        views::{Action, Badge, Cell, Fact, Frame, Notice, Paper, Place, ReportPage, Table, Tone},
    },
};

/// From so many columns on a table is printed smaller.
const WIDE: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/reports/draft", get(draft)).route("/reports/{id}", get(show))
}

async fn draft(State(app): State<App>, Query(query): Query<Asked>, here: Here) -> Page {
    let wanted = asked(&query)?;
    let shown = service::draft(&app, &here.by.caller, &wanted).await?;
    let title = shown.content.kind.label();
    let frame = here.frame(&app, title, Some(Place::Reports)).await?;
    let mut template = template(&app, frame, &shown.content, None, &read_by(&app, &here.by));
    template.marks.push(Badge::new(Tone::Warn, Words::new("草稿，未签发", "draft")));
    template.actions = draft_actions(&here.by, &wanted, &shown);
    template.beside = vec![editions(&app, &shown)];
    Ok(page(&template))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let title = shown.content.kind.label();
    let frame = here.frame(&app, title, Some(Place::Reports)).await?;
    let report = shown.issued.as_ref();
    let mut template = template(&app, frame, &shown.content, report, &read_by(&app, &here.by));
    if let Some(report) = report {
        if !shown.is_last() {
            let words =
                Words::new("已有更正的版本，以最新一版为准", "A later edition corrects this one");
            template.notices.push(Notice::new(Tone::Warn, words));
        }
        let by = report.issued_by.and_then(|by| shown.names.get(&by).cloned());
        let by = by.unwrap_or_else(|| "命令行 command line".to_owned());
        template.facts.push(Fact::new(Words::new("签发人", "Issued by"), by));
        template.actions = issued_actions(&here.by, report, shown.is_last());
    }
    template.beside = vec![editions(&app, &shown), copies(&shown.copies)];
    Ok(page(&template))
}

/// Whose reading of the page it is; a copy's watermark says what for as well.
fn read_by(app: &App, by: &Signed) -> String {
    let at = time(app, app.store.clock().now());
    let account = by.signed_in.account();
    format!("内部资料｜{} {at} 在线查看，打印件请用“下载或打印”取得", account.display_name)
}

/// The page of `content`, with `watermark` beside every table on paper.
pub(super) fn template(
    app: &App,
    frame: Frame,
    content: &Content,
    report: Option<&Report>,
    watermark: &str,
) -> ReportPage {
    let unit = &content.unit_name;
    let about = Words::made(
        format!("{} · {} · 数据截至 {}", unit.zh, content.period, content.as_of),
        format!("{} · {} · as of {}", unit.en, content.period, content.as_of),
    );
    let (mut notices, mut facts) = (vec![Notice::new(Tone::Bad, HEAD)], Vec::new());
    let mut papers: Vec<Paper> = content.sections.iter().filter_map(paper).collect();
    let mut marks = Vec::new();
    if let Some(report) = report {
        let edition =
            Words::made(format!("第 {} 版", report.version), format!("edition {}", report.version));
        marks.push(Badge::new(Tone::Good, edition));
        facts.push(Fact::new(Words::new("签发时间", "Issued at"), time(app, report.issued_at)));
        let purpose = report.details.purpose.label();
        facts.push(Fact::coded(Words::new("签发用途", "Issued for"), purpose));
        if !report.sha256.is_empty() {
            facts.push(Fact::new(Words::new("SHA-256", ""), report.sha256.clone()));
        }
        if let Some(reason) = &report.details.reason {
            let words = Words::made(format!("本版为更正：{reason}"), "A corrected edition");
            notices.push(Notice::new(Tone::Warn, words));
            papers.insert(0, changed(&report.details.changes));
        }
    }
    let term = |term: &reports::Term| (term.term.clone(), term.words.clone());
    ReportPage {
        about,
        marks,
        notices,
        facts,
        actions: Vec::new(),
        charts: charts(content),
        papers,
        definitions: content.definitions.iter().map(term).collect(),
        beside: Vec::new(),
        prints: false,
        watermark: watermark.to_owned(),
        frame,
    }
}

/// A section as a table; those that only feed a chart with dozens of months are shown by their years.
fn paper(section: &reports::Section) -> Option<Paper> {
    let mut columns = vec![Words::new("", "")];
    columns.extend(section.columns.iter().map(|column| column.words.clone()));
    let long = section.rows.len() > 24 && section.code.starts_with("pace-");
    let last =
        section.rows.iter().rposition(|row| row.cells.first() != Some(&reports::Cell::Empty));
    let rows = section
        .rows
        .iter()
        .enumerate()
        .filter(|(n, row)| !long || row.code.ends_with("-12") || Some(*n) == last);
    let cells = |(_, row): (usize, &reports::Row)| {
        let head = std::iter::once(Cell::Coded(row.words.clone()));
        head.chain(row.cells.iter().map(cell)).collect()
    };
    let mut table = Table::new("", section.title.clone(), columns).rows(rows.map(cells));
    table.empty = Words::new("本期没有", "None in the period");
    Some(Paper { table, note: section.note.clone(), wide: section.columns.len() >= WIDE })
}

fn cell(cell: &reports::Cell) -> Cell {
    match cell {
        reports::Cell::Words(words) => Cell::Coded(words.clone()),
        other => Cell::Number(other.line()),
    }
}

/// What a correction changed.
fn changed(changes: &[Change]) -> Paper {
    let columns = vec![
        Words::new("表", "Table"),
        Words::new("行", "Row"),
        Words::new("列", "Column"),
        Words::new("原为", "Was"),
        Words::new("现为", "Is"),
    ];
    let row = |change: &Change| {
        vec![
            Cell::Coded(change.section.clone()),
            Cell::Coded(change.row.clone()),
            Cell::Coded(change.column.clone()),
            Cell::Number(change.was.line()),
            Cell::Number(change.is.line()),
        ]
    };
    let title = Words::new("本版更正了什么", "What this edition corrects");
    let mut table = Table::new("", title, columns).rows(changes.iter().map(row));
    table.empty = Words::new("您能看到的数字没有变化", "Nothing that you may see");
    Paper { table, note: None, wide: false }
}

fn draft_actions(by: &Signed, wanted: &Wanted, shown: &Shown) -> Vec<Action> {
    let mut actions = Vec::new();
    if by.caller.actor.may(Permission::ReportsIssue).is_ok() {
        let words = match shown.editions.is_empty() {
            true => Words::new("签发", "Issue"),
            false => Words::new("签发更正版", "Issue a correction"),
        };
        actions.push(Action::link(Asked::href(wanted, "/issue"), words).tone(Tone::Good));
    }
    actions.push(Action::link(Asked::href(wanted, "/copy"), COPY));
    actions.push(Action::link("/reports", BACK));
    actions
}

fn issued_actions(by: &Signed, report: &Report, is_last: bool) -> Vec<Action> {
    let mut actions =
        vec![Action::link(format!("{}/copy", href(report.id)), COPY).tone(Tone::Good)];
    if is_last && by.caller.actor.may(Permission::ReportsIssue).is_ok() {
        let Report { unit, kind, period, .. } = report;
        let draft = format!("/reports/draft?unit={unit}&kind={}&period={period}", kind.code());
        actions.push(Action::link(
            draft,
            Words::new("按现在数据核对", "Compare with the figures now"),
        ));
    }
    actions.push(Action::link("/reports", BACK));
    actions
}

const COPY: Words = Words::new("下载或打印", "Download or print");
const BACK: Words = Words::new("全部报表", "All reports");

fn editions(app: &App, shown: &Shown) -> Table {
    let columns = vec![
        Words::new("版次", "Edition"),
        Words::new("签发时间", "Issued at"),
        Words::new("签发人", "By"),
        Words::new("更正原因", "Why corrected"),
    ];
    let row = |report: &Report| {
        let by = report.issued_by.and_then(|by| shown.names.get(&by).cloned()).unwrap_or_default();
        vec![
            Cell::Link { href: href(report.id), text: format!("第 {} 版", report.version) },
            Cell::Number(time(app, report.issued_at)),
            Cell::Text(by),
            Cell::Text(report.details.reason.clone().unwrap_or_default()),
        ]
    };
    let title = Words::new("各版", "Editions");
    let mut table = Table::new("", title, columns).rows(shown.editions.iter().map(row));
    table.empty = Words::new("这一期还没有签发", "Not issued yet");
    table
}

fn copies(given: &[Given]) -> Table {
    let columns = vec![Words::new("格式", "As"), Words::new("用途", "Purpose")];
    let row =
        |copy: &Given| vec![Cell::Coded(copy.format.label()), Cell::Coded(copy.purpose.label())];
    let title = Words::new("已给出的副本", "Copies given out");
    Table::new("", title, columns).rows(given.iter().map(row))
}
