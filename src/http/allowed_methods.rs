//! Tells an unknown path (404) from a known one with the wrong method (405 with `Allow`, RFC 9110 §15.5.6).

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue};
use utoipa::openapi::path::Paths;

use crate::http::foreign;
use crate::http::problem::Problem;

/// The methods of each route pattern, from the OpenAPI document; application data.
#[derive(Debug, Clone, Default)]
pub struct AllowedMethods(BTreeMap<String, HeaderValue>);

impl AllowedMethods {
    /// Reads them off the paths of the document.
    #[must_use]
    pub fn of(paths: &Paths) -> Self {
        let methods = |(pattern, item): (&String, &utoipa::openapi::PathItem)| {
            let known = [
                ("GET", &item.get),
                ("PUT", &item.put),
                ("POST", &item.post),
                ("PATCH", &item.patch),
                ("DELETE", &item.delete),
            ];
            let names: Vec<_> =
                known.iter().filter(|(_, operation)| operation.is_some()).map(|(name, _)| *name).collect();
            Some((pattern.clone(), HeaderValue::try_from(names.join(", ")).ok()?))
        };
        Self(paths.paths.iter().filter_map(methods).collect())
    }
}

/// 405 if the request's path is a route of the API; for a request that no route took.
#[must_use]
pub fn refusal(request: &HttpRequest) -> Option<Problem> {
    let pattern = request.match_pattern()?;
    let allow = request.app_data::<AllowedMethods>()?.0.get(&pattern)?;
    let problem = foreign::of_status(StatusCode::METHOD_NOT_ALLOWED);
    Some(problem.with_header(ALLOW, allow.clone()))
}
