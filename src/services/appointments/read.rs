//! Reads visits, each caller theirs.

use crate::domain::access::{Caller, Side};
use crate::domain::appointments::Appointment;
use crate::domain::ids::AppointmentId;
use crate::domain::pages::{Slice, Start};
use crate::domain::roles::Role;
use crate::services::error::ServiceError;
use crate::storage::appointments::find;
use crate::storage::appointments::list::{self, Filter, Position, Scope};
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
    let visit = find::find(&mut *database.connection().await?, id).await?;
    let visit = visit.ok_or(ServiceError::NotFound)?;
    let side = caller.side_of(&visit).ok_or(ServiceError::NotFound)?;
    Ok((visit, side))
}

/// One page of the caller's visits, each with the caller's side of it; the latest first where `latest_first`.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn list(
    database: &Database,
    caller: &Caller,
    filter: &Filter,
    start: Option<&Start<Position>>,
    latest_first: bool,
    limit: u32,
) -> Result<Slice<(Appointment, Side), Position>, ServiceError> {
    let scope = match caller.role {
        Role::Patient => Scope::Patient(caller.user_id),
        Role::Doctor => Scope::Doctor(caller.user_id),
        Role::Staff => Scope::Clinics(caller.clinics.clone()),
        Role::Admin => Scope::All,
    };
    let descending = latest_first != Start::is_backwards(start);
    let beyond = start.map(|start| &start.at);
    let mut connection = database.connection().await?;
    let visits =
        list::list(&mut connection, &scope, filter, beyond, descending, i64::from(limit) + 1).await?;
    let with_side = |visit: Appointment| caller.side_of(&visit).map(|side| (visit, side));
    let rows = visits.into_iter().filter_map(with_side).collect();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Slice::cut(rows, start, limit, |(visit, _)| (visit.during.start, visit.id)))
}
