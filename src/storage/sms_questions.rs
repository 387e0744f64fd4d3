//! What a number was asked that several people share, until it answers: one question a number.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::AppointmentId;
use crate::storage::error::StorageError;
use crate::storage::schema::sms_questions;

/// Keeps a question in the place of the one before.
///
/// # Errors
/// [`StorageError`].
pub async fn ask(
    connection: &mut AsyncPgConnection,
    address: &str,
    keyword: &str,
    choices: &[AppointmentId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let choices: Vec<_> = choices.iter().map(|id| id.0).collect();
    let question = (
        sms_questions::keyword.eq(keyword),
        sms_questions::choices.eq(choices),
        sms_questions::created_at.eq(now),
    );
    diesel::insert_into(sms_questions::table)
        .values((sms_questions::address.eq(address), question.clone()))
        .on_conflict(sms_questions::address)
        .do_update()
        .set(question)
        .execute(connection)
        .await?;
    Ok(())
}

/// The visits that a number was asked about with this keyword since, in the order they were named; none where it was not.
///
/// # Errors
/// [`StorageError`].
pub async fn choices(
    connection: &mut AsyncPgConnection,
    address: &str,
    keyword: &str,
    since: DateTime<Utc>,
) -> Result<Vec<AppointmentId>, StorageError> {
    let choices: Option<Vec<uuid::Uuid>> = sms_questions::table
        .filter(sms_questions::address.eq(address))
        .filter(sms_questions::keyword.eq(keyword))
        .filter(sms_questions::created_at.gt(since))
        .select(sms_questions::choices)
        .first(connection)
        .await
        .optional()?;
    Ok(choices.unwrap_or_default().into_iter().map(AppointmentId).collect())
}
