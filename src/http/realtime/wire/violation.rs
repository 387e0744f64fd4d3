//! What a peer may not do on a WebSocket, and the status code for each (RFC 6455 §7.4.1).

use thiserror::Error;

/// Why a peer's bytes were refused. Nothing that follows them can be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Violation {
    /// A client masks every frame (§5.1).
    #[error("a frame is not masked")]
    NotMasked,
    /// A reserved bit, where no extension was agreed to (§5.2).
    #[error("a reserved bit is set")]
    ReservedBit,
    /// A reserved kind of frame (§5.2).
    #[error("there is no such kind of frame")]
    UnknownOpcode,
    /// A length that fits fewer bytes, or that is negative (§5.2).
    #[error("a length is written in the wrong form")]
    BadLength,
    /// A control frame that is not whole, or longer than 125 bytes (§5.5).
    #[error("a control frame is too long, or in pieces")]
    BadControl,
    /// More of a message that was not begun, or another message inside of one (§5.4).
    #[error("the pieces of a message are out of order")]
    OutOfOrder,
    /// Text, or the reason of a close, that is not UTF-8 (§8.1).
    #[error("text is not UTF-8")]
    NotText,
    /// A close frame without a whole status code, or with one that nobody may send (§7.4).
    #[error("no close frame has such a status code")]
    BadClose,
    /// More than a frame or a message may hold.
    #[error("a message is too large")]
    TooLarge,
}

impl Violation {
    /// The status code that the RFC has for it.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::NotText => 1007,
            Self::TooLarge => 1009,
            _ => 1002,
        }
    }
}
