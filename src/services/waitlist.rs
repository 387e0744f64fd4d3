//! The waitlist: people who wait for a time to become free, and are offered it before anyone else sees it.

pub mod answer;
pub mod close;
pub mod join;
pub mod leave;
pub mod offer;
pub mod read;
pub mod told;
pub mod turn_over;
pub mod view;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::access::{PatientScope, WaitlistScope};
use crate::domain::clock::SharedClock;
use crate::domain::ids::ClinicId;
use crate::domain::principals::Principal;
use crate::domain::waitlist::{Entry, Target};
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::patients::find::is_bookable;
use crate::storage::pool::Database;
use crate::storage::{dependants, doctors};

/// The use cases of the waitlist. Cloning is cheap.
#[derive(Clone)]
pub struct Waitlist {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl Waitlist {
    /// Over this database, by this clock; reads go on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }
}

/// Whose places the principal may see and change.
async fn scope(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
) -> Result<WaitlistScope, ServiceError> {
    let dependants = match principal.person() {
        Some(caller) if caller.may_have_dependants() => dependants::of(connection, caller.user_id).await?,
        _ => Vec::new(),
    };
    Ok(principal.waitlist_in_view(&dependants))
}

/// Lets pass a place that the principal may see and change.
///
/// # Errors
/// `NotFound` for all others; `Storage`.
async fn check_in_view(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let theirs = match scope(connection, principal).await? {
        WaitlistScope::All => true,
        WaitlistScope::OfPatients(patients) => patients.contains(&entry.patient_id),
        WaitlistScope::OfClinics { clinics, by } => {
            let target = entry.created_by == by.id() || works_at(connection, &entry.target, &clinics).await?;
            let patients = PatientScope::OfClinics { clinics, person: None };
            target && is_bookable(connection, &patients, entry.patient_id, now).await?
        }
    };
    if theirs { Ok(()) } else { Err(ServiceError::NotFound) }
}

/// Whether what somebody waits for is a doctor of these clinics.
async fn works_at(
    connection: &mut AsyncPgConnection,
    target: &Target,
    clinics: &[ClinicId],
) -> Result<bool, ServiceError> {
    let Target::Doctor(doctor) = target else { return Ok(false) };
    let places = doctors::clinics_of(connection, *doctor).await?;
    Ok(places.iter().any(|place| clinics.contains(place)))
}
