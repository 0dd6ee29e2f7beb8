//! `lifelight reminders`: what will be due, why a reminder is there and another is not, and planning by hand.

use std::{io::Write, sync::Arc};

use chrono::NaiveDate;
use clap::Subcommand;
use uuid::Uuid;

use super::{
    Failure,
    clocks::SystemClock,
    config::Settled,
    open::{self, Place},
};
use crate::service::{
    reminders::{explaining, planning},
    start,
};

/// What can be asked.
#[derive(Subcommand)]
pub enum RemindersCommand {
    /// What rules would make of everybody in a time, by what is known today; writes nothing 推演
    Simulate {
        /// First day.
        #[arg(long)]
        from: NaiveDate,
        /// Last day.
        #[arg(long)]
        to: NaiveDate,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// What every rule says of a person, a care ledger, a coordinator or an account 说明缘由
    Explain {
        /// Its id.
        subject: Uuid,
    },
    /// Plan what is due now, as the service does by itself 立即排定
    Plan,
}

/// Runs the command.
pub async fn run(settled: &Settled, command: RemindersCommand) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    let operator = start::operator(&app, "reminders").await?;
    match command {
        RemindersCommand::Simulate { from, to, json } => {
            if to < from {
                let words = "--to 不能早于 --from: --to must not be before --from";
                return Err(Failure::from(words));
            }
            let mut out = std::io::stdout().lock();
            for task in explaining::simulate(&app, &operator, from, to).await? {
                if json {
                    writeln!(out, "{}", serde_json::to_string(&task)?)?;
                } else {
                    let title = &task.why;
                    writeln!(
                        out,
                        "{}\t{}\t{} {}\t{}",
                        task.due, task.subject, title.zh, title.en, task.assignee_role
                    )?;
                }
            }
        }
        RemindersCommand::Explain { subject } => {
            for one in explaining::why(&app, &operator, subject).await? {
                let due = one.times.map(|times| times.due.to_string()).unwrap_or_default();
                let state = one.reminder.as_ref().map(|reminder| reminder.state.label());
                let state = state.map(|words| words.zh.into_owned()).unwrap_or_default();
                let why = one.decision.words();
                let (code, title) = (&one.rule.code, &one.rule.title.zh);
                let nth = one.occurrence.map(|nth| nth.0.to_string()).unwrap_or_default();
                println!("{code}\t{title}\t{nth}\t{due}\t{state}\t{} {}", why.zh, why.en);
            }
        }
        RemindersCommand::Plan => {
            let tally = planning::plan_due(&app, &operator.origin).await?;
            println!(
                "查看 looked at {}  新增 made {}  调整 changed {}  错过 missed {}  无法读取 unreadable {}",
                tally.looked, tally.made, tally.changed, tally.missed, tally.unreadable
            );
        }
    }
    app.store.db().close().await;
    Ok(())
}
