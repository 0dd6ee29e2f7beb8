//! The first page of the day: what there is, what waits, what was left half done.

use askama::Template;

use super::frame::Frame;
use super::lists::Table;
use super::parts::{Action, Badge};
use super::tasks::TaskLine;
use crate::domain::words::Words;

/// How many people stand where in one programme.
pub struct ProgrammeCard {
    /// The programme.
    pub programme: Words,
    /// People active in it.
    pub active: u64,
    /// The other statuses and their counts.
    pub others: Vec<(Words, u64)>,
}

/// One month of the year's table.
pub struct MonthRow {
    /// 1 to 12.
    pub month: u32,
    /// New registrations per programme, in the order of the columns; `None` for months to come.
    pub cells: Vec<Option<u64>>,
    /// All programmes together.
    pub total: Option<u64>,
    /// The total as a percentage of the busiest month, for the bar.
    pub share: u8,
}

/// Work that waits.
pub struct Work {
    /// What it is.
    pub words: Words,
    /// How much of it.
    pub count: usize,
    /// Where it is done.
    pub href: String,
}

/// A registration left half done.
pub struct DraftRow {
    /// Goes on with it.
    pub href: String,
    /// Masked name, or “未填姓名”.
    pub name: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// When it was last saved.
    pub saved_at: String,
    /// Throws it away.
    pub discard: Action,
}

/// The first page of the day.
#[derive(Template)]
#[template(path = "today.html")]
pub struct TodayPage {
    /// The frame.
    pub frame: Frame,
    /// Today, e.g. `2025-10-31`.
    pub day: String,
    /// The unit whose people are counted.
    pub scope: Words,
    /// The account may search people.
    pub may_find: bool,
    /// The account may register people, and so have drafts.
    pub may_register: bool,
    /// The programmes; none for those who may not see counts.
    pub programmes: Vec<ProgrammeCard>,
    /// Persons registered this year and in all, each once; none for those who may not see counts.
    pub registered: Vec<Table>,
    /// The year of the table.
    pub year: i32,
    /// The table's columns: programmes by their short names.
    pub columns: Vec<Words>,
    /// The months.
    pub months: Vec<MonthRow>,
    /// The year's totals, in the order of the columns, all together last.
    pub totals: Vec<u64>,
    /// Work that waits; entries with a count of 0 are not shown.
    pub work: Vec<Work>,
    /// A helper's own open tasks; none for those who do no tasks.
    pub tasks: Option<Vec<TaskLine>>,
    /// Drafts to go on with.
    pub drafts: Vec<DraftRow>,
    /// States worth knowing before the day begins (e.g. no backup lately).
    pub marks: Vec<Badge>,
}

impl TodayPage {
    /// Something waits.
    fn is_busy(&self) -> bool {
        self.work.iter().any(|work| work.count > 0)
    }
}
