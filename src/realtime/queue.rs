//! What waits to be written to one socket: bounded, many may push without waiting, one writes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::Notify;

use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::limits::{QUEUE_BYTES, QUEUE_FRAMES, REPLAY_BYTES, REPLAY_FRAMES};

/// Room that an emptied queue keeps; a burst's is given back, since most sockets are idle most of the time.
const IDLE_CAPACITY: usize = 8;

/// The pushing end; clones push to the same socket. When the last one is gone the socket is closed with 3010, for then
/// nobody knows it any more.
#[derive(Debug, Clone)]
pub struct SocketQueue {
    pusher: Arc<Pusher>,
}

/// The writing end: the one task that writes to the socket. When it is gone, pushes are refused.
#[derive(Debug)]
pub struct SocketWriter {
    shared: Arc<Shared>,
}

/// What the writer has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Write this frame.
    Frame(Encoded),
    /// Everything is written: close the socket with this code, and stop.
    Close(CloseCode),
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PushError {
    /// There was no room: this push has closed the socket with 3008.
    #[error("the socket's queue is full")]
    QueueFull,
    /// The socket was closed before.
    #[error("the socket is closed")]
    Closed,
}

/// A queue for a new socket: 256 frames or 256 KiB.
#[must_use]
pub fn socket_queue() -> (SocketQueue, SocketWriter) {
    let shared = Arc::new(Shared::default());
    (SocketQueue { pusher: Arc::new(Pusher(shared.clone())) }, SocketWriter { shared })
}

impl SocketQueue {
    /// Queues a frame. Never waits.
    ///
    /// # Errors
    /// See [`PushError`]; either way this socket gets nothing more.
    pub fn push(&self, frame: Encoded) -> Result<(), PushError> {
        self.pusher.0.push(frame)
    }

    /// Queues an answer and the frames that are replayed after it, together or not at all. They have room of their own,
    /// since a whole history must fit whatever else is queued, and live events must fit behind it. Never waits.
    ///
    /// # Errors
    /// See [`PushError`]; unlike a single push, a full queue leaves the socket open.
    pub fn replay(&self, frames: Vec<Encoded>) -> Result<(), PushError> {
        self.pusher.0.replay(frames)
    }

    /// Closes the socket once what is queued is written. The first code given is the one that counts.
    pub fn close(&self, code: CloseCode) {
        self.pusher.0.close(code);
    }

    /// Whether pushes are refused.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.pusher.0.lock().closed.is_some()
    }
}

impl SocketWriter {
    /// Waits for the next thing to do. Safe to cancel: a frame is taken only when it is returned.
    pub async fn next(&mut self) -> Next {
        loop {
            if let Some(next) = self.shared.take() {
                return next;
            }
            self.shared.pushed.notified().await;
        }
    }
}

impl Drop for SocketWriter {
    fn drop(&mut self) {
        self.shared.close(CloseCode::InsufficientState);
        self.shared.lock().frames = VecDeque::new();
    }
}

/// All clones of a [`SocketQueue`] share one, so that its end is theirs.
#[derive(Debug)]
struct Pusher(Arc<Shared>);

impl Drop for Pusher {
    fn drop(&mut self) {
        self.0.close(CloseCode::InsufficientState);
    }
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Keeps one permit, so that a push between the writer's look and its wait is not missed.
    pushed: Notify,
}

#[derive(Debug, Default)]
struct State {
    frames: VecDeque<Waiting>,
    /// What was pushed frame by frame.
    live: Load,
    /// What was replayed.
    replayed: Load,
    closed: Option<CloseCode>,
}

#[derive(Debug)]
struct Waiting {
    frame: Encoded,
    replayed: bool,
}

#[derive(Debug, Default)]
struct Load {
    frames: usize,
    bytes: usize,
}

impl Load {
    fn add(&mut self, frame: &Encoded) {
        self.frames += 1;
        self.bytes += frame.size_bytes();
    }

    fn remove(&mut self, frame: &Encoded) {
        self.frames -= 1;
        self.bytes -= frame.size_bytes();
    }
}

impl Shared {
    /// No code runs under the lock that could leave the state half-written, so a poisoned one is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, frame: Encoded) -> Result<(), PushError> {
        let mut state = self.lock();
        let result = if state.closed.is_some() {
            return Err(PushError::Closed);
        } else if state.live.frames == QUEUE_FRAMES || state.live.bytes + frame.size_bytes() > QUEUE_BYTES {
            state.closed = Some(CloseCode::Slow);
            Err(PushError::QueueFull)
        } else {
            state.live.add(&frame);
            state.frames.push_back(Waiting { frame, replayed: false });
            Ok(())
        };
        drop(state);
        self.pushed.notify_one();
        result
    }

    fn replay(&self, frames: Vec<Encoded>) -> Result<(), PushError> {
        let mut state = self.lock();
        if state.closed.is_some() {
            return Err(PushError::Closed);
        }
        let bytes: usize = frames.iter().map(Encoded::size_bytes).sum();
        if state.replayed.frames + frames.len() > REPLAY_FRAMES || state.replayed.bytes + bytes > REPLAY_BYTES
        {
            return Err(PushError::QueueFull);
        }
        for frame in frames {
            state.replayed.add(&frame);
            state.frames.push_back(Waiting { frame, replayed: true });
        }
        drop(state);
        self.pushed.notify_one();
        Ok(())
    }

    fn close(&self, code: CloseCode) {
        self.lock().closed.get_or_insert(code);
        self.pushed.notify_one();
    }

    fn take(&self) -> Option<Next> {
        let mut state = self.lock();
        let Some(Waiting { frame, replayed }) = state.frames.pop_front() else {
            return state.closed.map(Next::Close);
        };
        let load = if replayed { &mut state.replayed } else { &mut state.live };
        load.remove(&frame);
        if state.frames.is_empty() {
            state.frames.shrink_to(IDLE_CAPACITY);
        }
        Some(Next::Frame(frame))
    }
}

#[cfg(test)]
mod tests;
