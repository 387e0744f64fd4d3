//! The `Idempotency-Key` header. An extractor.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, PartialSchema};

use crate::domain::principals::Agent;
use crate::http::problem::Problem;
use crate::storage::idempotency::Key;

/// The longest key that is taken.
const KEY_MAX_BYTES: usize = 255;

/// Marks an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The key that a client sent, if it sent one: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<String>);

impl IdempotencyKey {
    /// The key of this caller, bound to what is asked for: `body` as it was understood, on `route`.
    ///
    /// # Errors
    /// None that a client could cause: a body that was read can be written.
    pub fn of(self, caller: Agent, route: &str, body: &impl Serialize) -> Result<Option<Key>, Problem> {
        let Some(key) = self.0 else { return Ok(None) };
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        let hash = Sha256::new_with_prefix(route).chain_update([0]).chain_update(body).finalize();
        Ok(Some(Key { caller: caller.id(), key, request_hash: hash.into() }))
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("Makes a repeat safe, for a day."))
            .schema(Some(String::schema()));
        vec![key.build()]
    }
}

/// 201: something was made, found under `path` by its `id` where it is found by itself.
#[must_use]
pub fn created(path: Option<&str>, made: &Value) -> HttpResponse {
    let mut answer = HttpResponse::Created();
    if let Some((path, id)) = path.zip(made["id"].as_str()) {
        answer.insert_header((LOCATION, format!("{path}{id}/")));
    }
    answer.json(made)
}

/// The same answer once more.
#[must_use]
pub fn replayed(path: Option<&str>, first: &Value) -> HttpResponse {
    let mut answer = created(path, first);
    answer.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    answer
}

impl FromRequest for IdempotencyKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().ok().filter(|key| {
            (1..=KEY_MAX_BYTES).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        });
        ready(key.map(|key| Self(Some(key.to_owned()))).ok_or_else(|| {
            Problem::bad_request(
                "invalid_idempotency_key",
                "An Idempotency-Key is 1 to 255 visible ASCII characters, a UUID for instance.",
            )
        }))
    }
}
