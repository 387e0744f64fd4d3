//! What was said, each message with its sender's name and its files.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::conversations::Message;
use crate::domain::ids::{ConversationId, MessageId, UserId};
use crate::domain::pages::Start;
use crate::storage::attachments;
use crate::storage::error::StorageError;
use crate::storage::schema::{conversations, messages, participants, users};

#[derive(Queryable)]
struct Row {
    id: MessageId,
    conversation_id: ConversationId,
    position: i32,
    sender_id: UserId,
    sender_name: (String, String),
    body: String,
    client_id: Option<String>,
    edited_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn said() -> _ {
    messages::table.inner_join(users::table)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        messages::id,
        messages::conversation_id,
        messages::position,
        messages::sender_id,
        (users::first_name, users::last_name),
        messages::body,
        messages::client_id,
        messages::edited_at,
        messages::created_at,
    )
}

/// At most `limit` messages of a conversation, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    start: Option<&Start<i32>>,
    limit: i64,
) -> Result<Vec<Message>, StorageError> {
    let mut query = said().filter(messages::conversation_id.eq(conversation)).into_boxed();
    query = match start {
        Some(Start { at, backwards: true }) => {
            query.filter(messages::position.gt(*at)).order(messages::position)
        }
        Some(Start { at, .. }) => query.filter(messages::position.lt(*at)).order(messages::position.desc()),
        None => query.order(messages::position.desc()),
    };
    let rows = query.limit(limit).select(columns()).load(connection).await?;
    with_files(connection, rows).await
}

/// These messages, in no particular order; ids of none are left out.
///
/// # Errors
/// [`StorageError`].
pub async fn find_many(
    connection: &mut AsyncPgConnection,
    ids: &[MessageId],
) -> Result<Vec<Message>, StorageError> {
    let rows = said().filter(messages::id.eq_any(ids)).select(columns()).load(connection).await?;
    with_files(connection, rows).await
}

/// At most `limit` messages that a person wrote, or that were written about them as a patient, the oldest first, behind
/// `after`.
///
/// # Errors
/// [`StorageError`].
pub async fn concerning(
    connection: &mut AsyncPgConnection,
    person: UserId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<Message>, StorageError> {
    let about = conversations::table.filter(conversations::patient_id.eq(person)).select(conversations::id);
    let rows = said()
        .filter(messages::sender_id.eq(person).or(messages::conversation_id.eq_any(about)))
        .filter(messages::id.gt(after))
        .order(messages::id)
        .limit(limit)
        .select(columns())
        .load(connection)
        .await?;
    with_files(connection, rows).await
}

/// One message of a conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Option<Message>, StorageError> {
    let found = find_many(connection, &[id]).await?.pop();
    Ok(found.filter(|message| message.conversation_id == conversation))
}

/// The message that stands at a position of a conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn at(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    position: i32,
) -> Result<Option<MessageId>, StorageError> {
    let there = messages::table
        .filter(messages::conversation_id.eq(conversation))
        .filter(messages::position.eq(position));
    Ok(there.select(messages::id).first(connection).await.optional()?)
}

/// When the message was said that stands at a position of a conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn said_at(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    position: i32,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let there = messages::table
        .filter(messages::conversation_id.eq(conversation))
        .filter(messages::position.eq(position));
    Ok(there.select(messages::created_at).first(connection).await.optional()?)
}

/// How many messages of others stand behind a position of a conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn count_after(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    position: i32,
    reader: UserId,
) -> Result<i64, StorageError> {
    let behind = messages::table
        .filter(messages::conversation_id.eq(conversation))
        .filter(messages::position.gt(position))
        .filter(messages::sender_id.ne(reader));
    Ok(behind.count().get_result(connection).await?)
}

/// The message that its sender calls by this name, in one conversation.
///
/// # Errors
/// [`StorageError`].
pub async fn by_client_id(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    sender: UserId,
    client_id: &str,
) -> Result<Option<Message>, StorageError> {
    let rows = said()
        .filter(messages::conversation_id.eq(conversation))
        .filter(messages::sender_id.eq(sender))
        .filter(messages::client_id.eq(client_id))
        .select(columns())
        .load(connection)
        .await?;
    Ok(with_files(connection, rows).await?.pop())
}

/// Adds a message as the latest of its conversation, which must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(connection: &mut AsyncPgConnection, new: &Message) -> Result<(), StorageError> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(new.id),
            messages::conversation_id.eq(new.conversation_id),
            messages::position.eq(new.position),
            messages::sender_id.eq(new.sender_id),
            messages::body.eq(&new.body),
            messages::client_id.eq(new.client_id.as_deref()),
            messages::created_at.eq(new.created_at),
        ))
        .execute(connection)
        .await?;
    diesel::update(conversations::table.find(new.conversation_id))
        .set(conversations::message_count.eq(new.position))
        .execute(connection)
        .await?;
    diesel::update(participants::table.filter(participants::conversation_id.eq(new.conversation_id)))
        .set(participants::latest_id.eq(new.id.0))
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a message in other words.
///
/// # Errors
/// [`StorageError`].
pub async fn set_body(
    connection: &mut AsyncPgConnection,
    id: MessageId,
    body: &str,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(messages::table.find(id))
        .set((messages::body.eq(body), messages::edited_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

async fn with_files(
    connection: &mut AsyncPgConnection,
    rows: Vec<Row>,
) -> Result<Vec<Message>, StorageError> {
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let mut files = attachments::of_messages(connection, &ids).await?;
    let read = |row: Row| Message {
        attachments: files.remove(&row.id).unwrap_or_default(),
        id: row.id,
        conversation_id: row.conversation_id,
        position: row.position,
        sender_id: row.sender_id,
        sender_name: format!("{} {}", row.sender_name.0, row.sender_name.1),
        body: row.body,
        client_id: row.client_id,
        edited_at: row.edited_at,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(read).collect())
}
