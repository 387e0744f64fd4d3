//! The way from the relay to Redis: one task, so that events keep their order and a slow Redis holds up nobody else.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix::Recipient;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::actors::hub::shards::HubShards;
use crate::actors::relay::backlog::Backlog;
use crate::actors::relay::entries::{self, Told};
use crate::actors::relay::messages::Forwarded;
use crate::bus::topic_log::TopicLog;
use crate::domain::clock::SharedClock;
use crate::domain::ids::EventId;
use crate::realtime::position::Epoch;
use crate::realtime::topic::Topic;

/// Jobs that may wait. Of one beyond the row is left to the sweep; where there is none the topic's history is broken off.
const QUEUE: usize = 4096;
/// Jobs that go to Redis together.
const BATCH: usize = 64;
/// How long a stopping node waits for Redis.
const FLUSH_WITHIN: Duration = Duration::from_secs(2);
/// Between two attempts while Redis is away.
const TRY_EVERY: Duration = Duration::from_millis(250);

/// Something for the task to do.
#[derive(Debug)]
enum Job {
    /// Let Redis place these.
    Tell(Told),
    /// Once what was told before is in Redis, compare this partition's topics with it.
    Compare(u8),
    /// Say when everything before this was done.
    Barrier(oneshot::Sender<()>),
}

/// Topics of which events were lost on the way to Redis: readers on other nodes have a hole. As many as there are topics
/// at the most.
type Broken = Arc<Mutex<HashSet<Topic>>>;

/// The near end.
#[derive(Debug, Clone)]
pub(super) struct Forwarder {
    jobs: mpsc::Sender<Job>,
    broken: Broken,
}

/// The far end, for the task.
#[derive(Debug)]
pub(super) struct Outgoing {
    jobs: mpsc::Receiver<Job>,
    broken: Broken,
    backlog: Backlog,
    /// Whether Redis did not take what it was given last.
    away: bool,
}

/// What the task works with.
pub(super) struct Means {
    pub(super) log: TopicLog,
    /// Tells its own sockets while Redis is away.
    pub(super) hub: HubShards,
    pub(super) clock: SharedClock,
    /// Hears which rows can be marked.
    pub(super) reports: Recipient<Forwarded>,
}

/// Both ends.
pub(super) fn forwarder() -> (Forwarder, Outgoing) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let broken = Broken::default();
    let outgoing =
        Outgoing { jobs: receiver, broken: broken.clone(), backlog: Backlog::default(), away: false };
    (Forwarder { jobs: sender, broken }, outgoing)
}

impl Forwarder {
    /// Sends events to every node, this one included. Never waits. False where they were dropped: then nobody will
    /// report the row.
    pub(super) fn tell(&self, told: Told) -> bool {
        match self.jobs.try_send(Job::Tell(told)) {
            Err(
                mpsc::error::TrySendError::Full(Job::Tell(told))
                | mpsc::error::TrySendError::Closed(Job::Tell(told)),
            ) => {
                if told.event.is_none() {
                    break_off(&self.broken, told.topics());
                }
                false
            }
            _ => true,
        }
    }

    /// Events of other nodes may have been missed.
    pub(super) async fn compare(&self, partition: u8) {
        // Nobody takes it where the task has ended: then the node has too.
        let _ = self.jobs.send(Job::Compare(partition)).await;
    }

    /// Waits until what was told before this has been reported, or for two seconds.
    pub(super) async fn flushed(self) {
        let (done, flushed) = oneshot::channel();
        let flush = async {
            if self.jobs.send(Job::Barrier(done)).await.is_ok() {
                // Nobody answers where the task has ended: there is nothing to wait for.
                let _ = flushed.await;
            }
        };
        if timeout(FLUSH_WITHIN, flush).await.is_err() {
            tracing::warn!("Redis did not take the last events in time");
        }
    }
}

impl Outgoing {
    /// The task. Inputs: the jobs; what can go together goes in one round trip; and while Redis is away, a timer. It ends
    /// with its last [`Forwarder`], or when nobody hears its reports.
    pub(super) async fn run(mut self, means: Means) {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut attempt = interval(TRY_EVERY);
        attempt.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let heard = tokio::select! {
                taken = self.jobs.recv_many(&mut jobs, BATCH) => taken > 0 && self.work(jobs.drain(..), &means).await,
                _ = attempt.tick(), if self.away => self.try_again(&means).await,
            };
            if !heard {
                return;
            }
        }
    }

    /// Does some jobs. False where nobody hears the reports.
    async fn work(&mut self, jobs: impl Iterator<Item = Job>, means: &Means) -> bool {
        let (mut told, mut compares, mut barriers) = (Vec::new(), Vec::new(), Vec::new());
        for job in jobs {
            match job {
                Job::Tell(one) => told.push(one),
                Job::Compare(partition) => compares.push(partition),
                Job::Barrier(done) => barriers.push(done),
            }
        }
        let mut heard = self.tell(told, means).await;
        if self.away && !compares.is_empty() {
            heard &= self.try_again(means).await;
        } else {
            compares.into_iter().for_each(|partition| means.hub.compare(Some(partition)));
        }
        for done in barriers {
            // Whoever asked may have stopped waiting.
            let _ = done.send(());
        }
        heard
    }

    async fn tell(&mut self, told: Vec<Told>, means: &Means) -> bool {
        if !told.is_empty() && !self.away {
            let broken = std::mem::take(&mut *lock(&self.broken));
            if append(means, &told, &broken).await {
                return report(means, told).await;
            }
            break_off(&self.broken, broken);
            tracing::warn!("Redis does not take events: they reach this node's own sockets only");
            self.away = true;
            means.hub.fall_behind(true);
        }
        let mut let_go = Vec::new();
        for told in told {
            means.hub.deliver(told.publications.clone());
            let_go.extend(self.backlog.hold(told));
        }
        break_off(&self.broken, let_go.iter().flat_map(Told::topics));
        report(means, let_go).await
    }

    /// Offers Redis what it has not taken, and then looks how every topic stands there.
    async fn try_again(&mut self, means: &Means) -> bool {
        loop {
            let told = self.backlog.first(BATCH);
            let broken = lock(&self.broken).clone();
            if !append(means, told, &broken).await {
                return true;
            }
            lock(&self.broken).retain(|topic| !broken.contains(topic));
            let told = self.backlog.take(BATCH);
            let done = told.is_empty();
            if !report(means, told).await {
                return false;
            }
            if done {
                break;
            }
        }
        tracing::info!("Redis takes events again");
        self.away = false;
        means.hub.fall_behind(false);
        means.hub.compare(None);
        true
    }
}

/// Whether Redis took it.
async fn append(means: &Means, told: &[Told], broken: &HashSet<Topic>) -> bool {
    let entries = entries::of(told, broken, means.clock.now());
    means.log.append(Epoch::random().as_str(), &entries).await.is_ok()
}

async fn report(means: &Means, told: Vec<Told>) -> bool {
    let events: Vec<EventId> = told.into_iter().filter_map(|told| told.event).collect();
    events.is_empty() || means.reports.send(Forwarded(events)).await.is_ok()
}

fn break_off(broken: &Broken, topics: impl IntoIterator<Item = Topic>) {
    lock(broken).extend(topics);
}

/// No code runs under the lock that could leave the set half-written, so a poisoned one is still sound.
fn lock(broken: &Broken) -> MutexGuard<'_, HashSet<Topic>> {
    broken.lock().unwrap_or_else(PoisonError::into_inner)
}
