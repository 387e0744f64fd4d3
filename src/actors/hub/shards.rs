//! The hub as everyone else knows it: as many actors as there are arbiters, each topic at one of them.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix::{Actor, Addr, ArbiterHandle, MailboxError};

use crate::actors::hub::hub::Hub;
use crate::actors::hub::messages::{Deliver, Leave, Resync, SocketId, Subscribe, Unsubscribe, Whisper};
use crate::domain::clock::SharedClock;
use crate::realtime::encoded::Encoded;
use crate::realtime::topic::Topic;
use crate::services::live::Publication;

/// This node's hub; clones are the same one.
#[derive(Clone)]
pub struct HubShards {
    shards: Arc<[Shard]>,
}

struct Shard {
    arbiter: ArbiterHandle,
    clock: SharedClock,
    /// A delivery was dropped; the actor tells its subscribers when it comes to it.
    missed: Arc<AtomicBool>,
    actor: Mutex<Addr<Hub>>,
}

impl HubShards {
    /// Starts one shard on each of these arbiters; there must be one at least.
    #[must_use]
    pub fn start(arbiters: &[ArbiterHandle], clock: &SharedClock) -> Self {
        Self { shards: arbiters.iter().map(|arbiter| Shard::start(arbiter.clone(), clock.clone())).collect() }
    }

    /// Subscribes; on return the ack is in the socket's queue, or the queue is closed.
    ///
    /// # Errors
    /// [`MailboxError`] where the shard died over it.
    pub async fn subscribe(&self, wanted: Subscribe) -> Result<(), MailboxError> {
        self.shard(wanted.topic).with(|hub| hub.send(wanted)).await
    }

    /// Ends a subscription; on return the answer is in the socket's queue, or the queue is closed.
    ///
    /// # Errors
    /// [`MailboxError`] where the shard died over it.
    pub async fn unsubscribe(&self, wanted: Unsubscribe) -> Result<(), MailboxError> {
        self.shard(wanted.topic).with(|hub| hub.send(wanted)).await
    }

    /// Forgets a socket that was closed. Never waits.
    pub fn leave(&self, socket: SocketId) {
        for shard in self.shards.iter() {
            // Lost where the mailbox is full: the sweep finds the closed queue.
            let _ = shard.with(|hub| hub.try_send(Leave(socket)));
        }
    }

    /// Hands events to their topics' subscribers. Never waits: where a shard cannot keep up its subscribers are told of
    /// a gap.
    pub fn deliver(&self, publications: Vec<Publication>) {
        let mut by_shard: HashMap<usize, Vec<Publication>> = HashMap::new();
        for publication in publications {
            by_shard.entry(self.index(publication.topic)).or_default().push(publication);
        }
        for (index, publications) in by_shard {
            let shard = &self.shards[index];
            if shard.with(|hub| hub.try_send(Deliver(publications))).is_err() {
                shard.missed.store(true, Ordering::Release);
            }
        }
    }

    /// Says something to a topic's subscribers that is worth hearing now or never. Never waits: where a shard cannot keep
    /// up it is lost.
    pub fn whisper(&self, topic: Topic, frame: Encoded, except: Option<SocketId>) {
        let _ = self.shard(topic).with(|hub| hub.try_send(Whisper { topic, frame, except }));
    }

    /// Tells every subscriber of a gap. Never waits.
    pub fn resync(&self) {
        for shard in self.shards.iter() {
            if shard.with(|hub| hub.try_send(Resync)).is_err() {
                shard.missed.store(true, Ordering::Release);
            }
        }
    }

    fn shard(&self, topic: Topic) -> &Shard {
        &self.shards[self.index(topic)]
    }

    fn index(&self, topic: Topic) -> usize {
        let mut hasher = DefaultHasher::new();
        topic.hash(&mut hasher);
        usize::try_from(hasher.finish() % self.shards.len() as u64).unwrap_or(0)
    }
}

impl Shard {
    fn start(arbiter: ArbiterHandle, clock: SharedClock) -> Self {
        let missed = Arc::new(AtomicBool::new(false));
        let actor = Mutex::new(start(&arbiter, &clock, &missed));
        Self { arbiter, clock, missed, actor }
    }

    /// Lets `say` speak to the actor, a new one where it died. Through the one address that is kept here the mailbox's
    /// bound holds: each clone of an address may send one message beyond it.
    fn with<T>(&self, say: impl FnOnce(&Addr<Hub>) -> T) -> T {
        let mut actor = self.actor.lock().unwrap_or_else(PoisonError::into_inner);
        if !actor.connected() {
            tracing::warn!("a shard of the hub has ended; another takes its place");
            *actor = start(&self.arbiter, &self.clock, &self.missed);
        }
        say(&actor)
    }
}

fn start(arbiter: &ArbiterHandle, clock: &SharedClock, missed: &Arc<AtomicBool>) -> Addr<Hub> {
    let hub = Hub::new(clock.clone(), missed.clone());
    Hub::start_in_arbiter(arbiter, |_| hub)
}

impl Debug for HubShards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubShards").field("shards", &self.shards.len()).finish_non_exhaustive()
    }
}
