//! What the sessions of a node are told without anybody asking: by the other nodes, by the table, by the clock.

use std::time::Duration;

use actix::ArbiterHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::actors::sessions::endings::{self, EndingsWatch};
use crate::actors::sessions::messages::{Look, Reconsider, Renew};
use crate::actors::sessions::sessions::Sessions;
use crate::bus::signal::BusSignal;
use crate::realtime::topic::Topic;

/// The channel of the bus: the keys of topics whose subscribers are to be asked again.
pub(super) const RECONSIDERED: &str = "topics-reconsidered";

/// Between two looks at what ended elsewhere: a socket must not outlive its sign-in by five seconds.
const ENDINGS_EVERY: Duration = Duration::from_secs(2);
/// Between two looks for credentials whose time is over.
const EXPIRIES_EVERY: Duration = Duration::from_secs(1);
/// Between two looks at everybody: at sockets that closed without a word, and at what a bus that was away did not carry.
const EVERYBODY_EVERY: Duration = Duration::from_secs(30);

/// Starts all of them; each ends with the bus or the arbiter.
pub(super) fn start(arbiter: &ArbiterHandle, sessions: &Sessions) {
    arbiter.spawn(hear_endings(sessions.clone()));
    arbiter.spawn(hear_changes(sessions.clone()));
    arbiter.spawn(hear_reconsidered(sessions.clone()));
    arbiter.spawn(watch_endings(sessions.clone()));
    arbiter.spawn(watch_expiries(sessions.clone()));
    arbiter.spawn(watch_everybody(sessions.clone()));
}

/// Sign-ins that ended on other nodes.
async fn hear_endings(sessions: Sessions) {
    let mut subscription = sessions.bus.subscribe(endings::ENDED).await;
    while let Some(ended) = endings::next(&mut subscription).await {
        sessions.end_here(&ended).await;
    }
}

/// Sign-ins that changed, on whatever node.
async fn hear_changes(sessions: Sessions) {
    let mut subscription = sessions.bus.subscribe(endings::CHANGED).await;
    while let Some(changed) = endings::next(&mut subscription).await {
        sessions.sign_ins.forget(&changed);
        sessions.tell_all(Renew(changed.into())).await;
    }
}

/// Topics that others hear by now, on other nodes. What was missed is found by the look at everybody.
async fn hear_reconsidered(sessions: Sessions) {
    let mut subscription = sessions.bus.subscribe(RECONSIDERED).await;
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
            Ok(ended) => sessions.end_here(&ended).await,
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
