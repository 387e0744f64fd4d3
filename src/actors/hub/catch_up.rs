//! A topic that waits for what Redis knows of it: who waits with it, and what came meanwhile.

use tokio::sync::oneshot;

use crate::actors::hub::messages::Subscribe;
use crate::realtime::topic_event::PlacedEvent;

/// Events that are kept meanwhile. For those beyond Redis is asked once more.
const MEANWHILE: usize = 256;

/// A subscription, and who waits for it to be answered.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) wanted: Subscribe,
    pub(super) answered: oneshot::Sender<()>,
}

/// What goes on until Redis has answered.
#[derive(Debug, Default)]
pub(super) struct CatchUp {
    /// Whether Redis has been asked; what comes before that will be in its answer.
    pub(super) asked: bool,
    /// After which offset; none where only the position matters.
    pub(super) after: Option<u64>,
    /// Whether somebody knows that it is to be asked.
    pub(super) noted: bool,
    pub(super) waiting: Vec<Waiting>,
    /// Events that came after it was asked.
    pub(super) meanwhile: Vec<PlacedEvent>,
    /// Whether there were more of them than are kept.
    pub(super) spilt: bool,
    /// Whether an event is missing here that only Redis has.
    pub(super) hole: bool,
}

impl CatchUp {
    /// Takes an event for later.
    pub(super) fn take(&mut self, event: PlacedEvent) {
        if !self.asked {
            self.hole = true;
        } else if self.meanwhile.len() < MEANWHILE {
            self.meanwhile.push(event);
        } else {
            self.spilt = true;
        }
    }
}
