//! Keeps one RESP3 connection to Redis, and keeps it subscribed to what this node's subscribers want. The Redis is one
//! primary: of a cluster's redirections the connection knows nothing.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use deadpool_redis::redis::aio::{MultiplexedConnection, SendError};
use deadpool_redis::redis::{
    AsyncConnectionConfig, Client, PushInfo, PushKind, RedisError, Value, cmd, pipe,
};
use futures::TryFutureExt;
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::bus::fan_out::FanOut;
use crate::telemetry::metric::Metric;

/// Before every channel's name, since the databases of one Redis share their channels.
pub(super) const PREFIX: &str = "carebridge:";
/// Redis answers within this, or is away.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(1);
/// A peer that vanished without a word is found out by this.
const PING_EVERY: Duration = Duration::from_secs(5);
/// Channels in one SUBSCRIBE.
const BATCH: usize = 1000;
const BACK_OFF_BASE_MS: u64 = 50;
const BACK_OFF_CAP_MS: u64 = 2_000;

/// The connection, while there is one.
pub(super) type Current = watch::Sender<Option<Link>>;

/// A connection, and what the Redis behind it can do.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) connection: MultiplexedConnection,
    /// Sharded publish/subscribe (Redis 7). With one primary it does what the other kind does; the channels' names are
    /// laid out for a cluster, where a message would go to the nodes of one shard and not to all.
    sharded: bool,
}

impl Link {
    /// Finds out. A Redis that does not tell is taken for an old one.
    async fn to(mut connection: MultiplexedConnection) -> Result<Self, RedisError> {
        let known: Value = cmd("COMMAND").arg("INFO").arg("SPUBLISH").query_async(&mut connection).await?;
        let sharded = matches!(&known, Value::Array(known) if matches!(known.first(), Some(Value::Array(_))));
        Ok(Self { connection, sharded })
    }

    /// The command that publishes.
    pub(super) fn publish_verb(&self) -> &'static str {
        if self.sharded { "SPUBLISH" } else { "PUBLISH" }
    }

    async fn subscribe(&mut self, names: &[String]) -> Result<(), RedisError> {
        if self.sharded {
            self.one_by_one("SSUBSCRIBE", names).await
        } else {
            self.connection.subscribe(prefixed(names)).await
        }
    }

    async fn unsubscribe(&mut self, names: &[String]) -> Result<(), RedisError> {
        if self.sharded {
            self.one_by_one("SUNSUBSCRIBE", names).await
        } else {
            self.connection.unsubscribe(prefixed(names)).await
        }
    }

    /// A command a channel, in one round trip: Redis takes only channels of one slot in one command, and confirms each by
    /// itself.
    async fn one_by_one(&mut self, verb: &str, names: &[String]) -> Result<(), RedisError> {
        let mut commands = pipe();
        for name in prefixed(names) {
            commands.cmd(verb).arg(name).ignore();
        }
        commands.exec_async(&mut self.connection).await
    }
}

/// Connects, follows the subscribers' wishes, and connects again. Never returns; dropping it is its end.
pub(super) async fn keep(client: Client, fan_out: Arc<FanOut>, current: Arc<Current>) {
    let mut failures: u32 = 0;
    loop {
        let error = session(&client, &fan_out, &current, &mut failures).await;
        if current.send_replace(None).is_some() {
            tracing::warn!(kind = ?error.map(|error| error.kind()), "bus: lost Redis, trying again");
        }
        fan_out.went_dark();
        sleep(back_off(failures)).await;
        failures = failures.saturating_add(1);
    }
}

/// One connection's life; returns why it ended, unless the peer simply hung up.
async fn session(
    client: &Client,
    fan_out: &Arc<FanOut>,
    current: &Current,
    failures: &mut u32,
) -> Option<RedisError> {
    let lost = Arc::new(Notify::new());
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(ANSWER_WITHIN))
        .set_response_timeout(Some(ANSWER_WITHIN))
        .set_push_sender(deliver(fan_out.clone(), lost.clone()));
    let connected = client.get_multiplexed_async_connection_with_config(&config);
    let mut link = match connected.and_then(Link::to).await {
        Ok(link) => link,
        Err(error) => return Some(error),
    };
    tracing::info!(sharded = link.sharded, "bus: connected to Redis");
    current.send_replace(Some(link.clone()));
    let mut held = HashSet::new();
    let mut ping = interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.reset();
    loop {
        let step = tokio::select! {
            () = lost.notified() => return None,
            touched = fan_out.touched() => follow(&mut link, fan_out, touched, &mut held).await,
            _ = ping.tick() => cmd("PING").exec_async(&mut link.connection).await.inspect(|()| *failures = 0),
        };
        if let Err(error) = step {
            return Some(error);
        }
    }
}

/// Takes what Redis pushes. It must not wait: inboxes are bounded and never do.
fn deliver(
    fan_out: Arc<FanOut>,
    lost: Arc<Notify>,
) -> impl Fn(PushInfo) -> Result<(), SendError> + Send + Sync + 'static {
    move |push| {
        match push.kind {
            PushKind::Disconnection => lost.notify_one(),
            PushKind::Message | PushKind::SMessage => {
                if let Ok([Value::BulkString(channel), Value::BulkString(payload)]) =
                    <[Value; 2]>::try_from(push.data)
                    && let Ok(channel) = str::from_utf8(&channel)
                    && let Some(channel) = channel.strip_prefix(PREFIX)
                {
                    Metric::BusHeard.rise();
                    fan_out.send(channel, &Bytes::from(payload));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Brings the channels that were touched to where the subscribers want them; `held` is what Redis sends us.
async fn follow(
    link: &mut Link,
    fan_out: &FanOut,
    touched: HashSet<String>,
    held: &mut HashSet<String>,
) -> Result<(), RedisError> {
    let (wanted, unwanted): (Vec<_>, Vec<_>) = touched.into_iter().partition(|name| fan_out.is_wanted(name));
    let (known, new): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|name| held.contains(name));
    for name in known {
        fan_out.went_live(&name);
    }
    for batch in new.chunks(BATCH) {
        link.subscribe(batch).await?;
        for name in batch {
            held.insert(name.clone());
            fan_out.went_live(name);
        }
    }
    let left: Vec<_> = unwanted.into_iter().filter(|name| held.remove(name)).collect();
    for batch in left.chunks(BATCH) {
        link.unsubscribe(batch).await?;
    }
    Ok(())
}

fn prefixed(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("{PREFIX}{name}")).collect()
}

/// Full jitter: anything up to a ceiling that doubles, so that the nodes do not come back in step.
fn back_off(failures: u32) -> Duration {
    let doubled = BACK_OFF_BASE_MS.saturating_mul(1_u64.checked_shl(failures).unwrap_or(u64::MAX));
    Duration::from_millis(rand::random_range(0..=doubled.min(BACK_OFF_CAP_MS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_between_attempts_grow_to_a_cap() {
        for failures in [0, 1, 5, 63, 64, u32::MAX] {
            let wait = back_off(failures).as_millis();
            assert!(wait <= u128::from(BACK_OFF_CAP_MS), "{failures}: {wait} ms");
        }
        assert!(back_off(0).as_millis() <= u128::from(BACK_OFF_BASE_MS));
    }
}
