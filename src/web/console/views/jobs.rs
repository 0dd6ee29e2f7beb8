//! What happens by itself.

use super::frame::Frame;
use super::lists::{Cell, ListPage, Table};
use super::parts::{Action, Badge, Notice, Tone};
use crate::domain::words::Words;

/// One job.
pub struct JobRow {
    /// What it is called.
    pub name: Words,
    /// What it does.
    pub about: Words,
    /// Its schedule; empty where it is off.
    pub schedule: Words,
    /// When its last run began, and how long it took.
    pub last: String,
    /// How that ended, and what is about to happen.
    pub state: Vec<Badge>,
    /// What it did, or why it failed.
    pub result: Words,
    /// When it is due next.
    pub next: String,
    /// Run now.
    pub actions: Vec<Action>,
}

/// One run.
pub struct RunRow {
    /// When it began.
    pub at: String,
    /// Of which job.
    pub job: Words,
    /// Which of its runs.
    pub number: String,
    /// How long it took.
    pub took: String,
    /// How it ended.
    pub state: Badge,
    /// What it did, or why it failed.
    pub result: Words,
    /// Somebody asked for it.
    pub by_hand: bool,
}

const RAN: Words = Words::new("开始", "Began");
const TOOK: Words = Words::new("用时", "Took");
const STATE: Words = Words::new("状态", "State");
const RESULT: Words = Words::new("结果", "Result");

/// The jobs with their last run, and the last runs of all. `clock` where this machine's clock is wrong.
pub fn jobs_page(
    frame: Frame,
    clock: Option<Notice>,
    jobs: Vec<JobRow>,
    runs: Vec<RunRow>,
) -> ListPage {
    let columns = vec![
        Words::new("任务", "Job"),
        Words::new("说明", "What it does"),
        Words::new("时间表", "Schedule"),
        Words::new("上次", "Last"),
        STATE,
        RESULT,
        Words::new("下次", "Next"),
        Words::new("操作", "Actions"),
    ];
    let job = |row: JobRow| {
        vec![
            Cell::Coded(row.name),
            Cell::Coded(row.about),
            Cell::Coded(row.schedule),
            Cell::Number(row.last),
            Cell::Badges(row.state),
            Cell::Coded(row.result),
            Cell::Number(row.next),
            Cell::Actions(row.actions),
        ]
    };
    let jobs = Table::new(&frame.csrf, Words::new("", ""), columns).rows(jobs.into_iter().map(job));
    let columns =
        vec![RAN, Words::new("任务", "Job"), Words::new("次", "No."), TOOK, STATE, RESULT];
    let run = |row: RunRow| {
        let by_hand = Badge::new(Tone::Plain, Words::new("手动", "By hand"));
        let mut state = vec![row.state];
        state.extend(row.by_hand.then_some(by_hand));
        vec![
            Cell::Number(row.at),
            Cell::Coded(row.job),
            Cell::Number(row.number),
            Cell::Number(row.took),
            Cell::Badges(state),
            Cell::Coded(row.result),
        ]
    };
    let title = Words::new("最近的运行", "Latest runs");
    let runs = Table::new(&frame.csrf, title, columns).rows(runs.into_iter().map(run));
    let about = Words::new(
        "系统按时间表自动运行；多个实例时每次只由一个实例运行，错过的补一次。失败一小时后自动重试。",
        "Runs by itself on schedule; of several instances one does each run, and what was missed is made up once. A failure is tried again after an hour.",
    );
    ListPage {
        about: Some(about),
        notices: clock.into_iter().collect(),
        ..ListPage::new(frame, vec![jobs, runs])
    }
}
