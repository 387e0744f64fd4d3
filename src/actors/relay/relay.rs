//! Publishes events, and then marks their rows: through Redis, which gives them their places and tells every node, or where
//! there is none to this node's hub.
//!
//! Inputs: its mailbox, and a sweep once a second that finds the events of nodes that died before they published them. It
//! ends with the process.

use std::collections::HashSet;
use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use actix::fut::ready;
use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, ResponseActFuture, WrapFuture};

use crate::actors::hub::shards::HubShards;
use crate::actors::relay::entries::Told;
use crate::actors::relay::forwarder::{Forwarder, Means, forwarder};
use crate::actors::relay::messages::{Flush, Forwarded, Publish, Whisper};
use crate::actors::relay::rows::Rows;
use crate::actors::relay::{listener, outbox, whispers};
use crate::bus::contract::Bus;
use crate::bus::topic_log::TopicLog;
use crate::domain::clock::SharedClock;
use crate::domain::events::Event;
use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;

/// Messages that may wait; what a full mailbox refuses the sweep finds.
const MAILBOX: usize = 4096;
/// Between two looks at the table. A row is taken up when the second one still finds it unpublished, so that its own
/// node has had a second to do it, and no two clocks need to agree.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// Whispers that may be on their way to the bus. One beyond stays on this node.
const WHISPERS: usize = 256;

/// One a node.
pub struct Relay {
    database: Database,
    hub: HubShards,
    bus: Arc<dyn Bus>,
    /// Where events get their places; none where this node is alone.
    log: Option<TopicLog>,
    clock: SharedClock,
    node: String,
    /// The way there, once it is open.
    forwarder: Option<Forwarder>,
    rows: Rows,
    /// On their way to the bus.
    whispers: usize,
    /// Rows that the last sweep saw, and that were not ours.
    seen: HashSet<EventId>,
    sweeping: bool,
    /// Whether the database failed the last time, so that it is said once.
    failing: bool,
}

impl Relay {
    /// A relay between these; `node` must be this process's alone, since messages that bear it are ignored.
    #[must_use]
    pub fn new(
        database: Database,
        hub: HubShards,
        bus: Arc<dyn Bus>,
        log: Option<TopicLog>,
        clock: SharedClock,
        node: String,
    ) -> Self {
        Self {
            database,
            hub,
            bus,
            log,
            clock,
            node,
            forwarder: None,
            rows: Rows::default(),
            whispers: 0,
            seen: HashSet::new(),
            sweeping: false,
            failing: false,
        }
    }

    fn publish(&mut self, Publish { event, publications }: Publish, ctx: &mut Context<Self>) {
        let event = event.and_then(|event| self.rows.take(event));
        match &self.forwarder {
            Some(forwarder) => {
                if !forwarder.tell(Told { event, publications })
                    && let Some(event) = event
                {
                    // Then the sweep finds it.
                    self.rows.let_go(event);
                }
            }
            None => {
                self.hub.deliver(publications);
                self.rows.told(event);
                self.mark(ctx);
            }
        }
    }

    /// Marks what was told. One UPDATE at a time: what comes meanwhile goes into the next.
    fn mark(&mut self, ctx: &mut Context<Self>) {
        let Some(rows) = self.rows.next() else { return };
        let marked = outbox::mark(self.database.clone(), rows, self.clock.now()).into_actor(self);
        ctx.spawn(marked.map(|marked, relay, ctx| {
            let done = relay.succeeded(marked).is_some();
            relay.rows.marked(done);
            if done {
                relay.mark(ctx);
            }
            // Where it failed the next sweep's tick tries again.
        }));
    }

    fn sweep(&mut self, ctx: &mut Context<Self>) {
        if self.sweeping {
            return;
        }
        self.sweeping = true;
        let found = outbox::unpublished(self.database.clone(), self.rows.all()).into_actor(self);
        let told = found.then(|found, relay, _| {
            let left = relay.succeeded(found).map(|found| relay.left_by_others(found)).unwrap_or_default();
            outbox::tell_of(relay.database.clone(), left).into_actor(relay)
        });
        ctx.spawn(told.map(|told, relay, ctx| {
            relay.sweeping = false;
            for publish in relay.succeeded(told).unwrap_or_default() {
                relay.publish(publish, ctx);
            }
        }));
    }

    /// Of the rows that a sweep found, those that the last one found too, and that are not on their way since it looked.
    fn left_by_others(&mut self, found: Vec<Event>) -> Vec<Event> {
        let others = found.into_iter().filter(|event| !self.rows.contains(event.id));
        let others: Vec<_> = others.collect();
        let before = std::mem::replace(&mut self.seen, others.iter().map(|event| event.id).collect());
        others.into_iter().filter(|event| before.contains(&event.id)).collect()
    }

    fn succeeded<T>(&mut self, result: Result<T, StorageError>) -> Option<T> {
        let failed_before = std::mem::replace(&mut self.failing, result.is_err());
        match result {
            Ok(value) => return Some(value),
            Err(error) if !failed_before => tracing::warn!(%error, "events cannot be swept or marked"),
            Err(error) => tracing::debug!(%error, "events still cannot be swept or marked"),
        }
        None
    }
}

impl Actor for Relay {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.spawn(whispers::listen(self.bus.clone(), self.hub.clone(), self.node.clone()).into_actor(self));
        if let Some(log) = self.log.clone() {
            let (forwarder, outgoing) = forwarder();
            let listening = listener::listen(self.bus.clone(), self.hub.clone(), forwarder.clone());
            ctx.spawn(listening.into_actor(self));
            let (hub, clock, reports) = (self.hub.clone(), self.clock.clone(), ctx.address().recipient());
            ctx.spawn(outgoing.run(Means { log, hub, clock, reports }).into_actor(self));
            self.forwarder = Some(forwarder);
        }
        self.sweep(ctx);
        ctx.run_interval(SWEEP_EVERY, |relay, ctx| {
            relay.sweep(ctx);
            relay.mark(ctx);
        });
    }
}

impl Handler<Publish> for Relay {
    type Result = ();

    fn handle(&mut self, publish: Publish, ctx: &mut Self::Context) {
        self.publish(publish, ctx);
    }
}

impl Handler<Whisper> for Relay {
    type Result = ();

    fn handle(&mut self, Whisper { topic, frame, except }: Whisper, ctx: &mut Self::Context) {
        self.hub.whisper(topic, Encoded::text(&frame), except);
        if self.whispers < WHISPERS {
            self.whispers += 1;
            let told = whispers::tell(self.bus.clone(), self.node.clone(), topic, frame).into_actor(self);
            ctx.spawn(told.map(|(), relay, _| relay.whispers -= 1));
        }
    }
}

impl Handler<Forwarded> for Relay {
    type Result = ();

    fn handle(&mut self, Forwarded(events): Forwarded, ctx: &mut Self::Context) {
        self.rows.told(events);
        self.mark(ctx);
    }
}

impl Handler<Flush> for Relay {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, _: Flush, _: &mut Self::Context) -> Self::Result {
        let forwarder = self.forwarder.clone();
        let flushed = async {
            if let Some(forwarder) = forwarder {
                forwarder.flushed().await;
            }
        };
        let marked = flushed.into_actor(self).then(|(), relay, _| {
            // What Redis has not taken stays unmarked, for another node to take up.
            let rows = relay.rows.all_told();
            let now = relay.clock.now();
            let database = relay.database.clone();
            async move { if rows.is_empty() { Ok(()) } else { outbox::mark(database, rows, now).await } }
                .into_actor(relay)
        });
        Box::pin(marked.then(|marked, relay, _| {
            let _logged = relay.succeeded(marked);
            ready(())
        }))
    }
}

impl Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("node", &self.node).finish_non_exhaustive()
    }
}
