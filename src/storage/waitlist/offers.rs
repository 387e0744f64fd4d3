//! Slots that are kept for people who waited.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{AppointmentId, UserId, WaitlistEntryId, WaitlistOfferId, least_uuid};
use crate::domain::waitlist::{Offer, OfferState};
use crate::storage::error::StorageError;
use crate::storage::schema::waitlist_offers;
use crate::storage::waitlist::rows::{OfferRow, offer_columns, offers, read_offer};

/// One offer, whatever became of it.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: WaitlistOfferId,
) -> Result<Option<Offer>, StorageError> {
    let row: Option<OfferRow> = offers()
        .filter(waitlist_offers::id.eq(id))
        .select(offer_columns())
        .first(connection)
        .await
        .optional()?;
    row.map(read_offer).transpose()
}

/// The open offers of these places.
///
/// # Errors
/// [`StorageError`].
pub async fn open_of(
    connection: &mut AsyncPgConnection,
    entries: &[WaitlistEntryId],
) -> Result<Vec<Offer>, StorageError> {
    let rows: Vec<OfferRow> = offers()
        .filter(waitlist_offers::entry_id.eq_any(entries))
        .filter(waitlist_offers::state.eq("open"))
        .select(offer_columns())
        .load(connection)
        .await?;
    rows.into_iter().map(read_offer).collect()
}

/// Those of these offers that stand.
///
/// # Errors
/// [`StorageError`].
pub async fn still_open(
    connection: &mut AsyncPgConnection,
    offers: &[WaitlistOfferId],
    now: DateTime<Utc>,
) -> Result<HashSet<WaitlistOfferId>, StorageError> {
    let open: Vec<WaitlistOfferId> = waitlist_offers::table
        .filter(waitlist_offers::id.eq_any(offers))
        .filter(waitlist_offers::state.eq("open"))
        .filter(waitlist_offers::expires_at.gt(now))
        .select(waitlist_offers::id)
        .load(connection)
        .await?;
    Ok(open.into_iter().collect())
}

/// Writes an offer.
///
/// # Errors
/// `Refused` where the patient has an open one; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    offer: &Offer,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(waitlist_offers::table)
        .values((
            waitlist_offers::id.eq(offer.id),
            waitlist_offers::entry_id.eq(offer.entry_id),
            waitlist_offers::patient_id.eq(offer.patient_id),
            waitlist_offers::doctor_id.eq(offer.doctor_id),
            waitlist_offers::clinic_id.eq(offer.clinic_id),
            waitlist_offers::appointment_type.eq(offer.appointment_type.as_str()),
            waitlist_offers::starts_at.eq(offer.during.start),
            waitlist_offers::ends_at.eq(offer.during.end),
            waitlist_offers::time_zone.eq(offer.time_zone.name()),
            waitlist_offers::hold_id.eq(offer.hold_id),
            waitlist_offers::state.eq(offer.state.as_str()),
            waitlist_offers::expires_at.eq(offer.expires_at),
            waitlist_offers::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Closes an open offer; `false` where it is closed already.
///
/// # Errors
/// [`StorageError`].
pub async fn close(
    connection: &mut AsyncPgConnection,
    id: WaitlistOfferId,
    state: OfferState,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open =
        waitlist_offers::table.filter(waitlist_offers::id.eq(id)).filter(waitlist_offers::state.eq("open"));
    let closed = diesel::update(open)
        .set((waitlist_offers::state.eq(state.as_str()), waitlist_offers::closed_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(closed == 1)
}

/// Closes the offers whose holds were booked, and ends the places that they were made to. Takes a shared connection, so
/// that it can be sent along with other statements; nothing for holds that are no offers.
///
/// # Errors
/// [`StorageError`].
pub async fn accept(
    mut connection: &AsyncPgConnection,
    holds: &[AppointmentId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "WITH accepted AS (
             UPDATE waitlist_offers SET state = 'accepted', closed_at = $2 WHERE hold_id = ANY($1) AND state = 'open'
             RETURNING entry_id)
         UPDATE waitlist_entries SET status = 'booked', version = version + 1, updated_at = $2
         FROM accepted WHERE waitlist_entries.id = accepted.entry_id",
    )
    .bind::<Array<SqlUuid>, _>(holds)
    .bind::<Timestamptz, _>(now)
    .execute(&mut connection)
    .await?;
    Ok(())
}

/// Open offers whose time is over, the longest ago first; each beside its doctor.
///
/// # Errors
/// [`StorageError`].
pub async fn due(
    connection: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<(WaitlistOfferId, UserId)>, StorageError> {
    Ok(waitlist_offers::table
        .filter(waitlist_offers::state.eq("open"))
        .filter(waitlist_offers::expires_at.le(now))
        .order(waitlist_offers::expires_at)
        .select((waitlist_offers::id, waitlist_offers::doctor_id))
        .limit(limit)
        .load(connection)
        .await?)
}

/// Forgets up to `limit` offers that were closed `before`; answers how many.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    Ok(diesel::sql_query(
        "DELETE FROM waitlist_offers WHERE id IN (
             SELECT id FROM waitlist_offers WHERE id < $1 AND state <> 'open' AND closed_at < $2
             ORDER BY id LIMIT $3)",
    )
    .bind::<SqlUuid, _>(least_uuid(before))
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?)
}
