//! JSON bodies: the extractor `Json<T>`, with the limits of the edge and errors that name the field.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, PayloadConfig};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::http::problem::Problem;
use crate::http::{decode, foreign};

/// Bytes of a body, after decompression.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// How deep arrays and objects may nest.
pub const DEPTH_LIMIT: usize = 32;

/// A JSON body, read or written. Named as the framework's own, so that the OpenAPI macro knows it.
///
/// Refusals: 413 `payload_too_large`, 415 `unsupported_media_type`, 400 `malformed_json` or `too_deep`, and 422
/// with the field's code (`unknown_field`, `required`, `invalid_type`, `invalid_value`). An empty body reads as `{}`.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

/// The size limit of bodies; give it to the application as data.
#[must_use]
pub fn body_config() -> PayloadConfig {
    PayloadConfig::new(BODY_LIMIT)
}

impl<T: DeserializeOwned> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(request);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| {
                error
                    .as_error::<PayloadError>()
                    .map_or_else(|| foreign::of_error(&error), foreign::of_payload)
            })?;
            if bytes.is_empty() {
                return read(b"{}").map(Self);
            }
            if !json {
                return Err(foreign::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
            }
            read(&bytes).map(Self)
        })
    }
}

impl<T: Serialize> Responder for Json<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(self.0)
    }
}

/// `application/json` and its relatives, e.g. `application/fhir+json`.
fn is_json(request: &HttpRequest) -> bool {
    let Ok(Some(mime)) = request.mime_type() else { return false };
    mime.subtype() == "json" || mime.suffix().is_some_and(|suffix| suffix == "json")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if depth(bytes) > DEPTH_LIMIT {
        return Err(Problem::bad_request("too_deep", "The JSON is nested too deeply."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value =
        serde_path_to_error::deserialize(&mut json).map_err(|error| match error.inner().classify() {
            Category::Data => Problem::field(decode::field_error(error.path(), &error.inner().to_string())),
            _ => malformed(error.inner()),
        })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {}", error.line(), error.column());
    Problem::bad_request("malformed_json", format!("The body is not JSON: see {place}."))
}

/// The deepest nesting of brackets outside of strings; right for any valid JSON, and cheap.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
