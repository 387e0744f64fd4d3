//! The actors of a node, wired to each other: the one place that knows them all.

use std::sync::Arc;
use std::time::Duration;

use actix_rt::{Arbiter, ArbiterHandle};
use uuid::Uuid;

use crate::actors::beat::beat::Beat;
use crate::actors::beat::messages::Stop as StopBeat;
use crate::actors::figures;
use crate::actors::hub::shards::HubShards;
use crate::actors::notifications::gate::{Gate, Measure, Measured};
use crate::actors::notifications::in_app::InAppChannel;
use crate::actors::notifications::messages::{Stop as StopNotifications, Wake};
use crate::actors::notifications::supervisor::NotificationSupervisor;
use crate::actors::registry::Registry;
use crate::actors::relay::messages::{Flush, Publish};
use crate::actors::relay::relay::Relay;
use crate::actors::schedules::front_desk::FrontDesk;
use crate::actors::sessions::company::Company;
use crate::actors::sessions::house::{House, VerifyToken};
use crate::actors::sessions::sessions::Sessions;
use crate::actors::sessions::watches;
use crate::actors::way::Way;
use crate::bus::contract::Bus;
use crate::bus::topic_log::TopicLog;
use crate::delivery::channel::Channel;
use crate::domain::clock::SharedClock;
use crate::services::audit::chainer::Chainer;
use crate::services::notifications::figures::Figures;
use crate::services::notifications::looking::Looking;
use crate::services::one_time::OneTimeSecrets;
use crate::services::sign_ins::SignIns;
use crate::storage::bookings::writer::BookingWriter;
use crate::storage::pool::Database;

/// How long each part may take to finish what it is at.
const FINISH_WITHIN: Duration = Duration::from_secs(12);

/// Between two looks at those whom nobody may miss.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What the actors work with.
pub struct Outfit {
    /// The truth.
    pub database: Database,
    /// The time.
    pub clock: SharedClock,
    /// The other nodes.
    pub bus: Arc<dyn Bus>,
    /// What all nodes remember of the topics, where they share it.
    pub log: Option<TopicLog>,
    /// The ways out besides the app itself, and how much each may send.
    pub channels: Vec<Measured>,
    /// Makes the texts of links and codes.
    pub one_time: OneTimeSecrets,
    /// For `refresh` on a socket.
    pub verify: VerifyToken,
    /// Who is signed in.
    pub sign_ins: SignIns,
    /// Binds what was written into the audit chain.
    pub chainer: Chainer,
    /// How many anonymous sockets one address may have; none for no limit.
    pub visitors_per_address: Option<usize>,
    /// How many threads they are spread over.
    pub threads: usize,
}

/// The actors of a node, and the threads they live on.
pub struct Crew {
    arbiters: Vec<Arbiter>,
    relay: Registry<(), Relay>,
    notifications: Registry<(), NotificationSupervisor>,
    beat: Registry<(), Beat>,
    sessions: Sessions,
    front_desk: FrontDesk,
    gates: Vec<Gate>,
}

impl Crew {
    /// Wakes everyone.
    #[must_use]
    pub fn start(outfit: Outfit) -> Self {
        let Outfit {
            database,
            clock,
            bus,
            log,
            channels,
            one_time,
            verify,
            sign_ins,
            chainer,
            visitors_per_address,
            threads,
        } = outfit;
        let node = Uuid::new_v4();
        let arbiters: Vec<Arbiter> = (0..threads.max(1)).map(|_| Arbiter::new()).collect();
        let handles: Vec<ArbiterHandle> = arbiters.iter().map(Arbiter::handle).collect();
        let (first, last) = (vec![handles[0].clone()], vec![handles[handles.len() - 1].clone()]);

        let hub = HubShards::start(&handles, &clock, log.as_ref());
        let relay = {
            let (database, hub, bus, clock) =
                (database.clone(), hub.clone(), Arc::clone(&bus), clock.clone());
            Registry::new(first.clone(), move |()| {
                let (database, hub, bus, log) = (database.clone(), hub.clone(), bus.clone(), log.clone());
                Relay::new(database, hub, bus, log, clock.clone(), node.to_string())
            })
        };
        let (company, gossip) = Company::new(hub.clone(), clock.clone());
        let looking: Looking = {
            let company = company.clone();
            Arc::new(move |conversation, user| company.is_in(conversation, user))
        };
        let bell: Arc<dyn Channel> =
            Arc::new(InAppChannel::new(database.clone(), clock.clone(), Way::to(&relay)));
        let channels = [(bell, Measure::UNLIMITED)].into_iter().chain(channels);
        let channels: Vec<_> = channels
            .map(|(channel, measure)| {
                let gate = Gate::new(channel.kind(), measure);
                (channel, gate)
            })
            .collect();
        let gates: Vec<Gate> = channels.iter().map(|(_, gate)| gate.clone()).collect();
        let notifications = {
            let (database, clock) = (database.clone(), clock.clone());
            Registry::new(last.clone(), move |()| {
                let (one_time, looking, channels) = (one_time.clone(), looking.clone(), channels.clone());
                NotificationSupervisor::new(database.clone(), clock.clone(), one_time, looking, channels)
            })
        };
        let beat = {
            let (database, clock) = (database.clone(), clock.clone());
            Registry::new(last, move |()| Beat::new(database.clone(), clock.clone(), chainer.clone(), node))
        };
        first[0].spawn(keep(relay.clone(), notifications.clone(), beat.clone()));
        let front_desk = FrontDesk::new(
            handles.clone(),
            database.clone(),
            clock.clone(),
            BookingWriter::start(&database, clock.clone()),
            Way::to(&relay),
            Way::to(&notifications),
        );
        let node: Arc<str> = node.to_string().into();
        handles[0].spawn(gossip.run(bus.clone(), node.clone()));
        let (whispers, expiries) = (Way::to(&relay), Arc::default());
        let dials = figures::Dials {
            figures: Figures::new(database.clone()),
            database: database.clone(),
            clock: clock.clone(),
            gates: gates.clone(),
        };
        handles[0].spawn(figures::tell(dials, Way::to(&relay), node.clone()));
        let house = House { database, hub, clock, node, verify, company, whispers, expiries, sign_ins };
        let sessions = watches::open(&handles, house, visitors_per_address, bus);
        Self { arbiters, relay, notifications, beat, sessions, front_desk, gates }
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
    pub fn messenger(&self) -> Way<Wake> {
        Way::to(&self.notifications)
    }

    /// What stands before the providers.
    #[must_use]
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// Who tells the sockets.
    #[must_use]
    pub fn publisher(&self) -> Way<Publish> {
        Way::to(&self.relay)
    }

    /// Lets everyone finish: messages that are being sent, events that are not yet marked, the lease. What does not
    /// finish in time another node takes up, or this one at its next start.
    pub async fn stop(self) {
        self.notifications.close();
        self.relay.close();
        self.beat.close();
        let finished = tokio::time::timeout(FINISH_WITHIN, async {
            let _ended = self.notifications.get(()).send(StopNotifications).await;
            let _ended = self.relay.get(()).send(Flush).await;
            let _ended = self.beat.get(()).send(StopBeat).await;
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

/// Starts again whoever ended or panicked of those that a node has one of, until the arbiter ends: what they find in the
/// database is theirs to do, also when nobody sends to them.
async fn keep(
    relay: Registry<(), Relay>,
    notifications: Registry<(), NotificationSupervisor>,
    beat: Registry<(), Beat>,
) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        look.tick().await;
        let _awake = (relay.get(()), notifications.get(()), beat.get(()));
    }
}
