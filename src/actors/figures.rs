//! The live figures of this node, told to administrators on the topic `ops`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::actors::notifications::gate::Gate;
use crate::actors::relay::messages::Whisper;
use crate::actors::way::Way;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::domain::ids::EventId;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::health::queue_since;
use crate::services::notifications::figures::{ChannelView, Figures};
use crate::storage::pool::Database;
use crate::telemetry::deliveries::Figure;
use crate::telemetry::metric::Metric;

/// Between two times that they are told.
const EVERY: Duration = Duration::from_secs(5);

/// What only rises, as of some moment.
struct Counted {
    at: Instant,
    totals: [u64; RATES.len()],
}

/// What is told by the second, and as what.
const RATES: [(&str, Metric); 6] = [
    ("deliveries_per_s", Metric::Deliveries),
    ("delivered_bytes_per_s", Metric::DeliveredBytes),
    ("evictions_per_s", Metric::Evictions),
    ("bookings_per_s", Metric::Bookings),
    ("messages_per_s", Metric::MessagesSent),
    ("failed_requests_per_s", Metric::RequestsFailed),
];

/// What is told as it stands, and as what.
const LEVELS: [(&str, Metric); 6] = [
    ("sockets", Metric::Sockets),
    ("event_streams", Metric::EventStreams),
    ("users", Metric::Users),
    ("topics", Metric::Topics),
    ("subscriptions", Metric::Subscriptions),
    ("queued_frames", Metric::QueuedFrames),
];

impl Counted {
    fn now() -> Self {
        Self { at: Instant::now(), totals: RATES.map(|(_, metric)| metric.total()) }
    }

    /// What came since `before`, by the second and to a tenth.
    fn rates_since(&self, before: &Self) -> impl Iterator<Item = (&'static str, f64)> {
        let seconds = self.at.duration_since(before.at).as_secs_f64().max(f64::EPSILON);
        let more = self.totals.iter().zip(before.totals).map(move |(now, then)| now.saturating_sub(then));
        let rates = more.map(move |more| (more as f64 / seconds * 10.0).round() / 10.0);
        RATES.iter().map(|(name, _)| *name).zip(rates.collect::<Vec<_>>())
    }
}

/// What the figures are read from.
pub struct Dials {
    /// Where it is seen how long something has been waiting.
    pub database: Database,
    /// Of what waits and what went.
    pub figures: Figures,
    /// By which they are dated.
    pub clock: SharedClock,
    /// How this node's ways to the providers stand.
    pub gates: Vec<Gate>,
}

/// The task. Inputs: a timer. It ends with the arbiter. Nothing of it is remembered: the next ones come soon.
pub async fn tell(dials: Dials, whispers: Way<Whisper>, node: Arc<str>) {
    let mut before = Counted::now();
    let mut look = interval(EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    look.reset();
    loop {
        look.tick().await;
        let counted = Counted::now();
        let now = dials.clock.now();
        let channels = channels(&dials, now).await;
        let queue_age_s = queue_age_s(&dials.database, now).await;
        let mut data = json!({ "node": &*node, "queue_age_s": queue_age_s, "channels": channels });
        if let Some(data) = data.as_object_mut() {
            data.extend(LEVELS.map(|(name, metric)| (name.to_owned(), Value::from(metric.total()))));
            let rates = counted.rates_since(&before);
            data.extend(rates.map(|(name, rate)| (name.to_owned(), Value::from(rate))));
        }
        before = counted;
        let taken = TopicEvent { id: EventId::new(now), kind: "figures.taken".to_owned(), at: now, data };
        let frame = taken.encode_in_passing(Topic::Ops).as_str().to_owned();
        // Lost where too much is going on; that shows by itself.
        let _ = whispers.try_send(Whisper { topic: Topic::Ops, frame, except: None });
    }
}

/// What waits on each channel and what went, which the metrics learn here too; null where nobody can say.
async fn channels(dials: &Dials, now: DateTime<Utc>) -> Option<Vec<ChannelView>> {
    let standings: Vec<_> = dials.gates.iter().map(Gate::standing_of).collect();
    let channels = dials.figures.take(&standings, now).await.ok()?;
    for (kind, channel) in ChannelKind::ALL.into_iter().zip(&channels) {
        let seconds = |ms: Option<f64>| ms.unwrap_or(0.0) / 1000.0;
        for (figure, level) in [
            (Figure::Queued, channel.queued as f64),
            (Figure::InFlight, channel.in_flight as f64),
            (Figure::OldestDue, channel.oldest_due_s.unwrap_or(0) as f64),
            (Figure::LatencyP50, seconds(channel.latency_p50_ms)),
            (Figure::LatencyP99, seconds(channel.latency_p99_ms)),
        ] {
            figure.set(kind, level);
        }
    }
    Some(channels)
}

/// How long the oldest message has been waiting; null where nobody can say.
async fn queue_age_s(database: &Database, now: DateTime<Utc>) -> Option<i64> {
    let since = queue_since(database).await.ok()?;
    Some(since.map_or(0, |since| (now - since).num_seconds().max(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rose_is_told_by_the_second() {
        let at = Instant::now();
        let before = Counted { at, totals: [10; RATES.len()] };
        let after = Counted { at: at + Duration::from_secs(4), totals: [11; RATES.len()] };
        let rates: Vec<_> = after.rates_since(&before).collect();
        assert_eq!(rates[0], ("deliveries_per_s", 0.3));
        assert_eq!(rates.len(), RATES.len());
    }
}
