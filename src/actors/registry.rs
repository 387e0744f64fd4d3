//! Actors by key: found, or started on one of the node's arbiters; started anew where one has ended or panicked.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actix::dev::ToEnvelope;
use actix::prelude::SendError;
use actix::{Actor, Addr, ArbiterHandle, Context, Handler, MailboxError, Message};

/// The actors of one kind on this node, one a key.
pub struct Registry<K, A: Actor> {
    inner: Arc<Inner<K, A>>,
}

impl<K, A: Actor> Clone for Registry<K, A> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

struct Inner<K, A: Actor> {
    actors: Mutex<HashMap<K, Addr<A>>>,
    arbiters: Vec<ArbiterHandle>,
    make: Arc<dyn Fn(K) -> A + Send + Sync>,
    closed: AtomicBool,
}

impl<K, A> Registry<K, A>
where
    K: Hash + Eq + Copy + Send + 'static,
    A: Actor<Context = Context<A>>,
{
    /// An empty registry; `make` builds the actor of a key, on the thread of the arbiter that the
    /// key's hash picks.
    pub fn new(arbiters: Vec<ArbiterHandle>, make: impl Fn(K) -> A + Send + Sync + 'static) -> Self {
        let closed = AtomicBool::new(false);
        let inner = Inner { actors: Mutex::default(), arbiters, make: Arc::new(make), closed };
        Self { inner: Arc::new(inner) }
    }

    /// The actor of a key, started where there is none. One that ended by itself or in a panic is replaced: its
    /// address no longer leads anywhere (actix restarts an actor after `stop()`, but not after a panic).
    #[must_use]
    pub fn get(&self, key: K) -> Addr<A> {
        let mut actors = self.inner.actors.lock().unwrap_or_else(PoisonError::into_inner);
        self.find_or_start(&mut actors, key).clone()
    }

    /// Hands a message to the actor of a key, and does not wait. By the address that is kept: actix lets each new clone of
    /// an address put one message past the mailbox's limit.
    ///
    /// # Errors
    /// [`SendError`], with the message, where the mailbox is full, or the actor has just died.
    pub fn try_send<M>(&self, key: K, message: M) -> Result<(), SendError<M>>
    where
        M: Message + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        let mut actors = self.inner.actors.lock().unwrap_or_else(PoisonError::into_inner);
        self.find_or_start(&mut actors, key).try_send(message)
    }

    fn find_or_start<'a>(&self, actors: &'a mut HashMap<K, Addr<A>>, key: K) -> &'a Addr<A> {
        let closed = self.inner.closed.load(Ordering::Acquire);
        let is_there = actors.get(&key).is_some_and(|actor| actor.connected() || closed);
        if !is_there {
            if actors.len() == actors.capacity() {
                actors.retain(|_, actor| actor.connected());
            }
            let make = Arc::clone(&self.inner.make);
            actors.insert(key, A::start_in_arbiter(self.arbiter(&key), move |_| make(key)));
        }
        &actors[&key]
    }

    /// From now on nobody is replaced who ends: the node is stopping.
    pub fn close(&self) {
        self.inner.closed.store(true, Ordering::Release);
    }

    /// The actor of a key, if it is awake.
    #[must_use]
    pub fn awake(&self, key: K) -> Option<Addr<A>> {
        let actors = self.inner.actors.lock().unwrap_or_else(PoisonError::into_inner);
        actors.get(&key).filter(|actor| actor.connected()).cloned()
    }

    /// Every actor that is awake.
    #[must_use]
    pub fn all(&self) -> Vec<Addr<A>> {
        let mut actors = self.inner.actors.lock().unwrap_or_else(PoisonError::into_inner);
        actors.retain(|_, actor| actor.connected());
        actors.values().cloned().collect()
    }

    /// Sends a message to the actor of a key; once more to its successor where it ended with the message unread.
    ///
    /// # Errors
    /// [`MailboxError`] where the second one ended too.
    pub async fn send<M>(&self, key: K, message: M) -> Result<M::Result, MailboxError>
    where
        M: Message + Clone + Send + 'static,
        M::Result: Send,
        A: Handler<M>,
        A::Context: ToEnvelope<A, M>,
    {
        match self.get(key).send(message.clone()).await {
            Err(MailboxError::Closed) => self.get(key).send(message).await,
            answered => answered,
        }
    }

    fn arbiter(&self, key: &K) -> &ArbiterHandle {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let index = usize::try_from(hasher.finish()).unwrap_or(0) % self.inner.arbiters.len();
        &self.inner.arbiters[index]
    }
}
