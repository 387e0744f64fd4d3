//! The way from the relay to the bus: one task, so that events keep their order and a slow bus holds up nobody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix::Recipient;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::actors::relay::messages::Forwarded;
use crate::actors::relay::parcel::{CHANNEL, Parcel};
use crate::bus::contract::{Bus, BusError};
use crate::domain::ids::EventId;
use crate::services::live::Carried;

/// Jobs that may wait. One beyond is dropped, and the other nodes are told of a gap with the next that the bus takes.
const QUEUE: usize = 4096;
/// Jobs that go into one message.
const BATCH: usize = 64;
/// How long a stopping node waits for the bus.
const FLUSH_WITHIN: Duration = Duration::from_secs(2);

/// Something for the task to do.
#[derive(Debug)]
enum Job {
    /// Send these, and report the row.
    Carry { event: Option<EventId>, carried: Vec<Carried> },
    /// Say when everything before this was done.
    Barrier(oneshot::Sender<()>),
}

/// The near end.
#[derive(Debug, Clone)]
pub(super) struct Forwarder {
    jobs: mpsc::Sender<Job>,
    /// Something was dropped, here or by the bus: whoever listens on other nodes has a hole.
    missed: Arc<AtomicBool>,
}

/// The far end, for the task.
#[derive(Debug)]
pub(super) struct Outgoing {
    jobs: mpsc::Receiver<Job>,
    missed: Arc<AtomicBool>,
}

/// Both ends.
pub(super) fn forwarder() -> (Forwarder, Outgoing) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let missed = Arc::new(AtomicBool::new(false));
    (Forwarder { jobs: sender, missed: missed.clone() }, Outgoing { jobs: receiver, missed })
}

impl Forwarder {
    /// Sends events to the other nodes. Never waits. False where they were dropped: then nobody will report the row.
    pub(super) fn carry(&self, event: Option<EventId>, carried: Vec<Carried>) -> bool {
        let taken = self.jobs.try_send(Job::Carry { event, carried }).is_ok();
        if !taken {
            self.missed.store(true, Ordering::Release);
        }
        taken
    }

    /// Waits until what was carried before this has been reported, or for two seconds.
    pub(super) async fn flushed(self) {
        let (done, flushed) = oneshot::channel();
        let flush = async {
            if self.jobs.send(Job::Barrier(done)).await.is_ok() {
                // Nobody answers where the task has ended: there is nothing to wait for.
                let _ = flushed.await;
            }
        };
        if timeout(FLUSH_WITHIN, flush).await.is_err() {
            tracing::warn!("the bus did not take the last events in time");
        }
    }
}

impl Outgoing {
    /// The task. Inputs: the jobs; what can go together goes in one message. It ends with its last [`Forwarder`], or
    /// when nobody hears its reports.
    pub(super) async fn run(mut self, bus: Arc<dyn Bus>, node: String, reports: Recipient<Forwarded>) {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut away = false;
        while self.jobs.recv_many(&mut jobs, BATCH).await > 0 {
            let (mut parcel, mut events, mut barriers) = (Vec::new(), Vec::new(), Vec::new());
            for job in jobs.drain(..) {
                match job {
                    Job::Carry { event, carried } => {
                        events.extend(event);
                        parcel.extend(carried);
                    }
                    Job::Barrier(done) => barriers.push(done),
                }
            }
            if !parcel.is_empty() {
                let sent = self.send(&*bus, node.clone(), parcel).await;
                log(sent, &mut away);
            }
            if !events.is_empty() && reports.send(Forwarded(events)).await.is_err() {
                break;
            }
            for done in barriers {
                // Whoever asked may have stopped waiting.
                let _ = done.send(());
            }
        }
    }

    async fn send(&self, bus: &dyn Bus, node: String, carried: Vec<Carried>) -> Result<(), BusError> {
        let missed = self.missed.swap(false, Ordering::AcqRel);
        let payload = Parcel { node, missed, carried }.write();
        let sent = bus.publish(CHANNEL, payload).await;
        if sent.is_err() {
            self.missed.store(true, Ordering::Release);
        }
        sent
    }
}

/// Says once that the bus is away, and once that it is back.
fn log(sent: Result<(), BusError>, away: &mut bool) {
    match sent {
        Ok(()) if *away => tracing::info!("other nodes hear of events again"),
        Ok(()) => {}
        Err(error) if !*away => tracing::warn!(%error, "other nodes do not hear of events"),
        Err(error) => tracing::debug!(%error, "other nodes still do not hear of events"),
    }
    *away = sent.is_err();
}
