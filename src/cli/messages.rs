//! How messages are configured, and `lifelight messages`: delivery by hand, as the scheduler does it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::Duration;
use clap::Subcommand;
use serde::Deserialize;

use super::{
    Failure,
    clocks::SystemClock,
    config::{ConfigError, Settled},
    open::{self, Place},
};
use crate::{
    channels::{
        sms::SmsWebhook,
        smtp::{Smtp, Tls},
    },
    crypto::secret::Secret,
    domain::{
        messages::{
            Limits,
            templates::{Language, Templates},
        },
        reminders::rules::{Means, Rules},
    },
    service::{
        App,
        messages::{self, Tally, channels::Channels, settings::MessageSettings},
        reminders::planning::{job, plan_due},
    },
};

/// What `[messages]` of the configuration says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageOptions {
    templates: Option<PathBuf>,
    language: Option<Language>,
    console: Option<String>,
    limits: Limits,
    tries: Option<u32>,
    lease_seconds: Option<u32>,
    sms: Option<SmsOptions>,
    smtp: Option<SmtpOptions>,
}

/// What `[messages.sms]` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SmsOptions {
    url: String,
    secret_file: Option<PathBuf>,
}

/// What `[messages.smtp]` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpOptions {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    tls: Tls,
    from: String,
    user: Option<String>,
    password_file: Option<PathBuf>,
}

impl MessageOptions {
    /// What the service needs to know; `rules` are those whose messages need a text.
    pub(super) fn settings(&self, rules: &Rules) -> Result<MessageSettings, ConfigError> {
        let default = MessageSettings::default();
        let templates = match &self.templates {
            None => default.templates,
            Some(path) => {
                let shown = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|error| {
                    ConfigError(format!(
                        "无法读取消息文本 cannot read the messages {shown}: {error}"
                    ))
                })?;
                Templates::load(&text, &shown)
                    .map_err(|error| ConfigError(format!("消息文本有误 in the messages {error}")))?
            }
        };
        let mut messages = rules.all().iter().filter(|rule| rule.means == Means::Message);
        if let Some(rule) = messages.find(|rule| templates.get(&rule.code).is_none()) {
            let code = &rule.code;
            return Err(ConfigError(format!(
                "提醒规则 {code} 发送消息，但没有它的消息文本 the rule {code} sends a message that has no text: add [[templates]] rule = \"{code}\""
            )));
        }
        Ok(MessageSettings {
            templates,
            language: self.language.unwrap_or(default.language),
            limits: self.limits,
            tries: self.tries.map_or(default.tries, |n| i64::from(n.max(1))),
            lease: self
                .lease_seconds
                .map_or(default.lease, |n| Duration::seconds(i64::from(n.max(1)))),
            console: self.console.clone(),
        })
    }

    /// The ways out of the house. Secrets come from the environment or from files of their own.
    pub(super) fn channels(&self) -> Result<Channels, ConfigError> {
        let mut channels = Channels::default();
        if let Some(sms) = &self.sms {
            let secret = secret("LIFELIGHT_SMS_SECRET", sms.secret_file.as_deref())?;
            let secret =
                secret.ok_or_else(|| missing("LIFELIGHT_SMS_SECRET", "sms.secret_file"))?;
            let gateway = SmsWebhook::new(&sms.url, secret.clone(), Arc::new(SystemClock));
            channels.sms = Some(Arc::new(gateway.map_err(in_messages)?));
            channels.receipts = Some(secret);
        }
        if let Some(smtp) = &self.smtp {
            let password = secret("LIFELIGHT_SMTP_PASSWORD", smtp.password_file.as_deref())?;
            let SmtpOptions { host, port, tls, from, user, .. } = smtp;
            let server = Smtp::new(host, *port, *tls, from, user.as_deref(), password.as_ref());
            channels.email = Some(Arc::new(server.map_err(in_messages)?));
        }
        Ok(channels)
    }
}

fn in_messages(error: impl std::fmt::Display) -> ConfigError {
    ConfigError(format!("配置有误 in the configuration: messages.{error}"))
}

fn missing(variable: &str, entry: &str) -> ConfigError {
    ConfigError(format!("没有密钥 there is no secret: 设置 set {variable}, 或 or messages.{entry}"))
}

fn secret(variable: &str, file: Option<&Path>) -> Result<Option<Secret<String>>, ConfigError> {
    if let Ok(text) = std::env::var(variable) {
        return Ok(Some(Secret::new(text.trim().to_owned())));
    }
    let Some(file) = file else { return Ok(None) };
    let text = std::fs::read_to_string(file).map_err(|error| {
        let shown = file.display();
        ConfigError(format!("无法读取密钥 cannot read the secret {shown}: {error}"))
    })?;
    Ok(Some(Secret::new(text.trim().to_owned())))
}

/// What can be done with messages by hand.
#[derive(Subcommand)]
pub enum MessagesCommand {
    /// Plan, and deliver what is due 排定并发送到期消息
    Deliver,
    /// Queue today's digests and deliver them 发送今日摘要
    Digest,
    /// Say how many messages stand in each state 各状态的消息数
    Count,
}

/// Runs one of them.
pub async fn run(settled: &Settled, command: MessagesCommand) -> Result<(), Failure> {
    let place = Place::of(settled, "lifelight");
    let app = open::open(settled, &place, Arc::new(SystemClock), false, false).await?.app;
    match command {
        MessagesCommand::Deliver => {
            plan_due(&app, &job("messages-by-hand")).await?;
            deliver(&app).await?;
        }
        MessagesCommand::Digest => {
            messages::digest(&app, &job("digest-by-hand")).await?;
            deliver(&app).await?;
        }
        MessagesCommand::Count => {
            for (state, n) in messages::delivery::counts(&app).await? {
                println!("{} {}: {n}", state.label().zh, state.label().en);
            }
        }
    }
    app.store.db().close().await;
    Ok(())
}

async fn deliver(app: &App) -> Result<(), Failure> {
    let tally = messages::deliver(app, &job("messages-by-hand")).await?;
    let Tally { sent, put_off, cancelled, failed, dead, overtaken } = tally;
    println!(
        "已发 sent {sent}  推迟 put off {put_off}  不发 not sent {cancelled}  稍后重试 to be tried again {failed}  失败 failed {dead}  他处接手 overtaken {overtaken}"
    );
    Ok(())
}
