//! What can be subscribed to. Who may is decided elsewhere, each time; here a topic only gets its names.

use std::fmt::{self, Display};

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::domain::ids::{ConversationId, UserId};

/// The name of one's own topic on the wire; whose it is follows from the socket.
const OWN: &str = "user";
/// The house's own figures.
const OPS: &str = "ops";

/// A stream of events. `Display` and serde write the name that clients see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// What concerns one person: `user` for themselves, nobody else's to see.
    User(UserId),
    /// A doctor's slots taken and freed, `doctor:{id}:slots`: public, without names.
    DoctorSlots(UserId),
    /// A doctor's appointments, `schedule:{id}`: for that doctor and their clinic's staff.
    Schedule(UserId),
    /// What is said in a conversation, `conversation:{id}`: for its participants.
    Conversation(ConversationId),
    /// Live figures of the house, `ops`: for administrators.
    Ops,
}

/// Why a text names no topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TopicError {
    /// No such topic, or not written as the server writes it.
    #[error("There is no such topic.")]
    Unknown,
    /// `user` from a socket without a user.
    #[error("Sign in to subscribe to this topic.")]
    NotSignedIn,
}

impl TopicError {
    /// The code of the error frame.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown_topic",
            Self::NotSignedIn => "unauthenticated",
        }
    }
}

impl Topic {
    /// Reads the name a client sent; `caller` is whose socket it came over. An id must be written as the server
    /// writes it (lower case, with hyphens), since the answers will bear the server's spelling.
    ///
    /// # Errors
    /// [`TopicError::Unknown`], or [`TopicError::NotSignedIn`] for `user` without a caller.
    pub fn parse(text: &str, caller: Option<UserId>) -> Result<Self, TopicError> {
        if text == OWN {
            return caller.map(Self::User).ok_or(TopicError::NotSignedIn);
        }
        match Self::from_key(text) {
            None | Some(Self::User(_)) => Err(TopicError::Unknown),
            Some(topic) => Ok(topic),
        }
    }

    /// The topic's name between nodes, the same for every reader: as on the wire, but `user:{id}`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::User(id) => format!("user:{id}"),
            Self::DoctorSlots(id) => format!("doctor:{id}:slots"),
            Self::Schedule(id) => format!("schedule:{id}"),
            Self::Conversation(id) => format!("conversation:{id}"),
            Self::Ops => OPS.to_owned(),
        }
    }

    /// Reads what [`Topic::key`] wrote.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        if key == OPS {
            return Some(Self::Ops);
        }
        let (kind, rest) = key.split_once(':')?;
        let topic = match kind {
            "user" => Self::User(rest.parse().ok()?),
            "doctor" => Self::DoctorSlots(rest.strip_suffix(":slots")?.parse().ok()?),
            "schedule" => Self::Schedule(rest.parse().ok()?),
            "conversation" => Self::Conversation(rest.parse().ok()?),
            _ => return None,
        };
        (topic.key() == key).then_some(topic)
    }
}

impl Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(_) => f.write_str(OWN),
            Self::DoctorSlots(_) | Self::Schedule(_) | Self::Conversation(_) | Self::Ops => {
                f.write_str(&self.key())
            }
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0193a5c0-0000-7000-8000-000000000001";

    fn id() -> UserId {
        ID.parse().unwrap()
    }

    #[test]
    fn user_is_ones_own_and_needs_a_sign_in() {
        assert_eq!(Topic::parse("user", Some(id())), Ok(Topic::User(id())));
        assert_eq!(Topic::parse("user", None), Err(TopicError::NotSignedIn));
    }

    #[test]
    fn nobody_can_name_another_persons_topic() {
        assert_eq!(Topic::parse(&format!("user:{ID}"), Some(id())), Err(TopicError::Unknown));
    }

    #[test]
    fn topics_are_named_by_what_they_are_about() {
        assert_eq!(Topic::parse(&format!("doctor:{ID}:slots"), None), Ok(Topic::DoctorSlots(id())));
        assert_eq!(Topic::parse(&format!("schedule:{ID}"), None), Ok(Topic::Schedule(id())));
        let conversation = Topic::Conversation(ConversationId(id().0));
        assert_eq!(Topic::parse(&format!("conversation:{ID}"), None), Ok(conversation));
        assert_eq!(Topic::parse("ops", None), Ok(Topic::Ops));
    }

    #[test]
    fn what_is_not_written_as_the_server_writes_it_is_unknown() {
        let upper = ID.to_uppercase();
        for text in [
            String::new(),
            "doctor".into(),
            format!("doctor:{ID}"),
            format!("doctor:{ID}:slots:"),
            format!("doctor:{upper}:slots"),
            format!("schedule:{{{ID}}}"),
            "schedule:7".into(),
            "ops:".into(),
            "conversation:".into(),
        ] {
            assert_eq!(Topic::parse(&text, Some(id())), Err(TopicError::Unknown), "{text:?}");
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_written_and_tells_users_apart() {
        let conversation = Topic::Conversation(ConversationId(id().0));
        for topic in
            [Topic::User(id()), Topic::DoctorSlots(id()), Topic::Schedule(id()), conversation, Topic::Ops]
        {
            assert_eq!(Topic::from_key(&topic.key()), Some(topic));
        }
        assert_eq!(Topic::User(id()).to_string(), "user");
        assert_eq!(Topic::User(id()).key(), format!("user:{ID}"));
    }
}
