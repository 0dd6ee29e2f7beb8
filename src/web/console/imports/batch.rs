//! The page of one file: where it stands, what was found, what can be done with it.

use uuid::Uuid;

use super::{
    super::{
        office::{Units, time},
        views::{
            Action, Badge, BatchPage, ColumnGuess, Fact, Field, Frame, Notice, Progress,
            SheetReport, SkippedSheet, Tone,
        },
    },
    corrections::{column as column_field, whole},
    report::{Report, Sheet, SheetColumn},
};
use crate::{
    domain::{ledgers::Holds, words::Words},
    service::{
        App, Caller,
        imports::{Left, Shown},
    },
    store::imports::ImportStatus::{
        self, Discarded, Done, Failed, Importing, Reading, Understood, Uploading,
    },
};

/// The page.
pub(super) fn page(
    app: &App,
    caller: &Caller,
    units: &Units,
    frame: Frame,
    shown: &Shown,
) -> BatchPage {
    let (id, report) = (shown.import.id.to_string(), Report::of(shown.content.report.as_ref()));
    let status = shown.import.status;
    let accepted = report.sheets.iter().any(|sheet| sheet.accept > 0);
    let rejected = report.sheets.iter().any(|sheet| sheet.reject > 0) && status != Discarded;
    let discard = match status {
        Importing | Discarded => None,
        Done => rejected.then_some(Words::new("清除退回的行", "Remove the rejected rows")),
        _ => Some(Words::new("放弃", "Discard")),
    };
    BatchPage {
        frame,
        file: file_name(shown),
        status: self::status(shown),
        facts: facts(app, caller, units, shown),
        notices: notices(shown, &report),
        progress: progress(shown).map(|words| Progress {
            done: count(shown.import.rows_done),
            total: count(shown.import.rows_total),
            words,
            poll_url: format!("/imports/{id}/progress"),
        }),
        sheets: sheets(units, shown, &report),
        skipped: report
            .skipped
            .iter()
            .map(|sheet| SkippedSheet { name: sheet.name.clone(), words: sheet.words.clone() })
            .collect(),
        may_correct: matches!(status, Understood),
        actions: BatchPage::usual_actions(&id, status == Understood && accepted, rejected, discard),
        id,
    }
}

/// The file's name; the import of the command line or a discarded one has none.
pub(super) fn file_name(shown: &Shown) -> String {
    match shown.content.file.as_str() {
        "" => "(无文件名 no name)".to_owned(),
        name => name.to_owned(),
    }
}

/// Who sent it. Names of colleagues are the administrator's to know.
pub(super) fn who(caller: &Caller, account: Option<Uuid>) -> Words {
    match account {
        None => Words::new("命令行", "Command line"),
        own if own == caller.actor.account_id() => Words::new("本人", "Me"),
        Some(_) => Words::new("同事", "A colleague"),
    }
}

/// Where it stands.
pub(super) fn status(shown: &Shown) -> Badge {
    if shown.interrupted {
        return Badge::new(Tone::Warn, Words::new("已中断", "Interrupted"));
    }
    let tone = match shown.import.status {
        Uploading | Reading | Importing => Tone::Info,
        Understood => Tone::Warn,
        Done => Tone::Good,
        Failed => Tone::Bad,
        Discarded => Tone::Plain,
    };
    Badge::new(tone, shown.import.status.label())
}

/// What is being done just now; none when nothing is.
pub(super) fn progress(shown: &Shown) -> Option<Words> {
    if shown.interrupted {
        return None;
    }
    let (done, total) = (shown.import.rows_done, shown.import.rows_total);
    match shown.import.status {
        Uploading => Some(Words::new("正在接收文件", "Receiving the file")),
        Reading => Some(Words::made(
            format!("正在核对,已读 {done} 行"),
            format!("Checking: {done} rows read"),
        )),
        Importing => Some(Words::made(
            format!("正在导入 {done} / {total} 行"),
            format!("Importing: {done} of {total} rows"),
        )),
        Understood | Done | Failed | Discarded => None,
    }
}

fn facts(app: &App, caller: &Caller, units: &Units, shown: &Shown) -> Vec<Fact> {
    let (import, content) = (&shown.import, &shown.content);
    let mut facts = vec![
        Fact::new(Words::new("上传时间", "Sent"), time(app, import.created_at)),
        Fact::coded(Words::new("经办", "Who"), who(caller, import.account)),
        Fact::coded(Words::new("机构", "Unit"), units.name(import.unit)),
    ];
    if let Some(unit) = content.default_unit {
        let label = match content.overrides.list {
            Some(_) => Words::new("只收这个机构及下级的人", "Only people of this unit and below"),
            None => Words::new("未写明机构的行归入", "Rows without a unit belong to"),
        };
        facts.push(Fact::coded(label, units.name(unit)));
    }
    if let Some(list) = content.overrides.list {
        facts.push(Fact::coded(Words::new("国家保留项目名单", "National list"), list.words()));
    }
    let is_list = content.overrides.list.is_some();
    let mut count =
        |zh, en, number: i64| facts.push(Fact::new(Words::new(zh, en), number.to_string()));
    match import.status {
        Understood if is_list => {
            count("已在这一年名单上", "On this year's list already", content.known);
        }
        Done if is_list => {
            let outcome = &content.outcome;
            count("列入名单", "Put on the list", outcome.listed);
            count("已在名单上", "On it already", outcome.unchanged);
            count("核对后有变、未列入", "Changed since checked, left out", outcome.refused);
        }
        Understood => count("已在登记库中的人", "Known in the registry already", content.known),
        Done => {
            let outcome = &content.outcome;
            count("新增", "Created", outcome.created);
            for (zh, en, number) in [
                ("新增案例", "Match cases", outcome.cases),
                ("新增捐献", "Donations", outcome.donations),
                ("新增关怀台账", "Care ledgers", outcome.families),
                ("新增家庭成员", "Family members", outcome.members),
            ] {
                if number > 0 {
                    count(zh, en, number);
                }
            }
            count("更新", "Updated", outcome.updated);
            count("未变", "Unchanged", outcome.unchanged);
            count("校验失败未改", "Refused: damaged records", outcome.refused);
        }
        _ => {}
    }
    facts
}

fn notices(shown: &Shown, report: &Report) -> Vec<Notice> {
    let mut notices: Vec<Notice> =
        shown.content.failure.iter().map(|words| Notice::new(Tone::Bad, words.clone())).collect();
    let left_out: Vec<String> = shown.content.outcome.left_out.iter().map(place).collect();
    if !left_out.is_empty() {
        let words = Words::made(
            format!(
                "有些行没有导入，因为此人生前已登记不同意捐献这一项，请核对证件号码：{}",
                left_out.join("、")
            ),
            format!(
                "Rows left out, since the person named refused in life to give this; compare the document: {}",
                left_out.join(", ")
            ),
        );
        notices.push(Notice::new(Tone::Bad, words));
    }
    if shown.interrupted {
        notices.push(interrupted(shown.import.id, shown.import.status));
    }
    if report.unreadable_characters {
        let words = Words::new(
            "有些字符无法识别,显示为 �。请用 Excel 另存为 UTF-8 的 CSV 或 .xlsx 后重新上传。",
            "Some characters are of no known encoding and show as �: save it as UTF-8 CSV or .xlsx and send it again.",
        );
        notices.push(Notice::new(Tone::Warn, words));
    }
    notices
}

/// A row that was left out, as people find it in the file.
fn place(left: &Left) -> String {
    match left.sheet.as_str() {
        "csv" => left.row.to_string(),
        sheet => format!("{sheet} {}", left.row),
    }
}

/// What to do with an import that stopped in the middle.
fn interrupted(id: Uuid, status: ImportStatus) -> Notice {
    let go_on = |what| {
        Action::post(format!("/imports/{id}/{what}"), Words::new("继续", "Continue"))
            .tone(Tone::Good)
    };
    match status {
        Importing => {
            let words = Words::new(
                "导入中断。已导入的行完整保留;继续会补完其余的行。",
                "The import was interrupted. Rows that are in are whole; going on completes the rest.",
            );
            Notice::new(Tone::Warn, words).then(go_on("commit"))
        }
        Reading => {
            let words = Words::new(
                "核对中断,还没有导入任何行。",
                "Checking was interrupted; nothing is in yet.",
            );
            Notice::new(Tone::Warn, words).then(go_on("columns"))
        }
        _ => {
            let words = Words::new(
                "上传中断,请放弃后重新上传。",
                "The upload was interrupted: discard it and send the file again.",
            );
            Notice::new(Tone::Warn, words)
        }
    }
}

/// The sheets that were read, then those that somebody left out.
fn sheets(units: &Units, shown: &Shown, report: &Report) -> Vec<SheetReport> {
    let overrides = &shown.content.overrides;
    let left_out = overrides.sheets.iter().filter(|(name, sheet)| {
        sheet.skip && report.sheets.iter().all(|known| known.name != **name)
    });
    let left_out = left_out.map(|(name, sheet)| (name.as_str(), None, sheet.clone()));
    let read = report
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), Some(sheet), overrides.of(&sheet.name)));
    let all = (1..).zip(read.chain(left_out));
    all.map(|(number, (name, read, corrected))| {
        let root = shown.import.unit;
        let list = overrides.list.as_ref().map(|_| Holds::RetentionList);
        let holds = list.or(read.map(|sheet| sheet.holds)).unwrap_or_default();
        let corrections = whole(number, holds, &corrected, units, root);
        sheet(number, name, holds, read, corrections, &report.sheets)
    })
    .collect()
}

fn sheet(
    number: usize,
    name: &str,
    holds: Holds,
    read: Option<&Sheet>,
    corrections: Vec<Field>,
    sheets: &[Sheet],
) -> SheetReport {
    let columns = read.map_or(&[][..], |sheet| &sheet.columns);
    let guess = |column: &SheetColumn| ColumnGuess {
        letter: column.letter.clone(),
        heading: column.heading.clone(),
        meaning: column_field(number, holds, column),
    };
    SheetReport {
        name: name.to_owned(),
        counts: read.map(Sheet::counts).unwrap_or_default(),
        corrections,
        columns: columns.iter().map(guess).collect(),
        rejected: read.map(Sheet::rejected).unwrap_or_default(),
        warnings: read.map(|sheet| sheet.warnings(sheets)).unwrap_or_default(),
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
