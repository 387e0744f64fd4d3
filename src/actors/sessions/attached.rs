//! A socket's hold on its session, for the transport.

use std::fmt::{self, Debug};
use std::time::Duration;

use actix::Recipient;

use crate::actors::hub::messages::SocketHandle;
use crate::actors::sessions::messages::{Detach, FromClient};
use crate::realtime::frame_in::ClientFrame;
use crate::realtime::queue::SocketQueue;

/// A session deals with a frame within this, the database included.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Held by the transport for as long as the socket is open; dropped, it tells the session that the socket is gone.
pub struct Attached {
    socket: SocketHandle,
    frames: Recipient<FromClient>,
    detach: Recipient<Detach>,
}

impl Attached {
    pub(super) fn new(
        socket: SocketHandle,
        frames: Recipient<FromClient>,
        detach: Recipient<Detach>,
    ) -> Self {
        Self { socket, frames, detach }
    }

    /// The socket's queue.
    #[must_use]
    pub fn queue(&self) -> &SocketQueue {
        &self.socket.queue
    }

    /// Hands a client's frame in; the next one only when this is answered. False where the session is gone or stuck: the
    /// socket has no use any more.
    pub fn hand_in(&self, frame: ClientFrame) -> impl Future<Output = bool> + use<> {
        let answered = self.frames.send(FromClient { socket: self.socket.id, frame });
        async { tokio::time::timeout(ANSWER_WITHIN, answered).await.is_ok_and(|answer| answer.is_ok()) }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // Lost where the mailbox is full: the writer's end closes the queue, and the session's next look finds that.
        let _ = self.detach.try_send(Detach(self.socket.id));
    }
}

impl Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attached").field("socket", &self.socket.id).finish_non_exhaustive()
    }
}
