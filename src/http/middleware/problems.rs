//! Gives each refusal its one form: problem+json with the request id; logs the cause of a 5xx, once.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};

use crate::http::middleware::request_id::RequestId;
use crate::http::problem::{MEDIA_TYPE, Problem};
use crate::http::{cause, foreign};

/// Rewrites the refusals of handlers, extractors and the framework. An answer of 4xx or 5xx that a handler wrote
/// itself, with a content type of its own, is left as it is.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn shape(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = request.extensions().get::<RequestId>().cloned();
    let answer = next.call(request).await?;
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        return Ok(answer);
    }
    let body = match answer.response().error() {
        Some(error) => document(&foreign::of_error(error), id.as_ref()),
        None if !answer.headers().contains_key(CONTENT_TYPE) => {
            document(&foreign::of_status(answer.status()), id.as_ref())
        }
        None => return Ok(answer),
    };
    let mut answer = answer.map_body(|_, _| BoxBody::new(body));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    Ok(answer)
}

fn document(problem: &Problem, id: Option<&RequestId>) -> Vec<u8> {
    cause::log(problem);
    problem.body(id.map(RequestId::as_str)).to_json()
}
