//! The actor around one shard's topics. Inputs: its mailbox and a timer. It ends with the process, or in a panic: then its
//! sockets are closed, so that their clients come back to the shard that takes its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix::{Actor, AsyncContext, Context, Handler};

use crate::actors::hub::messages::{Deliver, Leave, Resync, Subscribe, Unsubscribe, Whisper};
use crate::actors::hub::topics::Topics;
use crate::domain::clock::SharedClock;
use crate::realtime::close::CloseCode;

/// Messages that may wait. Deliveries beyond are dropped, and the subscribers are told of a gap.
const MAILBOX: usize = 4096;
/// Between two looks for what can be forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

/// One shard of the hub.
pub(super) struct Hub {
    clock: SharedClock,
    /// Set by whoever had to drop a delivery because the mailbox was full.
    missed: Arc<AtomicBool>,
    topics: Topics,
}

impl Hub {
    pub(super) fn new(clock: SharedClock, missed: Arc<AtomicBool>) -> Self {
        Self { clock, missed, topics: Topics::default() }
    }

    fn own_up_to_gaps(&mut self) {
        if self.missed.swap(false, Ordering::AcqRel) {
            tracing::warn!("the hub's mailbox was full: subscribers are told of a gap");
            self.topics.resync(self.clock.now());
        }
    }
}

impl Actor for Hub {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(SWEEP_EVERY, |hub, _| {
            hub.own_up_to_gaps();
            hub.topics.sweep(hub.clock.now());
        });
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.topics.close_all(CloseCode::InsufficientState);
    }
}

impl Handler<Subscribe> for Hub {
    type Result = ();

    fn handle(&mut self, wanted: Subscribe, _: &mut Self::Context) {
        self.topics.subscribe(&wanted, self.clock.now());
    }
}

impl Handler<Unsubscribe> for Hub {
    type Result = ();

    fn handle(&mut self, wanted: Unsubscribe, _: &mut Self::Context) {
        self.topics.unsubscribe(&wanted, self.clock.now());
    }
}

impl Handler<Leave> for Hub {
    type Result = ();

    fn handle(&mut self, Leave(socket): Leave, _: &mut Self::Context) {
        self.topics.leave(socket, self.clock.now());
    }
}

impl Handler<Deliver> for Hub {
    type Result = ();

    fn handle(&mut self, Deliver(publications): Deliver, _: &mut Self::Context) {
        self.own_up_to_gaps();
        let now = self.clock.now();
        for publication in &publications {
            self.topics.deliver(publication, now);
        }
    }
}

impl Handler<Whisper> for Hub {
    type Result = ();

    fn handle(&mut self, whisper: Whisper, _: &mut Self::Context) {
        self.topics.whisper(&whisper, self.clock.now());
    }
}

impl Handler<Resync> for Hub {
    type Result = ();

    fn handle(&mut self, _: Resync, _: &mut Self::Context) {
        self.topics.resync(self.clock.now());
    }
}
