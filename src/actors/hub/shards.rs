//! The hub as everyone else knows it: as many actors as there are arbiters, each topic at one of them.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt::{self, Debug};
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix::{Actor, Addr, ArbiterHandle, Handler, MailboxError, Message};

use crate::actors::hub::hub::{Hub, Tools};
use crate::actors::hub::messages::{
    Compare, Deliver, Leave, Place, SocketId, Subscribe, Unsubscribe, Whisper,
};
use crate::bus::topic_log::TopicLog;
use crate::domain::clock::SharedClock;
use crate::realtime::encoded::Encoded;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::PlacedEvent;
use crate::services::live::Publication;

/// This node's hub; clones are the same one.
#[derive(Clone)]
pub struct HubShards {
    shards: Arc<[Shard]>,
    behind: Arc<AtomicBool>,
}

struct Shard {
    arbiter: ArbiterHandle,
    tools: Tools,
    actor: Mutex<Addr<Hub>>,
}

impl HubShards {
    /// Starts one shard on each of these arbiters; there must be one at least. With a log the topics' histories are
    /// shared between nodes.
    #[must_use]
    pub fn start(arbiters: &[ArbiterHandle], clock: &SharedClock, log: Option<&TopicLog>) -> Self {
        let behind = Arc::new(AtomicBool::new(false));
        let shard = |arbiter: &ArbiterHandle| {
            let missed = Arc::new(AtomicBool::new(false));
            let tools = Tools { clock: clock.clone(), log: log.cloned(), missed, behind: behind.clone() };
            let actor = Mutex::new(start(arbiter, &tools));
            Shard { arbiter: arbiter.clone(), tools, actor }
        };
        Self { shards: arbiters.iter().map(shard).collect(), behind }
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

    /// Gives events their places on this node, and hands them to their topics' subscribers. Never waits: where a shard
    /// cannot keep up its subscribers are told of a gap.
    pub fn deliver(&self, publications: Vec<Publication>) {
        for (index, publications) in self.by_shard(publications, |publication| publication.topic) {
            self.shards[index].hand(Deliver(publications));
        }
    }

    /// Hands events that have their places to their topics' subscribers. Never waits: what a shard cannot take it finds
    /// in Redis.
    pub fn place(&self, events: Vec<(Topic, PlacedEvent)>) {
        for (index, events) in self.by_shard(events, |(topic, _)| *topic) {
            self.shards[index].hand(Place(events));
        }
    }

    /// Says something to a topic's subscribers that is worth hearing now or never. Never waits: where a shard cannot keep
    /// up it is lost.
    pub fn whisper(&self, topic: Topic, frame: Encoded, except: Option<SocketId>) {
        let _ = self.shard(topic).with(|hub| hub.try_send(Whisper { topic, frame, except }));
    }

    /// Whether Redis lacks some of what was delivered here. Until it has it all, topics that went on by themselves stay so,
    /// even where it answers again.
    pub fn fall_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::Release);
    }

    /// Events of this partition may have been missed, or any: the topics are compared with what Redis knows. Never
    /// waits.
    pub fn compare(&self, partition: Option<u8>) {
        for shard in self.shards.iter() {
            shard.hand(Compare(partition));
        }
    }

    fn by_shard<T>(&self, items: Vec<T>, topic: impl Fn(&T) -> Topic) -> HashMap<usize, Vec<T>> {
        let mut by_shard: HashMap<usize, Vec<T>> = HashMap::new();
        for item in items {
            by_shard.entry(self.index(topic(&item))).or_default().push(item);
        }
        by_shard
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
    /// Hands over what must not be lost without a trace.
    fn hand<M>(&self, message: M)
    where
        M: Message<Result = ()> + Send + 'static,
        Hub: Handler<M>,
    {
        if self.with(|hub| hub.try_send(message)).is_err() {
            self.tools.missed.store(true, Ordering::Release);
        }
    }

    /// Lets `say` speak to the actor, a new one where it died. Through the one address that is kept here the mailbox's
    /// bound holds: each clone of an address may send one message beyond it.
    fn with<T>(&self, say: impl FnOnce(&Addr<Hub>) -> T) -> T {
        let mut actor = self.actor.lock().unwrap_or_else(PoisonError::into_inner);
        if !actor.connected() {
            tracing::warn!("a shard of the hub has ended; another takes its place");
            *actor = start(&self.arbiter, &self.tools);
        }
        say(&actor)
    }
}

fn start(arbiter: &ArbiterHandle, tools: &Tools) -> Addr<Hub> {
    let hub = Hub::new(tools.clone());
    Hub::start_in_arbiter(arbiter, |_| hub)
}

impl Debug for HubShards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubShards").field("shards", &self.shards.len()).finish_non_exhaustive()
    }
}
