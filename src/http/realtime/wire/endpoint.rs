//! Who is at our end of a socket: what it says is its affair, how it gets over the wire is not.

use std::pin::Pin;

use crate::http::realtime::wire::violation::Violation;
use crate::realtime::close::CloseCode;

/// A whole message from the peer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

/// What follows from a message.
pub enum Taken {
    /// Nothing more.
    Done,
    /// No other message is read until this is over; false closes the socket with 3010.
    Waits(Pin<Box<dyn Future<Output = bool>>>),
    /// Close the socket at once.
    Close(CloseCode),
}

/// Our end of one socket; dropped when the socket is gone. What it has to say it pushes to the socket's queue.
pub trait Endpoint {
    /// Takes a message.
    fn take(&mut self, message: Message) -> Taken;

    /// The status code to close with when the peer breaks the rules of the wire.
    fn refuse(&mut self, violation: Violation) -> u16;
}
