//! What the API answers is not kept by browsers or proxies, unless its handler says otherwise.

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::middleware::Next;

/// `Cache-Control: no-store` on what is under `/api/` and has none yet.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn forbid(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let api = request.path().starts_with("/api/");
    let mut answer = next.call(request).await?;
    if api && !answer.headers().contains_key(CACHE_CONTROL) {
        answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(answer)
}
