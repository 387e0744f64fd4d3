//! Gives up a place in the waitlist; what is kept for it goes to the next.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::Origin;
use crate::domain::ids::WaitlistEntryId;
use crate::domain::principals::Principal;
use crate::domain::waitlist::{EntryStatus, OfferState};
use crate::services::error::ServiceError;
use crate::services::waitlist::close::{Ending, close};
use crate::services::waitlist::told::entry_record;
use crate::services::waitlist::{Waitlist, check_in_view};
use crate::storage::waitlist::{entries, offers};
use crate::storage::{audit, schedules};

/// How often it is looked again whether something was offered meanwhile.
const TRIES: usize = 5;

impl Waitlist {
    /// Gives up a place; nothing where it is given up already.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that is the principal's to change; `MissingScope`, `Busy`, `Storage`.
    pub async fn leave(
        &self,
        principal: &Principal,
        id: WaitlistEntryId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        principal.require(KeyScope::AppointmentsWrite)?;
        let mut connection = self.database.connection().await?;
        let entry = entries::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        check_in_view(&mut connection, principal, &entry, self.clock.now()).await?;
        for _ in 0..TRIES {
            let tried = AsyncPgConnection::transaction(&mut connection, async |connection| {
                self.try_to_leave(connection, principal, id, origin).await
            });
            if tried.await? {
                return Ok(());
            }
        }
        Err(ServiceError::Busy)
    }

    /// `false` where something was offered after it was looked, so that the wrong schedule is locked, or none.
    async fn try_to_leave(
        &self,
        connection: &mut AsyncPgConnection,
        principal: &Principal,
        id: WaitlistEntryId,
        origin: &Origin,
    ) -> Result<bool, ServiceError> {
        let seen = offers::open_of(connection, &[id]).await?.pop();
        if let Some(offer) = &seen {
            schedules::lock(connection, &[offer.doctor_id]).await?;
        }
        let entry = entries::lock(connection, id).await?.ok_or(ServiceError::NotFound)?;
        if offers::open_of(connection, &[id]).await?.pop() != seen {
            return Ok(false);
        }
        let now = self.clock.now();
        if !entry.status.is_active() {
            return Ok(true);
        }
        let left = entry_record("waitlist.leave", &entry, principal.agent(), origin);
        audit::insert(connection, &[left], now).await?;
        let Some(offer) = seen else {
            entries::set_status(connection, id, EntryStatus::Left, now).await?;
            return Ok(true);
        };
        let ending = Ending {
            state: OfferState::Declined,
            entry: EntryStatus::Left,
            actor: Some(principal.agent()),
            origin,
        };
        close(connection, &offer, ending, now).await?;
        Ok(true)
    }
}
