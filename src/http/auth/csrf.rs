//! `GET auth/csrf/`: what a page sends back with its writes.

use actix_web::{get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;

/// The token against request forgery, bound to the session.
#[derive(Serialize, ToSchema)]
#[schema(as = CsrfToken)]
pub struct CsrfTokenBody {
    /// Sent back as `X-CSRF-Token`.
    #[schema(example = "x6Pz0dZb1tVhA0zE0Y2pN2wq7a6m7vYb4l2o8Qk1u3s")]
    pub csrf_token: String,
}

/// The token that writes by cookie must bring; the same for as long as the session.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The token.", body = CsrfTokenBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/auth/csrf/")]
pub async fn get_csrf_token(signed_in: SignedIn, accounts: web::Data<Accounts>) -> Json<CsrfTokenBody> {
    Json(CsrfTokenBody { csrf_token: accounts.csrf_token(signed_in.caller.session_id) })
}
