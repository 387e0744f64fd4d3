//! Connections to the relay, kept open between mails.
//!
//! Not lettre's pool: a send that is dropped half-way (a time-out, a stopping worker) goes back into that one with
//! an answer still to come, which the next mail would take for its own.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::{Instant, timeout};

use crate::delivery::email::relay::Relay;

/// More than these are closed when their mail is sent.
const MAX_IDLE: usize = 4;
/// Relays close an idle connection after minutes; long before that, we do.
const IDLE: Duration = Duration::from_secs(30);

/// The answer to a whole mail may take this many times the limit: relays look into it first, and giving up on one
/// that takes it after all sends it again (RFC 5321 §4.5.3.2.6 would wait ten minutes).
const CONTENT: u32 = 6;

/// Why a step of the conversation failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// No answer in time.
    TimedOut,
    /// lettre's word on it: an answer that refuses, or a broken connection.
    Smtp(Error),
}

/// The connections to one relay.
pub(super) struct Connections {
    relay: Relay,
    /// For reaching the relay, and for each of its answers.
    limit: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Connections {
    pub(super) fn new(relay: Relay, limit: Duration) -> Self {
        Self { relay, limit, idle: Mutex::default() }
    }

    /// An idle connection that still answers, or a new one, greeted, encrypted and signed in.
    pub(super) async fn take(&self) -> Result<AsyncSmtpConnection, Failure> {
        while let Some(mut connection) = self.pop() {
            if timeout(self.limit, connection.test_connected()).await == Ok(true) {
                return Ok(connection);
            }
        }
        self.open().await
    }

    /// Keeps a connection whose last command was answered for the next mail.
    pub(super) fn put_back(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push((connection, Instant::now()));
        }
    }

    /// Waits for one step, no longer than the limit.
    pub(super) async fn step<T>(&self, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        within(self.limit, step).await
    }

    /// Waits for the answer to a whole mail.
    pub(super) async fn last_step<T>(
        &self,
        step: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        within(self.limit * CONTENT, step).await
    }

    fn pop(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| since.elapsed() < IDLE);
        idle.pop().map(|(connection, _)| connection)
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let Relay { host, port, tls, credentials } = &self.relay;
        let me = ClientId::default();
        let wrapper = match tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let connecting =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), Some(self.limit), &me, wrapper, None);
        let mut connection = self.step(connecting).await?;
        match tls {
            Tls::Required(parameters) => self.step(connection.starttls(parameters.clone(), &me)).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                self.step(connection.starttls(parameters.clone(), &me)).await?;
            }
            _ => {}
        }
        if let Some(credentials) = credentials {
            self.step(connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials)).await?;
        }
        Ok(connection)
    }
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    match timeout(limit, step).await {
        Ok(answer) => answer.map_err(Failure::Smtp),
        Err(_) => Err(Failure::TimedOut),
    }
}
