//! The refusals that operations share, each described once and referred to by name.
//!
//! An operation lists its own answers and then one of these: `responses((status = 200, body = …), SignedInErrors)`,
//! and `WriteErrors` beside it if it has a body.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Ref, RefOr};

use crate::http::problem::MEDIA_TYPE;

/// Status, name in `components/responses`, description.
type Entry = (&'static str, &'static str, &'static str);

const PUBLIC: [Entry; 6] = [
    ("400", "BadRequest", "The request cannot be read: malformed JSON, two credentials at once."),
    ("404", "NotFound", "There is no such thing, or it is not the caller's to see."),
    ("422", "Unprocessable", "Fields are refused (`errors` names them), or a rule is against it."),
    ("429", "RateLimited", "Too many requests; `Retry-After` says when to come back."),
    ("500", "Internal", "Our fault; the log knows the request id."),
    ("503", "Unavailable", "Not now; `Retry-After` says when to come back."),
];

const SIGNED_IN: [Entry; 2] = [
    ("401", "Unauthenticated", "No credential, or one that is wrong, used up or out of date."),
    ("403", "Forbidden", "The caller may see this but not do it."),
];

const WRITE: [Entry; 4] = [
    ("409", "Conflict", "Not in its present state: a slot is taken, a transition is not allowed."),
    ("412", "Stale", "`If-Match` names an old version."),
    ("413", "PayloadTooLarge", "The body is larger than 1 MiB."),
    ("415", "UnsupportedMediaType", "The body is not `application/json`."),
];

/// Of operations that anyone may call.
#[derive(Debug)]
pub struct PublicErrors;

/// Of operations that need a credential: those of [`PublicErrors`], 401 and 403.
#[derive(Debug)]
pub struct SignedInErrors;

/// Of operations with a body, beside one of the others.
#[derive(Debug)]
pub struct WriteErrors;

impl IntoResponses for PublicErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        references(&PUBLIC)
    }
}

impl IntoResponses for SignedInErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        references(&[PUBLIC.as_slice(), &SIGNED_IN].concat())
    }
}

impl IntoResponses for WriteErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        references(&WRITE)
    }
}

fn references(entries: &[Entry]) -> BTreeMap<String, RefOr<Response>> {
    let reference = |(status, name, _): &Entry| ((*status).to_owned(), Ref::from_response_name(*name).into());
    entries.iter().map(reference).collect()
}

/// The descriptions, for `components/responses`.
pub(super) fn components() -> impl Iterator<Item = (String, RefOr<Response>)> {
    PUBLIC.into_iter().chain(SIGNED_IN).chain(WRITE).map(|(status, name, description)| {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let mut response = ResponseBuilder::new().description(description).content(MEDIA_TYPE, problem);
        if matches!(status, "429" | "503") {
            let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
            let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait."));
            response = response.header("Retry-After", header.build());
        }
        (name.to_owned(), response.build().into())
    })
}
