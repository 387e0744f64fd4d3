//! Who is to be told of a message, and who has seen that they were.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{ConversationId, EventId, MessageId, NotificationId, UserId};
use crate::storage::conversations::seats::{SEATS, STANDS};
use crate::storage::error::StorageError;
use crate::storage::schema::{conversations, messages};

/// A message and those who did not write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToTell {
    /// Where it was said.
    pub conversation_id: ConversationId,
    /// By whom.
    pub sender_name: String,
    /// To whom.
    pub readers: Vec<Reader>,
}

/// Somebody to whom something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub user_id: UserId,
    /// They have read it already.
    pub has_read: bool,
    /// They were told of this conversation before, and have not looked since.
    pub was_told: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    message_id: MessageId,
    #[diesel(sql_type = SqlUuid)]
    conversation_id: ConversationId,
    #[diesel(sql_type = Text)]
    sender_name: String,
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
    #[diesel(sql_type = Bool)]
    has_read: bool,
    #[diesel(sql_type = Bool)]
    was_told: bool,
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = SqlUuid)]
    id: NotificationId,
}

#[derive(QueryableByName)]
struct Read {
    #[diesel(sql_type = SqlUuid)]
    event_id: EventId,
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
}

#[derive(QueryableByName)]
struct Hearer {
    #[diesel(sql_type = SqlUuid)]
    conversation_id: ConversationId,
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
}

/// Whom each of these messages was said to. Their conversations are locked for the rest of the transaction, so that who
/// is told, on whichever node, and who reads meanwhile come one after the other.
///
/// # Errors
/// [`StorageError`].
pub async fn lock_and_load(
    connection: &mut AsyncPgConnection,
    said: &[MessageId],
) -> Result<HashMap<MessageId, ToTell>, StorageError> {
    if said.is_empty() {
        return Ok(HashMap::new());
    }
    let theirs = messages::table.filter(messages::id.eq_any(said)).select(messages::conversation_id);
    let _locked: Vec<ConversationId> = conversations::table
        .filter(conversations::id.eq_any(theirs))
        .order(conversations::id)
        .select(conversations::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    let rows: Vec<Row> = diesel::sql_query(format!(
        "SELECT message.id AS message_id, message.conversation_id, seat.user_id,
                sender.first_name || ' ' || sender.last_name AS sender_name,
                seat.read_position >= message.position AS has_read,
                EXISTS (SELECT FROM notifications bell
                        WHERE bell.user_id = seat.user_id AND bell.read_at IS NULL AND bell.archived_at IS NULL
                          AND bell.type = 'message.sent'
                          AND bell.data ->> 'conversation_id' = message.conversation_id::text) AS was_told
         FROM messages message JOIN users sender ON sender.id = message.sender_id
         JOIN {SEATS} ON seat.conversation_id = message.conversation_id
         WHERE message.id = ANY($1) AND seat.user_id <> message.sender_id AND {STANDS}
         ORDER BY seat.user_id"
    ))
    .bind::<Array<SqlUuid>, _>(said)
    .load(connection)
    .await?;
    let mut to_tell: HashMap<MessageId, ToTell> = HashMap::new();
    for row in rows {
        let Row { message_id, conversation_id, sender_name, user_id, has_read, was_told } = row;
        let nobody_yet = || ToTell { conversation_id, sender_name, readers: Vec::new() };
        let reader = Reader { user_id, has_read, was_told };
        to_tell.entry(message_id).or_insert_with(nobody_yet).readers.push(reader);
    }
    Ok(to_tell)
}

/// Marks what an inbox has of the messages of a conversation, up to a position of it, as seen; answers which rows were not
/// yet.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_seen(
    connection: &mut AsyncPgConnection,
    user: UserId,
    conversation: ConversationId,
    position: i32,
    now: DateTime<Utc>,
) -> Result<Vec<NotificationId>, StorageError> {
    let seen: Vec<Seen> = diesel::sql_query(
        "UPDATE notifications SET read_at = $4 FROM messages
         WHERE notifications.user_id = $1 AND notifications.read_at IS NULL AND notifications.archived_at IS NULL
           AND notifications.type = 'message.sent' AND messages.id = (notifications.data ->> 'message_id')::uuid
           AND messages.conversation_id = $2 AND messages.position <= $3
         RETURNING notifications.id",
    )
    .bind::<SqlUuid, _>(user)
    .bind::<SqlUuid, _>(conversation)
    .bind::<Integer, _>(position)
    .bind::<Timestamptz, _>(now)
    .load(connection)
    .await?;
    Ok(seen.into_iter().map(|row| row.id).collect())
}

/// Who has read what was said, by the event that tells of it.
///
/// # Errors
/// [`StorageError`].
pub async fn read_by(
    connection: &mut AsyncPgConnection,
    said: &[EventId],
) -> Result<HashSet<(EventId, UserId)>, StorageError> {
    let read: Vec<Read> = diesel::sql_query(
        "SELECT event.id AS event_id, seat.user_id
         FROM events event JOIN messages message ON message.id = (event.data ->> 'message_id')::uuid
         JOIN participants seat ON seat.conversation_id = message.conversation_id
         WHERE event.id = ANY($1) AND seat.read_position >= message.position",
    )
    .bind::<Array<SqlUuid>, _>(said)
    .load(connection)
    .await?;
    Ok(read.into_iter().map(|read| (read.event_id, read.user_id)).collect())
}

/// Who hears what is said in a conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn hearers(
    connection: &mut AsyncPgConnection,
    conversations: &[ConversationId],
) -> Result<Vec<(ConversationId, UserId)>, StorageError> {
    let hearers: Vec<Hearer> = diesel::sql_query(format!(
        "SELECT seat.conversation_id, seat.user_id FROM {SEATS} WHERE seat.conversation_id = ANY($1) AND {STANDS}"
    ))
    .bind::<Array<SqlUuid>, _>(conversations)
    .load(connection)
    .await?;
    Ok(hearers.into_iter().map(|hearer| (hearer.conversation_id, hearer.user_id)).collect())
}
