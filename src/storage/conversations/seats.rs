//! Seats: the scope that every query about a conversation starts from.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::conversations::Seat;
use crate::domain::ids::{ClinicId, ConversationId, MessageId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::{conversations, participants};

/// Every seat beside its conversation.
pub(super) const SEATS: &str = "participants seat JOIN conversations talk ON talk.id = seat.conversation_id";

/// [`IS_MANNED`], to be part of other constants.
macro_rules! is_manned {
    () => {
        "EXISTS (SELECT FROM users holder WHERE holder.id = post.user_id AND (holder.role, post.role) IN
                 (('doctor', 'doctor'), ('staff', 'staff'), ('staff', 'manager')))"
    };
}

/// Whether who has a `post` at a clinic still has an account for it, as [`Caller::post_at`] has it: who was made an
/// administrator cares for nobody, whatever they were.
///
/// [`Caller::post_at`]: crate::domain::principals::Caller::post_at
pub(super) const IS_MANNED: &str = is_manned!();

/// Whether a seat stands, as [`access::conversations`](crate::domain::access::conversations) has it.
pub(super) const STANDS: &str = concat!(
    "CASE WHEN seat.clinic_id IS NULL
     THEN seat.user_id = talk.patient_id
          OR EXISTS (SELECT FROM dependants tie
                     WHERE tie.guardian_id = seat.user_id AND tie.dependant_id = talk.patient_id)
     ELSE EXISTS (SELECT FROM clinic_members post JOIN clinics place ON place.id = post.clinic_id
                  WHERE post.clinic_id = seat.clinic_id AND post.user_id = seat.user_id
                    AND place.deleted_at IS NULL AND ",
    is_manned!(),
    ") END"
);

#[derive(QueryableByName)]
struct SeatRow {
    #[diesel(sql_type = SqlUuid)]
    conversation_id: ConversationId,
    #[diesel(sql_type = SqlUuid)]
    patient_id: UserId,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    clinic_id: Option<ClinicId>,
    #[diesel(sql_type = Integer)]
    read_position: i32,
    #[diesel(sql_type = Integer)]
    message_count: i32,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}

/// A person's seat, if they have one that stands.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Option<Seat>, StorageError> {
    let seat: Option<SeatRow> = diesel::sql_query(format!(
        "SELECT seat.conversation_id, talk.patient_id, seat.clinic_id, seat.read_position, talk.message_count
         FROM {SEATS} WHERE seat.conversation_id = $1 AND seat.user_id = $2 AND {STANDS}"
    ))
    .bind::<SqlUuid, _>(conversation)
    .bind::<SqlUuid, _>(user)
    .get_result(connection)
    .await
    .optional()?;
    Ok(seat.map(|row| Seat {
        conversation_id: row.conversation_id,
        patient_id: row.patient_id,
        clinic_id: row.clinic_id,
        read_position: row.read_position,
        message_count: row.message_count,
    }))
}

/// The same, with the conversation locked for the rest of the transaction: what is asked next is asked of a conversation
/// that nobody else changes.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Option<Seat>, StorageError> {
    let locked: Option<ConversationId> = conversations::table
        .find(conversation)
        .select(conversations::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    match locked {
        Some(conversation) => find(connection, conversation, user).await,
        None => Ok(None),
    }
}

/// Whether anybody on the other side of a seat still reads: who sits there, can sign in, and whose seat stands.
///
/// # Errors
/// [`StorageError`].
pub async fn is_heard(connection: &mut AsyncPgConnection, seat: &Seat) -> Result<bool, StorageError> {
    let heard: Answer = diesel::sql_query(format!(
        "SELECT EXISTS (SELECT FROM {SEATS} JOIN users ON users.id = seat.user_id
                        WHERE seat.conversation_id = $1 AND (seat.clinic_id IS NULL) <> $2
                          AND users.deleted_at IS NULL AND users.disabled_at IS NULL AND {STANDS}) AS answer"
    ))
    .bind::<SqlUuid, _>(seat.conversation_id)
    .bind::<Bool, _>(seat.clinic_id.is_none())
    .get_result(connection)
    .await?;
    Ok(heard.answer)
}

/// The conversations about a patient in which somebody has a seat on the patient's side, whether it stands or not.
///
/// # Errors
/// [`StorageError`].
pub async fn beside(
    connection: &mut AsyncPgConnection,
    user: UserId,
    patient: UserId,
) -> Result<Vec<ConversationId>, StorageError> {
    let about = conversations::table.filter(conversations::patient_id.eq(patient)).select(conversations::id);
    let seats = participants::table
        .filter(participants::user_id.eq(user))
        .filter(participants::clinic_id.is_null())
        .filter(participants::conversation_id.eq_any(about));
    Ok(seats.select(participants::conversation_id).load(connection).await?)
}

/// Remembers up to where somebody has read. The conversation must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_read(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
    (message, position): (MessageId, i32),
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(participants::table.find((conversation, user)))
        .set((
            participants::read_position.eq(position),
            participants::last_read_message_id.eq(message),
            participants::last_read_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Up to where somebody has read; none where they have read nothing.
///
/// # Errors
/// [`StorageError`].
pub async fn last_read(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Option<MessageId>, StorageError> {
    let seat = participants::table.find((conversation, user));
    Ok(seat.select(participants::last_read_message_id).first(connection).await?)
}
