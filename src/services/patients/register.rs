//! Registers a patient, or takes in one who has an account already.
//!
//! An address that somebody proved to be theirs, together with their name, is who they are: a caller who gives both is
//! taken to the clinic. One without the other opens nothing, and an address that nobody proved may be anybody's.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use crate::domain::access::PatientScope;
use crate::domain::api_keys::KeyScope;
use crate::domain::audit::Origin;
use crate::domain::ids::ClinicId;
use crate::domain::patients::{NewPatient, Patient};
use crate::domain::principals::Principal;
use crate::services::error::ServiceError;
use crate::services::patients::{Patients, record, scope};
use crate::storage::idempotency::{self, Key};
use crate::storage::patients::find;
use crate::storage::patients::register::{TakenIn, insert, take_in};
use crate::storage::{audit, clinics};

/// What came of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// Somebody new.
    New(Patient),
    /// Somebody who was there already.
    Known(Patient),
    /// Its idempotency key belongs to an earlier request: look that up.
    KeyTaken,
}

impl Patients {
    /// Registers a patient with a clinic: the one that is named, or the only one of the principal. `answer` is how a new
    /// patient reads, to be kept under the key.
    ///
    /// # Errors
    /// `Forbidden` for who cares for nobody, `MissingScope`; `NotFound` for a clinic that is not the principal's;
    /// `Invalid` where none is named and there are several; the conflict `email_taken`; `Storage`.
    pub async fn register(
        &self,
        principal: &Principal,
        wanted: &NewPatient,
        clinic: Option<ClinicId>,
        key: Option<&Key>,
        answer: fn(&Patient) -> Value,
        origin: &Origin,
    ) -> Result<Registered, ServiceError> {
        scope(principal, KeyScope::PatientsWrite)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let clinic = clinic_of(&mut connection, principal, clinic).await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if let Some(known) = known(connection, wanted).await? {
                take(connection, principal, &known, clinic, now).await?;
                let detail = json!({ "clinic_id": clinic });
                let done = record("patient.take_in", principal, known.id, origin, detail);
                audit::insert(connection, &[done], now).await?;
                return Ok(Registered::Known(known));
            }
            if let Some(key) = key
                && idempotency::claim(connection, &[(key.clone(), wanted.id.0)], now).await?.is_empty()
            {
                return Ok(Registered::KeyTaken);
            }
            if insert(connection, std::slice::from_ref(wanted), now).await?.is_empty() {
                return Err(email_taken());
            }
            let new = find::find(connection, &PatientScope::All, wanted.id, now).await?;
            let new = new.ok_or(ServiceError::NotFound)?;
            take(connection, principal, &new, clinic, now).await?;
            let done = record("patient.register", principal, new.id, origin, json!({ "clinic_id": clinic }));
            audit::insert(connection, &[done], now).await?;
            if key.is_some() {
                idempotency::settle(connection, &[(new.id.0, answer(&new))], &[]).await?;
            }
            Ok(Registered::New(new))
        })
        .await
    }
}

/// The patient who is described, where they have an account.
///
/// # Errors
/// The conflict `email_taken` where the address is somebody else's, or unproven; `Storage`.
pub async fn known(
    connection: &mut AsyncPgConnection,
    described: &NewPatient,
) -> Result<Option<Patient>, ServiceError> {
    let Some(email) = &described.email else { return Ok(None) };
    if !find::is_taken(connection, email).await? {
        return Ok(None);
    }
    let owner = find::of_email(connection, email).await?;
    let owner = owner.filter(|owner| owner.email_verified && owner.is_the_one(described));
    owner.map(Some).ok_or_else(email_taken)
}

/// An address is somebody else's.
#[must_use]
pub fn email_taken() -> ServiceError {
    ServiceError::Conflict {
        code: "email_taken",
        message: "This address belongs to another account. Leave it out, or check name and day of birth."
            .to_owned(),
    }
}

async fn take(
    connection: &AsyncPgConnection,
    principal: &Principal,
    patient: &Patient,
    clinic: Option<ClinicId>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let taken = clinic.map(|clinic| TakenIn { clinic, patient: patient.id, by: principal.agent().id() });
    Ok(take_in(connection, taken.as_slice(), now).await?)
}

/// The clinic that takes somebody in: an administrator may name any, or none.
async fn clinic_of(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    named: Option<ClinicId>,
) -> Result<Option<ClinicId>, ServiceError> {
    let everywhere = principal.patients_in_view() == Some(PatientScope::All);
    match (named, principal.clinics()) {
        (Some(named), clinics) if everywhere || clinics.contains(&named) => {
            let found = clinics::find_many(connection, &[named]).await?;
            if found.is_empty() { Err(ServiceError::NotFound) } else { Ok(Some(named)) }
        }
        (Some(_), _) => Err(ServiceError::NotFound),
        (None, [only]) => Ok(Some(*only)),
        (None, _) if everywhere => Ok(None),
        (None, []) => Err(ServiceError::Forbidden),
        (None, _) => Err(ServiceError::field("clinic_id", "required", "Say which of your clinics.")),
    }
}
