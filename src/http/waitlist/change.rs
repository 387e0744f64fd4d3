//! Takes places in the waitlist, changes them and gives them up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, patch, post, web};
use uuid::Uuid;

use crate::domain::ids::WaitlistEntryId;
use crate::http::booking::Asked;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::signed_in::Asking;
use crate::http::versions::IfMatch;
use crate::http::waitlist::body::{ChangeBody, JoinBody, answer};
use crate::services::waitlist::Waitlist;
use crate::services::waitlist::view::EntryView;

/// Where places are found.
const PATH: &str = "/api/v1/waitlist/";

/// Wait for a time to become free.
///
/// Whoever joined first is offered first what fits them, before anybody else sees it: as `waitlist.offered` on the socket, in
/// the app, by mail and by text. Ten places a patient; 409 `too_many_entries`, `already_waiting`.
#[utoipa::path(
    tag = "waitlist",
    params(IdempotencyKey),
    responses((status = 201, description = "Waiting.", body = EntryView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[post("/waitlist/")]
pub async fn join_waitlist(
    asked: Asked,
    waitlist: web::Data<Waitlist>,
    body: Json<JoinBody>,
) -> Result<HttpResponse, Problem> {
    let (request, Asking(principal), key, origin, limits, desk) = asked;
    let patient = body.0.patient_id().unwrap_or(principal.agent().id());
    limits.enforce(&request, Group::Booking, &patient.to_string())?;
    let key = key.of(principal.agent(), "waitlist", &body.0)?;
    let wanted = body.0.read()?;
    once(&desk.turns, key, Some(PATH), async {
        let entry = waitlist.join(&principal, wanted, &origin.0).await?;
        Ok(EntryView::of(&entry, None))
    })
    .await
}

/// Change when the patient could come. What is kept for them stays so.
#[utoipa::path(
    tag = "waitlist",
    params(
        ("id" = Uuid, Path, description = "The place."),
        ("If-Match" = Option<String>, Header, description = "The version that the caller has seen."),
    ),
    responses(
        (status = 200, body = EntryView, headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[patch("/waitlist/{id}/")]
pub async fn patch_entry(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    IfMatch(expected): IfMatch,
    waitlist: web::Data<Waitlist>,
    origin: RequestOrigin,
    body: Json<ChangeBody>,
) -> Result<HttpResponse, Problem> {
    let (id, change) = (WaitlistEntryId(*id), body.0.read()?);
    let (entry, offer) = waitlist.change(&principal, id, change, &expected, &origin.0).await?;
    Ok(answer(StatusCode::OK, &EntryView::of(&entry, offer.as_ref())))
}

/// Wait no longer; what is kept goes to the next. Also where the place is given up already.
#[utoipa::path(
    tag = "waitlist",
    params(("id" = Uuid, Path, description = "The place.")),
    responses((status = 204, description = "Given up."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []), ("api_key" = []))
)]
#[delete("/waitlist/{id}/")]
pub async fn leave_waitlist(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    waitlist: web::Data<Waitlist>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    waitlist.leave(&principal, WaitlistEntryId(*id), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
