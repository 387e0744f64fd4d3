//! Reads visits, each caller theirs.

use diesel_async::AsyncPgConnection;

use crate::domain::access::Side;
use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::Appointment;
use crate::domain::ids::AppointmentId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::Principal;
use crate::services::error::ServiceError;
use crate::storage::appointments::find;
use crate::storage::appointments::list::{self, Filter, Position};
use crate::storage::dependants;
use crate::storage::pool::Database;

/// One visit and the caller's side of it.
///
/// # Errors
/// Not found where there is none, or none that concerns the caller.
pub async fn find(
    database: &Database,
    principal: &Principal,
    id: AppointmentId,
) -> Result<(Appointment, Side), ServiceError> {
    principal.require(KeyScope::AppointmentsRead)?;
    let mut connection = database.connection().await?;
    let visit = find::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
    let side = side(&mut connection, principal, &visit).await?;
    Ok((visit, side))
}

/// The caller's side of a visit. Costs a query only where its patient may be their dependant.
///
/// # Errors
/// Not found for those whom the visit does not concern.
pub async fn side(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    visit: &Appointment,
) -> Result<Side, ServiceError> {
    if let Some(side) = principal.side_of(visit, false) {
        return Ok(side);
    }
    let caller = principal.person().ok_or(ServiceError::NotFound)?;
    let is_guardian = dependants::is_guardian(connection, caller.user_id, visit.patient_id).await?;
    principal.side_of(visit, is_guardian).ok_or(ServiceError::NotFound)
}

/// One page of the visits of the caller and of whom they look after, each with the caller's side of it; the latest first where `latest_first`.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn list(
    database: &Database,
    principal: &Principal,
    filter: &Filter,
    start: Option<&Start<Position>>,
    latest_first: bool,
    limit: u32,
) -> Result<Slice<(Appointment, Side), Position>, ServiceError> {
    principal.require(KeyScope::AppointmentsRead)?;
    let mut connection = database.connection().await?;
    let dependants = match principal.person() {
        Some(caller) if caller.may_have_dependants() => {
            dependants::of(&mut connection, caller.user_id).await?
        }
        _ => Vec::new(),
    };
    let scope = principal.visits_in_view(&dependants);
    let descending = latest_first != Start::is_backwards(start);
    let beyond = start.map(|start| &start.at);
    let visits =
        list::list(&mut connection, &scope, filter, beyond, descending, i64::from(limit) + 1).await?;
    let with_side = |visit: Appointment| {
        let side = principal.side_of(&visit, dependants.contains(&visit.patient_id));
        side.map(|side| (visit, side))
    };
    let rows = visits.into_iter().filter_map(with_side).collect();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Slice::cut(rows, start, limit, |(visit, _)| (visit.during.start, visit.id)))
}
