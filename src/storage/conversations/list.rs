//! The conversations of a person, each with its participants and what was said last.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::conversations::{Conversation, Participant};
use crate::domain::ids::{AppointmentId, ConversationId, MessageId, UserId};
use crate::domain::pages::Start;
use crate::domain::roles::Role;
use crate::storage::conversations::messages;
use crate::storage::conversations::seats::{SEATS, STANDS};
use crate::storage::conversations::unread::NEW_TO_SEAT;
use crate::storage::error::StorageError;
use crate::storage::name_search::containing;
use crate::storage::schema::{participants, users};

/// What a list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each part of the subject or of a participant's name.
    pub q: Option<String>,
    /// Only those in which something was not read.
    pub unread_only: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: ConversationId,
    #[diesel(sql_type = SqlUuid)]
    patient_id: UserId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    appointment_id: Option<AppointmentId>,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = SqlUuid)]
    created_by: UserId,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    latest_id: Uuid,
    #[diesel(sql_type = BigInt)]
    unread: i64,
}

/// The seats of one person that stand; `$1` is who.
fn seats_of_one() -> String {
    format!(
        "SELECT talk.id, talk.patient_id, talk.appointment_id, talk.subject, talk.created_by, talk.created_at,
                seat.latest_id, (SELECT count(*) FROM messages message WHERE {NEW_TO_SEAT}) AS unread
         FROM {SEATS} WHERE seat.user_id = $1 AND {STANDS}"
    )
}

/// At most `limit` conversations of a person, those in which something was said last first, from `start` on, in its
/// direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    user: UserId,
    filter: &Filter,
    start: Option<&Start<Uuid>>,
    limit: i64,
) -> Result<Vec<Conversation>, StorageError> {
    let words: Vec<String> = filter.q.iter().flat_map(|q| q.split_whitespace()).map(containing).collect();
    let mut query = diesel::sql_query(seats_of_one())
        .into_boxed::<Pg>()
        .bind::<SqlUuid, _>(user)
        .bind::<Array<Text>, _>(words.clone())
        .bind::<BigInt, _>(limit);
    if !words.is_empty() {
        query = query.sql(
            " AND NOT EXISTS (SELECT FROM unnest($2) word WHERE talk.subject NOT ILIKE word AND NOT EXISTS (
                  SELECT FROM participants other JOIN users ON users.id = other.user_id
                  WHERE other.conversation_id = talk.id AND users.first_name || ' ' || users.last_name ILIKE word))",
        );
    }
    if filter.unread_only {
        query = query.sql(format!(" AND EXISTS (SELECT FROM messages message WHERE {NEW_TO_SEAT})"));
    }
    let backwards = Start::is_backwards(start);
    if let Some(Start { at, .. }) = start {
        let beyond = if backwards { ">" } else { "<" };
        query = query.sql(format!(" AND seat.latest_id {beyond} $4")).bind::<SqlUuid, _>(*at);
    }
    let direction = if backwards { "ASC" } else { "DESC" };
    query = query.sql(format!(" ORDER BY seat.latest_id {direction} LIMIT $3"));
    let rows: Vec<Row> = query.load(connection).await?;
    complete(connection, rows).await
}

/// One conversation, as a person sees it whose seat stands.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: ConversationId,
    user: UserId,
) -> Result<Option<Conversation>, StorageError> {
    let rows: Vec<Row> = diesel::sql_query(format!("{} AND talk.id = $2", seats_of_one()))
        .bind::<SqlUuid, _>(user)
        .bind::<SqlUuid, _>(id)
        .load(connection)
        .await?;
    Ok(complete(connection, rows).await?.pop())
}

/// Three queries more, however many conversations there are.
async fn complete(
    connection: &mut AsyncPgConnection,
    rows: Vec<Row>,
) -> Result<Vec<Conversation>, StorageError> {
    let ids: Vec<ConversationId> = rows.iter().map(|row| row.id).collect();
    let mut people = participants(connection, &ids).await?;
    // A conversation in which nothing was said yet has no message of this id.
    let latest: Vec<MessageId> = rows.iter().map(|row| MessageId(row.latest_id)).collect();
    let said = messages::find_many(connection, &latest).await?;
    let mut said: HashMap<_, _> =
        said.into_iter().map(|message| (message.conversation_id, message)).collect();
    let read = |row: Row| Conversation {
        id: row.id,
        patient_id: row.patient_id,
        appointment_id: row.appointment_id,
        subject: row.subject,
        created_by: row.created_by,
        created_at: row.created_at,
        participants: people.remove(&row.id).unwrap_or_default(),
        last_message: said.remove(&row.id),
        unread: row.unread,
        latest_id: row.latest_id,
    };
    Ok(rows.into_iter().map(read).collect())
}

type ParticipantRow =
    (ConversationId, UserId, String, String, String, Option<MessageId>, Option<DateTime<Utc>>);

async fn participants(
    connection: &mut AsyncPgConnection,
    conversations: &[ConversationId],
) -> Result<HashMap<ConversationId, Vec<Participant>>, StorageError> {
    let rows: Vec<ParticipantRow> = participants::table
        .inner_join(users::table)
        .filter(participants::conversation_id.eq_any(conversations))
        .order((participants::clinic_id.is_not_null(), participants::user_id))
        .select((
            participants::conversation_id,
            users::id,
            users::first_name,
            users::last_name,
            users::role,
            participants::last_read_message_id,
            participants::last_read_at,
        ))
        .load(connection)
        .await?;
    let mut by_conversation: HashMap<ConversationId, Vec<Participant>> = HashMap::new();
    for (conversation, id, first_name, last_name, role, last_read_message_id, last_read_at) in rows {
        let role = Role::from_stored(&role).ok_or(StorageError::Corrupt { column: "users.role" })?;
        let name = format!("{first_name} {last_name}");
        let participant = Participant { id, name, role, last_read_message_id, last_read_at };
        by_conversation.entry(conversation).or_default().push(participant);
    }
    Ok(by_conversation)
}
