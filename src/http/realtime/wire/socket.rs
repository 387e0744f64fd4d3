//! The one task of a socket, for as long as it is open: small, since there are many, and most of them wait.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::Instant;

use crate::http::realtime::wire::alarm::Alarm;
use crate::http::realtime::wire::budget::Budget;
use crate::http::realtime::wire::decoder::{Decoder, Incoming};
use crate::http::realtime::wire::endpoint::{Endpoint, Taken};
use crate::http::realtime::wire::handshake::Opened;
use crate::http::realtime::wire::heartbeat::{Due, Heartbeat};
use crate::http::realtime::wire::stream::Stream;
use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::opcode::Opcode;
use crate::realtime::queue::SocketWriter;

/// A peer that takes nothing for this long is cut off.
const TAKES_WITHIN: Duration = Duration::from_secs(10);
/// The same, once its queue was full.
const TAKES_IF_FULL_WITHIN: Duration = Duration::from_secs(1);
/// What was queued when the socket was closed, and the close frame, are written within this, or not at all.
const CLOSED_WITHIN: Duration = Duration::from_secs(10);
/// A peer that was told goodbye has so long to hang up.
const HANGS_UP_WITHIN: Duration = Duration::from_secs(1);
/// Bytes that are read by one system call.
const READ_AT_ONCE: usize = 16 * 1024;
/// Reads before others have their turn.
const READS_IN_A_ROW: usize = 4;

thread_local! {
    /// Where bytes are read to and decoded from, one for all sockets of a worker.
    static ROOM: RefCell<Box<[u8]>> = RefCell::new(vec![0; READ_AT_ONCE].into());
}

/// One open socket. It ends when the peer hangs up, when it was told goodbye, or when it is gone; dropping the endpoint
/// tells whom it concerns.
pub(super) struct Socket {
    stream: Stream,
    writer: SocketWriter,
    endpoint: Box<dyn Endpoint>,
    decoder: Decoder,
    /// What was read and is not decoded, because a message is in hand.
    unread: Vec<u8>,
    /// The answer that is waited for before another message is read.
    in_hand: Option<Pin<Box<dyn Future<Output = bool>>>>,
    budget: Budget,
    heartbeat: Heartbeat,
    /// By when the peer must take something of what waits.
    takes_by: Option<Instant>,
    stage: Stage,
    alarm: Alarm,
}

/// How far the socket is towards its end (RFC 6455 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Both sides talk.
    Open,
    /// The close frame is the last thing in the queue.
    Closing { by: Instant },
    /// It is written; the peer has only to hang up.
    Left { by: Instant },
}

/// Why a socket ends.
enum End {
    /// There is nothing more to be said.
    Over,
    /// The peer does not answer or does not take what it is sent.
    Cut,
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Over
    }
}

impl Socket {
    /// A socket over this stream, of which these bytes were read already.
    pub(super) fn new(stream: Stream, unread: Vec<u8>, opened: Opened) -> Self {
        let Opened { mut writer, endpoint } = opened;
        stream.prepare();
        if let Some(stream) = stream.shared() {
            writer.connect(stream.clone());
        }
        Self {
            stream,
            writer,
            endpoint,
            decoder: Decoder::default(),
            unread,
            in_hand: None,
            budget: Budget::default(),
            heartbeat: Heartbeat::begin(Instant::now()),
            takes_by: None,
            stage: Stage::Open,
            alarm: Alarm::new(),
        }
    }

    /// Does what there is to do. Inputs: the time, the peer, the answer to the message in hand, the queue.
    fn turn(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), End> {
        self.keep_time(now)?;
        self.read(cx, now)?;
        self.write(cx, now)?;
        // After the last word only the peer's end is waited for, which nobody listened for while a message was in hand.
        if self.stage == Stage::Open { Ok(()) } else { self.read(cx, now) }
    }

    fn keep_time(&mut self, now: Instant) -> Result<(), End> {
        match self.stage {
            Stage::Closing { by } if by <= now => Err(End::Cut),
            Stage::Left { by } if by <= now => Err(End::Over),
            Stage::Closing { .. } | Stage::Left { .. } => Ok(()),
            Stage::Open => match self.heartbeat.look(now) {
                Due::Nothing => Ok(()),
                Due::Ping => {
                    self.say(Opcode::Ping, &[]);
                    Ok(())
                }
                Due::Gone => Err(End::Cut),
            },
        }
    }

    fn read(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), End> {
        for _ in 0..READS_IN_A_ROW {
            if !self.is_free(cx, now) {
                return Ok(());
            }
            if !self.unread.is_empty() {
                let bytes = std::mem::take(&mut self.unread);
                self.hear(&bytes, now);
                continue;
            }
            let read = ROOM.with_borrow_mut(|room| match self.stream.poll_read(cx, room) {
                Poll::Pending => Ok(false),
                Poll::Ready(Ok(0)) => Err(End::Over),
                Poll::Ready(read) => {
                    let bytes = read?;
                    self.heartbeat.heard();
                    self.hear(&room[..bytes], now);
                    Ok(true)
                }
            })?;
            if !read {
                return Ok(());
            }
        }
        cx.waker().wake_by_ref();
        Ok(())
    }

    /// Whether another message can be read: none is in hand, or its answer has come.
    fn is_free(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Some(answer) = &mut self.in_hand else { return true };
        let Poll::Ready(answered) = answer.as_mut().poll(cx) else { return false };
        self.in_hand = None;
        if !answered {
            self.close(CloseCode::InsufficientState, now);
        }
        true
    }

    /// Decodes until nothing is left, or until a message is in hand. What comes after the last word is not heard.
    fn hear(&mut self, mut bytes: &[u8], now: Instant) {
        while self.stage == Stage::Open {
            let incoming = match self.decoder.decode(&mut bytes) {
                Ok(None) => return,
                Ok(Some(incoming)) => incoming,
                Err(violation) => {
                    let code = self.endpoint.refuse(violation);
                    return self.end_with(&code.to_be_bytes(), now);
                }
            };
            if !self.budget.spend(now) {
                return self.close(CloseCode::ProtocolError, now);
            }
            match incoming {
                Incoming::Piece | Incoming::Pong => {}
                Incoming::Ping(payload) => self.say(Opcode::Pong, &payload),
                Incoming::Close(payload) => return self.end_with(&payload, now),
                Incoming::Message(message) => match self.endpoint.take(message) {
                    Taken::Done => {}
                    Taken::Close(code) => return self.close(code, now),
                    Taken::Waits(answer) => {
                        self.in_hand = Some(answer);
                        self.unread = bytes.to_vec();
                        return;
                    }
                },
            }
        }
    }

    fn write(&mut self, cx: &mut Context<'_>, now: Instant) -> Result<(), End> {
        loop {
            let written = self.writer.write(cx, |cx, slices| self.stream.poll_write(cx, slices))?;
            if written.bytes > 0 {
                self.takes_by = None;
            }
            if written.left || self.stream.poll_flush(cx)?.is_pending() {
                let full = written.closed == Some(CloseCode::Slow);
                let by = now + if full { TAKES_IF_FULL_WITHIN } else { TAKES_WITHIN };
                let by = self.takes_by.map_or(by, |before| before.min(by));
                self.takes_by = Some(by);
                return if by <= now { Err(End::Cut) } else { Ok(()) };
            }
            self.takes_by = None;
            match (self.stage, written.closed) {
                (Stage::Open, Some(code)) => self.close(code, now),
                (Stage::Closing { .. }, _) if self.stream.poll_shutdown(cx)?.is_ready() => {
                    self.stage = Stage::Left { by: now + HANGS_UP_WITHIN };
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
    }

    fn say(&mut self, opcode: Opcode, payload: &[u8]) {
        // A refused push has closed the queue, or found it closed: writing finds that.
        let _ = self.writer.push(Encoded::new(opcode, payload));
    }

    fn close(&mut self, code: CloseCode, now: Instant) {
        let payload = [&code.code().to_be_bytes(), code.reason().as_bytes()].concat();
        self.end_with(&payload, now);
    }

    fn end_with(&mut self, payload: &[u8], now: Instant) {
        self.writer.end_with(Encoded::new(Opcode::Close, payload));
        self.stage = Stage::Closing { by: now + CLOSED_WITHIN };
        (self.in_hand, self.unread) = (None, Vec::new());
    }

    /// When there will be something to do whatever happens.
    fn next_look(&self) -> Instant {
        let stage = match self.stage {
            Stage::Open => self.heartbeat.next(),
            Stage::Closing { by } | Stage::Left { by } => by,
        };
        self.takes_by.map_or(stage, |by| stage.min(by))
    }
}

impl Future for Socket {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.turn(cx, Instant::now()) {
            Ok(()) => {
                let next = self.next_look();
                self.alarm.set(next, cx.waker());
                Poll::Pending
            }
            Err(End::Cut) => {
                self.stream.cut();
                Poll::Ready(())
            }
            Err(End::Over) => Poll::Ready(()),
        }
    }
}

#[cfg(test)]
mod tests;
