//! A channel's post at the supervisor: who mans it, and how many messages it may be given.

use std::sync::Arc;

use actix::{Actor, Addr};

use crate::actors::notifications::equipment::Equipment;
use crate::actors::notifications::messages::{Deliver, Finished};
use crate::actors::notifications::worker::ChannelWorker;
use crate::delivery::channel::Channel;
use crate::domain::channels::ChannelKind;
use crate::storage::deliveries::Claimed;

/// One channel with its present worker.
pub struct Post {
    channel: Arc<dyn Channel>,
    worker: Addr<ChannelWorker>,
    generation: u32,
    free: usize,
    /// The last claim filled the room, so there may be more.
    full: bool,
}

/// How many messages of a channel may be claimed and not recorded yet.
fn capacity(channel: ChannelKind) -> usize {
    match channel {
        ChannelKind::InApp => 64,
        ChannelKind::Email | ChannelKind::Sms | ChannelKind::Push => 8,
    }
}

impl Post {
    /// Starts the channel's first worker, on the present arbiter.
    pub fn new(channel: Arc<dyn Channel>, equipment: &Equipment) -> Self {
        let free = capacity(channel.kind());
        let worker = ChannelWorker::new(Arc::clone(&channel), equipment.clone(), 1).start();
        Self { channel, worker, generation: 1, free, full: false }
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
    pub fn free(&self) -> usize {
        self.free
    }

    /// Starts a new worker where the old one died (actix does not restart after a panic). What the old one was at comes
    /// back when its leases run out.
    pub fn revive(&mut self, equipment: &Equipment) {
        if self.worker.connected() {
            return;
        }
        tracing::error!(channel = self.kind().as_str(), "the channel's worker died; another one is started");
        self.generation += 1;
        self.worker =
            ChannelWorker::new(Arc::clone(&self.channel), equipment.clone(), self.generation).start();
        self.free = capacity(self.kind());
    }

    /// Hands messages over. The room that they were claimed for bounds the worker's mailbox, so nothing is refused; where
    /// the worker has just died they come back by their leases.
    pub fn hand(&mut self, claimed: Vec<Claimed>) {
        self.full = claimed.len() >= self.free;
        self.free = self.free.saturating_sub(claimed.len());
        if !claimed.is_empty() {
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
        self.full && self.free >= capacity(self.kind()) / 2
    }
}
