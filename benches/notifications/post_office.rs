//! The notification supervisor with one channel, which sends nowhere.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix::{Actor, Addr};
use actix_rt::Arbiter;
use async_trait::async_trait;
use carebridge::actors::notifications::gate::{Gate, Measure};
use carebridge::actors::notifications::messages::{Stop, Wake};
use carebridge::actors::notifications::supervisor::NotificationSupervisor;
use carebridge::delivery::channel::Channel;
use carebridge::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use carebridge::domain::clock::SystemClock;
use carebridge::domain::ids::EventId;
use carebridge::services::one_time::OneTimeSecrets;
use carebridge::storage::pool::Database;
use tokio::sync::oneshot;

use super::queue::Queue;

/// Who waits for the message of an event to be accepted.
type Awaited = Arc<Mutex<HashMap<EventId, oneshot::Sender<Instant>>>>;

/// Takes its time, and says yes.
struct Nowhere {
    takes: Duration,
    capacity: usize,
    awaited: Awaited,
}

#[async_trait]
impl Channel for Nowhere {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Email
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        if self.takes > Duration::ZERO {
            tokio::time::sleep(self.takes).await;
        }
        let awaited = self.awaited.lock().unwrap().remove(&outgoing.event_id);
        if let Some(awaited) = awaited {
            let _ = awaited.send(Instant::now());
        }
        Outcome::Sent { provider_id: None, via: Via::First }
    }
}

/// A supervisor at work.
pub struct PostOffice {
    supervisor: Addr<NotificationSupervisor>,
    arbiter: Arbiter,
    awaited: Awaited,
}

impl PostOffice {
    pub fn open(database: &Database, takes: Duration, capacity: usize) -> Self {
        let awaited = Awaited::default();
        let channel = Arc::new(Nowhere { takes, capacity, awaited: awaited.clone() });
        let (database, gate) = (database.clone(), Gate::new(ChannelKind::Email, Measure::UNLIMITED));
        let arbiter = Arbiter::new();
        let supervisor = NotificationSupervisor::start_in_arbiter(&arbiter.handle(), move |_| {
            let one_time = OneTimeSecrets::new(b"a secret of this installation");
            let looking = Arc::new(|_, _| false);
            NotificationSupervisor::new(
                database,
                Arc::new(SystemClock),
                one_time,
                looking,
                vec![(channel, gate)],
            )
        });
        Self { supervisor, arbiter, awaited }
    }

    /// Writes the event of a booking, as the transaction of a booking does, and answers how long after its COMMIT the
    /// patient's confirmation was accepted.
    pub async fn book(&self, queue: &mut Queue, nth: usize) -> Duration {
        let id = EventId::new(carebridge::domain::clock::Clock::now(&SystemClock));
        let (sent, accepted) = oneshot::channel();
        self.awaited.lock().unwrap().insert(id, sent);
        queue
            .run(&format!(
                "INSERT INTO events (id, type, appointment_id, data, created_at)
                 SELECT '{id}', 'appointment.booked', appointments.id, '{{}}', now()
                 FROM appointments JOIN users ON users.id = patient_id
                 WHERE lower(during) > now() AND status IN ('pending', 'confirmed') AND email IS NOT NULL
                 ORDER BY appointments.id OFFSET {nth} % 50 LIMIT 1"
            ))
            .await;
        let committed = Instant::now();
        self.supervisor.do_send(Wake);
        let at =
            tokio::time::timeout(Duration::from_secs(30), accepted).await.expect("a confirmation").unwrap();
        at.duration_since(committed)
    }

    pub async fn close(self) {
        self.supervisor.send(Stop).await.unwrap();
        self.arbiter.stop();
        self.arbiter.join().unwrap();
    }
}
