//! What a client's text means to its socket, whatever the transport.

use std::time::Instant;

use crate::http::realtime::budget::Budget;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_in::{ClientFrame, FrameError};
use crate::realtime::queue::SocketQueue;

/// What follows from a text.
#[derive(Debug)]
pub(super) enum Heard {
    /// Hand it in to the session.
    Frame(ClientFrame),
    /// It was answered; nothing more.
    Answered,
    /// Close the socket.
    Close(CloseCode),
}

/// Reads a text frame. Too many of them, or none of ours, are a protocol error.
pub(super) fn hear(text: &str, budget: &mut Budget, queue: &SocketQueue, now: Instant) -> Heard {
    if !budget.spend(now) {
        return Heard::Close(CloseCode::ProtocolError);
    }
    match ClientFrame::parse(text) {
        Ok(frame) => Heard::Frame(frame),
        Err(error) => refuse(&error, queue),
    }
}

fn refuse(error: &FrameError, queue: &SocketQueue) -> Heard {
    let Some(reply) = error.reply() else { return Heard::Close(CloseCode::ProtocolError) };
    // A refused push has closed the queue, and the writer finds that.
    let _ = queue.push(reply.encode());
    Heard::Answered
}
