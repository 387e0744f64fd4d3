//! Which visits a number was reminded of, and whose number it is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::Phone;
use crate::domain::ids::{AppointmentId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::users;

/// A reminder that went out by text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Reminder {
    /// Of which visit.
    #[diesel(sql_type = SqlUuid)]
    pub appointment_id: AppointmentId,
    /// To whom: the patient, or who looks after them.
    #[diesel(sql_type = SqlUuid)]
    pub user_id: UserId,
}

/// The reminders that went to a number since, the last first, one of each visit.
///
/// # Errors
/// [`StorageError`].
pub async fn of_number(
    connection: &mut AsyncPgConnection,
    number: &Phone,
    since: DateTime<Utc>,
) -> Result<Vec<Reminder>, StorageError> {
    Ok(diesel::sql_query(
        "SELECT appointment_id, user_id FROM (
             SELECT DISTINCT ON (appointment_id) appointment_id, user_id, sent_at FROM deliveries
             WHERE address = $1 AND sent_at > $2 AND channel = 'sms' AND state = 'sent'
               AND template = 'appointment_reminder' AND appointment_id IS NOT NULL
             ORDER BY appointment_id, sent_at DESC
         ) AS reminded ORDER BY sent_at DESC, appointment_id DESC",
    )
    .bind::<Text, _>(number.as_str())
    .bind::<Timestamptz, _>(since)
    .load(connection)
    .await?)
}

/// Whose number it is, the eldest account first.
///
/// # Errors
/// [`StorageError`].
pub async fn owners(connection: &mut AsyncPgConnection, number: &Phone) -> Result<Vec<UserId>, StorageError> {
    Ok(users::table
        .filter(users::phone.eq(number.as_str()))
        .filter(users::deleted_at.is_null())
        .order(users::id)
        .select(users::id)
        .load(connection)
        .await?)
}
