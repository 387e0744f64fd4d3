//! Begins a conversation.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{AppointmentId, ClinicId, ConversationId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::{conversations, participants};

/// A conversation to begin with; nothing was said yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConversation {
    /// Its id.
    pub id: ConversationId,
    /// Whom it is about.
    pub patient_id: UserId,
    /// The visit that it is about.
    pub appointment_id: Option<AppointmentId>,
    /// What it is about.
    pub subject: String,
    /// Who begins it.
    pub created_by: UserId,
    /// Who takes part, each with the clinic at which they care for the patient; none on the patient's side.
    pub seats: Vec<(UserId, Option<ClinicId>)>,
}

/// Adds a conversation and its seats.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &NewConversation,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(conversations::table)
        .values((
            conversations::id.eq(new.id),
            conversations::patient_id.eq(new.patient_id),
            conversations::appointment_id.eq(new.appointment_id),
            conversations::subject.eq(&new.subject),
            conversations::created_by.eq(new.created_by),
            conversations::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    let seats: Vec<_> = new
        .seats
        .iter()
        .map(|(user, clinic)| {
            (
                participants::conversation_id.eq(new.id),
                participants::user_id.eq(*user),
                participants::clinic_id.eq(*clinic),
                participants::latest_id.eq(new.id.0),
                participants::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(participants::table).values(&seats).execute(connection).await?;
    Ok(())
}
