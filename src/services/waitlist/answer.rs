//! What somebody answers to an offer: they take it, and it is booked as any hold is, or they do not want it.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::Origin;
use crate::domain::ids::WaitlistOfferId;
use crate::domain::principals::Principal;
use crate::domain::waitlist::{EntryStatus, Offer, OfferState};
use crate::services::appointments::booking::{BookingRequest, Start};
use crate::services::appointments::party::{Whom, party};
use crate::services::error::ServiceError;
use crate::services::waitlist::close::{Ending, close};
use crate::services::waitlist::{Waitlist, check_in_view};
use crate::storage::idempotency::Key;
use crate::storage::schedules;
use crate::storage::waitlist::{entries, offers};

impl Waitlist {
    /// The booking that an offer becomes, for the schedule of its doctor.
    ///
    /// # Errors
    /// `NotFound` where there is no such offer, or none that is the principal's to answer; the conflict `offer_expired`;
    /// `MissingScope`, `Storage`.
    pub async fn booking_of(
        &self,
        principal: &Principal,
        id: WaitlistOfferId,
        key: Option<Key>,
        origin: &Origin,
    ) -> Result<BookingRequest, ServiceError> {
        principal.require(KeyScope::AppointmentsWrite)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let offer = open(&mut connection, principal, id, now).await?;
        drop(connection);
        if offer.state != OfferState::Open || offer.expires_at <= now {
            return Err(offer_expired());
        }
        let whom = Whom::Named(offer.patient_id);
        let party = party(&self.database, principal, offer.doctor_id, whom, now).await?;
        Ok(BookingRequest {
            principal: principal.clone(),
            doctor_id: offer.doctor_id,
            party,
            start: Start::AsHeld,
            appointment_type: offer.appointment_type,
            patient_notes: String::new(),
            hold: Some(offer.hold_id),
            override_reason: None,
            key,
            origin: origin.clone(),
        })
    }

    /// Lets an offer go to the next.
    ///
    /// # Errors
    /// `NotFound`, `MissingScope`; the conflict `offer_expired` where it is closed already; `Storage`.
    pub async fn decline(
        &self,
        principal: &Principal,
        id: WaitlistOfferId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        principal.require(KeyScope::AppointmentsWrite)?;
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let offer = open(connection, principal, id, self.clock.now()).await?;
            schedules::lock(connection, &[offer.doctor_id]).await?;
            let ending = Ending {
                state: OfferState::Declined,
                entry: EntryStatus::Waiting,
                actor: Some(principal.agent()),
                origin,
            };
            let closed = close(connection, &offer, ending, self.clock.now()).await?;
            if closed { Ok(()) } else { Err(offer_expired()) }
        })
        .await
    }
}

async fn open(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    id: WaitlistOfferId,
    now: DateTime<Utc>,
) -> Result<Offer, ServiceError> {
    let offer = offers::find(connection, id).await?.ok_or(ServiceError::NotFound)?;
    let entry = entries::find(connection, offer.entry_id).await?.ok_or(ServiceError::NotFound)?;
    check_in_view(connection, principal, &entry, now).await?;
    // A doctor's other clinics are not the staff's.
    if principal.acts_at(offer.clinic_id) { Ok(offer) } else { Err(ServiceError::NotFound) }
}

/// What who comes too late is told.
#[must_use]
pub fn offer_expired() -> ServiceError {
    ServiceError::Conflict { code: "offer_expired", message: "This time is no longer kept for you.".into() }
}
