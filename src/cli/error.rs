//! Why a command failed, as one line for whoever typed it.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use crate::app::error::AppError;
use crate::config::error::SettingsError;
use crate::delivery::error::DeliveryError;
use crate::domain::invalid::Invalid;
use crate::services::error::ServiceError;
use crate::services::retention::RetentionError;
use crate::services::seed::error::SeedError;
use crate::storage::error::StorageError;
use crate::storage::postgres::error::PostgresError;
use crate::telemetry::logging::LoggingError;

/// A command that failed. Each floor's error is added here as it is, so that its message stays the one line it is.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The settings were refused.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The log cannot be written.
    #[error(transparent)]
    Logging(#[from] LoggingError),
    /// The server does not start or stop.
    #[error(transparent)]
    App(#[from] AppError),
    /// The `.env` file is there, but not in order.
    #[error(".env: {0}")]
    DotEnv(String),
    /// The threads could not be started.
    #[error("the runtime does not start")]
    Runtime(#[source] io::Error),
    /// Standard output is closed or full.
    #[error("standard output")]
    Output(#[source] io::Error),
    /// Standard input is closed or no text.
    #[error("standard input")]
    Input(#[source] io::Error),
    /// The built-in PostgreSQL does not start, answer or stop.
    #[error(transparent)]
    Postgres(#[from] PostgresError),
    /// The database refused or is gone.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A use case refused or failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The demo clinic could not be added.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// What is past its time could not be deleted.
    #[error(transparent)]
    Retention(#[from] RetentionError),
    /// Somebody tampered with the audit trail: the first thing that is wrong.
    #[error("the audit trail is not intact: {0}")]
    AuditTrail(String),
    /// No database was named, and the built-in one does not run.
    #[error("no server runs on {}: start `carebridge serve`, or set DATABASE_URL", .0.display())]
    NoDatabase(PathBuf),
    /// Somebody pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// Demo accounts have a password that everybody knows.
    #[error("demo accounts are for development: CAREBRIDGE_ENV is production")]
    DevelopmentOnly,
    /// An argument, or something typed, is not what it has to be.
    #[error("{what}: {invalid}")]
    Refused {
        /// Which.
        what: &'static str,
        /// Why.
        invalid: Invalid,
    },
    /// There are no such words.
    #[error("there is no template {named}; there are {known}")]
    UnknownTemplate {
        /// What was asked for.
        named: String,
        /// What there is.
        known: String,
    },
    /// The words of a message could not be made.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// Messages that were named are not there, or were not given up.
    #[error("not replayed, since nobody gave them up: {0}")]
    NotReplayed(usize),
    /// The address belongs to another account.
    #[error("there is an account with this address already")]
    AddressTaken,
    /// The password was typed in two ways.
    #[error("the two passwords differ")]
    PasswordsDiffer,
    /// Nobody is there to type a password.
    #[error("standard input is no terminal: give the password with --password-stdin")]
    NoTerminal,
    /// The server does not answer, or cannot be asked.
    #[error("{url} does not answer")]
    Unreachable {
        /// What was asked.
        url: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The server answers that it is not ready.
    #[error("{url} answered {status}")]
    NotReady {
        /// What was asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
}

/// An error and its causes, joined by `: `, on one line. A cause that the messages before it already quote is left out.
#[must_use]
pub fn one_line(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_follow_on_the_same_line_and_none_is_said_twice() {
        let denied = || io::Error::other("permission\n  denied");
        let error = CliError::Runtime(denied());
        assert_eq!(one_line(&error), "the runtime does not start: permission denied");
        let quoted = SettingsError::DataDir { path: "data/keys/secret".into(), source: denied() };
        let line = one_line(&CliError::Settings(quoted));
        assert!(line.starts_with("cannot use data/keys/secret (permission denied): set "), "{line}");
        assert_eq!(line.matches("denied").count(), 1);
    }
}
