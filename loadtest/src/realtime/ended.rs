//! Why a connection ended, or never began.

use std::fmt;

use tokio_tungstenite::tungstenite::Error as WsError;

/// From here on a close code tells the client to stay away.
const FINAL_FROM: u16 = 3500;

/// Why a connection ended, or never began; its text is what such ends are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Nobody listens, or the system has no socket left.
    NoConnection(String),
    /// The upgrade was answered with this status.
    Refused(u16),
    /// A frame was refused with this code.
    Error(String),
    /// A close frame with this code, where it had one.
    Closed(Option<u16>),
    /// The connection broke without a close frame.
    Lost(String),
    /// Nothing was heard for longer than the server lets pass between two pings.
    Silent,
}

impl Ended {
    /// Whether coming back may help.
    pub fn may_return(&self) -> bool {
        match self {
            Self::Refused(status) => *status == 429 || *status >= 500,
            Self::Closed(Some(code)) => *code < FINAL_FROM,
            Self::Error(_) => false,
            Self::NoConnection(_) | Self::Closed(None) | Self::Lost(_) | Self::Silent => true,
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoConnection(reason) => write!(out, "no connection: {reason}"),
            Self::Refused(status) => write!(out, "answered {status}"),
            Self::Error(code) => out.write_str(code),
            Self::Closed(Some(code)) => write!(out, "closed {code}"),
            Self::Closed(None) => out.write_str("closed without a code"),
            Self::Lost(reason) => write!(out, "connection lost: {reason}"),
            Self::Silent => out.write_str("nothing heard for too long"),
        }
    }
}

impl From<WsError> for Ended {
    fn from(error: WsError) -> Self {
        match error {
            WsError::Http(response) => Self::Refused(response.status().as_u16()),
            // By kind, so that the same end has the same name at every socket.
            WsError::Io(error) => Self::Lost(error.kind().to_string()),
            other => Self::Lost(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for (ended, returns) in [
            (Ended::NoConnection("connection refused".to_owned()), true),
            (Ended::Refused(503), true),
            (Ended::Refused(429), true),
            (Ended::Refused(401), false),
            (Ended::Closed(Some(3001)), true),
            (Ended::Closed(Some(3503)), false),
            (Ended::Closed(None), true),
            (Ended::Error("forbidden".to_owned()), false),
        ] {
            assert_eq!(ended.may_return(), returns, "{ended}");
        }
    }
}
