//! How it is started: configuration and wiring. The only room that asks the operating system for the
//! time, reads files and prints.

mod accounts;
mod audit;
mod backup;
mod clocks;
mod config;
mod demo;
mod files;
mod import;
mod jobs;
mod messages;
mod open;
mod rates;
mod releases;
mod reminders;
mod reports;
mod serve;
mod statistics;
mod targets;

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

use crate::{domain::words::Problem, service::ServiceError};
use config::Settled;

/// Lifelight 生命之光: a Red Cross office's registry of volunteers for stem cell, organ, cornea and body
/// donation.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Args {
    #[command(flatten)]
    options: config::Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the service 启动服务. Creates database and key file on the first start.
    Serve,
    /// Start with a demo office of synthetic people 以虚构数据启动演示
    Demo {
        /// The day the demo's clock shows.
        #[arg(long, default_value = "2025-10-31")]
        as_of: NaiveDate,
        /// The seed of everything that is drawn.
        #[arg(long, default_value_t = 2025)]
        seed: u64,
        /// How many people.
        #[arg(long, default_value_t = 2400)]
        people: u32,
    },
    /// Import a ledger (.xlsx, .xls, .csv) 导入台账
    Import {
        /// The ledger.
        file: PathBuf,
        /// Only say what would happen; needs neither database nor key, but for a national list.
        #[arg(long)]
        dry_run: bool,
        /// The file is the national list of this year (国家保留项目名单的年份).
        #[arg(long, requires = "list_received")]
        list_year: Option<i32>,
        /// The day the national list came (收到日期).
        #[arg(long, requires = "list_year")]
        list_received: Option<chrono::NaiveDate>,
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
        /// Code of the unit whose people the ledger holds; all units if not given.
        #[arg(long)]
        unit: Option<String>,
        /// Write the rejected rows, with reasons, into this spreadsheet.
        #[arg(long)]
        rejects: Option<PathBuf>,
    },
    /// Make a backup while the service runs 备份. Good only when a sample in it opens with the key.
    Backup {
        /// The file to write; must not exist.
        file: PathBuf,
    },
    /// Restore a backup into an empty database 恢复
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Read the audit trail 查看审计
    Audit {
        /// Id of a person or another record.
        #[arg(long)]
        subject: Option<uuid::Uuid>,
        /// Name of an account.
        #[arg(long)]
        account: Option<String>,
        /// First day.
        #[arg(long)]
        from: Option<NaiveDate>,
        /// Last day.
        #[arg(long)]
        until: Option<NaiveDate>,
        /// How many lines at most.
        #[arg(long, default_value_t = 200)]
        limit: usize,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// The plan's two rates and their other readings 初筛流失率与再动员反悔率
    Rates {
        /// The year of the notices.
        #[arg(long)]
        year: i32,
        /// Code of the unit, with those below it; all units if not given.
        #[arg(long)]
        unit: Option<String>,
        /// Only what had happened by this day counts; today if not given.
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// What is counted, and whether it is right 统计
    Statistics {
        #[command(subcommand)]
        command: statistics::StatisticsCommand,
    },
    /// A plan's targets: actual figures, pace and forecast 指标与进度
    Targets {
        /// Code of the unit.
        #[arg(long)]
        unit: String,
        /// The plan's code; the one that concerns the unit now if not given.
        #[arg(long)]
        plan: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// A report as a file: its last edition, or the draft 报表
    Reports(reports::ReportsArgs),
    /// Reminders: what will be due, and why 提醒
    Reminders {
        #[command(subcommand)]
        command: reminders::RemindersCommand,
    },
    /// What happens by itself 定时任务
    Jobs {
        #[command(subcommand)]
        command: jobs::JobsCommand,
    },
    /// Send messages by hand 消息
    Messages {
        #[command(subcommand)]
        command: messages::MessagesCommand,
    },
    /// Keep accounts from the command line 账号
    Accounts {
        #[command(subcommand)]
        command: accounts::AccountsCommand,
    },
}

/// What a command ends with: a message for people, in both languages.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// What people are told of an error: the words of what is wrong, where there are any.
fn told(error: ServiceError) -> Failure {
    let ServiceError::Invalid(problems) = error else { return Failure::from(error) };
    let line =
        |problem: &Problem| format!("{}: {} {}", problem.field, problem.words.zh, problem.words.en);
    Failure::from(problems.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Reads the arguments, runs the command, and says on standard error what went wrong.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = args.options.settle().map_err(Failure::from).and_then(|settled| {
        start_log(&settled);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(run(args.command, &settled))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(message)) => {
            eprintln!("lifelight: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command, settled: &Settled) -> Result<(), Failure> {
    match command {
        Command::Serve => serve::run(settled).await,
        Command::Demo { as_of, seed, people } => demo::run(settled, as_of, seed, people).await,
        Command::Import {
            file,
            dry_run,
            json,
            unit,
            rejects,
            list_year: Some(year),
            list_received: Some(received_on),
        } => {
            let list = (year, received_on);
            let told = import::Told { json, rejects: rejects.as_deref() };
            import::list(settled, &file, list, dry_run, unit.as_deref(), told).await
        }
        Command::Import { file, dry_run: true, json, unit, rejects, .. } => {
            import::dry_run(settled, &file, json, unit.as_deref(), rejects.as_deref())
        }
        Command::Import { file, dry_run: false, json, unit, rejects, .. } => {
            import::run(settled, &file, json, unit.as_deref(), rejects.as_deref()).await
        }
        Command::Backup { file } => backup::make(settled, &file).await,
        Command::Restore { file } => backup::restore(settled, &file).await,
        Command::Audit { subject, account, from, until, limit, json } => {
            let wanted = audit::Wanted { subject, account, from, until, limit, json };
            audit::run(settled, wanted).await
        }
        Command::Rates { year, unit, as_of, json } => {
            rates::run(settled, year, unit.as_deref(), as_of, json).await
        }
        Command::Statistics { command } => statistics::run(settled, command).await,
        Command::Targets { unit, plan, json } => {
            targets::run(settled, &unit, plan.as_deref(), json).await
        }
        Command::Reports(args) => reports::run(settled, &args).await,
        Command::Reminders { command } => reminders::run(settled, command).await,
        Command::Jobs { command } => jobs::run(settled, command).await,
        Command::Messages { command } => messages::run(settled, command).await,
        Command::Accounts { command } => accounts::run(settled, command).await,
    }
}

/// Logs to standard error. The level comes from `LIFELIGHT_LOG`; statements are never logged, since
/// bound values could be.
fn start_log(settled: &Settled) {
    use tracing_subscriber::EnvFilter;
    let level = std::env::var("LIFELIGHT_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter =
        EnvFilter::new(format!("{level},sqlx=warn,sqlx::query=off,tokio_cron_scheduler=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if settled.log_json { log.json().init() } else { log.init() }
}
