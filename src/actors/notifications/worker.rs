//! One channel's messages: made ready in bulk, sent each in a task of its own, recorded in batches.

use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, ResponseFuture, WrapFuture};
use chrono::TimeDelta;
use tokio::sync::oneshot;

use crate::actors::notifications::attempt::attempt;
use crate::actors::notifications::equipment::Equipment;
use crate::actors::notifications::gate::Gate;
use crate::actors::notifications::held::InHand;
use crate::actors::notifications::messages::{Deliver, Drain, Finished};
use crate::actors::notifications::round::LEASE;
use crate::delivery::channel::Channel;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::deliveries::{Verdict, end_of_doubt, judge};
use crate::domain::suppressions::Suppression;
use crate::services::notifications::bars;
use crate::services::notifications::prepare::prepare;
use crate::services::notifications::prepare::prepared::Prepared;
use crate::storage::deliveries::Claimed;
use crate::storage::deliveries::claim::prolong;
use crate::storage::deliveries::complete::{Completion, complete};
use crate::storage::error::StorageError;
use crate::telemetry::deliveries::Figure;

/// How often leases are prolonged: two may fail before one runs out.
const PROLONG: Duration = Duration::from_secs(20);
/// Between attempts to record while the database is away.
const RECORD_AGAIN: Duration = Duration::from_secs(1);
/// What could not be made ready is made ready again after this.
const PREPARE_AGAIN: TimeDelta = TimeDelta::seconds(1);

/// A message goes through three stations: prepared (a batch at a time), sent (in a task on the database's driver, outside
/// of any transaction, so that not even a panic reaches the worker), recorded (one write at a time; what ends meanwhile
/// goes with the next). Only then is its room free again, so that a crash repeats no more than that.
pub struct ChannelWorker {
    channel: Arc<dyn Channel>,
    gate: Gate,
    equipment: Equipment,
    generation: u32,
    held: InHand,
    /// Wait to be recorded.
    results: Vec<Completion>,
    recording: bool,
    /// What ends meanwhile waits with its record.
    prolonging: bool,
    drains: Vec<oneshot::Sender<()>>,
}

impl ChannelWorker {
    /// The `generation`th worker of a channel.
    pub fn new(channel: Arc<dyn Channel>, gate: Gate, equipment: Equipment, generation: u32) -> Self {
        Self {
            channel,
            gate,
            equipment,
            generation,
            held: InHand::default(),
            results: Vec::new(),
            recording: false,
            prolonging: false,
            drains: Vec::new(),
        }
    }

    fn prepared(
        &mut self,
        (claimed, prepared): (Vec<Claimed>, Result<Vec<Prepared>, StorageError>),
        ctx: &mut Context<Self>,
    ) {
        match prepared {
            Ok(prepared) => {
                for (claimed, prepared) in claimed.into_iter().zip(prepared) {
                    match prepared {
                        Prepared::Send(outgoing) => self.send(claimed, outgoing, ctx),
                        Prepared::Decided(outcome) => self.leave(&claimed, outcome, ctx),
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, channel = self.name(), "messages could not be made ready");
                let until = self.equipment.clock.now() + PREPARE_AGAIN;
                for claimed in claimed {
                    let reason = "it could not be made ready".to_owned();
                    self.leave(&claimed, Outcome::PutBack { until, reason, deferred: false }, ctx);
                }
            }
        }
    }

    fn send(&mut self, claimed: Claimed, outgoing: Box<Outgoing>, ctx: &mut Context<Self>) {
        let address = outgoing.recipient.address(self.channel.kind()).map(str::to_owned);
        if let Err(put_back) = self.gate.admit(&claimed, self.equipment.clock.now()) {
            return self.leave(&claimed, put_back, ctx);
        }
        let attempt = attempt(self.equipment.database.driver().clone(), Arc::clone(&self.channel), outgoing);
        let barring = (self.equipment.clone(), self.channel.kind(), address.clone());
        let sending = async move {
            let outcome = attempt.await;
            bar(barring, &outcome).await;
            outcome
        };
        ctx.spawn(sending.into_actor(self).map(move |outcome, worker, ctx| {
            worker.gate.settled(&claimed, &outcome, worker.equipment.clock.now());
            worker.settle(&claimed, outcome, address, ctx);
        }));
    }

    /// The provider is not asked.
    fn leave(&mut self, claimed: &Claimed, outcome: Outcome, ctx: &mut Context<Self>) {
        self.gate.not_asked(claimed, self.equipment.clock.now());
        self.settle(claimed, outcome, None, ctx);
    }

    fn settle(
        &mut self,
        claimed: &Claimed,
        outcome: Outcome,
        address: Option<String>,
        ctx: &mut Context<Self>,
    ) {
        let now = self.equipment.clock.now();
        let via = claimed.via.unwrap_or(Via::First);
        let verdict = end_of_doubt(&outcome, via, claimed.asked_at, now).unwrap_or_else(|| {
            judge(outcome, claimed.attempt, claimed.attempts_allowed, now, rand::random())
        });
        if let Some(figure) = counted(&verdict) {
            figure.rise(self.channel.kind());
        }
        let Claimed { id, lease_token, attempt, .. } = *claimed;
        self.results.push(Completion { id, lease_token, attempt, address, verdict });
        self.record(ctx);
    }

    fn record(&mut self, ctx: &mut Context<Self>) {
        if self.recording || self.prolonging || self.results.is_empty() {
            return;
        }
        self.recording = true;
        let batch = std::mem::take(&mut self.results);
        self.held.set_recording(&batch, true);
        let (database, now) = (self.equipment.database.clone(), self.equipment.clock.now());
        let write = async move {
            let written = async {
                let mut connection = database.connection().await?;
                complete(&mut connection, &batch, now).await
            };
            (written.await, batch)
        };
        ctx.spawn(write.into_actor(self).map(|written, worker, ctx| worker.recorded(written, ctx)));
    }

    fn recorded(
        &mut self,
        (written, batch): (Result<(), StorageError>, Vec<Completion>),
        ctx: &mut Context<Self>,
    ) {
        if let Err(error) = written {
            tracing::warn!(%error, channel = self.name(), "outcomes wait to be recorded");
            self.held.set_recording(&batch, false);
            self.results.extend(batch);
            ctx.run_later(RECORD_AGAIN, |worker, ctx| {
                worker.recording = false;
                worker.record(ctx);
            });
            return;
        }
        self.recording = false;
        let bulk = self.held.release(&batch);
        let (channel, generation) = (self.channel.kind(), self.generation);
        let finished = Finished { channel, generation, count: batch.len(), bulk };
        // Never refused, or the room would be lost; there are no more of these than messages in hand.
        self.equipment.supervisor.do_send(finished);
        self.record(ctx);
        if self.held.is_empty() {
            for drained in self.drains.drain(..) {
                // Whoever asked may have gone.
                let _ = drained.send(());
            }
        }
    }

    /// A crash gives the messages back within a lease; a slow provider does not.
    fn prolong_leases(&mut self, ctx: &mut Context<Self>) {
        let (ids, tokens) = self.held.to_prolong();
        if ids.is_empty() || self.prolonging {
            return;
        }
        self.prolonging = true;
        let (database, name) = (self.equipment.database.clone(), self.name());
        let write = async move {
            let mut connection = database.connection().await?;
            prolong(&mut connection, &ids, &tokens, LEASE).await
        };
        ctx.spawn(write.into_actor(self).map(move |prolonged: Result<(), StorageError>, worker, ctx| {
            worker.prolonging = false;
            worker.record(ctx);
            if let Err(error) = prolonged {
                tracing::warn!(%error, channel = name, "leases were not prolonged");
            }
        }));
    }

    fn name(&self) -> &'static str {
        self.channel.kind().as_str()
    }
}

/// As what an attempt is counted; what was put back was none.
fn counted(verdict: &Verdict) -> Option<Figure> {
    match verdict {
        Verdict::Sent { .. } => Some(Figure::Sent),
        Verdict::Again { .. } => Some(Figure::Retried),
        Verdict::PutBack { .. } => None,
        Verdict::Suppressed { .. } => Some(Figure::Suppressed),
        Verdict::Dead { .. } => Some(Figure::Dead),
    }
}

/// Lists an address where the provider says that it must not or cannot be written to.
async fn bar((equipment, channel, address): (Equipment, ChannelKind, Option<String>), outcome: &Outcome) {
    let (Outcome::Barred { bar, reason }, Some(address)) = (outcome, address) else { return };
    let barred = Suppression { channel, address, bar: *bar, detail: reason.clone() };
    if let Err(error) = bars::record(&equipment.database, &barred, equipment.clock.now()).await {
        tracing::warn!(%error, channel = channel.as_str(), "an address was not listed");
    }
}

impl Actor for ChannelWorker {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_interval(PROLONG, Self::prolong_leases);
    }
}

impl Handler<Deliver> for ChannelWorker {
    type Result = ();

    fn handle(&mut self, Deliver(claimed): Deliver, ctx: &mut Self::Context) {
        self.held.take(&claimed);
        let (equipment, kind) = (self.equipment.clone(), self.channel.kind());
        let preparing = async move {
            let Equipment { database, clock, one_time, .. } = equipment;
            let prepared = prepare(&database, kind, &claimed, &one_time, clock.now()).await;
            (claimed, prepared)
        };
        ctx.spawn(preparing.into_actor(self).map(|prepared, worker, ctx| worker.prepared(prepared, ctx)));
    }
}

impl Handler<Drain> for ChannelWorker {
    type Result = ResponseFuture<()>;

    fn handle(&mut self, _: Drain, _: &mut Self::Context) -> Self::Result {
        let (drained, answer) = oneshot::channel();
        if self.held.is_empty() {
            // The answer is awaited below.
            let _ = drained.send(());
        } else {
            self.drains.push(drained);
        }
        Box::pin(async { drop(answer.await) })
    }
}
