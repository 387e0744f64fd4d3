//! Refusals that the framework makes before any handler of ours runs, as problems of the same form.

use actix_web::error::{PathError, PayloadError};
use actix_web::http::StatusCode;
use actix_web::web::PathConfig;
use actix_web::{Error, HttpRequest};

use crate::http::problem::Problem;

/// The problem for a status that came without one. Nothing of the framework's own text is passed on.
#[must_use]
pub fn of_status(status: StatusCode) -> Problem {
    let (code, detail) = match status {
        StatusCode::BAD_REQUEST => ("bad_request", "The request cannot be read."),
        StatusCode::UNAUTHORIZED => return Problem::unauthenticated("unauthenticated", "Sign in first."),
        StatusCode::FORBIDDEN => return Problem::forbidden(),
        StatusCode::NOT_FOUND => return Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "This method does not apply here."),
        StatusCode::NOT_ACCEPTABLE => ("not_acceptable", "None of the accepted forms is to be had."),
        StatusCode::REQUEST_TIMEOUT => ("request_timeout", "The request took too long to arrive."),
        StatusCode::PAYLOAD_TOO_LARGE => ("payload_too_large", "The body is larger than is allowed here."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", "Send this as application/json."),
        status if status.is_server_error() => ("internal", "Something went wrong on our side."),
        _ => ("refused", "The request was refused."),
    };
    Problem::new(status, code, detail)
}

/// The problem that an error is, or that stands for an error of the framework or of a library; a server error of these
/// keeps it as its cause.
#[must_use]
pub fn of_error(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code();
    let problem = of_status(status);
    if status.is_server_error() { problem.with_cause(error.to_string()) } else { problem }
}

/// A body that could not be read to its end: too large, or cut off.
#[must_use]
pub fn of_payload(error: &PayloadError) -> Problem {
    match error {
        PayloadError::Overflow => of_status(StatusCode::PAYLOAD_TOO_LARGE),
        _ => of_status(StatusCode::BAD_REQUEST),
    }
}

/// Path parameters: an id that cannot be one names nothing, so it is 404 and not 400.
#[must_use]
pub fn path_config() -> PathConfig {
    fn refuse(_: PathError, _: &HttpRequest) -> Error {
        Problem::not_found().into()
    }
    PathConfig::default().error_handler(refuse)
}
