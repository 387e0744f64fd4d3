//! The bus of several nodes: Redis publish/subscribe. Losing Redis costs messages, which is said, and nothing else.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use deadpool_redis::redis::{Client, Cmd, IntoConnectionInfo, ProtocolVersion, RedisError, cmd};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::bus::contract::{Bus, BusError};
use crate::bus::fan_out::FanOut;
use crate::bus::redis_link::{ANSWER_WITHIN, Current, Link, PREFIX, keep};
use crate::bus::subscription::Subscription;
use crate::bus::topic_log::{Depth, TopicLog};
use crate::telemetry::metric::Metric;

/// Carries messages through Redis (6.2 or later: RESP3, XRANGE past an id; from 7 on sharded). Messages and commands share one connection, whose reader hands
/// messages to bounded inboxes and so never stalls.
#[derive(Debug)]
pub struct RedisBus {
    fan_out: Arc<FanOut>,
    current: Arc<Current>,
    keeper: JoinHandle<()>,
}

impl RedisBus {
    /// Starts a task that keeps the connection, and gives it a second to come up; it need not. Needs a tokio runtime.
    ///
    /// # Errors
    /// [`BusError::BadUrl`]; a Redis that is away is none.
    pub async fn open(url: &str) -> Result<Self, BusError> {
        let client = resp3(url).map_err(|_| BusError::BadUrl)?;
        let fan_out = Arc::new(FanOut::followed());
        let current = Arc::new(Current::new(None));
        let keeper = tokio::spawn(keep(client, fan_out.clone(), current.clone()));
        let mut connected = current.subscribe();
        // Either way the bus is there; who publishes too early is told so.
        let _ = timeout(ANSWER_WITHIN, connected.wait_for(Option::is_some)).await;
        Ok(Self { fan_out, current, keeper })
    }

    /// The topics' logs in this Redis.
    #[must_use]
    pub fn topic_log(&self, depth: Depth) -> TopicLog {
        TopicLog::new(self.current.clone(), depth)
    }

    fn link(&self) -> Result<Link, BusError> {
        self.current.borrow().clone().ok_or(BusError::Unavailable)
    }

    async fn ask(&self, command: &Cmd) -> Result<(), BusError> {
        let mut link = self.link()?;
        match timeout(ANSWER_WITHIN, command.exec_async(&mut link.connection)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if error.is_connection_refusal() => Err(BusError::Unavailable),
            Ok(Err(_)) | Err(_) => Err(BusError::NoAnswer),
        }
    }
}

fn resp3(url: &str) -> Result<Client, RedisError> {
    let info = url.into_connection_info()?;
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Client::open(info.set_redis_settings(settings))
}

#[async_trait]
impl Bus for RedisBus {
    async fn publish(&self, channel: &str, payload: Bytes) -> Result<(), BusError> {
        let verb = self.link()?.publish_verb();
        self.ask(cmd(verb).arg(format!("{PREFIX}{channel}")).arg(&payload[..])).await?;
        Metric::BusSent.rise();
        Ok(())
    }

    async fn subscribe(&self, channel: &str) -> Subscription {
        let (subscription, live) = Subscription::to(channel, self.fan_out.clone());
        // Whoever is not waiting any more when the channel comes alive gets a gap: the inbox sees to that.
        let _ = timeout(ANSWER_WITHIN, live).await;
        subscription
    }

    async fn healthy(&self) -> bool {
        self.ask(&cmd("PING")).await.is_ok()
    }
}

impl Drop for RedisBus {
    fn drop(&mut self) {
        self.keeper.abort();
        self.fan_out.close();
    }
}
