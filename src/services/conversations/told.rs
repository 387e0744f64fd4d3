//! What is said of a conversation: in the event table (ids alone), on the sockets, and on record.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::conversations::Message;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{ConversationId, EventId, MessageId, UserId};
use crate::domain::principals::Agent;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::conversations::Conversations;
use crate::services::conversations::view::MessageView;
use crate::services::error::ServiceError;
use crate::services::live::Publication;
use crate::storage::conversations::{messages, to_tell, unread};
use crate::storage::error::StorageError;

impl Conversations {
    /// What the sockets are told of an event of a conversation.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn publications(&self, event: &Event) -> Result<Vec<Publication>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let told = publications(&mut connection, std::slice::from_ref(event)).await?;
        Ok(told.into_values().flatten().collect())
    }
}

/// That something was said, or put in other words.
#[must_use]
pub(super) fn of_message(kind: EventKind, message: &Message, now: DateTime<Utc>) -> Event {
    let data = json!({ "conversation_id": message.conversation_id, "message_id": message.id });
    event(kind, message.sender_id, data, now)
}

/// That somebody has read up to a message.
#[must_use]
pub(super) fn of_receipt(
    conversation: ConversationId,
    message: MessageId,
    reader: UserId,
    now: DateTime<Utc>,
) -> Event {
    let data =
        json!({ "conversation_id": conversation, "user_id": reader, "message_id": message, "at": now });
    event(EventKind::MessageRead, reader, data, now)
}

fn event(kind: EventKind, actor: UserId, data: Value, now: DateTime<Utc>) -> Event {
    let id = EventId::new(now);
    Event { id, kind, appointment_id: None, user_id: None, actor: Some(actor.0), data, at: now }
}

/// The message that an event is about; none for an event of another kind.
#[must_use]
pub fn message_of(event: &Event) -> Option<MessageId> {
    let said = matches!(event.kind, EventKind::MessageSent | EventKind::MessageEdited);
    if said { event.data["message_id"].as_str()?.parse().ok() } else { None }
}

/// What is told of these events, by event: the words to whoever hears the conversation, and that there is something to
/// read to each participant who did not write it. Of events that are not about conversations nothing.
///
/// # Errors
/// [`StorageError`].
pub async fn publications(
    connection: &mut AsyncPgConnection,
    events: &[Event],
) -> Result<HashMap<EventId, Vec<Publication>>, StorageError> {
    let events: Vec<&Event> = events.iter().filter(|event| conversation_of(event).is_some()).collect();
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let said: Vec<MessageId> = events.iter().filter_map(|event| message_of(event)).collect();
    let said = messages::find_many(connection, &said).await?;
    let said: HashMap<MessageId, Message> = said.into_iter().map(|one| (one.id, one)).collect();
    let conversations: Vec<ConversationId> =
        events.iter().filter_map(|event| conversation_of(event)).collect();
    let hearers = to_tell::hearers(connection, &conversations).await?;
    let people: Vec<UserId> = hearers.iter().map(|(_, person)| *person).collect();
    let unread = unread::totals(connection, &people).await?;
    let unread = |person: &UserId| unread.get(person).copied().unwrap_or(0);
    let mut told = HashMap::new();
    for event in events {
        let Some(conversation) = conversation_of(event) else { continue };
        let data = match message_of(event).map(|id| said.get(&id)) {
            Some(Some(message)) => serde_json::to_value(MessageView::from(message)).unwrap_or(Value::Null),
            Some(None) => continue,
            None => event.data.clone(),
        };
        let counted = |person: UserId| {
            let mut data = data.clone();
            data["unread"] = json!(unread(&person));
            tell(event, Topic::User(person), data)
        };
        let by_themselves = |person: &UserId| event.actor == Some(person.0);
        let concerned = |person: &UserId| match event.kind {
            EventKind::MessageSent => !by_themselves(person),
            EventKind::MessageRead => by_themselves(person),
            _ => false,
        };
        let there = hearers.iter().filter(|(of, _)| *of == conversation).map(|(_, person)| *person);
        let mut all = vec![tell(event, Topic::Conversation(conversation), data.clone())];
        all.extend(there.filter(concerned).map(counted));
        told.insert(event.id, all);
    }
    Ok(told)
}

fn tell(event: &Event, topic: Topic, data: Value) -> Publication {
    let kind = event.kind.as_str().to_owned();
    Publication { topic, event: TopicEvent { id: event.id, kind, at: event.at, data } }
}

fn conversation_of(event: &Event) -> Option<ConversationId> {
    let kinds = [EventKind::MessageSent, EventKind::MessageEdited, EventKind::MessageRead];
    if kinds.contains(&event.kind) { event.data["conversation_id"].as_str()?.parse().ok() } else { None }
}

/// The line of something done to a conversation.
#[must_use]
pub(super) fn record(
    action: &'static str,
    conversation: ConversationId,
    patient: UserId,
    actor: UserId,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(Agent::User(actor)),
        action,
        object_kind: "conversation",
        object_id: Some(conversation.0),
        patient: Some(patient),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}

/// The line of something said.
#[must_use]
pub(super) fn message_record(
    action: &'static str,
    message: &Message,
    patient: UserId,
    actor: UserId,
    origin: &Origin,
) -> AuditEntry {
    let files: Vec<_> = message.attachments.iter().map(|file| file.id).collect();
    let detail = json!({ "message_id": message.id, "attachments": files });
    record(action, message.conversation_id, patient, actor, origin, detail)
}
