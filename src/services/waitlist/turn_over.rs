//! Turns offers over to the next whose time is over, and ends places that nothing can come of any more: timed work.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::audit::Origin;
use crate::domain::ids::{UserId, WaitlistOfferId};
use crate::domain::waitlist::{EntryStatus, OfferState};
use crate::services::error::ServiceError;
use crate::services::retention::Guard;
use crate::services::timed::{Tally, holds_lease};
use crate::services::waitlist::close::{Ending, close};
use crate::storage::pool::Database;
use crate::storage::schedules;
use crate::storage::waitlist::{entries, offers};

/// Offers that are gone through in one go; the rest has its turn with the next.
const OFFERS: i64 = 500;
/// Places a transaction, so that no lock is held for long.
const PLACES: i64 = 1_000;

/// Turns over what has run out at `now`, an offer a transaction; answers how many, and how many failed. Each transaction
/// holds the lease of `guard`, where there is one. Doing it twice does nothing.
///
/// # Errors
/// `Storage`, `Busy` where the database cannot be asked at all; what was done until then stays done.
pub async fn turn_over(
    database: &Database,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<Tally, ServiceError> {
    let due = offers::due(&mut *database.connection().await?, now, OFFERS).await?;
    let mut tally = Tally::default();
    for (offer, doctor) in due {
        let mut connection = database.connection().await?;
        let turned = AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !holds_lease(connection, guard).await? {
                return Ok::<_, ServiceError>(0);
            }
            expire(connection, offer, doctor, now).await.map(usize::from)
        });
        tally.add("turning an offer over", offer, turned.await);
    }
    let mut connection = database.connection().await?;
    AsyncPgConnection::transaction(&mut connection, async |connection| {
        if holds_lease(connection, guard).await? {
            entries::lapse(connection, now, PLACES).await?;
        }
        Ok::<_, ServiceError>(())
    })
    .await?;
    Ok(tally)
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
