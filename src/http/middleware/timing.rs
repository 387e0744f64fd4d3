//! Times each request: `X-Response-Time`, the access log, and the slow-request log.

use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;

use crate::telemetry::exposition;
use crate::telemetry::metric::Metric;

/// Seconds to the first byte, as `0.012s`.
pub const X_RESPONSE_TIME: HeaderName = HeaderName::from_static("x-response-time");

/// Logs route pattern, status and time, and never the path, the query or a person. From `slow` on it is a warning.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn measure(
    slow: Duration,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let mut answer = next.call(request).await?;
    let elapsed = started.elapsed();
    if let Ok(value) = HeaderValue::from_str(&format!("{:.3}s", elapsed.as_secs_f64())) {
        answer.headers_mut().insert(X_RESPONSE_TIME, value);
    }
    log(&answer, elapsed, slow);
    count(&answer, elapsed);
    Ok(answer)
}

fn count(answer: &ServiceResponse<BoxBody>, elapsed: Duration) {
    let class = match answer.status().as_u16() {
        500.. => Metric::RequestsFailed,
        400.. => Metric::RequestsRefused,
        _ => Metric::RequestsFine,
    };
    class.rise();
    exposition::request_took(elapsed);
}

fn log(answer: &ServiceResponse<BoxBody>, elapsed: Duration, slow: Duration) {
    let pattern = answer.request().match_pattern();
    let route = pattern.as_deref().unwrap_or("-");
    let status = answer.status().as_u16();
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if elapsed >= slow {
        tracing::warn!(route, status, elapsed_ms, "slow request");
    } else {
        tracing::info!(route, status, elapsed_ms, "request");
    }
}
