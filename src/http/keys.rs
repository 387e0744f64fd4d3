//! `GET /.well-known/jwks.json`: what others verify our access tokens with.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::openapi::errors::PublicErrors;
use crate::services::accounts::Accounts;

/// A new key is put beside the old one at least so long before it signs.
const KEPT_FOR: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Adds the route.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_key_set);
}

/// The keys that verify access tokens: a JWK set (RFC 7517) of Ed25519 keys (RFC 8037).
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The keys.", body = Object), PublicErrors)
)]
#[get("/.well-known/jwks.json")]
pub async fn get_key_set(accounts: web::Data<Accounts>) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, KEPT_FOR)).json(accounts.key_set())
}
