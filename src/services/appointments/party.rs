//! Who comes to a visit that somebody books: themselves, whom they look after, or a clinic's patient, known or new.

use chrono::{DateTime, Utc};

use crate::domain::access::Side;
use crate::domain::api_keys::KeyScope;
use crate::domain::ids::UserId;
use crate::domain::patients::NewPatient;
use crate::domain::principals::Principal;
use crate::domain::roles::Role;
use crate::services::error::ServiceError;
use crate::services::patients::check_bookable;
use crate::services::patients::register::known;
use crate::storage::pool::Database;
use crate::storage::{dependants, doctors};

/// For whom somebody wants to book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// They did not say: for themselves.
    Unsaid,
    /// Somebody by their id.
    Named(UserId),
    /// Somebody who is registered in the same go.
    Described(NewPatient),
}

/// Who comes, and on whose side the principal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who comes.
    pub patient_id: UserId,
    /// On whose side the principal is.
    pub side: Side,
    /// The patient, where they are registered with the booking.
    pub registers: Option<NewPatient>,
    /// They become the clinic's patient with the booking, by their proven address and their name.
    pub takes_in: bool,
}

/// Whom a principal books for: patients for themselves and for their dependants, a clinic's staff, its keys and
/// administrators for whom they name or describe. Who books for themself is not looked up.
///
/// # Errors
/// Forbidden for doctors, and for patients who describe somebody; `MissingScope`; not found for who names a stranger, and
/// for a doctor outside of the principal's clinics; invalid where staff name nobody; the conflict `email_taken`.
pub async fn party(
    database: &Database,
    principal: &Principal,
    doctor: UserId,
    whom: Whom,
    now: DateTime<Utc>,
) -> Result<Party, ServiceError> {
    principal.require(KeyScope::AppointmentsWrite)?;
    match (principal.role(), principal.person()) {
        (Role::Patient, Some(caller)) => {
            let patient_id = match whom {
                Whom::Unsaid => caller.user_id,
                Whom::Named(patient) => patient,
                Whom::Described(_) => return Err(ServiceError::Forbidden),
            };
            if patient_id != caller.user_id {
                let mut connection = database.connection().await?;
                if !dependants::is_guardian(&mut connection, caller.user_id, patient_id).await? {
                    return Err(ServiceError::NotFound);
                }
            }
            Ok(Party { patient_id, side: Side::Patient, registers: None, takes_in: false })
        }
        (Role::Staff | Role::Admin, _) => {
            let mut connection = database.connection().await?;
            let clinics = doctors::clinics_of(&mut connection, doctor).await?;
            if !principal.runs_schedule_of(doctor, &clinics) {
                return Err(ServiceError::NotFound);
            }
            let by_id =
                |patient_id| Party { patient_id, side: Side::Doctor, registers: None, takes_in: false };
            match whom {
                Whom::Unsaid => {
                    Err(ServiceError::field("patient_id", "required", "Say which patient the visit is for."))
                }
                Whom::Named(patient) => {
                    check_bookable(&mut connection, principal, patient, now).await?;
                    Ok(by_id(patient))
                }
                Whom::Described(new) => {
                    principal.require(KeyScope::PatientsWrite)?;
                    Ok(match known(&mut connection, &new).await? {
                        Some(known) => Party { takes_in: true, ..by_id(known.id) },
                        None => Party { registers: Some(new.clone()), ..by_id(new.id) },
                    })
                }
            }
        }
        (Role::Patient | Role::Doctor, _) => Err(ServiceError::Forbidden),
    }
}
