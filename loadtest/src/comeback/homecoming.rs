//! What many clients are told while they lose their server and find it again.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::realtime::client::Told;
use crate::realtime::frame::Frame;

const LOOK_EVERY: Duration = Duration::from_millis(10);

/// What all clients were told since the last [`Homecoming::begin`].
#[derive(Debug, Default)]
pub struct Homecoming(Mutex<State>);

/// The same, in figures.
#[derive(Debug, Default, Clone)]
pub struct State {
    /// When each came to be live.
    pub live: Vec<Instant>,
    /// How many of these have all that they missed.
    pub recovered: u64,
    /// `gap` frames.
    pub gaps: u64,
    /// Events.
    pub events: u64,
    /// Why connections ended or attempts failed, and why topics were refused for now, by reason.
    pub ended: BTreeMap<String, u64>,
}

impl Homecoming {
    /// Takes in what one client is told.
    pub fn note(&self, told: &Told<'_>) {
        let mut state = self.state();
        match told {
            Told::Live { recovered } => {
                state.live.push(Instant::now());
                state.recovered += u64::from(*recovered);
            }
            Told::Event(frame) => state.events += u64::from(is_of_a_slot(frame)),
            Told::Gap => state.gaps += 1,
            Told::Refused { code } => *state.ended.entry(format!("topic refused: {code}")).or_default() += 1,
            Told::Ended(ended) => *state.ended.entry(ended.to_string()).or_default() += 1,
        }
    }

    /// Forgets all, and gives it.
    pub fn begin(&self) -> State {
        std::mem::take(&mut self.state())
    }

    /// Waits until `enough` of what was told; whether that came in time.
    pub async fn wait(&self, within: Duration, enough: impl Fn(&State) -> bool) -> bool {
        let deadline = Instant::now() + within;
        while !enough(&self.state()) {
            if Instant::now() > deadline {
                return false;
            }
            sleep(LOOK_EVERY).await;
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_of_a_slot(frame: &Frame<'_>) -> bool {
    frame.kind.as_deref().is_some_and(|kind| kind.starts_with("slot."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::ended::Ended;

    #[tokio::test]
    async fn what_is_told_is_counted_until_it_begins_anew() {
        let homecoming = Homecoming::default();
        for told in [
            Told::Ended(&Ended::NoConnection("connection refused".to_owned())),
            Told::Live { recovered: true },
            Told::Live { recovered: false },
            Told::Gap,
        ] {
            homecoming.note(&told);
        }
        assert!(homecoming.wait(Duration::ZERO, |state| state.live.len() == 2).await);
        let state = homecoming.begin();
        assert_eq!((state.recovered, state.gaps, state.events), (1, 1, 0));
        assert_eq!(state.ended["no connection: connection refused"], 1);
        assert!(!homecoming.wait(Duration::ZERO, |state| !state.live.is_empty()).await);
    }
}
