//! Closes an offer that was not booked: the slot goes to the next, or is free again.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::audit::Origin;
use crate::domain::principals::Agent;
use crate::domain::waitlist::{EntryStatus, Offer, OfferState};
use crate::services::appointments::freed::{Freed, freed};
use crate::services::error::ServiceError;
use crate::services::waitlist::told;
use crate::storage::waitlist::{entries, offers};
use crate::storage::{audit, events, holds, schedules};

/// How an offer ends.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// Declined, or expired.
    pub state: OfferState,
    /// What becomes of the place in the waitlist.
    pub entry: EntryStatus,
    /// Who ended it; nobody where its time is over.
    pub actor: Option<Agent>,
    /// Where the request came from.
    pub origin: &'a Origin,
}

/// Closes an open offer, under the lock of the doctor's schedule; `false` where it is closed already.
///
/// # Errors
/// `Storage`.
pub async fn close(
    connection: &mut AsyncPgConnection,
    offer: &Offer,
    ending: Ending<'_>,
    now: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    if !offers::close(connection, offer.id, ending.state, now).await? {
        return Ok(false);
    }
    let offer = Offer { state: ending.state, ..offer.clone() };
    entries::set_status(connection, offer.entry_id, ending.entry, now).await?;
    let action = match ending.state {
        OfferState::Declined => "waitlist.decline",
        OfferState::Open | OfferState::Accepted | OfferState::Expired => "waitlist.expire",
    };
    let entry = told::offer_record(action, &offer, ending.actor, ending.origin);
    audit::insert(connection, &[entry], now).await?;
    let closed = told::closed(&offer, ending.actor, now);
    events::insert(connection, std::slice::from_ref(&closed)).await?;
    if let Some(hold) = holds::find(connection, offer.hold_id).await? {
        holds::end(connection, &[offer.hold_id], now).await?;
        let time =
            Freed { doctor_id: offer.doctor_id, during: offer.during, session_id: hold.visit.session_id };
        freed(connection, time, now).await?;
    }
    schedules::bump_calendars(connection, &[offer.doctor_id]).await?;
    Ok(true)
}
