//! What happens by itself: a closed list of jobs, when each is due, and what a run says of itself.

mod schedules;

use chrono::Duration;
use uuid::Uuid;

use super::{codes::codes, words::Words};

pub use schedules::{Mistake, Schedule, Timetable};

codes! {
    /// A job. One more is one line here, its schedule and its words below, and its work in `jobs::work`.
    Job {
        /// Removes what has ended and what was left lying.
        CleanUp = "clean_up", "清理", "Clean-up";
        /// Writes a backup into the configured folder.
        Backup = "backup", "定时备份", "Backup";
        /// Closes the rates of a year on their days.
        RatesClose = "rates_close", "指标封账", "Closing of rates";
        /// Takes up registrations that were paused until a day that has come.
        Pauses = "pauses", "暂停到期恢复", "End of pauses";
        /// Plans the reminders whose day has come.
        Plan = "plan", "排定提醒", "Planning of reminders";
        /// Sends the messages that are due.
        Deliver = "deliver", "发送消息", "Delivery of messages";
        /// Queues the morning's digests.
        Digest = "digest", "早间摘要", "Morning digests";
        /// Counts anew from the records, and holds that against the counters.
        CountsVerify = "counts_verify", "核对统计", "Check of the statistics";
    }
}

/// How long a run is its instance's alone without a sign of life. It outlasts any difference between two
/// clocks that are allowed to work ([`MOST_TOLERANCE`]) by far, and is renewed three times meanwhile.
pub const LEASE: Duration = Duration::minutes(10);

/// A failed run is tried again after this long, unless it is due before.
pub const RETRY: Duration = Duration::hours(1);

/// The most that an instance's clock may be allowed to differ from the database's: with two instances at
/// the two ends, a lease renewed every third of its length never seems to have ended.
pub const MOST_TOLERANCE: Duration = Duration::minutes(3);

impl Job {
    /// The schedule it has unless the installation decides otherwise: cron text in the office's time zone.
    pub const fn usual(self) -> &'static str {
        match self {
            Self::CleanUp => "40 3 * * *",
            Self::Backup => "30 2 * * *",
            Self::RatesClose => "20 1 * * *",
            Self::Pauses => "10 1 * * *",
            Self::Plan => "*/15 * * * *",
            Self::Deliver => "*/5 * * * *",
            Self::Digest => "2 8-12 * * *",
            Self::CountsVerify => "50 2 * * *",
        }
    }

    /// What it does.
    pub const fn about(self) -> Words {
        match self {
            Self::CleanUp => Words::new(
                "删除已结束的会话、用过或过期的链接与令牌、登录失败计数、早已了结的消息和撤销的日历订阅，以及久未处理的草稿和导入。",
                "Removes ended sessions, used or expired links and tokens, counted sign-in failures, messages long settled and revoked calendar feeds, and drafts and imports left lying.",
            ),
            Self::Backup => Words::new(
                "把备份写入配置的文件夹，抽查打开后才算完成，只保留最近若干份。",
                "Writes a backup into the configured folder, opens a sample of it, and keeps the latest few.",
            ),
            Self::RatesClose => Words::new(
                "到日自动封账：上一年的指标先暂定，后最终。",
                "Closes last year's rates on their days: provisionally, then finally.",
            ),
            Self::Pauses => Words::new(
                "恢复暂停期已满的登记。",
                "Takes up registrations whose pause has come to its day.",
            ),
            Self::Plan => Words::new(
                "按规则排定到期的提醒；停机期间错过的补上，过期的记为错过。年满出库年龄的造血干细胞志愿者超龄出库。",
                "Plans the reminders whose day has come, makes up for missed nights, and records what is too late. Stem-cell volunteers past the exit age leave the register.",
            ),
            Self::Deliver => Words::new(
                "发送到期的短信和邮件：发出前再核对一次，夜间不发，失败的稍后再试。",
                "Sends the messages that are due: asked once more before they leave, none at night, tried again where they fail.",
            ),
            Self::Digest => Words::new(
                "早上八点起为愿意接收的协调员准备当天摘要，每人每天一封。",
                "From eight o'clock on prepares the day's digest for every coordinator who wants one, once a day.",
            ),
            Self::CountsVerify => Words::new(
                "逐条打开登记重新计数，与统计数字核对；不符即记为失败。",
                "Opens every record, counts anew and compares with the statistics; a difference is a failure.",
            ),
        }
    }

    /// The id under which the audit trail knows it: its code as bytes.
    pub fn id(self) -> Uuid {
        let mut bytes = [0; 16];
        for (byte, letter) in bytes.iter_mut().zip(self.code().bytes()) {
            *byte = letter;
        }
        Uuid::from_bytes(bytes)
    }

    /// The job of such an id.
    pub fn from_id(id: Uuid) -> Option<Self> {
        Self::ALL.iter().copied().find(|job| job.id() == id)
    }
}

codes! {
    /// How a run ended.
    Outcome {
        /// As it should.
        Done = "done", "完成", "Done";
        /// It did not do what it should; it is tried again.
        Failed = "failed", "失败", "Failed";
        /// The service was stopped meanwhile; it runs again after the next start.
        Stopped = "stopped", "随服务停止而中断", "Stopped with the service";
        /// Its instance was killed, or was not heard of for too long; another one took over.
        Lost = "lost", "中断，已由其他实例接手", "Lost; taken over";
    }
}

codes! {
    /// Why a run failed, in words that name the remedy.
    Failure {
        /// Somebody else wrote meanwhile.
        Conflict = "conflict", "同时有人在改动，稍后自动重试", "Somebody else wrote meanwhile; it is tried again";
        /// A record did not open.
        Tampered = "tampered", "有记录未通过校验，请查看审计", "A record failed its integrity check: see the trail";
        /// The backup's folder or file cannot be written.
        Folder = "folder", "备份文件夹无法写入，请检查文件夹、权限与磁盘空间", "The backup folder cannot be written: look after the folder, its permissions and the disk";
        /// A backup was not the same as what it was made from.
        Copy = "copy", "备份与原库不一致，已作废，请检查磁盘与密钥", "The backup was not good and was thrown away: look after disk and key";
        /// The counters are not what the records say.
        Counts = "counts", "统计与登记不符，请运行 lifelight statistics verify 查看差异", "The counters differ from the records: lifelight statistics verify says where";
        /// Whatever else; the log says more.
        Internal = "internal", "内部错误，详见日志", "Something broke: the log says more";
    }
}

codes! {
    /// What a run counts. Sums over the whole registry, never about anybody.
    Counted {
        /// Sessions removed.
        Sessions = "sessions", "会话", "sessions";
        /// Links removed.
        Links = "links", "链接", "links";
        /// API tokens removed.
        Tokens = "tokens", "令牌", "tokens";
        /// Counters of failed sign-ins removed.
        Delays = "delays", "登录失败计数", "sign-in counters";
        /// Messages removed that were sent, or not to be sent.
        Messages = "messages", "已了结的消息", "messages";
        /// Revoked calendar feeds removed.
        Feeds = "feeds", "已撤销的日历订阅", "calendar feeds";
        /// Drafts removed.
        Drafts = "drafts", "草稿", "drafts";
        /// Imports thrown away.
        Imports = "imports", "导入", "imports";
        /// Old runs removed from the list.
        Runs = "runs", "运行记录", "runs";
        /// Rows in a backup.
        Rows = "rows", "行", "rows";
        /// Older backups removed.
        Backups = "backups", "旧备份", "older backups";
        /// Units whose rates were closed.
        Closings = "closings", "封账机构", "units closed";
        /// Registrations taken up again.
        Resumed = "resumed", "恢复登记", "registrations resumed";
        /// People, ledgers and others that were looked at.
        Looked = "looked", "查看", "looked at";
        /// Reminders made.
        Made = "made", "新提醒", "reminders made";
        /// Reminders moved, stopped or taken up again.
        Changed = "changed", "调整的提醒", "reminders changed";
        /// Reminders that are missed now.
        Missed = "missed", "错过的提醒", "reminders missed";
        /// Volunteers who left the register by age.
        AgedOut = "aged_out", "超龄出库", "left by age";
        /// Messages handed over.
        Sent = "sent", "发出", "sent";
        /// Messages put off: at night, or over a limit.
        PutOff = "put_off", "推迟", "put off";
        /// Messages that are not sent at all.
        Cancelled = "cancelled", "取消", "cancelled";
        /// Messages that were not taken, and are tried again.
        Untaken = "untaken", "未成功，稍后再试", "not taken, tried again";
        /// Messages that were not taken, and wait for somebody.
        Dead = "dead", "发送失败，待人处理", "failed, to be looked at";
        /// Digests queued.
        Digests = "digests", "摘要", "digests";
        /// Records that could not be read, and wait for somebody to look.
        Refused = "refused", "未通过校验", "refused";
    }
}

/// What a run did, each with its number; what is nought is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallies(Vec<(Counted, u64)>);

impl Tallies {
    /// Adds `number` of `what`.
    #[must_use]
    pub fn with(mut self, what: Counted, number: u64) -> Self {
        if number > 0 {
            self.0.push((what, number));
        }
        self
    }

    /// Each with its number.
    pub fn each(&self) -> impl Iterator<Item = (Counted, u64)> + '_ {
        self.0.iter().copied()
    }

    /// As one text for the database and the log: `sessions=3 links=1`.
    pub fn text(&self) -> String {
        self.0
            .iter()
            .map(|(what, number)| format!("{}={number}", what.code()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Reads such a text; what this version does not know is left out.
    pub fn read(text: &str) -> Self {
        let one = |part: &str| {
            let (what, number) = part.split_once('=')?;
            Some((Counted::from_code(what)?, number.parse().ok()?))
        };
        Self(text.split(' ').filter_map(one).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_found_by_the_id_that_its_code_makes() {
        for &job in Job::ALL {
            assert!(job.code().len() <= 16, "{} does not fit an id", job.code());
            assert_eq!(Job::from_id(job.id()), Some(job));
        }
        assert_eq!(Job::from_id(Uuid::nil()), None);
    }

    #[test]
    fn two_clocks_at_the_ends_of_the_tolerance_agree_about_a_lease() {
        assert!(LEASE - LEASE / 3 > MOST_TOLERANCE * 2);
    }

    #[test]
    fn tallies_are_written_and_read_alike() {
        let tallies = Tallies::default()
            .with(Counted::Sessions, 3)
            .with(Counted::Links, 0)
            .with(Counted::Rows, 7);
        assert_eq!(tallies.text(), "sessions=3 rows=7");
        assert_eq!(Tallies::read(&tallies.text()), tallies);
        assert_eq!(Tallies::read(""), Tallies::default());
        assert_eq!(Tallies::read("sessions=3 later=9 rows"), Tallies::read("sessions=3"));
    }
}
