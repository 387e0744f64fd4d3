//! Turns offers over to the next whose time is over, and ends places that nothing can come of any more: timed work.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::audit::Origin;
use crate::domain::ids::{UserId, WaitlistOfferId};
use crate::domain::waitlist::{EntryStatus, OfferState};
use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::services::waitlist::close::{Ending, close};
use crate::storage::pool::Database;
use crate::storage::waitlist::{entries, offers};
use crate::storage::{leases, schedules};

/// Offers that are gone through in one go; the rest has its turn with the next.
const OFFERS: i64 = 500;
/// Places a transaction, so that no lock is held for long.
const PLACES: i64 = 1_000;

/// Turns over what has run out at `now`, an offer a transaction; answers how many. Each transaction holds the lease of
/// `guard`, where there is one. Doing it twice does nothing.
///
/// # Errors
/// `Storage`, `Busy`; what was done until then stays done.
pub async fn turn_over(
    database: &Database,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<usize, ServiceError> {
    let mut connection = database.connection().await?;
    let mut turned = 0;
    for (offer, doctor) in offers::due(&mut connection, now, OFFERS).await? {
        turned += AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !holds_lease(connection, guard).await? {
                return Ok::<_, ServiceError>(0);
            }
            expire(connection, offer, doctor, now).await.map(usize::from)
        })
        .await?;
    }
    AsyncPgConnection::transaction(&mut connection, async |connection| {
        if holds_lease(connection, guard).await? {
            entries::lapse(connection, now, PLACES).await?;
        }
        Ok::<_, ServiceError>(())
    })
    .await?;
    Ok(turned)
}

async fn holds_lease(connection: &mut AsyncPgConnection, guard: Option<Guard>) -> Result<bool, ServiceError> {
    match guard {
        Some(Guard { lease, fence }) => Ok(leases::guard(connection, lease, fence).await?),
        None => Ok(true),
    }
}

async fn expire(
    connection: &mut AsyncPgConnection,
    id: WaitlistOfferId,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    schedules::lock(connection, &[doctor]).await?;
    let Some(offer) = offers::find(connection, id).await? else { return Ok(false) };
    let ending = Ending {
        state: OfferState::Expired,
        entry: EntryStatus::Waiting,
        actor: None,
        origin: &Origin::default(),
    };
    close(connection, &offer, ending, now).await
}
