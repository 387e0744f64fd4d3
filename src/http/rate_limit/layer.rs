//! The limit that everybody has: anonymous by IP prefix, the others by who they are.

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::http::client_address::ClientAddress;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::headers;
use crate::http::rate_limit::limits::{RateLimits, Spent};

/// Who is asking, cheaply and without the database: a group and a key in it, or `None` for anonymous. It must only
/// believe what it has verified, or a caller could spend another's quota or dodge its own.
pub type Identify = fn(&ServiceRequest) -> Option<(Group, String)>;

/// Refuses with 429 what is too much, and writes the headers of all quotas that the request touched.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn limit(
    limits: RateLimits,
    identify: Identify,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !is_limited(request.path()) {
        return next.call(request).await;
    }
    let (group, key) = identify(&request)
        .unwrap_or_else(|| (Group::Anonymous, ClientAddress::of(request.request()).prefix()));
    let mut answer = match limits.enforce(request.request(), group, &key) {
        Ok(()) => next.call(request).await?,
        Err(problem) => request.error_response(problem),
    };
    let spent = answer.request().extensions_mut().remove::<Spent>().unwrap_or_default();
    headers::write(answer.headers_mut(), &spent.0);
    Ok(answer)
}

/// Health checks, the page, the documentation and signed webhooks are not; links with a secret in them are, since
/// secrets can be guessed at. The link that ends mails is charged by its handler, and only where it is none of ours: what reads
/// mails for many comes from one address.
fn is_limited(path: &str) -> bool {
    let documentation = path.starts_with("/api/docs") || path == "/api/openapi.json";
    !documentation && ["/api/", "/calendar/"].iter().any(|root| path.starts_with(root))
}
