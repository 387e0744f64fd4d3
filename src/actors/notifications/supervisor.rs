//! Turns events into messages and messages over to the channels' workers: woken by whoever wrote an event, and by a poll.

use std::sync::Arc;
use std::time::Duration;

use actix::{
    Actor, ActorContext, ActorFutureExt, AsyncContext, Context, Handler, ResponseFuture, WrapFuture,
};
use futures::future::join_all;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::actors::notifications::equipment::Equipment;
use crate::actors::notifications::gate::Gate;
use crate::actors::notifications::messages::{Drain, Finished, Stop, Wake};
use crate::actors::notifications::post::Post;
use crate::actors::notifications::round::{self, Round};
use crate::delivery::channel::Channel;
use crate::domain::clock::SharedClock;
use crate::services::notifications::looking::Looking;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::pool::Database;

/// Finds what nobody was woken for: retries that fell due, expired leases, events of a node that died.
const POLL: Duration = Duration::from_secs(1);
/// How long a stop waits for what is being sent.
const DRAIN: Duration = Duration::from_secs(10);

/// One a node. A round is expand, claim, hand over; only one runs at a time, and whoever wakes the supervisor meanwhile
/// causes one more. After a failure the poll tries again, nobody sooner.
pub struct NotificationSupervisor {
    database: Database,
    clock: SharedClock,
    one_time: OneTimeSecrets,
    looking: Looking,
    channels: Vec<(Arc<dyn Channel>, Gate)>,
    posts: Vec<Post>,
    running: bool,
    woken: bool,
    /// Set by [`Stop`]: answered when the workers have nothing left.
    stopping: Option<Vec<oneshot::Sender<()>>>,
}

impl NotificationSupervisor {
    /// A supervisor of these channels, one of a kind, each with the gate before its provider; who is `looking` at a
    /// conversation is not told of it. Start it on any arbiter; the sends run on the database's driver.
    #[must_use]
    pub fn new(
        database: Database,
        clock: SharedClock,
        one_time: OneTimeSecrets,
        looking: Looking,
        channels: Vec<(Arc<dyn Channel>, Gate)>,
    ) -> Self {
        let posts = Vec::new();
        Self {
            database,
            clock,
            one_time,
            looking,
            channels,
            posts,
            running: false,
            woken: false,
            stopping: None,
        }
    }

    fn equipment(&self, ctx: &Context<Self>) -> Equipment {
        let supervisor = ctx.address().recipient();
        let (clock, one_time) = (Arc::clone(&self.clock), self.one_time.clone());
        Equipment { database: self.database.clone(), clock, one_time, supervisor }
    }

    fn wake(&mut self, ctx: &mut Context<Self>) {
        if self.stopping.is_some() {
            return;
        }
        if self.running {
            self.woken = true;
            return;
        }
        (self.running, self.woken) = (true, false);
        let equipment = self.equipment(ctx);
        for post in &mut self.posts {
            post.revive(&equipment);
        }
        let now = self.clock.now();
        let room = self.posts.iter().map(|post| (post.kind(), post.room(now))).collect();
        let round = round::run(self.database.clone(), self.looking.clone(), Arc::clone(&self.clock), room);
        ctx.spawn(round.into_actor(self).map(|round, supervisor, ctx| supervisor.hand_out(round, ctx)));
    }

    fn hand_out(&mut self, round: Round, ctx: &mut Context<Self>) {
        self.running = false;
        let now = self.clock.now();
        for (channel, room, claimed) in round.claimed {
            if let Some(post) = self.posts.iter_mut().find(|post| post.kind() == channel) {
                post.hand(claimed, room, now);
            }
        }
        if self.stopping.is_some() {
            self.drain(ctx);
        } else if let Some(error) = round.failure {
            tracing::warn!(%error, "notifications wait for the database");
        } else if round.backlog || self.woken {
            self.wake(ctx);
        }
    }

    /// Waits for the workers, answers whoever asked for the stop, and ends.
    fn drain(&mut self, ctx: &mut Context<Self>) {
        let workers = join_all(self.posts.iter().map(|post| post.worker().send(Drain)));
        let drained = async { timeout(DRAIN, workers).await.is_ok() };
        ctx.spawn(drained.into_actor(self).map(|drained, supervisor, ctx| {
            if !drained {
                tracing::warn!("messages were still being sent; they come back when their leases run out");
            }
            for asked in supervisor.stopping.iter_mut().flat_map(|asked| asked.drain(..)) {
                // Whoever asked may have gone.
                let _ = asked.send(());
            }
            ctx.stop();
        }));
    }
}

impl Actor for NotificationSupervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let equipment = self.equipment(ctx);
        let channels = self.channels.drain(..);
        self.posts = channels.map(|(channel, gate)| Post::new(channel, gate, &equipment)).collect();
        self.wake(ctx);
        ctx.run_interval(POLL, Self::wake);
    }
}

impl Handler<Wake> for NotificationSupervisor {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Self::Context) {
        self.wake(ctx);
    }
}

impl Handler<Finished> for NotificationSupervisor {
    type Result = ();

    fn handle(&mut self, finished: Finished, ctx: &mut Self::Context) {
        let mut awaited = false;
        for post in &mut self.posts {
            awaited |= post.finished(finished);
        }
        if awaited {
            self.wake(ctx);
        }
    }
}

impl Handler<Stop> for NotificationSupervisor {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Stop, ctx: &mut Self::Context) -> Self::Result {
        let (asked, answer) = oneshot::channel();
        if let Some(others) = &mut self.stopping {
            others.push(asked);
        } else {
            self.stopping = Some(vec![asked]);
            // A round under way still hands out what it claimed, and then drains.
            if !self.running {
                self.drain(ctx);
            }
        }
        // The sender is dropped only with the actor: stopped, then.
        Box::pin(async { drop(answer.await) })
    }
}
