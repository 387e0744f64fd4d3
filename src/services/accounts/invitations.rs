//! Accounts that are not chosen but given: doctors, staff and administrators are invited, and choose their password by a
//! mailed link. An invitation whose link has grown old is sent again, by the administrator or by the invited person
//! themself (`auth/password/forgot/`).

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::doctors::License;
use crate::domain::events::EventKind;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::one_time::Purpose;
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::domain::users::{Registration, User};
use crate::services::accounts::{Accounts, record};
use crate::services::error::ServiceError;
use crate::storage::doctors::NewProfile;
use crate::storage::error::StorageError;
use crate::storage::invitations::Invited;
use crate::storage::{audit, clinics, doctors, invitations, schedules, users};

/// Minutes between the slots of a doctor who has not chosen yet.
const SLOT_GRID_MINUTES: i32 = 30;

/// Whom to invite, already read and found good.
#[derive(Debug)]
pub struct Invitation {
    /// The account to make.
    pub person: Registration,
    /// Where they will work.
    pub clinic: Option<ClinicId>,
    /// What a doctor needs besides; none for others.
    pub practice: Option<Practice>,
}

/// A doctor's standing.
#[derive(Debug)]
pub struct Practice {
    /// Theirs alone.
    pub license: License,
    /// Field of medicine.
    pub specialty: String,
}

impl Accounts {
    /// Makes the account and mails the link.
    ///
    /// # Errors
    /// `Forbidden` for all but administrators; `Conflict` with `address_taken` or `license_taken`; `Invalid` with
    /// `unknown_clinic`; `Storage`.
    pub async fn invite(
        &self,
        caller: &Caller,
        invitation: &Invitation,
        origin: &Origin,
    ) -> Result<User, ServiceError> {
        only_administrators(caller)?;
        let now = self.clock.now();
        let Invitation { person, clinic, practice } = invitation;
        let id = UserId::new(now);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !users::insert(connection, id, person, None, None, now).await? {
                return Err(taken("address_taken", "This address has an account already."));
            }
            if let Some(clinic) = clinic {
                if clinics::find_many(connection, &[*clinic]).await?.is_empty() {
                    return Err(ServiceError::field(
                        "clinic_id",
                        "unknown_clinic",
                        "There is no such clinic.",
                    ));
                }
                clinics::insert_member(connection, *clinic, id, person.role.as_str(), now).await?;
            }
            if let Some(practice) = practice {
                settle(connection, id, person, practice, now).await?;
            }
            self.mail_invitation(connection, id, person.email.as_str(), now).await?;
            let detail = json!({ "role": person.role, "clinic_id": clinic });
            let invited =
                record("account.invite", Some(caller.user_id), Some(id), AuditOutcome::Ok, origin, detail);
            audit::insert(connection, &[invited], now).await?;
            users::find(connection, id).await?.ok_or(ServiceError::NotFound)
        })
        .await
    }

    /// Those who were invited and have not chosen a password yet, the last one first.
    ///
    /// # Errors
    /// `Forbidden` for all but administrators; `Storage`.
    pub async fn invitations(&self, caller: &Caller) -> Result<Vec<Invited>, ServiceError> {
        only_administrators(caller)?;
        let mut connection = self.database.connection().await?;
        Ok(invitations::list(&mut connection).await?)
    }

    /// Mails the link again.
    ///
    /// # Errors
    /// `Forbidden` for all but administrators; `NotFound` for somebody who was not invited, or has come; `Storage`.
    pub async fn invite_again(
        &self,
        caller: &Caller,
        user: UserId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        only_administrators(caller)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let invited = invitations::find(connection, user).await?.ok_or(ServiceError::NotFound)?;
            self.mail_invitation(connection, user, &invited.email, now).await?;
            let again = record(
                "account.invite",
                Some(caller.user_id),
                Some(user),
                AuditOutcome::Ok,
                origin,
                json!({ "again": true }),
            );
            audit::insert(connection, &[again], now).await?;
            Ok(())
        })
        .await
    }

    /// Takes an invitation back: the account is gone, and its address free again.
    ///
    /// # Errors
    /// As [`Self::invite_again`].
    pub async fn withdraw_invitation(
        &self,
        caller: &Caller,
        user: UserId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        only_administrators(caller)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            invitations::find(connection, user).await?.ok_or(ServiceError::NotFound)?;
            invitations::withdraw(connection, user, now).await?;
            let withdrawn = record(
                "account.withdraw_invitation",
                Some(caller.user_id),
                Some(user),
                AuditOutcome::Ok,
                origin,
                json!({}),
            );
            audit::insert(connection, &[withdrawn], now).await?;
            Ok(())
        })
        .await
    }

    async fn mail_invitation(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (kind, purpose) = (EventKind::AccountInvited, Purpose::PasswordSet);
        self.send_proof(connection, kind, purpose, user, address, now).await
    }
}

/// A doctor has a profile and a schedule, still without hours.
async fn settle(
    connection: &mut AsyncPgConnection,
    id: UserId,
    person: &Registration,
    practice: &Practice,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if doctors::license_is_taken(connection, practice.license.as_str()).await? {
        return Err(taken("license_taken", "Another doctor has this license number."));
    }
    let profile = NewProfile {
        user_id: id,
        name: (&person.first_name, &person.last_name),
        license_number: practice.license.as_str(),
        specialty: &practice.specialty,
        subspecialty: "",
        years_experience: 0,
        bio: "",
        languages: &[],
        consultation_fee_minor: None,
        currency: "EUR",
        auto_confirm: false,
    };
    doctors::insert_profile(connection, &profile, now).await?;
    schedules::insert(connection, id, person.time_zone, SLOT_GRID_MINUTES, now).await?;
    Ok(())
}

fn only_administrators(caller: &Caller) -> Result<(), ServiceError> {
    if caller.role == Role::Admin { Ok(()) } else { Err(ServiceError::Forbidden) }
}

fn taken(code: &'static str, message: &str) -> ServiceError {
    ServiceError::Conflict { code, message: message.to_owned() }
}
