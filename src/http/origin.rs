//! Where a request came from, for the audit trail.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::audit::Origin;
use crate::http::client_address::ClientAddress;
use crate::http::middleware::request_id::RequestId;

/// The request's id and its client's address. An extractor.
#[derive(Debug, Clone)]
pub struct RequestOrigin(pub Origin);

impl FromRequest for RequestOrigin {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request_id = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned());
        ready(Ok(Self(Origin { request_id, ip: Some(ClientAddress::of(request).0) })))
    }
}
