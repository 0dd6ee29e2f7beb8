//! E-mail by SMTP. The message's id is in its `Message-ID`, so that a mail sent twice is known as one.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use serde::Deserialize;

use crate::{
    crypto::secret::Secret,
    domain::messages::{Message, Refusal},
    service::messages::channels::{Channel, Sending},
};

/// How the connection is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// From the first byte, usually on port 465.
    #[default]
    Tls,
    /// After STARTTLS, usually on port 587; without it nothing is sent.
    StartTls,
    /// Not at all: only to a relay on this machine.
    None,
}

/// A mail server that takes messages.
pub struct Smtp {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

/// Why a mail server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SmtpProblem {
    /// The sender is no address.
    #[error("smtp.from: 不是邮箱地址 / is no e-mail address")]
    From,
    /// Without TLS only to this machine.
    #[error(
        "smtp.tls: 只有本机邮件服务可以不加密 / only a relay on this machine may go without TLS"
    )]
    Open,
    /// A user without a password, or the other way round.
    #[error("smtp.user 和密码须同时给出 / user and password go together")]
    Credentials,
    /// The server's name cannot be used.
    #[error("smtp.host: {0}")]
    Host(lettre::transport::smtp::Error),
}

impl Smtp {
    /// A server.
    ///
    /// # Errors
    /// [`SmtpProblem`].
    pub fn new(
        host: &str,
        port: Option<u16>,
        tls: Tls,
        from: &str,
        user: Option<&str>,
        password: Option<&Secret<String>>,
    ) -> Result<Self, SmtpProblem> {
        let from = from.parse().map_err(|_| SmtpProblem::From)?;
        let builder = match tls {
            Tls::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Tls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Tls::None if matches!(host, "127.0.0.1" | "::1" | "localhost") => {
                Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host))
            }
            Tls::None => return Err(SmtpProblem::Open),
        };
        let mut builder =
            builder.map_err(SmtpProblem::Host)?.timeout(Some(Duration::from_secs(20)));
        if let Some(port) = port {
            builder = builder.port(port);
        }
        builder = match (user, password) {
            (None, None) => builder,
            (Some(user), Some(password)) => {
                builder.credentials(Credentials::new(user.to_owned(), password.expose().clone()))
            }
            _ => return Err(SmtpProblem::Credentials),
        };
        Ok(Self { from, transport: builder.build() })
    }

    async fn mail(&self, message: &Message) -> Result<(), Refusal> {
        let to: Mailbox = message.to.parse().map_err(|_| Refusal::Rejected)?;
        let domain = self.from.email.domain();
        let mail = Mail::builder()
            .message_id(Some(format!("<{}@{domain}>", message.id)))
            .from(self.from.clone())
            .to(to)
            .subject(message.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(message.text.clone())
            .map_err(|_| Refusal::Rejected)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(()),
            // A permanent answer is about this message; its text may name the address and is not logged.
            Err(error) if error.is_permanent() => Err(Refusal::Rejected),
            Err(_) => Err(Refusal::Unreachable),
        }
    }
}

impl Channel for Smtp {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(self.mail(message))
    }
}
