//! The kinds of WebSocket frames (RFC 6455 §5.2).

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    /// More of the message that another frame has begun.
    Continuation = 0,
    /// A message of text, or its beginning.
    Text = 1,
    /// A message of bytes, or its beginning.
    Binary = 2,
    /// The last frame.
    Close = 8,
    /// Are you there?
    Ping = 9,
    /// I am.
    Pong = 10,
}

impl Opcode {
    /// The kind with this number, the low half of a frame's first byte; the others are reserved.
    #[must_use]
    pub fn of(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    /// Whether it may stand between the frames of a message, and must be short and whole (§5.5).
    #[must_use]
    pub fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}
