//! Reads visits, each caller theirs.

use crate::domain::access::{Caller, Side};
use crate::domain::appointments::Appointment;
use crate::domain::ids::AppointmentId;
use crate::domain::roles::Role;
use crate::services::error::ServiceError;
use crate::storage::appointments::{self, Filter, Position, Scope};
use crate::storage::pool::Database;

/// One visit and the caller's side of it.
///
/// # Errors
/// Not found where there is none, or none that concerns the caller.
pub async fn find(
    database: &Database,
    caller: &Caller,
    id: AppointmentId,
) -> Result<(Appointment, Side), ServiceError> {
    let visit = appointments::find(&mut *database.connection().await?, id).await?;
    let visit = visit.ok_or(ServiceError::NotFound)?;
    let side = caller.side_of(&visit).ok_or(ServiceError::NotFound)?;
    Ok((visit, side))
}

/// One page of the caller's visits, each with the caller's side of it.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn list(
    database: &Database,
    caller: &Caller,
    filter: &Filter,
    after: Option<&Position>,
    descending: bool,
    limit: i64,
) -> Result<Vec<(Appointment, Side)>, ServiceError> {
    let scope = match caller.role {
        Role::Patient => Scope::Patient(caller.user_id),
        Role::Doctor => Scope::Doctor(caller.user_id),
        Role::Staff => Scope::Clinics(caller.clinics.clone()),
        Role::Admin => Scope::All,
    };
    let mut connection = database.connection().await?;
    let visits = appointments::list(&mut connection, &scope, filter, after, descending, limit).await?;
    Ok(visits.into_iter().filter_map(|visit| caller.side_of(&visit).map(|side| (visit, side))).collect())
}
