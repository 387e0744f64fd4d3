//! Books the first visit that can be had with any of several doctors.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::schedules::messages::Booked;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::moments::Moment;
use crate::domain::text;
use crate::http::booking::{Admission, BookingDesk, NOTES_MAX_CHARS, PATH, admit, replay};
use crate::http::doctors::searched;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::Asking;
use crate::http::starts::type_code;
use crate::services::appointments::booking::{BookingRequest, Start};
use crate::services::appointments::party::{Whom, party};
use crate::services::appointments::view::AppointmentView;
use crate::services::error::ServiceError;
use crate::services::first_available::{Among, Range, candidates};

const DOCTORS_MAX: usize = 100;

/// Among whom and when; the doctors, or a specialty, a clinic or both.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FirstAvailable)]
struct FirstBody {
    /// The whole specialty, without case.
    specialty: Option<String>,
    /// At this clinic.
    clinic_id: Option<Uuid>,
    /// Among these, 100 at the most.
    doctor_ids: Option<Vec<Uuid>>,
    /// A day of each doctor's, or an instant.
    #[schema(value_type = String, example = "2026-11-24")]
    from: Moment,
    /// The last day, included, or an instant.
    #[schema(value_type = String, example = "2026-12-24")]
    to: Moment,
    /// What kind of visit; `consultation` unless told.
    #[schema(example = "consultation")]
    appointment_type: Option<String>,
    /// For whom, where it is not the caller.
    patient_id: Option<Uuid>,
    /// What the patient wants to say, up to 2,000 characters.
    patient_notes: Option<String>,
}

/// Book the first visit that can be had with any of several doctors.
///
/// Of several who are free at once, the one with the least to do is booked. Where somebody is quicker, the next time is tried.
/// 409 `none_available` where nothing is left.
#[utoipa::path(
    tag = "booking",
    params(IdempotencyKey),
    responses((status = 201, description = "Booked.", body = AppointmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/appointment-booking/first_available/")]
async fn book_first_available(
    request: HttpRequest,
    Asking(principal): Asking,
    key: IdempotencyKey,
    origin: RequestOrigin,
    limits: web::Data<RateLimits>,
    desk: web::Data<BookingDesk>,
    body: Json<FirstBody>,
) -> Result<HttpResponse, Problem> {
    let body = body.0;
    let agent = principal.agent();
    limits.enforce(&request, Group::Booking, &body.patient_id.unwrap_or(agent.id()).to_string())?;
    let key = key.of(agent, "first_available", &body)?;
    let _turn = match admit(&desk, &principal, key.as_ref(), Some(PATH)).await? {
        Admission::Turn(turn) => turn,
        Admission::Answered(first) => return Ok(first),
    };
    let mut fields = Fields::default();
    let among = among(&body, &mut fields);
    let code = fields.read("appointment_type", type_code(body.appointment_type.as_deref()));
    let notes = text::paragraph(body.patient_notes.as_deref().unwrap_or_default(), NOTES_MAX_CHARS);
    let notes = fields.read("patient_notes", notes);
    let read = || Some((among?, code?, notes?));
    let (among, appointment_type, patient_notes) = fields.settle(read())?;
    let range = Range::parse(body.from, body.to)?;
    let tried = candidates(&desk.database, &desk.clock, &principal, &among, range, appointment_type).await?;
    let mut not_to_be: Vec<UserId> = Vec::new();
    for candidate in tried {
        if not_to_be.contains(&candidate.doctor) {
            continue;
        }
        let whom = body.patient_id.map_or(Whom::Unsaid, |patient| Whom::Named(UserId(patient)));
        let party = match party(&desk.database, &principal, candidate.doctor, whom, desk.clock.now()).await {
            Ok(party) => party,
            // Staff book with their own doctors; who the patient is, is the same for all of them.
            Err(ServiceError::NotFound) if matches!(among, Among::Matching { .. }) => {
                not_to_be.push(candidate.doctor);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let side = party.side;
        let booking = BookingRequest {
            principal: principal.clone(),
            doctor_id: candidate.doctor,
            party,
            start: Start::At(candidate.start),
            appointment_type,
            patient_notes: patient_notes.clone(),
            hold: None,
            override_reason: None,
            key: key.clone(),
            origin: origin.0.clone(),
        };
        match desk.front_desk.book(booking).await {
            Ok(Booked::New(visit)) => {
                let visit = AppointmentView::of(&visit, side);
                let location = format!("{PATH}{}/", visit.id);
                return Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(visit));
            }
            Ok(Booked::KeyTaken) => return replay(&desk, key.as_ref(), agent).await,
            Err(ServiceError::Refused { code: "not_accepting", .. }) => not_to_be.push(candidate.doctor),
            // Somebody was quicker, or the patient is elsewhere then: the next time.
            Err(
                ServiceError::SlotTaken { .. }
                | ServiceError::Refused { .. }
                | ServiceError::Conflict { code: "patient_busy", .. },
            ) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict(
        "none_available",
        "Nobody has a free time then. Try other days, or join a waitlist.",
    ))
}

fn among(body: &FirstBody, fields: &mut Fields) -> Option<Among> {
    let Ok(specialty) = searched("specialty", body.specialty.as_deref()) else {
        return fields.read("specialty", Err(Invalid::new("invalid_value", "Name a specialty.")));
    };
    let clinic = body.clinic_id.map(ClinicId);
    match &body.doctor_ids {
        Some(doctors) if (1..=DOCTORS_MAX).contains(&doctors.len()) => {
            if specialty.is_some() || clinic.is_some() {
                let both = Invalid::new("ambiguous", "Give doctors, or a specialty and a clinic.");
                return fields.read("doctor_ids", Err(both));
            }
            Some(Among::Doctors(doctors.iter().copied().map(UserId).collect()))
        }
        Some(_) => {
            fields.read("doctor_ids", Err(Invalid::new("out_of_range", "Name one to a hundred doctors.")))
        }
        None if specialty.is_none() && clinic.is_none() => {
            let none = Invalid::new("required", "Give `specialty`, `clinic_id` or `doctor_ids`.");
            fields.read("specialty", Err(none))
        }
        None => Some(Among::Matching { specialty, clinic }),
    }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(book_first_available);
}
