//! Keeps one RESP3 connection to Redis, and keeps it subscribed to what this node's subscribers want.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use deadpool_redis::redis::aio::{MultiplexedConnection, SendError};
use deadpool_redis::redis::{AsyncConnectionConfig, Client, PushInfo, PushKind, RedisError, Value, cmd};
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::bus::fan_out::FanOut;

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
pub(super) type Current = watch::Sender<Option<MultiplexedConnection>>;

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
    let mut connection = match client.get_multiplexed_async_connection_with_config(&config).await {
        Ok(connection) => connection,
        Err(error) => return Some(error),
    };
    tracing::info!("bus: connected to Redis");
    current.send_replace(Some(connection.clone()));
    let mut held = HashSet::new();
    let mut ping = interval(PING_EVERY);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.reset();
    loop {
        let step = tokio::select! {
            () = lost.notified() => return None,
            touched = fan_out.touched() => follow(&mut connection, fan_out, touched, &mut held).await,
            _ = ping.tick() => cmd("PING").exec_async(&mut connection).await.inspect(|()| *failures = 0),
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
            PushKind::Message => {
                if let Ok([Value::BulkString(channel), Value::BulkString(payload)]) =
                    <[Value; 2]>::try_from(push.data)
                    && let Ok(channel) = str::from_utf8(&channel)
                    && let Some(channel) = channel.strip_prefix(PREFIX)
                {
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
    connection: &mut MultiplexedConnection,
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
        connection.subscribe(prefixed(batch)).await?;
        for name in batch {
            held.insert(name.clone());
            fan_out.went_live(name);
        }
    }
    let left: Vec<_> = unwanted.into_iter().filter(|name| held.remove(name)).collect();
    for batch in left.chunks(BATCH) {
        connection.unsubscribe(prefixed(batch)).await?;
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
