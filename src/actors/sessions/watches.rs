//! What the sessions of a node are told without anybody asking: by the other nodes, by the table, by the clock.

use std::sync::Arc;
use std::time::Duration;

use actix::ArbiterHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::actors::sessions::endings::{self, EndingsWatch};
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::{Look, Reconsider};
use crate::actors::sessions::sessions::Sessions;
use crate::bus::contract::Bus;
use crate::bus::signal::BusSignal;
use crate::realtime::close::CloseCode;
use crate::realtime::topic::Topic;

/// Between two looks at what ended elsewhere: a socket must not outlive its sign-in by five seconds.
const ENDINGS_EVERY: Duration = Duration::from_secs(2);
/// Between two looks for credentials whose time is over.
const EXPIRIES_EVERY: Duration = Duration::from_secs(1);
/// Between two looks at everybody: at sockets that closed without a word, and at what a bus that was away did not carry.
const EVERYBODY_EVERY: Duration = Duration::from_secs(30);

/// The sessions of a node, with no sockets yet, and whoever tells them of things; each of those ends with the bus or the
/// arbiter. The actors are spread over these arbiters; `per_address` is how many anonymous sockets one address may have,
/// none for no limit.
#[must_use]
pub fn open(
    arbiters: &[ArbiterHandle],
    house: House,
    per_address: Option<usize>,
    bus: Arc<dyn Bus>,
) -> Sessions {
    let sessions = Sessions::new(arbiters, house, per_address, bus);
    if let Some(arbiter) = arbiters.first() {
        watch(arbiter, &sessions);
    }
    sessions
}

/// Starts all of them.
fn watch(arbiter: &ArbiterHandle, sessions: &Sessions) {
    arbiter.spawn(hear_endings(sessions.clone(), endings::ENDED, CloseCode::CredentialExpired));
    arbiter.spawn(hear_endings(sessions.clone(), endings::DISABLED, CloseCode::AccountDisabled));
    arbiter.spawn(hear_changes(sessions.clone()));
    arbiter.spawn(hear_reconsidered(sessions.clone()));
    arbiter.spawn(watch_endings(sessions.clone()));
    arbiter.spawn(watch_expiries(sessions.clone()));
    arbiter.spawn(watch_everybody(sessions.clone()));
}

/// Sign-ins that ended on other nodes.
async fn hear_endings(sessions: Sessions, channel: &'static str, code: CloseCode) {
    let mut subscription = sessions.bus.subscribe(channel).await;
    while let Some(ended) = endings::next(&mut subscription).await {
        sessions.end_here(&ended, code).await;
    }
}

/// Sign-ins that changed, on whatever node.
async fn hear_changes(sessions: Sessions) {
    let mut subscription = sessions.bus.subscribe(endings::CHANGED).await;
    while let Some(changed) = endings::next(&mut subscription).await {
        sessions.change_here(&changed).await;
    }
}

/// Topics that others hear by now, on other nodes. What was missed is found by the look at everybody.
async fn hear_reconsidered(sessions: Sessions) {
    let mut subscription = sessions.bus.subscribe(endings::RECONSIDERED).await;
    while let Some(signal) = subscription.next().await {
        let BusSignal::Message(payload) = signal else { continue };
        if let Some(topic) = str::from_utf8(&payload).ok().and_then(Topic::from_key) {
            sessions.tell_all(Reconsider(Some(topic))).await;
        }
    }
}

/// What the table says, and so what the bus did not carry.
async fn watch_endings(sessions: Sessions) {
    let mut watch = EndingsWatch::default();
    let mut look = every(ENDINGS_EVERY);
    loop {
        look.tick().await;
        match watch.look(&sessions.database, sessions.clock.now()).await {
            Ok(ended) if ended.is_empty() => {}
            Ok(ended) => sessions.end_here(&ended, CloseCode::CredentialExpired).await,
            Err(error) => tracing::debug!(%error, "whether sign-ins have ended elsewhere is not known"),
        }
    }
}

/// Credentials whose time is over.
async fn watch_expiries(sessions: Sessions) {
    let mut look = every(EXPIRIES_EVERY);
    loop {
        look.tick().await;
        for user in sessions.expiries.take(sessions.clock.now()) {
            if let Some(session) = sessions.users.awake(user) {
                // A mailbox that is full is looked at with everybody.
                let _ = session.try_send(Look);
            }
        }
    }
}

/// Everybody, now and then.
async fn watch_everybody(sessions: Sessions) {
    let mut look = every(EVERYBODY_EVERY);
    look.reset();
    loop {
        look.tick().await;
        sessions.tell_all(Look).await;
        sessions.tell_all(Reconsider(None)).await;
    }
}

fn every(period: Duration) -> Interval {
    let mut look = interval(period);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    look
}
