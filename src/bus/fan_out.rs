//! Who listens to what on this node.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::{Notify, oneshot};

use crate::bus::inbox::Inbox;

/// This node's subscribers, by channel.
#[derive(Debug, Default)]
pub(super) struct FanOut {
    state: Mutex<State>,
    /// A channel got its first subscriber or lost its last.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    channels: HashMap<String, Channel>,
    /// Channels to be looked at: they got their first subscriber or lost their last. None where nobody looks.
    touched: Option<HashSet<String>>,
    closed: bool,
}

#[derive(Debug, Default)]
struct Channel {
    /// Whether the bus listens to it.
    live: bool,
    inboxes: Vec<Arc<Inbox>>,
}

impl FanOut {
    /// One whose channels somebody follows through [`FanOut::touched`].
    pub(super) fn followed() -> Self {
        let state = State { touched: Some(HashSet::new()), ..State::default() };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }

    /// A new subscriber of a channel, and the news that the bus listens to it.
    pub(super) fn join(&self, name: &str) -> (Arc<Inbox>, oneshot::Receiver<()>) {
        let (inbox, live) = Inbox::new();
        let inbox = Arc::new(inbox);
        let mut state = self.lock();
        if state.closed {
            inbox.close();
        }
        let channel = state.channels.entry(name.to_owned()).or_default();
        channel.inboxes.push(inbox.clone());
        if channel.live {
            inbox.went_live();
        } else {
            state.touch(name);
            self.changed.notify_one();
        }
        (inbox, live)
    }

    /// Forgets a subscriber.
    pub(super) fn leave(&self, name: &str, inbox: &Arc<Inbox>) {
        let mut state = self.lock();
        let Some(channel) = state.channels.get_mut(name) else { return };
        channel.inboxes.retain(|other| !Arc::ptr_eq(other, inbox));
        if channel.inboxes.is_empty() {
            state.channels.remove(name);
            state.touch(name);
            self.changed.notify_one();
        }
    }

    /// Hands a message to the channel's subscribers. Never waits.
    pub(super) fn send(&self, name: &str, payload: &Bytes) {
        if let Some(channel) = self.lock().channels.get(name) {
            for inbox in &channel.inboxes {
                inbox.message(payload.clone());
            }
        }
    }

    /// The bus listens to a channel from now on.
    pub(super) fn went_live(&self, name: &str) {
        if let Some(channel) = self.lock().channels.get_mut(name)
            && !mem::replace(&mut channel.live, true)
        {
            for inbox in &channel.inboxes {
                inbox.went_live();
            }
        }
    }

    /// The bus listens to nothing any more; every channel is to be looked at again.
    pub(super) fn went_dark(&self) {
        let mut state = self.lock();
        let State { channels, touched, .. } = &mut *state;
        channels.values_mut().for_each(|channel| channel.live = false);
        if let Some(touched) = touched {
            touched.clear();
            touched.extend(channels.keys().cloned());
        }
        self.changed.notify_one();
    }

    /// Waits until channels were touched, and says which. Safe to cancel.
    pub(super) async fn touched(&self) -> HashSet<String> {
        loop {
            let touched = self.lock().touched.as_mut().map(mem::take).unwrap_or_default();
            if !touched.is_empty() {
                return touched;
            }
            self.changed.notified().await;
        }
    }

    /// Whether anybody listens to the channel.
    pub(super) fn is_wanted(&self, name: &str) -> bool {
        self.lock().channels.contains_key(name)
    }

    /// The bus is gone for good.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        for channel in state.channels.values() {
            channel.inboxes.iter().for_each(|inbox| inbox.close());
        }
    }

    /// No code runs under the lock that could leave the state half-written, so a poisoned one is still sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn touch(&mut self, name: &str) {
        if let Some(touched) = &mut self.touched {
            touched.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::bus::signal::BusSignal;

    fn named(names: &[&str]) -> HashSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[tokio::test]
    async fn first_and_last_subscribers_are_followed_and_others_are_not() {
        let fan_out = FanOut::followed();
        let (first, _) = fan_out.join("a");
        assert_eq!(fan_out.touched().await, named(&["a"]));
        fan_out.went_live("a");

        let (second, _) = fan_out.join("a");
        fan_out.leave("a", &first);
        assert_eq!(fan_out.touched().now_or_never(), None);
        fan_out.leave("a", &second);
        assert_eq!(fan_out.touched().await, named(&["a"]));
        assert!(!fan_out.is_wanted("a"));
    }

    #[tokio::test]
    async fn who_joins_a_live_channel_need_not_wait() {
        let fan_out = FanOut::followed();
        let (_first, _) = fan_out.join("a");
        fan_out.went_live("a");
        let (second, live) = fan_out.join("a");
        live.await.unwrap();
        assert_eq!(second.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn every_channel_is_looked_at_again_after_the_dark() {
        let fan_out = FanOut::followed();
        let (a, a_live) = fan_out.join("a");
        let (_b, _) = fan_out.join("b");
        fan_out.touched().await;
        fan_out.went_live("a");
        a_live.await.unwrap();

        fan_out.went_dark();
        assert_eq!(fan_out.touched().await, named(&["a", "b"]));
        fan_out.went_live("a");
        assert_eq!(a.next().await, Some(BusSignal::Gap));
    }

    #[tokio::test]
    async fn who_joins_after_the_end_hears_it() {
        let fan_out = FanOut::default();
        fan_out.close();
        assert_eq!(fan_out.join("a").0.next().await, None);
    }
}
