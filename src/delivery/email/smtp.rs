//! E-mail over SMTP, to the relay of `SMTP_URL`.

use std::error::Error;
use std::time::Duration;

use async_trait::async_trait;
use lettre::Message as Mail;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use secrecy::SecretString;
use url::Url;

use crate::delivery::channel::Channel;
use crate::delivery::email::compose::Composer;
use crate::delivery::email::connections::{Connections, Failure};
use crate::delivery::email::relay::Relay;
use crate::delivery::email::unsubscribe_tokens::UnsubscribeTokens;
use crate::delivery::error::DeliveryError;
use crate::domain::bars::Bar;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;

/// For reaching the relay, and for each of its answers but the last (see [`Connections`]). All in all an attempt
/// takes 130 s at most.
const LIMIT: Duration = Duration::from_secs(10);
/// What only an operator can put right (a wrong password) is tried again at this pace; no mail dies of it.
const OPERATOR: Duration = Duration::from_secs(15 * 60);
/// RFC 4954 §6: the relay wants a password, or another one. It says nothing about the mail.
const NOT_SIGNED_IN: [u16; 4] = [530, 534, 535, 538];
/// No such mailbox, no such host, no address at all, moved away, a host that takes no mail (RFC 7505 §4.2).
const NO_MAILBOX: [&str; 5] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];
/// RFC 5321 §3.8: the relay is going down.
const CLOSING: u16 = 421;

/// Hands mails to an SMTP relay.
pub struct SmtpMailer {
    composer: Composer,
    connections: Connections,
}

/// How far a mail came.
enum Stage {
    /// No relay was ready to take it.
    Connecting,
    /// The relay had been told of it.
    Sending,
    /// The relay had all of it.
    Handing,
}

impl SmtpMailer {
    /// A mailer for the relay of `smtp_url` (see [`Relay`]), sending as `mail_from`
    /// (`CareBridge <no-reply@clinic.example>`). `public_url` is what links and Message-IDs are made of. Nothing is
    /// connected yet.
    ///
    /// # Errors
    /// [`DeliveryError`] where a setting cannot work.
    pub fn new(
        smtp_url: &SecretString,
        mail_from: &str,
        public_url: &Url,
        unsubscribe: UnsubscribeTokens,
        clock: SharedClock,
    ) -> Result<Self, DeliveryError> {
        Self::with_limit(smtp_url, mail_from, public_url, unsubscribe, clock, LIMIT)
    }

    fn with_limit(
        smtp_url: &SecretString,
        mail_from: &str,
        public_url: &Url,
        unsubscribe: UnsubscribeTokens,
        clock: SharedClock,
        limit: Duration,
    ) -> Result<Self, DeliveryError> {
        let connections = Connections::new(Relay::parse(smtp_url)?, limit);
        Ok(Self { composer: Composer::new(mail_from, public_url, unsubscribe, clock)?, connections })
    }

    async fn transmit(&self, mail: &Mail) -> Result<(), (Stage, Failure)> {
        let mut connection = self.connections.take().await.map_err(|failure| (Stage::Connecting, failure))?;
        let told = async {
            let envelope = mail.envelope();
            let from = MailFrom::new(envelope.from().cloned(), Vec::new());
            self.connections.step(connection.command(from)).await?;
            for to in envelope.to() {
                self.connections.step(connection.command(Rcpt::new(to.clone(), Vec::new()))).await?;
            }
            self.connections.step(connection.command(Data)).await
        };
        told.await.map_err(|failure| (Stage::Sending, failure))?;
        let handed = self.connections.last_step(connection.message(&mail.formatted())).await;
        handed.map_err(|failure| (Stage::Handing, failure))?;
        self.connections.put_back(connection);
        Ok(())
    }
}

#[async_trait]
impl Channel for SmtpMailer {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Email
    }

    /// 4xx, no connection and no answer are tried again, 5xx to the mail itself is final. An answer that stays away
    /// after the last line of a mail leaves it open whether the relay took it. It cannot be looked up, so it is tried
    /// again, by the same relay: a second copy is a nuisance, and its Message-ID tells it.
    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let Some(to) = &outgoing.recipient.email else {
            return Outcome::Suppressed { reason: "no e-mail address".to_owned() };
        };
        let mail = match self.composer.compose(outgoing, to) {
            Ok(mail) => mail,
            Err(error) => return Outcome::Dead { reason: error.to_string() },
        };
        match self.transmit(&mail).await {
            Ok(()) => Outcome::Sent {
                provider_id: Some(self.composer.message_id(outgoing.delivery_id)),
                via: Via::First,
            },
            Err((stage, failure)) => outcome(&stage, &failure),
        }
    }
}

/// The reasons repeat no word of the relay's: those quote addresses.
fn outcome(stage: &Stage, failure: &Failure) -> Outcome {
    let away = |wait, reason: &str| Outcome::Unavailable { wait, reason: reason.to_owned() };
    let open = |reason: &str| Outcome::MaybeSent { reason: reason.to_owned(), via: Via::First };
    let error = match (failure, stage) {
        (Failure::TimedOut, Stage::Handing) => return open("the SMTP relay did not answer in time"),
        (Failure::TimedOut, _) => return away(None, "the SMTP relay did not answer in time"),
        (Failure::Smtp(error), _) => error,
    };
    let Some(code) = error.status() else {
        return match (stage, error.is_client()) {
            (Stage::Connecting, true) => {
                away(Some(OPERATOR), "the SMTP relay lacks STARTTLS or a way to sign in")
            }
            (Stage::Connecting, false) => away(None, "the SMTP relay cannot be reached"),
            (Stage::Sending, _) => away(None, "the SMTP relay broke off"),
            (Stage::Handing, _) => open("the SMTP relay broke off"),
        };
    };
    let number = u16::from(code);
    let reason = format!("the SMTP relay answered {number}");
    match stage {
        Stage::Connecting if error.is_transient() => away(None, &reason),
        Stage::Connecting => away(Some(OPERATOR), &reason),
        _ if NOT_SIGNED_IN.contains(&number) => away(Some(OPERATOR), &reason),
        _ if number == CLOSING => away(None, &reason),
        // A mailbox that is full, or wants to be asked twice (greylisting): the next mail may well go through.
        _ if error.is_transient() => Outcome::RetryAfter { wait: None, reason },
        _ if names_the_recipient(error) => Outcome::Barred { bar: Bar::Unreachable, reason },
        _ => Outcome::Dead { reason },
    }
}

/// Whether a refusal says that there is no such mailbox, by its enhanced status code (RFC 3463 §3.2). Without one it may
/// as well be about the sender or the content, and the next mail may be taken.
fn names_the_recipient(error: &lettre::transport::smtp::Error) -> bool {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    said.split_whitespace().next().is_some_and(|code| NO_MAILBOX.contains(&code))
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
