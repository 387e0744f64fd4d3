//! Frames from the server: answers to a client's frame, and what it is told unasked. Events are in `topic_event.rs`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::{ConversationId, UserId};
use crate::realtime::encoded::Encoded;
use crate::realtime::position::Position;
use crate::realtime::topic::Topic;

/// A frame that nobody asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Notice {
    /// The first frame on every socket.
    Hello {
        /// The node's name, for support.
        node: String,
        /// Whose socket it is; null for an anonymous one.
        user: Option<UserId>,
        /// Between two pings, in seconds.
        heartbeat_s: u64,
        /// Topics that were subscribed without being asked for, and where they are.
        topics: Vec<TopicPosition>,
        /// Unread in-app notifications; null for an anonymous socket.
        unread: Option<i64>,
    },
    /// What was missed cannot be replayed: the client reads the state again over REST.
    Gap {
        /// The topic with the hole.
        topic: Topic,
    },
    /// Somebody is writing; nothing of it is remembered.
    Typing {
        /// The conversation's topic.
        topic: Topic,
        /// Where.
        conversation: ConversationId,
        /// Who.
        user_id: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// A planned close follows.
    Bye {
        /// How long to wait before coming back, drawn for each socket.
        reconnect_after_ms: u64,
    },
}

impl Notice {
    /// The frame as text.
    #[must_use]
    pub fn encode(&self) -> Encoded {
        Encoded::json(self)
    }
}

/// A topic and where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicPosition {
    /// The topic.
    pub topic: Topic,
    /// Its latest event.
    #[serde(flatten)]
    pub position: Position,
}

/// An answer to one frame of the client.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// The `id` of the frame that is answered; absent if it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub re: Option<u64>,
    /// The answer.
    #[serde(flatten)]
    pub answer: Answer,
}

impl Reply {
    /// The frame as text.
    #[must_use]
    pub fn encode(&self) -> Encoded {
        Encoded::json(self)
    }
}

/// What a client's frame is answered with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Answer {
    /// From here on the topic's events come; first what `since` asked for, if it was recovered.
    Subscribed {
        /// The topic, and its latest event.
        #[serde(flatten)]
        at: TopicPosition,
        /// Whether everything after `since` follows; false also where there was no `since`.
        recovered: bool,
        /// Who has the conversation open, the subscriber included; absent for other topics.
        #[serde(skip_serializing_if = "Option::is_none")]
        present: Option<Vec<UserId>>,
    },
    /// No more events of the topic come.
    Unsubscribed {
        /// The topic.
        topic: Topic,
        /// `forbidden` where the client did not ask for it: it may not hear the topic any more.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
    },
    /// The client's place in the topic was noted.
    Acked {
        /// The topic.
        topic: Topic,
        /// The last event it has dealt with.
        offset: u64,
    },
    /// The credential was extended.
    Refreshed {
        /// When the new one ends.
        expires_at: DateTime<Utc>,
    },
    /// The answer to `ping`.
    Pong {
        /// The server's time.
        at: DateTime<Utc>,
    },
    /// The frame was refused; the socket stays.
    Error {
        /// Stable, `snake_case`.
        code: &'static str,
        /// One sentence for a person.
        message: String,
        /// Whether the same frame may work later.
        temporary: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0193a5c0-0000-7000-8000-000000000001";

    fn user() -> UserId {
        ID.parse().unwrap()
    }

    fn at(offset: u64) -> TopicPosition {
        TopicPosition { topic: Topic::User(user()), position: Position { epoch: "a1".into(), offset } }
    }

    #[test]
    fn hello_names_the_user_and_the_topics_that_are_there() {
        let hello = Notice::Hello {
            node: "n1".into(),
            user: Some(user()),
            heartbeat_s: 25,
            topics: vec![at(41)],
            unread: Some(3),
        };
        let expected = format!(
            r#"{{"op":"hello","node":"n1","user":"{ID}","heartbeat_s":25,"topics":[{{"topic":"user","epoch":"a1","offset":41}}],"unread":3}}"#
        );
        assert_eq!(hello.encode().as_str(), expected);
    }

    #[test]
    fn unasked_frames_are_written_as_the_contract_says() {
        let gap = Notice::Gap { topic: Topic::Schedule(user()) };
        assert_eq!(gap.encode().as_str(), format!(r#"{{"op":"gap","topic":"schedule:{ID}"}}"#));
        let bye = Notice::Bye { reconnect_after_ms: 4120 };
        assert_eq!(bye.encode().as_str(), r#"{"op":"bye","reconnect_after_ms":4120}"#);
    }

    #[test]
    fn answers_bear_the_id_of_the_question() {
        let instant: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
        let cases = [
            (
                Answer::Subscribed { at: at(120), recovered: true, present: None },
                r#"{"re":7,"op":"subscribed","topic":"user","epoch":"a1","offset":120,"recovered":true}"#,
            ),
            (
                Answer::Unsubscribed { topic: Topic::User(user()), reason: None },
                r#"{"re":7,"op":"unsubscribed","topic":"user"}"#,
            ),
            (
                Answer::Refreshed { expires_at: instant },
                r#"{"re":7,"op":"refreshed","expires_at":"2026-11-24T08:00:00Z"}"#,
            ),
            (Answer::Pong { at: instant }, r#"{"re":7,"op":"pong","at":"2026-11-24T08:00:00Z"}"#),
            (
                Answer::Error { code: "forbidden", message: "No.".into(), temporary: false },
                r#"{"re":7,"op":"error","code":"forbidden","message":"No.","temporary":false}"#,
            ),
        ];
        for (answer, expected) in cases {
            assert_eq!(Reply { re: Some(7), answer }.encode().as_str(), expected);
        }
    }

    #[test]
    fn an_answer_to_a_frame_without_id_has_none() {
        let reply =
            Reply { re: None, answer: Answer::Unsubscribed { topic: Topic::User(user()), reason: None } };
        assert_eq!(reply.encode().as_str(), r#"{"op":"unsubscribed","topic":"user"}"#);
    }
}
