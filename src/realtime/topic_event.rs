//! What happened, on its way to a topic's subscribers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// One event as one topic's readers may see it. One row of the event table may give a topic several, each of another
/// kind (a move frees a slot and takes another), but never two of a kind. Its serde form goes between nodes; clients get
/// [`TopicEvent::encode`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicEvent {
    /// The row of the event table: with the kind it tells a repeat.
    pub id: EventId,
    /// Past tense: `slot.taken`.
    pub kind: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What the topic's readers may know of it.
    pub data: Value,
}

#[derive(Serialize)]
struct Wire<'a> {
    op: &'static str,
    topic: Topic,
    #[serde(flatten)]
    position: Option<&'a Position>,
    #[serde(rename = "type")]
    kind: &'a str,
    at: DateTime<Utc>,
    data: &'a Value,
}

impl TopicEvent {
    /// The `event` frame, once it has its place in the topic.
    #[must_use]
    pub fn encode(&self, topic: Topic, position: &Position) -> Encoded {
        self.encode_at(topic, Some(position))
    }

    /// The `event` frame of something that is worth hearing now or never, and has no place in the topic.
    #[must_use]
    pub fn encode_in_passing(&self, topic: Topic) -> Encoded {
        self.encode_at(topic, None)
    }

    fn encode_at(&self, topic: Topic, position: Option<&Position>) -> Encoded {
        let Self { kind, at, data, .. } = self;
        Encoded::json(&Wire { op: "event", topic, position, kind, at: *at, data })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_written_as_the_contract_says() {
        let id = "0193a5c0-0000-7000-8000-000000000001";
        let event = TopicEvent {
            id: id.parse().unwrap(),
            kind: "slot.taken".into(),
            at: "2026-11-24T08:00:00Z".parse().unwrap(),
            data: json!({"seats_left": 0}),
        };
        let frame = event
            .encode(Topic::DoctorSlots(id.parse().unwrap()), &Position { epoch: "a1".into(), offset: 124 });
        assert_eq!(
            frame.as_str(),
            format!(
                r#"{{"op":"event","topic":"doctor:{id}:slots","epoch":"a1","offset":124,"type":"slot.taken","at":"2026-11-24T08:00:00Z","data":{{"seats_left":0}}}}"#
            )
        );
    }
}
