//! Why a command failed, as one line for whoever typed it.

use std::error::Error;
use std::io;

use crate::config::error::SettingsError;

/// A command that failed. Each floor's error is added here as it is, so that its message stays the one line it is.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The settings were refused.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The `.env` file is there, but not in order.
    #[error(".env: {0}")]
    DotEnv(String),
    /// The threads could not be started.
    #[error("the runtime does not start")]
    Runtime(#[source] io::Error),
    /// Standard output is closed or full.
    #[error("standard output")]
    Output(#[source] io::Error),
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

/// An error and its causes, joined by `: `, on one line. A cause that the message before it already ends with is left out.
#[must_use]
pub fn one_line(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
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
        let error =
            CliError::Settings(SettingsError::Io { path: "data/keys/secret".into(), source: denied() });
        assert_eq!(one_line(&error), "data/keys/secret: permission denied");
    }
}
