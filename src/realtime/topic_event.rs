//! What happened, on its way to a topic's subscribers.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// One event as one topic's readers may see it. One row of the event table may give a topic several, each of another
/// kind (a move frees a slot and takes another), but never two of a kind.
#[derive(Debug, Clone, PartialEq)]
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

/// An event that has its place in its topic, whoever gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedEvent {
    /// Where it is.
    pub position: Position,
    /// When it was pushed.
    pub pushed_at: DateTime<Utc>,
    /// See [`TopicEvent::body`].
    pub body: ByteString,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    at: DateTime<Utc>,
    data: &'a Value,
}

impl TopicEvent {
    /// All of the frame but the place in the topic: a JSON object. It is written once, before the event has a place, and
    /// is what nodes tell each other.
    #[must_use]
    pub fn body(&self) -> ByteString {
        let body = Body { kind: &self.kind, at: self.at, data: &self.data };
        serde_json::to_string(&body).expect("an event has string keys and no fallible parts").into()
    }

    /// The `event` frame of something that is worth hearing now or never, and has no place in the topic.
    #[must_use]
    pub fn encode_in_passing(&self, topic: Topic) -> Encoded {
        let body = self.body();
        let body = body.strip_prefix('{').unwrap_or_default();
        Encoded::text(&format!(r#"{{"op":"event","topic":"{topic}",{body}"#))
    }
}

impl PlacedEvent {
    /// The `event` frame.
    #[must_use]
    pub fn encode(&self, topic: Topic) -> Encoded {
        let Position { epoch, offset } = &self.position;
        let (epoch, body) = (epoch.as_str(), self.body.strip_prefix('{').unwrap_or_default());
        Encoded::text(&format!(
            r#"{{"op":"event","topic":"{topic}","epoch":"{epoch}","offset":{offset},{body}"#
        ))
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
        let position = Position { epoch: "a1".into(), offset: 124 };
        let placed = PlacedEvent { position, pushed_at: event.at, body: event.body() };
        assert_eq!(
            placed.encode(Topic::DoctorSlots(id.parse().unwrap())).as_str(),
            format!(
                r#"{{"op":"event","topic":"doctor:{id}:slots","epoch":"a1","offset":124,"type":"slot.taken","at":"2026-11-24T08:00:00Z","data":{{"seats_left":0}}}}"#
            )
        );
    }
}
