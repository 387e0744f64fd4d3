//! What a client's messages mean to its session: our end of its socket.

use crate::actors::sessions::attached::Attached;
use crate::http::realtime::census::Place;
use crate::http::realtime::wire::endpoint::{Endpoint, Message, Taken};
use crate::http::realtime::wire::violation::Violation;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_in::{ClientFrame, FrameError};

/// One client. Dropping it tells the session that the socket is gone.
#[derive(Debug)]
pub(super) struct Client {
    attached: Attached,
    _place: Place,
}

impl Client {
    pub(super) fn new(attached: Attached, place: Place) -> Self {
        Self { attached, _place: place }
    }

    fn answer(&self, error: &FrameError) -> Taken {
        let Some(reply) = error.reply() else { return Taken::Close(CloseCode::ProtocolError) };
        // A refused push has closed the queue, and the writer finds that.
        let _ = self.attached.queue().push(reply.encode());
        Taken::Done
    }
}

impl Endpoint for Client {
    /// Reads a frame, and hands it in to the session. What is none of ours is a protocol error.
    fn take(&mut self, message: Message) -> Taken {
        let Message::Text(text) = message else { return Taken::Close(CloseCode::ProtocolError) };
        match ClientFrame::parse(&text) {
            Ok(frame) => Taken::Waits(Box::pin(self.attached.hand_in(frame))),
            Err(error) => self.answer(&error),
        }
    }

    /// Whoever breaks the rules of the wire is to stay away, like whoever breaks ours.
    fn refuse(&mut self, _: Violation) -> u16 {
        CloseCode::ProtocolError.code()
    }
}
