//! The frames that wait for one socket, in order: bounded, what is replayed apart from what comes live.

use std::collections::VecDeque;
use std::io::IoSlice;

use crate::realtime::encoded::Encoded;
use crate::realtime::limits::{QUEUE_BYTES, QUEUE_FRAMES, REPLAY_BYTES, REPLAY_FRAMES};
use crate::telemetry::metric::Metric;

/// What waits. Empty, it holds no memory: most sockets are idle most of the time.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    frames: VecDeque<Waiting>,
    /// Bytes of the first frame that are written already.
    begun: usize,
    /// What was pushed frame by frame.
    live: Load,
    /// What was replayed.
    replayed: Load,
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
        Metric::QueuedFrames.rise();
        self.frames += 1;
        self.bytes += frame.size_bytes();
    }

    fn remove(&mut self, frame: &Encoded) {
        Metric::QueuedFrames.fall();
        self.frames -= 1;
        self.bytes -= frame.size_bytes();
    }
}

impl Backlog {
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether a frame may be pushed.
    pub(super) fn has_room(&self, frame: &Encoded) -> bool {
        self.live.frames < QUEUE_FRAMES && self.live.bytes + frame.size_bytes() <= QUEUE_BYTES
    }

    /// Adds a frame; of the first one so many bytes may be written already.
    pub(super) fn push(&mut self, frame: Encoded, begun: usize) {
        self.begun += begun;
        self.live.add(&frame);
        self.frames.push_back(Waiting { frame, replayed: false });
    }

    /// Adds frames that are replayed, all of them or none. Whether there was room.
    pub(super) fn replay(&mut self, frames: Vec<Encoded>) -> bool {
        let bytes: usize = frames.iter().map(Encoded::size_bytes).sum();
        let Load { frames: waiting, bytes: waiting_bytes } = self.replayed;
        if waiting + frames.len() > REPLAY_FRAMES || waiting_bytes + bytes > REPLAY_BYTES {
            return false;
        }
        for frame in frames {
            self.replayed.add(&frame);
            self.frames.push_back(Waiting { frame, replayed: true });
        }
        true
    }

    /// Takes the first frame.
    pub(super) fn take(&mut self) -> Option<Encoded> {
        let Waiting { frame, replayed } = self.frames.pop_front()?;
        self.begun = 0;
        let load = if replayed { &mut self.replayed } else { &mut self.live };
        load.remove(&frame);
        if self.frames.is_empty() {
            self.frames = VecDeque::new();
        }
        Some(frame)
    }

    /// What is to be written next, as much as there are slices for. Answers how many it filled.
    pub(super) fn slices<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let mut filled = 0;
        for (slice, waiting) in slices.iter_mut().zip(&self.frames) {
            let written = if filled == 0 { self.begun } else { 0 };
            *slice = IoSlice::new(&waiting.frame.bytes()[written..]);
            filled += 1;
        }
        filled
    }

    /// Notes that so many bytes of what waits were written.
    pub(super) fn wrote(&mut self, bytes: usize) {
        self.begun += bytes;
        while let Some(first) = self.frames.front().map(|waiting| waiting.frame.bytes().len())
            && first <= self.begun
        {
            let begun = self.begun - first;
            self.take();
            self.begun = begun;
        }
    }

    /// Leaves out what is not begun, and adds the last frame, whose room is its own.
    pub(super) fn end_with(&mut self, last: Encoded) {
        let begun = self.begun;
        let first = if begun > 0 { self.take() } else { None };
        *self = Self::default();
        if let Some(first) = first {
            self.push(first, begun);
        }
        self.push(last, 0);
    }
}

impl Drop for Backlog {
    fn drop(&mut self) {
        Metric::QueuedFrames.sub(self.frames.len() as u64);
    }
}
