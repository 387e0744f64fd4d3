//! Names each request: in its span, on its answer, and in its problem. The outermost layer.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use tracing::Instrument;
use uuid::Uuid;

use crate::http::problem::Problem;
use crate::http::{cause, foreign};

/// The header it comes in by and goes out by.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of the request in hand; among the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The caller's own name for it, if it is 1 to 64 of `[A-Za-z0-9._-]`; else a new UUID.
    fn of(request: &ServiceRequest) -> Self {
        let given = request.headers().get(X_REQUEST_ID).filter(|value| is_safe(value.as_bytes()));
        Self(given.cloned().unwrap_or_else(Self::invent))
    }

    fn invent() -> HeaderValue {
        HeaderValue::from_str(&Uuid::new_v4().to_string())
            .unwrap_or_else(|_| HeaderValue::from_static("unnamed"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or("unnamed")
    }
}

fn is_safe(id: &[u8]) -> bool {
    (1..=64).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte))
}

/// Runs the rest inside a span with the id, and puts the id on the answer.
///
/// # Errors
/// Only what an inner middleware threw instead of answering, turned into a problem with the id.
pub async fn name(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", request_id = id.as_str(), method = %request.method());
    match next.call(request).instrument(span.clone()).await {
        Ok(mut answer) => {
            answer.headers_mut().insert(X_REQUEST_ID, id.0);
            Ok(answer)
        }
        Err(error) => Err(span.in_scope(|| thrown(&error, id)).into()),
    }
}

fn thrown(error: &Error, id: RequestId) -> Problem {
    let problem = foreign::of_error(error).with_request_id(id.as_str());
    cause::log(&problem);
    problem.with_header(X_REQUEST_ID, id.0)
}
