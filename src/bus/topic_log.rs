//! What Redis remembers of every topic, for all nodes: where it is, and its latest events.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use deadpool_redis::redis::aio::MultiplexedConnection;
use deadpool_redis::redis::{ErrorKind, FromRedisValue, Pipeline, RedisError, ServerErrorKind, cmd, pipe};
use tokio::sync::RwLock;
use tokio::time::timeout;

use crate::bus::contract::BusError;
use crate::bus::logged::Log;
use crate::bus::redis_link::{ANSWER_WITHIN, Current, Link, PREFIX};
use crate::telemetry::metric::Metric;

const APPEND: &str = include_str!("scripts/append.lua");
const READ: &str = include_str!("scripts/read.lua");

/// How long a topic is known to be where it is. Longer than its events are kept: the epoch of whoever was away for an
/// hour, and missed nothing, still holds.
const PLACE_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A connection that is cut off is there again within this, or Redis is away.
const RECONNECTED_WITHIN: Duration = Duration::from_millis(500);

/// How much a topic remembers.
#[derive(Debug, Clone, Copy)]
pub struct Depth {
    /// Events.
    pub events: usize,
    /// For how long after the last one. A repeat is known for as long.
    pub age: Duration,
}

/// An event that is to get a place.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which of the topics' partitions the topic is in.
    pub partition: u8,
    /// The topic's key.
    pub topic: String,
    /// What a repeat is told by.
    pub id: String,
    /// When it was pushed.
    pub pushed_at: DateTime<Utc>,
    /// The event; empty to break off the topic's history, since events were lost to it.
    pub body: String,
}

impl Entry {
    /// Breaks off a topic's history: it goes on in the fresh epoch.
    #[must_use]
    pub fn break_off(partition: u8, topic: String, now: DateTime<Utc>) -> Self {
        Self { partition, topic, id: String::new(), pushed_at: now, body: String::new() }
    }
}

/// A question after a topic.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which of the topics' partitions it is in.
    pub partition: u8,
    /// Its key.
    pub topic: String,
    /// Answer the events after this offset, as far as they are remembered; none for no events.
    pub after: Option<u64>,
}

/// The logs of all topics. Clones share the connection of the bus they come from.
#[derive(Clone)]
pub struct TopicLog {
    current: Arc<Current>,
    depth: Depth,
    /// What Redis calls the scripts, once it has been asked.
    scripts: Arc<RwLock<Option<Scripts>>>,
}

#[derive(Clone)]
struct Scripts {
    append: String,
    read: String,
}

/// The bus's channel on which a partition's events are told.
#[must_use]
pub fn channel(partition: u8) -> String {
    format!("live:{{{partition}}}")
}

impl TopicLog {
    pub(super) fn new(current: Arc<Current>, depth: Depth) -> Self {
        Self { current, depth, scripts: Arc::default() }
    }

    /// Gives each event, unless it is a repeat, its place, remembers it, and tells it to every node that listens to its
    /// partition's [`channel`], this one included: all in one round trip. `fresh` is the epoch of topics that have none.
    ///
    /// # Errors
    /// See [`BusError`]; some may have got their places.
    pub async fn append(&self, fresh: &str, entries: &[Entry]) -> Result<(), BusError> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|entry| entry.partition);
        let ask = |link: &Link, scripts: &Scripts| {
            let mut pipe = pipe();
            for partition in entries.chunk_by(|a, b| a.partition == b.partition) {
                self.append_to(&mut pipe, link, &scripts.append, fresh, partition);
            }
            pipe
        };
        let told: Vec<u64> = self.run(ask).await?;
        Metric::BusSent.add(told.len() as u64);
        Ok(())
    }

    fn append_to(&self, pipe: &mut Pipeline, link: &Link, script: &str, fresh: &str, entries: &[&Entry]) {
        let partition = entries[0].partition;
        pipe.cmd("EVALSHA").arg(script).arg(entries.len() * 3);
        for Entry { topic, id, .. } in entries {
            pipe.arg(key(partition, "place", topic)).arg(key(partition, "log", topic));
            pipe.arg(key(partition, "seen", &format!("{topic}:{id}")));
        }
        pipe.arg(link.publish_verb()).arg(format!("{PREFIX}{}", channel(partition)));
        pipe.arg(self.depth.events)
            .arg(ms(self.depth.age))
            .arg(ms(PLACE_KEPT))
            .arg(ms(self.depth.age))
            .arg(fresh);
        for Entry { topic, pushed_at, body, .. } in entries {
            pipe.arg(topic).arg(pushed_at.timestamp_millis()).arg(body);
        }
    }

    /// Where these topics are, and what they remember: all in one round trip. `fresh` is the epoch of topics that have
    /// none.
    ///
    /// # Errors
    /// See [`BusError`].
    pub async fn read(&self, fresh: &str, wanted: &[Wanted]) -> Result<Vec<Log>, BusError> {
        let ask = |_: &Link, scripts: &Scripts| {
            let mut pipe = pipe();
            for Wanted { partition, topic, after } in wanted {
                pipe.cmd("EVALSHA").arg(&scripts.read).arg(2);
                pipe.arg(key(*partition, "place", topic)).arg(key(*partition, "log", topic));
                pipe.arg(fresh)
                    .arg(ms(PLACE_KEPT))
                    .arg(after.map(|after| after.to_string()).unwrap_or_default());
            }
            pipe
        };
        let answers: Vec<Vec<Vec<u8>>> = self.run(ask).await?;
        answers.into_iter().map(|answer| Log::read(&answer).ok_or(BusError::NoAnswer)).collect()
    }

    /// Runs scripts. A connection that is cut off is waited for and they are run again, which does no harm: a repeat has
    /// no place, and a question can be asked twice. So what a moment undoes is not a loss to anybody.
    async fn run<T: FromRedisValue>(&self, ask: impl Fn(&Link, &Scripts) -> Pipeline) -> Result<T, BusError> {
        let mut links = self.current.subscribe();
        let attempts = async {
            loop {
                let link = timeout(RECONNECTED_WITHIN, links.wait_for(Option::is_some)).await;
                let link = link.ok().and_then(|link| link.ok()?.clone()).ok_or(BusError::Unavailable)?;
                match self.attempt(&link, &ask).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) if error.is_io_error() || error.is_connection_dropped() => {
                        timeout(RECONNECTED_WITHIN, links.changed())
                            .await
                            .map_err(|_| BusError::NoAnswer)?
                            .map_err(|_| BusError::NoAnswer)?;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "Redis refused what was asked of a topic's log");
                        return Err(BusError::NoAnswer);
                    }
                }
            }
        };
        timeout(ANSWER_WITHIN, attempts).await.unwrap_or(Err(BusError::NoAnswer))
    }

    /// Runs them once, and hands them in where this Redis has not had them.
    async fn attempt<T: FromRedisValue>(
        &self,
        link: &Link,
        ask: &impl Fn(&Link, &Scripts) -> Pipeline,
    ) -> Result<T, RedisError> {
        let mut connection = link.connection.clone();
        let known = self.scripts.read().await.clone();
        let scripts = match known {
            Some(scripts) => scripts,
            None => self.hand_in(&mut connection).await?,
        };
        match ask(link, &scripts).query_async(&mut connection).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                let scripts = self.hand_in(&mut connection).await?;
                ask(link, &scripts).query_async(&mut connection).await
            }
            answer => answer,
        }
    }

    async fn hand_in(&self, connection: &mut MultiplexedConnection) -> Result<Scripts, RedisError> {
        let mut load = pipe();
        load.add_command(cmd("SCRIPT").arg("LOAD").arg(APPEND).to_owned());
        load.add_command(cmd("SCRIPT").arg("LOAD").arg(READ).to_owned());
        let (append, read) = load.query_async(connection).await?;
        let scripts = Scripts { append, read };
        *self.scripts.write().await = Some(scripts.clone());
        Ok(scripts)
    }
}

fn key(partition: u8, what: &str, of: &str) -> String {
    format!("{PREFIX}{{{partition}}}:{what}:{of}")
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

impl Debug for TopicLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TopicLog").field("depth", &self.depth).finish_non_exhaustive()
    }
}
