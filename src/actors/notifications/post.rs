//! A channel's post at the supervisor: who mans it, and how many messages it may be given.

use std::sync::Arc;

use actix::{Actor, Addr};
use chrono::{DateTime, Utc};

use crate::actors::notifications::equipment::Equipment;
use crate::actors::notifications::gate::Gate;
use crate::actors::notifications::messages::{Deliver, Finished};
use crate::actors::notifications::worker::ChannelWorker;
use crate::delivery::channel::Channel;
use crate::domain::channels::ChannelKind;
use crate::storage::deliveries::Claimed;
use crate::storage::deliveries::claim::Room;

/// One channel with its present worker.
pub struct Post {
    channel: Arc<dyn Channel>,
    gate: Gate,
    worker: Addr<ChannelWorker>,
    generation: u32,
    free: usize,
    /// Of these, so many may come in bulk.
    free_for_bulk: usize,
    /// The last claim filled the room, so there may be more.
    full: bool,
}

/// A quarter of the room is kept for what does not come in bulk: however many reminders are due, a confirmation finds a
/// place.
fn bulk_of(capacity: usize) -> usize {
    capacity - capacity.div_ceil(4)
}

impl Post {
    /// Starts the channel's first worker, on the present arbiter.
    pub fn new(channel: Arc<dyn Channel>, gate: Gate, equipment: &Equipment) -> Self {
        let free = channel.capacity();
        let worker = ChannelWorker::new(Arc::clone(&channel), gate.clone(), equipment.clone(), 1).start();
        let free_for_bulk = bulk_of(free);
        Self { channel, gate, worker, generation: 1, free, free_for_bulk, full: false }
    }

    /// Which channel.
    pub fn kind(&self) -> ChannelKind {
        self.channel.kind()
    }

    /// The present worker.
    pub fn worker(&self) -> &Addr<ChannelWorker> {
        &self.worker
    }

    /// How many messages it may be given.
    pub fn room(&self, now: DateTime<Utc>) -> Room {
        let all = self.gate.room(self.free, now);
        Room { all, bulk: self.free_for_bulk.min(all) }
    }

    /// Starts a new worker where the old one died (actix does not restart after a panic). What the old one was at comes
    /// back when its leases run out.
    pub fn revive(&mut self, equipment: &Equipment) {
        if self.worker.connected() {
            return;
        }
        tracing::error!(channel = self.kind().as_str(), "the channel's worker died; another one is started");
        self.generation += 1;
        self.worker = ChannelWorker::new(
            Arc::clone(&self.channel),
            self.gate.clone(),
            equipment.clone(),
            self.generation,
        )
        .start();
        self.free = self.channel.capacity();
        self.free_for_bulk = bulk_of(self.free);
    }

    /// Hands messages over. The room that they were claimed for bounds the worker's mailbox, so nothing is refused; where
    /// the worker has just died they come back by their leases.
    pub fn hand(&mut self, claimed: Vec<Claimed>, room: Room, now: DateTime<Utc>) {
        self.full = claimed.len() >= room.bulk;
        self.free = self.free.saturating_sub(claimed.len());
        let bulk = claimed.iter().filter(|claimed| claimed.is_bulk()).count();
        self.free_for_bulk = self.free_for_bulk.saturating_sub(bulk);
        if !claimed.is_empty() {
            self.gate.claimed(&claimed, now);
            self.worker.do_send(Deliver(claimed));
        }
    }

    /// Frees room, and says whether to claim more at once: where messages may be waiting, and half of the room is free. To
    /// claim one by one would cost as much for each as for all; a few that hang leave the rest to the poll. What a former
    /// worker says no longer counts.
    pub fn finished(&mut self, finished: Finished) -> bool {
        if finished.channel != self.kind() || finished.generation != self.generation {
            return false;
        }
        self.free += finished.count;
        self.free_for_bulk += finished.bulk;
        self.full && self.free >= self.channel.capacity() / 2
    }
}
