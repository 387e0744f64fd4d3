//! The status and the form of each answer that a use case gives instead of what was asked for.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::domain::access::MissingScope;
use crate::domain::intervals::Interval;
use crate::http::clashes::ClashBody;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::error::StorageError;

/// Seconds until a database that is away is worth another try.
const DATABASE_RETRY_S: u64 = 2;
/// Seconds until a queue has moved on.
const QUEUE_RETRY_S: u64 = 1;

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Storage(error) => error.into(),
            ServiceError::NotFound => Self::not_found(),
            ServiceError::Forbidden => Self::forbidden(),
            ServiceError::MissingScope(MissingScope(scope)) => Self::new(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                format!("This key was not made for `{}`.", scope.as_str()),
            ),
            ServiceError::Invalid(problems) => Self::invalid(problems.into_iter().map(field).collect()),
            ServiceError::InvalidCredentials => {
                Self::unauthenticated("invalid_credentials", "The e-mail address or the password is wrong.")
            }
            ServiceError::MfaRequired => {
                Self::unauthenticated("mfa_required", "Give the code of your second factor as well.")
            }
            ServiceError::MfaInvalid => {
                Self::unauthenticated("mfa_invalid", "This code is not right, or has been used.")
            }
            ServiceError::MfaEnrollmentRequired => Self::new(
                StatusCode::FORBIDDEN,
                "mfa_enrollment_required",
                "Set up a second factor first: your role asks for one.",
            ),
            ServiceError::NotFresh => Self::new(
                StatusCode::FORBIDDEN,
                "fresh_sign_in_required",
                "Prove again who you are (auth/confirm/), then repeat this.",
            ),
            ServiceError::TooManyFailures { retry_after_s } => Self::too_many(retry_after_s),
            ServiceError::InvalidToken => {
                Self::unauthenticated("invalid_token", "This sign-in is not valid, or has ended.")
            }
            ServiceError::InvalidKey => {
                Self::unauthenticated("invalid_api_key", "This API key is not valid, or has ended.")
            }
            ServiceError::TokenExpired => {
                Self::unauthenticated("token_expired", "The access token has expired; refresh it.")
            }
            ServiceError::Conflict { code, message } => Self::conflict(code, message),
            ServiceError::Stale => Self::stale(),
            ServiceError::Refused { code, message } => Self::unprocessable(code, message),
            ServiceError::SlotTaken { alternatives } => {
                let alternatives: Vec<_> = alternatives.iter().map(alternative).collect();
                Self::conflict("slot_taken", "Somebody else has this slot.")
                    .with("alternatives", alternatives)
            }
            ServiceError::SeriesClash { clashes } => {
                let clashes: Vec<_> = clashes.iter().map(ClashBody::from).collect();
                Self::conflict("series_clash", "Not every visit of the series can be booked; none was.")
                    .with("clashes", clashes)
            }
            ServiceError::IdempotencyMismatch => Self::unprocessable(
                "idempotency_mismatch",
                "This Idempotency-Key was used for a different request.",
            ),
            ServiceError::InProgress => Self::conflict(
                "in_progress",
                "The first request under this Idempotency-Key is still running.",
            ),
            ServiceError::Busy => busy(),
            ServiceError::OutcomeUnknown => outcome_unknown(),
            error @ (ServiceError::Cryptography(_) | ServiceError::File(_)) => Self::internal(error),
        }
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Unavailable(_) => {
                let detail = "The database cannot be reached; nothing was done.";
                Self::unavailable("unavailable", detail, DATABASE_RETRY_S).with_cause(error)
            }
            StorageError::Busy => busy(),
            StorageError::OutcomeUnknown(_) => outcome_unknown().with_cause(error),
            error => Self::internal(error),
        }
    }
}

fn busy() -> Problem {
    Problem::unavailable("busy", "Too much is going on just now; nothing was done.", QUEUE_RETRY_S)
}

fn outcome_unknown() -> Problem {
    let detail = "It may or may not have been done; ask again under the same Idempotency-Key.";
    Problem::unavailable("outcome_unknown", detail, QUEUE_RETRY_S)
}

fn field(problem: FieldProblem) -> FieldError {
    FieldError::new(problem.field, problem.invalid.code, problem.invalid.message)
}

fn alternative(interval: &Interval) -> Value {
    json!({ "starts_at": interval.start, "ends_at": interval.end })
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::http::header::RETRY_AFTER;
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn told(error: ServiceError) -> (u16, String, String) {
        let problem = Problem::from(error);
        let answer = problem.error_response();
        let retry = answer.headers().get(RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        (answer.status().as_u16(), problem.code().to_owned(), retry.unwrap_or_default())
    }

    fn told_as(status: u16, code: &str, retry: &str) -> (u16, String, String) {
        (status, code.to_owned(), retry.to_owned())
    }

    #[test]
    fn what_may_pass_says_when_to_come_back() {
        let lost = || "reset".to_owned();
        assert_eq!(told(StorageError::Unavailable(lost()).into()), told_as(503, "unavailable", "2"));
        assert_eq!(told(StorageError::Busy.into()), told_as(503, "busy", "1"));
        assert_eq!(told(StorageError::OutcomeUnknown(lost()).into()), told_as(503, "outcome_unknown", "1"));
        assert_eq!(told(ServiceError::Busy), told_as(503, "busy", "1"));
        assert_eq!(told(ServiceError::OutcomeUnknown), told_as(503, "outcome_unknown", "1"));
    }

    #[test]
    fn our_own_mistakes_tell_the_client_nothing() {
        let corrupt = StorageError::Corrupt { column: "users.role" };
        let problem = Problem::from(ServiceError::from(corrupt));
        assert_eq!((problem.error_response().status().as_u16(), problem.code()), (500, "internal"));
        assert!(!String::from_utf8(problem.body(None).to_json()).unwrap().contains("users.role"));
    }

    #[test]
    fn a_taken_slot_names_the_alternatives() {
        let start = DateTime::UNIX_EPOCH;
        let alternatives = vec![Interval { start, end: start + TimeDelta::minutes(30) }];
        let body = Problem::from(ServiceError::SlotTaken { alternatives }).body(None);
        assert_eq!(
            body.extra["alternatives"],
            json!([{ "starts_at": "1970-01-01T00:00:00Z", "ends_at": "1970-01-01T00:30:00Z" }])
        );
        assert_eq!((body.status, body.code.as_str()), (409, "slot_taken"));
    }
}
