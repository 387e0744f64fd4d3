//! Every refusal of the API: RFC 9457 problem details, thrown by handlers as `Problem`.
//!
//! The only place that turns a refusal into a status. The cause of a 5xx stays inside and is logged once,
//! by `middleware::problems`, which also fills in the request id.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::problem_body::{FieldError, ProblemBody};

/// The media type of RFC 9457 §3.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong beneath a 5xx; for the log only.
pub type Cause = Arc<dyn StdError + Send + Sync>;

/// A refusal, on its way to the client. One pointer wide, so that `Result<_, Problem>` stays small.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    code: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    extra: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    request_id: Option<String>,
    cause: Option<Cause>,
}

impl Problem {
    /// A refusal of any status. `code` is `snake_case`, stable, and what clients switch on; `detail` is one
    /// sentence for a person and holds no input of anyone else's.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            extra: Map::new(),
            headers: Vec::new(),
            request_id: None,
            cause: None,
        }))
    }

    /// 400: the request itself cannot be read.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401 with `WWW-Authenticate` (RFC 9110 §11.6.1), e.g. `invalid_credentials`, `mfa_required`.
    pub fn unauthenticated(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// 403: known, but not allowed to do this to what they may see. What they may not see is [`Self::not_found`].
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this.")
    }

    /// 404: it does not exist, or is not the caller's to see; the two read the same.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// 409: right in itself, but not in the present state, e.g. `slot_taken`.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 412: `If-Match` names a version that is no longer the present one.
    pub fn stale() -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "stale", "It has changed since you read it.")
    }

    /// 422 `invalid`: one or more fields are refused, each named with its own code.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::unprocessable("invalid", "Some fields are not valid.");
        problem.0.errors = errors;
        problem
    }

    /// 422: readable, but refused by a rule, e.g. `too_soon`.
    pub fn unprocessable(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 422 for one field, its code also the problem's.
    pub fn field(error: FieldError) -> Self {
        let mut problem = Self::unprocessable(error.code, format!("`{}`: {}", error.field, error.message));
        problem.0.errors = vec![error];
        problem
    }

    /// 429 `rate_limited`; `retry_after_s` in whole seconds, at least 1.
    pub fn too_many(retry_after_s: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests; wait a little.")
            .retry_after(retry_after_s)
    }

    /// 503, e.g. `busy`, `outcome_unknown`; try again after `retry_after_s` seconds.
    pub fn unavailable(code: &'static str, detail: impl Into<String>, retry_after_s: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(retry_after_s)
    }

    /// 500: our fault. The client learns no more than the request id; the log gets the cause.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let detail = "Something went wrong on our side; quote the request id.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).with_cause(cause)
    }

    /// What to log beside the answer; never sent.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(Arc::from(cause.into()));
        self
    }

    /// An extension member (RFC 9457 §3.2) beside the standard ones, e.g. `alternatives`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => drop(self.0.extra.insert(name.to_owned(), value)),
            Err(cause) => tracing::error!(name, %cause, "a problem's member could not be written"),
        }
        self
    }

    /// A header of the answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The id that the client quotes; set by the edge, not by handlers.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// What clients switch on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What is beneath a 5xx, if it was given.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync)> {
        self.0.cause.as_deref()
    }

    /// The JSON document, with `request_id` where it is known.
    #[must_use]
    pub fn body(&self, request_id: Option<&str>) -> ProblemBody {
        let parts = &self.0;
        ProblemBody {
            r#type: format!("urn:carebridge:problem:{}", parts.code),
            title: title(parts.code),
            status: parts.status.as_u16(),
            detail: parts.detail.clone(),
            code: parts.code.to_owned(),
            request_id: request_id.map(str::to_owned).or_else(|| parts.request_id.clone()),
            errors: parts.errors.clone(),
            extra: parts.extra.clone(),
        }
    }

    fn retry_after(self, seconds: u64) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }
}

/// `slot_taken` → `Slot taken`: one title for each code, as RFC 9457 §3.1.4 asks.
fn title(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status.as_u16(), self.0.code)
    }
}

impl StdError for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.0.status);
        for header in &self.0.headers {
            response.append_header(header.clone());
        }
        response.insert_header((header::CONTENT_TYPE, MEDIA_TYPE)).body(self.body(None).to_json())
    }
}
