//! Where messages of a kind go, whoever is there to take them: an actor of which a node has one, or its successor.

use std::fmt::{self, Debug};
use std::sync::Arc;

use actix::dev::ToEnvelope;
use actix::prelude::SendError;
use actix::{Actor, Context, Handler, Message};

use crate::actors::registry::Registry;

/// The way to the one actor of a node that takes `M`. Cloning is cheap. Unlike an address it does not end with the actor.
pub struct Way<M: Message>(Arc<Send<M>>);

type Send<M> = dyn Fn(M) -> Result<(), SendError<M>> + std::marker::Send + Sync;

impl<M: Message> Clone for Way<M> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<M: Message + std::marker::Send + 'static> Way<M> {
    /// The way to whoever is in this registry, under the only key there is.
    #[must_use]
    pub fn to<A>(registry: &Registry<(), A>) -> Self
    where
        A: Actor<Context = Context<A>> + Handler<M>,
        A::Context: ToEnvelope<A, M>,
        M::Result: std::marker::Send,
    {
        let registry = registry.clone();
        Self(Arc::new(move |message| registry.get(()).try_send(message)))
    }

    /// A way to whatever a test puts in the actor's place.
    #[cfg(test)]
    pub fn by(take: impl Fn(M) -> Result<(), SendError<M>> + std::marker::Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    /// Hands a message over, and does not wait for what becomes of it.
    ///
    /// # Errors
    /// [`SendError`], with the message, where the mailbox is full, or the actor has just died.
    pub fn try_send(&self, message: M) -> Result<(), SendError<M>> {
        (self.0)(message)
    }
}

impl<M: Message> Debug for Way<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Way")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use actix::{Arbiter, MailboxError};

    use super::*;

    static STARTED: AtomicUsize = AtomicUsize::new(0);

    struct Frail;

    impl Actor for Frail {
        type Context = Context<Self>;

        fn started(&mut self, _: &mut Self::Context) {
            STARTED.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[derive(Clone, Message)]
    #[rtype(result = "bool")]
    struct Speak;

    #[derive(Message)]
    #[rtype(result = "()")]
    struct Panic;

    impl Handler<Speak> for Frail {
        type Result = bool;

        fn handle(&mut self, _: Speak, _: &mut Self::Context) -> Self::Result {
            true
        }
    }

    impl Handler<Panic> for Frail {
        type Result = ();

        fn handle(&mut self, _: Panic, _: &mut Self::Context) {
            panic!("a bug in an actor")
        }
    }

    #[actix::test]
    async fn who_panicked_is_replaced_until_the_registry_is_closed() {
        let arbiter = Arbiter::new();
        let registry = Registry::new(vec![arbiter.handle()], |()| Frail);
        let way: Way<Panic> = Way::to(&registry);
        assert_eq!(registry.send((), Speak).await, Ok(true));
        let first = registry.get(());
        assert!(way.try_send(Panic).is_ok());
        // Whatever it was asked after that goes with it.
        while first.connected() {
            let _ = first.send(Speak).await;
        }
        assert_eq!(registry.send((), Speak).await, Ok(true));
        assert_eq!(STARTED.load(Ordering::SeqCst), 2);

        registry.close();
        let last = registry.get(());
        assert!(way.try_send(Panic).is_ok());
        while last.connected() {
            let _ = last.send(Speak).await;
        }
        assert_eq!(registry.send((), Speak).await, Err(MailboxError::Closed));
        assert_eq!(STARTED.load(Ordering::SeqCst), 2);
        arbiter.stop();
    }
}
