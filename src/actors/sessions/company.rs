//! Who has a conversation open, told to its readers and to the other nodes.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use crate::actors::hub::shards::HubShards;
use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;
use crate::domain::clock::SharedClock;
use crate::domain::ids::{ConversationId, EventId, UserId};
use crate::realtime::presence::{Left, Presence, Present, REPEAT_EVERY};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;

/// The channel of the bus.
const CHANNEL: &str = "presence";
/// Changes that may wait for the bus; one beyond is left to the next repetition.
const QUEUE: usize = 1024;
/// Changes that go into one message.
const BATCH: usize = 256;

/// Who is in which conversation, as this node knows it. Cloning is cheap; all clones are the same.
#[derive(Clone)]
pub struct Company(Arc<Shared>);

struct Shared {
    presence: Mutex<Presence>,
    hub: HubShards,
    clock: SharedClock,
    /// To the other nodes: who came or went.
    news: mpsc::Sender<Present>,
}

/// One socket in a conversation, until dropped.
pub(super) struct Here {
    company: Company,
    present: Present,
}

/// What a node tells the others.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Told {
    node: String,
    here: Vec<Present>,
    gone: Vec<Present>,
    /// It has just come, or may have missed something: the others repeat who is with them.
    asks: bool,
}

impl Company {
    /// Nobody yet; what is to be told is taken by [`Gossip::run`].
    #[must_use]
    pub fn new(hub: HubShards, clock: SharedClock) -> (Self, Gossip) {
        let (news, heard) = mpsc::channel(QUEUE);
        let company = Self(Arc::new(Shared { presence: Mutex::default(), hub, clock, news }));
        (company.clone(), Gossip { company, heard })
    }

    /// Whether somebody has the conversation open, on whatever node.
    #[must_use]
    pub fn is_in(&self, conversation: ConversationId, user: UserId) -> bool {
        self.presence().is_in((conversation, user))
    }

    /// Who has the conversation open.
    pub(super) fn of(&self, conversation: ConversationId) -> Vec<UserId> {
        self.presence().of(conversation)
    }

    /// A socket opens the conversation, and is in it for as long as what is answered lives.
    pub(super) fn join(&self, conversation: ConversationId, user: UserId) -> Here {
        let present = (conversation, user);
        let is_new = self.presence().join(present);
        if is_new {
            self.tell_readers(present, true);
        }
        // Where there is no room the next repetition says it.
        let _ = self.0.news.try_send(present);
        Here { company: self.clone(), present }
    }

    fn leave(&self, present: Present) {
        let Left { this_node, everywhere } = self.presence().leave(present);
        if everywhere {
            self.tell_readers(present, false);
        }
        if this_node {
            let _ = self.0.news.try_send(present);
        }
    }

    fn tell_readers(&self, (conversation, user): Present, present: bool) {
        let now = self.0.clock.now();
        let changed = TopicEvent {
            id: EventId::new(now),
            kind: "presence.changed".to_owned(),
            at: now,
            data: json!({ "conversation_id": conversation, "user_id": user, "present": present }),
        };
        let topic = Topic::Conversation(conversation);
        self.0.hub.whisper(topic, changed.encode_in_passing(topic), None);
    }

    fn hear(&self, told: &Told) {
        let now = self.0.clock.now();
        let node = Arc::from(told.node.as_str());
        let (came, went): (Vec<_>, Vec<_>) = {
            let mut presence = self.presence();
            let came = told.here.iter().filter(|present| presence.hear_here(&node, **present, now)).collect();
            (came, told.gone.iter().filter(|present| presence.hear_gone(&node, **present)).collect())
        };
        came.into_iter().for_each(|present: &Present| self.tell_readers(*present, true));
        went.into_iter().for_each(|present: &Present| self.tell_readers(*present, false));
    }

    fn forget(&self) {
        let gone = self.presence().forget(self.0.clock.now());
        gone.into_iter().for_each(|present| self.tell_readers(present, false));
    }

    /// No code runs under the lock that could leave the state half-written, so a poisoned one is still sound.
    fn presence(&self) -> MutexGuard<'_, Presence> {
        self.0.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.company.leave(self.present);
    }
}

impl Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Company").finish_non_exhaustive()
    }
}

impl Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Here").field("present", &self.present).finish_non_exhaustive()
    }
}

/// Carries what changes to the other nodes, and takes in what they say.
#[derive(Debug)]
pub struct Gossip {
    company: Company,
    heard: mpsc::Receiver<Present>,
}

impl Gossip {
    /// The task. Inputs: what changes here, the bus, and a timer for the repetition. It ends with the bus.
    pub async fn run(mut self, bus: Arc<dyn Bus>, node: Arc<str>) {
        let mut subscription = bus.subscribe(CHANNEL).await;
        let mut repeat = interval(REPEAT_EVERY);
        repeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut news = Vec::with_capacity(BATCH);
        let mut asks = true;
        loop {
            tokio::select! {
                _ = repeat.tick() => {
                    self.company.forget();
                    let here = self.company.presence().of_this_node();
                    if asks || !here.is_empty() {
                        let told = Told { node: node.to_string(), here, asks, ..Told::default() };
                        tell(&*bus, told).await;
                    }
                    asks = false;
                }
                _ = self.heard.recv_many(&mut news, BATCH) => {
                    // Whoever came and went meanwhile is told of as they are now.
                    let (here, gone) = {
                        let presence = self.company.presence();
                        news.drain(..).partition(|present| presence.is_on_this_node(*present))
                    };
                    tell(&*bus, Told { node: node.to_string(), here, gone, asks: false }).await;
                }
                signal = subscription.next() => match signal {
                    None => return,
                    Some(BusSignal::Gap) => {
                        asks = true;
                        repeat.reset_immediately();
                    }
                    Some(BusSignal::Message(payload)) => {
                        let Ok(told) = serde_json::from_slice::<Told>(&payload) else { continue };
                        if told.node == *node {
                            continue;
                        }
                        self.company.hear(&told);
                        if told.asks {
                            repeat.reset_immediately();
                        }
                    }
                }
            }
        }
    }
}

/// Where the bus is away the other nodes forget by themselves who is here, and hear of it again.
async fn tell(bus: &dyn Bus, told: Told) {
    let payload = serde_json::to_vec(&told).unwrap_or_default();
    if let Err(error) = bus.publish(CHANNEL, Bytes::from(payload)).await {
        tracing::debug!(%error, "other nodes were not told who is here");
    }
}
