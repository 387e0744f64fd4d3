//! What all sockets of a crowd heard, and how long each message was on its way from when it was meant to be sent.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, Utc};

use crate::fanout::target::{Heard, Target};
use crate::latency::Latencies;
use crate::lean::socket::Then;
use crate::realtime::frame::Frame;

/// What an event says that it is about, which is how it is known before it has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    /// `slot.held` or `slot.freed`.
    pub kind: &'static str,
    /// Which slot.
    pub starts_at: DateTime<Utc>,
}

/// What all sockets heard.
#[derive(Debug)]
pub struct Board {
    target: Target,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When the messages that bear their number already were meant to be sent; of those that were never announced nothing.
    intended: HashMap<u64, Option<Instant>>,
    /// When the others were.
    under_way: HashMap<Mark, Instant>,
    latencies: Latencies,
    deliveries: u64,
    newest: u64,
    bytes: usize,
}

/// What was heard since the last look.
#[derive(Debug)]
pub struct Tidings {
    /// How long each delivery took.
    pub latencies: Latencies,
    /// How many there were, repeats left out.
    pub deliveries: u64,
}

/// What one socket heard.
#[derive(Debug, Default)]
pub struct Receipt {
    /// The newest message when it subscribed.
    from: u64,
    /// A bit for each message after that.
    bits: Vec<u64>,
    heard: u64,
    /// Messages that came again.
    pub duplicates: u64,
}

impl Board {
    /// An empty one.
    pub fn new(target: Target) -> Self {
        let state = State {
            intended: HashMap::new(),
            under_way: HashMap::new(),
            latencies: Latencies::new(),
            deliveries: 0,
            newest: 0,
            bytes: 0,
        };
        Self { target, state: Mutex::new(state) }
    }

    /// Announces a message by its number.
    pub fn announce(&self, number: u64, intended: Instant) {
        self.state().intended.insert(number, Some(intended));
    }

    /// Announces a message by what it will be about.
    pub fn announce_mark(&self, mark: Mark, intended: Instant) {
        self.state().under_way.insert(mark, intended);
    }

    /// Takes in a text that a socket read at `now`.
    pub fn hear(&self, receipt: &mut Receipt, text: &[u8], now: Instant) -> Then {
        let number = match self.target.read(text) {
            Heard::Message(number) => number,
            Heard::Answer(text) => return Then::Say(text),
            Heard::Other => return Then::Listen,
        };
        if !receipt.take(number) {
            return Then::Listen;
        }
        let mut state = self.state();
        let State { intended, under_way, .. } = &mut *state;
        // The first socket that hears it finds out which it is.
        let intended = *intended.entry(number).or_insert_with(|| under_way.remove(&mark(text)?));
        state.deliveries += 1;
        state.newest = state.newest.max(number);
        state.bytes = state.bytes.max(text.len());
        if let Some(intended) = intended {
            state.latencies.record(now.saturating_duration_since(intended));
        }
        Then::Listen
    }

    /// How many messages arrived since the last look.
    pub fn deliveries(&self) -> u64 {
        self.state().deliveries
    }

    /// What arrived since the last look, and begins anew.
    pub fn take(&self) -> Tidings {
        let mut state = self.state();
        Tidings {
            latencies: std::mem::replace(&mut state.latencies, Latencies::new()),
            deliveries: std::mem::take(&mut state.deliveries),
        }
    }

    /// The highest number that any socket heard.
    pub fn newest(&self) -> u64 {
        self.state().newest
    }

    /// The longest message's bytes of text.
    pub fn bytes(&self) -> usize {
        self.state().bytes
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mark(text: &[u8]) -> Option<Mark> {
    let frame: Frame<'_> = serde_json::from_slice(text).ok()?;
    let kind = ["slot.held", "slot.freed"].into_iter().find(|kind| frame.kind.as_deref() == Some(kind))?;
    Some(Mark { kind, starts_at: frame.data?.starts_at? })
}

impl Receipt {
    /// Of a socket that subscribed when `newest` was the newest message.
    pub fn from(newest: u64) -> Self {
        Self { from: newest, ..Self::default() }
    }

    /// Of the messages that it had to hear, up to `newest` and `published` at least, how many it did not.
    pub fn missing(&self, newest: u64, published: u64) -> u64 {
        newest.saturating_sub(self.from).max(published).saturating_sub(self.heard)
    }

    /// Notes a message; whether it is the first of its number.
    fn take(&mut self, number: u64) -> bool {
        let Some(index) = number.checked_sub(self.from + 1) else {
            self.duplicates += 1;
            return false;
        };
        let (word, bit) = ((index / 64) as usize, 1 << (index % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if self.bits[word] & bit != 0 {
            self.duplicates += 1;
            return false;
        }
        self.bits[word] |= bit;
        self.heard += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_message_counts_from_its_intended_send_at_every_socket() {
        let board = Board::new(Target::Nchan);
        let start = Instant::now();
        board.announce(1, start);
        let mut receipts = [Receipt::from(0), Receipt::from(0)];
        for (ms, receipt) in [(10, 0), (30, 1)] {
            board.hear(&mut receipts[receipt], b"1   ", start + Duration::from_millis(ms));
        }
        let tidings = board.take();
        let figures = tidings.latencies.figures();
        assert_eq!((tidings.deliveries, figures.p50_ms.round(), figures.max_ms.round()), (2, 10.0, 30.0));
        assert_eq!((board.take().deliveries, board.newest(), board.bytes()), (0, 1, 4));
    }

    #[test]
    fn an_event_is_known_by_what_it_is_about_however_often_it_comes_back() {
        let board = Board::new(Target::Carebridge);
        let starts_at = "2026-11-24T09:00:00Z".parse().unwrap();
        let event = |offset: u64| {
            format!(
                r#"{{"op":"event","offset":{offset},"type":"slot.held","data":{{"starts_at":"2026-11-24T09:00:00Z"}}}}"#
            )
        };
        let start = Instant::now();
        let mut receipt = Receipt::from(40);
        for (offset, ms) in [(41, 5), (42, 100)] {
            let intended = start + Duration::from_millis(ms);
            board.announce_mark(Mark { kind: "slot.held", starts_at }, intended);
            board.hear(&mut receipt, event(offset).as_bytes(), intended + Duration::from_millis(7));
        }
        // Nobody announced this one: it is heard, and of no length.
        board.hear(&mut receipt, event(43).as_bytes(), start + Duration::from_secs(9));
        let tidings = board.take();
        assert_eq!((tidings.deliveries, tidings.latencies.figures().count), (3, 2));
        assert_eq!(tidings.latencies.figures().max_ms.round(), 7.0);
    }

    #[test]
    fn holes_and_repeats_are_counted_in_any_order() {
        let mut receipt = Receipt::from(100);
        for (number, first) in
            [(101, true), (103, true), (102, true), (103, false), (100, false), (230, true)]
        {
            assert_eq!(receipt.take(number), first, "{number}");
        }
        assert_eq!((receipt.duplicates, receipt.missing(230, 0)), (2, 126));
        // What nobody heard is missing too.
        assert_eq!(receipt.missing(230, 140), 136);
        assert_eq!(Receipt::from(100).missing(100, 0), 0);
    }
}
