//! Texts that people sent, by the provider's name for each: one that comes twice is answered alike and done once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::storage::error::StorageError;
use crate::storage::schema::inbound_texts;

/// Whoever took up a text has answered by then, or is no more.
const TAKEN_UP_FOR: TimeDelta = TimeDelta::seconds(60);

/// Takes a text up; `false` where somebody has, or answered it. Its answer is to be kept with [`answered`].
///
/// # Errors
/// [`StorageError`].
pub async fn take_up(
    connection: &mut AsyncPgConnection,
    sid: &str,
    address: &str,
    keyword: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let taken = diesel::sql_query(
        "INSERT INTO inbound_texts (sid, address, keyword, answer, created_at) VALUES ($1, $2, $3, '', $4)
         ON CONFLICT (sid) DO UPDATE SET created_at = excluded.created_at
         WHERE inbound_texts.answer = '' AND inbound_texts.created_at <= $5",
    )
    .bind::<Text, _>(sid)
    .bind::<Text, _>(address)
    .bind::<Text, _>(keyword)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now - TAKEN_UP_FOR)
    .execute(connection)
    .await?;
    Ok(taken == 1)
}

/// Lets go of a text that could not be answered, so that it can be sent again.
///
/// # Errors
/// [`StorageError`].
pub async fn let_go(connection: &mut AsyncPgConnection, sid: &str) -> Result<(), StorageError> {
    let unanswered =
        inbound_texts::table.filter(inbound_texts::sid.eq(sid)).filter(inbound_texts::answer.eq(""));
    diesel::delete(unanswered).execute(connection).await?;
    Ok(())
}

/// Keeps what a text was answered.
///
/// # Errors
/// [`StorageError`].
pub async fn answered(
    connection: &mut AsyncPgConnection,
    sid: &str,
    answer: &str,
) -> Result<(), StorageError> {
    diesel::update(inbound_texts::table.filter(inbound_texts::sid.eq(sid)))
        .set(inbound_texts::answer.eq(answer))
        .execute(connection)
        .await?;
    Ok(())
}

/// What a text was answered; none while it is being answered.
///
/// # Errors
/// [`StorageError`].
pub async fn answer(connection: &mut AsyncPgConnection, sid: &str) -> Result<Option<String>, StorageError> {
    let answer: Option<String> = inbound_texts::table
        .filter(inbound_texts::sid.eq(sid))
        .select(inbound_texts::answer)
        .first(connection)
        .await
        .optional()?;
    Ok(answer.filter(|answer| !answer.is_empty()))
}

/// Whether another text of this kind came from there since.
///
/// # Errors
/// [`StorageError`].
pub async fn came_before(
    connection: &mut AsyncPgConnection,
    sid: &str,
    address: &str,
    keyword: &str,
    since: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let others = inbound_texts::table
        .filter(inbound_texts::address.eq(address))
        .filter(inbound_texts::created_at.gt(since))
        .filter(inbound_texts::keyword.eq(keyword))
        .filter(inbound_texts::sid.ne(sid));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(connection).await?)
}
