//! Accounts as administrators see and change them. Every query starts from those that are not deleted.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::admin_users::ManagedUser;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::pages::Start;
use crate::domain::roles::Role;
use crate::domain::users::{Membership, User};
use crate::storage::error::StorageError;
use crate::storage::name_search::each_word;
use crate::storage::schema::{auth_sessions, clinic_members, clinics, patient_profiles, users};
use crate::storage::users::find_many;

/// What a list of accounts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each part of a name or of the address.
    pub q: Option<String>,
    /// With this role.
    pub role: Option<Role>,
    /// Those that were, or were not, disabled.
    pub disabled: Option<bool>,
}

/// At most `limit` accounts, the newest first, from `start` on, in its direction.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    start: Option<&Start<UserId>>,
    limit: i64,
) -> Result<Vec<ManagedUser>, StorageError> {
    let mut query = users::table.filter(users::deleted_at.is_null()).into_boxed();
    for word in each_word(filter.q.as_deref()) {
        query = query.filter(word);
    }
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    query = match filter.disabled {
        Some(true) => query.filter(users::disabled_at.is_not_null()),
        Some(false) => query.filter(users::disabled_at.is_null()),
        None => query,
    };
    query = match start {
        Some(Start { at, backwards: true }) => query.filter(users::id.gt(*at)).order(users::id),
        Some(Start { at, .. }) => query.filter(users::id.lt(*at)).order(users::id.desc()),
        None => query.order(users::id.desc()),
    };
    let ids: Vec<UserId> = query.limit(limit).select(users::id).load(connection).await?;
    managed(connection, &ids).await
}

/// One account.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: UserId,
) -> Result<Option<ManagedUser>, StorageError> {
    Ok(managed(connection, &[id]).await?.pop())
}

/// Locks an account for the rest of the transaction and reads it; none where there is none.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<User>, StorageError> {
    let locked: Vec<UserId> =
        users::table.filter(users::id.eq(id)).select(users::id).for_no_key_update().load(connection).await?;
    Ok(find_many(connection, &locked).await?.pop())
}

/// Disables an account since then, or enables it. It must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_disabled(
    connection: &mut AsyncPgConnection,
    id: UserId,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::disabled_at.eq(since), users::version.eq(users::version + 1), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives an account another role; a patient has a profile and works nowhere. It must be locked.
///
/// # Errors
/// [`StorageError`].
pub async fn set_role(
    connection: &mut AsyncPgConnection,
    id: UserId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((
            users::role.eq(role.as_str()),
            users::version.eq(users::version + 1),
            users::updated_at.eq(now),
        ))
        .execute(connection)
        .await?;
    if role != Role::Patient {
        return Ok(());
    }
    diesel::delete(clinic_members::table.filter(clinic_members::user_id.eq(id))).execute(connection).await?;
    diesel::insert_into(patient_profiles::table)
        .values((
            patient_profiles::user_id.eq(id),
            patient_profiles::created_at.eq(now),
            patient_profiles::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// These accounts in this order, with where they work.
async fn managed(
    connection: &mut AsyncPgConnection,
    ids: &[UserId],
) -> Result<Vec<ManagedUser>, StorageError> {
    let last_sign_in = auth_sessions::table
        .filter(auth_sessions::user_id.eq(users::id))
        .select(max(auth_sessions::created_at))
        .single_value();
    let times: Vec<(UserId, DateTime<Utc>, Option<DateTime<Utc>>)> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::created_at, last_sign_in))
        .load(connection)
        .await?;
    let times: HashMap<_, _> = times.into_iter().map(|(id, made, last)| (id, (made, last))).collect();
    let places: Vec<(UserId, ClinicId, String, String)> = clinic_members::table
        .inner_join(clinics::table)
        .filter(clinic_members::user_id.eq_any(ids))
        .filter(clinics::deleted_at.is_null())
        .order((clinics::name, clinics::id))
        .select((clinic_members::user_id, clinics::id, clinics::name, clinic_members::role))
        .load(connection)
        .await?;
    let mut found: HashMap<UserId, ManagedUser> = HashMap::new();
    for user in find_many(connection, ids).await? {
        let Some(&(created_at, last_sign_in_at)) = times.get(&user.id) else { continue };
        found.insert(user.id, ManagedUser { user, created_at, last_sign_in_at });
    }
    for (user, id, name, role) in places {
        if let Some(managed) = found.get_mut(&user) {
            managed.user.clinics.push(Membership { id, name, role });
        }
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
