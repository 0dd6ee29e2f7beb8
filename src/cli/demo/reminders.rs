//! The last days of the office's work with reminders: planned every morning, most of them done.

use std::sync::Arc;

use chrono::Days;

use super::{Failure, draw::Draw, lists, office::Office};
use crate::{
    domain::reminders::{inputs::OutcomeInput, rules::Tone},
    service::{
        App, Settings,
        reminders::{acts, planning},
    },
};

/// For so many days the office has worked with reminders.
const DAYS: u64 = 10;
/// The stream of what is drawn here; no person's.
const STREAM: u64 = u64::MAX - 5;

/// Works through the last days.
pub async fn work_through(office: &mut Office) -> Result<(), Failure> {
    let first = office.plan.as_of - Days::new(DAYS);
    let settings = Settings {
        reminders: office.app.settings.reminders.clone().starting(first),
        ..(*office.app.settings).clone()
    };
    office.app.settings = Arc::new(settings);
    let mut draw = Draw::new(office.plan.seed, STREAM);
    for after in 0..DAYS {
        let day = first + Days::new(after);
        office.clock.set(office.plan.at(day, 8 * 3600));
        if after + 2 == DAYS {
            lists::import(office).await?;
        }
        planning::plan_due(&office.app, &planning::job("demo")).await?;
        office.clock.set(office.plan.at(day, 15 * 3600));
        do_most(office, &mut draw).await?;
    }
    office.clock.set(office.plan.opening());
    planning::plan_due(&office.app, &planning::job("demo")).await?;
    Ok(())
}

/// Does four of five of what is due, as the county's coordinator.
async fn do_most(office: &Office, draw: &mut Draw) -> Result<(), Failure> {
    let (app, caller): (&App, _) = (&office.app, office.caller(super::office::COORDINATOR));
    for line in acts::list(app, caller).await?.lines {
        if line.reminder.due_on > app.today() || !draw.percent(80) {
            continue;
        }
        let (outcome, means) = match line.rule.tone {
            Tone::Office => ("settled", None),
            Tone::Condolence => ("reached", Some("visit")),
            _ if draw.percent(15) => ("not_reached", None),
            _ => ("reached", Some("call")),
        };
        let report = OutcomeInput {
            version: line.reminder.version,
            outcome: outcome.to_owned(),
            means: means.map(str::to_owned),
            ..OutcomeInput::default()
        };
        acts::done(app, caller, line.reminder.id, &report).await?;
    }
    Ok(())
}
