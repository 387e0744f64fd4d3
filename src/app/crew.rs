//! The actors of a node, wired to each other: the one place that knows them all.

use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, Recipient};
use actix_rt::{Arbiter, ArbiterHandle};
use uuid::Uuid;

use crate::actors::beat::beat::Beat;
use crate::actors::beat::messages::Stop as StopBeat;
use crate::actors::hub::shards::HubShards;
use crate::actors::notifications::in_app::InAppChannel;
use crate::actors::notifications::messages::{Stop as StopNotifications, Wake};
use crate::actors::notifications::supervisor::NotificationSupervisor;
use crate::actors::relay::messages::{Flush, Publish};
use crate::actors::relay::relay::Relay;
use crate::actors::schedules::front_desk::FrontDesk;
use crate::actors::sessions::house::{House, VerifyToken};
use crate::actors::sessions::sessions::Sessions;
use crate::bus::contract::Bus;
use crate::delivery::channel::Channel;
use crate::domain::clock::SharedClock;
use crate::services::one_time::OneTimeSecrets;
use crate::services::sign_ins::SignIns;
use crate::storage::bookings::writer::BookingWriter;
use crate::storage::pool::Database;

/// How long each part may take to finish what it is at.
const FINISH_WITHIN: Duration = Duration::from_secs(12);

/// What the actors work with.
pub struct Outfit {
    /// The truth.
    pub database: Database,
    /// The time.
    pub clock: SharedClock,
    /// The other nodes.
    pub bus: Arc<dyn Bus>,
    /// The ways out besides the app itself.
    pub channels: Vec<Arc<dyn Channel>>,
    /// Makes the texts of links and codes.
    pub one_time: OneTimeSecrets,
    /// For `refresh` on a socket.
    pub verify: VerifyToken,
    /// Who is signed in.
    pub sign_ins: SignIns,
    /// How many anonymous sockets one address may have; none for no limit.
    pub visitors_per_address: Option<usize>,
    /// How many threads they are spread over.
    pub threads: usize,
}

/// The actors of a node, and the threads they live on.
pub struct Crew {
    arbiters: Vec<Arbiter>,
    relay: Addr<Relay>,
    notifications: Addr<NotificationSupervisor>,
    beat: Addr<Beat>,
    sessions: Sessions,
    front_desk: FrontDesk,
}

impl Crew {
    /// Wakes everyone.
    #[must_use]
    pub fn start(outfit: Outfit) -> Self {
        let Outfit {
            database,
            clock,
            bus,
            mut channels,
            one_time,
            verify,
            sign_ins,
            visitors_per_address,
            threads,
        } = outfit;
        let node = Uuid::new_v4();
        let arbiters: Vec<Arbiter> = (0..threads.max(1)).map(|_| Arbiter::new()).collect();
        let handles: Vec<ArbiterHandle> = arbiters.iter().map(Arbiter::handle).collect();
        let (first, last) = (&handles[0], &handles[handles.len() - 1]);

        let hub = HubShards::start(&handles, &clock);
        let relay =
            Relay::new(database.clone(), hub.clone(), Arc::clone(&bus), clock.clone(), node.to_string());
        let relay = Relay::start_in_arbiter(first, |_| relay);
        channels.insert(0, Arc::new(InAppChannel::new(database.clone(), relay.clone().recipient())));
        let supervisor = NotificationSupervisor::new(database.clone(), clock.clone(), one_time, channels);
        let notifications = NotificationSupervisor::start_in_arbiter(last, |_| supervisor);
        let beat = Beat::new(database.clone(), clock.clone(), node);
        let beat = Beat::start_in_arbiter(last, |_| beat);
        let front_desk = FrontDesk::new(
            handles.clone(),
            database.clone(),
            clock.clone(),
            BookingWriter::start(&database, clock.clone()),
            relay.clone().recipient(),
            notifications.clone().recipient(),
        );
        let house = House { database, hub, clock, node: node.to_string().into(), verify, sign_ins };
        let sessions = Sessions::start(&handles, house, visitors_per_address, bus);
        Self { arbiters, relay, notifications, beat, sessions, front_desk }
    }

    /// The sockets of this node.
    #[must_use]
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// The doctors' schedules of this node.
    #[must_use]
    pub fn front_desk(&self) -> &FrontDesk {
        &self.front_desk
    }

    /// Who turns events into messages.
    #[must_use]
    pub fn messenger(&self) -> Recipient<Wake> {
        self.notifications.clone().recipient()
    }

    /// Who tells the sockets.
    #[must_use]
    pub fn publisher(&self) -> Recipient<Publish> {
        self.relay.clone().recipient()
    }

    /// Lets everyone finish: messages that are being sent, events that are not yet marked, the lease. What does not
    /// finish in time another node takes up, or this one at its next start.
    pub async fn stop(self) {
        let finished = tokio::time::timeout(FINISH_WITHIN, async {
            let _ended = self.notifications.send(StopNotifications).await;
            let _ended = self.relay.send(Flush).await;
            let _ended = self.beat.send(StopBeat).await;
        });
        if finished.await.is_err() {
            tracing::warn!("not everything was finished in time; it will be taken up again");
        }
        for arbiter in &self.arbiters {
            arbiter.stop();
        }
        let joined = tokio::task::spawn_blocking(move || {
            for arbiter in self.arbiters {
                let _panicked = arbiter.join();
            }
        });
        let _panicked = joined.await;
    }
}
