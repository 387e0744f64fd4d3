//! Registers a patient.

use actix_web::{HttpResponse, post, web};
use serde_json::Value;

use crate::domain::api_keys::KeyScope;
use crate::domain::ids::ClinicId;
use crate::domain::patients::Patient;
use crate::http::fields::Fields;
use crate::http::idempotency_key::{IdempotencyKey, created, replayed};
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::patients::body::{NewPatientBody, PatientBody};
use crate::http::problem::Problem;
use crate::http::signed_in::Asking;
use crate::services::error::ServiceError;
use crate::services::idempotency::{Turn, Turns};
use crate::services::patients::Patients;
use crate::services::patients::register::Registered;

/// Where patients are found.
const PATH: &str = "/api/v1/patients/";

/// Register a patient, with or without an address, who can be booked for at once.
///
/// They claim their account later, by a code to the number or a link to the address. Whoever has an account with that
/// proven address and that name is taken in as the clinic's patient instead (200). 409 `email_taken` for an address that
/// is somebody else's. With an `Idempotency-Key` a repeat gets the first answer.
#[utoipa::path(
    tag = "patients",
    params(IdempotencyKey),
    responses(
        (status = 201, description = "Registered.", body = PatientBody,
         headers(("Location" = String, description = "The patient."))),
        (status = 200, description = "There already, and the clinic's patient now.", body = PatientBody),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/patients/")]
pub async fn register_patient(
    Asking(principal): Asking,
    key: IdempotencyKey,
    patients: web::Data<Patients>,
    turns: web::Data<Turns>,
    origin: RequestOrigin,
    body: Json<NewPatientBody>,
) -> Result<HttpResponse, Problem> {
    // A key that was made for other things learns nothing of whom it registered.
    principal.require(KeyScope::PatientsWrite).map_err(ServiceError::from)?;
    let key = key.of(principal.agent(), "patients", &body.0)?;
    let _turn = match &key {
        Some(key) => match turns.take(key).await? {
            Turn::Mine(turn) => Some(turn),
            Turn::Replay(first) => return Ok(replayed(Some(PATH), &first)),
        },
        None => None,
    };
    let mut fields = Fields::default();
    let wanted = body.0.read(&mut fields, "", patients.now());
    let wanted = fields.settle(wanted)?;
    let clinic = body.0.clinic_id.map(ClinicId);
    let registered = patients.register(&principal, &wanted, clinic, key.as_ref(), answer, &origin.0).await;
    // Another node may have registered them under the same key since it was looked up: then that is the answer.
    if let (Err(_), Some(key)) = (&registered, &key)
        && let Ok(Some(first)) = turns.replay(key).await
    {
        return Ok(replayed(Some(PATH), &first));
    }
    match registered? {
        Registered::New(patient) => Ok(created(Some(PATH), &answer(&patient))),
        Registered::Known(patient) => Ok(HttpResponse::Ok().json(PatientBody::from(patient))),
        Registered::KeyTaken => {
            let key = key.ok_or(ServiceError::Busy)?;
            let first = turns.replay(&key).await?.ok_or(ServiceError::InProgress)?;
            Ok(replayed(Some(PATH), &first))
        }
    }
}

fn answer(patient: &Patient) -> Value {
    serde_json::to_value(PatientBody::from(patient.clone())).unwrap_or(Value::Null)
}
