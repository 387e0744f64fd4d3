//! Where signals wait for one subscriber: bounded, and what does not fit turns into a gap.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::{Notify, oneshot};

use crate::bus::signal::BusSignal;

/// Signals that may wait for one subscriber.
pub(super) const BACKLOG: usize = 1024;

/// One subscriber's signals, oldest first.
#[derive(Debug)]
pub(super) struct Inbox {
    state: Mutex<State>,
    /// Keeps one permit, so that a signal between the subscriber's look and its wait is not missed.
    arrived: Notify,
}

#[derive(Debug)]
struct State {
    signals: VecDeque<BusSignal>,
    /// Told when the channel is listened to for the first time; whoever waited for that has missed nothing.
    awaited: Option<oneshot::Sender<()>>,
    closed: bool,
}

impl Inbox {
    /// An empty inbox, and the news that its channel is listened to.
    pub(super) fn new() -> (Self, oneshot::Receiver<()>) {
        let (awaited, live) = oneshot::channel();
        let state = State { signals: VecDeque::new(), awaited: Some(awaited), closed: false };
        (Self { state: Mutex::new(state), arrived: Notify::new() }, live)
    }

    /// A message arrived. If nobody reads, the backlog is given up for a gap.
    pub(super) fn message(&self, payload: Bytes) {
        self.lock().push(BusSignal::Message(payload));
        self.arrived.notify_one();
    }

    /// The channel is listened to (again): a gap for whoever did not wait for it.
    pub(super) fn went_live(&self) {
        let mut state = self.lock();
        let was_awaited = state.awaited.take().is_some_and(|awaited| awaited.send(()).is_ok());
        if !was_awaited {
            state.push(BusSignal::Gap);
        }
        drop(state);
        self.arrived.notify_one();
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_one();
    }

    /// Waits for the next signal; `None` after the last. Safe to cancel. Only one may wait.
    pub(super) async fn next(&self) -> Option<BusSignal> {
        loop {
            {
                let mut state = self.lock();
                let signal = state.signals.pop_front();
                if signal.is_some() || state.closed {
                    return signal;
                }
            }
            self.arrived.notified().await;
        }
    }

    /// No code runs under the lock that could leave the state half-written, so a poisoned one is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, signal: BusSignal) {
        if self.signals.len() == BACKLOG {
            self.signals.clear();
            self.signals.push_back(BusSignal::Gap);
        }
        self.signals.push_back(signal);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn message(text: &'static str) -> BusSignal {
        BusSignal::Message(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn a_subscriber_that_lags_hears_of_a_gap_and_then_what_is_new() {
        let (inbox, _live) = Inbox::new();
        for _ in 0..BACKLOG {
            inbox.message(Bytes::from_static(b"old"));
        }
        inbox.message(Bytes::from_static(b"new"));
        assert_eq!(inbox.next().await, Some(BusSignal::Gap));
        assert_eq!(inbox.next().await, Some(message("new")));
        assert_eq!(inbox.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn who_waited_for_the_channel_has_missed_nothing() {
        let (inbox, live) = Inbox::new();
        inbox.went_live();
        live.await.unwrap();
        assert_eq!(inbox.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn who_gave_up_waiting_hears_of_a_gap() {
        let (inbox, live) = Inbox::new();
        drop(live);
        inbox.went_live();
        assert_eq!(inbox.next().await, Some(BusSignal::Gap));
    }

    #[tokio::test]
    async fn a_channel_that_comes_back_brings_a_gap() {
        let (inbox, live) = Inbox::new();
        inbox.went_live();
        live.await.unwrap();
        inbox.message(Bytes::from_static(b"before"));
        inbox.went_live();
        assert_eq!(inbox.next().await, Some(message("before")));
        assert_eq!(inbox.next().await, Some(BusSignal::Gap));
    }

    #[tokio::test]
    async fn what_came_before_the_end_is_still_heard() {
        let (inbox, _live) = Inbox::new();
        inbox.message(Bytes::from_static(b"last"));
        inbox.close();
        assert_eq!(inbox.next().await, Some(message("last")));
        assert_eq!(inbox.next().await, None);
    }
}
