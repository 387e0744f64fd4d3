//! What somebody answers to a time that is kept for them.

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::WaitlistOfferId;
use crate::http::booking::{self, Admission, Asked, admit};
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::signed_in::Asking;
use crate::services::appointments::view::AppointmentView;
use crate::services::waitlist::Waitlist;
use crate::services::waitlist::answer::offer_expired;

/// An answer needs nothing but itself.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerBody {}

/// Book what is kept. An ordinary visit comes of it; 409 `offer_expired` where it is kept no longer.
#[utoipa::path(
    tag = "waitlist",
    params(("id" = Uuid, Path, description = "The offer."), IdempotencyKey),
    responses((status = 201, description = "Booked.", body = AppointmentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/waitlist/offers/{id}/accept/")]
pub async fn accept_offer(
    asked: Asked,
    id: web::Path<Uuid>,
    waitlist: web::Data<Waitlist>,
    _: Json<AnswerBody>,
) -> Result<HttpResponse, Problem> {
    let (request, Asking(principal), key, origin, limits, desk) = asked;
    let key = key.of(principal.agent(), &format!("waitlist/offers/{id}/accept"), &AnswerBody {})?;
    let _turn = match admit(&desk, &principal, key.as_ref(), Some(booking::PATH)).await? {
        Admission::Turn(turn) => turn,
        Admission::Answered(first) => return Ok(first),
    };
    let wanted = waitlist.booking_of(&principal, WaitlistOfferId(*id), key, &origin.0).await?;
    limits.enforce(&request, Group::Booking, &wanted.party.patient_id.to_string())?;
    let side = wanted.party.side;
    booking::settle(&desk, wanted, side).await.map_err(|problem| match problem.code() {
        "hold_expired" => offer_expired().into(),
        _ => problem,
    })
}

/// Let what is kept go to the next; the place in the waitlist stays. 409 `offer_expired` where it is answered already.
#[utoipa::path(
    tag = "waitlist",
    params(("id" = Uuid, Path, description = "The offer.")),
    responses((status = 204, description = "Let go."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/waitlist/offers/{id}/decline/")]
pub async fn decline_offer(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    waitlist: web::Data<Waitlist>,
    origin: RequestOrigin,
    _: Json<AnswerBody>,
) -> Result<HttpResponse, Problem> {
    waitlist.decline(&principal, WaitlistOfferId(*id), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
