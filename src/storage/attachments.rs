//! Files that go with messages. Whose they are is said with every query.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::attachments::Attachment;
use crate::domain::ids::{AttachmentId, ConversationId, MessageId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::{attachment_contents, attachments, messages};

#[derive(Queryable, Selectable)]
#[diesel(table_name = attachments)]
struct Row {
    id: AttachmentId,
    uploader_id: UserId,
    name: String,
    content_type: String,
    size_bytes: i32,
    sha256: Vec<u8>,
    created_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Piece {
    #[diesel(sql_type = Binary)]
    piece: Vec<u8>,
}

/// Adds a file, which its uploader may then send.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &Attachment,
    content: &[u8],
) -> Result<(), StorageError> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::id.eq(new.id),
            attachments::uploader_id.eq(new.uploader_id),
            attachments::name.eq(&new.name),
            attachments::content_type.eq(&new.content_type),
            attachments::size_bytes.eq(new.size_bytes),
            attachments::sha256.eq(&new.sha256),
            attachments::created_at.eq(new.created_at),
        ))
        .execute(connection)
        .await?;
    diesel::insert_into(attachment_contents::table)
        .values((attachment_contents::attachment_id.eq(new.id), attachment_contents::content.eq(content)))
        .execute(connection)
        .await?;
    Ok(())
}

/// How many files somebody has uploaded and not sent.
///
/// # Errors
/// [`StorageError`].
pub async fn count_unsent(connection: &mut AsyncPgConnection, uploader: UserId) -> Result<i64, StorageError> {
    let unsent = attachments::table
        .filter(attachments::uploader_id.eq(uploader))
        .filter(attachments::message_id.is_null());
    Ok(unsent.count().get_result(connection).await?)
}

/// A file, and the conversation it was sent in; none while it was not sent.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: AttachmentId,
) -> Result<Option<(Attachment, Option<ConversationId>)>, StorageError> {
    let row: Option<(Row, Option<ConversationId>)> = attachments::table
        .left_join(messages::table.on(attachments::message_id.eq(messages::id.nullable())))
        .filter(attachments::id.eq(id))
        .select((Row::as_select(), messages::conversation_id.nullable()))
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|(row, conversation)| (read(row), conversation)))
}

/// Bytes of a file's content, from `start` on, `length` at most.
///
/// # Errors
/// [`StorageError`].
pub async fn piece(
    connection: &mut AsyncPgConnection,
    id: AttachmentId,
    start: i32,
    length: i32,
) -> Result<Vec<u8>, StorageError> {
    // PostgreSQL counts from one.
    let piece: Piece = diesel::sql_query(
        "SELECT substring(content FROM $2 + 1 FOR $3) AS piece FROM attachment_contents WHERE attachment_id = $1",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Integer, _>(start)
    .bind::<Integer, _>(length)
    .get_result(connection)
    .await?;
    Ok(piece.piece)
}

/// Lets files go with a message, if they are the uploader's and went with none before; answers how many were.
///
/// # Errors
/// [`StorageError`].
pub async fn send(
    connection: &mut AsyncPgConnection,
    uploader: UserId,
    files: &[AttachmentId],
    message: MessageId,
) -> Result<usize, StorageError> {
    let theirs = attachments::table
        .filter(attachments::id.eq_any(files))
        .filter(attachments::uploader_id.eq(uploader))
        .filter(attachments::message_id.is_null());
    Ok(diesel::update(theirs).set(attachments::message_id.eq(message)).execute(connection).await?)
}

/// The files of these messages, in the order they were uploaded in.
///
/// # Errors
/// [`StorageError`].
pub async fn of_messages(
    connection: &mut AsyncPgConnection,
    ids: &[MessageId],
) -> Result<HashMap<MessageId, Vec<Attachment>>, StorageError> {
    let rows: Vec<(MessageId, Row)> = attachments::table
        .filter(attachments::message_id.eq_any(ids))
        .order((attachments::message_id, attachments::id))
        .select((attachments::message_id.assume_not_null(), Row::as_select()))
        .load(connection)
        .await?;
    let mut files: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for (message, row) in rows {
        files.entry(message).or_default().push(read(row));
    }
    Ok(files)
}

/// Forgets files from before `before` that were not sent; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(
        "DELETE FROM attachments WHERE id IN (
             SELECT id FROM attachments WHERE message_id IS NULL AND created_at < $1
             ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?)
}

fn read(row: Row) -> Attachment {
    Attachment {
        id: row.id,
        uploader_id: row.uploader_id,
        name: row.name,
        content_type: row.content_type,
        size_bytes: row.size_bytes,
        sha256: row.sha256,
        created_at: row.created_at,
    }
}
