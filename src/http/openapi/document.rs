//! Completes the document that the routes made: information, the shape of refusals, ways to sign in.

use utoipa::openapi::info::{Info, InfoBuilder};
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Components;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};

use crate::http::openapi::errors;
use crate::http::problem_body::ProblemBody;

const DESCRIPTION: &str = "Booking, messaging and notification for clinics. Errors are RFC 9457 problem details. \
    Instants are RFC 3339 in UTC, ids are UUIDs. Lists take `limit` and `cursor`. Paths answer the same with and \
    without their last slash. Every answer carries `X-Request-Id` and `X-Response-Time`.";

/// An empty document to begin with (`UtoipaApp::openapi`).
#[must_use]
pub fn begin() -> OpenApi {
    OpenApi::new(info(), Paths::new())
}

/// The whole document, from what the routes contributed.
#[must_use]
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info = info();
    let components = document.components.get_or_insert_with(Components::new);
    components.responses.extend(errors::components());
    let mut schemas = Vec::new();
    ProblemBody::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.insert(ProblemBody::name().into_owned(), ProblemBody::schema());
    for (name, scheme) in sign_ins() {
        components.add_security_scheme(name, scheme);
    }
    OpenApiBuilder::from(document).build()
}

fn info() -> Info {
    InfoBuilder::new()
        .title("CareBridge")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build()
}

/// What an operation names in its `security(…)`: `("bearer" = [])`, and `("cookie" = [], "csrf" = [])` on writes.
fn sign_ins() -> [(&'static str, SecurityScheme); 4] {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let bearer = bearer.description(Some("The access token of `auth/login/`."));
    let cookie = ApiKeyValue::with_description("__Host-carebridge", "The session of a browser.");
    let csrf =
        ApiKeyValue::with_description("X-CSRF-Token", "Beside the cookie, on whatever changes something.");
    let key =
        ApiKeyValue::with_description("Authorization", "`ApiKey <prefix>.<secret>`: a clinic's software.");
    [
        ("bearer", SecurityScheme::Http(bearer.build())),
        ("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        ("csrf", SecurityScheme::ApiKey(ApiKey::Header(csrf))),
        ("api_key", SecurityScheme::ApiKey(ApiKey::Header(key))),
    ]
}
