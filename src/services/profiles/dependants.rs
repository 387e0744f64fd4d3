//! Whom somebody looks after: a parent's children, who have no sign-in of their own.

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::ids::{ConversationId, UserId};
use crate::domain::pages::{Slice, Start};
use crate::domain::patients::NewPatient;
use crate::domain::principals::Caller;
use crate::domain::profiles::Profile;
use crate::services::error::ServiceError;
use crate::services::preferences::reminders_asked;
use crate::services::profiles::{Profiles, record};
use crate::storage::appointments::find::has_visits;
use crate::storage::conversations::seats;
use crate::storage::patients::register;
use crate::storage::profiles;
use crate::storage::profiles::list::Filter;
use crate::storage::{audit, avatars, dependants, events};

/// How many people one may look after.
const DEPENDANTS_MAX: usize = 20;

/// A dependant to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDependant {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Day of birth, if it is told.
    pub date_of_birth: Option<NaiveDate>,
    /// The guardian's where none.
    pub time_zone: Option<Tz>,
}

impl Profiles {
    /// One page of the caller's dependants, the newest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn list_dependants(
        &self,
        caller: &Caller,
        start: Option<&Start<UserId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Profile, UserId>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let theirs = Filter { guardian: Some(caller.user_id), ..Filter::default() };
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = profiles::list::list(&mut connection, &theirs, start, rows_max).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |profile| profile.id);
        self.put_reads_on_record(caller, &page.items, origin).await?;
        Ok(page)
    }

    /// Adds a patient whom the caller looks after.
    ///
    /// # Errors
    /// `Forbidden` for who is not a patient; the conflict `too_many_dependants`; `Storage`.
    pub async fn add_dependant(
        &self,
        caller: &Caller,
        wanted: &NewDependant,
        origin: &Origin,
    ) -> Result<Profile, ServiceError> {
        if !caller.may_have_dependants() {
            return Err(ServiceError::Forbidden);
        }
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            // Locked, so that two at once do not pass the limit together.
            let guardian =
                profiles::find::lock(connection, caller.user_id).await?.ok_or(ServiceError::NotFound)?;
            if dependants::of(connection, guardian.id).await?.len() >= DEPENDANTS_MAX {
                let message = format!("You look after {DEPENDANTS_MAX} people already.");
                return Err(ServiceError::Conflict { code: "too_many_dependants", message });
            }
            let new = NewPatient {
                id: UserId::new(now),
                first_name: wanted.first_name.clone(),
                last_name: wanted.last_name.clone(),
                date_of_birth: wanted.date_of_birth,
                email: None,
                phone: None,
                locale: guardian.locale,
                time_zone: wanted.time_zone.unwrap_or(guardian.time_zone),
            };
            register::insert(connection, std::slice::from_ref(&new), now).await?;
            dependants::insert(connection, guardian.id, new.id, now).await?;
            let made = profiles::find::find(connection, new.id).await?.ok_or(ServiceError::NotFound)?;
            let done = record("dependant.create", caller, &made, origin, json!({}));
            audit::insert(connection, &[done], now).await?;
            Ok(made)
        })
        .await
    }

    /// Ends the caller's looking after somebody. A person whom nobody else looks after and who has no sign-in goes with
    /// it, unless there are visits to be remembered. Answers the conversations in which the caller wrote for them, and
    /// does no more.
    ///
    /// # Errors
    /// `NotFound` where it is not the caller's dependant; the conflict `has_visits`; `Storage`.
    pub async fn remove_dependant(
        &self,
        caller: &Caller,
        person: UserId,
        origin: &Origin,
    ) -> Result<Vec<ConversationId>, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            // Bookings lock their patient too: none slips in between the look and the end.
            if !dependants::is_guardian(connection, caller.user_id, person).await? {
                return Err(ServiceError::NotFound);
            }
            let profile = profiles::find::lock(connection, person).await?.ok_or(ServiceError::NotFound)?;
            if !dependants::delete(connection, caller.user_id, person).await? {
                return Err(ServiceError::NotFound);
            }
            let stays =
                profile.email.is_some() || !dependants::guardians_of(connection, &[person]).await?.is_empty();
            if !stays {
                if has_visits(connection, person).await? {
                    let message =
                        "There are visits: cancel what is to come; what took place is kept.".to_owned();
                    return Err(ServiceError::Conflict { code: "has_visits", message });
                }
                avatars::delete(connection, person).await?;
                profiles::change::delete(connection, person, now).await?;
            }
            // Who looks after them no longer is not reminded of their visits.
            events::insert(connection, &[reminders_asked(person, now)]).await?;
            let done = record("dependant.delete", caller, &profile, origin, json!({ "stays": stays }));
            audit::insert(connection, &[done], now).await?;
            Ok(seats::beside(connection, caller.user_id, person).await?)
        })
        .await
    }
}
