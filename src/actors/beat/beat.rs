//! One node does the timed work: the holder of a lease in PostgreSQL, whose fence each write is checked against.

use std::time::Duration;

use actix::{
    Actor, ActorContext, ActorFutureExt, AsyncContext, Context, Handler, ResponseActFuture, WrapFuture,
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::actors::beat::messages::{Stop, Tick};
use crate::domain::clock::SharedClock;
use crate::services::appointments::lapsed;
use crate::services::audit::chainer::{ChainError, Chainer};
use crate::services::notifications::overdue;
use crate::services::retention::{Guard, RetentionError, Stale, forget};
use crate::services::timed::Tally;
use crate::services::waitlist::turn_over::turn_over;
use crate::storage::audit::partitions;
use crate::storage::error::StorageError;
use crate::storage::leases;
use crate::storage::pool::Database;

/// The name of the lease.
const LEASE: &str = "beat";
/// Long enough to miss two ticks.
const LEASE_LENGTH: TimeDelta = TimeDelta::seconds(15);
/// Between ticks.
const TICK: Duration = Duration::from_secs(5);
/// Between clean-ups.
const CLEAN_UP: TimeDelta = TimeDelta::minutes(10);
/// Who stops chains for so long at the most; the rest is chained by whoever beats next.
const LAST_CHAINING: Duration = Duration::from_secs(5);
/// Between looks whether the log has its partitions of the coming days.
const PARTITIONS: TimeDelta = TimeDelta::hours(1);

/// Renews the lease on every tick and, while it holds it, runs the timers that are due by the clock.
pub struct Beat {
    database: Database,
    clock: SharedClock,
    node: Uuid,
    /// The lease's fence while this node holds it.
    fence: Option<i64>,
    /// The database is being asked for the lease.
    asking: bool,
    /// A clean-up is under way; the lease is renewed meanwhile.
    cleaning: bool,
    clean_up_due: DateTime<Utc>,
    /// Binds what was written into the audit chain.
    chainer: Chainer,
    /// It is at it.
    chaining: bool,
    partitions_due: DateTime<Utc>,
    /// Holds that have run out are being ended.
    ending_holds: bool,
    /// Offers to people who waited are being turned over.
    turning_over: bool,
    /// Reminders that come too late are being given up.
    dropping: bool,
}

impl Beat {
    /// The beat of `node`, which bears another id each time it starts.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, chainer: Chainer, node: Uuid) -> Self {
        let now = clock.now();
        Self {
            database,
            clock,
            node,
            fence: None,
            asking: false,
            cleaning: false,
            clean_up_due: now,
            chainer,
            chaining: false,
            partitions_due: now,
            ending_holds: false,
            turning_over: false,
            dropping: false,
        }
    }

    fn leased(&mut self, answer: Result<Option<i64>, StorageError>, ctx: &mut Context<Self>) {
        self.asking = false;
        let fence = answer.unwrap_or_else(|error| {
            tracing::warn!(%error, "the lease of the beat was not renewed");
            None
        });
        if fence.is_some() != self.fence.is_some() {
            tracing::info!(held = fence.is_some(), "the beat changed hands");
        }
        self.fence = fence;
        if let Some(fence) = fence {
            self.run_timers(Guard { lease: LEASE, fence }, ctx);
        }
    }

    fn run_timers(&mut self, guard: Guard, ctx: &mut Context<Self>) {
        let now = self.clock.now();
        if !self.chaining {
            self.chaining = true;
            let work = chain(self.chainer.clone(), guard);
            ctx.spawn(work.into_actor(self).map(|(), beat, _| beat.chaining = false));
        }
        if !self.ending_holds {
            self.ending_holds = true;
            let work = end_holds(self.database.clone(), now, guard);
            ctx.spawn(work.into_actor(self).map(|(), beat, _| beat.ending_holds = false));
        }
        if !self.turning_over {
            self.turning_over = true;
            let work = turn_offers_over(self.database.clone(), now, guard);
            ctx.spawn(work.into_actor(self).map(|(), beat, _| beat.turning_over = false));
        }
        if !self.dropping {
            self.dropping = true;
            let work = drop_overdue(self.database.clone(), now, guard);
            ctx.spawn(work.into_actor(self).map(|(), beat, _| beat.dropping = false));
        }
        if now >= self.partitions_due {
            self.partitions_due = now + PARTITIONS;
            ctx.spawn(make_partitions(self.database.clone(), now).into_actor(self));
        }
        if now >= self.clean_up_due && !self.cleaning {
            self.clean_up_due = now + CLEAN_UP;
            self.cleaning = true;
            let work = clean_up(self.database.clone(), now, guard);
            ctx.spawn(work.into_actor(self).map(|(), beat, _| beat.cleaning = false));
        }
    }
}

/// What fails here is done at the next tick.
async fn chain(chainer: Chainer, guard: Guard) {
    match chainer.run(Some(guard)).await {
        Ok(0) | Err(ChainError::LeaseLost) => {}
        Ok(rows) => tracing::debug!(rows, "chained what was written to the audit trail"),
        Err(error) => tracing::warn!(%error, "the audit trail was not chained"),
    }
}

/// What fails here is done at the next tick; whoever books meanwhile is not kept from that time.
async fn end_holds(database: Database, now: DateTime<Utc>, guard: Guard) {
    match lapsed::end_all(&database, now, Some(guard)).await {
        Ok(Tally { done: 0, failed: 0 }) => {}
        Ok(Tally { done, failed: 0 }) => tracing::debug!(holds = done, "ended holds that had run out"),
        Ok(Tally { done, failed }) => {
            tracing::warn!(
                holds = done,
                failed,
                "ended holds that had run out, but not those of some doctors"
            );
        }
        Err(error) => tracing::warn!(%error, "holds that have run out were not ended"),
    }
}

/// What fails here is done at the next tick; meanwhile the slots are kept for people who may not have them any more.
async fn turn_offers_over(database: Database, now: DateTime<Utc>, guard: Guard) {
    match turn_over(&database, now, Some(guard)).await {
        Ok(Tally { done: 0, failed: 0 }) => {}
        Ok(Tally { done, failed: 0 }) => {
            tracing::debug!(offers = done, "turned over offers that nobody answered");
        }
        Ok(Tally { done, failed }) => {
            tracing::warn!(offers = done, failed, "turned over offers that nobody answered, but not all");
        }
        Err(error) => tracing::warn!(%error, "offers that nobody answered were not turned over"),
    }
}

/// What fails here is done at the next tick; what is overdue is not sent in any case.
async fn drop_overdue(database: Database, now: DateTime<Utc>, guard: Guard) {
    match overdue::drop_all(&database, now, Some(guard)).await {
        Ok(0) => {}
        Ok(rows) => tracing::info!(rows, "gave up messages that came too late to make sense"),
        Err(error) => tracing::warn!(%error, "messages that come too late were not given up"),
    }
}

/// What fails here is done within the hour, days before it is needed.
async fn make_partitions(database: Database, now: DateTime<Utc>) {
    let made = async {
        let mut connection = database.connection().await?;
        partitions::make_ahead(&mut connection, now).await
    };
    if let Err(error) = made.await {
        tracing::warn!(%error, "the audit trail lacks a partition for the coming days");
    }
}

/// Each kind of row by itself: one that fails does not keep the others.
async fn clean_up(database: Database, now: DateTime<Utc>, guard: Guard) {
    for stale in Stale::ALL {
        match forget(&database, stale, now, Some(guard)).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, what = stale.as_str(), "forgot what is past its time"),
            Err(RetentionError::LeaseLost) => return,
            Err(error) => tracing::warn!(%error, what = stale.as_str(), "the clean-up failed"),
        }
    }
}

impl Actor for Beat {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.notify(Tick);
        ctx.run_interval(TICK, |_, ctx| ctx.notify(Tick));
    }
}

impl Handler<Tick> for Beat {
    type Result = ();

    fn handle(&mut self, _: Tick, ctx: &mut Self::Context) {
        if self.asking {
            return;
        }
        self.asking = true;
        let (database, node) = (self.database.clone(), self.node);
        let ask = async move {
            let mut connection = database.connection().await?;
            leases::acquire(&mut connection, LEASE, node, LEASE_LENGTH).await
        };
        ctx.spawn(ask.into_actor(self).map(|answer, beat, ctx| beat.leased(answer, ctx)));
    }
}

impl Handler<Stop> for Beat {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, _: Stop, _: &mut Self::Context) -> Self::Result {
        // No tick may take the lease back.
        self.asking = true;
        let held = self.fence.take();
        let (database, node, chainer) = (self.database.clone(), self.node, self.chainer.clone());
        let release = async move {
            let Some(fence) = held else { return Ok(()) };
            let last = chain(chainer, Guard { lease: LEASE, fence });
            if tokio::time::timeout(LAST_CHAINING, last).await.is_err() {
                tracing::info!("not all of the audit trail was chained in time; it is taken up again");
            }
            let mut connection = database.connection().await?;
            leases::release(&mut connection, LEASE, node).await
        };
        Box::pin(release.into_actor(self).map(|released: Result<(), StorageError>, _, ctx| {
            if let Err(error) = released {
                tracing::warn!(%error, "the lease of the beat was not released; it ends by itself");
            }
            ctx.stop();
        }))
    }
}
