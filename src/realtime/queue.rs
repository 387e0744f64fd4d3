//! What is written to one socket: many may push without waiting, and to an idle socket of plain TCP whoever pushes writes.
//! What does not go out at once waits, bounded, for the socket's writer.

use std::fmt::{self, Debug};
use std::future::poll_fn;
use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use thiserror::Error;
use tokio::net::TcpStream;

use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::telemetry::metric::Metric;

mod backlog;

use backlog::Backlog;

/// Frames that are written by one system call.
const FRAMES_AT_ONCE: usize = 32;

/// The pushing end; clones push to the same socket. When the last one is gone the socket is closed with 3010, for then
/// nobody knows it any more.
#[derive(Debug, Clone)]
pub struct SocketQueue {
    pusher: Arc<Pusher>,
}

/// The writing end: the one task that writes what could not be written at once. When it is gone, pushes are refused.
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

/// What became of what waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Bytes that were taken just now.
    pub bytes: usize,
    /// Whether something still waits.
    pub left: bool,
    /// Whether, and with what, the socket is to be closed when nothing waits.
    pub closed: Option<CloseCode>,
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
    /// Writes a frame, or queues it. Never waits.
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
        let mut state = self.pusher.0.lock();
        if state.closed.is_some() {
            return Err(PushError::Closed);
        }
        if !state.backlog.replay(frames) {
            return Err(PushError::QueueFull);
        }
        wake(state);
        Ok(())
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
    /// Waits for the next thing to do: for a transport that writes frame by frame. Safe to cancel: a frame is taken only
    /// when it is returned.
    pub async fn next(&mut self) -> Next {
        poll_fn(|cx| {
            let mut state = self.shared.lock();
            match (state.backlog.take(), state.closed) {
                (Some(frame), _) => Poll::Ready(Next::Frame(frame)),
                (None, Some(code)) => Poll::Ready(Next::Close(code)),
                (None, None) => {
                    state.listen(cx);
                    Poll::Pending
                }
            }
        })
        .await
    }

    /// From now on whoever pushes to the empty queue writes to this stream. Its task writes the rest.
    pub fn connect(&mut self, stream: Arc<TcpStream>) {
        self.shared.lock().direct = Some(stream);
    }

    /// Writes what waits, as much as `write` takes. The task is woken when it is to come back: by the stream where
    /// something is left, by the next push or close otherwise.
    ///
    /// # Errors
    /// What `write` failed with; the peer is gone then.
    pub fn write(
        &mut self,
        cx: &mut Context<'_>,
        mut write: impl FnMut(&mut Context<'_>, &[IoSlice<'_>]) -> Poll<io::Result<usize>>,
    ) -> io::Result<Written> {
        let mut state = self.shared.lock();
        state.listen(cx);
        let mut bytes = 0;
        while !state.backlog.is_empty() {
            let mut slices = [IoSlice::new(&[]); FRAMES_AT_ONCE];
            let filled = state.backlog.slices(&mut slices);
            match write(cx, &slices[..filled])? {
                Poll::Ready(0) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(wrote) => {
                    state.backlog.wrote(wrote);
                    bytes += wrote;
                }
                Poll::Pending => break,
            }
        }
        Ok(Written { bytes, left: !state.backlog.is_empty(), closed: state.closed })
    }

    /// Queues or writes a frame of the transport's own, like any other.
    ///
    /// # Errors
    /// See [`PushError`].
    pub fn push(&mut self, frame: Encoded) -> Result<(), PushError> {
        self.shared.push(frame)
    }

    /// Ends the queue with this frame: what is not begun is left out, and nothing is taken any more.
    pub fn end_with(&mut self, last: Encoded) {
        let mut state = self.shared.lock();
        state.closed.get_or_insert(CloseCode::InsufficientState);
        state.backlog.end_with(last);
    }
}

impl Drop for SocketWriter {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let closed = Some(state.closed.unwrap_or(CloseCode::InsufficientState));
        // The stream goes too, whoever still holds the pushing end: its descriptor is free at once.
        let ended = std::mem::replace(&mut *state, State { closed, ..State::default() });
        drop(state);
        drop(ended);
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
}

#[derive(Default)]
struct State {
    backlog: Backlog,
    closed: Option<CloseCode>,
    /// Where an empty queue's next frame is written.
    direct: Option<Arc<TcpStream>>,
    /// The writer's task, while it waits for something to do.
    writer: Option<Waker>,
}

impl Shared {
    /// No code runs under the lock that could leave the state half-written, so a poisoned one is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, frame: Encoded) -> Result<(), PushError> {
        let mut state = self.lock();
        if state.closed.is_some() {
            return Err(PushError::Closed);
        }
        if !state.backlog.has_room(&frame) {
            state.closed = Some(CloseCode::Slow);
            Metric::Evictions.rise();
            wake(state);
            return Err(PushError::QueueFull);
        }
        let written = state.write_at_once(&frame);
        if written < frame.bytes().len() {
            let first = state.backlog.is_empty();
            state.backlog.push(frame, written);
            // Where others wait already, so does the writer, for the stream.
            if first {
                wake(state);
            }
        }
        Ok(())
    }

    fn close(&self, code: CloseCode) {
        let mut state = self.lock();
        state.closed.get_or_insert(code);
        wake(state);
    }
}

impl State {
    /// Bytes that the stream took just now; what fails here fails for the writer too, who finds out why.
    fn write_at_once(&self, frame: &Encoded) -> usize {
        let idle = self.direct.as_ref().filter(|_| self.backlog.is_empty());
        idle.and_then(|stream| stream.try_write(frame.bytes()).ok()).unwrap_or(0)
    }

    fn listen(&mut self, cx: &Context<'_>) {
        if !self.writer.as_ref().is_some_and(|writer| writer.will_wake(cx.waker())) {
            self.writer = Some(cx.waker().clone());
        }
    }
}

/// Wakes the writer, if it waits; after the lock, so that whatever comes of it finds the socket free.
fn wake(mut state: MutexGuard<'_, State>) {
    let writer = state.writer.take();
    drop(state);
    if let Some(writer) = writer {
        writer.wake();
    }
}

impl Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("backlog", &self.backlog)
            .field("closed", &self.closed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod direct_tests;
#[cfg(test)]
mod tests;
