//! Brings people into a clinic, makes them something else there, and lets them go.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use crate::domain::access::posts::Post;
use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::contact::Email;
use crate::domain::ids::{ClinicId, SessionId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::members::{Member, MemberRole};
use crate::domain::principals::Caller;
use crate::domain::users::User;
use crate::services::clinics::gate::{open_to_run, record};
use crate::services::error::ServiceError;
use crate::services::members::Members;
use crate::storage::sessions::{end, find};
use crate::storage::{admin_users, audit, clinics, members, schedules, users};

/// Somebody to be brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By their account.
    Account(UserId),
    /// By the address of their account.
    Address(Email),
}

impl Members {
    /// Brings somebody in; answers them, and their sign-ins, which may do more from now on.
    ///
    /// # Errors
    /// `NotFound` where there is no such clinic for the caller, no such account, or none that the caller may bring in;
    /// `Forbidden`; `Invalid` with `role_mismatch`; the conflict `already_member`; `Storage`.
    pub async fn add(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        named: &Named,
        role: MemberRole,
        origin: &Origin,
    ) -> Result<(Member, Vec<SessionId>), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let (member, sign_ins) = AsyncPgConnection::transaction(&mut connection, async |connection| {
            let post = lock(connection, caller, clinic, role).await?;
            let user = account(connection, named).await?;
            if members::find(connection, clinic, user.id).await?.is_some() {
                return Err(conflict("already_member", "This person works here already."));
            }
            let works_somewhere = members::works_somewhere(connection, user.id).await?;
            may_bring_in(post, &user, works_somewhere)?;
            fits(role, &user)?;
            clinics::insert_member(connection, clinic, user.id, role.as_str(), now).await?;
            let detail = json!({ "user_id": user.id, "role": role });
            let done = change("member.create", caller, clinic, origin, detail);
            audit::insert(connection, &[done], now).await?;
            let member = members::find(connection, clinic, user.id).await?.ok_or(ServiceError::NotFound)?;
            Ok((member, find::of_user(connection, user.id, now).await?))
        })
        .await?;
        drop(connection);
        let sign_ins: Vec<SessionId> = sign_ins.into_iter().map(|sign_in| sign_in.id).collect();
        for session in &sign_ins {
            match self.sign_ins.look_again(*session).await {
                Ok(_) | Err(ServiceError::InvalidToken) => {}
                Err(error) => tracing::warn!(%error, "a sign-in may do what it could for a minute"),
            }
        }
        Ok((member, sign_ins))
    }

    /// Makes a member something else and ends their sign-ins, which speak of what they were; answers which ended. Who is it
    /// already stays so.
    ///
    /// # Errors
    /// `NotFound` where there is no such clinic for the caller, or no such member; `Forbidden`; `Invalid` with
    /// `role_mismatch`; `Storage`.
    pub async fn set_role(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        user: UserId,
        role: MemberRole,
        origin: &Origin,
    ) -> Result<(Member, Vec<SessionId>), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let post = lock(connection, caller, clinic, role).await?;
            let account = admin_users::lock(connection, user).await?.ok_or(ServiceError::NotFound)?;
            let member = members::find(connection, clinic, user).await?.ok_or(ServiceError::NotFound)?;
            appoints(post, member.role)?;
            fits(role, &account)?;
            if member.role == role {
                return Ok((member, Vec::new()));
            }
            members::set_role(connection, clinic, user, role).await?;
            let ended = end::revoke_all(connection, user, None, now).await?;
            let detail = json!({ "user_id": user, "from": member.role, "to": role, "sessions": ended });
            let done = change("member.set_role", caller, clinic, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok((Member { role, ..member }, ended))
        })
        .await
    }

    /// Lets a member go, with their hours at the clinic, and ends their sign-ins; answers which ended.
    ///
    /// # Errors
    /// `NotFound` where there is no such clinic for the caller, or no such member; `Forbidden`; the conflict `works_here`
    /// for a doctor who has visits ahead at the clinic; `Storage`.
    pub async fn remove(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        user: UserId,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            open_to_run(connection, caller, clinic).await?;
            // Only a doctor has one.
            let schedules = schedules::lock(connection, &[user]).await?;
            let post = lock(connection, caller, clinic, MemberRole::Staff).await?;
            admin_users::lock(connection, user).await?;
            let member = members::find(connection, clinic, user).await?.ok_or(ServiceError::NotFound)?;
            appoints(post, member.role)?;
            let ahead = Interval { start: now, end: DateTime::<Utc>::MAX_UTC };
            if !clinics::visits_during(connection, clinic, Some(user), ahead).await?.is_empty() {
                let message = "This doctor has visits ahead here; move or call them off first.";
                return Err(conflict("works_here", message));
            }
            let hours = members::remove(connection, clinic, user).await?;
            if !schedules.is_empty() {
                schedules::bump_rules(connection, user, now).await?;
            }
            let ended = end::revoke_all(connection, user, None, now).await?;
            let detail = json!({ "user_id": user, "role": member.role, "hours": hours, "sessions": ended });
            let done = change("member.delete", caller, clinic, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await
    }
}

/// Lets in those who may give this role, and locks the clinic; what they are to it is read under the lock.
async fn lock(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
    role: MemberRole,
) -> Result<Post, ServiceError> {
    clinics::lock(connection, clinic).await?.ok_or(ServiceError::NotFound)?;
    let post = open_to_run(connection, caller, clinic).await?;
    appoints(post, role)?;
    Ok(post)
}

/// The account, locked; nobody who cannot sign in.
async fn account(connection: &mut AsyncPgConnection, named: &Named) -> Result<User, ServiceError> {
    let id = match named {
        Named::Account(id) => *id,
        Named::Address(email) => {
            users::find_by_email(connection, email).await?.ok_or(ServiceError::NotFound)?.id
        }
    };
    let user = admin_users::lock(connection, id).await?.ok_or(ServiceError::NotFound)?;
    if user.disabled { Err(ServiceError::NotFound) } else { Ok(user) }
}

/// Whom the caller may not bring in is not there for them, as are all who work at no clinic by their role.
fn may_bring_in(post: Post, user: &User, works_somewhere: bool) -> Result<(), ServiceError> {
    let works = MemberRole::ALL.iter().any(|role| role.fits(user.role));
    let there = post == Post::Administrator || works;
    if there && post.may_bring_in(works_somewhere) { Ok(()) } else { Err(ServiceError::NotFound) }
}

fn appoints(post: Post, role: MemberRole) -> Result<(), ServiceError> {
    if post.may_appoint(role) { Ok(()) } else { Err(ServiceError::Forbidden) }
}

fn fits(role: MemberRole, user: &User) -> Result<(), ServiceError> {
    if role.fits(user.role) {
        return Ok(());
    }
    let message =
        "A doctor's account is `doctor`, a staff account `staff` or `manager`; others work nowhere.";
    Err(ServiceError::field("role", "role_mismatch", message))
}

fn conflict(code: &'static str, message: &str) -> ServiceError {
    ServiceError::Conflict { code, message: message.to_owned() }
}

fn change(
    action: &'static str,
    caller: &Caller,
    clinic: ClinicId,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    record(action, caller, ("clinic", clinic.0), origin, detail)
}
