//! The actor around one shard's topics. Inputs: its mailbox, timers, and the answers of Redis. It ends with the process, or
//! in a panic: then its sockets are closed, so that their clients come back to the shard that takes its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, ResponseFuture, WrapFuture};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use crate::actors::hub::catch_up::Waiting;
use crate::actors::hub::messages::{Compare, Deliver, Leave, Place, Subscribe, Unsubscribe, Whisper};
use crate::actors::hub::reader;
use crate::actors::hub::shared::Known;
use crate::actors::hub::topics::Topics;
use crate::bus::topic_log::TopicLog;
use crate::domain::clock::SharedClock;
use crate::realtime::close::CloseCode;
use crate::realtime::topic::Topic;

/// Messages that may wait. Deliveries beyond are dropped, and the hub finds out what it missed or tells of a gap.
const MAILBOX: usize = 4096;
/// Between two looks for what can be forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(10);
/// Between two comparisons of every topic with Redis: no hole lasts longer.
const COMPARE_EVERY: Duration = Duration::from_secs(30);
/// After this Redis is asked again that did not answer.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Topics that Redis is asked about at once.
const QUESTIONS: usize = 256;

/// What a shard of the hub works with.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) clock: SharedClock,
    /// Where the topics' histories are, if they are shared between nodes.
    pub(super) log: Option<TopicLog>,
    /// Set by whoever had to drop a delivery because the mailbox was full.
    pub(super) missed: Arc<AtomicBool>,
    /// Whether this node has told events that Redis does not have yet; one for all shards.
    pub(super) behind: Arc<AtomicBool>,
}

/// One shard of the hub.
pub(super) struct Hub {
    tools: Tools,
    topics: Topics,
    /// Whether Redis has been asked and has not answered.
    asking: bool,
    /// Whether the next slices will come.
    slicing: bool,
    /// Whether Redis has not answered, and nothing says that it would now.
    away: bool,
    /// Whether it will be asked again in a moment.
    asking_again: bool,
}

impl Hub {
    pub(super) fn new(tools: Tools) -> Self {
        let topics = Topics::new(tools.log.is_some());
        Self { tools, topics, asking: false, slicing: false, away: false, asking_again: false }
    }

    fn own_up_to_gaps(&mut self) {
        if self.tools.missed.swap(false, Ordering::AcqRel) {
            tracing::warn!("the hub's mailbox was full: events may have been missed");
            self.topics.own_up(self.tools.clock.now());
        }
    }

    /// Sees to what the last message has left to do.
    fn go_on(&mut self, ctx: &mut Context<Self>) {
        self.ask(ctx);
        if !self.slicing && self.topics.is_underway() {
            self.slicing = true;
            self.slice(ctx);
        }
    }

    /// A slice of each topic at a time; in between, the thread is everybody's.
    fn slice(&self, ctx: &mut Context<Self>) {
        ctx.spawn(yield_now().into_actor(self).map(|(), hub, ctx| {
            hub.slicing = hub.topics.go_on(hub.tools.clock.now());
            if hub.slicing {
                hub.slice(ctx);
            }
        }));
    }

    /// Asks Redis what is to be asked. One round trip at a time: what comes meanwhile goes into the next.
    fn ask(&mut self, ctx: &mut Context<Self>) {
        let Some(log) = self.tools.log.clone().filter(|_| !self.asking) else { return };
        let mut questions = self.topics.questions(QUESTIONS);
        while self.away && !questions.is_empty() {
            // Nobody is to wait in a queue for what was away a moment ago.
            questions.into_iter().for_each(|question| self.hear(question.topic, None));
            questions = self.topics.questions(QUESTIONS);
        }
        if questions.is_empty() {
            return;
        }
        self.asking = true;
        let asked = reader::ask(log, questions, self.tools.clock.now());
        ctx.spawn(asked.into_actor(self).map(|answers, hub, ctx| {
            hub.asking = false;
            hub.away = answers.iter().any(|(_, known)| known.is_none());
            answers.into_iter().for_each(|(topic, known)| hub.hear(topic, known));
            if hub.away && !std::mem::replace(&mut hub.asking_again, true) {
                ctx.run_later(ASK_AGAIN_AFTER, |hub, ctx| {
                    (hub.asking_again, hub.away) = (false, false);
                    if !hub.is_behind() {
                        hub.topics.compare_own();
                    }
                    hub.go_on(ctx);
                });
            }
            hub.go_on(ctx);
        }));
    }

    fn is_behind(&self) -> bool {
        self.tools.behind.load(Ordering::Acquire)
    }

    /// Asks about all these, also if there was no answer a moment ago: somebody has reason to.
    fn compare(&mut self, partition: Option<u8>, ctx: &mut Context<Self>) {
        self.away = false;
        self.topics.compare(partition);
        self.go_on(ctx);
    }

    fn hear(&mut self, topic: Topic, known: Option<Known>) {
        // What a topic has told on its own gets its places in Redis first: else it would be told once more.
        let known = known.filter(|_| !self.is_behind() || !self.topics.is_own(topic));
        self.topics.catch_up(topic, known, self.tools.clock.now());
    }
}

impl Actor for Hub {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(SWEEP_EVERY, |hub, ctx| {
            hub.own_up_to_gaps();
            hub.topics.sweep(hub.tools.clock.now());
            hub.go_on(ctx);
        });
        if self.tools.log.is_some() {
            ctx.run_interval(COMPARE_EVERY, |hub, ctx| {
                hub.compare(None, ctx);
            });
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.topics.close_all(CloseCode::InsufficientState);
    }
}

impl Handler<Subscribe> for Hub {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, wanted: Subscribe, ctx: &mut Self::Context) -> Self::Result {
        let (answered, answer) = oneshot::channel();
        self.topics.subscribe(Waiting { wanted, answered }, self.tools.clock.now());
        self.go_on(ctx);
        Box::pin(async {
            // An error is the actor's end, which has closed the socket.
            let _ = answer.await;
        })
    }
}

impl Handler<Unsubscribe> for Hub {
    type Result = ();

    fn handle(&mut self, wanted: Unsubscribe, _: &mut Self::Context) {
        self.topics.unsubscribe(&wanted, self.tools.clock.now());
    }
}

impl Handler<Leave> for Hub {
    type Result = ();

    fn handle(&mut self, Leave(socket): Leave, _: &mut Self::Context) {
        self.topics.leave(socket, self.tools.clock.now());
    }
}

impl Handler<Deliver> for Hub {
    type Result = ();

    fn handle(&mut self, Deliver(publications): Deliver, ctx: &mut Self::Context) {
        self.own_up_to_gaps();
        let now = self.tools.clock.now();
        for publication in &publications {
            self.topics.deliver(publication, now);
        }
        self.go_on(ctx);
    }
}

impl Handler<Place> for Hub {
    type Result = ();

    fn handle(&mut self, Place(events): Place, ctx: &mut Self::Context) {
        self.own_up_to_gaps();
        let now = self.tools.clock.now();
        for (topic, event) in events {
            self.topics.place(topic, event, now);
        }
        self.go_on(ctx);
    }
}

impl Handler<Whisper> for Hub {
    type Result = ();

    fn handle(&mut self, whisper: Whisper, ctx: &mut Self::Context) {
        self.topics.whisper(whisper, self.tools.clock.now());
        self.go_on(ctx);
    }
}

impl Handler<Compare> for Hub {
    type Result = ();

    fn handle(&mut self, Compare(partition): Compare, ctx: &mut Self::Context) {
        self.compare(partition, ctx);
    }
}
