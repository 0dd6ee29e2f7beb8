//! Configuration: a flag beats an environment variable, which beats the file, which beats the default.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use chrono::Duration;
use clap::Args;
use serde::Deserialize;

use super::messages::MessageOptions;
use crate::{
    domain::{
        calendar::Calendar,
        coordinators::Certificates,
        honours::policies::Policies,
        jobs::{MOST_TOLERANCE, Timetable},
        match_cases::{attempts::Protocol, deadlines::Windows},
        rates::{cohorts::Closing, definitions::Definitions},
        reminders::rules::Rules,
        targets::plans::{self, Plan},
        units::{UnitSpec, load_office, shipped_offices},
    },
    service::{
        Settings, backups::scheduled::BackupPlan, clean_up::Retention,
        messages::channels::Channels, start,
    },
};

/// What the command line, the environment and the file may say.
#[derive(Args, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Configuration file; `config/lifelight.toml` in the source explains every entry.
    #[arg(long, global = true, env = "LIFELIGHT_CONFIG")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// `sqlite:FILE` or `postgres://…`.
    #[arg(long, global = true, env = "LIFELIGHT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// File with the root keys.
    #[arg(long, global = true, env = "LIFELIGHT_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Address to listen on.
    #[arg(long, global = true, env = "LIFELIGHT_LISTEN")]
    listen: Option<SocketAddr>,
    /// Unit tree of an office; may be given several times. Without it the shipped ones are loaded.
    #[arg(long = "office", global = true)]
    offices: Vec<PathBuf>,
    /// What the rates count, instead of the shipped definitions.
    #[arg(long, global = true)]
    definitions: Option<PathBuf>,
    /// A plan with its indicators and numbers; may be given several times. Without it the shipped ones are loaded.
    #[arg(long = "plan-file", global = true)]
    plans: Vec<PathBuf>,
    /// Benefits for those who gave, instead of the shipped ones.
    #[arg(long, global = true)]
    benefits: Option<PathBuf>,
    /// Rules of reminders, instead of the shipped plans.
    #[arg(long, global = true)]
    reminders: Option<PathBuf>,
    /// Working days, instead of the shipped calendar.
    #[arg(long, global = true)]
    calendar: Option<PathBuf>,
    /// Time zone of business dates.
    #[arg(long, global = true)]
    zone: Option<chrono_tz::Tz>,
    /// Minutes after which an unused session ends.
    #[arg(long, global = true)]
    session_idle_minutes: Option<u32>,
    /// Hours after which a session ends in any case.
    #[arg(long, global = true)]
    session_hours: Option<u32>,
    /// Address on which `/metrics` is told to a monitoring system; none if not given.
    #[arg(long, global = true)]
    metrics_listen: Option<SocketAddr>,
    /// Write the log as JSON.
    #[arg(long, global = true)]
    log_json: bool,
    /// When the rates of a year close.
    #[arg(skip)]
    closing: Closing,
    /// How much is tried before somebody counts as unreachable.
    #[arg(skip)]
    protocol: Protocol,
    /// How long a notice is held for the patient.
    #[arg(skip)]
    windows: Windows,
    /// How messages leave the house.
    #[arg(skip)]
    messages: MessageOptions,
    /// When certificates of coordinators count as running out.
    #[arg(skip)]
    certificates: Certificates,
    /// When each job runs.
    #[arg(skip)]
    jobs: Timetable,
    /// Where scheduled backups go.
    #[arg(skip)]
    backup: Option<BackupPlan>,
    /// After how long what was left lying goes.
    #[arg(skip)]
    clean_up: Retention,
    /// How far the clock may be from the database's.
    #[arg(skip)]
    clock_tolerance_seconds: Option<u32>,
}

/// What was settled on.
pub struct Settled {
    /// The database, where one was named.
    pub database: Option<String>,
    /// The key file, where one was named.
    pub key_file: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to tell what is measured, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
    /// The unit trees.
    pub offices: Vec<UnitSpec>,
    /// What the service needs to know.
    pub settings: Settings,
    /// The ways in which messages leave the house.
    pub channels: Channels,
    /// Whether the log is JSON.
    pub log_json: bool,
}

/// A configuration that cannot be used; the message names file, place and remedy.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub(super) String);

impl Options {
    /// Settles on values.
    pub fn settle(&self) -> Result<Settled, ConfigError> {
        let file = match &self.config {
            Some(path) => read(path)?,
            None => Self::default(),
        };
        let offices = if self.offices.is_empty() { &file.offices } else { &self.offices };
        let offices = match offices.as_slice() {
            [] => shipped_offices(),
            paths => paths.iter().map(|path| load(path)).collect::<Result<_, _>>()?,
        };
        let default = Settings::default();
        let plans = if self.plans.is_empty() { &file.plans } else { &self.plans };
        let plans = match plans.as_slice() {
            [] => default.plans,
            paths => paths.iter().map(|path| plan(path)).collect::<Result<_, _>>()?,
        };
        let minutes = self.session_idle_minutes.or(file.session_idle_minutes);
        let hours = self.session_hours.or(file.session_hours);
        let rules = match self.reminders.as_ref().or(file.reminders.as_ref()) {
            Some(path) => reminders(path)?,
            None => default.reminders,
        };
        let settings = Settings {
            messages: file.messages.settings(&rules)?,
            zone: self.zone.or(file.zone).unwrap_or(default.zone),
            session_idle: minutes.map_or(default.session_idle, |n| Duration::minutes(i64::from(n))),
            session_lifetime: hours
                .map_or(default.session_lifetime, |n| Duration::hours(i64::from(n))),
            rules: start::rules(&offices),
            definitions: match self.definitions.as_ref().or(file.definitions.as_ref()) {
                Some(path) => definitions(path)?,
                None => default.definitions,
            },
            plans,
            benefits: match self.benefits.as_ref().or(file.benefits.as_ref()) {
                Some(path) => benefits(path)?,
                None => default.benefits,
            },
            reminders: rules,
            calendar: match self.calendar.as_ref().or(file.calendar.as_ref()) {
                Some(path) => calendar(path)?,
                None => default.calendar,
            },
            closing: file.closing,
            protocol: file.protocol,
            windows: file.windows,
            certificates: file.certificates,
            jobs: file.jobs,
            backup: file.backup,
            retention: file.clean_up,
            clock_tolerance: tolerance(file.clock_tolerance_seconds, default.clock_tolerance)?,
            demo: false,
        };
        Ok(Settled {
            database: self.database.clone().or(file.database),
            key_file: self.key_file.clone().or(file.key_file),
            listen: self
                .listen
                .or(file.listen)
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            metrics_listen: self.metrics_listen.or(file.metrics_listen),
            offices,
            settings,
            channels: file.messages.channels()?,
            log_json: self.log_json || file.log_json,
        })
    }
}

fn read(path: &Path) -> Result<Options, ConfigError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取配置文件 cannot read the configuration {shown}: {error}"))
    })?;
    toml::from_str(&text)
        .map_err(|error| ConfigError(format!("配置文件有误 in the configuration {shown}: {error}")))
}

fn tolerance(seconds: Option<u32>, usual: Duration) -> Result<Duration, ConfigError> {
    let tolerance = seconds.map_or(usual, |n| Duration::seconds(i64::from(n)));
    if tolerance > MOST_TOLERANCE {
        let most = MOST_TOLERANCE.num_seconds();
        return Err(ConfigError(format!(
            "clock_tolerance_seconds 最多 {most} 秒 is {most} at the most"
        )));
    }
    Ok(tolerance)
}

fn definitions(path: &Path) -> Result<Definitions, ConfigError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取指标定义 cannot read the definitions {shown}: {error}"))
    })?;
    Definitions::load(&text, &shown)
        .map_err(|error| ConfigError(format!("指标定义有误 in the definitions {error}")))
}

fn plan(path: &Path) -> Result<Plan, ConfigError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取规划 cannot read the plan {shown}: {error}"))
    })?;
    plans::load(&text, &shown)
        .map_err(|problem| ConfigError(format!("规划有误 in the plan {problem}")))
}

fn benefits(path: &Path) -> Result<Policies, ConfigError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取优待政策 cannot read the benefits {shown}: {error}"))
    })?;
    Policies::load(&text, &shown)
        .map_err(|error| ConfigError(format!("优待政策有误 in the benefits {error}")))
}

fn reminders(path: &Path) -> Result<Rules, ConfigError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取提醒规则 cannot read the reminders {shown}: {error}"))
    })?;
    Rules::load(&text, &shown.to_string())
        .map_err(|error| ConfigError(format!("提醒规则有误 in the reminders {error}")))
}

fn calendar(path: &Path) -> Result<Calendar, ConfigError> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取工作日历 cannot read the calendar {shown}: {error}"))
    })?;
    Calendar::load(&text, &shown.to_string())
        .map_err(|error| ConfigError(format!("工作日历有误 in the calendar {error}")))
}

fn load(path: &Path) -> Result<UnitSpec, ConfigError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("无法读取机构文件 cannot read the office {shown}: {error}"))
    })?;
    load_office(&text, &shown).map_err(|problem| ConfigError(problem.to_string()))
}
