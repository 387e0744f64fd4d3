//! Query strings: the extractor `Query<T>`, whose errors name the field.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::http::decode;
use crate::http::problem::Problem;

/// A query string. Named as the framework's own, so that the OpenAPI macro knows it.
///
/// A refused field is 422 with the field's code; each field may be given once.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(decode::query(request.query_string()).map(Self).map_err(Problem::field))
    }
}
